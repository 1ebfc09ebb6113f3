/* SPDX-License-Identifier: Apache-2.0 */
#include "obs/codec.h"

#include <string.h>

#include "obs/codec_parts.h"

enum { RECORD_HEAD = 5 }; /* type, length */

static void put_addr(struct buf *out, const struct addr *a)
{
	buf_u8(out, a->family);
	buf_put(out, a->bytes, a->family == 4 ? 4 : a->family == 6 ? 16 : 0);
}

static void put_mac(struct buf *out, const struct mac *m)
{
	buf_put(out, m->bytes, sizeof(m->bytes));
}

void put_text(struct buf *out, struct slice text)
{
	buf_be16(out, (uint16_t)text.len);
	buf_slice(out, text);
}

void put_frames(struct buf *out, const struct frame_list *f)
{
	buf_u8(out, f->n);
	for (unsigned i = 0; i < f->n; i++) {
		buf_be32(out, f->at[i].capture);
		buf_be64(out, f->at[i].frame);
	}
}

static void put_endpoint(struct buf *out, const struct endpoint_record *e)
{
	put_mac(out, &e->mac);
	put_addr(out, &e->addr);
	buf_be64(out, e->packets);
	buf_be64(out, e->bytes);
	buf_be64(out, (uint64_t)e->first_us);
	buf_be64(out, (uint64_t)e->last_us);
	buf_be32(out, e->capture);
	buf_be64(out, e->first_frame);
	buf_u8(out, e->ttl_min);
	buf_u8(out, e->ttl_max);
	buf_u8(out, e->group_sent);
}

static void put_side(struct buf *out, const struct side_record *s)
{
	buf_be64(out, s->packets);
	buf_be64(out, s->bytes);
	buf_be64(out, s->payload);
	buf_be64(out, s->retransmitted);
	buf_be64(out, s->unseen);
	buf_be64(out, s->numbered);
	buf_be64(out, s->numbers_missing);
	buf_be64(out, (uint64_t)s->first_us);
	buf_be64(out, (uint64_t)s->last_us);
	put_frames(out, &s->frames);
	put_frames(out, &s->payload_frames);
}

void put_party(struct buf *out, const struct party *p)
{
	put_mac(out, &p->mac);
	put_addr(out, &p->addr);
}

static void put_conversation(struct buf *out, const struct conversation_record *c)
{
	put_party(out, &c->client);
	put_party(out, &c->server);
	buf_u8(out, c->transport);
	buf_be16(out, c->server_port);
	buf_be16(out, c->client_port);
	buf_u8(out, c->opening_seen);
	put_text(out, slice_of(c->protocol, strnlen(c->protocol, sizeof(c->protocol) - 1)));
	buf_be32(out, c->flows);
	buf_be32(out, c->flows_evicted);
	put_side(out, &c->out);
	put_side(out, &c->back);
}

/* Steps and sizes that hold nothing are left out. */
static void put_beat(struct buf *out, const struct beat *b)
{
	uint8_t steps = 0, sizes = 0;

	if (beat_intervals(b) == 0) {
		buf_u8(out, 0);
		return;
	}
	for (unsigned i = 0; i < BEAT_STEPS; i++)
		steps = (uint8_t)(steps + (b->steps[i].n > 0));
	for (unsigned i = 0; i < BEAT_SIZES; i++)
		sizes = (uint8_t)(sizes + (b->sizes[i].n > 0));
	buf_u8(out, steps);
	for (unsigned i = 0; i < BEAT_STEPS; i++) {
		if (b->steps[i].n == 0)
			continue;
		buf_u8(out, (uint8_t)i);
		buf_be32(out, b->steps[i].n);
		buf_be64(out, b->steps[i].sum_ms);
	}
	buf_u8(out, sizes);
	for (unsigned i = 0; i < BEAT_SIZES; i++) {
		if (b->sizes[i].n == 0)
			continue;
		buf_u8(out, (uint8_t)i);
		buf_be32(out, b->sizes[i].n);
		buf_be16(out, b->sizes[i].min);
		buf_be16(out, b->sizes[i].max);
	}
}

static void put_capture(struct buf *out, const struct capture_record *c)
{
	buf_be32(out, c->capture);
	buf_be64(out, c->packets);
	buf_be64(out, c->bytes);
	buf_be64(out, c->captured_bytes);
	buf_be64(out, (uint64_t)c->first_us);
	buf_be64(out, (uint64_t)c->last_us);
	buf_be64(out, c->cut_packets);
	buf_be64(out, c->payload_missing);
	buf_be64(out, c->dropped);
	buf_be64(out, c->undecodable);
	buf_be64(out, c->fragments_lost);
	buf_be64(out, c->unread_bytes);
	buf_be32(out, c->largest);
	buf_u8(out, c->incomplete);
}

