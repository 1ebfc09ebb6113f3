/* SPDX-License-Identifier: Apache-2.0
 *
 * AutoNAT: how one maker's recorders and cameras are reached over servers, UDP (8989 and others);
 * numbers little-endian, first byte 02 with a server, 01 with a device.
 *
 *   02 00 01 00 | connection 4 | 4 | 4 | connection 4 | 4 | FE FE 00 01         hello, 28 bytes
 *   02 01 01 00 | five numbers 20 | 00 01 00 00 | length of the XML 4 | XML     request and answer
 *   02 03 01 00 | five numbers 20                                                good-bye
 *   <Nat version="0.4.0.1"><Cmd id="10006"><DeviceNo>..
 *   commands: 10006 a client asks where a device is; DevicePeerIp in the answer says it
 *             10002 a client wants to connect
 * Which command a device registers with has not been published: others are told by number, and both
 * sides say hello alike.
 *
 * Source: two published captures and a client written from them (conversations of 2022).
 */
#include "proto/dissector.h"

#include "base/xml.h"
#include "proto/say.h"

enum { HELLO = 28, REQUEST_HEAD = 32, MESSAGES_MAX = 64 };

struct autonat_flow {
	uint8_t messages;
};

static void on_leaf(void *ctx, const struct xml_leaf *leaf)
{
	struct sink *out = ctx;
	struct addr address;
	uint64_t number;

	if (leaf->is_attribute && xml_path_ends(leaf->path, "Nat/Cmd") &&
	    slice_same_word(slice_text(leaf->name), "id") && slice_decimal(leaf->text, &number)) {
		struct text name;
		text_clear(&name);
		text_word(&name, number == 10006   ? "where a device is, command "
				 : number == 10002 ? "connection wanted, command "
						   : "command ");
		text_decimal(&name, number);
		sink_text(out, OBS_AUTONAT_MESSAGE, text_view(&name));
	}
	if (!leaf->is_attribute && xml_path_ends(leaf->path, "Cmd/DeviceNo"))
		sink_text(out, OBS_AUTONAT_NAMED_SERIAL, leaf->text);
	if (!leaf->is_attribute && xml_path_ends(leaf->path, "Cmd/DevicePeerIp") &&
	    addr_parse(leaf->text, &address))
		sink_addr(out, OBS_AUTONAT_PEER, &address);
}

static bool request(struct cursor c, struct sink *out)
{
	cursor_skip(&c, REQUEST_HEAD - 8);
	cursor_skip(&c, 4);
	uint32_t len = cursor_le32(&c);
	struct slice xml = cursor_rest(&c);
	if (!cursor_fine(&c) || len != xml.len || !slice_starts(xml, "<Nat "))
		return false;
	sink_text(out, OBS_AUTONAT_MESSAGE, slice_text("request or answer"));
	(void)xml_walk(slice_until_nul(xml), on_leaf, out);
	return true;
}

static bool hello(struct cursor c, bool with_server, struct sink *out)
{
	if (cursor_left(&c) != HELLO)
		return false;
	cursor_skip(&c, 4);
	uint32_t connection = cursor_be32(&c);
	cursor_skip(&c, 8);
	uint32_t again = cursor_be32(&c);
	cursor_skip(&c, 4);
	if (connection != again || cursor_be32(&c) != 0xfefe0001)
		return false;
	sink_text(out, OBS_AUTONAT_MESSAGE,
		  slice_text(with_server ? "hello" : "hello between peers"));
	return true;
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct autonat_flow *flow = state;
	uint8_t first = cursor_peek(in, 0), type = cursor_peek(in, 1);
	bool mine = false;
	(void)where;

	if ((first == 1 || first == 2) && cursor_peek(in, 2) == 1 && cursor_peek(in, 3) == 0) {
		if (type == 0)
			mine = hello(*in, first == 2, out);
		else if (type == 1)
			mine = request(*in, out);
	}
	if (!mine && !flow->messages)
		return verdict(VERDICT_NOT_MINE);
	return verdict(++flow->messages < MESSAGES_MAX ? VERDICT_NEXT : VERDICT_DONE);
}

static const struct mark marks[] = {LOOSE_MARK("\x01\0\x01\0", "\xff\0\xff\xff"),
				    LOOSE_MARK("\x02\0\x01\0", "\xff\0\xff\xff"),
				    {0}};
static const struct hint hints[] = {{.port = 8989}, {.port = 7968}, {0}};
static const enum obs_kind emits[] = {OBS_AUTONAT_MESSAGE, OBS_AUTONAT_NAMED_SERIAL,
				      OBS_AUTONAT_PEER, OBS_KINDS};

extern const struct dissector autonat_dissector;
const struct dissector autonat_dissector = {
	.name = "autonat",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.state_size = sizeof(struct autonat_flow),
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
