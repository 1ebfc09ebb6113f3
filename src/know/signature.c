/* SPDX-License-Identifier: Apache-2.0
 *
 * Signature stanzas (*.sig, INI read with inih):
 *
 *   [sadp-flase]
 *   kind = sadp.field                 observation whose value is read (obs/kinds.def)
 *   pattern = ^(a|b)=flase$           PCRE subset of Hyperscan, case-insensitive
 *   class = discovery                 label mac host discovery web media tls cloud control firmware
 *   grade = F2 S2                     F0-F3, S1-S4, Em where unrelated products imitate it
 *   makers = hikvision                ids of makers.csv, may be empty
 *   brand = LTS                       the label that the value names, may be left out
 *   votes = camera +2.0, other -1.0   log likelihood ratios on the kind of device, may be left out
 *   says = ...                        one sentence for people
 *   source = ...
 *   match = ...                       examples; match2, no_match2 and so on for more; between
 *                                     quotes where blanks at the ends matter
 *   no_match = ...
 */
#include "know/tables.h"

#include <errno.h>
#include <ini.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum stanza_key {
	KEY_KIND,
	KEY_PATTERN,
	KEY_CLASS,
	KEY_GRADE,
	KEY_MAKERS,
	KEY_BRAND,
	KEY_VOTES,
	KEY_SAYS,
	KEY_SOURCE,
	KEYS
};

static const char *const key_names[KEYS] = {"kind",  "pattern", "class", "grade", "makers",
					    "brand", "votes",   "says",  "source"};
static const char *const class_names[EVIDENCE_CLASSES] = {
	"label", "mac", "host", "discovery", "web", "media", "tls", "cloud", "control", "firmware"};
static const char *const kind_names[DEVICE_KINDS] = {"unknown", "camera", "recorder", "other"};

struct stanza {
	char id[TABLE_NAME_MAX];
	unsigned line; /* of its header */
	char *values[KEYS];
	char *match[EXAMPLES_MAX], *no_match[EXAMPLES_MAX];
	size_t n_match, n_no_match;
};

struct reading {
	struct knowledge *k;
	const char *file;
	int layer;
	struct err *err;
	FILE *in;
	unsigned line, header_line;
	bool in_line, failed, open;
	bool spoilt; /* the stanza has a fault that was told: skip the rest of it */
	struct stanza now;
};

const char *know_class_name(enum evidence_class c)
{
	must(c < EVIDENCE_CLASSES);
	return class_names[c];
}

const char *know_kind_name(enum device_kind k)
{
	must(k < DEVICE_KINDS);
	return kind_names[k];
}

bool know_class_by_name(const char *name, enum evidence_class *ret_class)
{
	for (int c = 0; c < EVIDENCE_CLASSES; c++) {
		if (strcmp(name, class_names[c]) == 0) {
			*ret_class = (enum evidence_class)c;
			return true;
		}
	}
	return false;
}

static int stanza_err(const struct reading *r, unsigned line, const char *what, const char *value,
		      const char *advice)
{
	return origin_err(r->err, (struct origin){r->file, line}, "[%s] %s%s%s%s%s", r->now.id,
			  what, value ? " '" : "", value ? value : "", value ? "'; " : "; ",
			  advice);
}

static void drop_stanza(struct stanza *s)
{
	for (size_t i = 0; i < KEYS; i++)
		free(s->values[i]);
	for (size_t i = 0; i < s->n_match; i++)
		free(s->match[i]);
	for (size_t i = 0; i < s->n_no_match; i++)
		free(s->no_match[i]);
	memset(s, 0, sizeof(*s));
}

static const char *value_of(const struct stanza *s, enum stanza_key key)
{
	return s->values[key] ? s->values[key] : "";
}

/* Walks a list: the next piece between separators, trimmed; false at the end. */
static bool next_piece(const char **at, const char *separators, char *piece, size_t room)
{
	struct slice rest;

	do {
		if (!**at)
			return false;
		size_t len = strcspn(*at, separators);
		rest = slice_trim(slice_of(*at, len));
		*at += len + ((*at)[len] != '\0');
	} while (!rest.len);
	if (rest.len >= room)
		rest.len = room - 1;
	memcpy(piece, rest.at, rest.len);
	piece[rest.len] = '\0';
	return true;
}

static int read_kind_and_class(struct reading *r, struct signature *s)
{
	const char *kind = value_of(&r->now, KEY_KIND), *class = value_of(&r->now, KEY_CLASS);

	if (!obs_kind_by_name(slice_text(kind), &s->kind))
		return stanza_err(r, r->now.line, "unknown kind of observation", kind,
				  "the names stand in src/obs/kinds.def");
	if (!know_class_by_name(class, &s->class))
		return stanza_err(r, r->now.line, "unknown class", class,
				  "use one of label, mac, host, discovery, web, media, tls, cloud, "
				  "control, firmware");
	return 0;
}

