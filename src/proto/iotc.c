/* SPDX-License-Identifier: Apache-2.0
 *
 * IOTC (Kalay): the P2P of a licensed library in cameras, doorbells and feeders of many makers:
 * with master servers (UDP 10001 and others), on the LAN (32761) and between peers (any port).
 *
 *   0 04 02 | version | stage | 4 length of what follows the head, little-endian | 6 sequence |
 *   8 command, little-endian 2 | who speaks to whom | .. | 16 device id 20 or other contents
 *
 * All of it is scrambled by blocks of 16: the four words rotated, bytes moved, XORed with the first
 * 16 letters of a phrase, the words rotated again. Only whole blocks are read here. Undoing the
 * first block gives mark, length and command at once, which is what a message is known by.
 *   0601 client searches or connects: id          0602 device answers
 *   0203 client asks a master for a device: id    0301 told where: port 38, IPv4 40
 *   0401 0402 0404 way over a server
 *   0407 0427 client's data, keep-alive           0408 0428 device's data, keep-alive
 * How a device registers with its master isn't published: such messages are known by their head and
 * told by number.
 *
 * A newer form is not scrambled: 51 CC | .. | 4 command: 1002 search, 1202 keep-alive, 1502 DTLS |
 *   6 length less 12 | 8 FFFF from the device.
 *
 * Pictures, in the device's data (0408) from byte 28 on, numbers little-endian:
 *
 *   0 01 03 | 4 number of the picture 4 | 8 bytes of the picture 4 | 12 piece 2 | 14 bytes of a tail that
 *   follows the picture 2 | 16 bytes here 2 | 18 | 24 bytes of the picture with its start codes
 *   0 01 04 | .. | 14 bytes of a head 2 | .. | 24 that head, then the whole picture
 *
 * Where bit 0 of the stage is set only the first 64 bytes of a message are scrambled.
 *
 * Source: AlexxIT/go2rtc pkg/tutk (crypto.go, session0.go, session16.go, dtls/conn_dtls.go).
 */
#include "proto/dissector.h"

#include "proto/annexb.h"
#include "proto/say.h"

enum {
	BLOCK = 16,
	BLOCKS = 3,
	ID_AT = 16,
	ID_LEN = 20,
	DATA_MAX = 32,
	DATA_SEARCHED =
		240, /* where pictures are wanted: pieces of data before some must have come */
	MESSAGE_MAX = 2048, /* bytes read of one with pictures: no datagram of the kind is longer */
	SCRAMBLED_LEAST = 64,
	PICTURE_AT = 28,
	PIECE_HEAD = 24,
};

struct iotc_flow {
	uint8_t data;
	bool in_picture;
	uint16_t next; /* piece of the picture */
	uint32_t left; /* bytes of the picture */
	struct annexb stream;
};

struct command {
	uint16_t code;
	bool data;
	enum obs_kind id; /* whose the id at 16 is; OBS_KINDS = it has none */
	const char *name;
};

static const struct command commands[] = {
	{0x0601, false, OBS_IOTC_WANTED_ID, "client searches or connects"},
	{0x0602, false, OBS_IOTC_DEVICE_ID, "device answers"},
	{0x1007, false, OBS_KINDS, "asks for its public address"},
	{0x0203, false, OBS_IOTC_WANTED_ID, "client asks for a device"},
	{0x0301, false, OBS_KINDS, "told where a device is"},
	{0x0401, false, OBS_IOTC_SESSION_ID, "way over a server"},
	{0x0402, false, OBS_IOTC_SESSION_ID, "way over a server"},
	{0x0404, false, OBS_IOTC_SESSION_ID, "way over a server"},
	{0x0407, true, OBS_KINDS, "client's data"},
	{0x0408, true, OBS_KINDS, "device's data"},
	{0x0427, false, OBS_KINDS, "client's keep-alive"},
	{0x0428, false, OBS_KINDS, "device's keep-alive"},
};

static uint32_t rotated(uint32_t v, unsigned by)
{
	return v << by | v >> (32 - by);
}

/* Each word rotated left by 4 bits more than the one before. */
static void rotate_words(uint8_t block[BLOCK], unsigned first)
{
	for (unsigned i = 0; i < BLOCK; i += 4) {
		uint32_t v = (uint32_t)block[i] | (uint32_t)block[i + 1] << 8 |
			     (uint32_t)block[i + 2] << 16 | (uint32_t)block[i + 3] << 24;
		v = rotated(v, i + first);
		for (unsigned b = 0; b < 4; b++)
			block[i + b] = (uint8_t)(v >> 8 * b);
	}
}

