/* SPDX-License-Identifier: Apache-2.0
 *
 * Two sets of tables against each other, row by row under their keys, field by field. The order of
 * rows is not a difference.
 */
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "report/json_out.h"
#include "report/knowledge.h"
#include "report/page.h"

struct diffing {
	struct page *page;
	struct json_out *json;
	size_t n;
};

static void tell(struct diffing *d, const char *what, enum tone tone, const struct know_row *r)
{
	d->n++;
	if (d->page) {
		buf_printf(page_start(d->page), "%s %s %s  (%s:%u)", what,
			   know_table_name(r->table), r->key, r->file, r->line);
		page_end(d->page, tone, 0, 4);
		return;
	}
	json_out_object(d->json, NULL);
	json_out_text(d->json, "change", what);
	json_out_text(d->json, "table", know_table_name(r->table));
	json_out_text(d->json, "key", r->key);
	json_out_text(d->json, "file", r->file);
	json_out_number(d->json, "line", r->line);
	json_out_array(d->json, "fields");
}

static void tell_done(struct diffing *d)
{
	if (!d->json)
		return;
	json_out_close(d->json);
	json_out_close(d->json);
}

static void tell_field(struct diffing *d, const char *name, const char *was, const char *is)
{
	if (d->page) {
		buf_printf(page_start(d->page), "%s: \"%s\" becomes \"%s\"", name, was, is);
		page_end(d->page, TONE_PLAIN, 4, 8);
		return;
	}
	json_out_object(d->json, NULL);
	json_out_text(d->json, "field", name);
	json_out_text(d->json, "from", was);
	json_out_text(d->json, "to", is);
	json_out_close(d->json);
}

static bool same_field(const struct know_row *a, const struct know_row *b, size_t i)
{
	return i < a->n && i < b->n && strcmp(a->fields[i].name, b->fields[i].name) == 0 &&
	       strcmp(a->fields[i].value, b->fields[i].value) == 0;
}

/* Fields stand in one order; only examples vary in number, and stand last. */
static void compare(struct diffing *d, const struct know_row *from, const struct know_row *to)
{
	size_t most = from->n > to->n ? from->n : to->n;
	bool told = false;

	for (size_t i = 0; i < most; i++) {
		if (same_field(from, to, i))
			continue;
		if (!told)
			tell(d, "changed", TONE_WARN, to);
		told = true;
		tell_field(d, i < to->n ? to->fields[i].name : from->fields[i].name,
			   i < from->n ? from->fields[i].value : "",
			   i < to->n ? to->fields[i].value : "");
	}
	if (told)
		tell_done(d);
}

/* key -> row number + 1 */
static void index_rows(const struct knowledge *k, enum know_table t, struct map *keys)
{
	struct know_row row;

	map_init(keys);
	for (size_t i = 0; i < know_rows(k, t); i++) {
		know_row(k, t, i, &row);
		(void)map_put(keys, row.key, strlen(row.key), (void *)(uintptr_t)(i + 1));
	}
}

static void diff_table(struct diffing *d, const struct knowledge *from, const struct knowledge *to,
		       enum know_table t)
{
	struct map had, has;
	struct know_row was, is;

	index_rows(from, t, &had);
	index_rows(to, t, &has);
	for (size_t i = 0; i < know_rows(from, t); i++) {
		know_row(from, t, i, &was);
		if (map_get(&has, was.key, strlen(was.key)))
			continue;
		tell(d, "removed", TONE_BAD, &was);
		tell_done(d);
	}
	for (size_t i = 0; i < know_rows(to, t); i++) {
		know_row(to, t, i, &is);
		uintptr_t at = (uintptr_t)map_get(&had, is.key, strlen(is.key));
		if (at) {
			know_row(from, t, at - 1, &was);
			compare(d, &was, &is);
			continue;
		}
		tell(d, "added", TONE_GOOD, &is);
		tell_done(d);
	}
	map_done(&had, NULL);
	map_done(&has, NULL);
}

size_t report_knowledge_diff(FILE *out, const struct knowledge *from, const struct knowledge *to,
			     const struct report_style *style)
{
	struct page p;
	struct diffing d = {.page = &p};

	page_init(&p, out, style);
	for (int t = 0; t < KNOW_TABLE_COUNT; t++)
		diff_table(&d, from, to, (enum know_table)t);
	buf_printf(page_start(&p), "%zu rows differ.", d.n);
	page_end(&p, TONE_DIM, 0, 0);
	page_done(&p);
	return d.n;
}

size_t report_knowledge_diff_json(FILE *out, const struct knowledge *from,
				  const struct knowledge *to)
{
	struct json_out j;
	struct diffing d = {.json = &j};

	json_out_init(&j, out, 2, false);
	json_out_object(&j, NULL);
	json_out_text(&j, "from", from->digest);
	json_out_text(&j, "to", to->digest);
	json_out_array(&j, "rows");
	for (int t = 0; t < KNOW_TABLE_COUNT; t++)
		diff_table(&d, from, to, (enum know_table)t);
	json_out_close(&j);
	json_out_close(&j);
	json_out_done(&j);
	return d.n;
}
