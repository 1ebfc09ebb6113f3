/* SPDX-License-Identifier: Apache-2.0
 *
 * Multicast DNS (RFC 6762) and DNS-SD (RFC 6763): how a device announces its name and services.
 * Messages as drawn in dns_message.h, on UDP 5353; the high bit of a class is a flag of its own.
 *
 *   _http._tcp.local            PTR   Front door._http._tcp.local     service, instance
 *   Front door._http._tcp.local TXT   "path=/" "model=x"              key=value
 *   cam-1.local                 A     192.0.2.7                       host, address
 *
 * A device speaks for itself in the answer and additional sections of a response, and in the
 * authority section of a query: that is a probe for names it is about to take (RFC 6762 section
 * 8.2). Answers inside a query are what it heard from others and are skipped, as are TTLs: a
 * goodbye (TTL 0) names what the device was until then. Skipped too: NSEC, reverse names, SRV
 * except in a probe, which has no PTR.
 */
#include "proto/dissector.h"

#include "proto/dns_message.h"

enum {
	MDNS_PORT = 5353,
	FLAG_RESPONSE = 0x8000,
	MASK_OPCODE_AND_RCODE = 0x780f, /* RFC 6762 sections 18.3 and 18.11: zero, else ignore */
	MASK_CLASS = 0x7fff,
};

/* One message being observed. */
struct message {
	struct dns_walk walk;
	struct sink *out;
	struct dns_name host; /* last host announced: A and AAAA follow each other */
};

/* Offset in the name of `_service._tcp` or `_service._udp`; the name's length if it has neither. */
static size_t service_at(const struct dns_name *name)
{
	struct slice label, before = {NULL, 0};
	size_t before_at = 0, at = 0, label_at = 0;

	while (dns_label(name, &at, &label)) {
		if (slice_starts(before, "_") &&
		    (slice_same_word(label, "_tcp") || slice_same_word(label, "_udp")))
			return before_at;
		before = label;
		before_at = label_at;
		label_at = at;
	}
	return name->len;
}

/* The name's two labels from `at` on, as a name of its own. */
static void service_of(const struct dns_name *name, size_t at, struct dns_text *ret_text)
{
	struct dns_name two = {.len = 0};
	struct slice label;
	size_t end = at;

	bool whole = dns_label(name, &end, &label);
	whole = whole && dns_label(name, &end, &label);
	if (whole) {
		two.len = end - at;
		memcpy(two.wire, name->wire + at, two.len);
	}
	dns_name_text(&two, ret_text);
}

/* The labels before `end` as they are, a dot between them if there are several. */
static void instance(const struct dns_name *name, size_t end, struct sink *out)
{
	uint8_t text[DNS_NAME_MAX];
	size_t len = 0, at = 0;
	struct slice label;

	while (at < end && dns_label(name, &at, &label)) {
		if (len)
			text[len++] = '.';
		memcpy(text + len, label.at, label.len);
		len += label.len;
	}
	sink_text(out, OBS_MDNS_INSTANCE, slice_of(text, len));
}

static void service(const struct dns_name *name, size_t at, struct sink *out)
{
	struct dns_text text;

	service_of(name, at, &text);
	sink_text(out, OBS_MDNS_SERVICE, dns_text_view(&text));
}

static void pointer(struct message *m, const struct dns_record *r)
{
	struct dns_name target;
	struct dns_text type;
	size_t at = service_at(&r->owner);

	if (at == r->owner.len || !dns_data_name(&m->walk, r, 0, &target))
		return;
	size_t target_at = service_at(&target);
	service_of(&r->owner, at, &type);
	if (slice_equal(dns_text_view(&type), slice_text("_dns-sd._udp"))) {
		/* RFC 6763 section 9: the list of types; section 11: domains, which have none */
		if (target_at == 0 && target.len)
			service(&target, target_at, m->out);
		return;
	}
	sink_text(m->out, OBS_MDNS_SERVICE, dns_text_view(&type));
	if (target_at < target.len)
		instance(&target, target_at, m->out);
	else if (target.len)
		instance(&target, 1, m->out);
}