static void put_warning(struct buf *out, const struct warning_record *w)
{
	buf_be32(out, w->capture);
	buf_u8(out, w->incomplete);
	buf_u8(out, w->unreadable);
	put_text(out, slice_of(w->text, strnlen(w->text, sizeof(w->text) - 1)));
}

static size_t begin(struct buf *out, enum record_type type)
{
	size_t start = out->len;

	buf_u8(out, (uint8_t)type);
	buf_be32(out, 0);
	return start;
}

/* Fills in the length; a record that did not fit leaves nothing behind. */
static void end(struct buf *out, size_t start)
{
	if (buf_full(out)) {
		out->len = start;
		return;
	}
	uint32_t len = (uint32_t)(out->len - start - RECORD_HEAD);
	for (unsigned i = 0; i < 4; i++)
		out->at[start + 1 + i] = (uint8_t)(len >> (24 - 8 * i));
}

void record_encode_observation(struct buf *out, const struct obs *obs)
{
	size_t start = begin(out, RECORD_OBSERVATION);

	codec_put_observation(out, obs);
	end(out, start);
}

void record_encode(struct buf *out, const struct record *record)
{
	size_t start = begin(out, record->type);

	switch (record->type) {
	case RECORD_HELLO:
		buf_be32(out, record->version);
		break;
	case RECORD_PROGRESS:
		buf_be64(out, record->progress);
		break;
	case RECORD_OBSERVATION:
		codec_put_observation(out, &record->obs);
		break;
	case RECORD_ENDPOINT:
		put_endpoint(out, &record->endpoint);
		break;
	case RECORD_CONVERSATION:
		put_conversation(out, &record->conversation);
		put_beat(out, &record->beat);
		break;
	case RECORD_CAPTURE:
		put_capture(out, &record->capture);
		break;
	case RECORD_WARNING:
		put_warning(out, &record->warning);
		break;
	case RECORD_MEDIA:
		put_media(out, &record->media);
		break;
	case RECORD_FOOTAGE:
		put_footage(out, &record->footage);
		break;
	case RECORD_SERIES:
		put_series(out, &record->series);
		break;
	case RECORD_MINUTE:
		buf_u8(out, record->minute.part);
		buf_u8(out, record->minute.parts);
		buf_be64(out, (uint64_t)record->minute.before_us);
		break;
	case RECORD_END:
		break;
	}
	end(out, start);
}

static struct addr get_addr(struct cursor *in)
{
	uint8_t family = cursor_u8(in);

	if (family == 0)
		return (struct addr){0};
	if (family != 4 && family != 6) {
		cursor_fail(in, CURSOR_BAD);
		return (struct addr){0};
	}
	return addr_from_wire(cursor_take(in, family == 4 ? 4 : 16));
}

static struct mac get_mac(struct cursor *in)
{
	struct mac m = {0};
	struct slice s = cursor_take(in, sizeof(m.bytes));
	if (s.len)
		memcpy(m.bytes, s.at, s.len);
	return m;
}

struct slice get_text(struct cursor *in, size_t max)
{
	size_t len = cursor_be16(in);
	if (len > max) {
		cursor_fail(in, CURSOR_BAD);
		return slice_of(NULL, 0);
	}
	return cursor_take(in, len);
}

bool get_bool(struct cursor *in)
{
	uint8_t v = cursor_u8(in);
	if (v > 1)
		cursor_fail(in, CURSOR_BAD);
	return v == 1;
}

void get_frames(struct cursor *in, struct frame_list *ret)
{
	ret->n = cursor_u8(in);
	if (ret->n > FRAMES_KEPT) {
		ret->n = 0;
		cursor_fail(in, CURSOR_BAD);
	}
	for (unsigned i = 0; i < ret->n; i++) {
		ret->at[i].capture = cursor_be32(in);
		ret->at[i].frame = cursor_be64(in);
	}
}

