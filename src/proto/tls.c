/* SPDX-License-Identifier: Apache-2.0
 *
 * TLS over TCP (RFC 8446, RFC 5246; SSLv2-compatible hello RFC 5246 E.2): what is said in clear
 * before encryption begins. Hellos are read in tls_hello.c, certificates are handed on whole.
 *
 *   record:    type 1 | version 03 0x | length 2 | fragment
 *   handshake: type 1 | length 3 | body             a message may span records, a record may hold
 *                                                   several messages
 *   SSLv2:     8x xx | 01 | version 2 | cipher spec, session id and challenge length 2 each | ...
 *
 * Seen enough: after the ServerHello of TLS 1.3 (the rest is sealed); else after ServerHelloDone,
 * or, when the client was asked for a certificate, after its answer. A stream whose first bytes
 * are a sealed record is named and left alone: its hellos were before the capture.
 *
 * Skipped on purpose: key exchange, session tickets, OCSP answers, all sealed records; handshake
 * messages over 32 KiB; certificates past the fourth of a chain.
 */
#include "proto/dissector.h"
#include "proto/tls_hello.h"

enum {
	RECORD_CHANGE_CIPHER = 20,
	RECORD_ALERT = 21,
	RECORD_HANDSHAKE = 22,
	RECORD_DATA = 23,
	RECORD_HEARTBEAT = 24,
	RECORD_HEADER = 5,
	RECORD_MAX = 16384 + 2048, /* RFC 5246 6.2.3 */
	SEALED_MIN = 16,           /* no cipher adds less than a tag or a digest of 16 bytes */
	SEALED_ALERT_MAX = 64,
	SEALED_RECORDS_MAX = 4, /* of a client, while its server has not been seen */
	HANDSHAKE_HEADER = 4,
	HANDSHAKE_MAX = 32768, /* of one message that is read; a chain of 4 is about 6 KiB */
	CLIENT_HELLO = 1,
	SERVER_HELLO = 2,
	NEW_SESSION_TICKET = 4,
	CERTIFICATE = 11,
	SERVER_KEY_EXCHANGE = 12,
	CERTIFICATE_REQUEST = 13,
	SERVER_HELLO_DONE = 14,
	CLIENT_KEY_EXCHANGE = 16,
	CERTIFICATE_STATUS = 22,
	CERTIFICATES_MAX = 4,
	ALERT_WARNING = 1,
	ALERT_FATAL = 2,
	ALERT_CLOSE = 0,
	SSL2_HEADER = 11,
	SSL2_VERSION = 0x0002,
};

struct tls_side {
	uint32_t record_left;  /* bytes of the current handshake record not yet consumed */
	uint32_t message_left; /* bytes of an unwanted handshake message still to pass over */
	bool sealed;           /* everything from here on is encrypted */
	bool is_server;
};

struct tls {
	struct tls_side side[2]; /* by where->from_client */
	bool mine, client_hello, server_hello, asked_client;
	uint8_t sealed_records;
};

/* The header of a record, without consuming it; false when it can't be one. */
struct record {
	uint8_t type;
	uint16_t len;
};

static bool record_header(struct cursor in, struct record *ret)
{
	uint8_t type = cursor_u8(&in);
	uint8_t major = cursor_u8(&in), minor = cursor_u8(&in);
	uint16_t len = cursor_be16(&in);

	*ret = (struct record){.type = type, .len = len};
	return type >= RECORD_CHANGE_CIPHER && type <= RECORD_HEARTBEAT && major == 3 &&
	       minor <= 4 && len <= RECORD_MAX;
}

/* ---- recognition ---- */

static bool is_first_handshake(struct cursor fragment, uint16_t record_len)
{
	uint8_t type = cursor_u8(&fragment);
	uint32_t len = cursor_be24(&fragment);
	bool is_hello = type == CLIENT_HELLO || type == SERVER_HELLO;

	if (is_hello) {
		/* version, random, session id length, one suite, one compression method */
		if (len < 38 || (record_len >= 6 && cursor_u8(&fragment) != 3))
			return false;
		return true;
	}
	if (type == CERTIFICATE || type == SERVER_KEY_EXCHANGE || type == CERTIFICATE_STATUS)
		return len >= 3 && len < 0x20000;
	return (type == NEW_SESSION_TICKET || type == CERTIFICATE_REQUEST ||
		type == SERVER_HELLO_DONE || type == CLIENT_KEY_EXCHANGE) &&
	       len + HANDSHAKE_HEADER <= record_len;
}

