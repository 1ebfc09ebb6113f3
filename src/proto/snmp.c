/* SPDX-License-Identifier: Apache-2.0
 *
 * SNMP versions 1 and 2c (RFC 1157, RFC 3416; system group RFC 3418; BER of ITU-T X.690): what a
 * device answers about itself, and that somebody asked.
 *
 *   SEQUENCE { version INTEGER 0 or 1, community OCTET STRING,
 *     [tag a0 to a8] { request id INTEGER, error INTEGER, index INTEGER,
 *                      SEQUENCE OF SEQUENCE { name OID, value } } }
 *
 * Only a response (a2) is the device's own word. The community is a password in clear: that there
 * was one is said, never which. Skipped on purpose: version 3, traps, all names but three.
 */
#include "proto/dissector.h"

#include "proto/text.h"

enum {
	TAG_INTEGER = 0x02,
	TAG_OCTETS = 0x04,
	TAG_OID = 0x06,
	TAG_SEQUENCE = 0x30,
	PDU_GET = 0xa0,
	PDU_RESPONSE = 0xa2,
	PDU_TRAP_1 = 0xa4,
	PDU_LAST = 0xa8,
	COMMUNITY_MAX = 255,
	ARC_MORE = 0x80,
	ARCS_MAX = 32,
	BINDINGS_MAX = 64,
};

/* One encoded value; the cursor fails when it doesn't fit. */
static struct cursor ber(struct cursor *in, uint8_t *ret_tag)
{
	*ret_tag = cursor_u8(in);
	size_t len = cursor_u8(in);

	if (len == 0x81)
		len = cursor_u8(in);
	else if (len == 0x82)
		len = cursor_be16(in);
	else if (len >= 0x80)
		cursor_fail(in, CURSOR_BAD);
	return cursor_within(in, len);
}

static struct cursor ber_tagged(struct cursor *in, uint8_t tag)
{
	uint8_t found;
	struct cursor body = ber(in, &found);

	if (found != tag) {
		cursor_fail(in, CURSOR_BAD);
		return cursor_over(slice_of(NULL, 0));
	}
	return body;
}

static void oid_text(struct text *to, struct cursor oid)
{
	text_clear(to);
	for (unsigned i = 0; i < ARCS_MAX && cursor_left(&oid) > 0; i++) {
		uint64_t arc = 0;
		uint8_t byte;
		do {
			byte = cursor_u8(&oid);
			arc = (arc & UINT32_MAX) << 7 | (byte & 0x7f);
		} while (byte & ARC_MORE && cursor_left(&oid) > 0);
		if (i == 0) {
			text_decimal(to, arc < 80 ? arc / 40 : 2);
			arc = arc < 80 ? arc % 40 : arc - 80;
		}
		text_byte(to, '.');
		text_decimal(to, arc);
	}
}

static void binding(struct cursor name, uint8_t tag, struct cursor value, struct sink *out)
{
	static const uint8_t system_group[] = {0x2b, 6, 1, 2, 1, 1}; /* 1.3.6.1.2.1.1 */
	struct slice group = cursor_take(&name, sizeof(system_group));
	uint8_t leaf = cursor_u8(&name), instance = cursor_u8(&name);
	struct text oid;

	if (!slice_equal(group, slice_of(system_group, sizeof(system_group))) || instance != 0 ||
	    !cursor_closed(&name))
		return;
	if (leaf == 1 && tag == TAG_OCTETS)
		sink_text(out, OBS_SNMP_DESCRIPTION, slice_trim(cursor_rest(&value)));
	else if (leaf == 5 && tag == TAG_OCTETS)
		sink_text(out, OBS_SNMP_NAME, slice_trim(cursor_rest(&value)));
	if (leaf != 2 || tag != TAG_OID)
		return;
	oid_text(&oid, value);
	sink_text(out, OBS_SNMP_OBJECT_ID, text_view(&oid));
}

static bool bindings(struct cursor *pdu, struct sink *out)
{
	for (unsigned i = 0; i < 3; i++) /* request id, error, index */
		(void)ber_tagged(pdu, TAG_INTEGER);
	struct cursor list = ber_tagged(pdu, TAG_SEQUENCE);

	for (unsigned i = 0; i < BINDINGS_MAX && cursor_left(&list) > 0; i++) {
		struct cursor one = ber_tagged(&list, TAG_SEQUENCE);
		struct cursor name = ber_tagged(&one, TAG_OID);
		uint8_t tag;
		struct cursor value = ber(&one, &tag);
		if (!cursor_fine(&list) || !cursor_fine(&one))
			return false;
		binding(name, tag, value, out);
	}
	return cursor_fine(pdu);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	uint8_t tag;
	(void)state, (void)where;

	struct cursor message = ber_tagged(in, TAG_SEQUENCE);
	struct cursor version = ber_tagged(&message, TAG_INTEGER);
	struct cursor community = ber_tagged(&message, TAG_OCTETS);
	struct cursor pdu = ber(&message, &tag);
	if (!cursor_fine(in) || !cursor_fine(&message) || cursor_left(in) ||
	    cursor_left(&message) || cursor_left(&version) != 1 || cursor_peek(&version, 0) > 1 ||
	    cursor_left(&community) > COMMUNITY_MAX || tag < PDU_GET || tag > PDU_LAST)
		return verdict(VERDICT_NOT_MINE);
	if (tag == PDU_RESPONSE) {
		if (!bindings(&pdu, out))
			return verdict_malformed("bindings break off");
	} else if (tag != PDU_TRAP_1) {
		sink_text(out, OBS_SNMP_ASKED,
			  slice_text(cursor_peek(&version, 0) ? "version 2c, a community string"
							      : "version 1, a community string"));
	}
	return verdict(VERDICT_NEXT);
}

static const struct mark marks[] = {MARK("\x30"), {0}};
static const struct hint hints[] = {{.port = 161}, {.port = 162}, {0}};
static const enum obs_kind emits[] = {OBS_SNMP_ASKED, OBS_SNMP_DESCRIPTION, OBS_SNMP_OBJECT_ID,
				      OBS_SNMP_NAME, OBS_KINDS};

extern const struct dissector snmp_dissector;
const struct dissector snmp_dissector = {
	.name = "snmp",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
