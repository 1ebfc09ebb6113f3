/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/table.h"

#include <stdlib.h>

#include "base/err.h"

#define DISSECTOR(name) extern const struct dissector name##_dissector;
#include "proto/dissectors.def"
#undef DISSECTOR

static const struct dissector *const table[] = {
#define DISSECTOR(name) &name##_dissector,
#include "proto/dissectors.def"
#undef DISSECTOR
};

_Static_assert(sizeof(table) / sizeof(table[0]) <= TABLE_MAX, "numbers fit a byte");

unsigned table_size(void)
{
	return sizeof(table) / sizeof(table[0]);
}

const struct dissector *table_dissector(unsigned number)
{
	must(number < table_size());
	return table[number];
}

int table_by_name(const char *name)
{
	for (unsigned i = 0; i < table_size(); i++)
		if (strcmp(table[i]->name, name) == 0)
			return (int)i;
	return -1;
}

/* A set of dissectors of one carrier, numbered among themselves in the order of the table. */
enum { SET_WORDS = 2, SET_MAX = SET_WORDS * 64, PORT_SETS_MAX = 255 };

struct set {
	uint64_t words[SET_WORDS];
};

struct table_index {
	unsigned n;
	uint8_t longest;          /* mark, bytes */
	uint8_t numbers[SET_MAX]; /* in the whole table */
	/* may[place][value]: the byte is not against them. Those of a port or a length alone are in
	 * none. */
	struct set may[MARK_MAX][256];
	struct set longer[MARK_MAX];         /* those with a mark that asks for that place */
	struct set exact;                    /* those of whom may[] holds none too many */
	struct set by_bytes;                 /* those that bytes can call for at all */
	struct set by_length[MARK_LENGTHS];  /* those that a whole length calls for */
	uint8_t port_set[1 << 16];           /* 0 = nobody's, else one of ... */
	struct set ports[PORT_SETS_MAX + 1]; /* ... these: whom the port alone calls for */
};

static void set_add(struct set *s, unsigned i)
{
	s->words[i / 64] |= UINT64_C(1) << i % 64;
}

static inline bool set_meet(const struct set *a, const struct set *b)
{
	uint64_t both = 0;

	for (unsigned w = 0; w < SET_WORDS; w++)
		both |= a->words[w] & b->words[w];
	return both != 0;
}

static void add_port(struct table_index *t, uint16_t port, unsigned i, unsigned *n_sets)
{
	if (!t->port_set[port]) {
		must(*n_sets < PORT_SETS_MAX);
		t->port_set[port] = (uint8_t)++ * n_sets;
	}
	set_add(&t->ports[t->port_set[port]], i);
}

static void add_mark(struct table_index *t, const struct mark *m, unsigned i)
{
	set_add(&t->by_bytes, i);
	for (unsigned at = 0; at < m->len; at++)
		set_add(&t->longer[at], i);
	for (unsigned at = 0; at < MARK_MAX; at++)
		for (unsigned value = 0; value < 256; value++)
			if (at >= m->len || !((value ^ m->value[at]) & m->mask[at]))
				set_add(&t->may[at][value], i);
}

/* Places hold too many only where marks of one dissector are mixed up: where it has one mark of bytes,
 * or all of them ask for the first byte alone, nothing is. */
static bool places_tell(const struct dissector *d)
{
	unsigned marks = 0, longest = 0;

	for (const struct mark *m = d->marks; m && !mark_ends(m); m++) {
		marks += m->len > 0;
		longest = m->len > longest ? m->len : longest;
	}
	return marks <= 1 || longest <= 1;
}

struct table_index *table_index_new(enum carrier carrier)
{
	static const struct mark anything = {0};
	struct table_index *t = mem_new(1, sizeof(*t));
	unsigned n_sets = 0;

	for (unsigned number = 0; number < table_size(); number++) {
		const struct dissector *d = table[number];
		if (d->carrier != carrier)
			continue;
		must(t->n < SET_MAX);
		t->numbers[t->n] = (uint8_t)number;
		if (!d->marks)
			add_mark(t, &anything, t->n);
		if (places_tell(d))
			set_add(&t->exact, t->n);
		for (const struct mark *m = d->marks; m && !mark_ends(m); m++) {
			if (m->len > t->longest)
				t->longest = m->len;
			must(m->whole < MARK_LENGTHS && (!m->whole || carrier == CARRIER_DATAGRAM));
			if (m->port)
				add_port(t, m->port, t->n, &n_sets);
			else if (m->whole)
				set_add(&t->by_length[m->whole], t->n);
			else
				add_mark(t, m, t->n);
		}
		t->n++;
	}
	return t;
}

