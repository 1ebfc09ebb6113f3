/* SPDX-License-Identifier: Apache-2.0
 *
 * Why a device was judged so: each observation behind its verdicts, the frame to look at, and how
 * far it moved each maker, so that a person can open the capture and see the same.
 */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "base/err.h"
#include "report/evidence.h"
#include "report/explain.h"
#include "report/page.h"
#include "report/text.h"
#include "report/words.h"

enum { OTHER_SEEN_SHOWN = 400, ASKED_SHOWN = 200, CONTACTS_SHOWN = 200, TWINS_SHOWN = 20 };

/* What every section needs. */
struct explanation {
	struct page *p;
	const struct summary *s;
	const struct device *d;
	const struct verdict_device *v;
	size_t index;
};

static void put_said(struct buf *line, const char *what, const char *value)
{
	if (value[0])
		buf_printf(line, "%s%s \"%s\"", line->len ? ", " : "", what, value);
}

static void put_verdict(struct buf *line, const struct explanation *x)
{
	char percent[WORDS_NUMBER_MAX];
	const struct knowledge *k = x->s->j->knowledge;

	if (x->d->router)
		buf_text(line, "a router; ");
	buf_printf(line, "%s (%s)",
		   x->v->kind == KIND_UNKNOWN ? "not identified" : words_kind(x->v->kind),
		   words_percent(x->v->kind_probability, percent));
	buf_printf(line, "; maker of its software: %s (%s)",
		   x->v->maker < 0 ? "not known" : words_maker(k, x->v->maker),
		   words_percent(x->v->maker_probability, percent));
	if (x->v->maker_by_label_only)
		buf_text(line, ", by labels and prefixes only: a lead, not a finding");
	if (x->v->relabelled)
		buf_text(line, "; it carries the label of another firm");
	buf_text(line, ".");
}

static void head(const struct explanation *x)
{
	char address[ADDR_TEXT_MAX], number[WORDS_NUMBER_MAX];
	struct page *p = x->p;
	struct buf *line = page_start(p);

	buf_printf(line, "Device %s", x->d->id);
	page_end(p, TONE_BOLD, 0, 2);
	line = page_start(p);
	put_verdict(line, x);
	page_entry(p, "Verdict", TONE_PLAIN, slice_of(line->at, line->len));
	line = page_start(p);
	for (size_t i = 0; i < x->d->n_addresses; i++)
		buf_printf(line, "%s%s%s", i ? ", " : "",
			   addr_print(&x->d->addresses[i].addr, address),
			   x->d->addresses[i].claimed ? "" : " (only sent from)");
	if (line->len)
		page_entry(p, "Addresses", TONE_PLAIN, slice_of(line->at, line->len));
	line = page_start(p);
	put_said(line, "brand", x->v->brand);
	put_said(line, "model", x->v->model);
	put_said(line, "firmware", x->v->firmware);
	put_said(line, "serial number", x->v->serial);
	for (size_t i = 0; i < x->v->n_hostnames; i++)
		put_said(line, "host name", x->v->hostnames[i]);
	if (line->len)
		page_entry(p, "It says", TONE_PLAIN, slice_of(line->at, line->len));
	line = page_start(p);
	buf_printf(line, "%s packets sent", words_count(x->d->packets, number));
	buf_printf(line, ", %s", words_bytes(x->d->bytes, number));
	if (x->d->behind_router)
		buf_text(line, "; seen across a router, so known by address only");
	if (x->d->mac_from_neighbours)
		buf_text(line, "; its MAC address comes from the neighbour table given");
	page_entry(p, "Traffic", TONE_PLAIN, slice_of(line->at, line->len));
}

static void put_where(struct buf *line, const struct explanation *x, const struct where *w)
{
	char time[WORDS_TIME_MAX];
	if (w->frame == 0)
		return;
	buf_printf(line, "%s frame %" PRIu64, evidence_name(x->s->in, w->capture), w->frame);
	if (w->time_us)
		buf_printf(line, ", %s", words_iso_time(w->time_us, time));
}

static void put_factor(struct buf *line, double weight)
{
	char number[WORDS_REAL_MAX];
	double factor = exp(fabs(weight) > 20 ? 20 : fabs(weight));
	buf_printf(line, "%s%s, ", weight < 0 ? "-" : "+", words_real(fabs(weight), 2, number));
	buf_printf(line, "about %s times %s likely",
		   words_real(factor, factor < 10 ? 1 : 0, number), weight < 0 ? "less" : "more");
}

