/* SPDX-License-Identifier: Apache-2.0
 *
 * NetBIOS name service (RFC 1001, RFC 1002 4.2), UDP 137: names that a device registers, answers to
 * and asks for. Messages as drawn in dns_message.h; a name is 16 bytes, the last one saying for
 * what service, written as 32 letters A to P, one for each half of a byte.
 *
 *   registration, refresh: opcode 5, 8, 9 | question: name | additional: flags 2, address 4
 *   answer:                name | type 0020 | flags 2, address 4
 *   status of a node:      name | type 0021 | count 1 | (name 15, service 1, flags 2)... | MAC 6
 * ...
 *
 * A name counts as the sender's own when its record holds the address that it came from: a name
 * server answers for others. Skipped on purpose: releases, conflicts, scopes.
 */
#include "proto/dissector.h"

#include "proto/dns_message.h"
#include "proto/say.h"

enum {
	NBNS_PORT = 137,
	TYPE_NB = 0x20,
	TYPE_STATUS = 0x21,
	FLAG_RESPONSE = 0x8000,
	RCODE = 0x000f,
	OPCODE_SHIFT = 11,
	OPCODE_QUERY = 0,
	OPCODE_REGISTRATION = 5,
	OPCODE_REFRESH = 8,
	OPCODE_REFRESH_TOO = 9,
	OPCODE_MULTIHOMED = 15,
	NAME_GROUP = 0x8000,
	NAME_LEN = 15,
	SERVICE_WORKSTATION = 0,
	SERVICE_FILES = 0x20,
	ENCODED_LEN = 32,
	RECORDS_MAX = 16,
	ADDRESSES_MAX = 32,
};

struct name {
	uint8_t bytes[NAME_LEN + 1]; /* the last is the service */
};

static bool decode(const struct dns_name *encoded, struct name *ret)
{
	struct slice label;
	size_t at = 0;

	if (!dns_label(encoded, &at, &label) || label.len != ENCODED_LEN)
		return false;
	for (size_t i = 0; i < ENCODED_LEN; i++) {
		uint8_t half = (uint8_t)(label.at[i] - 'A');
		if (half > 15)
			return false;
		ret->bytes[i / 2] = (uint8_t)(ret->bytes[i / 2] << 4 | half);
	}
	return true;
}

static void say_name(struct sink *out, enum obs_kind kind, struct slice name, uint8_t service)
{
	name = slice_trim(slice_until_nul(name));
	if (say_is_text(name) && (service == SERVICE_WORKSTATION || service == SERVICE_FILES))
		sink_text(out, kind, name);
}

/* The sender's own name, or the group that it is in. */
static void own_name(struct sink *out, struct slice name, uint8_t service, uint16_t flags)
{
	if (!(flags & NAME_GROUP))
		say_name(out, OBS_NBNS_NAME, name, service);
	else if (service == SERVICE_WORKSTATION)
		say_name(out, OBS_NBNS_GROUP, name, service);
}

static bool status(struct cursor data, struct sink *out)
{
	unsigned count = cursor_u8(&data);

	for (; count > 0 && cursor_left(&data) > 0; count--) {
		struct slice name = cursor_take(&data, NAME_LEN);
		uint8_t service = cursor_u8(&data);
		uint16_t flags = cursor_be16(&data);
		if (cursor_fine(&data))
			own_name(out, name, service, flags);
	}
	struct slice mac = cursor_take(&data, 6);
	if (cursor_fine(&data))
		say_mac(out, OBS_NBNS_MAC, mac);
	return cursor_fine(&data);
}

/* Flags and address, for each of the owner's addresses. */
static void addresses(struct cursor data, const struct name *name, const struct where *where,
		      struct sink *out)
{
	for (unsigned i = 0; i < ADDRESSES_MAX && cursor_left(&data) >= 6; i++) {
		uint16_t flags = cursor_be16(&data);
		struct addr a = addr_from_wire(cursor_take(&data, 4));
		if (!addr_equal(&a, &where->src))
			continue;
		own_name(out, slice_of(name->bytes, NAME_LEN), name->bytes[NAME_LEN], flags);
		return;
	}
}

static bool records(struct dns_walk *walk, const struct where *where, struct sink *out)
{
	struct dns_record r;
	struct name name = {{0}};

	for (unsigned i = 0; i < RECORDS_MAX && dns_record(walk, &r); i++) {
		if (!decode(&r.owner, &name))
			continue;
		if (r.type == TYPE_STATUS && !status(cursor_over(r.data), out))
			return false;
		if (r.type == TYPE_NB)
			addresses(cursor_over(r.data), &name, where, out);
	}
	return !dns_broken(walk);
}

/* Whether the first name, in the question or of the first record, is one of NetBIOS. */
static bool is_netbios(struct dns_walk walk, struct name *ret_asked)
{
	struct dns_question question;
	struct dns_record record;

	if (walk.counts[DNS_QUESTIONS])
		return dns_question(&walk, &question) && decode(&question.name, ret_asked);
	return dns_record(&walk, &record) && decode(&record.owner, ret_asked);
}

static bool is_registration(unsigned opcode)
{
	return opcode == OPCODE_REGISTRATION || opcode == OPCODE_REFRESH ||
	       opcode == OPCODE_REFRESH_TOO || opcode == OPCODE_MULTIHOMED;
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct slice bytes = cursor_rest(in);
	struct dns_walk walk;
	struct name asked = {{0}};
	(void)state;

	if ((where->src_port != NBNS_PORT && where->dst_port != NBNS_PORT) ||
	    !dns_open(bytes, bytes.len, &walk) || !is_netbios(walk, &asked))
		return verdict(VERDICT_NOT_MINE);
	unsigned opcode = walk.flags >> OPCODE_SHIFT & 15;
	bool response = walk.flags & FLAG_RESPONSE;
	if (response ? opcode == OPCODE_QUERY && !(walk.flags & RCODE) : is_registration(opcode)) {
		if (!records(&walk, where, out))
			return verdict_malformed("entries break off");
	} else if (!response && opcode == OPCODE_QUERY) {
		say_name(out, OBS_NBNS_QUERY, slice_of(asked.bytes, NAME_LEN),
			 asked.bytes[NAME_LEN]);
	}
	return verdict(VERDICT_NEXT);
}

static const struct mark marks[] = {PORT_MARK(NBNS_PORT), {0}};
static const struct hint hints[] = {{.port = NBNS_PORT}, {0}};
static const enum obs_kind emits[] = {OBS_NBNS_QUERY, OBS_NBNS_NAME, OBS_NBNS_GROUP, OBS_NBNS_MAC,
				      OBS_KINDS};

extern const struct dissector nbns_dissector;
const struct dissector nbns_dissector = {
	.name = "nbns",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
