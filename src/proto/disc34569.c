/* SPDX-License-Identifier: Apache-2.0
 *
 * The search of a large recorder and camera platform, UDP 34569, broadcast. Its head is that of the
 * platform's control protocol over TCP 34567, numbers little endian:
 *    0 ff | 1 0 asked, 1 answered | 2 reserved 2 | 4 session 4 | 8 sequence 4 | 12 two bytes of
 *   numbering | 14 message: 1530 asked, 1531 answered | 16 length 4 | 20 body
 * A question has no body; an answer's is
 *   {"NetWork.NetCommon":{"HostName":..,"MAC":..,"SN":..,"HostIP":"0x6700A8C0",..},"Ret":100}
 * with addresses as a hexadecimal number whose lowest byte comes first on the wire.
 *
 * Sources: OpenIPC/python-dvr (DeviceManager), AlexxIT/go2rtc (pkg/dvrip).
 */
#include "proto/dissector.h"

#include "base/json.h"
#include "proto/say.h"

enum { HEAD = 20, ASKED = 1530, ANSWERED = 1531 };

static const struct say_row rows[] = {
	{"SN", OBS_DISC34569_SERIAL},
	{"Version", OBS_DISC34569_FIRMWARE},
	{"MAC", OBS_DISC34569_MAC},
	{"HostName", OBS_DISC34569_NAME},
	{"BuildDate", OBS_DISC34569_FIELD},
	{"ChannelNum", OBS_DISC34569_FIELD},
	{"TCPPort", OBS_DISC34569_FIELD},
	{"UDPPort", OBS_DISC34569_FIELD},
	{"HttpPort", OBS_DISC34569_FIELD},
	{"DeviceType", OBS_DISC34569_FIELD},
	{NULL, OBS_KINDS},
};

static int digit(uint8_t c)
{
	c = slice_lower(c);
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void say_number_addr(struct sink *out, const char *name, struct slice text)
{
	uint8_t wire[4] = {0};

	if (text.len != 10 || !slice_starts(text, "0x"))
		return;
	for (size_t i = 0; i < 4; i++) {
		int high = digit(text.at[2 + 2 * i]), low = digit(text.at[3 + 2 * i]);
		if (high < 0 || low < 0)
			return;
		wire[3 - i] = (uint8_t)(high << 4 | low);
	}
	say_addr(out, OBS_DISC34569_FIELD, name, slice_of(wire, sizeof(wire)));
}

/* The object's own members only: their path is its name and theirs. */
static bool is_own(const struct json_leaf *leaf)
{
	static const char object[] = "NetWork.NetCommon/";
	struct slice path = slice_text(leaf->path);

	return slice_starts(path, object) &&
	       slice_equal(slice_from(path, sizeof(object) - 1), slice_text(leaf->name));
}

static void count_own(void *ctx, const struct json_leaf *leaf)
{
	*(unsigned *)ctx += is_own(leaf);
}

static void tell(void *ctx, const struct json_leaf *leaf)
{
	struct sink *out = ctx;
	struct slice name = slice_text(leaf->name);

	if (!is_own(leaf))
		return;
	if (slice_equal(name, slice_text("HostIP")) || slice_equal(name, slice_text("GateWay")))
		say_number_addr(out, leaf->name, leaf->text);
	else
		say_listed(out, rows, OBS_DISC34569_FIELD, name, leaf->text);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	unsigned members = 0;
	(void)state, (void)where;

	uint8_t mark = cursor_u8(in), answered = cursor_u8(in);
	cursor_skip(in, 12);
	uint16_t message = cursor_le16(in);
	uint32_t len = cursor_le32(in);
	if (!cursor_fine(in) || mark != 0xff || answered > 1 || len > cursor_left(in))
		return verdict(VERDICT_NOT_MINE);
	if (message == ASKED && !len && !cursor_left(in)) {
		sink_text(out, OBS_DISC34569_MESSAGE, slice_text("search asked"));
		return verdict(VERDICT_NEXT);
	}
	struct slice body = cursor_take(in, len);
	if (message != ANSWERED || !json_walk(body, count_own, &members) || !members)
		return verdict(VERDICT_NOT_MINE);
	sink_text(out, OBS_DISC34569_MESSAGE, slice_text("search answered"));
	(void)json_walk(body, tell, out);
	return verdict(VERDICT_NEXT);
}

static const struct mark marks[] = {LOOSE_MARK("\xff\0", "\xff\xfe"), {0}};
static const struct hint hints[] = {{.port = 34569}, {0}};
static const enum obs_kind emits[] = {OBS_DISC34569_MESSAGE,
				      OBS_DISC34569_SERIAL,
				      OBS_DISC34569_FIRMWARE,
				      OBS_DISC34569_MAC,
				      OBS_DISC34569_NAME,
				      OBS_DISC34569_FIELD,
				      OBS_KINDS};

extern const struct dissector disc34569_dissector;
const struct dissector disc34569_dissector = {
	.name = "disc34569",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