static int read_grade(struct reading *r, struct signature *s)
{
	const char *at = value_of(&r->now, KEY_GRADE);
	char piece[8];
	int f = -1, share = -1;
	bool bad = false;

	while (next_piece(&at, " \t", piece, sizeof(piece))) {
		if (piece[0] == 'F' && piece[1] >= '0' && piece[1] <= '3' && !piece[2] && f < 0)
			f = piece[1] - '0';
		else if (piece[0] == 'S' && piece[1] >= '1' && piece[1] <= '4' && !piece[2] &&
			 share < 0)
			share = piece[1] - '0';
		else if (strcmp(piece, "Em") == 0 && !s->emulated)
			s->emulated = true;
		else
			bad = true;
	}
	if (bad || f < 0 || share < 0)
		return stanza_err(
			r, r->now.line, "wrong grade", value_of(&r->now, KEY_GRADE),
			"write F0 to F3, S1 to S4 and, where it is imitated, Em: 'F2 S2'");
	s->forge = (enum forgeability)f;
	s->share = (enum sharing)share;
	return 0;
}

static int read_makers(struct reading *r, struct signature *s)
{
	const char *at = value_of(&r->now, KEY_MAKERS);
	char piece[TABLE_NAME_MAX];

	while (next_piece(&at, ",", piece, sizeof(piece))) {
		const struct claim *claim =
			map_get(&r->k->private->claims[TABLE_MAKERS], piece, strlen(piece));
		if (!claim)
			return stanza_err(r, r->now.line, "unknown maker", piece,
					  "add it to makers.csv or correct the id");
		if (s->n_makers == KNOW_SIGNATURE_MAKERS_MAX)
			return stanza_err(r, r->now.line, "too many makers", NULL,
					  "what so many share names none of them");
		s->makers[s->n_makers++] = (uint16_t)claim->index;
	}
	return 0;
}

static int read_votes(struct reading *r, struct signature *s)
{
	static const char advice[] = "write 'camera +2.0, other -1.0' with camera, recorder, other";
	const char *at = value_of(&r->now, KEY_VOTES);
	char piece[64];

	while (next_piece(&at, ",", piece, sizeof(piece))) {
		char name[16], *end;
		int used = 0, k = KIND_CAMERA;
		if (sscanf(piece, "%15[a-z] %n", name, &used) != 1 || !piece[used])
			return stanza_err(r, r->now.line, "wrong vote", piece, advice);
		while (k < DEVICE_KINDS && strcmp(name, kind_names[k]) != 0)
			k++;
		float vote = strtof(piece + used, &end);
		if (k == DEVICE_KINDS || *end || !isfinite(vote) || fabsf(vote) > 10.0f ||
		    s->kind_votes[k] != 0.0f)
			return stanza_err(r, r->now.line, "wrong vote", piece, advice);
		s->kind_votes[k] = vote;
	}
	return 0;
}

static int check_words(struct reading *r)
{
	const struct stanza *s = &r->now;
	struct err why = {{0}};

	if (!patterns_wait(r->k->private, r->layer) &&
	    match_check(value_of(s, KEY_PATTERN), r->layer > 0 || r->k->private->faults, &why) < 0)
		return stanza_err(r, s->line, why.text, value_of(s, KEY_PATTERN),
				  "correct the pattern");
	if (!value_of(s, KEY_SAYS)[0])
		return stanza_err(r, s->line, "no 'says'", NULL,
				  "write one sentence on what a match shows");
	if (strlen(value_of(s, KEY_SOURCE)) < 4)
		return stanza_err(r, s->line, "no source", NULL, "say where this is known from");
	if (!s->n_match || !s->n_no_match)
		return stanza_err(r, s->line, "needs at least one match and one no_match", NULL,
				  "they are its test");
	return 0;
}

static const char **keep_examples(struct know_private *p, char *const *examples, size_t n)
{
	const char **kept = mem_new(n, sizeof(*kept));

	for (size_t i = 0; i < n; i++)
		kept[i] = text_keep(p, examples[i]);
	return kept;
}

static int add_signature(struct reading *r)
{
	struct knowledge *k = r->k;
	struct know_private *p = k->private;
	struct signature s = {0};
	struct origin at = {r->file, r->now.line};
	size_t i;

	if (read_kind_and_class(r, &s) < 0 || read_grade(r, &s) < 0 || read_makers(r, &s) < 0 ||
	    read_votes(r, &s) < 0 || check_words(r) < 0 ||
	    table_claim(k, TABLE_SIGNATURES, r->now.id, k->n_signatures, r->layer, at, &i, r->err) <
		    0)
		return -1;
	if (i == k->n_signatures) {
		k->signatures = table_grow(k->signatures, i, sizeof(*k->signatures));
		p->signature_at = table_grow(p->signature_at, i, sizeof(*p->signature_at));
		k->n_signatures++;
	} else {
		free(k->signatures[i].match);
		free(k->signatures[i].no_match);
	}
	s.id = text_keep(p, r->now.id);
	s.pattern = text_keep(p, value_of(&r->now, KEY_PATTERN));
	s.brand = text_keep(p, value_of(&r->now, KEY_BRAND));
	s.says = text_keep(p, value_of(&r->now, KEY_SAYS));
	s.source = text_keep(p, value_of(&r->now, KEY_SOURCE));
	s.n_match = r->now.n_match;
	s.match = keep_examples(p, r->now.match, s.n_match);
	s.n_no_match = r->now.n_no_match;
	s.no_match = keep_examples(p, r->now.no_match, s.n_no_match);
	k->signatures[i] = s;
	p->signature_at[i] = (struct origin){text_keep(p, r->file), r->now.line};
	return 0;
}

