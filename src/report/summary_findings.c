/* SPDX-License-Identifier: Apache-2.0
 *
 * Folding findings. Thirteen hundred cameras with one fault are one thing to read, not thirteen
 * hundred; but two faults must never be folded into one, so the key holds the servers that the
 * evidence points at, not only the wording.
 */
#include <stdlib.h>

#include "base/err.h"
#include "base/map.h"
#include "report/summary_parts.h"

enum { KEY_MAX = 1 << 16, SERVERS_IN_KEY = 64 };

void *summary_grow(void *list, size_t n, size_t size)
{
	if (n & (n - 1)) /* there is room up to the next power of two */
		return list;
	return mem_resize(list, n ? 2 * n : 1, size);
}

/* A word that names one device or one amount: it holds a digit, or colons as a MAC does. */
static bool is_particular(struct slice word)
{
	unsigned colons = 0;
	for (size_t i = 0; i < word.len; i++) {
		if (word.at[i] >= '0' && word.at[i] <= '9')
			return true;
		colons += word.at[i] == ':';
	}
	return colons >= 3;
}

static void put_outline(struct buf *key, struct slice text)
{
	while (text.len) {
		size_t len = 0;
		while (len < text.len && text.at[len] != ' ')
			len++;
		struct slice word = slice_of(text.at, len);
		if (is_particular(word))
			buf_u8(key, '#');
		else
			buf_slice(key, word);
		buf_u8(key, ' ');
		len += len < text.len;
		text = slice_of(text.at + len, text.len - len);
	}
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *server_text(const struct contact *c)
{
	struct buf text;
	char address[ADDR_TEXT_MAX];
	buf_init(&text, NAME_TEXT_MAX + ADDR_TEXT_MAX + 32);
	buf_printf(&text, "%s %s %u/%u", c->name, c->name[0] ? "" : addr_print(&c->addr, address),
		   c->port, c->transport);
	char *copy = mem_text(buf_view_text(&text));
	buf_done(&text);
	return copy;
}

/* The servers of the evidence, sorted, so that their order does not matter. */
static void put_servers(struct buf *key, const struct ledger *l, const struct finding *f)
{
	char *texts[SERVERS_IN_KEY];
	size_t n = 0;

	for (size_t i = 0; i < f->n_evidence && n < SERVERS_IN_KEY; i++) {
		const struct evidence_ref *e = &f->evidence[i];
		must(e->device < l->n_devices);
		if (e->contact != SIZE_MAX && e->contact < l->devices[e->device].n_contacts)
			texts[n++] = server_text(&l->devices[e->device].contacts[e->contact]);
	}
	qsort(texts, n, sizeof(*texts), by_text);
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || strcmp(texts[i], texts[i - 1]) != 0) {
			buf_text(key, texts[i]);
			buf_u8(key, '\n');
		}
	}
	for (size_t i = 0; i < n; i++)
		free(texts[i]);
}

void summary_group_findings(struct summary *s)
{
	struct map groups;
	struct buf key;

	map_init(&groups);
	buf_init(&key, KEY_MAX);
	for (size_t i = 0; i < s->j->n_findings; i++) {
		const struct finding *f = &s->j->findings[i];
		buf_clear(&key);
		buf_u8(&key, (uint8_t)f->question);
		buf_u8(&key, (uint8_t)f->answer);
		buf_u8(&key, (uint8_t)f->severity);
		buf_u8(&key, f->device >= 0);
		put_outline(&key, slice_text(f->statement));
		put_servers(&key, s->ledger, f);
		size_t at = (size_t)(uintptr_t)map_get(&groups, key.at, key.len);
		if (at == 0) {
			s->groups = summary_grow(s->groups, s->n_groups, sizeof(*s->groups));
			s->groups[s->n_groups++] = (struct finding_group){.first = f};
			at = s->n_groups;
			map_put(&groups, key.at, key.len, (void *)(uintptr_t)at);
		}
		struct finding_group *g = &s->groups[at - 1];
		g->members = summary_grow(g->members, g->n, sizeof(*g->members));
		g->members[g->n++] = i;
	}
	map_done(&groups, NULL);
	buf_done(&key);
}
