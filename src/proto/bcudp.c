/* SPDX-License-Identifier: Apache-2.0
 *
 * BcUDP: rendezvous (UDP 9999 and 58200), search on the LAN (2015, 2018) and transport of one
 * maker's cameras. All numbers little-endian.
 *
 *   3A CF 87 2A | length of the body 4 | 1 | transaction 4 | CRC-32 of the body 4 | body
 *   20 CF 87 2A | connection 4 | 0 | group 4 | packet 4 | 4 | length 4 | ...    acknowledgement
 *   10 CF 87 2A | connection 4 | 0 | packet 4 | length 4 | data
 *
 * The body is XML, XORed with eight fixed words to each of which the transaction is added. The CRC
 * is the reflected one of 04C11DB7 that begins with 0 and isn't turned round at the end. The XML is
 * <P2P><A2B_X>...: A speaks to B; D a device, C a client, M the middle man, R the register. So what
 * a camera sends is told from what a phone sends by its first letter.
 *
 * Sources: thirtythreeforty/neolink and QuantumEntangledAndy/neolink (dissector, bcudp); D2M_Q,
 * D2R_R and D2R_HB of cameras as described by a public stand-in for the servers.
 */
#include "proto/dissector.h"

#include "base/xml.h"
#include "proto/say.h"

enum { HEAD = 20, ACK_HEAD = 28, BODY_MAX = 2048, DATA_MAX = 32 };

struct bcudp_flow {
	uint8_t data;
};

struct reading {
	struct sink *out;
	bool told;
	bool device;
};

static uint32_t crc_of(struct slice body)
{
	uint32_t crc = 0;

	for (size_t i = 0; i < body.len; i++) {
		crc ^= body.at[i];
		for (unsigned bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return crc;
}

static void clear_body(struct slice body, uint32_t transaction, uint8_t clear[BODY_MAX])
{
	static const uint32_t words[] = {0x1f2d3c4b, 0x5a6c7f8d, 0x38172e4b, 0x8271635a,
					 0x863f1a2b, 0xa5c6f7d8, 0x8371e1b4, 0x17f2d3a5};

	for (size_t i = 0; i < body.len; i++) {
		uint32_t word = words[i / 4 % 8] + transaction;
		clear[i] = body.at[i] ^ (uint8_t)(word >> 8 * (i % 4));
	}
}

/* The element below P2P, as "D2R_HB". */
static struct slice message_of(const char *path)
{
	struct cursor c = cursor_over(slice_text(path));
	struct slice root = cursor_until(&c, '/'), rest = cursor_rest(&c);
	size_t len = 0;

	if (!slice_equal(root, slice_text("P2P")))
		return slice_of(NULL, 0);
	while (len < rest.len && rest.at[len] != '/')
		len++;
	return slice_of(rest.at, len);
}

static void on_leaf(void *ctx, const struct xml_leaf *leaf)
{
	static const char *const servers[] = {"reg/ip", "relay/ip", "log/ip", "dev/ip", "dmap/ip"};
	struct reading *r = ctx;
	struct slice message = message_of(leaf->path);

	if (message.len < 5 || message.at[1] != '2' || leaf->is_attribute)
		return;
	if (!r->told) {
		r->told = true;
		r->device = message.at[0] == 'D';
		sink_text(r->out, OBS_BCUDP_MESSAGE, message);
	}
	if (xml_path_ends(leaf->path, "uid"))
		sink_text(r->out, r->device ? OBS_BCUDP_DEVICE_UID : OBS_BCUDP_WANTED_UID,
			  leaf->text);
	bool server = message.at[0] == 'M' || message.at[0] == 'R';
	for (unsigned i = 0; server && i < sizeof(servers) / sizeof(servers[0]); i++) {
		size_t name = strlen(servers[i]) - 3;
		if (xml_path_ends(leaf->path, servers[i]))
			say_field(r->out, OBS_BCUDP_TOLD, slice_of(slice_text(servers[i]).at, name),
				  leaf->text);
	}
}

static struct verdict discovery(struct cursor *in, struct sink *out)
{
	uint8_t clear[BODY_MAX];
	struct reading r = {.out = out};

	uint32_t len = cursor_le32(in), one = cursor_le32(in), transaction = cursor_le32(in);
	uint32_t crc = cursor_le32(in);
	if (!cursor_fine(in) || one != 1 || len != cursor_left(in) || len > BODY_MAX)
		return verdict(VERDICT_NOT_MINE);
	struct slice body = cursor_take(in, len);
	if (crc_of(body) != crc)
		return verdict(VERDICT_NOT_MINE);
	clear_body(body, transaction, clear);
	(void)xml_walk(slice_of(clear, len), on_leaf, &r);
	if (!r.told)
		sink_text(out, OBS_BCUDP_MESSAGE, slice_text("unreadable"));
	return verdict(VERDICT_NEXT);
}

static struct verdict transport(struct bcudp_flow *flow, struct cursor *in, size_t head,
				struct sink *out)
{
	cursor_skip(in, 4);
	uint32_t zero = cursor_le32(in);
	cursor_skip(in, head - 16); /* up to the length, which is the head's last field */
	uint32_t len = cursor_le32(in);
	if (!cursor_fine(in) || zero != 0 || len != cursor_left(in))
		return verdict(VERDICT_NOT_MINE);
	sink_text(out, OBS_BCUDP_MESSAGE, slice_text(head == HEAD ? "data" : "data acknowledged"));
	return verdict(++flow->data < DATA_MAX ? VERDICT_NEXT : VERDICT_DONE);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	(void)where;
	switch (cursor_be32(in)) {
	case 0x3acf872a:
		return discovery(in, out);
	case 0x20cf872a:
		return transport(state, in, ACK_HEAD, out);
	case 0x10cf872a:
		return transport(state, in, HEAD, out);
	default:
		return verdict(VERDICT_NOT_MINE);
	}
}

static const struct mark marks[] = {
	MARK("\x3a\xcf\x87\x2a"), MARK("\x20\xcf\x87\x2a"), MARK("\x10\xcf\x87\x2a"), {0}};
static const struct hint hints[] = {
	{.port = 9999}, {.port = 58200}, {.port = 2015}, {.port = 2018}, {0}};
static const enum obs_kind emits[] = {OBS_BCUDP_MESSAGE, OBS_BCUDP_DEVICE_UID, OBS_BCUDP_WANTED_UID,
				      OBS_BCUDP_TOLD, OBS_KINDS};

extern const struct dissector bcudp_dissector;
const struct dissector bcudp_dissector = {
	.name = "bcudp",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.state_size = sizeof(struct bcudp_flow),
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