/* "moves Hikvision by +2.30 (about 10 times more likely) to 4.60" */
static void vote_makers(const struct explanation *x, const struct vote *v, double *sums)
{
	char number[WORDS_REAL_MAX];

	for (size_t i = 0; i < v->n_makers; i++) {
		must(v->makers[i] < KNOW_MAKERS_MAX);
		double *sum = &sums[v->makers[i]];
		struct buf *line = page_start(x->p);
		*sum += v->weight;
		buf_printf(line, "%s: ", words_maker(x->s->j->knowledge, v->makers[i]));
		put_factor(line, v->weight);
		buf_printf(line, "; sum so far %s", words_real(*sum, 2, number));
		if (fabs(v->weight_alone - v->weight) > 0.005)
			buf_printf(line, " (alone it would weigh %s; its class \"%s\" is capped)",
				   words_real(v->weight_alone, 2, number), words_class(v->class));
		page_end(x->p, v->weight < 0 ? TONE_WARN : TONE_GOOD, 6, 8);
	}
}

static void vote_kinds(const struct explanation *x, const struct vote *v)
{
	char number[WORDS_REAL_MAX];

	for (enum device_kind k = 0; k < DEVICE_KINDS; k++) {
		if (k == KIND_UNKNOWN || v->kind_weight[k] == 0)
			continue;
		buf_printf(page_start(x->p), "%s: %s%s", words_kind(k),
			   v->kind_weight[k] > 0 ? "+" : "",
			   words_real(v->kind_weight[k], 2, number));
		page_end(x->p, TONE_PLAIN, 6, 8);
	}
}

static void show_vote(const struct explanation *x, size_t at, double *sums)
{
	const struct vote *v = &x->v->votes[at];
	struct buf *line = page_start(x->p);

	buf_printf(line, "%zu. ", at + 1);
	if (v->seen < x->d->n_seen) {
		const struct seen *seen = &x->d->seen[v->seen];
		put_where(line, x, &seen->first);
		page_end(x->p, TONE_BOLD, 2, 5);
		line = page_start(x->p);
		buf_printf(line, "%s: ", obs_kind_info(seen->kind)->name);
		words_seen_value(line, seen);
		if (seen->count > 1)
			buf_printf(line, "  (seen %" PRIu64 " times)", seen->count);
		page_end(x->p, TONE_PLAIN, 5, 7);
	} else {
		buf_text(line, "in every frame it sent");
		page_end(x->p, TONE_BOLD, 2, 5);
	}
	line = page_start(x->p);
	buf_printf(line, "matches %s: ", vote_signature(x->s->j->knowledge, v));
	vote_says(line, x->s->j->knowledge, x->v, v);
	buf_printf(line, " [%s", words_forge(v->forge));
	if (v->signature >= 0)
		buf_printf(line, "; %s",
			   words_sharing(x->s->j->knowledge->signatures[v->signature].share));
	buf_text(line, "]");
	page_end(x->p, TONE_PLAIN, 5, 7);
	vote_makers(x, v, sums);
	vote_kinds(x, v);
}

static void votes(const struct explanation *x)
{
	double *sums = mem_new(KNOW_MAKERS_MAX, sizeof(*sums));

	page_heading(x->p, "What moved the verdict, strongest first");
	page_wrap(
		x->p, TONE_DIM, 0, 0,
		slice_text("Each observation shifts makers by a logarithm: +2.3 is ten times more "
			   "likely, -2.3 ten times less. Observations of one class are capped "
			   "together, since they are not independent. Lines that name a kind of "
			   "device move the kind, not the maker."));
	for (size_t i = 0; i < x->v->n_votes; i++)
		show_vote(x, i, sums);
	if (x->v->n_votes == 0)
		page_wrap(
			x->p, TONE_PLAIN, 2, 2,
			slice_text(
				"Nothing that was seen matches anything in the knowledge tables."));
	free(sums);
}

static void posterior(const struct explanation *x)
{
	static const struct column columns[] = {{"Maker", 12, .right = false},
						{"Probability", 11, .right = true},
						{"Sum of logarithms", 17, .right = true},
						{"Hard observations", 17, .right = true}};
	struct table *t = table_new(columns, sizeof(columns) / sizeof(*columns));
	char number[WORDS_REAL_MAX], count[WORDS_NUMBER_MAX];

	page_heading(x->p, "Result over the makers");
	for (size_t i = 0; i < x->v->n_makers; i++) {
		const struct maker_share *m = &x->v->makers[i];
		table_text(t, m->maker == x->v->maker ? TONE_BOLD : TONE_PLAIN,
			   words_maker(x->s->j->knowledge, m->maker));
		table_text(t, TONE_PLAIN, words_real(m->probability, 4, number));
		table_text(t, TONE_PLAIN, words_real(m->log_likelihood, 2, number));
		table_text(t, TONE_PLAIN, words_count(m->hard, count));
	}
	table_print(x->p, t);
	page_wrap(x->p, TONE_DIM, 2, 2,
		  slice_text(
			  "Hard: cannot be changed without the source code. The maker is called "
			  "contradicted only at a probability of 0.95 or more with two independent "
			  "hard observations."));
}

