/* SPDX-License-Identifier: Apache-2.0
 *
 * NTP (RFC 5905 section 7.3) and SNTP: who asks whom for the time.
 *
 *   0          1         2      3           4      8      12    16          24       32
 *   +----------+---------+------+-----------+------+------+-----+-----------+--------+---------
 *   | LI VN md | stratum | poll | precision | root | root | ref | reference | origin | receive
 *   | 2  3  3  |         |      |           | delay| disp | id  | time      | time   | time
 *   +----------+---------+------+-----------+------+------+-----+-----------+--------+---------
 *   40              48
 *   | transmit time | extensions and authentication, in fours
 *
 * Port 123 and the first byte, stratum and length agreeing are taken as a sign; elsewhere a
 * request must be as bare as SNTP clients make it, a reply must be one of a working server.
 * Skipped on purpose: modes other than client and server, the times themselves.
 */
#include "proto/dissector.h"

enum {
	NTP_PORT = 123,
	BASE_LEN = 48,
	MODE_CLIENT = 3,
	MODE_SERVER = 4,
	STRATUM_LAST = 15,
	STRATUM_UNSYNCHRONISED = 16,
	POLL_LAST = 17,
	PRECISION_LEAST = 0xe0, /* -32 */
	REPLY_HELD_MAX = 16,    /* seconds between receive and transmit time */
};

struct ntp {
	uint8_t version, mode, stratum, poll, precision;
	uint64_t root_and_id[2]; /* root delay to reference id: 12 bytes, zero or not */
	uint64_t reference, origin, receive, transmit;
};

static struct ntp header(struct cursor *in)
{
	struct ntp h;
	uint8_t first = cursor_u8(in);

	h.version = first >> 3 & 7;
	h.mode = first & 7;
	h.stratum = cursor_u8(in);
	h.poll = cursor_u8(in);
	h.precision = cursor_u8(in);
	h.root_and_id[0] = cursor_be64(in);
	h.root_and_id[1] = cursor_be32(in);
	h.reference = cursor_be64(in);
	h.origin = cursor_be64(in);
	h.receive = cursor_be64(in);
	h.transmit = cursor_be64(in);
	return h;
}

static bool plausible(const struct ntp *h)
{
	return h->version >= 1 && h->version <= 4 &&
	       (h->mode == MODE_CLIENT || h->mode == MODE_SERVER) &&
	       h->stratum <= STRATUM_UNSYNCHRONISED;
}

static bool bare_request(const struct ntp *h)
{
	return h->mode == MODE_CLIENT && h->stratum == 0 && h->root_and_id[0] == 0 &&
	       h->root_and_id[1] == 0 && h->reference == 0 && h->origin == 0 && h->receive == 0;
}

static bool working_reply(const struct ntp *h)
{
	return h->mode == MODE_SERVER && h->stratum >= 1 && h->stratum <= STRATUM_LAST &&
	       h->poll <= POLL_LAST && h->precision >= PRECISION_LEAST && h->reference != 0 &&
	       h->receive != 0 && h->transmit >= h->receive &&
	       (h->transmit - h->receive) >> 32 <= REPLY_HELD_MAX;
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	bool home = where->src_port == NTP_PORT || where->dst_port == NTP_PORT;
	size_t len = cursor_left(in);
	(void)state;

	if (len < BASE_LEN || len % 4 != 0 || (!home && len != BASE_LEN))
		return verdict(VERDICT_NOT_MINE);
	struct ntp h = header(in);
	if (!plausible(&h) || (!home && !bare_request(&h) && !working_reply(&h)))
		return verdict(VERDICT_NOT_MINE);
	if (h.mode == MODE_CLIENT) {
		sink_number(out, OBS_NTP_REQUEST, h.version);
		return verdict(VERDICT_NEXT);
	}
	sink_number(out, OBS_NTP_REPLY, h.stratum);
	return verdict(VERDICT_DONE);
}

static const struct mark marks[] = {LOOSE_MARK("\x03\0", "\x07\xf0"),
				    LOOSE_MARK("\x03\x10", "\x07\xff"),
				    LOOSE_MARK("\x04\0", "\x07\xf0"),
				    LOOSE_MARK("\x04\x10", "\x07\xff"),
				    {0}};
static const struct hint hints[] = {{.port = NTP_PORT}, {0}};
static const enum obs_kind emits[] = {OBS_NTP_REQUEST, OBS_NTP_REPLY, OBS_KINDS};

extern const struct dissector ntp_dissector;
const struct dissector ntp_dissector = {
	.name = "ntp",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