void table_index_free(struct table_index *t)
{
	free(t);
}

enum {
	AT_ONCE = 4
}; /* bytes looked at whether or not anybody asks: where to stop can't be foreseen */

/* May hold some that are not in t->exact too many: several marks of one dissector may fit by a byte
 * of one and a byte of another. Mostly nobody, or nobody whose marks ask for more, is left after a
 * byte or two. */
static inline struct set perhaps_wanted_by(const struct table_index *t, uint16_t port_a,
					   uint16_t port_b, struct slice bytes)
{
	struct set s = t->by_bytes;
	size_t n = bytes.len < t->longest ? bytes.len : t->longest;
	const struct set *a = &t->ports[t->port_set[port_a]], *b = &t->ports[t->port_set[port_b]];
	const struct set *of_length = &t->by_length[bytes.len < MARK_LENGTHS ? bytes.len : 0];

	for (size_t at = 0; at < n && (at < AT_ONCE || set_meet(&s, &t->longer[at])); at++)
		for (unsigned w = 0; w < SET_WORDS; w++)
			s.words[w] &= t->may[at][bytes.at[at]].words[w];
	for (unsigned w = 0; w < SET_WORDS; w++)
		s.words[w] |= a->words[w] | b->words[w] | of_length->words[w];
	return s;
}

/* The next of the set that the message fits, taken off it; -1 = none is left. */
static int next_fitting(const struct table_index *t, struct set *s, uint16_t port_a,
			uint16_t port_b, struct slice bytes)
{
	for (unsigned w = 0; w < SET_WORDS; w++) {
		while (s->words[w]) {
			unsigned bit = (unsigned)__builtin_ctzll(s->words[w]);
			uint8_t number = t->numbers[w * 64 + bit];
			s->words[w] &= s->words[w] - 1;
			if (t->exact.words[w] >> bit & 1 ||
			    marks_fit(table[number]->marks, port_a, port_b, bytes))
				return number;
		}
	}
	return -1;
}

bool table_wanted(const struct table_index *t, uint16_t port_a, uint16_t port_b, struct slice bytes)
{
	struct set s = perhaps_wanted_by(t, port_a, port_b, bytes);

	return next_fitting(t, &s, port_a, port_b, bytes) >= 0;
}

static bool hinted(const struct dissector *d, uint16_t port_a, uint16_t port_b, struct slice bytes)
{
	for (const struct hint *h = d->hints; h && (h->port || h->first_len); h++) {
		if (h->port && (h->port == port_a || h->port == port_b))
			return true;
		if (h->first_len && bytes.len >= h->first_len &&
		    memcmp(bytes.at, h->first, h->first_len) == 0)
			return true;
	}
	return false;
}

bool table_fits_frame(const struct dissector *d, uint16_t ethertype, struct slice payload)
{
	for (const struct hint *h = d->hints; h && (h->port || h->first_len); h++) {
		if (h->port && h->port == ethertype)
			return true;
		if (!h->port && ethertype == 0 && payload.len >= h->first_len &&
		    memcmp(payload.at, h->first, h->first_len) == 0)
			return true;
	}
	return false;
}

unsigned table_order(const struct table_index *t, uint16_t port_a, uint16_t port_b,
		     struct slice bytes, uint8_t order[TABLE_MAX])
{
	struct set s = perhaps_wanted_by(t, port_a, port_b, bytes);
	uint8_t others[SET_MAX];
	unsigned n = 0, n_others = 0;
	int number;

	while ((number = next_fitting(t, &s, port_a, port_b, bytes)) >= 0) {
		if (hinted(table[number], port_a, port_b, bytes))
			order[n++] = (uint8_t)number;
		else
			others[n_others++] = (uint8_t)number;
	}
	memcpy(order + n, others, n_others);
	return n + n_others;
}