static bool voted(const struct verdict_device *v, size_t seen)
{
	for (size_t i = 0; i < v->n_votes; i++)
		if (v->votes[i].seen == seen)
			return true;
	return false;
}

static void other_seen(const struct explanation *x)
{
	size_t shown = 0, all = 0;

	page_heading(x->p, "Also seen, without weight for maker or kind");
	for (size_t i = 0; i < x->d->n_seen; i++) {
		const struct seen *seen = &x->d->seen[i];
		if (voted(x->v, i) || all++ >= OTHER_SEEN_SHOWN)
			continue;
		struct buf *line = page_start(x->p);
		buf_printf(line, "%s: ", obs_kind_info(seen->kind)->name);
		words_seen_value(line, seen);
		buf_text(line, " | ");
		put_where(line, x, &seen->first);
		if (seen->count > 1)
			buf_printf(line, " and %" PRIu64 " more", seen->count - 1);
		page_end(x->p, TONE_PLAIN, 2, 6);
		shown++;
	}
	if (all == 0)
		page_wrap(x->p, TONE_PLAIN, 2, 2, slice_text("Nothing."));
	text_more(x->p, shown, all, "observations");
	if (x->d->seen_dropped) {
		words_plural(page_start(x->p), x->d->seen_dropped, "further value was counted only",
			     "further values were counted only");
		page_end(x->p, TONE_DIM, 2, 2);
	}
}

static void show_contact(const struct explanation *x, size_t at)
{
	const struct contact *c = &x->d->contacts[at];
	const struct place *place = &x->v->places[at];
	struct evidence_ref ref = {
		.device = x->index, .seen = SIZE_MAX, .contact = at, .inbound = SIZE_MAX};
	struct buf *line = page_start(x->p);
	char time[WORDS_TIME_MAX], number[WORDS_NUMBER_MAX];

	evidence_what(line, x->s->in, &ref);
	page_end(x->p, c->permitted ? TONE_PLAIN : text_rung_tone(c->rung), 2, 4);
	line = page_start(x->p);
	buf_printf(line, "%s", summary_country(c, place));
	if (place->asn)
		buf_printf(line, ", AS%u %s", place->asn, place->network);
	if (c->name[0])
		buf_printf(line, "; name known from %s", name_source_name(c->name_source));
	buf_printf(line, "%s%s%s", c->hard_coded ? "; no DNS answer had named this address" : "",
		   c->permitted ? "; permitted by the site" : "",
		   c->refused ? "; refused on the way" : "");
	page_end(x->p, TONE_DIM, 4, 6);
	line = page_start(x->p);
	buf_printf(line, "out %s packets", words_count(c->out.packets, number));
	buf_printf(line, ", %s", words_bytes(c->out.bytes, number));
	buf_printf(line, "; in %s packets", words_count(c->in.packets, number));
	buf_printf(line, ", %s; from ", words_bytes(c->in.bytes, number));
	buf_printf(line, "%s", words_time(contact_first(c), time));
	buf_printf(line, " to %s; ", words_time(contact_last(c), time));
	evidence_frames_text(line, x->s->in, contact_frames(&c->out, &c->in), evidence_name);
	if (c->out.payload_frames.n) {
		buf_text(line, "; data first in ");
		evidence_frames_text(line, x->s->in, &c->out.payload_frames, evidence_name);
	}
	page_end(x->p, TONE_DIM, 4, 6);
}

/* "8.0 s x 39, 16.0 s x 1": each step by its mean. */
static void show_beat(const struct explanation *x, size_t at)
{
	const struct beat *b = x->d->contacts[at].beat;
	const struct heartbeat *h = &x->v->heartbeats[at];
	char number[WORDS_REAL_MAX];

	if (!b)
		return;
	struct buf *line = page_start(x->p);
	buf_text(line, h->period_s > 0 ? "speaks up " : "speaks up at no regular pace");
	words_heartbeat(line, h);
	buf_text(line, "; pauses, by mean and number");
	for (unsigned i = 0; i < BEAT_STEPS; i++) {
		const struct beat_step *s = &b->steps[i];
		if (s->n == 0)
			continue;
		double mean_s = (double)s->sum_ms / (double)s->n / 1000;
		buf_printf(line, ", %s s x %u", words_real(mean_s, 1, number), (unsigned)s->n);
	}
	buf_text(line, "; bytes");
	for (unsigned i = 0; i < BEAT_SIZES; i++)
		if (b->sizes[i].n)
			buf_printf(line, ", %u to %u x %u", b->sizes[i].min, b->sizes[i].max,
				   b->sizes[i].n);
	page_end(x->p, TONE_DIM, 4, 6);
}

