/* SPDX-License-Identifier: Apache-2.0 */
#include "report/evidence.h"
#include "report/text.h"
#include "report/words.h"

enum { CAPTURES_SHOWN = 40, COMPLAINTS_SHOWN = 20, WARNINGS_SHOWN = 20, DIGEST_SHOWN = 16 };

static void capture_table(struct page *p, const struct summary *s)
{
	static const struct column columns[] = {{"Capture", 30, .right = false},
						{"Packets", 7, .right = true},
						{"Traffic", 7, .right = true},
						{"First (UTC)", 19, .below = true},
						{"Last (UTC)", 19, .below = true}};
	size_t n = s->in->n_captures, shown = n < CAPTURES_SHOWN ? n : CAPTURES_SHOWN;
	struct table *t = table_new(columns, sizeof(columns) / sizeof(*columns));
	char number[WORDS_NUMBER_MAX], time[WORDS_TIME_MAX];

	for (size_t i = 0; i < shown; i++) {
		const struct capture_record *c = &s->ledger->captures[i];
		table_text(t, TONE_PLAIN, s->in->captures[i].file);
		table_text(t, TONE_PLAIN, words_count(c->packets, number));
		table_text(t, TONE_PLAIN, words_bytes(c->bytes, number));
		table_text(t, TONE_PLAIN, words_time(c->first_us, time));
		table_text(t, TONE_PLAIN, words_time(c->last_us, time));
	}
	table_print(p, t);
	text_more(p, shown, n, "captures");
}

static void say(void *ctx, const char *sentence)
{
	struct page *p = ctx;
	buf_printf(page_start(p), "- %s", sentence);
	page_end(p, TONE_WARN, 2, 4);
}

static void warnings(struct page *p, const struct summary *s)
{
	size_t n = s->ledger->n_warnings, shown = n < WARNINGS_SHOWN ? n : WARNINGS_SHOWN;

	for (size_t i = 0; i < shown; i++) {
		const struct warning_record *w = &s->ledger->warnings[i];
		buf_printf(page_start(p), "- %s: %s", evidence_name(s->in, w->capture), w->text);
		page_end(p, TONE_WARN, 2, 4);
	}
	text_more(p, shown, n, "warnings");
	n = s->in->n_complaints;
	shown = n < COMPLAINTS_SHOWN ? n : COMPLAINTS_SHOWN;
	for (size_t i = 0; i < shown; i++) {
		buf_printf(page_start(p), "- %s", s->in->complaints[i]);
		page_end(p, TONE_WARN, 2, 4);
	}
	text_more(p, shown, n, "skipped rows");
}

static void sources(struct page *p, const struct summary *s)
{
	const struct report_input *in = s->in;
	struct buf *line = page_start(p);

	buf_printf(line, "MAC registrations: %s. Country and network database: %s. ",
		   in->oui_date[0] ? in->oui_date : "not installed",
		   in->places_date[0] ? in->places_date : "not installed");
	buf_printf(line, "Knowledge tables: SHA-256 %.*s...", DIGEST_SHOWN,
		   in->j->knowledge->digest);
	page_entry(p, "Sources", TONE_PLAIN, slice_of(line->at, line->len));
}

static void how_to_read(struct page *p)
{
	static const char *const words[][2] = {
		{"contradicted",
		 "what was observed and what was declared or labelled can't both be "
		 "true of the software"},
		{"unexplained",
		 "they differ, but a lawful cause is possible: a licence, a disclosed "
		 "original maker, a shared module"},
		{"inconclusive", "too little was seen to answer"},
		{"attempted",
		 "packets went out, none came back; in an isolated network this is what "
		 "an attempt to call out looks like"},
		{"contacted", "packets both ways, no data from the device"},
		{"sent", "packets both ways, and data from the device"},
		{"maker", "who wrote the software that was observed. Traffic can't show where a "
			  "device was made, nor who owns it"},
	};
	page_heading(p, "How to read this");
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		page_entry(p, words[i][0], TONE_PLAIN, slice_text(words[i][1]));
	page_wrap(
		p, TONE_PLAIN, 0, 0,
		slice_text("To see a frame yourself, open the capture in Wireshark and go to its "
			   "number (Ctrl+G). Why a device was judged so: camtrail explain CAPTURE "
			   "DEVICE."));
}

void text_input(struct page *p, const struct summary *s)
{
	page_heading(p, "What was read");
	capture_table(p, s);
	completeness_each(s, say, p);
	warnings(p, s);
	if (!s->ledger->incomplete)
		page_wrap(p, TONE_PLAIN, 2, 2,
			  slice_text("Nothing is known to be missing from the input. The capture "
				     "shows what passed the point and the hours where it was "
				     "recorded, no more."));
	page_blank(p);
	sources(p, s);
	how_to_read(p);
}
