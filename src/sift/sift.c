/* SPDX-License-Identifier: Apache-2.0 */
#include "sift/sift.h"

#include <hs.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/map.h"
#include "sift/extractor.h"

#define EXTRACTOR(name) extern const struct extractor extractor_##name;
#include "sift/extractors.def"
#undef EXTRACTOR

static const struct extractor *const extractors[] = {
#define EXTRACTOR(name) &extractor_##name,
#include "sift/extractors.def"
#undef EXTRACTOR
};

enum {
	N_EXTRACTORS = sizeof(extractors) / sizeof(*extractors),
	ID_SHIFT = 5, /* below it the number of the pattern */
	ID_MARK = 1 << 20,
	SCAN_PIECE = 256 << 20, /* bytes that one call may scan */
	SCAN_OVERLAP = 256,
	MARK_BEFORE = 60,
	MARK_MOST = 200,
	CONTEXT_BEFORE = 80,
};

struct sift {
	hs_database_t *database;
	unsigned threads;
	hs_scratch_t *scratch[SIFT_THREADS_MAX];
	struct map projects;
};

size_t extractors_count(void)
{
	return N_EXTRACTORS;
}

const struct extractor *extractor_at(size_t i)
{
	must(i < N_EXTRACTORS);
	return extractors[i];
}

static int compile(struct sift *s, const char *const *marks, size_t n_marks, struct err *err)
{
	size_t room = N_EXTRACTORS * EXTRACTOR_PATTERNS_MAX + n_marks;
	const char **patterns = mem_new(room, sizeof(*patterns));
	unsigned *flags = mem_new(room, sizeof(*flags)), *ids = mem_new(room, sizeof(*ids)), n = 0;
	hs_compile_error_t *error = NULL;

	for (unsigned e = 0; e < N_EXTRACTORS; e++) {
		for (unsigned p = 0; p < EXTRACTOR_PATTERNS_MAX && extractors[e]->patterns[p];
		     p++) {
			patterns[n] = extractors[e]->patterns[p];
			flags[n] = HS_FLAG_DOTALL;
			ids[n++] = e << ID_SHIFT | p;
		}
	}
	for (size_t i = 0; i < n_marks; i++) {
		patterns[n] = marks[i];
		flags[n] = HS_FLAG_DOTALL | HS_FLAG_CASELESS | HS_FLAG_ALLOWEMPTY;
		ids[n++] = ID_MARK | (unsigned)i;
	}
	if (hs_compile_multi(patterns, flags, ids, n, HS_MODE_BLOCK, NULL, &s->database, &error)) {
		(void)err_set(err, "a pattern can't be compiled: %.200s (%s)",
			      error->expression >= 0 ? patterns[error->expression] : "?",
			      error->message);
		hs_free_compile_error(error);
		s->database = NULL;
	}
	free(patterns);
	free(flags);
	free(ids);
	return s->database ? 0 : -1;
}

struct sift *sift_new(const char *const *marks, size_t n_marks, const char *const *projects,
		      size_t n_projects, unsigned threads, struct err *err)
{
	struct sift *s = mem_new(1, sizeof(*s));

	must(threads <= SIFT_THREADS_MAX);
	s->threads = threads;
	map_init(&s->projects);
	for (size_t i = 0; i < n_projects; i++)
		(void)map_put(&s->projects, projects[i], strlen(projects[i]), s);
	int bad = compile(s, marks, n_marks, err);
	for (unsigned i = 0; !bad && i < threads; i++)
		bad = hs_alloc_scratch(s->database, &s->scratch[i])
			      ? err_set(err, "no memory to match patterns")
			      : 0;
	if (!bad)
		return s;
	sift_free(s);
	return NULL;
}

void sift_free(struct sift *s)
{
	if (!s)
		return;
	for (unsigned i = 0; i < s->threads; i++)
		hs_free_scratch(s->scratch[i]);
	hs_free_database(s->database);
	map_done(&s->projects, NULL);
	free(s);
}

bool sift_is_project(const struct sift *s, struct slice host)
{
	return map_get(&s->projects, host.at, host.len) != NULL;
}

/* One file with the state of every extractor. */
struct pass {
	struct sifting all[N_EXTRACTORS];
	struct sifting mark;
	size_t base; /* of the piece being scanned */
	size_t skip; /* ranges before it lie behind */
};

static bool skipped(struct pass *p, size_t end)
{
	const struct sift_file *f = p->mark.file;

	while (p->skip < f->n_skip && f->skip[p->skip].to < end)
		p->skip++;
	return p->skip < f->n_skip && f->skip[p->skip].from < end;
}