static void unscramble(struct slice wire, uint8_t clear[BLOCK])
{
	static const uint8_t from[BLOCK] = {11, 9, 8, 15, 13, 10, 12, 14, 2, 1, 5, 0, 6, 4, 7, 3};
	static const char phrase[] = "Charlie is the d";
	uint8_t turned[BLOCK];

	memcpy(turned, wire.at, BLOCK);
	rotate_words(turned, 3);
	for (unsigned i = 0; i < BLOCK; i++)
		clear[i] = turned[from[i]] ^ (uint8_t)phrase[i];
	rotate_words(clear, 1);
}

/* What is behind the last whole block is XORed and, if it is 2, 4 or 8 bytes, moved. */
static void unscramble_rest(struct slice wire, uint8_t *clear)
{
	static const uint8_t two[] = {1, 0}, four[] = {2, 3, 0, 1},
			     eight[] = {7, 4, 3, 2, 1, 6, 5, 0};
	static const char phrase[] = "Charlie is the d";
	const uint8_t *from = wire.len == 2   ? two
			      : wire.len == 4 ? four
			      : wire.len == 8 ? eight
					      : NULL;

	for (size_t i = 0; i < wire.len; i++)
		clear[i] = wire.at[from ? from[i] : i] ^ (uint8_t)phrase[i];
}

static void unscramble_all(struct slice wire, uint8_t *clear)
{
	for (; wire.len >= BLOCK; wire = slice_from(wire, BLOCK), clear += BLOCK)
		unscramble(wire, clear);
	unscramble_rest(wire, clear);
}

/* A piece of a picture; a piece that lacks spoils its picture, which ends there. */
static void piece(struct iotc_flow *flow, struct cursor *c, struct sink *out)
{
	cursor_skip(c, 6);
	uint32_t bytes = cursor_le32(c);
	uint16_t number = cursor_le16(c);
	cursor_skip(c, 10);
	if (number == 0) {
		annexb_end(&flow->stream, out);
		flow->left = bytes;
		flow->next = 0;
	}
	flow->in_picture =
		cursor_fine(c) && (number == 0 || flow->in_picture) && number == flow->next;
	if (!flow->in_picture)
		return;
	size_t here = cursor_left(c) < flow->left ? cursor_left(c) : flow->left;
	annexb_feed(&flow->stream, cursor_take(c, here), out);
	flow->left -= (uint32_t)here;
	flow->next++;
}

static void whole_picture(struct iotc_flow *flow, struct cursor *c, struct sink *out)
{
	cursor_skip(c, 12);
	uint16_t head = cursor_le16(c);
	cursor_skip(c, 8);
	cursor_skip(c, head);
	if (!cursor_fine(c))
		return;
	annexb_end(&flow->stream, out);
	annexb_feed(&flow->stream, cursor_rest(c), out);
	flow->in_picture = false;
}

/* wire: a message of the device's data. */
static void pictures(struct iotc_flow *flow, struct slice wire, uint8_t stage, struct sink *out)
{
	uint8_t clear[MESSAGE_MAX];
	size_t scrambled = stage & 1 && wire.len > SCRAMBLED_LEAST ? SCRAMBLED_LEAST : wire.len;

	if (wire.len > sizeof(clear) || wire.len <= PICTURE_AT + PIECE_HEAD)
		return;
	unscramble_all(slice_of(wire.at, scrambled), clear);
	memcpy(clear + scrambled, wire.at + scrambled, wire.len - scrambled);
	struct cursor c = cursor_over(slice_of(clear, wire.len));
	cursor_skip(&c, PICTURE_AT);
	uint16_t what = cursor_be16(&c);
	if (what == 0x0103)
		piece(flow, &c, out);
	else if (what == 0x0104)
		whole_picture(flow, &c, out);
}

static void say_id(struct slice id, enum obs_kind kind, struct sink *out)
{
	for (size_t i = 0; i < id.len; i++)
		if (!((id.at[i] >= 'A' && id.at[i] <= 'Z') || (id.at[i] >= '0' && id.at[i] <= '9')))
			return;
	sink_text(out, kind, id);
}

static void say_unknown(uint16_t code, uint8_t who, struct sink *out)
{
	struct text name;

	text_clear(&name);
	text_word(&name, "other message ");
	text_hex(&name, code, 4);
	text_byte(&name, '/');
	text_hex(&name, who, 2);
	sink_text(out, OBS_IOTC_MESSAGE, text_view(&name));
}

static void say_contents(const struct command *command, struct slice clear, struct sink *out)
{
	struct cursor c = cursor_over(clear);

	if (clear.len < (size_t)BLOCK * BLOCKS)
		return;
	cursor_skip(&c, ID_AT);
	if (command->id != OBS_KINDS)
		say_id(cursor_take(&c, ID_LEN), command->id, out);
	if (command->code == 0x0301) {
		cursor_skip(&c, 24);
		struct addr a = addr_from_wire(cursor_take(&c, 4));
		if (!addr_is_unspecified(&a))
			sink_addr(out, OBS_IOTC_PEER, &a);
	}
}

