/* SPDX-License-Identifier: Apache-2.0
 *
 * DNS by UDP (RFC 1035 section 4.2.1): one message a datagram, drawn in dns_message.h.
 *
 * Devices ask resolvers on other ports than 53 too, so a message that keeps every rule is DNS on
 * any port. Bytes after a whole message are passed over where the port is 53: some senders pad.
 */
#include "proto/dissector.h"

#include "proto/dns_exchange.h"

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	(void)state;
	if (dns_other_use(where))
		return verdict(VERDICT_NOT_MINE);
	enum dns_trust trust = dns_home(where) ? DNS_AT_HOME : DNS_STRANGER;
	switch (dns_observe(in, trust, out)) {
	case DNS_ALIEN:
		return verdict(VERDICT_NOT_MINE);
	case DNS_BROKEN:
		return verdict_malformed("entries break off");
	case DNS_SAID:
		break;
	}
	return verdict(VERDICT_NEXT);
}

static const struct mark marks[] = {
	LOOSE_MARK("\0\0\0\0\0\x01", "\0\0\x78\x40\xff\xff"), PORT_MARK(53), {0}};
static const struct hint hints[] = {{.port = 53}, {0}};

extern const struct dissector dns_dissector;
const struct dissector dns_dissector = {
	.name = "dns",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.feed = feed,
	.emits = dns_emits,
};
