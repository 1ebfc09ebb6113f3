/* SPDX-License-Identifier: Apache-2.0
 *
 * The SDK port of a large firmware family, TCP 8000: a head of four 32-bit numbers, big endian, in
 * each message.
 *
 *   0 length of all 4 | 4 family 4 | 8 4 | 12 4 | body
 *
 *   family 0x5a000000 with 0x00010000 at 12 asks to log in, 0x63000000 asks a command
 *   00000010 0000001e 0000001e 00000000 is what a device answers to anything else
 *
 * Sources: RenierM26/pyEzvizApi pyezvizapi/hcnetsdk.py (what is asked), nmap-service-probes (the
 * short answer).
 *
 * The answers' own layout is not published: that the device answered in this frame is all that is
 * told, then the flow is left. Skipped on purpose: users, keys, digests.
 */
#include "proto/dissector.h"

enum {
	HEAD = 16,
	ASKED_MAX = 4096,
	ANSWER_MAX = 65535,
	LOGIN = 0x5a000000,
	COMMAND = 0x63000000,
	LOGIN_AT_12 = 0x00010000,
};

struct sdk8000 {
	bool asked;
};

struct head {
	uint32_t length, family, third, fourth;
};

static struct head read_head(struct cursor in)
{
	struct head h = {.length = cursor_be32(&in)};

	h.family = cursor_be32(&in);
	h.third = cursor_be32(&in);
	h.fourth = cursor_be32(&in);
	return h;
}

static const char *asked_name(const struct head *h)
{
	if (h->length <= HEAD || h->length > ASKED_MAX)
		return NULL;
	if (h->family == LOGIN && h->fourth == LOGIN_AT_12)
		return "login asked";
	return h->family == COMMAND ? "command asked" : NULL;
}

static bool is_short_answer(const struct head *h)
{
	return h->length == HEAD && h->family == 0x1e && h->third == 0x1e && h->fourth == 0;
}

/* The answer to what this flow asked. Frames of devices begin with their length, as all do. */
static struct verdict answer(struct cursor *in, const struct head *h, struct sink *out)
{
	if (h->length < HEAD || h->length > ANSWER_MAX)
		return verdict_malformed("length");
	cursor_skip(in, HEAD);
	sink_text(out, OBS_SDK8000_MESSAGE, slice_text("answered"));
	return verdict(VERDICT_DONE);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct sdk8000 *s = state;

	if (cursor_peek(in, 0) != 0 || cursor_peek(in, 1) != 0)
		return s->asked ? verdict_malformed("length") : verdict(VERDICT_NOT_MINE);
	if (cursor_left(in) < HEAD) /* the second byte may already speak against it */
		return verdict_more(cursor_left(in) < 2 ? 2 : HEAD);
	struct head h = read_head(*in);
	if (s->asked && !where->from_client)
		return answer(in, &h, out);
	if (!where->from_client && is_short_answer(&h)) {
		cursor_skip(in, HEAD);
		sink_text(out, OBS_SDK8000_MESSAGE, slice_text("short answer"));
		return verdict(VERDICT_DONE);
	}
	const char *name = where->from_client ? asked_name(&h) : NULL;
	if (!name)
		return s->asked ? verdict_malformed("head") : verdict(VERDICT_NOT_MINE);
	s->asked = true;
	cursor_skip(in, HEAD);
	sink_text(out, OBS_SDK8000_MESSAGE, slice_text(name));
	return verdict_skip(h.length - HEAD);
}

static const struct mark marks[] = {MARK("\0\0"), {0}};
static const struct hint hints[] = {{.port = 8000}, {0}};
static const enum obs_kind emits[] = {OBS_SDK8000_MESSAGE, OBS_KINDS};

extern const struct dissector sdk8000_dissector;
const struct dissector sdk8000_dissector = {
	.name = "sdk8000",
	.carrier = CARRIER_STREAM,
	.hints = hints,
	.marks = marks,
	.state_size = sizeof(struct sdk8000),
	.feed = feed,
	.emits = emits,
};