/* Whether a stream may begin (or be joined) with this record; needs up to 10 bytes. */
static struct verdict first_record(const struct cursor *in)
{
	struct record record;
	struct cursor at = *in;

	if (cursor_peek(in, 0) < RECORD_CHANGE_CIPHER || cursor_peek(in, 0) > RECORD_DATA ||
	    (cursor_left(in) > 1 && cursor_peek(in, 1) != 3))
		return verdict(VERDICT_NOT_MINE);
	if (cursor_left(in) < RECORD_HEADER)
		return verdict_more(RECORD_HEADER);
	if (!record_header(*in, &record) || record.len == 0)
		return verdict(VERDICT_NOT_MINE);
	size_t want = RECORD_HEADER + (record.len < 5 ? record.len : 5);
	if (record.type != RECORD_DATA && cursor_left(in) < want)
		return verdict_more(want);
	cursor_skip(&at, RECORD_HEADER);
	bool fits = false;
	switch (record.type) {
	case RECORD_CHANGE_CIPHER:
		fits = record.len == 1 && cursor_u8(&at) == 1;
		break;
	case RECORD_ALERT:
		if (record.len == 2)
			fits = cursor_peek(&at, 0) == ALERT_WARNING ||
			       cursor_peek(&at, 0) == ALERT_FATAL;
		else
			fits = record.len >= SEALED_MIN && record.len <= SEALED_ALERT_MAX;
		break;
	case RECORD_HANDSHAKE:
		fits = record.len >= HANDSHAKE_HEADER && is_first_handshake(at, record.len);
		break;
	default:
		fits = record.len >= SEALED_MIN;
		break;
	}
	return verdict(fits ? VERDICT_NEXT : VERDICT_NOT_MINE);
}

/* A hello that says by its version that TLS is wanted, in the clothes of SSLv2. */
static struct verdict ssl2_hello(struct tls *tls, struct cursor *in, struct sink *out)
{
	struct cursor at = *in;
	uint16_t len = cursor_be16(&at) & 0x7fff;

	if (cursor_left(in) > 2 && cursor_peek(in, 2) != CLIENT_HELLO)
		return verdict(VERDICT_NOT_MINE);
	if (cursor_left(in) < SSL2_HEADER)
		return verdict_more(SSL2_HEADER);
	cursor_skip(&at, 1);
	uint16_t version = cursor_be16(&at);
	uint32_t suites = cursor_be16(&at), session = cursor_be16(&at);
	uint32_t challenge = cursor_be16(&at);
	if ((version != SSL2_VERSION && (version < 0x0300 || version > 0x0303)) || suites == 0 ||
	    suites % 3 != 0 || (session != 0 && session != 16) || challenge < 16 ||
	    challenge > 32 || len != 9 + suites + session + challenge)
		return verdict(VERDICT_NOT_MINE);
	if (cursor_left(in) < 2u + len)
		return verdict_more(2u + len);
	cursor_skip(in, 2u + len);
	tls->mine = tls->client_hello = true;
	sink_number(out, OBS_TLS_CLIENT_VERSION, version);
	return verdict(version == SSL2_VERSION ? VERDICT_DONE : VERDICT_NEXT);
}

/* ---- handshake ---- */

/* Handshake bytes put together over record borders. */
struct gathered {
	struct slice bytes; /* of `room` or, when one record holds them all, of the stream */
	size_t used;        /* bytes of the stream, headers included */
	uint32_t record_left;
	size_t need; /* not 0: this many bytes of the stream must be there first */
	bool broken; /* another kind of record stands in the middle */
};

