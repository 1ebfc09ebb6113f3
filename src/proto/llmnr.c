/* SPDX-License-Identifier: Apache-2.0
 *
 * Link-local multicast name resolution (RFC 4795): names asked for on the segment, and the name
 * that a device answers to. Messages as drawn in dns_message.h, on UDP 5355, with one question.
 * Skipped on purpose: reverse names, the conflict and tentative flags.
 */
#include "proto/dissector.h"

#include "proto/dns_message.h"

enum {
	LLMNR_PORT = 5355,
	FLAG_RESPONSE = 0x8000,
	MASK_ZERO = 0x78f0, /* opcode and the reserved bits */
};

static void answer(struct dns_walk *walk, const struct dns_name *asked, struct sink *out)
{
	struct dns_record record;
	struct dns_text text;

	while (dns_record(walk, &record)) {
		if (record.section != DNS_ANSWERS || !dns_same_name(&record.owner, asked) ||
		    (record.type != DNS_TYPE_A && record.type != DNS_TYPE_AAAA))
			continue;
		dns_name_text(asked, &text);
		sink_text(out, OBS_LLMNR_HOST, dns_text_view(&text));
		return;
	}
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct slice bytes = cursor_rest(in);
	struct dns_question question;
	struct dns_text text;
	struct dns_walk walk;
	size_t end;
	(void)state;

	if ((where->src_port != LLMNR_PORT && where->dst_port != LLMNR_PORT) ||
	    !dns_open(bytes, bytes.len, &walk) || walk.flags & MASK_ZERO ||
	    walk.counts[DNS_QUESTIONS] != 1)
		return verdict(VERDICT_NOT_MINE);
	enum dns_body body = dns_body(walk, &end);
	cursor_skip(in, end);
	if (body == DNS_BODY_BROKEN || !dns_question(&walk, &question))
		return verdict_malformed("entries break off");
	if (walk.flags & FLAG_RESPONSE) {
		answer(&walk, &question.name, out);
	} else {
		dns_name_text(&question.name, &text);
		sink_text(out, OBS_LLMNR_QUERY, dns_text_view(&text));
	}
	return verdict(VERDICT_NEXT);
}

static const struct mark marks[] = {PORT_MARK(LLMNR_PORT), {0}};
static const struct hint hints[] = {{.port = LLMNR_PORT}, {0}};
static const enum obs_kind emits[] = {OBS_LLMNR_QUERY, OBS_LLMNR_HOST, OBS_KINDS};

extern const struct dissector llmnr_dissector;
const struct dissector llmnr_dissector = {
	.name = "llmnr",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
