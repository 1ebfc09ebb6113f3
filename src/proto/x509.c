/* SPDX-License-Identifier: Apache-2.0
 *
 * A certificate as presented (RFC 5280, encoded in DER, ITU-T X.690): whose name it carries, who
 * signed it, from when to when, for which hosts. Nothing is verified: a name is what was said.
 *
 *   Certificate ::= SEQUENCE {
 *     SEQUENCE { [0] version?, serial INTEGER, algorithm, issuer Name, SEQUENCE { from, until },
 *                subject Name, key, [1]?, [2]?, [3] SEQUENCE OF extension? },
 *     algorithm, signature }
 *   Name ::= SEQUENCE OF SET OF SEQUENCE { type OID, value text }
 *
 * A name is written "CN=a, O=b, C=c" in the order encoded, values as they stand (no escapes: a
 * value may hold a comma); parts of one set are joined by "+".
 * Skipped on purpose: keys, signatures, all extensions but the alternative names.
 */
#include "proto/dissector.h"
#include "proto/text.h"

enum {
	TAG_BOOLEAN = 0x01,
	TAG_INTEGER = 0x02,
	TAG_OCTETS = 0x04,
	TAG_OID = 0x06,
	TAG_UTF8 = 0x0c,
	TAG_T61 = 0x14,
	TAG_UTC_TIME = 0x17,
	TAG_TIME = 0x18,
	TAG_UNIVERSAL = 0x1c,
	TAG_BMP = 0x1e,
	TAG_SEQUENCE = 0x30,
	TAG_SET = 0x31,
	TAG_VERSION = 0xa0,
	TAG_EXTENSIONS = 0xa3,
	TAG_DNS_NAME = 0x82,
	TAG_ADDRESS = 0x87,
	TAG_LONG_FORM = 0x1f,
	ATTRIBUTES_MAX = 32, /* of one name */
	NAMES_MAX = 32,      /* alternative names */
	EXTENSIONS_MAX = 64,
	ARCS_MAX = 20,
};

/* One encoded value; the cursor fails when it doesn't fit or its length isn't a plain one. */
static struct cursor der(struct cursor *in, uint8_t *ret_tag)
{
	uint8_t tag = cursor_u8(in);
	size_t len = cursor_u8(in);

	if ((tag & TAG_LONG_FORM) == TAG_LONG_FORM || len == 0x80 || len > 0x83)
		cursor_fail(in, CURSOR_BAD);
	if (len == 0x81)
		len = cursor_u8(in);
	else if (len == 0x82)
		len = cursor_be16(in);
	else if (len == 0x83)
		len = cursor_be24(in);
	*ret_tag = tag;
	return cursor_within(in, len);
}

/* The same when it must have that tag. */
static struct cursor der_tagged(struct cursor *in, uint8_t tag)
{
	uint8_t found;
	struct cursor body = der(in, &found);

	if (found != tag) {
		cursor_fail(in, CURSOR_BAD);
		return cursor_over(slice_of(NULL, 0));
	}
	return body;
}

/* ---- names ---- */

static const struct {
	uint8_t len, oid[10];
	const char *name;
} attribute_names[] = {
	{3, {0x55, 4, 3}, "CN"},
	{3, {0x55, 4, 4}, "SN"},
	{3, {0x55, 4, 5}, "serialNumber"},
	{3, {0x55, 4, 6}, "C"},
	{3, {0x55, 4, 7}, "L"},
	{3, {0x55, 4, 8}, "ST"},
	{3, {0x55, 4, 9}, "street"},
	{3, {0x55, 4, 10}, "O"},
	{3, {0x55, 4, 11}, "OU"},
	{3, {0x55, 4, 12}, "title"},
	{3, {0x55, 4, 13}, "description"},
	{3, {0x55, 4, 17}, "postalCode"},
	{3, {0x55, 4, 41}, "name"},
	{3, {0x55, 4, 42}, "GN"},
	{3, {0x55, 4, 46}, "dnQualifier"},
	{3, {0x55, 4, 97}, "organizationIdentifier"},
	{9, {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1}, "emailAddress"},
	{9, {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 2}, "unstructuredName"},
	{10, {0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 100, 1, 25}, "DC"},
	{10, {0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 100, 1, 1}, "UID"},
};

static void dotted(struct text *to, struct cursor oid)
{
	uint64_t arc = 0;

	for (unsigned arcs = 0; cursor_left(&oid) > 0 && arcs < ARCS_MAX;) {
		uint8_t byte = cursor_u8(&oid);
		arc = (arc & 0xffffffffffffff) << 7 | (byte & 0x7f);
		if (byte & 0x80)
			continue;
		if (arcs == 0) {
			uint64_t first = arc < 80 ? arc / 40 : 2;
			text_decimal(to, first);
			arc -= first * 40;
		}
		text_byte(to, '.');
		text_decimal(to, arc);
		arc = 0;
		arcs++;
	}
}