static struct gathered gather(const struct cursor *in, uint32_t record_left, size_t want,
			      uint8_t room[HANDSHAKE_MAX])
{
	struct gathered g = {.record_left = record_left};
	struct cursor at = cursor_over(cursor_rest(in));
	size_t got = 0;

	while (got < want) {
		struct record record;
		if (g.record_left == 0) {
			if (cursor_left(&at) < RECORD_HEADER) {
				g.need = cursor_offset(&at) + RECORD_HEADER;
				return g;
			}
			g.broken = !record_header(at, &record) || record.type != RECORD_HANDSHAKE ||
				   record.len == 0;
			if (g.broken)
				return g;
			cursor_skip(&at, RECORD_HEADER);
			g.record_left = record.len;
		}
		size_t n = want - got < g.record_left ? want - got : g.record_left;
		if (cursor_left(&at) < n) {
			g.need = cursor_offset(&at) + n;
			return g;
		}
		struct slice piece = cursor_take(&at, n);
		if (n == want)
			g.bytes = piece;
		else
			memcpy(room + got, piece.at, n);
		got += n;
		g.record_left -= (uint32_t)n;
	}
	if (!g.bytes.len)
		g.bytes = slice_of(room, want);
	g.used = cursor_offset(&at);
	return g;
}

static bool certificates(struct cursor body, struct sink *out)
{
	struct cursor list = cursor_within(&body, cursor_be24(&body));

	for (unsigned i = 0; i < CERTIFICATES_MAX && cursor_left(&list) > 0; i++)
		sink_document(out, DOCUMENT_CERTIFICATE, cursor_take(&list, cursor_be24(&list)));
	return cursor_fine(&body) && cursor_fine(&list);
}

static struct verdict message(struct tls *tls, struct tls_side *side, uint8_t type,
			      struct cursor body, struct sink *out)
{
	uint16_t version;

	switch (type) {
	case CLIENT_HELLO:
		tls->client_hello = true;
		return tls_client_hello(body, 't', out) ? verdict(VERDICT_NEXT)
							: verdict_malformed("ClientHello");
	case SERVER_HELLO:
		tls->server_hello = side->is_server = true;
		if (!tls_server_hello(body, out, &version))
			return verdict_malformed("ServerHello");
		return verdict(version >= TLS_1_3 ? VERDICT_DONE : VERDICT_NEXT);
	case CERTIFICATE:
		if (!certificates(body, out))
			return verdict_malformed("Certificate");
		return verdict(tls->asked_client && !side->is_server ? VERDICT_DONE : VERDICT_NEXT);
	default:
		return verdict(VERDICT_NEXT);
	}
}

/* What the mere type of a message says, before or without its body. */
static bool ends_handshake(struct tls *tls, struct tls_side *side, uint8_t type)
{
	if (type == CERTIFICATE_REQUEST)
		tls->asked_client = side->is_server = true;
	return (type == SERVER_HELLO_DONE && !tls->asked_client) || type == CLIENT_KEY_EXCHANGE;
}

static struct verdict handshake(struct tls *tls, struct tls_side *side, struct cursor *in,
				struct sink *out)
{
	uint8_t room[HANDSHAKE_MAX];
	struct gathered g = gather(in, side->record_left, HANDSHAKE_HEADER, room);

	if (g.broken)
		return verdict_malformed("handshake message cut off");
	if (g.need)
		return verdict_more(g.need);
	struct cursor header = cursor_over(g.bytes);
	uint8_t type = cursor_u8(&header);
	uint32_t len = HANDSHAKE_HEADER + cursor_be24(&header);
	if (ends_handshake(tls, side, type))
		return verdict(VERDICT_DONE);
	bool wanted = type == CLIENT_HELLO || type == SERVER_HELLO || type == CERTIFICATE;
	if (wanted && len <= HANDSHAKE_MAX) {
		g = gather(in, side->record_left, len, room);
		if (g.broken)
			return verdict_malformed("handshake message cut off");
		if (g.need && g.need <= STREAM_NEED_MAX)
			return verdict_more(g.need);
		if (!g.need) {
			struct cursor body = cursor_over(g.bytes);
			cursor_skip(&body, HANDSHAKE_HEADER);
			cursor_skip(in, g.used);
			side->record_left = g.record_left;
			return message(tls, side, type, body, out);
		}
	}
	side->message_left = len;
	return verdict(VERDICT_NEXT);
}

static struct verdict pass_over(struct tls_side *side, struct cursor *in)
{
	size_t n = cursor_left(in);

	n = n < side->record_left ? n : side->record_left;
	n = n < side->message_left ? n : side->message_left;
	cursor_skip(in, n);
	side->record_left -= (uint32_t)n;
	side->message_left -= (uint32_t)n;
	return verdict(VERDICT_NEXT);
}