static void contacts(const struct explanation *x)
{
	size_t n = x->d->n_contacts, shown = n < CONTACTS_SHOWN ? n : CONTACTS_SHOWN;

	page_heading(x->p, "Contacts outside the site");
	for (size_t i = 0; i < shown; i++) {
		show_contact(x, i);
		show_beat(x, i);
	}
	if (n == 0)
		page_wrap(x->p, TONE_PLAIN, 2, 2, slice_text("None in what was read."));
	text_more(x->p, shown, n, "contacts");
	for (size_t i = 0; i < x->d->n_inbound; i++) {
		struct evidence_ref ref = {
			.device = x->index, .seen = SIZE_MAX, .contact = SIZE_MAX, .inbound = i};
		struct evidence_frames f = evidence_frames(x->s->in, &ref);
		struct buf *line = page_start(x->p);
		evidence_what(line, x->s->in, &ref);
		buf_text(line, "; ");
		evidence_frames_text(line, x->s->in, &f.frames, evidence_name);
		page_end(x->p, TONE_WARN, 2, 4);
	}
}

static void asked(const struct explanation *x)
{
	size_t n = x->d->n_asked, shown = n < ASKED_SHOWN ? n : ASKED_SHOWN;
	struct asked_check *check = asked_check_new(x->s->ledger, x->d);

	if (n)
		page_heading(x->p, "Names asked for");
	for (size_t i = 0; i < shown; i++) {
		const struct asked_name *a = &x->d->asked[i];
		struct buf *line = page_start(x->p);
		buf_printf(line, "%s | ", a->name);
		put_where(line, x, &a->first);
		buf_printf(line, " | %s%s",
			   a->answered ? "answered"
			   : a->failed ? "answered with an error"
				       : "no answer seen",
			   asked_check_only(check, a) ? ", never contacted" : "");
		page_end(x->p, TONE_PLAIN, 2, 4);
	}
	text_more(x->p, shown, n, "names");
	asked_check_free(check);
}

static void findings(const struct explanation *x)
{
	bool any = false;

	for (size_t i = 0; i < x->s->j->n_findings; i++) {
		const struct finding *f = &x->s->j->findings[i];
		if (f->device != (long)x->index)
			continue;
		if (!any)
			page_heading(x->p, "Findings on this device");
		any = true;
		buf_printf(page_start(x->p), "%s: %s. %s", question_name(f->question),
			   answer_name(f->answer), f->statement);
		page_end(x->p, text_answer_tone(f->answer), 2, 4);
		if (f->does_not_show[0]) {
			buf_printf(page_start(x->p), "Does not show: %s", f->does_not_show);
			page_end(x->p, TONE_DIM, 4, 6);
		}
	}
}

static void twins(const struct explanation *x)
{
	char number[WORDS_NUMBER_MAX];

	if (x->v->n_twins == 0)
		return;
	page_heading(x->p, "Devices with the same implementation");
	struct buf *line = page_start(x->p);
	buf_printf(line, "%s: ", words_count(x->v->n_twins, number));
	for (size_t i = 0; i < x->v->n_twins && i < TWINS_SHOWN; i++)
		buf_printf(line, "%s%s", i ? ", " : "", x->s->ledger->devices[x->v->twins[i]].id);
	if (x->v->n_twins > TWINS_SHOWN)
		buf_text(line, ", ...");
	page_end(x->p, TONE_PLAIN, 2, 2);
}

void report_explain(FILE *out, const struct report_input *in, size_t device,
		    const struct report_style *style)
{
	struct summary *s = summary_new(in);
	struct page p;

	must(device < s->j->n_devices);
	page_init(&p, out, style);
	struct explanation x = {.p = &p,
				.s = s,
				.d = &s->ledger->devices[device],
				.v = &s->j->devices[device],
				.index = device};
	head(&x);
	findings(&x);
	votes(&x);
	posterior(&x);
	contacts(&x);
	text_device_firmware(&p, s, device);
	explain_footage(&p, s, device);
	asked(&x);
	other_seen(&x);
	twins(&x);
	page_heading(&p, "To see it yourself");
	page_wrap(
		&p, TONE_PLAIN, 0, 0,
		slice_text("Open the capture in Wireshark, press Ctrl+G and type the frame number, "
			   "or filter with frame.number == NUMBER. From a command line: tshark -r "
			   "FILE -Y 'frame.number == NUMBER' -V"));
	page_done(&p);
	summary_free(s);
}