static void attribute_name(struct text *to, struct cursor oid)
{
	struct slice bytes = cursor_rest(&oid);

	for (size_t i = 0; i < sizeof(attribute_names) / sizeof(attribute_names[0]); i++)
		if (slice_equal(bytes, slice_of(attribute_names[i].oid, attribute_names[i].len))) {
			text_word(to, attribute_names[i].name);
			return;
		}
	dotted(to, oid);
}

static void attribute_value(struct text *to, uint8_t tag, struct cursor value)
{
	switch (tag) {
	case TAG_BMP:
		while (cursor_left(&value) >= 2)
			text_utf8(to, cursor_be16(&value));
		break;
	case TAG_UNIVERSAL:
		while (cursor_left(&value) >= 4)
			text_utf8(to, cursor_be32(&value));
		break;
	case TAG_T61: /* in practice always ISO 8859-1 */
		while (cursor_left(&value) > 0)
			text_utf8(to, cursor_u8(&value));
		break;
	default:
		text_put(to, cursor_rest(&value));
		break;
	}
}

static bool name(struct text *to, struct cursor sets)
{
	text_clear(to);
	for (unsigned n = 0; cursor_left(&sets) > 0 && n < ATTRIBUTES_MAX;) {
		struct cursor set = der_tagged(&sets, TAG_SET);
		for (bool first = true; cursor_left(&set) > 0 && n < ATTRIBUTES_MAX; n++) {
			uint8_t tag;
			struct cursor attribute = der_tagged(&set, TAG_SEQUENCE);
			struct cursor oid = der_tagged(&attribute, TAG_OID);
			struct cursor value = der(&attribute, &tag);
			if (!cursor_fine(&attribute))
				return false;
			if (to->len)
				text_word(to, first ? ", " : "+");
			attribute_name(to, oid);
			text_byte(to, '=');
			attribute_value(to, tag, value);
			first = false;
		}
		if (!cursor_fine(&set))
			return false;
	}
	return cursor_fine(&sets);
}

/* ---- times ---- */

static uint32_t digits(struct cursor *in, unsigned n)
{
	uint32_t v = 0;

	while (n--) {
		uint8_t c = cursor_u8(in);
		if (c < '0' || c > '9')
			cursor_fail(in, CURSOR_BAD);
		else
			v = v * 10 + (uint32_t)(c - '0');
	}
	return v;
}

/* Days from 1970-01-01 to a date of the Gregorian calendar, year >= 1970. */
static uint64_t days(uint32_t year, uint32_t month, uint32_t day)
{
	static const uint16_t before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
	uint32_t past = year - 1; /* leap days up to the end of the year before */
	uint64_t leaps = past / 4 - past / 100 + past / 400 - (1969 / 4 - 1969 / 100 + 1969 / 400);
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return (uint64_t)(year - 1970) * 365 + leaps + before[month - 1] + (leap && month > 2) +
	       day - 1;
}

/* Seconds since 1970; false when it is no time, or before 1970. RFC 5280 4.1.2.5 wants "Z";
 * seconds left out and offsets occur and are understood. */
static bool when(uint8_t tag, struct cursor in, uint64_t *ret_seconds)
{
	if (tag != TAG_UTC_TIME && tag != TAG_TIME)
		return false;
	uint32_t year = digits(&in, tag == TAG_TIME ? 4 : 2);
	if (tag == TAG_UTC_TIME)
		year += year < 50 ? 2000 : 1900;
	uint32_t month = digits(&in, 2), day = digits(&in, 2);
	uint32_t hour = digits(&in, 2), minute = digits(&in, 2), second = 0;
	uint8_t next = cursor_peek(&in, 0);
	if (next >= '0' && next <= '9')
		second = digits(&in, 2);
	if (!cursor_fine(&in) || year < 1970 || month < 1 || month > 12 || day < 1 || day > 31 ||
	    hour > 24 || minute > 59 || second > 60)
		return false;
	uint64_t at = days(year, month, day) * 86400 + hour * 3600u + minute * 60u + second;
	uint8_t zone = cursor_left(&in) ? cursor_u8(&in) : 'Z';
	if (zone == '+' || zone == '-') {
		uint32_t east = digits(&in, 2) * 3600;
		east += digits(&in, 2) * 60;
		if (!cursor_fine(&in) || at < east)
			return false;
		at = zone == '+' ? at - east : at + east;
	}
	*ret_seconds = at;
	return true;
}

