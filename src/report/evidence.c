/* SPDX-License-Identifier: Apache-2.0 */
#include "report/evidence.h"

#include <inttypes.h>

#include "base/err.h"
#include "report/words.h"

enum { SENTENCE_MAX = 1024 };

const char *evidence_file(const struct report_input *in, uint32_t capture)
{
	return capture < in->n_captures ? in->captures[capture].file : "unknown capture";
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash && slash[1] ? slash + 1 : path;
}

const char *evidence_name(const struct report_input *in, uint32_t capture)
{
	const char *path = evidence_file(in, capture), *name = base_name(path);

	for (size_t i = 0; i < in->n_captures; i++)
		if (i != capture && strcmp(base_name(in->captures[i].file), name) == 0)
			return path;
	return name;
}

static const struct device *device_of(const struct report_input *in, const struct evidence_ref *e)
{
	must(e->device < in->j->ledger->n_devices);
	return &in->j->ledger->devices[e->device];
}

static void contact_what(struct buf *out, const struct contact *c)
{
	char number[WORDS_NUMBER_MAX], endpoint[WORDS_ENDPOINT_MAX];
	buf_printf(out, "%s to %s", words_transport(c->transport, number),
		   words_endpoint(&c->addr, c->port, endpoint));
	if (c->name[0])
		buf_printf(out, " (%s)", c->name);
	buf_printf(out, ": %s", words_rung(c->rung));
}

static void inbound_what(struct buf *out, const struct inbound *i)
{
	char number[WORDS_NUMBER_MAX], address[ADDR_TEXT_MAX];
	buf_printf(out, "%s session opened from %s to port %u of the device",
		   words_transport(i->transport, number), addr_print(&i->addr, address),
		   i->local_port);
}

void evidence_what(struct buf *out, const struct report_input *in, const struct evidence_ref *e)
{
	const struct device *d = device_of(in, e);

	if (e->seen != SIZE_MAX && e->seen < d->n_seen) {
		const struct seen *s = &d->seen[e->seen];
		buf_printf(out, "%s: ", obs_kind_info(s->kind)->name);
		words_seen_value(out, s);
	} else if (e->contact != SIZE_MAX && e->contact < d->n_contacts) {
		contact_what(out, &d->contacts[e->contact]);
	} else if (e->inbound != SIZE_MAX && e->inbound < d->n_inbound) {
		inbound_what(out, &d->inbound[e->inbound]);
	} else {
		buf_printf(out, "device %s", d->id);
	}
}

const struct frame_list *contact_frames(const struct side_record *out, const struct side_record *in)
{
	return out->frames.n ? &out->frames : &in->frames;
}

static struct frame_list one_frame(const struct where *w)
{
	struct frame_list f = {.n = w->frame != 0};
	f.at[0].capture = w->capture;
	f.at[0].frame = w->frame;
	return f;
}

struct evidence_frames evidence_frames(const struct report_input *in, const struct evidence_ref *e)
{
	const struct device *d = device_of(in, e);
	struct evidence_frames found = {0};

	if (e->seen != SIZE_MAX && e->seen < d->n_seen) {
		found.frames = one_frame(&d->seen[e->seen].first);
		found.time_us = d->seen[e->seen].first.time_us;
	} else if (e->contact != SIZE_MAX && e->contact < d->n_contacts) {
		const struct contact *c = &d->contacts[e->contact];
		found.frames = *contact_frames(&c->out, &c->in);
		found.time_us = contact_first(c);
	} else if (e->inbound != SIZE_MAX && e->inbound < d->n_inbound) {
		const struct inbound *i = &d->inbound[e->inbound];
		found.frames = *contact_frames(&i->in, &i->out);
		found.time_us = i->in.packets ? i->in.first_us : i->out.first_us;
	}
	return found;
}

void evidence_frames_text(struct buf *out, const struct report_input *in,
			  const struct frame_list *frames, evidence_naming *name)
{
	for (unsigned i = 0; i < frames->n; i++) {
		bool same = i && frames->at[i].capture == frames->at[i - 1].capture;
		bool more = i + 1 < frames->n && frames->at[i + 1].capture == frames->at[i].capture;
		if (same)
			buf_printf(out, ", %" PRIu64, frames->at[i].frame);
		else
			buf_printf(out, "%s%s frame%s %" PRIu64, i ? "; " : "",
				   name(in, frames->at[i].capture), more ? "s" : "",
				   frames->at[i].frame);
	}
}

struct completeness {
	void (*say)(void *ctx, const char *sentence);
	void *ctx;
	struct buf text;
};

static void say_count(struct completeness *c, uint64_t n, const char *one, const char *many,
		      const char *rest)
{
	if (n == 0)
		return;
	buf_clear(&c->text);
	words_plural(&c->text, n, one, many);
	buf_text(&c->text, rest);
	c->say(c->ctx, buf_view_text(&c->text));
}

void completeness_each(const struct summary *s, void (*say)(void *ctx, const char *sentence),
		       void *ctx)
{
	struct completeness c = {.say = say, .ctx = ctx};
	const struct totals *t = &s->totals;
	size_t cut_files = 0;

	buf_init(&c.text, SENTENCE_MAX);
	for (size_t i = 0; i < s->ledger->n_captures; i++)
		cut_files += s->ledger->captures[i].incomplete;
	say_count(&c, cut_files, "capture file ends", "capture files end",
		  " early or could not be read to the end.");
	say_count(&c, t->dropped, "packet was", "packets were",
		  " dropped by the recording system and are not in the capture.");
	say_count(&c, t->payload_missing, "packet lacks", "packets lack",
		  " a part (recorded with a length limit): sizes are known, contents are not.");
	say_count(&c, t->undecodable, "packet has", "packets have",
		  " headers that could not be read.");
	say_count(&c, t->fragments_lost, "fragmented packet", "fragmented packets",
		  " never became whole.");
	say_count(&c, t->tcp_unseen, "byte that a server acknowledged is",
		  "bytes that were acknowledged are", " not in the capture.");
	say_count(
		&c, s->ledger->flows_evicted, "connection was", "connections were",
		" closed early in the count because memory was full: their numbers may be split.");
	buf_done(&c.text);
}

const char *vote_signature(const struct knowledge *k, const struct vote *v)
{
	if (v->signature >= 0) {
		must((size_t)v->signature < k->n_signatures);
		return k->signatures[v->signature].id;
	}
	if (v->signature == -2 && v->cloud >= 0 && (size_t)v->cloud < k->n_clouds)
		return k->clouds[v->cloud].suffix;
	return "mac-registration";
}

void vote_says(struct buf *out, const struct knowledge *k, const struct verdict_device *d,
	       const struct vote *v)
{
	if (v->signature >= 0) {
		buf_text(out, k->signatures[v->signature].says);
	} else if (v->signature == -2 && v->cloud >= 0 && (size_t)v->cloud < k->n_clouds) {
		const struct cloud *c = &k->clouds[v->cloud];
		buf_printf(out, "Names under %s belong to %s (%s).", c->suffix, c->operator,
			   c->role);
	} else {
		buf_printf(out, "The MAC prefix is registered to %s.",
			   d->registrant ? d->registrant : "nobody known");
	}
}
