/* SPDX-License-Identifier: Apache-2.0
 *
 * Two framings of one maker's cloud.
 *
 * "Safe protocol", over UDP to learn the public address (ports 6002, 6003, 31007), over TCP between
 * a program and a device (9010, 9020); big-endian:
 *   9E BA AC E9 | 01000000 | sequence 4 | 0 | command 4 | flags 4 | length of the body 4 | 0 |
 *   body: XML, or ciphered | MD5 of the body: 16 bytes and 16 zeros, or 32 or 64 hex digits
 *   commands: 0812 0813 0814 <Request><DevSerial>..    public address asked
 *             0811 <Client Address=".." ..>            told
 * A device and an app ask in the same words, the app with the serial number of the device that it
 * looks for: a serial number there is put down to nobody. Over TCP the server is the device, unless
 * TLS hides it all.
 *
 * "V3", over UDP (6000 and others):
 *   E2 | mask | operation 2 | sequence 4 | 6234 | length of the head | CRC-8 | attributes
 * CRC-8 is the reflected one of 31 over the whole message with its own byte zero. By 0C00 a device
 * opens a path, by 0C01 a client answers; the rest is sent by clients and servers.
 *
 * Sources: pedropaulovc/hikconnect-web src/lib/p2p; RenierM26/pyEzvizApi (cas.py, hcnetsdk.py).
 */
#include "proto/dissector.h"

#include "base/xml.h"
#include "proto/say.h"

enum {
	HEAD = 32,
	TAIL_MAX = 64,
	V3_HEAD = 12,
	LONGEST = 60000,
	MESSAGES_MAX = 32,
	OTHERS_MAX = 64,
	STUN_TOLD = 0x0811,
	STUN_LAST = 0x0814,
};

struct safe_flow {
	bool sure;
	uint8_t others;
};

struct safe_stream {
	uint8_t messages;
};

struct safe_head {
	uint32_t command, len;
};

static bool read_head(struct cursor *c, struct safe_head *ret_head)
{
	uint32_t mark = cursor_be32(c), version = cursor_be32(c);

	cursor_skip(c, 4);
	uint32_t zero = cursor_be32(c);
	ret_head->command = cursor_be32(c);
	cursor_skip(c, 4);
	ret_head->len = cursor_be32(c);
	cursor_skip(c, 4);
	return cursor_fine(c) && mark == 0x9ebaace9 && version == 0x01000000 && zero == 0 &&
	       ret_head->command <= 0xffff && ret_head->len <= LONGEST;
}

static bool is_stun(uint32_t command)
{
	return command >= STUN_TOLD && command <= STUN_LAST;
}

static void on_leaf(void *ctx, const struct xml_leaf *leaf)
{
	struct sink *out = ctx;
	struct addr address;

	if (leaf->is_attribute && xml_path_ends(leaf->path, "Client") &&
	    slice_same_word(slice_text(leaf->name), "Address") && addr_parse(leaf->text, &address))
		sink_addr(out, OBS_SAFEPROTO_PUBLIC, &address);
	if (!leaf->is_attribute && xml_path_ends(leaf->path, "DevSerial"))
		sink_text(out, OBS_SAFEPROTO_NAMED_SERIAL, leaf->text);
}

static void say_message(const char *who, uint32_t command, struct sink *out)
{
	struct text name;

	text_clear(&name);
	text_word(&name, who);
	text_hex(&name, command, 4);
	sink_text(out, OBS_SAFEPROTO_MESSAGE, text_view(&name));
}

static bool safe_datagram(struct cursor *in, struct sink *out)
{
	struct cursor c = *in;
	struct safe_head head;

	if (!read_head(&c, &head) || cursor_left(&c) < head.len ||
	    cursor_left(&c) - head.len > TAIL_MAX || (cursor_left(&c) - head.len) % 16)
		return false;
	if (head.command == STUN_TOLD)
		sink_text(out, OBS_SAFEPROTO_MESSAGE, slice_text("public address told"));
	else if (is_stun(head.command))
		sink_text(out, OBS_SAFEPROTO_MESSAGE, slice_text("public address asked"));
	else
		say_message("command ", head.command, out);
	if (is_stun(head.command))
		(void)xml_walk(cursor_take(&c, head.len), on_leaf, out);
	return true;
}

