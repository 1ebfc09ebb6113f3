/* SPDX-License-Identifier: Apache-2.0
 *
 * Who asked for which name, and what the answer made of it. An address, the host of a service (SRV,
 * RFC 2782) or the name behind a reverse name (PTR) counts only if its owner is
 * the name asked or follows from it by CNAME records of the answer section: what a resolver adds
 * beside that was not asked and may be anything. Skipped on purpose: ids, TTLs, EDNS (RFC 6891),
 * DNSSEC records, authority and additional sections.
 */
#include "proto/dns_exchange.h"

#include "proto/dns_message.h"
#include "proto/text.h"

enum {
	FLAG_RESPONSE = 0x8000,
	FLAGS_OF_ANSWERS = 0x068f, /* authoritative, truncated, recursion available, rcode */
	MASK_OPCODE = 0x7800,
	MASK_RESERVED = 0x0040,
	MASK_RCODE = 0x000f,
	RCODE_LAST = 10,       /* RFC 2136 section 2.2, the last below those of EDNS */
	QUERY_EXTRAS_MAX = 2,  /* additional records of a query: EDNS, a signature */
	CHAIN_MAX = 12,        /* names on the way from the question to the addresses */
	SRV_PORT_AT = 4,       /* after priority and weight */
	ANSWERS_READ_MAX = 512 /* records of one message looked at for the chain */
};

const enum obs_kind dns_emits[] = {OBS_DNS_QUERY,   OBS_DNS_ANSWER,  OBS_DNS_ALIAS, OBS_DNS_FAILURE,
				   OBS_DNS_POINTER, OBS_DNS_SERVICE, OBS_KINDS};

/* The names that lead from the question to its addresses; [0] is the question. */
struct chain {
	struct dns_name names[CHAIN_MAX];
	size_t n;
};

bool dns_other_use(const struct where *where)
{
	static const uint16_t ports[] = {137, 5353, 5355};

	for (size_t i = 0; i < sizeof(ports) / sizeof(ports[0]); i++)
		if (where->src_port == ports[i] || where->dst_port == ports[i])
			return true;
	return false;
}

bool dns_home(const struct where *where)
{
	return where->src_port == 53 || where->dst_port == 53;
}

static bool plausible(const struct dns_walk *walk, enum dns_trust trust)
{
	const uint16_t *counts = walk->counts;

	if (walk->flags & (MASK_OPCODE | MASK_RESERVED))
		return false;
	if (trust == DNS_AT_HOME)
		return walk->flags & FLAG_RESPONSE || counts[DNS_QUESTIONS] > 0;
	if (counts[DNS_QUESTIONS] != 1)
		return false;
	if (walk->flags & FLAG_RESPONSE)
		return (walk->flags & MASK_RCODE) <= RCODE_LAST;
	return counts[DNS_ANSWERS] == 0 && counts[DNS_AUTHORITY] == 0 &&
	       counts[DNS_ADDITIONAL] <= QUERY_EXTRAS_MAX && !(walk->flags & FLAGS_OF_ANSWERS);
}

bool dns_plausible(struct slice start, size_t len, enum dns_trust trust)
{
	struct dns_walk walk;
	return dns_open(start, len, &walk) && plausible(&walk, trust);
}

/* IN, CH, HS or any; a type that may be asked for. */
static bool plausible_question(const struct dns_question *q)
{
	return q->type != 0 && q->type != DNS_TYPE_OPT &&
	       (q->class == DNS_CLASS_IN || q->class == 3 || q->class == 4 || q->class == 255);
}

static bool on_chain(const struct chain *chain, const struct dns_name *name)
{
	for (size_t i = 0; i < chain->n; i++)
		if (dns_same_name(&chain->names[i], name))
			return true;
	return false;
}

/* Goes over the answers once and adds to the chain the aliases met; true when one was added after
 * an alias that did not fit yet, so that another round may find more. */
static bool grow_chain(struct dns_walk walk, struct chain *chain)
{
	struct dns_record r;
	struct dns_name target;
	bool waiting = false, grew = false;

	for (int i = 0; i < ANSWERS_READ_MAX && dns_record(&walk, &r); i++) {
		if (r.section != DNS_ANSWERS)
			break;
		if (r.type != DNS_TYPE_CNAME || r.class != DNS_CLASS_IN ||
		    !dns_data_name(&walk, &r, 0, &target) || on_chain(chain, &target))
			continue;
		if (!on_chain(chain, &r.owner)) {
			waiting = true;
		} else if (chain->n < CHAIN_MAX) {
			chain->names[chain->n++] = target;
			grew = true;
		}
	}
	return grew && waiting;
}

