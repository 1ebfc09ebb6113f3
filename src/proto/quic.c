/* SPDX-License-Identifier: Apache-2.0
 *
 * QUIC versions 1 (RFC 9000, 9001) and 2 (RFC 9369): the ClientHello inside a client's first
 * datagrams. They are sealed with a key that anybody derives from the connection id in them.
 *
 *   n = a length of one byte, v = a number of 1 to 8 bytes
 *   0       1         5     6
 *   +-------+---------+-----+------+-----+------+----------+----------+--------+---------------+
 *   | 11tt  | version | n 1 | id   | n 1 | id   | token    | length v | packet | sealed frames |
 *   | 00pp  |         |     | dest.|     | src. | length v | of these two ->   | and tag 16    |
 *   | *     |         |     |      |     |      | token    |          | number*|               |
 *   +-------+---------+-----+------+-----+------+----------+----------+--------+---------------+
 *   * pp and the packet number (pp + 1 bytes) are masked with AES of 16 bytes of what is sealed
 *   frames: 00 padding | 01 ping | 02, 03 acknowledgement | 06 offset v, length v, part of the
 *           handshake | 1c, 1d end
 *
 * A hello may lie in pieces, in any order, in several packets. That a tag fits is proof enough of
 * what this is; nothing is taken for QUIC before one did.
 *
 * Skipped on purpose: what servers send, other packets than Initial, hellos over 3 KiB.
 */
#include "proto/dissector.h"

#include "base/aes.h"
#include "base/hkdf.h"
#include "proto/tls_hello.h"

enum {
	ID_MAX = 20,
	ID_FIRST_MIN = 8, /* bytes that a client must choose at first, RFC 9000 7.2 */
	PACKET_MAX = 2048,
	PACKETS_IN_DATAGRAM = 4,
	PACKETS_MAX = 16, /* of a client, before a hello that never ends is given up */
	NUMBER_MAX = 4,
	HELLO_MAX = 3072,
	CLIENT_HELLO = 1,
	HANDSHAKE_HEADER = 4,
	FRAME_PADDING = 0,
	FRAME_PING = 1,
	FRAME_ACK = 2,
	FRAME_ACK_MARKS = 3,
	FRAME_CRYPTO = 6,
	ACK_RANGES_MAX = 64,
};

struct version {
	uint32_t number;
	uint8_t initial; /* type of the packet */
	const char *salt, *key, *iv, *mask;
};

static const struct version versions[] = {
	{1, 0, "\x38\x76\x2c\xf7\xf5\x59\x34\xb3\x4d\x17\x9a\xe6\xa4\xc8\x0c\xad\xcc\xbb\x7f\x0a",
	 "quic key", "quic iv", "quic hp"},
	{0x6b3343cf, 1,
	 "\x0d\xed\xe3\xde\xf7\x00\xa6\xdb\x81\x93\x81\xbe\x6e\x26\x9d\xcb\xf9\xbd\x2e\xd9",
	 "quicv2 key", "quicv2 iv", "quicv2 hp"},
};
enum { SALT_LEN = 20 };

struct quic {
	uint8_t id[ID_MAX]; /* that the client chose at first: its keys stay those */
	uint8_t id_len;     /* 0 = no packet was opened yet */
	uint8_t packets;
	uint8_t hello[HELLO_MAX];
	uint8_t have[HELLO_MAX / 8]; /* a bit for each byte of hello */
};

struct packet {
	const struct version *version;
	bool initial;
	struct slice id, bytes;
	size_t number_at; /* offset in bytes */
};

/* RFC 9000 section 16. */
static uint64_t varint(struct cursor *in)
{
	uint8_t first = cursor_u8(in);
	uint64_t v = first & 0x3f;

	for (unsigned more = (1u << (first >> 6)) - 1; more > 0; more--)
		v = v << 8 | cursor_u8(in);
	return v;
}

