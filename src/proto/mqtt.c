/* SPDX-License-Identifier: Apache-2.0
 *
 * The first packet of MQTT (3.1, 3.1.1 and 5.0, section 3.1 of each): who a device says it is to
 * its message server.
 *
 *   +----+-----------+-----------+-------+-------+------------+------------+--------------------
 *   | 10 | remaining | name      | level | flags | keep alive | properties | client id, [will],
 *   |    | (varint)  | MQTT,     | 3,4,5 |       | (2)        | (5.0 only) | [user], [password]
 *   |    |           | MQIsdp    |       |       |            |            | each after 2 bytes
 *   +----+-----------+-----------+-------+-------+------------+------------+ of length
 *
 * The password is never read, the will is passed over. Where the capture holds the server's side
 * alone, its answer (CONNACK, section 3.2) is too little to go by except on port 1883; it says
 * nothing but the protocol. Topics and messages are skipped: nothing after the first packet is
 * read.
 */
#include "proto/dissector.h"

enum {
	MQTT_PORT = 1883,
	PACKET_CONNECT = 0x10,
	PACKET_CONNACK = 0x20,
	VARINT_MAX = 4,
	REMAINING_LEAST = 12, /* 3.1.1 with an empty client id */
	LEAD_LEN = 9,         /* the longer name and its level; every CONNECT has as much */
	BRIDGE = 0x80,        /* added to the level by servers that link up */
	FLAG_RESERVED = 0x01,
	FLAG_WILL = 0x04,
	FLAG_USER = 0x80,
};

/* A number of 7 bits a byte, low first. Fails the cursor when it is cut or longer than allowed. */
static uint32_t varint(struct cursor *c)
{
	uint32_t value = 0;

	for (unsigned i = 0; i < VARINT_MAX; i++) {
		uint8_t byte = cursor_u8(c);
		value |= (uint32_t)(byte & 0x7f) << 7 * i;
		if (!(byte & 0x80))
			return value;
	}
	cursor_fail(c, CURSOR_BAD);
	return 0;
}

/* 0 when the bytes are no known name and level. */
static uint8_t level(struct cursor *c, struct slice *ret_name)
{
	struct slice name = cursor_take(c, cursor_be16(c));
	uint8_t value = cursor_u8(c) & (uint8_t)~BRIDGE;

	*ret_name = name;
	if (slice_equal(name, slice_text("MQTT")) && (value == 4 || value == 5))
		return value;
	if (slice_equal(name, slice_text("MQIsdp")) && value == 3)
		return value;
	return 0;
}

static void say_protocol(struct slice name, uint8_t value, struct sink *out)
{
	uint8_t text[] = "MQIsdp 3";

	if (!name.at)
		return;
	memcpy(text, name.at, name.len);
	text[name.len] = ' ';
	text[name.len + 1] = (uint8_t)('0' + value);
	sink_text(out, OBS_MQTT_PROTOCOL, slice_of(text, name.len + 2));
}

static void skip_properties(struct cursor *c, uint8_t value)
{
	if (value == 5)
		cursor_skip(c, varint(c));
}

/* All that `remaining` counts, exactly. */
static struct verdict connect(struct cursor body, struct sink *out)
{
	struct slice name;
	uint8_t value = level(&body, &name);
	uint8_t flags = cursor_u8(&body);

	cursor_skip(&body, 2); /* keep alive */
	say_protocol(name, value, out);
	if (flags & FLAG_RESERVED)
		return verdict_malformed("reserved flag set");
	skip_properties(&body, value);
	sink_text(out, OBS_MQTT_CLIENT_ID, cursor_take(&body, cursor_be16(&body)));
	if (flags & FLAG_WILL) {
		skip_properties(&body, value);
		cursor_skip(&body, cursor_be16(&body));
		cursor_skip(&body, cursor_be16(&body));
	}
	if (flags & FLAG_USER)
		sink_text(out, OBS_MQTT_USER, cursor_take(&body, cursor_be16(&body)));
	return cursor_fine(&body) ? verdict(VERDICT_DONE) : verdict_malformed("field cut off");
}

static struct verdict client(struct cursor *in, struct sink *out)
{
	struct cursor c = *in;
	struct slice name;

	cursor_skip(&c, 1);
	uint32_t remaining = varint(&c);
	if (c.why == CURSOR_SHORT)
		return verdict_more(cursor_left(in) + 1);
	if (!cursor_fine(&c) || remaining < REMAINING_LEAST)
		return verdict(VERDICT_NOT_MINE);
	size_t fixed = cursor_offset(&c) - cursor_offset(in);
	if (cursor_left(&c) < LEAD_LEN)
		return verdict_more(fixed + LEAD_LEN);
	struct cursor lead = cursor_over(slice_of(cursor_rest(&c).at, LEAD_LEN));
	uint8_t value = level(&lead, &name);
	if (value == 0)
		return verdict(VERDICT_NOT_MINE);
	if (fixed + remaining > STREAM_NEED_MAX) {
		say_protocol(name, value, out);
		cursor_skip(in, fixed);
		return verdict(VERDICT_DONE);
	}
	if (cursor_left(&c) < remaining)
		return verdict_more(fixed + remaining);
	struct cursor body = cursor_within(&c, remaining);
	*in = c;
	return connect(body, out);
}

/* 3.1.1: two bytes, flags and code below 6. 5.0: flags, reason, properties to the end. */
static struct verdict server(struct cursor *in)
{
	enum { LEAST = 4, LEAST_5 = 5, LONGEST = 127 };
	uint8_t remaining = cursor_peek(in, 1);

	if (cursor_left(in) < LEAST)
		return verdict_more(LEAST);
	if (cursor_peek(in, 2) > 1 || remaining < 2 || remaining > LONGEST)
		return verdict(VERDICT_NOT_MINE);
	if (remaining == 2 && cursor_peek(in, 3) > 5)
		return verdict(VERDICT_NOT_MINE);
	if (remaining > 2 && cursor_left(in) < LEAST_5)
		return verdict_more(LEAST_5);
	if (remaining > 2 && cursor_peek(in, 4) != remaining - 3)
		return verdict(VERDICT_NOT_MINE);
	cursor_skip(in, LEAST);
	return verdict(VERDICT_DONE);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	(void)state;
	if (cursor_peek(in, 0) == PACKET_CONNECT)
		return client(in, out);
	if (cursor_peek(in, 0) == PACKET_CONNACK && where->src_port == MQTT_PORT)
		return server(in);
	return verdict(VERDICT_NOT_MINE);
}

static const struct mark marks[] = {MARK("\x10"), MARK("\x20"), {0}};
static const struct hint hints[] = {{.port = MQTT_PORT}, {0}};
static const enum obs_kind emits[] = {OBS_MQTT_CLIENT_ID, OBS_MQTT_USER, OBS_MQTT_PROTOCOL,
				      OBS_KINDS};

extern const struct dissector mqtt_dissector;
const struct dissector mqtt_dissector = {
	.name = "mqtt",
	.carrier = CARRIER_STREAM,
	.hints = hints,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