static void get_value(struct cursor *in, struct obs *o)
{
	const struct obs_kind_info *info = obs_kind_info(o->kind);

	switch (info->type) {
	case OBS_NUMBER:
		o->number = cursor_be64(in);
		break;
	case OBS_ADDR:
		o->addr = get_addr(in);
		break;
	case OBS_NAMED_ADDR:
		o->addr = get_addr(in);
		o->text = get_text(in, info->cap);
		break;
	case OBS_TEXT:
	case OBS_BYTES:
		o->text = get_text(in, info->cap);
		break;
	}
}

static void get_observation(struct cursor *in, struct obs *o)
{
	struct where *w = &o->where;
	uint16_t kind = cursor_be16(in);
	uint8_t flags = cursor_u8(in);

	if (kind >= OBS_KINDS) {
		cursor_fail(in, CURSOR_BAD);
		return;
	}
	o->kind = (enum obs_kind)kind;
	w->from_client = flags & FLAG_FROM_CLIENT;
	o->has_about = flags & FLAG_ABOUT;
	o->cut = flags & FLAG_CUT;
	w->capture = cursor_be32(in);
	w->frame = cursor_be64(in);
	w->time_us = (int64_t)cursor_be64(in);
	w->src_mac = get_mac(in);
	w->dst_mac = get_mac(in);
	w->src = get_addr(in);
	w->dst = get_addr(in);
	w->src_port = cursor_be16(in);
	w->dst_port = cursor_be16(in);
	w->transport = cursor_u8(in);
	if (o->has_about)
		o->about = get_mac(in);
	get_value(in, o);
}

static void get_endpoint(struct cursor *in, struct endpoint_record *e)
{
	e->mac = get_mac(in);
	e->addr = get_addr(in);
	e->packets = cursor_be64(in);
	e->bytes = cursor_be64(in);
	e->first_us = (int64_t)cursor_be64(in);
	e->last_us = (int64_t)cursor_be64(in);
	e->capture = cursor_be32(in);
	e->first_frame = cursor_be64(in);
	e->ttl_min = cursor_u8(in);
	e->ttl_max = cursor_u8(in);
	e->group_sent = get_bool(in);
}

static void get_side(struct cursor *in, struct side_record *s)
{
	s->packets = cursor_be64(in);
	s->bytes = cursor_be64(in);
	s->payload = cursor_be64(in);
	s->retransmitted = cursor_be64(in);
	s->unseen = cursor_be64(in);
	s->numbered = cursor_be64(in);
	s->numbers_missing = cursor_be64(in);
	s->first_us = (int64_t)cursor_be64(in);
	s->last_us = (int64_t)cursor_be64(in);
	get_frames(in, &s->frames);
	get_frames(in, &s->payload_frames);
}

struct party get_party(struct cursor *in)
{
	struct party p;
	p.mac = get_mac(in);
	p.addr = get_addr(in);
	return p;
}

void copy_text(struct slice text, char *to)
{
	if (text.len)
		memcpy(to, text.at, text.len);
	to[text.len] = '\0';
}

static void get_conversation(struct cursor *in, struct conversation_record *c)
{
	c->client = get_party(in);
	c->server = get_party(in);
	c->transport = cursor_u8(in);
	c->server_port = cursor_be16(in);
	c->client_port = cursor_be16(in);
	c->opening_seen = get_bool(in);
	copy_text(get_text(in, PROTOCOL_NAME_MAX - 1), c->protocol);
	c->flows = cursor_be32(in);
	c->flows_evicted = cursor_be32(in);
	get_side(in, &c->out);
	get_side(in, &c->back);
}

static void get_step(struct cursor *in, unsigned step, struct beat_step *s)
{
	uint64_t n = cursor_be32(in), sum_ms = cursor_be64(in);
	uint64_t least = (uint64_t)beat_step_least(step) / 1000;
	uint64_t most = (uint64_t)beat_step_least(step + 1) / 1000 + 1;

	if (n == 0 || n > BEAT_COUNT_MAX || sum_ms < n * least || sum_ms > n * most ||
	    sum_ms >> 40) {
		cursor_fail(in, CURSOR_BAD);
		return;
	}
	s->n = n & BEAT_COUNT_MAX;
	s->sum_ms = sum_ms & ((1ull << 40) - 1);
}

static void get_size(struct cursor *in, unsigned size, struct beat_size *s)
{
	uint32_t n = cursor_be32(in);
	uint16_t min = cursor_be16(in), max = cursor_be16(in);

	if (n == 0 || n > BEAT_COUNT_MAX || min > max || min < beat_size_least(size) ||
	    max >= beat_size_least(size + 1)) {
		cursor_fail(in, CURSOR_BAD);
		return;
	}
	*s = (struct beat_size){n, min, max};
}