static bool enough_data(struct iotc_flow *flow, bool pictures)
{
	if (flow->data < DATA_SEARCHED)
		flow->data++;
	return pictures ? flow->data >= DATA_SEARCHED && !flow->stream.codec
			: flow->data >= DATA_MAX;
}

static struct verdict say(struct iotc_flow *flow, struct slice clear, bool pictures,
			  struct sink *out)
{
	struct cursor c = cursor_over(clear);
	struct text version;

	cursor_skip(&c, 2);
	text_clear(&version);
	text_hex(&version, cursor_u8(&c), 2);
	cursor_skip(&c, 5);
	uint16_t code = cursor_le16(&c);
	uint8_t who = cursor_u8(&c);
	sink_text(out, OBS_IOTC_VERSION, text_view(&version));
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (commands[i].code != code)
			continue;
		sink_text(out, OBS_IOTC_MESSAGE, slice_text(commands[i].name));
		say_contents(&commands[i], clear, out);
		bool enough = commands[i].data && enough_data(flow, pictures);
		return verdict(enough ? VERDICT_DONE : VERDICT_NEXT);
	}
	say_unknown(code, who, out);
	return verdict(VERDICT_NEXT);
}

static struct verdict scrambled(struct iotc_flow *flow, struct slice wire, bool wanted,
				struct sink *out)
{
	uint8_t clear[BLOCK * BLOCKS];
	size_t blocks = wire.len / BLOCK < BLOCKS ? wire.len / BLOCK : BLOCKS;

	unscramble(wire, clear);
	struct cursor c = cursor_over(slice_of(clear, BLOCK));
	uint16_t mark = cursor_be16(&c);
	cursor_skip(&c, 2);
	if (mark != 0x0402 || cursor_le16(&c) + (size_t)BLOCK != wire.len)
		return verdict(VERDICT_NOT_MINE);
	for (size_t i = 1; i < blocks; i++)
		unscramble(slice_from(wire, i * BLOCK), &clear[i * BLOCK]);
	if (wanted && clear[8] == 0x08 && clear[9] == 0x04)
		pictures(flow, wire, clear[3], out);
	return say(flow, slice_of(clear, blocks * BLOCK), wanted, out);
}

static struct verdict newer(struct iotc_flow *flow, struct cursor *in, struct sink *out)
{
	size_t whole = cursor_left(in);

	cursor_skip(in, 4);
	uint16_t code = cursor_le16(in), len = cursor_le16(in), from = cursor_le16(in);
	if (!cursor_fine(in) || len + (size_t)12 != whole)
		return verdict(VERDICT_NOT_MINE);
	if (code == 0x1002 && whole == 52) {
		sink_text(out, OBS_IOTC_MESSAGE,
			  slice_text(from == 0xffff ? "device answers, 51 CC form"
						    : "client searches or connects, 51 CC form"));
		return verdict(VERDICT_NEXT);
	}
	if (code == 0x1202 && whole == 48) {
		sink_text(out, OBS_IOTC_MESSAGE, slice_text("keep-alive, 51 CC form"));
		return verdict(VERDICT_NEXT);
	}
	if (code != 0x1502 || whole < 48)
		return verdict(VERDICT_NOT_MINE);
	sink_text(out, OBS_IOTC_MESSAGE, slice_text("DTLS, 51 CC form"));
	return verdict(++flow->data < DATA_MAX ? VERDICT_NEXT : VERDICT_DONE);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	if (cursor_left(in) < BLOCK)
		return verdict(VERDICT_NOT_MINE);
	if (cursor_peek(in, 0) == 0x51 && cursor_peek(in, 1) == 0xcc)
		return newer(state, in, out);
	return scrambled(state, cursor_rest(in), where->pictures, out);
}

/* Of a scrambled message the mark alone stands still: bytes 8 to 11 hold most of its bits. */
static const struct mark marks[] = {
	LOOSE_MARK("\x51\xcc\0\0\x02\x10", "\xff\xff\0\0\xff\xf8"),
	LOOSE_MARK("\0\0\0\0\0\0\0\0\x0d\x20\x08\x20", "\0\0\0\0\0\0\0\0\x0f\xe0\x1f\xe0"),
	{0}};
static const struct hint hints[] = {{.port = 32761}, {.port = 10001}, {0}};
static const enum obs_kind emits[] = {
	OBS_IOTC_MESSAGE, OBS_IOTC_DEVICE_ID, OBS_IOTC_WANTED_ID, OBS_IOTC_SESSION_ID,
	OBS_IOTC_VERSION, OBS_IOTC_PEER,      OBS_KINDS};

extern const struct dissector iotc_dissector;
const struct dissector iotc_dissector = {
	.name = "iotc",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.state_size = sizeof(struct iotc_flow),
	.feed = feed,
	.emits = emits,
};