/* Dallas/Maxim's CRC-8, with the byte that holds it taken as zero. */
static uint8_t crc_of(struct slice bytes)
{
	uint8_t crc = 0;

	for (size_t i = 0; i < bytes.len; i++) {
		crc ^= i == V3_HEAD - 1 ? 0 : bytes.at[i];
		for (unsigned bit = 0; bit < 8; bit++)
			crc = (uint8_t)(crc >> 1 ^ (crc & 1 ? 0x8c : 0));
	}
	return crc;
}

static bool v3_datagram(struct cursor *in, struct sink *out)
{
	struct cursor c = *in;

	cursor_skip(&c, 2);
	uint16_t operation = cursor_be16(&c);
	cursor_skip(&c, 4);
	uint16_t fixed = cursor_be16(&c);
	uint8_t head = cursor_u8(&c), crc = cursor_u8(&c);
	if (!cursor_fine(&c) || fixed != 0x6234 || head < V3_HEAD || head > cursor_left(in) ||
	    (operation >> 8 != 0x0b && operation >> 8 != 0x0c && operation >> 8 != 0x0d) ||
	    crc_of(cursor_rest(in)) != crc)
		return false;
	if (operation == 0x0c00)
		sink_text(out, OBS_SAFEPROTO_MESSAGE, slice_text("device opens a path, V3 0c00"));
	else
		say_message("V3 ", operation, out);
	return true;
}

static struct verdict feed_datagram(void *state, struct cursor *in, const struct where *where,
				    struct sink *out)
{
	struct safe_flow *flow = state;
	bool mine = false;
	(void)where;

	if (cursor_peek(in, 0) == 0x9e)
		mine = safe_datagram(in, out);
	else if (cursor_peek(in, 0) == 0xe2)
		mine = v3_datagram(in, out);
	if (mine)
		flow->sure = true;
	else if (!flow->sure)
		return verdict(VERDICT_NOT_MINE);
	/* what follows on an opened path is media of another shape */
	return verdict(mine || ++flow->others < OTHERS_MAX ? VERDICT_NEXT : VERDICT_DONE);
}

static struct verdict feed_stream(void *state, struct cursor *in, const struct where *where,
				  struct sink *out)
{
	static const uint8_t mark[] = {0x9e, 0xba, 0xac, 0xe9};
	struct safe_stream *flow = state;
	struct cursor c = *in;
	struct safe_head head;

	for (size_t i = 0; i < sizeof(mark) && i < cursor_left(in); i++)
		if (cursor_peek(in, i) != mark[i])
			return verdict(flow->messages ? VERDICT_DONE : VERDICT_NOT_MINE);
	if (cursor_left(in) < sizeof(mark))
		return verdict_more(cursor_left(in) + 1);
	if (cursor_left(in) < HEAD)
		return verdict_more(HEAD);
	if (!read_head(&c, &head))
		return flow->messages ? verdict_malformed("head") : verdict(VERDICT_NOT_MINE);
	*in = c;
	say_message(where->from_client ? "client's command " : "server's command ", head.command,
		    out);
	if (++flow->messages >= MESSAGES_MAX)
		return verdict(VERDICT_DONE);
	return verdict_skip((uint64_t)head.len + 32);
}

static const struct mark datagram_marks[] = {MARK("\x9e\xba\xac\xe9"), MARK("\xe2"), {0}};
static const struct mark stream_marks[] = {MARK("\x9e\xba\xac\xe9"), {0}};
static const struct hint datagram_hints[] = {
	{.port = 6002}, {.port = 6003}, {.port = 31007}, {.port = 6000}, {0}};
static const struct hint stream_hints[] = {
	{.port = 9010, .first_len = 4, .first = {0x9e, 0xba, 0xac, 0xe9}}, {.port = 9020}, {0}};
static const enum obs_kind emits[] = {OBS_SAFEPROTO_MESSAGE, OBS_SAFEPROTO_NAMED_SERIAL,
				      OBS_SAFEPROTO_PUBLIC, OBS_KINDS};

extern const struct dissector safeproto_dissector;
const struct dissector safeproto_dissector = {
	.name = "safeproto",
	.carrier = CARRIER_DATAGRAM,
	.hints = datagram_hints,
	.state_size = sizeof(struct safe_flow),
	.marks = datagram_marks,
	.feed = feed_datagram,
	.emits = emits,
};

extern const struct dissector safeproto_tcp_dissector;
const struct dissector safeproto_tcp_dissector = {
	.name = "safeproto_tcp",
	.carrier = CARRIER_STREAM,
	.hints = stream_hints,
	.state_size = sizeof(struct safe_stream),
	.marks = stream_marks,
	.feed = feed_stream,
	.emits = emits,
};
