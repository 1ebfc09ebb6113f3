/* SPDX-License-Identifier: Apache-2.0
 *
 * The local protocol of a platform for home devices of many labels, over UDP. Devices announce
 * themselves by broadcast to 6666 in clear and to 6667 ciphered; newer ones to 7000. Network order:
 *   0 00 00 55 aa | 4 sequence 4 | 8 command 4 | 12 length of what follows 4 |
 *  16 return code 4, zero, in what devices send | body | CRC-32 4 | 00 00 aa 55
 *   0 00 00 66 99 | 4 unknown 2 | 6 sequence 4 | 10 command 4 | 14 length 4 | 18 nonce 12 | body |
 *     tag 16 | 00 00 99 66
 * Commands: 0 and 13 a device announces itself, 25 an app asks. The body is JSON, in command 13
 * ciphered by AES-128-ECB with a key that stands in every client: the MD5 of a fixed text. In
 * frames of the second kind it is sealed by AES-128-GCM with the same key, the nonce and the 14
 * bytes of head behind the mark as additional data; a return code may stand before the JSON.
 *   {"ip":..,"gwId":..,"active":2,"encrypt":true,"productKey":..,"version":"3.3"}
 *
 * Sources: jasonacox/tinytuya (core/message_helper.py, udp_helper.py, scanner.py), ntop/nDPI (lp dissector and its test capture).
 */
#include "proto/dissector.h"

#include "base/aes.h"
#include "base/json.h"
#include "proto/say.h"

enum {
	CLEAR = 0,
	CIPHERED = 0x13,
	ASKED = 0x25,
	BODY_MAX = 1024,
	TAIL = 8,
	RETURN_CODE = 4,
	HEAD_6699 = 14, /* behind the mark */
	TAIL_6699 = 4,
};
static const uint32_t end_55aa = 0x0000aa55, end_6699 = 0x00009966;

static const struct say_row rows[] = {
	{"gwId", OBS_FRAME55AA_DEVICE},     {"productKey", OBS_FRAME55AA_PRODUCT},
	{"version", OBS_FRAME55AA_VERSION}, {"ip", OBS_FRAME55AA_FIELD},
	{"active", OBS_FRAME55AA_FIELD},    {"encrypt", OBS_FRAME55AA_FIELD},
	{"ability", OBS_FRAME55AA_FIELD},   {NULL, OBS_KINDS},
};

static void find_device(void *ctx, const struct json_leaf *leaf)
{
	if (slice_equal(slice_text(leaf->path), slice_text("gwId")))
		*(bool *)ctx = true;
}

static void tell(void *ctx, const struct json_leaf *leaf)
{
	if (slice_equal(slice_text(leaf->path), slice_text(leaf->name)))
		say_listed(ctx, rows, OBS_FRAME55AA_FIELD, slice_text(leaf->name), leaf->text);
}

static const uint8_t key[AES_KEY] = {0x6c, 0x1e, 0xc8, 0xe2, 0xbb, 0x9b, 0xb5, 0x9a,
				     0xb5, 0x0b, 0x0d, 0xaf, 0x64, 0x9b, 0x41, 0x0a};

/* Whole blocks to clear; false when there are none or too many. */
static bool decipher(struct slice body, uint8_t clear[BODY_MAX])
{
	struct aes aes;

	if (!body.len || body.len > BODY_MAX || body.len % AES_BLOCK)
		return false;
	aes_init(&aes, key);
	for (size_t i = 0; i < body.len; i += AES_BLOCK)
		aes_decrypt(&aes, body.at + i, clear + i);
	return true;
}

/* Says what a device tells of itself; false when the body is no such document. */
static bool tell_device(struct slice body, struct sink *out)
{
	bool is_device = false;

	if (!json_walk(body, find_device, &is_device) || !is_device)
		return false;
	sink_text(out, OBS_FRAME55AA_MESSAGE, slice_text("device announced"));
	(void)json_walk(body, tell, out);
	return true;
}

