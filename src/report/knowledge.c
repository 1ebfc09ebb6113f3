/* SPDX-License-Identifier: Apache-2.0 */
#include "report/knowledge.h"

#include <string.h>
#include <strings.h>

#include "report/json_out.h"
#include "report/page.h"

static const char *grade_of(const struct know_row *r)
{
	return r->grade;
}

/* Each word of the wanted grade stands in the row's. */
static bool has_grade(const struct know_row *r, const char *wanted)
{
	const char *at = wanted;

	for (; *at; at += strspn(at, " ,")) {
		size_t len = strcspn(at, " ,");
		bool found = false;
		const char *have = grade_of(r);
		for (; *have; have += strspn(have, " ")) {
			size_t piece = strcspn(have, " ");
			found |= piece == len && strncasecmp(have, at, len) == 0;
			have += piece;
		}
		if (!found)
			return false;
		at += len;
	}
	return true;
}

static bool is_wanted(const struct know_row *r, const struct knowledge_wanted *w)
{
	return (w->table < 0 || r->table == (enum know_table)w->table) &&
	       (!w->maker[0] || know_row_names(r, w->maker)) &&
	       (!w->class[0] || strcmp(know_row_field(r, "class"), w->class) == 0) &&
	       (!w->grade[0] || has_grade(r, w->grade));
}

static const char *class_of(const struct know_row *r)
{
	return r->table == KNOW_TABLE_SIGNATURES ? know_row_field(r, "class")
						 : know_row_field(r, "role");
}

static const char *makers_of(const struct know_row *r)
{
	return r->table == KNOW_TABLE_SIGNATURES ? r->makers : know_row_field(r, "maker");
}

static const char *what_of(const struct know_row *r)
{
	switch (r->table) {
	case KNOW_TABLE_MAKERS:
	case KNOW_TABLE_HEARTBEATS:
		return know_row_field(r, "name");
	case KNOW_TABLE_SIGNATURES:
		return know_row_field(r, "says");
	case KNOW_TABLE_CLOUDS:
	case KNOW_TABLE_ADDRESSES:
		return know_row_field(r, "operator");
	case KNOW_TABLE_BRANDS:
	case KNOW_TABLE_CERTIFICATES:
	case KNOW_TABLE_FOOTAGE:
	case KNOW_TABLE_COUNT:
		break;
	}
	return know_row_field(r, "source");
}

/* Calls each for every row that fits, in the order of tables and files. */
static size_t walk(const struct knowledge *k, const struct knowledge_wanted *w,
		   void (*each)(void *ctx, const struct know_row *r), void *ctx)
{
	struct know_row row;
	size_t n = 0;

	for (int t = 0; t < KNOW_TABLE_COUNT; t++) {
		for (size_t i = 0; i < know_rows(k, (enum know_table)t); i++) {
			know_row(k, (enum know_table)t, i, &row);
			if (!is_wanted(&row, w))
				continue;
			each(ctx, &row);
			n++;
		}
	}
	return n;
}

static void list_row(void *ctx, const struct know_row *r)
{
	struct table *t = ctx;

	table_text(t, TONE_DIM, know_table_name(r->table));
	table_text(t, TONE_PLAIN, r->key);
	table_text(t, TONE_PLAIN, makers_of(r));
	table_text(t, TONE_PLAIN, class_of(r));
	table_text(t, TONE_PLAIN, grade_of(r));
	table_text(t, TONE_PLAIN, what_of(r));
}

static void list_table(struct page *p, const struct knowledge *k, const struct knowledge_wanted *w,
		       size_t *ret_n)
{
	static const struct column columns[] = {
		{"Table", 6, .right = false},  {"Id", 24, .right = false},
		{"Makers", 8, .right = false}, {"Class", 6, .right = false},
		{"Grade", 5, .right = false},  {"What", 24, .below = true}};
	struct table *t = table_new(columns, sizeof(columns) / sizeof(columns[0]));

	*ret_n = walk(k, w, list_row, t);
	table_print(p, t);
}

size_t report_knowledge_list(FILE *out, const struct knowledge *k,
			     const struct knowledge_wanted *wanted,
			     const struct report_style *style)
{
	struct page p;
	size_t n;

	page_init(&p, out, style);
	list_table(&p, k, wanted, &n);
	buf_printf(page_start(&p), "%zu rows. Tables %s.", n, k->digest);
	page_end(&p, TONE_DIM, 0, 0);
	page_done(&p);
	return n;
}

