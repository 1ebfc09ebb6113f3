/* SPDX-License-Identifier: Apache-2.0
 *
 * The fleet by likeness to one device: what audit --like adds to the report.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "judge/likeness.h"
#include "report/evidence.h"
#include "report/html_out.h"
#include "report/json_parts.h"
#include "report/text.h"
#include "report/words.h"

enum {
	LIKE_LISTED = 200, /* on paper and on the page; JSON has all */
	LIKE_REASONS_TOLD = 3,
	LIKE_BRANDS_TOLD = 8,
	LIKE_VALUE_SHOWN = 48, /* bytes */
};

/* From here on devices are counted as sharing the implementation. */
#define LIKE_SAME 0.8

static const struct verdict_device *verdict(const struct summary *s, size_t device)
{
	return &s->j->devices[device];
}

static const char *label(const struct summary *s, size_t device)
{
	const char *brand = verdict(s, device)->brand;
	return brand && brand[0] ? brand : "no label";
}

struct brand_count {
	const char *brand;
	size_t n;
};

static int by_brand(const void *left, const void *right)
{
	return strcasecmp(*(const char *const *)left, *(const char *const *)right);
}

static int by_count(const void *left, const void *right)
{
	const struct brand_count *a = left, *b = right;
	return a->n != b->n ? (a->n > b->n ? -1 : 1) : strcasecmp(a->brand, b->brand);
}

static size_t n_same(const struct likeness *l)
{
	size_t n = 0;
	for (size_t i = 0; i < l->n; i++)
		n += l->likes[i].likeness >= LIKE_SAME;
	return n;
}

/* The labels of those that share the implementation, most frequent first. Freed by the caller. */
static size_t brands(const struct summary *s, const struct likeness *l,
		     struct brand_count **ret_counts)
{
	const char **names = mem_new(l->n + 1, sizeof(*names));
	struct brand_count *counts = mem_new(l->n + 1, sizeof(*counts));
	size_t n = 0, n_counts = 0;

	for (size_t i = 0; i < l->n; i++)
		if (l->likes[i].likeness >= LIKE_SAME)
			names[n++] = label(s, l->likes[i].device);
	if (n)
		qsort(names, n, sizeof(*names), by_brand);
	for (size_t i = 0; i < n; i++) {
		if (!n_counts || strcasecmp(counts[n_counts - 1].brand, names[i]) != 0)
			counts[n_counts++].brand = names[i];
		counts[n_counts - 1].n++;
	}
	if (n_counts)
		qsort(counts, n_counts, sizeof(*counts), by_count);
	free(names);
	*ret_counts = counts;
	return n_counts;
}

static void put_summary(struct buf *line, const struct summary *s, const struct likeness *l)
{
	struct brand_count *counts;
	size_t n = brands(s, l, &counts);
	char number[WORDS_NUMBER_MAX];

	words_plural(line, n_same(l), "device is", "devices are");
	buf_printf(line, " at least 80%% like %s (%s) in what the firmware does by itself",
		   s->ledger->devices[l->device].id, label(s, l->device));
	for (size_t i = 0; i < n && i < LIKE_BRANDS_TOLD; i++)
		buf_printf(line, "%s%s %s", i ? ", " : ", by label: ", counts[i].brand,
			   words_count(counts[i].n, number));
	if (n > LIKE_BRANDS_TOLD)
		buf_printf(line, " and %zu labels more", n - LIKE_BRANDS_TOLD);
	buf_printf(line, ". %s too little to compare.", words_count(l->n_incomparable, number));
	free(counts);
}

static void put_reasons(struct buf *line, const struct summary *s, const struct like *x)
{
	const struct device *d = &s->ledger->devices[x->device];
	struct buf value;

	buf_init(&value, VALUE_MAX);
	for (size_t i = 0; i < x->n_alike && i < LIKE_REASONS_TOLD; i++) {
		buf_clear(&value);
		words_seen_value(&value, &d->seen[x->alike[i].seen]);
		size_t len = value.len < LIKE_VALUE_SHOWN ? value.len : LIKE_VALUE_SHOWN;
		buf_printf(line, "%s%s ", i ? "; " : "", obs_kind_info(x->alike[i].kind)->name);
		buf_slice(line, slice_of(value.at, len));
	}
	for (size_t i = 0; i < x->n_unlike && i < LIKE_REASONS_TOLD; i++)
		buf_printf(line, "%s%s",
			   i            ? ", "
			   : x->n_alike ? "; differs: "
					: "differs: ",
			   obs_kind_info(x->unlike[i].kind)->name);
	buf_done(&value);
}

static const char does_not_show[] =
	"Likeness compares what was seen on the wire, not the programs: firmware of one kit that "
	"two makers build on can be alike, and one maker's generations can differ.";