static void announced(uint32_t command, struct slice body, struct sink *out)
{
	uint8_t clear[BODY_MAX];

	if (command == CIPHERED && !slice_starts(body, "{")) {
		if (!decipher(body, clear))
			return;
		body = slice_of(clear, body.len);
	}
	(void)tell_device(body, out);
}

/* The document in a sealed body; empty when the key does not open it. */
static struct slice unseal(struct slice head, struct slice body, uint8_t clear[BODY_MAX])
{
	struct slice sealed = slice_from(body, GCM_NONCE);
	struct aes aes;

	if (sealed.len > BODY_MAX)
		return slice_of(NULL, 0);
	aes_init(&aes, key);
	if (!aes_gcm_open(&aes, body.at, head, sealed, clear))
		return slice_of(NULL, 0);
	struct slice text = slice_of(clear, sealed.len - GCM_TAG);
	if (text.len > RETURN_CODE && text.at[0] != '{' && text.at[RETURN_CODE] == '{')
		text = slice_from(text, RETURN_CODE);
	return slice_until_nul(text);
}

static const char *word_of(uint32_t command)
{
	return command == CIPHERED ? "announced, not read"
	       : command == ASKED  ? "search asked"
				   : "other command";
}

static struct verdict newer(struct cursor *in, struct sink *out)
{
	uint8_t clear[BODY_MAX];
	struct cursor ahead = *in;
	struct slice head = cursor_take(&ahead, HEAD_6699);

	cursor_skip(in, 6); /* unknown, sequence */
	uint32_t command = cursor_be32(in), len = cursor_be32(in);
	if (!cursor_fine(in) || len < GCM_NONCE + GCM_TAG || len != cursor_left(in) - TAIL_6699)
		return verdict(VERDICT_NOT_MINE);
	struct slice body = cursor_take(in, len);
	if (cursor_be32(in) != end_6699)
		return verdict(VERDICT_NOT_MINE);
	/* devices answer with the number of the question too: what it says decides */
	if (!tell_device(unseal(head, body, clear), out))
		sink_text(out, OBS_FRAME55AA_MESSAGE, slice_text(word_of(command)));
	return verdict(VERDICT_NEXT);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	(void)state, (void)where;

	uint32_t mark = cursor_be32(in);
	if (cursor_fine(in) && mark == 0x00006699)
		return newer(in, out);
	cursor_skip(in, 4); /* sequence */
	uint32_t command = cursor_be32(in), len = cursor_be32(in);
	if (!cursor_fine(in) || mark != 0x000055aa || len < TAIL || len != cursor_left(in))
		return verdict(VERDICT_NOT_MINE);
	struct slice body = cursor_take(in, len - TAIL);
	cursor_skip(in, 4); /* CRC */
	if (cursor_be32(in) != end_55aa)
		return verdict(VERDICT_NOT_MINE);
	if (body.len >= 4 && !body.at[0] && !body.at[1] && !body.at[2] && !body.at[3])
		body = slice_from(body, 4);
	if (command == CLEAR || command == CIPHERED)
		announced(command, body, out);
	else
		sink_text(out, OBS_FRAME55AA_MESSAGE, slice_text(word_of(command)));
	return verdict(VERDICT_NEXT);
}

static const struct mark marks[] = {MARK("\0\0\x55\xaa"), MARK("\0\0\x66\x99"), {0}};
static const struct hint hints[] = {
	{.port = 6667, .first_len = 4, .first = {0x00, 0x00, 0x55, 0xaa}},
	{.port = 6666},
	{.port = 7000, .first_len = 4, .first = {0x00, 0x00, 0x66, 0x99}},
	{0}};
static const enum obs_kind emits[] = {OBS_FRAME55AA_MESSAGE, OBS_FRAME55AA_DEVICE,
				      OBS_FRAME55AA_PRODUCT, OBS_FRAME55AA_VERSION,
				      OBS_FRAME55AA_FIELD,   OBS_KINDS};

extern const struct dissector frame55aa_dissector;
const struct dissector frame55aa_dissector = {
	.name = "frame55aa",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