/* The number of the next step or size, which come in order; room when it is none. */
static unsigned get_index(struct cursor *in, unsigned next, unsigned room)
{
	unsigned i = cursor_u8(in);

	if (i >= next && i < room)
		return i;
	cursor_fail(in, CURSOR_BAD);
	return room;
}

static void get_beat(struct cursor *in, struct beat *b)
{
	unsigned steps = cursor_u8(in), next = 0;

	for (unsigned i = 0; i < steps && next < BEAT_STEPS; i++) {
		unsigned at = get_index(in, next, BEAT_STEPS);
		if (at < BEAT_STEPS)
			get_step(in, at, &b->steps[at]);
		next = at + 1;
	}
	if (steps == 0)
		return;
	unsigned sizes = cursor_u8(in);
	if (steps > BEAT_STEPS || sizes > BEAT_SIZES)
		cursor_fail(in, CURSOR_BAD);
	next = 0;
	for (unsigned i = 0; i < sizes && next < BEAT_SIZES; i++) {
		unsigned at = get_index(in, next, BEAT_SIZES);
		if (at < BEAT_SIZES)
			get_size(in, at, &b->sizes[at]);
		next = at + 1;
	}
}

static void get_capture(struct cursor *in, struct capture_record *c)
{
	c->capture = cursor_be32(in);
	c->packets = cursor_be64(in);
	c->bytes = cursor_be64(in);
	c->captured_bytes = cursor_be64(in);
	c->first_us = (int64_t)cursor_be64(in);
	c->last_us = (int64_t)cursor_be64(in);
	c->cut_packets = cursor_be64(in);
	c->payload_missing = cursor_be64(in);
	c->dropped = cursor_be64(in);
	c->undecodable = cursor_be64(in);
	c->fragments_lost = cursor_be64(in);
	c->unread_bytes = cursor_be64(in);
	c->largest = cursor_be32(in);
	c->incomplete = get_bool(in);
}

static void get_warning(struct cursor *in, struct warning_record *w)
{
	w->capture = cursor_be32(in);
	w->incomplete = get_bool(in);
	w->unreadable = get_bool(in);
	copy_text(get_text(in, WARNING_TEXT_MAX - 1), w->text);
}

static void get_body(struct cursor *in, struct record *r)
{
	switch (r->type) {
	case RECORD_HELLO:
		r->version = cursor_be32(in);
		break;
	case RECORD_PROGRESS:
		r->progress = cursor_be64(in);
		break;
	case RECORD_OBSERVATION:
		get_observation(in, &r->obs);
		break;
	case RECORD_ENDPOINT:
		get_endpoint(in, &r->endpoint);
		break;
	case RECORD_CONVERSATION:
		get_conversation(in, &r->conversation);
		get_beat(in, &r->beat);
		break;
	case RECORD_CAPTURE:
		get_capture(in, &r->capture);
		break;
	case RECORD_WARNING:
		get_warning(in, &r->warning);
		break;
	case RECORD_MEDIA:
		get_media(in, &r->media);
		break;
	case RECORD_FOOTAGE:
		get_footage(in, &r->footage);
		break;
	case RECORD_SERIES:
		get_series(in, &r->series);
		break;
	case RECORD_MINUTE:
		r->minute.part = cursor_u8(in);
		r->minute.parts = cursor_u8(in);
		if (r->minute.part >= r->minute.parts)
			cursor_fail(in, CURSOR_BAD);
		r->minute.before_us = (int64_t)cursor_be64(in);
		break;
	case RECORD_END:
		break;
	default:
		cursor_fail(in, CURSOR_BAD);
	}
}

int record_decode(struct cursor *in, struct record *ret_record, struct err *err)
{
	struct cursor ahead = *in;
	struct record r = {0};

	if (cursor_left(&ahead) < RECORD_HEAD)
		return 0;
	r.type = (enum record_type)cursor_u8(&ahead);
	uint32_t len = cursor_be32(&ahead);
	if (len > RECORD_BODY_MAX)
		return err_set(err, "a record of %u bytes is longer than any can be", len);
	if (cursor_left(&ahead) < len)
		return 0;
	struct cursor body = cursor_within(&ahead, len);
	get_body(&body, &r);
	if (!cursor_closed(&body))
		return err_set(err, "a record of type %u breaks its format at byte %zu",
			       (unsigned)r.type, body.why_at);
	*ret_record = r;
	in->at = ahead.at;
	return 1;
}