static void validity(struct cursor times, struct sink *out)
{
	static const enum obs_kind kinds[] = {OBS_CERT_FROM, OBS_CERT_UNTIL};

	for (unsigned i = 0; i < 2; i++) {
		uint8_t tag;
		uint64_t seconds;
		struct cursor time = der(&times, &tag);
		if (cursor_fine(&times) && when(tag, time, &seconds))
			sink_number(out, kinds[i], seconds);
	}
}

/* ---- extensions ---- */

static void alternative_names(struct cursor octets, struct sink *out)
{
	struct cursor names = der_tagged(&octets, TAG_SEQUENCE);

	for (unsigned n = 0; cursor_left(&names) > 0 && n < NAMES_MAX; n++) {
		uint8_t tag;
		struct cursor value = der(&names, &tag);
		struct slice bytes = cursor_rest(&value);
		if (!cursor_fine(&names))
			break;
		if (tag == TAG_DNS_NAME) {
			sink_text(out, OBS_CERT_NAME, bytes);
		} else if (tag == TAG_ADDRESS) {
			char text[ADDR_TEXT_MAX];
			struct addr a = addr_from_wire(bytes);
			sink_text(out, OBS_CERT_NAME, slice_text(addr_print(&a, text)));
		}
	}
}

static void extensions(struct cursor list, struct sink *out)
{
	static const uint8_t alternative[] = {0x55, 0x1d, 17};

	for (unsigned n = 0; cursor_left(&list) > 0 && n < EXTENSIONS_MAX; n++) {
		uint8_t tag;
		struct cursor extension = der_tagged(&list, TAG_SEQUENCE);
		struct cursor oid = der_tagged(&extension, TAG_OID);
		struct cursor value = der(&extension, &tag);
		if (tag == TAG_BOOLEAN)
			value = der(&extension, &tag);
		if (!cursor_fine(&extension) || tag != TAG_OCTETS)
			continue;
		if (slice_equal(cursor_rest(&oid), slice_of(alternative, sizeof(alternative))))
			alternative_names(value, out);
	}
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct text text;
	(void)state, (void)where;

	struct cursor certificate = der_tagged(in, TAG_SEQUENCE);
	struct cursor tbs = der_tagged(&certificate, TAG_SEQUENCE);
	if (cursor_peek(&tbs, 0) == TAG_VERSION)
		(void)der_tagged(&tbs, TAG_VERSION);
	struct cursor serial = der_tagged(&tbs, TAG_INTEGER);
	(void)der_tagged(&tbs, TAG_SEQUENCE); /* algorithm */
	struct cursor issuer = der_tagged(&tbs, TAG_SEQUENCE);
	struct cursor times = der_tagged(&tbs, TAG_SEQUENCE);
	struct cursor subject = der_tagged(&tbs, TAG_SEQUENCE);
	if (!cursor_fine(in) || !cursor_fine(&certificate) || !cursor_fine(&tbs))
		return verdict(VERDICT_NOT_MINE);
	if (!name(&text, subject))
		return verdict_malformed("subject");
	sink_text(out, OBS_CERT_SUBJECT, text_view(&text));
	if (!name(&text, issuer))
		return verdict_malformed("issuer");
	sink_text(out, OBS_CERT_ISSUER, text_view(&text));
	if (cursor_left(&serial) > 1 && cursor_peek(&serial, 0) == 0)
		cursor_skip(&serial, 1); /* the sign */
	sink_bytes(out, OBS_CERT_SERIAL, cursor_rest(&serial));
	validity(times, out);
	while (cursor_left(&tbs) > 0) {
		uint8_t tag;
		struct cursor field = der(&tbs, &tag);
		if (tag == TAG_EXTENSIONS)
			extensions(der_tagged(&field, TAG_SEQUENCE), out);
	}
	return cursor_fine(&tbs) ? verdict(VERDICT_DONE) : verdict_malformed("fields");
}

static const enum obs_kind emits[] = {OBS_CERT_SUBJECT, OBS_CERT_ISSUER, OBS_CERT_SERIAL,
				      OBS_CERT_FROM,    OBS_CERT_UNTIL,  OBS_CERT_NAME,
				      OBS_KINDS};

extern const struct dissector x509_dissector;
const struct dissector x509_dissector = {
	.name = "x509",
	.carrier = CARRIER_DOCUMENT,
	.documents = 1u << DOCUMENT_CERTIFICATE,
	.feed = feed,
	.emits = emits,
};