/* match and no_match become lists, the rest texts. */
static void row_json(struct json_out *j, const struct know_row *r)
{
	const char *open = "";

	json_out_object(j, NULL);
	json_out_text(j, "table", know_table_name(r->table));
	json_out_text(j, "key", r->key);
	json_out_text(j, "file", r->file);
	json_out_number(j, "line", r->line);
	for (size_t i = 0; i < r->n; i++) {
		const struct know_field *f = &r->fields[i];
		bool listed = strcmp(f->name, "match") == 0 || strcmp(f->name, "no_match") == 0;
		if (open[0] && strcmp(open, f->name) != 0)
			json_out_close(j);
		if (listed && strcmp(open, f->name) != 0)
			json_out_array(j, f->name);
		open = listed ? f->name : "";
		json_out_text(j, listed ? NULL : f->name, f->value);
	}
	if (open[0])
		json_out_close(j);
	json_out_close(j);
}

static void each_json(void *ctx, const struct know_row *r)
{
	row_json(ctx, r);
}

static void head_json(struct json_out *j, FILE *out, const struct knowledge *k)
{
	json_out_init(j, out, 2, false);
	json_out_object(j, NULL);
	json_out_text(j, "digest", k->digest);
}

size_t report_knowledge_list_json(FILE *out, const struct knowledge *k,
				  const struct knowledge_wanted *wanted)
{
	struct json_out j;

	head_json(&j, out, k);
	json_out_array(&j, "rows");
	size_t n = walk(k, wanted, each_json, &j);
	json_out_close(&j);
	json_out_close(&j);
	json_out_done(&j);
	return n;
}

static bool is_named(const struct knowledge *k, const struct know_row *r, const char *id)
{
	if (strcasecmp(r->key, id) == 0)
		return true;
	if (r->table == KNOW_TABLE_MAKERS)
		return strcasecmp(know_row_field(r, "name"), id) == 0;
	if (r->table == KNOW_TABLE_BRANDS)
		return strcasecmp(know_row_field(r, "brand"), id) == 0;
	if (r->table == KNOW_TABLE_CLOUDS) {
		const struct cloud *c = know_cloud(k, slice_text(id));
		return c && strcmp(c->suffix, r->key) == 0;
	}
	return false;
}

struct showing {
	const struct knowledge *k;
	const char *id;
	char maker[64]; /* the last maker shown */
	struct page *page;
	struct json_out *json;
	size_t n;
};

static void print_row(struct page *p, const struct know_row *r)
{
	buf_printf(page_start(p), "%s %s", know_table_name(r->table), r->key);
	page_end(p, TONE_BOLD, 0, 0);
	for (size_t i = 0; i < r->n; i++)
		if (r->fields[i].value[0])
			page_entry(p, r->fields[i].name, TONE_PLAIN,
				   slice_text(r->fields[i].value));
	buf_printf(page_start(p), "%s:%u", r->file, r->line);
	page_end(p, TONE_DIM, 14, 14);
	page_blank(p);
}

static void show_row(void *ctx, const struct know_row *r)
{
	struct showing *s = ctx;

	if (!is_named(s->k, r, s->id))
		return;
	s->n++;
	if (s->page)
		print_row(s->page, r);
	else
		row_json(s->json, r);
	if (r->table == KNOW_TABLE_MAKERS)
		(void)snprintf(s->maker, sizeof(s->maker), "%s", r->key);
}

static const struct knowledge_wanted everything = {-1, "", "", ""};

size_t report_knowledge_show(FILE *out, const struct knowledge *k, const char *id,
			     const struct report_style *style)
{
	struct page p;
	struct showing s = {.k = k, .id = id, .page = &p};
	size_t n_more;

	page_init(&p, out, style);
	(void)walk(k, &everything, show_row, &s);
	if (s.maker[0]) {
		struct knowledge_wanted its = {-1, s.maker, "", ""};
		page_heading(&p, "Rows that name it");
		list_table(&p, k, &its, &n_more);
	}
	page_done(&p);
	return s.n;
}

size_t report_knowledge_show_json(FILE *out, const struct knowledge *k, const char *id)
{
	struct json_out j;
	struct showing s = {.k = k, .id = id, .json = &j};

	head_json(&j, out, k);
	json_out_array(&j, "rows");
	(void)walk(k, &everything, show_row, &s);
	json_out_close(&j);
	json_out_array(&j, "named_by");
	if (s.maker[0]) {
		struct knowledge_wanted its = {-1, s.maker, "", ""};
		(void)walk(k, &its, each_json, &j);
	}
	json_out_close(&j);
	json_out_close(&j);
	json_out_done(&j);
	return s.n;
}