/* The printable text around a hit. */
static void give_mark(struct sifting *s, size_t end)
{
	size_t from = end ? end - 1 : 0, to = end;
	size_t least = from > MARK_BEFORE ? from - MARK_BEFORE : 0;

	while (from > least && s->bytes.at[from - 1] >= ' ' && s->bytes.at[from - 1] < 0x7f)
		from--;
	while (to < s->bytes.len && to - from < MARK_MOST && s->bytes.at[to] >= ' ' &&
	       s->bytes.at[to] < 0x7f)
		to++;
	if (to <= s->past)
		return;
	s->past = to;
	sifting_text(s, OBS_IMAGE_MARK, from, slice_of(s->bytes.at + from, to - from));
}

static int on_hit(unsigned id, unsigned long long from, unsigned long long to, unsigned flags,
		  void *ctx)
{
	struct pass *p = ctx;
	size_t end = p->base + (size_t)to;

	(void)from;
	(void)flags;
	if (end == 0 || skipped(p, end))
		return 0;
	if (id & ID_MARK) {
		give_mark(&p->mark, end);
		return 0;
	}
	unsigned e = id >> ID_SHIFT;
	extractors[e]->found(&p->all[e], id & ((1u << ID_SHIFT) - 1), end);
	return 0;
}

void sift_file(struct sift *s, unsigned thread, const struct sift_file *file,
	       const struct sift_sink *sink)
{
	struct pass *p = mem_new(1, sizeof(*p));
	const struct sifting fresh = {
		.sift = s, .file = file, .sink = sink, .bytes = file->bytes, .connects = -1};

	for (unsigned e = 0; e < N_EXTRACTORS; e++)
		p->all[e] = fresh;
	p->mark = fresh;
	for (size_t at = 0; at < file->bytes.len; at += SCAN_PIECE - SCAN_OVERLAP) {
		size_t left = file->bytes.len - at;
		p->base = at;
		(void)hs_scan(s->database, (const char *)file->bytes.at + at,
			      (unsigned)(left < SCAN_PIECE ? left : SCAN_PIECE), 0,
			      s->scratch[thread], on_hit, p);
		if (left <= SCAN_PIECE)
			break;
	}
	for (unsigned e = 0; e < N_EXTRACTORS; e++)
		if (extractors[e]->finish)
			extractors[e]->finish(&p->all[e]);
	free(p);
}

static void give(struct sifting *s, struct image_item *item)
{
	size_t from = item->offset > CONTEXT_BEFORE ? (size_t)item->offset - CONTEXT_BEFORE : 0;
	size_t left = s->bytes.len - from;

	item->context_at = from;
	item->context =
		slice_of(s->bytes.at + from, left < IMAGE_CONTEXT_MAX ? left : IMAGE_CONTEXT_MAX);
	s->sink->item(s->sink->ctx, item);
}

void sifting_text(struct sifting *s, enum obs_kind kind, size_t at, struct slice text)
{
	size_t cap = obs_kind_info(kind)->cap;
	struct image_item item = {.kind = kind, .offset = at, .text = text};

	must(obs_kind_info(kind)->type == OBS_TEXT);
	if (text.len > cap) {
		item.text.len = cap;
		item.cut = true;
	}
	if (item.text.len)
		give(s, &item);
}

void sifting_bytes(struct sifting *s, enum obs_kind kind, size_t at, struct slice bytes)
{
	must(obs_kind_info(kind)->type == OBS_BYTES && bytes.len <= obs_kind_info(kind)->cap);
	give(s, &(struct image_item){.kind = kind, .offset = at, .text = bytes});
}

void sifting_addr(struct sifting *s, enum obs_kind kind, size_t at, size_t len,
		  const struct addr *addr)
{
	must(obs_kind_info(kind)->type == OBS_ADDR);
	give(s, &(struct image_item){.kind = kind,
				     .offset = at,
				     .addr = *addr,
				     .text = slice_of(s->bytes.at + at, len)});
}

void sifting_number(struct sifting *s, enum obs_kind kind, size_t at, uint64_t number)
{
	must(obs_kind_info(kind)->type == OBS_NUMBER);
	give(s, &(struct image_item){.kind = kind, .offset = at, .number = number});
}

void sifting_suppress(struct sifting *s, enum image_suppression why, struct slice sample)
{
	s->sink->suppressed(s->sink->ctx, why, sample);
}

bool sifting_connects(struct sifting *s)
{
	static const char *const calls[] = {
		"connect",   "gethostbyname", "getaddrinfo",  "inet_addr", "inet_pton",
		"inet_aton", "WSAConnect",    "InternetOpen", "WinHttp",   "curl_easy",
		"libcurl",   "res_query",     "SSL_connect",  "mosquitto", "sendto"};

	if (s->connects >= 0)
		return s->connects;
	s->connects = s->file->content == IMAGE_SCRIPT || s->file->content == IMAGE_TEXT ||
		      s->file->content == IMAGE_WEB;
	for (unsigned i = 0; !s->connects && i < sizeof(calls) / sizeof(*calls); i++)
		s->connects = memmem(s->bytes.at, s->bytes.len, calls[i], strlen(calls[i])) != NULL;
	return s->connects;
}
