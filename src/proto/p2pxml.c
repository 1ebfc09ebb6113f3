/* SPDX-License-Identifier: Apache-2.0
 *
 * How a family of cameras is found and called, UDP 2015 and 2018 on the local network, others in
 * its cloud. Numbers little endian:
 *   0 3a cf 87 2a | 4 length of the body 4 | 8 one 4 | 12 transaction 4 | 16 CRC 4 | 20 body
 * The body is XML, XORed with eight fixed words to each of which the transaction is added:
 *   <P2P><C2D_C><uid>..</uid>..</C2D_C></P2P>
 * The element's name says who speaks to whom: C client, D device, M directory, R register, S
 * server. The CRC (polynomial 04c11db7 reflected, start 0, not inverted) is of the ciphered body.
 *
 * Source: QuantumEntangledAndy/neolink (crates/core/src/bcudp) and two other clients that agree.
 */
#include "proto/dissector.h"

#include "base/xml.h"
#include "proto/say.h"

enum { BODY_MAX = 2048 };

static const struct say_row rows[] = {
	{"uid", OBS_P2PXML_UID}, {"p", OBS_P2PXML_PLATFORM}, {NULL, OBS_KINDS}};

static uint32_t crc_of(struct slice s)
{
	uint32_t crc = 0;

	for (size_t i = 0; i < s.len; i++) {
		crc ^= s.at[i];
		for (unsigned bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return crc;
}

static void decipher(struct slice body, uint32_t transaction, uint8_t clear[BODY_MAX])
{
	static const uint32_t words[] = {0x1f2d3c4b, 0x5a6c7f8d, 0x38172e4b, 0x8271635a,
					 0x863f1a2b, 0xa5c6f7d8, 0x8371e1b4, 0x17f2d3a5};

	for (size_t i = 0; i < body.len; i++)
		clear[i] =
			body.at[i] ^ (uint8_t)((words[i / 4 % 8] + transaction) >> (8 * (i % 4)));
}

/* The element directly below P2P: X2Y_SOMETHING. */
static void find_message(void *ctx, const struct xml_leaf *leaf)
{
	struct slice path = slice_text(leaf->path);

	if (slice_starts(path, "P2P/") && path.len > 8 && path.at[5] == '2' && path.at[7] == '_' &&
	    slice_equal(slice_from(path, 4), slice_text(leaf->name)) && !leaf->is_attribute) {
		text_clear(ctx);
		text_word(ctx, leaf->name);
	}
}

static void tell(void *ctx, const struct xml_leaf *leaf)
{
	if (!leaf->is_attribute && slice_starts(slice_text(leaf->path), "P2P/"))
		say_listed(ctx, rows, OBS_KINDS, slice_text(leaf->name), leaf->text);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	uint8_t clear[BODY_MAX];
	struct text message;
	(void)state, (void)where;

	uint32_t mark = cursor_be32(in), len = cursor_le32(in);
	cursor_skip(in, 4); /* one */
	uint32_t transaction = cursor_le32(in), crc = cursor_le32(in);
	if (!cursor_fine(in) || mark != 0x3acf872a || len != cursor_left(in) || len > BODY_MAX)
		return verdict(VERDICT_NOT_MINE);
	struct slice body = cursor_take(in, len);
	if (crc_of(body) != crc)
		return verdict(VERDICT_NOT_MINE);
	decipher(body, transaction, clear);
	struct slice document = slice_of(clear, len);
	text_clear(&message);
	bool whole = xml_walk(document, find_message, &message);
	if (!message.len)
		return verdict(VERDICT_NOT_MINE);
	sink_text(out, OBS_P2PXML_MESSAGE, text_view(&message));
	if (message.bytes[0] == 'D')
		(void)xml_walk(document, tell, out);
	return whole ? verdict(VERDICT_NEXT) : verdict_malformed("XML");
}

static const struct hint hints[] = {
	{.port = 2015, .first_len = 4, .first = {0x3a, 0xcf, 0x87, 0x2a}}, {.port = 2018}, {0}};
static const enum obs_kind emits[] = {OBS_P2PXML_MESSAGE, OBS_P2PXML_UID, OBS_P2PXML_PLATFORM,
				      OBS_KINDS};

extern const struct dissector p2pxml_dissector;
const struct dissector p2pxml_dissector = {
	.name = "p2pxml",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.feed = feed,
	.emits = emits,
};
