/* SPDX-License-Identifier: Apache-2.0
 *
 * GUTES: frames of a P2P library in cameras and doorbells, with the servers that list others (port
 * 51701), with those that bring sides together and relay (28800, 8443, 8000), and between peers.
 * All numbers little-endian.
 *
 *   0 form: 7F before, 7E within a session | 1 type | 2 length of all, 2 | 4 id 8 | 12 sequence 4 |
 *   16 check sum 4 | 20 flags 4 | 24 contents
 *   flags: 16, 17 how it is ciphered: 0 not, 1 under a key that stands in the frame, 2 under the
 *          session's | 20 acknowledges | 21 answers, its sum counts for nothing | 22 80 bytes of
 *          proof of identity at the end, 24 16 bytes of time before them, neither ciphered
 *
 * The cipher is RC5 with words of 32 bits and 6 rounds. Under way 1 the key is bytes 0 to 3 and 20
 * to 22 of the frame and a zero, and it covers 12 to 19 and the contents' whole blocks: anybody can
 * undo it. The id is ciphered under a fixed key of 12 letters, then XORed with bytes 12 to 19 as
 * they stand on the wire. The check sum is the XOR of the words at 0, 4, 8, 12, of the low 24 bits
 * of flags, and of the contents, all in clear.
 *
 * On the LAN, between ports 8899 and 8900, in clear, with a head of 28 bytes:
 *   70 02 length, a search: the head alone | 70 03 length, its answer: 28 id 8 | 44 port 2 |
 *   58 MAC address 6 | ...
 *
 * A frame under the session's key can't be checked; its id is the session's and stays the same.
 *
 * Skipped on purpose: contents (server lists have ports only for whom may use them; calls and
 * pictures are the session's); compressed contents; the older form of the same library.
 *
 * Sources: carTloyal123/cryze (src/relay/gutes_frame.py, src/relay/broadcast.py, scripts/rc5.py;
 * relay.log: frames of the library itself); lucas-fsousa/CommunityCamGuard backend/app/drivers/yoosee/p2p (crypto.py,
 * access_protocol.py). The two agree; the frames of the log were recomputed with them.
 */
#include "proto/gutes_message.h"

#include "proto/say.h"

enum {
	FORM_OPEN = 0x7f,
	FORM_SESSION = 0x7e,
	FORM_SEARCH = 0x70,
	SEARCH_ASKS = 2,
	SEARCH_ANSWERS = 3,
	SEARCH_ID_AT = 28, /* the length of a search as well */
	SEARCH_MAC_AT = 58,
	SEARCH_LEAST = 64,
	ROUNDS = 6,
	SUBKEYS = 2 * (ROUNDS + 1),
	KEY_WORDS_MAX = 3,
	BLOCK = 8,
	SEQUENCE_AT = 12,
	SUM_AT = 16,
	FLAGS_AT = 20,
	IDENTITY_LEN = 80,
	TIME_LEN = 16,
	FLAGS_KNOWN = 0x037fffff, /* bits that a source names */
};

struct type {
	uint8_t code;
	const char *name;
};

/* Of the forms 7F and 7E alike; who sends what, from the two sources. */
static const struct type types[] = {
	{0x01, "server probed"},
	{0x02, "server answers a probe"},
	{0x0c, "registers"},
	{0x0d, "registration answered"},
	{0x15, "servers asked"},
	{0x16, "servers told"},
	{0x17, "keep-alive"},
	{0xa0, "subscribes to a device"},
	{0xa1, "subscription answered"},
	{0xa2, "way to a peer told"},
	{0xa3, "way to a peer told"},
	{0xa4, "call of a device"},
	{0xa6, "session begins"},
	{0xa7, "property pushed"},
	{0xaa, "property told"},
	{0xb0, "session control"},
	{0xb1, "session control answered"},
	{0xb4, "device is online"},
	{0xb7, "property asked"},
	{0xb8, "property answered"},
	{0xb9, "passed through"},
	{0xbb, "device woken"},
	{0xbd, "passed through"},
	{0xca, "opens a path"},
	{0xcb, "path is open"},
	{0xdb, "device looked up"},
	{0xdc, "device looked up, answered"},
};

