/* SPDX-License-Identifier: Apache-2.0
 *
 * Terminal: what was found besides servers, and what was left out as no server.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "report/vet_text.h"
#include "report/words.h"

enum { ROWS_SHOWN = 30, CERTIFICATES_SHOWN = 20, DIGEST_SHOWN = 8 };

static void row(struct page *p, const struct vet_report_input *in, size_t image,
		const struct vet_row *r)
{
	struct buf *line = page_start(p);

	buf_printf(line, "%s: ", vet_kind(r->kind));
	vet_value(line, r->item);
	buf_text(line, ", ");
	vet_place(line, in, r->item, image);
	if (r->n > 1)
		buf_printf(line, " and %zu more", r->n - 1);
	page_end(p, TONE_PLAIN, 2, 4);
}

static void rows(struct page *p, const struct vet_report_input *in, size_t image,
		 const enum obs_kind *kinds, const char *title, const char *what)
{
	struct vet_rows r = vet_rows_of(in, image, kinds);
	size_t shown = r.n < ROWS_SHOWN ? r.n : ROWS_SHOWN;

	if (r.n) {
		vet_text_heading(p, in, image, title);
		for (size_t i = 0; i < shown; i++)
			row(p, in, image, &r.rows[i]);
		vet_text_more(p, shown, r.n, what);
	}
	vet_rows_done(&r);
}

static void certificate(struct page *p, const struct vet_report_input *in, size_t image,
			const struct vet_certificate *c)
{
	char time[WORDS_TIME_MAX];
	struct buf *line = page_start(p);

	buf_text(line, "certificate: ");
	buf_slice(line, c->subject);
	if (c->issuer.len && slice_equal(c->issuer, c->subject)) {
		buf_text(line, ", signed by itself");
	} else if (c->issuer.len) {
		buf_text(line, ", issued by ");
		buf_slice(line, c->issuer);
	}
	if (c->expires && c->expires < INT64_MAX / 1000000)
		buf_printf(line, ", until %s", words_time((int64_t)c->expires * 1000000, time));
	if (c->sha256.len)
		buf_text(line, ", SHA-256 ");
	for (size_t i = 0; i < c->sha256.len && i < DIGEST_SHOWN; i++)
		buf_printf(line, "%02x", c->sha256.at[i]);
	buf_text(line, ", ");
	vet_place(line, in, c->at, image);
	page_end(p, TONE_PLAIN, 2, 4);
}

static void secrets(struct page *p, const struct vet_report_input *in, size_t image)
{
	size_t n = 0;
	struct vet_certificate *all = vet_certificates(in, image, &n);
	struct vet_rows r = vet_rows_of(in, image, vet_secrets);
	size_t shown = r.n < ROWS_SHOWN ? r.n : ROWS_SHOWN;
	size_t certificates = n < CERTIFICATES_SHOWN ? n : CERTIFICATES_SHOWN;

	if (n || r.n) {
		vet_text_heading(p, in, image, "Keys, certificates, accounts");
		for (size_t i = 0; i < shown; i++)
			row(p, in, image, &r.rows[i]);
		vet_text_more(p, shown, r.n, "keys, passwords and accounts");
		for (size_t i = 0; i < certificates; i++)
			certificate(p, in, image, &all[i]);
		vet_text_more(p, certificates, n, "certificates");
	}
	vet_rows_done(&r);
	free(all);
}

void vet_text_facts(struct page *p, const struct vet_report_input *in, size_t image)
{
	rows(p, in, image, vet_fetches, "Commands that fetch", "commands");
	secrets(p, in, image);
	rows(p, in, image, vet_builders, "Who built it", "traces");
	rows(p, in, image, vet_parts, "Components", "components");
}

static int most_first(const void *left, const void *right)
{
	const struct inventory_suppressed *a = left, *b = right;
	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	return (int)a->why - (int)b->why;
}

/* Of one image, or of all together (SIZE_MAX). */
static size_t sum_up(const struct inventory *inv, size_t image,
		     struct inventory_suppressed sums[SUPPRESSIONS])
{
	size_t n = 0;

	memset(sums, 0, SUPPRESSIONS * sizeof(*sums));
	for (size_t im = 0; im < inv->n_images; im++) {
		for (size_t i = 0; i < inv->images[im].n_suppressed; i++) {
			const struct inventory_suppressed *s = &inv->images[im].suppressed[i];
			if (image != SIZE_MAX && image != im)
				continue;
			struct inventory_suppressed *sum = &sums[s->why];
			sum->why = s->why;
			sum->sample = sum->count ? sum->sample : s->sample;
			sum->count += s->count;
			sum->files += s->files;
		}
	}
	qsort(sums, SUPPRESSIONS, sizeof(*sums), most_first);
	while (n < SUPPRESSIONS && sums[n].count)
		n++;
	return n;
}

void vet_text_suppressed(struct page *p, const struct vet_report_input *in, size_t image)
{
	static const struct column columns[] = {{"Left out, since it is", 30, .right = false},
						{"Times", 7, .right = true},
						{"Files", 7, .right = true},
						{"For instance", 20, .right = false}};
	struct inventory_suppressed sums[SUPPRESSIONS];
	size_t n = sum_up(in->j->inventory, image, sums);
	char number[WORDS_NUMBER_MAX];

	if (n == 0)
		return;
	if (image == SIZE_MAX)
		page_heading(p, "Looks like a server, and is none");
	else
		vet_text_heading(p, in, image, "Looks like a server, and is none");
	struct table *t = table_new(columns, sizeof(columns) / sizeof(*columns));
	for (size_t i = 0; i < n; i++) {
		table_text(t, TONE_PLAIN, image_suppression_name(sums[i].why));
		table_text(t, TONE_PLAIN, words_count(sums[i].count, number));
		table_text(t, TONE_PLAIN, words_count(sums[i].files, number));
		table_text(t, TONE_PLAIN, sums[i].sample ? sums[i].sample : "");
	}
	table_print(p, t);
}