static const struct version *version_of(uint32_t number)
{
	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++)
		if (versions[i].number == number)
			return &versions[i];
	return NULL;
}

/* The next packet with a long header; false when there is none. */
static bool next_packet(struct cursor *in, struct packet *ret)
{
	struct cursor at = cursor_over(cursor_rest(in));
	uint8_t first = cursor_u8(&at);
	const struct version *version = version_of(cursor_be32(&at));
	struct packet p = {.version = version};

	if (!cursor_fine(&at) || first >> 6 != 3 || !version)
		return false;
	p.initial = (first >> 4 & 3) == version->initial;
	p.id = cursor_take(&at, cursor_u8(&at));
	cursor_skip(&at, cursor_u8(&at));
	if (p.initial) {
		uint64_t token = varint(&at);
		cursor_skip(&at, token <= cursor_left(&at) ? (size_t)token : SIZE_MAX);
	}
	uint64_t len = varint(&at);
	p.number_at = cursor_offset(&at);
	if (!cursor_fine(&at) || p.id.len > ID_MAX || len > cursor_left(&at))
		return false;
	p.bytes = cursor_take(in, p.number_at + (size_t)len);
	*ret = p;
	return true;
}

struct keys {
	struct aes seal, mask;
	uint8_t iv[GCM_NONCE];
};

static void keys_of(const struct version *v, struct slice id, struct keys *ret)
{
	uint8_t initial[SHA256_BYTES], client[SHA256_BYTES], key[AES_KEY];

	hmac_sha256(slice_of(v->salt, SALT_LEN), id, initial);
	hkdf_expand_label(initial, "client in", client, sizeof(client));
	hkdf_expand_label(client, v->key, key, sizeof(key));
	aes_init(&ret->seal, key);
	hkdf_expand_label(client, v->iv, ret->iv, sizeof(ret->iv));
	hkdf_expand_label(client, v->mask, key, sizeof(key));
	aes_init(&ret->mask, key);
}

/* Opens the packet with the keys of that id into plain, which has PACKET_MAX bytes. */
static bool open_packet(const struct packet *p, struct slice id, uint8_t *plain, size_t *ret_len)
{
	uint8_t open[PACKET_MAX], mask[AES_BLOCK], nonce[GCM_NONCE];
	struct keys keys;
	size_t len = p->bytes.len, at = p->number_at;

	if (len > PACKET_MAX || len < at + NUMBER_MAX + AES_BLOCK)
		return false;
	keys_of(p->version, id, &keys);
	memcpy(open, p->bytes.at, len);
	aes_encrypt(&keys.mask, open + at + NUMBER_MAX, mask);
	open[0] ^= mask[0] & 0x0f;
	size_t number_len = (open[0] & 3u) + 1;
	memcpy(nonce, keys.iv, sizeof(nonce));
	for (size_t i = 0; i < number_len; i++) {
		open[at + i] ^= mask[1 + i];
		nonce[GCM_NONCE - number_len + i] ^= open[at + i];
	}
	size_t head = at + number_len;
	if (len < head + GCM_TAG)
		return false;
	*ret_len = len - head - GCM_TAG;
	return aes_gcm_open(&keys.seal, nonce, slice_of(open, head),
			    slice_of(open + head, len - head), plain);
}

static void keep_part(struct quic *q, uint64_t offset, struct slice part)
{
	for (size_t i = 0; i < part.len && offset + i < HELLO_MAX; i++) {
		size_t at = (size_t)offset + i;
		q->hello[at] = part.at[i];
		q->have[at / 8] |= (uint8_t)(1u << at % 8);
	}
}

static void acknowledgement(struct cursor *in, bool marks)
{
	(void)varint(in); /* largest */
	(void)varint(in); /* delay */
	uint64_t ranges = varint(in);

	(void)varint(in); /* first range */
	if (ranges > ACK_RANGES_MAX)
		cursor_fail(in, CURSOR_BAD);
	for (uint64_t i = 0; i < 2 * ranges + (marks ? 3 : 0) && cursor_left(in) > 0; i++)
		(void)varint(in);
}