/* asked = name, of a service with its port */
static void say_target(const struct dns_walk *walk, const struct dns_record *r, struct slice asked,
		       struct sink *out)
{
	bool service = r->type == DNS_TYPE_SRV;
	struct dns_name target;
	struct dns_text name;
	struct text said;

	if (!dns_data_name(walk, r, service ? SRV_PORT_AT + 2 : 0, &target) || target.len == 0)
		return;
	dns_name_text(&target, &name);
	text_clear(&said);
	text_put(&said, asked);
	text_word(&said, " = ");
	text_put(&said, dns_text_view(&name));
	if (service) {
		struct cursor data = cursor_over(slice_from(r->data, SRV_PORT_AT));
		text_byte(&said, ':');
		text_decimal(&said, cursor_be16(&data));
	}
	sink_text(out, service ? OBS_DNS_SERVICE : OBS_DNS_POINTER, text_view(&said));
}

static void observe_answers(struct dns_walk walk, const struct dns_name *asked, struct sink *out)
{
	struct chain chain = {.n = 1};
	struct dns_record r;
	struct dns_text text;

	chain.names[0] = *asked;
	for (int round = 0; round < CHAIN_MAX && grow_chain(walk, &chain); round++)
		continue;
	for (size_t i = 1; i < chain.n; i++) {
		dns_name_text(&chain.names[i], &text);
		sink_text(out, OBS_DNS_ALIAS, dns_text_view(&text));
	}
	dns_name_text(asked, &text);
	for (int i = 0; i < ANSWERS_READ_MAX && dns_record(&walk, &r); i++) {
		if (r.section != DNS_ANSWERS)
			break;
		struct addr a = addr_from_wire(r.data);
		bool fits = (r.type == DNS_TYPE_A && a.family == 4) ||
			    (r.type == DNS_TYPE_AAAA && a.family == 6);
		if (r.class != DNS_CLASS_IN || !on_chain(&chain, &r.owner))
			continue;
		if (fits)
			sink_named_addr(out, OBS_DNS_ANSWER, dns_text_view(&text), &a);
		else if (r.type == DNS_TYPE_PTR || r.type == DNS_TYPE_SRV)
			say_target(&walk, &r, dns_text_view(&text), out);
	}
}

static void observe_response(struct dns_walk walk, struct sink *out)
{
	struct dns_question question;
	struct dns_text text;

	/* RFC 9619: an answer answers one question. */
	if (!dns_question(&walk, &question))
		return;
	if (walk.flags & MASK_RCODE) {
		dns_name_text(&question.name, &text);
		sink_text(out, OBS_DNS_FAILURE, dns_text_view(&text));
	}
	observe_answers(walk, &question.name, out);
}

static void observe_query(struct dns_walk walk, struct sink *out)
{
	struct dns_question question;
	struct dns_text text;

	while (dns_question(&walk, &question)) {
		dns_name_text(&question.name, &text);
		sink_text(out, OBS_DNS_QUERY, dns_text_view(&text));
	}
}

/* Without a port that says so, the question must make sense and nothing may be left over. */
static bool sound(struct dns_walk walk, enum dns_body body)
{
	struct dns_question question;

	return body == DNS_BODY_EXACT && dns_question(&walk, &question) &&
	       plausible_question(&question);
}

/* The short way for a message that is one question and no more; false for others. */
static bool observe_lone(const struct dns_walk *walk, struct sink *out)
{
	struct dns_text text;
	bool response = walk->flags & FLAG_RESPONSE;

	if (!dns_lone_question(walk, &text))
		return false;
	if (!response || walk->flags & MASK_RCODE)
		sink_text(out, response ? OBS_DNS_FAILURE : OBS_DNS_QUERY, dns_text_view(&text));
	return true;
}

enum dns_outcome dns_observe(struct cursor *in, enum dns_trust trust, struct sink *out)
{
	struct slice message = cursor_rest(in);
	struct dns_walk walk;
	size_t end;

	if (!dns_open(message, message.len, &walk) || !plausible(&walk, trust))
		return DNS_ALIEN;
	if (trust == DNS_AT_HOME && observe_lone(&walk, out)) {
		cursor_skip(in, message.len);
		return DNS_SAID;
	}
	enum dns_body body = dns_body(walk, &end);
	if (trust == DNS_STRANGER && !sound(walk, body))
		return DNS_ALIEN;
	if (walk.flags & FLAG_RESPONSE)
		observe_response(walk, out);
	else
		observe_query(walk, out);
	cursor_skip(in, body == DNS_BODY_BROKEN ? end : message.len);
	return body == DNS_BODY_BROKEN ? DNS_BROKEN : DNS_SAID;
}
