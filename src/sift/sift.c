/* SPDX-License-Identifier: Apache-2.0 */
#include "sift/sift.h"

#include <hs.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/map.h"
#include "sift/components.h"
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
	ID_MARK = 1 << 24,
	ID_COMPONENT = 1 << 25,
	SCAN_PIECE = 256 << 20, /* bytes that one call may scan */
	SCAN_OVERLAP = 256,
	MARK_BEFORE = 60,
	MARK_MOST = 200,
};

struct sift {
	hs_database_t *database;
	unsigned threads;
	hs_scratch_t *scratch[SIFT_THREADS_MAX];
	struct map projects;
	struct components *components;
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

/* Everything that Hyperscan is to look for, while it is gathered. */
struct patterns {
	const char **texts;
	unsigned *flags, *ids, n;
};

static void add_pattern(struct patterns *p, const char *text, unsigned flags, unsigned id)
{
	p->texts[p->n] = text;
	p->flags[p->n] = flags;
	p->ids[p->n++] = id;
}

static int compile(struct sift *s, const struct sift_tables *t, struct err *err)
{
	size_t n_components = components_count(s->components);
	size_t room = N_EXTRACTORS * EXTRACTOR_PATTERNS_MAX + t->n_marks + n_components;
	struct patterns p = {mem_new(room, sizeof(*p.texts)), mem_new(room, sizeof(*p.flags)),
			     mem_new(room, sizeof(*p.ids)), 0};
	hs_compile_error_t *error = NULL;

	for (unsigned e = 0; e < N_EXTRACTORS; e++)
		for (unsigned i = 0; i < EXTRACTOR_PATTERNS_MAX && extractors[e]->patterns[i]; i++)
			add_pattern(&p, extractors[e]->patterns[i], HS_FLAG_DOTALL,
				    e << ID_SHIFT | i);
	for (unsigned i = 0; i < t->n_marks; i++)
		add_pattern(&p, t->marks[i], HS_FLAG_DOTALL | HS_FLAG_CASELESS | HS_FLAG_ALLOWEMPTY,
			    ID_MARK | i);
	for (unsigned i = 0; i < n_components; i++)
		add_pattern(&p, components_pattern(s->components, i), HS_FLAG_DOTALL,
			    ID_COMPONENT | i);
	if (hs_compile_multi(p.texts, p.flags, p.ids, p.n, HS_MODE_BLOCK, NULL, &s->database,
			     &error)) {
		(void)err_set(err, "a pattern can't be compiled: %.200s (%s)",
			      error->expression >= 0 ? p.texts[error->expression] : "?",
			      error->message);
		hs_free_compile_error(error);
		s->database = NULL;
	}
	free(p.texts);
	free(p.flags);
	free(p.ids);
	return s->database ? 0 : -1;
}

struct sift *sift_new(const struct sift_tables *tables, unsigned threads, struct err *err)
{
	static const struct sift_tables none = {0};
	struct sift *s = mem_new(1, sizeof(*s));
	const struct sift_tables *t = tables ? tables : &none;

	must(threads <= SIFT_THREADS_MAX);
	s->threads = threads;
	map_init(&s->projects);
	for (size_t i = 0; i < t->n_projects; i++)
		(void)map_put(&s->projects, t->projects[i], strlen(t->projects[i]), s);
	s->components = components_new(t->components, t->n_components);
	int bad = compile(s, t, err);
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
	components_free(s->components);
	free(s);
}

/* "www.NAME" of the tables: the name and the pages below it that people read. */
static bool is_page(struct slice label)
{
	static const char *const labels[] = {
		"www",      "bugs",      "bugzilla",   "wiki",         "lists",     "git",
		"gitlab",   "docs",      "doc",        "help",         "man",       "manpages",
		"tracker",  "svn",       "cvs",        "code",         "forum",     "forums",
		"people",   "developer", "developers", "blog",         "support",   "projects",
		"packages", "sources",   "dev",        "bugreports",   "community", "salsa",
		"web",      "qa",        "answers",    "translations", "mail",      "cgit",
		"issues",   "reports",   "download",   "downloads"};

	for (size_t i = 0; i < sizeof(labels) / sizeof(*labels); i++)
		if (slice_same_word(label, labels[i]))
			return true;
	return false;
}

bool sift_is_project(const struct sift *s, struct slice host)
{
	uint8_t name[4 + 256] = "www.";
	struct slice rest = host;

	if (host.len > 255)
		return false;
	for (size_t i = 0; i < host.len; i++)
		name[4 + i] = slice_lower(host.at[i]);
	/* the page's own label off, once */
	const uint8_t *dot = memchr(name + 4, '.', host.len);
	size_t first = dot ? (size_t)(dot - name) - 4 : host.len;
	if (map_get(&s->projects, name, 4 + host.len))
		return true;
	if (dot && is_page(slice_of(host.at, first))) {
		uint8_t below[4 + 256] = "www.";
		memcpy(below + 4, dot + 1, host.len - first - 1);
		if (map_get(&s->projects, below, 4 + host.len - first - 1))
			return true;
	}
	for (const uint8_t *at = name + 4;;) {
		size_t len = (size_t)(name + 4 + rest.len - at);
		if (map_get(&s->projects, at, len))
			return true;
		at = memchr(at, '.', len);
		if (!at)
			return false;
		at++;
	}
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

	if (p->mark.unfolded)
		return false;
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
	if (id & ID_COMPONENT) {
		components_found(p->mark.sift->components, &p->mark, id & ~ID_COMPONENT, end);
		return 0;
	}
	unsigned e = id >> ID_SHIFT;
	extractors[e]->found(&p->all[e], id & ((1u << ID_SHIFT) - 1), end);
	return 0;
}

static void scan(struct sift *s, unsigned thread, struct pass *p, struct slice bytes)
{
	for (size_t at = 0; at < bytes.len; at += SCAN_PIECE - SCAN_OVERLAP) {
		size_t left = bytes.len - at;
		p->base = at;
		(void)hs_scan(s->database, (const char *)bytes.at + at,
			      (unsigned)(left < SCAN_PIECE ? left : SCAN_PIECE), 0,
			      s->scratch[thread], on_hit, p);
		if (left <= SCAN_PIECE)
			break;
	}
}

void sift_file(struct sift *s, unsigned thread, const struct sift_file *file,
	       const struct sift_sink *sink)
{
	struct pass *p = mem_new(1, sizeof(*p));
	struct sift_shared shared = {.connects = -1, .language = -1};
	struct sifting fresh = {
		.sift = s, .file = file, .sink = sink, .bytes = file->bytes, .shared = &shared};

	shared.unfolded = unfolded_new(file->bytes.len);
	shared.is_counted = slice_starts(file->bytes, "\xca\xfe\xba\xbe") ||
			    slice_starts(file->bytes, "dex\n0");
	shared.is_records = sqlite_unfold(file->bytes, shared.unfolded);
	for (unsigned e = 0; e < N_EXTRACTORS; e++)
		p->all[e] = fresh;
	p->mark = fresh;
	scan(s, thread, p, file->bytes);
	for (unsigned e = 0; e < N_EXTRACTORS; e++)
		if (extractors[e]->finish)
			extractors[e]->finish(&p->all[e]);
	fresh.bytes = unfolded_bytes(shared.unfolded);
	fresh.unfolded = shared.unfolded;
	for (unsigned e = 0; e < N_EXTRACTORS; e++)
		p->all[e] = fresh;
	p->mark = fresh;
	if (fresh.bytes.len)
		scan(s, thread, p, fresh.bytes);
	unfolded_free(shared.unfolded);
	free(p);
}