void text_like(struct page *p, const struct summary *s)
{
	static const struct column columns[] = {
		{"Like", 4, .right = true},    {"Device", 17, .right = false},
		{"Label", 10, .right = false}, {"Maker", 10, .right = false},
		{"Kinds", 5, .right = true},   {"Why", 20, .below = true}};
	const struct likeness *l = s->in->like;
	char number[WORDS_NUMBER_MAX];
	struct buf why;

	if (!l)
		return;
	page_heading(p, "Like the given device");
	put_summary(page_start(p), s, l);
	page_end(p, TONE_PLAIN, 2, 2);
	page_wrap(p, TONE_DIM, 2, 2, slice_text(does_not_show));
	struct table *t = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	buf_init(&why, PAGE_TEXT_MAX);
	for (size_t i = 0; i < l->n && i < LIKE_LISTED; i++) {
		const struct like *x = &l->likes[i];
		table_text(t, TONE_BOLD, words_percent(x->likeness, number));
		table_text(t, TONE_PLAIN, s->ledger->devices[x->device].id);
		table_text(t, TONE_PLAIN, label(s, x->device));
		table_text(t, TONE_PLAIN,
			   words_maker(s->j->knowledge, verdict(s, x->device)->maker));
		table_text(t, TONE_PLAIN, words_count(x->compared, number));
		buf_clear(&why);
		put_reasons(&why, s, x);
		table_cell(t, TONE_DIM, slice_of(why.at, why.len));
	}
	buf_done(&why);
	table_print(p, t);
	if (l->n > LIKE_LISTED) {
		buf_printf(page_start(p), "%zu more; --json has them all.", l->n - LIKE_LISTED);
		page_end(p, TONE_DIM, 2, 2);
	}
}

void html_like(struct html *h)
{
	const struct likeness *l = h->s->in->like;
	char number[WORDS_NUMBER_MAX];

	if (!l)
		return;
	html_markup(h, "<h2 id=\"s-like\">Like the given device</h2>\n<p>");
	put_summary(html_start(h), h->s, l);
	html_end(h);
	html_markup(h, "</p>\n<p class=\"soft\">");
	html_text(h, does_not_show);
	html_markup(h, "</p>\n");
	html_table(h, "like", "", "#Like|Device|Label|Maker, as observed|#Kinds compared|Why");
	for (size_t i = 0; i < l->n && i < LIKE_LISTED; i++) {
		const struct like *x = &l->likes[i];
		html_markup(h, "<tr>");
		html_cell(h, "n", words_percent(x->likeness, number));
		html_markup(h, "<td>");
		html_device(h, x->device);
		html_markup(h, "</td>");
		html_cell(h, "", label(h->s, x->device));
		html_cell(h, "", words_maker(h->s->j->knowledge, verdict(h->s, x->device)->maker));
		html_cell_count(h, x->compared);
		put_reasons(html_start(h), h->s, x);
		html_cell_end(h, "");
		html_markup(h, "</tr>\n");
	}
	html_table_end(h);
}

static void json_reasons(struct json_out *j, const char *key, const struct summary *s,
			 const struct like *x, const struct like_reason *list, size_t n)
{
	const struct device *d = &s->ledger->devices[x->device];

	json_out_array(j, key);
	for (size_t i = 0; i < n; i++) {
		const struct seen *seen = &d->seen[list[i].seen];
		json_out_object(j, NULL);
		json_seen(j, seen);
		json_out_real(j, "share", list[i].share);
		json_out_real(j, "weight", list[i].weight);
		json_out_number(j, "capture", seen->first.capture);
		json_out_number(j, "frame", seen->first.frame);
		json_out_close(j);
	}
	json_out_close(j);
}

void json_like(struct json_out *j, const struct summary *s)
{
	const struct likeness *l = s->in->like;
	struct brand_count *counts;

	if (!l)
		return;
	size_t n = brands(s, l, &counts);
	json_out_object(j, "like");
	json_out_text(j, "device", s->ledger->devices[l->device].id);
	json_out_number(j, "kinds", l->kinds);
	json_out_number(j, "same_implementation", n_same(l));
	json_out_number(j, "not_comparable", l->n_incomparable);
	json_out_array(j, "labels");
	for (size_t i = 0; i < n; i++) {
		json_out_object(j, NULL);
		json_out_text(j, "label", counts[i].brand);
		json_out_number(j, "devices", counts[i].n);
		json_out_close(j);
	}
	json_out_close(j);
	json_out_array(j, "devices");
	for (size_t i = 0; i < l->n; i++) {
		const struct like *x = &l->likes[i];
		json_out_object(j, NULL);
		json_out_text(j, "device", s->ledger->devices[x->device].id);
		json_out_real(j, "likeness", x->likeness);
		json_out_number(j, "compared", x->compared);
		json_reasons(j, "alike", s, x, x->alike, x->n_alike);
		json_reasons(j, "unlike", s, x, x->unlike, x->n_unlike);
		json_out_close(j);
	}
	json_out_close(j);
	json_out_close(j);
	free(counts);
}