/* ---- records ---- */

/* True when nothing in clear can come any more. */
static bool is_over(const struct tls *tls)
{
	return tls->server_hello || !tls->client_hello;
}

static struct verdict skip_record(struct cursor *in, uint16_t len)
{
	cursor_skip(in, RECORD_HEADER);
	return len ? verdict_skip(len) : verdict(VERDICT_NEXT);
}

static struct verdict alert(const struct tls *tls, struct cursor *in, struct sink *out)
{
	if (cursor_left(in) < RECORD_HEADER + 2)
		return verdict_more(RECORD_HEADER + 2);
	cursor_skip(in, RECORD_HEADER);
	uint8_t level = cursor_u8(in), description = cursor_u8(in);
	if (level != ALERT_WARNING && level != ALERT_FATAL)
		return verdict_malformed("alert level");
	sink_number(out, OBS_TLS_ALERT, description);
	bool ends = level == ALERT_FATAL || description == ALERT_CLOSE;
	return verdict(ends || !tls->client_hello ? VERDICT_DONE : VERDICT_NEXT);
}

static struct verdict record_start(struct tls *tls, struct tls_side *side, struct cursor *in,
				   struct sink *out)
{
	struct record record;

	if (cursor_left(in) < RECORD_HEADER)
		return verdict_more(RECORD_HEADER);
	if (!record_header(*in, &record))
		return verdict_malformed("record header");
	switch (record.type) {
	case RECORD_HANDSHAKE:
		if (side->sealed)
			return skip_record(in, record.len);
		if (record.len == 0)
			return verdict_malformed("empty handshake record");
		cursor_skip(in, RECORD_HEADER);
		side->record_left = record.len;
		return verdict(VERDICT_NEXT);
	case RECORD_CHANGE_CIPHER:
		side->sealed = true;
		if (is_over(tls))
			break;
		return skip_record(in, record.len);
	case RECORD_ALERT:
		if (!side->sealed && record.len == 2)
			return alert(tls, in, out);
		if (is_over(tls))
			break;
		return skip_record(in, record.len);
	default:
		if (is_over(tls) || ++tls->sealed_records > SEALED_RECORDS_MAX)
			break;
		return skip_record(in, record.len);
	}
	cursor_skip(in, RECORD_HEADER);
	return verdict(VERDICT_DONE);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct tls *tls = state;
	struct tls_side *side = &tls->side[where->from_client];

	if (!tls->mine) {
		if (cursor_peek(in, 0) & 0x80)
			return ssl2_hello(tls, in, out);
		struct verdict v = first_record(in);
		if (v.word != VERDICT_NEXT)
			return v;
		tls->mine = true;
	}
	while (cursor_left(in) > 0) {
		struct verdict v;
		if (side->message_left && side->record_left)
			v = pass_over(side, in);
		else if (side->record_left)
			v = handshake(tls, side, in, out);
		else
			v = record_start(tls, side, in, out);
		if (v.word != VERDICT_NEXT)
			return v;
	}
	return verdict(VERDICT_NEXT);
}

static const struct mark marks[] =
	{/* records of TLS 1.0 and later; a hello in the clothes of SSLv2 */
	 LOOSE_MARK("\x14\x03", "\xfc\xff"),
	 LOOSE_MARK("\x80\0\x01", "\x80\0\xff"),
	 {0}};
static const struct hint hints[] = {{.port = 443, .first_len = 2, .first = {RECORD_HANDSHAKE, 3}},
				    {.first_len = 2, .first = {RECORD_DATA, 3}},
				    {.port = 8443},
				    {.port = 8883},
				    {0}};
static const enum obs_kind emits[] = {
	OBS_TLS_SNI,     OBS_TLS_ALPN,   OBS_TLS_JA4,   OBS_TLS_CLIENT_VERSION,
	OBS_TLS_VERSION, OBS_TLS_CIPHER, OBS_TLS_ALERT, OBS_KINDS};

extern const struct dissector tls_dissector;
const struct dissector tls_dissector = {
	.name = "tls",
	.carrier = CARRIER_STREAM,
	.hints = hints,
	.marks = marks,
	.state_size = sizeof(struct tls),
	.feed = feed,
	.emits = emits,
};