static int end_stanza(struct reading *r)
{
	int bad = r->open && !r->spoilt ? add_signature(r) : 0;

	drop_stanza(&r->now);
	r->open = r->spoilt = false;
	return bad && !fault_told(r->k->private, r->err) ? bad : 0;
}

static int begin_stanza(struct reading *r, const char *id)
{
	size_t len = strlen(id);

	/* inih cuts names at 49 bytes */
	if (len == 0 || len > 48 || strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-") != len)
		return origin_err(r->err, (struct origin){r->file, r->header_line},
				  "[%s] is not an id; write small letters, digits and '-', at most "
				  "48",
				  id);
	memcpy(r->now.id, id, len + 1);
	r->now.line = r->header_line;
	r->open = true;
	return 0;
}

/* "match", "match2" ...: true if name is word and an optional number */
static bool is_numbered(const char *name, const char *word)
{
	size_t len = strlen(word);
	return strncmp(name, word, len) == 0 &&
	       strspn(name + len, "0123456789") == strlen(name + len);
}

static int take_value(struct reading *r, const char *name, const char *value)
{
	struct stanza *s = &r->now;
	bool match = is_numbered(name, "match"), no_match = is_numbered(name, "no_match");

	if (!match && !no_match) {
		size_t key = 0;
		while (key < KEYS && strcmp(name, key_names[key]) != 0)
			key++;
		if (key == KEYS)
			return stanza_err(
				r, r->line, "unknown key", name,
				"the keys are kind, pattern, class, grade, makers, brand, "
				"votes, says, source, match, no_match");
		if (s->values[key])
			return stanza_err(r, r->line, "key given twice:", name, "remove one");
		s->values[key] = mem_text(value);
		return 0;
	}
	size_t *n = match ? &s->n_match : &s->n_no_match;
	if (*n == EXAMPLES_MAX || !value[0])
		return stanza_err(r, r->line, "too many examples or an empty one in", name,
				  "a few good ones are enough");
	size_t len = strlen(value);
	bool quoted = len > 2 && value[0] == '"' && value[len - 1] == '"';
	char *example = mem_text(quoted ? value + 1 : value);
	if (quoted)
		example[len - 2] = '\0';
	(match ? s->match : s->no_match)[(*n)++] = example;
	return 0;
}

/* Tells the fault, if every one is wanted, and has the rest of the stanza skipped. */
static bool spoil(struct reading *r)
{
	if (!fault_told(r->k->private, r->err))
		return false;
	r->now.line = r->header_line;
	r->open = r->spoilt = true;
	return true;
}

/* inih's handler: 0 stops */
static int take_line(void *ctx, const char *section, const char *name, const char *value)
{
	struct reading *r = ctx;

	if (r->failed)
		return 0;
	if (!r->open || (!r->spoilt && strcmp(section, r->now.id) != 0) ||
	    r->now.line != r->header_line)
		r->failed = end_stanza(r) < 0 || (begin_stanza(r, section) < 0 && !spoil(r));
	if (!r->failed && !r->spoilt)
		r->failed = take_value(r, name, value) < 0 && !spoil(r);
	return !r->failed;
}

/* inih's reader: fgets that counts lines */
static char *read_line(char *text, int room, void *ctx)
{
	struct reading *r = ctx;

	if (!fgets(text, room, r->in))
		return NULL;
	if (!r->in_line) {
		r->line++;
		if (text[0] == '[')
			r->header_line = r->line;
	}
	r->in_line = !strchr(text, '\n');
	return text;
}

int signature_read(struct knowledge *k, const char *file, int layer, struct err *err)
{
	struct reading r = {.k = k, .file = file, .layer = layer, .err = err};

	r.in = fopen(file, "re");
	if (!r.in)
		return err_set(err, "%s: %s", file, strerror(errno));
	/* the library keeps its settings in globals */
	ini_use_stack = false;
	ini_allow_realloc = true;
	ini_max_line = 4 * TABLE_FIELD_MAX;
	ini_allow_inline_comments = false;
	ini_allow_multiline = false;
	ini_stop_on_first_error = true;
	int bad_line = ini_parse_stream(read_line, &r, take_line, &r);
	if (!r.failed && bad_line != 0) {
		r.failed = true;
		(void)origin_err(err, (struct origin){file, r.line},
				 "neither a [header], a 'key = value' nor a comment");
	}
	if (!r.failed)
		r.failed = end_stanza(&r) < 0;
	drop_stanza(&r.now);
	fclose(r.in);
	return r.failed ? -1 : 0;
}
