/* SPDX-License-Identifier: Apache-2.0
 *
 * What is said on the way out: repeats are dropped, each flow may say only so much of a kind, and
 * documents found inside messages go to the dissectors that read them.
 */
#include <stdio.h>

#include "engine/table.h"
#include "engine/talk_parts.h"

enum {
	DOCUMENT_DEPTH = 3, /* documents inside documents */
	EVERY_ONE = 65535,  /* kinds with this share are counted one by one */
	MALFORMED_TEXT = 128,
};

static void voice_take(struct sink *sink, const struct obs *obs);
static void voice_document(struct sink *sink, enum document kind, struct slice bytes);
static void voice_media(struct sink *sink, const struct media *media);

struct voice voice_new(struct talks *t, struct talk *talk, const struct where *w,
		       const struct dissector *d)
{
	return (struct voice){.sink = {.take = voice_take,
				       .document = voice_document,
				       .media = voice_media,
				       .where = w,
				       .emits = d ? d->emits : NULL},
			      .name = d ? d->name : "",
			      .talks = t,
			      .talk = talk};
}

/* Says an observation unless its flow said enough of that kind. */
static void give(struct talks *t, const struct obs *obs)
{
	outlet_put_observation(t->host.outlet, obs);
}

/* Whether an equal observation between the same two is among what was said last. */
static bool said_before(struct talks *t, const struct obs *obs)
{
	struct {
		struct mac mac, about;
		struct addr src, dst, value;
		uint64_t number, text;
		uint32_t kind;
	} what;

	memset(&what, 0, sizeof(what));
	what.mac = obs->where.src_mac;
	what.about = obs->about;
	what.src = obs->where.src;
	what.dst = obs->where.dst;
	what.value = obs->addr;
	what.number = obs->number;
	what.text = once_hash(t->once, obs->text.at, obs->text.len);
	what.kind = obs->kind;
	return once_before(t->once, &what, sizeof(what));
}

void talk_say(struct talks *t, const struct obs *obs)
{
	if (!said_before(t, obs))
		give(t, obs);
}

static uint16_t *said_count(struct said *s, enum obs_kind kind)
{
	uint8_t *page = &s->page_of[kind / SAID_PAGE];

	if (!*page && s->n_pages < SAID_PAGES) {
		memset(s->counts[s->n_pages], 0, sizeof(s->counts[0]));
		*page = ++s->n_pages;
	}
	return &s->counts[*page ? *page - 1 : SAID_PAGES - 1][kind % SAID_PAGE];
}

/* Whether the flow may say one more of a kind with this share. What is said one by one is limited
 * by the flow alone. */
static bool may_say(struct voice *v, enum obs_kind kind, uint16_t share)
{
	struct flow *flow = v->talk->flow;

	if (share >= EVERY_ONE) {
		flow->said = (uint16_t)(flow->said + (flow->said < UINT16_MAX));
		return flow->said < UINT16_MAX;
	}
	uint16_t *count = said_count(&v->talk->said, kind);
	v->counted = true;
	if (*count >= share)
		return false;
	++*count;
	return true;
}

static void voice_take(struct sink *sink, const struct obs *obs)
{
	struct voice *v = (struct voice *)sink;

	v->emitted++;
	if (!v->talk) {
		talk_say(v->talks, obs);
		return;
	}
	/* Announcements come again and again: an equal one does not use up its kind's share. */
	uint16_t share = obs_kind_info(obs->kind)->per_flow;
	if (share < EVERY_ONE && said_before(v->talks, obs))
		return;
	/* Messages about somebody else (DHCP) share one flow between all who speak so. */
	if (obs->has_about) {
		give(v->talks, obs);
		return;
	}
	if (may_say(v, obs->kind, share))
		give(v->talks, obs);
}

static void voice_media(struct sink *sink, const struct media *media)
{
	struct voice *v = (struct voice *)sink;

	v->emitted += media->event != MEDIA_BYTES;
	v->counted = true; /* the flow's tracks are kept with its talk */
	if (v->talk)
		pictures_take(v->talks->pictures, &v->talk->pictures, sink->where, v->name, media);
}

static void voice_document(struct sink *sink, enum document kind, struct slice bytes)
{
	struct voice *outer = (struct voice *)sink;

	if (outer->depth >= DOCUMENT_DEPTH)
		return;
	for (unsigned i = 0; i < table_size(); i++) {
		const struct dissector *d = table_dissector(i);
		if (d->carrier != CARRIER_DOCUMENT || !(d->documents & 1u << kind))
			continue;
		_Alignas(16) uint8_t state[STATE_MAX] = {0};
		struct voice inner = voice_new(outer->talks, outer->talk, sink->where, d);
		inner.depth = outer->depth + 1;
		struct cursor in = cursor_over(bytes);
		struct verdict got = d->feed(state, &in, sink->where, &inner.sink);
		outer->counted |= inner.counted;
		if (got.word != VERDICT_NOT_MINE)
			return;
	}
}

void voice_malformed(struct voice *v, const struct dissector *d, const char *reason,
		     const struct cursor *at, uint64_t before)
{
	char text[MALFORMED_TEXT];
	uint64_t offset = before + (at->why ? at->why_at : cursor_offset(at));

	(void)snprintf(text, sizeof(text), "%s: %s at byte %llu", d->name,
		       reason ? reason : "broken", (unsigned long long)offset);
	v->sink.emits = NULL;
	sink_text(&v->sink, OBS_MALFORMED, slice_text(text));
}

void voice_given_up(struct talks *t, struct talk *talk, const char *why)
{
	struct voice v = voice_new(t, talk, &talk->where, NULL);
	sink_text(&v.sink, OBS_STREAM_GIVEN_UP, slice_text(why));
}
