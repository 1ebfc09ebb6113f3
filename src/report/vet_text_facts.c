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

void vet_text_suppressed(struct page *p, const struct vet_report_input *in, size_t image)
{
	static const struct column columns[] = {{"Left out, since it is", 30, .right = false},
						{"Times", 7, .right = true},
						{"Files", 7, .right = true},
						{"For instance", 20, .right = false}};
	const struct inventory_image *im = &in->j->inventory->images[image];
	char number[WORDS_NUMBER_MAX];

	if (im->n_suppressed == 0)
		return;
	vet_text_heading(p, in, image, "Looks like a server, and is none");
	struct table *t = table_new(columns, sizeof(columns) / sizeof(*columns));
	for (size_t i = 0; i < im->n_suppressed; i++) {
		const struct inventory_suppressed *s = &im->suppressed[i];
		table_text(t, TONE_PLAIN, image_suppression_name(s->why));
		table_text(t, TONE_PLAIN, words_count(s->count, number));
		table_text(t, TONE_PLAIN, words_count(s->files, number));
		table_text(t, TONE_PLAIN, s->sample ? s->sample : "");
	}
	table_print(p, t);
}