struct rc5 {
	uint32_t s[SUBKEYS];
};

static uint32_t left(uint32_t v, uint32_t by)
{
	by &= 31;
	return by ? v << by | v >> (32 - by) : v;
}

static uint32_t right(uint32_t v, uint32_t by)
{
	return left(v, (32 - by) & 31);
}

static struct rc5 rc5_key(const uint32_t *words, unsigned n)
{
	uint32_t key[KEY_WORDS_MAX], a = 0, b = 0;
	struct rc5 rc5;

	memcpy(key, words, n * sizeof(*words));
	for (unsigned i = 0; i < SUBKEYS; i++)
		rc5.s[i] = 0xb7e15163 + i * 0x9e3779b9;
	for (unsigned i = 0; i < 3 * SUBKEYS; i++) {
		a = rc5.s[i % SUBKEYS] = left(rc5.s[i % SUBKEYS] + a + b, 3);
		b = key[i % n] = left(key[i % n] + a + b, a + b);
	}
	return rc5;
}

/* Undoes one block of two words. */
static void rc5_undo(const struct rc5 *rc5, uint32_t block[2])
{
	uint32_t a = block[0], b = block[1];

	for (unsigned i = ROUNDS; i > 0; i--) {
		b = right(b - rc5->s[2 * i + 1], a) ^ a;
		a = right(a - rc5->s[2 * i], b) ^ b;
	}
	block[0] = a - rc5->s[0];
	block[1] = b - rc5->s[1];
}

static uint32_t word_at(struct slice s, size_t at)
{
	struct cursor c = cursor_over(slice_from(s, at));
	return cursor_le32(&c);
}

/* The id under the key that is the same everywhere. */
static uint64_t id_of(struct slice whole)
{
	static const uint32_t letters[] = {0x2e777777, 0x6c657767, 0x63632e6c};
	struct rc5 rc5 = rc5_key(letters, 3);
	uint32_t id[2] = {word_at(whole, 4) ^ word_at(whole, SEQUENCE_AT),
			  word_at(whole, 8) ^ word_at(whole, SUM_AT)};

	rc5_undo(&rc5, id);
	return (uint64_t)id[1] << 32 | id[0];
}

static const char *name_of(uint8_t code)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i].code == code)
			return types[i].name;
	return NULL;
}

static unsigned way_of(uint32_t flags)
{
	return flags >> 16 & 3;
}

/* Bytes of contents that are summed and, but for a last part of a block, ciphered; false when the
 * frame is too short for what its flags say stands at its end. */
static bool contents_len(struct slice whole, uint32_t flags, size_t *ret_len)
{
	size_t tail =
		(flags >> 22 & 1) * (size_t)IDENTITY_LEN + (flags >> 24 & 1) * (size_t)TIME_LEN;

	*ret_len = whole.len - GUTES_HEAD - tail;
	return whole.len >= GUTES_HEAD + tail;
}

size_t gutes_length(struct slice head)
{
	struct cursor c = cursor_over(head);
	uint8_t form = cursor_u8(&c), type = cursor_u8(&c);
	size_t len = cursor_le16(&c);

	if (!cursor_fine(&c) || (form != FORM_OPEN && form != FORM_SESSION) || !name_of(type) ||
	    len < GUTES_HEAD || len > GUTES_MAX)
		return 0;
	return len;
}