static void frames(struct quic *q, struct cursor in)
{
	while (cursor_left(&in) > 0) {
		uint64_t type = varint(&in);
		if (type == FRAME_ACK || type == FRAME_ACK_MARKS) {
			acknowledgement(&in, type == FRAME_ACK_MARKS);
		} else if (type == FRAME_CRYPTO) {
			uint64_t offset = varint(&in), len = varint(&in);
			struct slice part =
				cursor_take(&in, len <= cursor_left(&in) ? (size_t)len : SIZE_MAX);
			if (cursor_fine(&in))
				keep_part(q, offset, part);
		} else if (type != FRAME_PADDING && type != FRAME_PING) {
			return;
		}
	}
}

static bool has_all(const struct quic *q, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!(q->have[i / 8] >> i % 8 & 1))
			return false;
	return true;
}

/* What there is of a hello: whole, still growing, or never to be read. */
static struct verdict hello(struct quic *q, struct sink *out)
{
	struct cursor in = cursor_over(slice_of(q->hello, sizeof(q->hello)));

	if (!has_all(q, HANDSHAKE_HEADER))
		return verdict(VERDICT_NEXT);
	uint8_t type = cursor_u8(&in);
	uint32_t len = cursor_be24(&in);
	if (type != CLIENT_HELLO)
		return verdict_malformed("no ClientHello");
	if (len > cursor_left(&in))
		return verdict(VERDICT_DONE);
	if (!has_all(q, HANDSHAKE_HEADER + len))
		return verdict(VERDICT_NEXT);
	if (!tls_client_hello(cursor_within(&in, len), 'q', out))
		return verdict_malformed("ClientHello");
	return verdict(VERDICT_DONE);
}

static bool read_packet(struct quic *q, const struct packet *p, struct sink *out)
{
	uint8_t plain[PACKET_MAX];
	size_t len;

	bool opened = q->id_len && open_packet(p, slice_of(q->id, q->id_len), plain, &len);
	if (!opened && p->id.len >= ID_FIRST_MIN && open_packet(p, p->id, plain, &len)) {
		/* the first one, or a new beginning after the server's Retry */
		memcpy(q->id, p->id.at, p->id.len);
		q->id_len = (uint8_t)p->id.len;
		sink_number(out, OBS_QUIC_VERSION, p->version->number);
		opened = true;
	}
	if (opened)
		frames(q, cursor_over(slice_of(plain, len)));
	return opened;
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct quic *q = state;
	struct packet packet;
	bool opened = false;

	if (q->id_len && q->packets++ >= PACKETS_MAX)
		return verdict(VERDICT_DONE);
	for (unsigned i = 0; i < PACKETS_IN_DATAGRAM && next_packet(in, &packet); i++)
		if (packet.initial && where->from_client && read_packet(q, &packet, out))
			opened = true;
	if (!opened)
		return verdict(q->id_len ? VERDICT_NEXT : VERDICT_NOT_MINE);
	return hello(q, out);
}

static const struct mark marks[] = {LOOSE_MARK("\xc0\0\0\0\x01", "\xc0\xff\xff\xff\xff"),
				    LOOSE_MARK("\xc0\x6b\x33\x43\xcf", "\xc0\xff\xff\xff\xff"),
				    {0}};
static const struct hint hints[] = {
	{.port = 443},
	{0},
};
static const enum obs_kind emits[] = {OBS_QUIC_VERSION,       OBS_TLS_SNI,
				      OBS_TLS_ALPN,           OBS_TLS_JA4,
				      OBS_TLS_CLIENT_VERSION, OBS_KINDS};

extern const struct dissector quic_dissector;
const struct dissector quic_dissector = {
	.name = "quic",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.state_size = sizeof(struct quic),
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
