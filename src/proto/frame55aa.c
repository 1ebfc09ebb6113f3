/* SPDX-License-Identifier: Apache-2.0
 *
 * The local protocol of a platform for home devices of many labels, over UDP. Devices announce
 * themselves by broadcast to 6666 in clear and to 6667 ciphered; newer ones to 7000. Network order:
 *   0 00 00 55 aa | 4 sequence 4 | 8 command 4 | 12 length of what follows 4 |
 *  16 return code 4, zero, in what devices send | body | CRC-32 4 | 00 00 aa 55
 *   0 00 00 66 99 | 4 unknown 2 | 6 sequence 4 | 10 command 4 | 14 length 4 | 18 nonce 12 | body |
 *     tag 16 | 00 00 99 66
 * Commands: 0 and 13 a device announces itself, 25 an app asks. The body is JSON, in command 13
 * ciphered by AES-128-ECB with a key that stands in every client: the MD5 of a fixed text. Frames
 * of the second kind are not deciphered (AES-GCM); their head says who speaks.
 *   {"ip":..,"gwId":..,"active":2,"encrypt":true,"productKey":..,"version":"3.3"}
 *
 * Sources: jasonacox/tinytuya (core and scanner), ntop/nDPI (lp dissector and its test capture).
 */
#include "proto/dissector.h"

#include "base/aes.h"
#include "base/json.h"
#include "proto/say.h"

enum { CLEAR = 0, CIPHERED = 0x13, ASKED = 0x25, BODY_MAX = 1024, TAIL = 8 };
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

/* Whole blocks to clear; false when there are none or too many. */
static bool decipher(struct slice body, uint8_t clear[BODY_MAX])
{
	static const uint8_t key[AES_KEY] = {0x6c, 0x1e, 0xc8, 0xe2, 0xbb, 0x9b, 0xb5, 0x9a,
					     0xb5, 0x0b, 0x0d, 0xaf, 0x64, 0x9b, 0x41, 0x0a};
	struct aes aes;

	if (!body.len || body.len > BODY_MAX || body.len % AES_BLOCK)
		return false;
	aes_init(&aes, key);
	for (size_t i = 0; i < body.len; i += AES_BLOCK)
		aes_decrypt(&aes, body.at + i, clear + i);
	return true;
}

static void announced(uint32_t command, struct slice body, struct sink *out)
{
	uint8_t clear[BODY_MAX];
	bool is_device = false;

	if (command == CIPHERED && !slice_starts(body, "{")) {
		if (!decipher(body, clear))
			return;
		body = slice_of(clear, body.len);
	}
	if (json_walk(body, find_device, &is_device) && is_device) {
		sink_text(out, OBS_FRAME55AA_MESSAGE, slice_text("device announced"));
		(void)json_walk(body, tell, out);
	}
}

static const char *word_of(uint32_t command)
{
	return command == CIPHERED ? "announced, not read"
	       : command == ASKED  ? "search asked"
				   : "other command";
}

static struct verdict newer(struct cursor *in, struct sink *out)
{
	cursor_skip(in, 6); /* unknown, sequence */
	uint32_t command = cursor_be32(in), len = cursor_be32(in);
	if (!cursor_fine(in) || len < 28 || len + 4 != cursor_left(in))
		return verdict(VERDICT_NOT_MINE);
	cursor_skip(in, len);
	if (cursor_be32(in) != end_6699)
		return verdict(VERDICT_NOT_MINE);
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