static void probe_for_service(struct message *m, const struct dns_record *r)
{
	size_t at = service_at(&r->owner);

	if (at == r->owner.len)
		return;
	service(&r->owner, at, m->out);
	instance(&r->owner, at, m->out);
}

static void mac_address(struct slice text, struct sink *out)
{
	struct mac mac;

	if (mac_parse(text, &mac))
		sink_text(out, OBS_MDNS_MAC, text);
}

static void strings(struct slice data, struct sink *out)
{
	struct cursor c = cursor_over(data);

	while (cursor_left(&c)) {
		struct slice text = cursor_take(&c, cursor_u8(&c));
		sink_text(out, OBS_MDNS_TXT, text);
		if (slice_starts_word(text, "macaddress="))
			mac_address(slice_from(text, strlen("macaddress=")), out);
	}
}

/* Its first label begins as labels of services do. */
static bool is_service_label(const struct dns_name *name)
{
	return name->len > 1 && name->wire[0] && name->wire[1] == '_';
}

static void address(struct message *m, const struct dns_record *r)
{
	struct addr a = addr_from_wire(r->data);
	struct dns_text text;

	if (a.family != (r->type == DNS_TYPE_A ? 4 : 6))
		return;
	dns_name_text_without(&r->owner, "local", &text);
	/* RFC 6763: a service's label is no host's name */
	if (!is_service_label(&r->owner) && !dns_same_name(&m->host, &r->owner)) {
		sink_text(m->out, OBS_MDNS_HOST, dns_text_view(&text));
		m->host = r->owner;
	}
	sink_named_addr(m->out, OBS_MDNS_ADDRESS, dns_text_view(&text), &a);
}

static void announced(struct message *m, const struct dns_record *r)
{
	switch (r->type) {
	case DNS_TYPE_A:
	case DNS_TYPE_AAAA:
		address(m, r);
		break;
	case DNS_TYPE_PTR:
		pointer(m, r);
		break;
	case DNS_TYPE_TXT:
		strings(r->data, m->out);
		break;
	case DNS_TYPE_SRV:
		if (r->section == DNS_AUTHORITY)
			probe_for_service(m, r);
		break;
	default:
		break;
	}
}

static void observe(struct message *m)
{
	bool response = m->walk.flags & FLAG_RESPONSE;
	struct dns_question question;
	struct dns_record record;
	struct dns_text text;

	while (dns_question(&m->walk, &question)) {
		if (response)
			continue;
		dns_name_text(&question.name, &text);
		sink_text(m->out, OBS_MDNS_QUERY, dns_text_view(&text));
	}
	while (dns_record(&m->walk, &record))
		if (response == (record.section != DNS_AUTHORITY) &&
		    (record.class & MASK_CLASS) == DNS_CLASS_IN)
			announced(m, &record);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct message m = {.out = out};
	struct slice bytes = cursor_rest(in);
	(void)state;

	if ((where->src_port != MDNS_PORT && where->dst_port != MDNS_PORT) ||
	    !dns_open(bytes, bytes.len, &m.walk) || m.walk.flags & MASK_OPCODE_AND_RCODE)
		return verdict(VERDICT_NOT_MINE);
	if (cursor_left(&m.walk.at) == 0)
		return verdict(VERDICT_NOT_MINE); /* a bare header */
	observe(&m);
	cursor_skip(in, dns_offset(&m.walk));
	return dns_broken(&m.walk) ? verdict_malformed("entries break off") : verdict(VERDICT_NEXT);
}

static const struct mark marks[] = {PORT_MARK(MDNS_PORT), {0}};
static const struct hint hints[] = {{.port = MDNS_PORT}, {0}};
static const enum obs_kind emits[] = {OBS_MDNS_QUERY,   OBS_MDNS_HOST,     OBS_MDNS_ADDRESS,
				      OBS_MDNS_SERVICE, OBS_MDNS_INSTANCE, OBS_MDNS_TXT,
				      OBS_MDNS_MAC,     OBS_KINDS};

extern const struct dissector mdns_dissector;
const struct dissector mdns_dissector = {
	.name = "mdns",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
