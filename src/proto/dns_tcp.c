/* SPDX-License-Identifier: Apache-2.0
 *
 * DNS by TCP (RFC 1035 section 4.2.2, RFC 7766): messages as drawn in dns_message.h, each after
 * its length in two bytes. Both directions may hold any number of them.
 */
#include "proto/dissector.h"

#include "proto/dns_exchange.h"
#include "proto/dns_message.h"

enum {
	LENGTH_LEN = 2,
	MESSAGE_MAX = STREAM_NEED_MAX - LENGTH_LEN, /* a longer one is passed over */
};

struct dns_tcp {
	bool mine; /* a whole message was seen */
};

/* The whole message is there, after its length. */
static struct verdict message(struct dns_tcp *flow, struct cursor *in, size_t len,
			      enum dns_trust trust, struct sink *out)
{
	struct cursor c = *in;

	cursor_skip(&c, LENGTH_LEN);
	struct cursor one = cursor_within(&c, len);
	enum dns_outcome outcome = dns_observe(&one, trust, out);
	if (outcome == DNS_ALIEN && !flow->mine)
		return verdict(VERDICT_NOT_MINE);
	flow->mine = true;
	if (outcome == DNS_BROKEN) {
		cursor_skip(in, LENGTH_LEN + cursor_offset(&one));
		return verdict_malformed("entries break off");
	}
	*in = c;
	return verdict(VERDICT_NEXT); /* an update or a zone transfer among them says nothing */
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct dns_tcp *flow = state;
	bool home = flow->mine || dns_home(where);
	enum dns_trust trust = home ? DNS_AT_HOME : DNS_STRANGER;

	if (dns_other_use(where))
		return verdict(VERDICT_NOT_MINE);
	if (cursor_left(in) < LENGTH_LEN)
		return verdict_more(LENGTH_LEN);
	struct cursor c = *in;
	size_t len = cursor_be16(&c);
	if (len < DNS_HEADER_LEN || (len > MESSAGE_MAX && !flow->mine))
		return flow->mine ? verdict_malformed("length below a header's")
				  : verdict(VERDICT_NOT_MINE);
	if (len > MESSAGE_MAX) {
		*in = c;
		return verdict_skip(len);
	}
	if (cursor_left(&c) < DNS_HEADER_LEN)
		return verdict_more(LENGTH_LEN + DNS_HEADER_LEN);
	if (!flow->mine && !dns_plausible(cursor_rest(&c), len, trust))
		return verdict(VERDICT_NOT_MINE);
	if (cursor_left(&c) < len)
		return verdict_more(LENGTH_LEN + len);
	return message(flow, in, len, trust, out);
}

static const struct mark marks[] = {
	LOOSE_MARK("\0\0\0\0\0\0\0\x01", "\0\0\0\0\x78\x40\xff\xff"), PORT_MARK(53), {0}};
static const struct hint hints[] = {{.port = 53}, {0}};

extern const struct dissector dns_tcp_dissector;
const struct dissector dns_tcp_dissector = {
	.name = "dns_tcp",
	.carrier = CARRIER_STREAM,
	.hints = hints,
	.marks = marks,
	.state_size = sizeof(struct dns_tcp),
	.feed = feed,
	.emits = dns_emits,
};