static bool sum_fits(struct slice whole, uint32_t flags, uint64_t id, size_t len)
{
	uint32_t head[2] = {word_at(whole, SEQUENCE_AT), word_at(whole, SUM_AT)};
	uint32_t key[2] = {word_at(whole, 0), flags & 0xffffff};
	uint32_t sum = (flags & 0xffffff) ^ key[0] ^ (uint32_t)id ^ (uint32_t)(id >> 32);
	bool ciphered = way_of(flags) == 1;
	struct rc5 rc5 = rc5_key(key, 2);

	if (ciphered)
		rc5_undo(&rc5, head);
	for (size_t at = 0; at + 4 <= len; at += BLOCK) {
		uint32_t block[2] = {word_at(whole, GUTES_HEAD + at), 0};
		if (at + BLOCK <= len) {
			block[1] = word_at(whole, GUTES_HEAD + at + 4);
			if (ciphered)
				rc5_undo(&rc5, block);
		}
		sum ^= block[0] ^ block[1];
	}
	return (sum ^ head[0]) == head[1];
}

struct gutes_frame gutes_read(struct slice whole)
{
	struct gutes_frame frame = {.proof = GUTES_NONE};
	size_t len = gutes_length(whole), contents;

	if (len == 0 || len != whole.len)
		return frame;
	uint32_t flags = word_at(whole, FLAGS_AT);
	if (flags & ~(uint32_t)FLAGS_KNOWN || way_of(flags) == 3 ||
	    !contents_len(whole, flags, &contents))
		return frame;
	frame.form = whole.at[0];
	frame.type = whole.at[1];
	frame.acknowledges = flags >> 20 & 1;
	frame.id = id_of(whole);
	if (way_of(flags) != 2 && sum_fits(whole, flags, frame.id, contents))
		frame.proof = GUTES_SUMMED;
	else if (way_of(flags) == 2 || flags >> 21 & 1)
		frame.proof = GUTES_HEADED;
	return frame;
}

/* Whose the id is: before a session it is the sender's own, a device's or an app's. */
static enum obs_kind id_kind(const struct gutes_frame *frame)
{
	bool asks = frame->type == 0x01 || frame->type == 0x0c || frame->type == 0x15;

	return frame->form == FORM_OPEN && asks && !frame->acknowledges ? OBS_GUTES_ID
									: OBS_GUTES_SESSION;
}

static void say_id(uint64_t id, enum obs_kind kind, struct sink *out)
{
	struct text text;

	text_clear(&text);
	text_hex(&text, id, 16);
	sink_text(out, kind, text_view(&text));
}

void gutes_observe(const struct gutes_frame *frame, struct sink *out)
{
	struct text text;

	text_clear(&text);
	text_word(&text, name_of(frame->type));
	if (frame->acknowledges)
		text_word(&text, ", acknowledged");
	sink_text(out, OBS_GUTES_MESSAGE, text_view(&text));
	say_id(frame->id, id_kind(frame), out);
}

bool gutes_search(struct slice whole, struct sink *out)
{
	struct cursor c = cursor_over(whole);
	uint8_t form = cursor_u8(&c), type = cursor_u8(&c);
	uint16_t len = cursor_le16(&c);

	if (form != FORM_SEARCH || len != whole.len || !cursor_fine(&c))
		return false;
	if (type == SEARCH_ASKS && len == SEARCH_ID_AT) {
		sink_text(out, OBS_GUTES_MESSAGE, slice_text("search on the LAN"));
		return true;
	}
	if (type != SEARCH_ANSWERS || len < SEARCH_LEAST)
		return false;
	sink_text(out, OBS_GUTES_MESSAGE, slice_text("search answered"));
	c = cursor_over(slice_from(whole, SEARCH_ID_AT));
	say_id(cursor_le64(&c), OBS_GUTES_DEVICE_ID, out);
	say_mac(out, OBS_GUTES_MAC,
		slice_of(whole.at + SEARCH_MAC_AT, SEARCH_LEAST - SEARCH_MAC_AT));
	return true;
}

const enum obs_kind gutes_emits[] = {OBS_GUTES_MESSAGE,   OBS_GUTES_ID,  OBS_GUTES_SESSION,
				     OBS_GUTES_DEVICE_ID, OBS_GUTES_MAC, OBS_KINDS};
