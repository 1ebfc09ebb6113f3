/* SPDX-License-Identifier: Apache-2.0
 *
 * SADP: how cameras of one large firmware family are found on a segment, and announce themselves
 * at start. Two forms.
 *
 * In datagrams (UDP 37020, group 239.255.255.250) an XML document. A tool asks, a device answers:
 *   <Probe><Uuid>..</Uuid><Types>inquiry</Types></Probe>
 *   <ProbeMatch><Uuid/><Types>inquiry</Types><DeviceType/><DeviceDescription/><DeviceSN/>..
 *   <Hello>..<Types>hello</Types>..</Hello>
 *
 * In Ethernet frames of type 0x8033, numbers in network order:
 *    0 21 | 1 sender: 01 device, 02 tool | 2 01 | 3 length: 42 tool, f6 device | 4 sequence 4 |
 *    8 06 04 | 10 operation | 11 parameter | 12 checksum 2 | 14 source MAC | 20 source IPv4 |
 *   24 target MAC | 30 target IPv4 | 34 mask 4 | 38 device: serial 48, type 4, port 4,
 *   encoders 4, disks 4, software 48, DSP 48, start time 48
 *
 * Sources: julienblitte/UniversalScanner (XML answers), MatrixEditor/hiktools (both forms).
 * Skipped on purpose: Uuid (random), what tools send besides the question, and everything that
 * opens a door: passwords, codes, salts.
 */
#include "proto/dissector.h"

#include "base/xml.h"
#include "proto/text.h"

/* ---- XML in datagrams ---- */

static const char *const roots[] = {"Probe", "ProbeMatch", "Hello"};
enum root { ROOT_PROBE, ROOT_MATCH, ROOT_HELLO, ROOTS, ROOT_NONE = ROOTS };

static const char *const never_told[] = {"Uuid",         "Types",    "Salt",
					 "EZVIZCode",    "Password", "NewPassword",
					 "OldPassword",  "Code",     "VerificationCode",
					 "ValidateCode", "Key",      "Token"};

static const struct {
	const char *element;
	enum obs_kind kind;
} own_kind[] = {
	{"DeviceType", OBS_SADP_DEVICE_TYPE},   {"DeviceDescription", OBS_SADP_MODEL},
	{"DeviceSN", OBS_SADP_SERIAL},          {"MAC", OBS_SADP_MAC},
	{"SoftwareVersion", OBS_SADP_FIRMWARE}, {"DSPVersion", OBS_SADP_DSP},
};

/* What the document is, found before anything is said of it. */
struct kind_of {
	enum root root;
	bool is_inquiry, has_types;
	struct text types;
};

static bool same(const char *a, const char *b)
{
	return slice_equal(slice_text(a), slice_text(b));
}

/* The root when the leaf stands directly below it. */
static enum root root_of(const struct xml_leaf *leaf)
{
	struct slice path = slice_text(leaf->path), name = slice_text(leaf->name);

	if (leaf->is_attribute || path.len < name.len + 2)
		return ROOT_NONE;
	path.len -= name.len + 1;
	for (unsigned i = 0; i < ROOTS; i++)
		if (slice_equal(path, slice_text(roots[i])))
			return (enum root)i;
	return ROOT_NONE;
}

static void find_kind(void *ctx, const struct xml_leaf *leaf)
{
	struct kind_of *found = ctx;
	enum root root = root_of(leaf);

	if (root == ROOT_NONE || found->has_types || !same(leaf->name, "Types"))
		return;
	found->root = root;
	found->has_types = leaf->text.len > 0 && leaf->text.len <= 32;
	found->is_inquiry = slice_same_word(leaf->text, "inquiry");
	text_put(&found->types, leaf->text);
}

static void tell(void *ctx, const struct xml_leaf *leaf)
{
	struct sink *out = ctx;
	struct text field;

	if (root_of(leaf) == ROOT_NONE || !leaf->text.len)
		return;
	for (size_t i = 0; i < sizeof(never_told) / sizeof(never_told[0]); i++)
		if (slice_same_word(slice_text(leaf->name), never_told[i]))
			return;
	for (size_t i = 0; i < sizeof(own_kind) / sizeof(own_kind[0]); i++)
		if (same(leaf->name, own_kind[i].element)) {
			sink_text(out, own_kind[i].kind, leaf->text);
			return;
		}
	text_clear(&field);
	text_word(&field, leaf->name);
	text_byte(&field, '=');
	text_put(&field, leaf->text);
	sink_text(out, OBS_SADP_FIELD, text_view(&field));
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct slice document = slice_trim(slice_until_nul(cursor_rest(in)));
	struct kind_of kind = {.root = ROOT_NONE};
	(void)state, (void)where;

	text_clear(&kind.types);
	if (!slice_starts(document, "<") && !slice_starts(document, "\xef\xbb\xbf<"))
		return verdict(VERDICT_NOT_MINE);
	bool whole = xml_walk(document, find_kind, &kind);
	if (!kind.has_types)
		return verdict(VERDICT_NOT_MINE);
	if (kind.is_inquiry && kind.root == ROOT_PROBE)
		sink_text(out, OBS_SADP_MESSAGE, slice_text("inquiry asked"));
	else if (kind.is_inquiry && kind.root == ROOT_MATCH)
		sink_text(out, OBS_SADP_MESSAGE, slice_text("inquiry answered"));
	else
		sink_text(out, OBS_SADP_MESSAGE, text_view(&kind.types));
	if (kind.root != ROOT_PROBE)
		(void)xml_walk(document, tell, out);
	return whole ? verdict(VERDICT_NEXT) : verdict_malformed("XML");
}

static const struct mark marks[] = {XML_MARKS, {0}};
static const struct hint hints[] = {{.port = 37020}, {0}};
static const enum obs_kind emits[] = {OBS_SADP_MESSAGE, OBS_SADP_DEVICE_TYPE, OBS_SADP_MODEL,
				      OBS_SADP_SERIAL,  OBS_SADP_MAC,         OBS_SADP_FIRMWARE,
				      OBS_SADP_DSP,     OBS_SADP_FIELD,       OBS_KINDS};

extern const struct dissector sadp_dissector;
const struct dissector sadp_dissector = {
	.name = "sadp",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};

/* ---- Ethernet frames ---- */

enum { FROM_DEVICE = 1, FROM_TOOL = 2, TEXT_FIELD = 48, OP_ONLINE = 2, OP_ANSWER = 4 };

static const struct {
	uint8_t operation;
	const char *name;
} operations[] = {
	{OP_ONLINE, "online"},           {3, "inquiry asked"},
	{OP_ANSWER, "inquiry answered"}, {6, "update asked"},
	{7, "update answered"},          {10, "reset password asked"},
	{11, "reset password answered"}, {12, "server asked"},
	{13, "server answered"},         {16, "network change asked"},
	{17, "network change answered"},
};

static const char *operation_name(uint8_t operation)
{
	for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++)
		if (operations[i].operation == operation)
			return operations[i].name;
	return NULL;
}

static void number_field(const char *name, uint32_t number, struct sink *out)
{
	struct text field;

	text_clear(&field);
	text_word(&field, name);
	text_byte(&field, '=');
	text_decimal(&field, number);
	sink_text(out, OBS_SADP_FIELD, text_view(&field));
}

static void address_field(struct slice bytes, struct sink *out)
{
	char printed[ADDR_TEXT_MAX];
	struct addr a = addr_from_wire(bytes);
	struct text field;

	if (!addr_is_set(&a) || addr_is_unspecified(&a))
		return;
	text_clear(&field);
	text_word(&field, "IPv4Address=");
	text_word(&field, addr_print(&a, printed));
	sink_text(out, OBS_SADP_FIELD, text_view(&field));
}

static struct slice fixed_text(struct cursor *in)
{
	return slice_trim(slice_until_nul(cursor_take(in, TEXT_FIELD)));
}

/* The names of the fields are those of the XML form. */
static void device(struct cursor *in, struct sink *out)
{
	struct text type;
	struct slice serial = fixed_text(in);
	uint32_t type_number = cursor_be32(in), port = cursor_be32(in);
	uint32_t encoders = cursor_be32(in), disks = cursor_be32(in);
	struct slice software = fixed_text(in), dsp = fixed_text(in);

	if (!cursor_fine(in))
		return;
	sink_text(out, OBS_SADP_SERIAL, serial);
	text_clear(&type);
	text_decimal(&type, type_number);
	sink_text(out, OBS_SADP_DEVICE_TYPE, text_view(&type));
	sink_text(out, OBS_SADP_FIRMWARE, software);
	sink_text(out, OBS_SADP_DSP, dsp);
	number_field("CommandPort", port, out);
	number_field("EncoderNum", encoders, out);
	number_field("DiskNumber", disks, out);
}

static struct verdict feed_ethernet(void *state, struct cursor *in, const struct where *where,
				    struct sink *out)
{
	struct mac source = {0};
	char printed[MAC_TEXT_MAX];
	(void)state, (void)where;

	uint8_t mark = cursor_u8(in), sender = cursor_u8(in), one = cursor_u8(in);
	cursor_skip(in, 5); /* length, sequence */
	uint16_t lengths = cursor_be16(in);
	uint8_t operation = cursor_u8(in);
	cursor_skip(in, 3); /* parameter, checksum */
	struct slice mac = cursor_take(in, sizeof(source.bytes));
	struct slice address = cursor_take(in, 4);
	cursor_skip(in, 14); /* target MAC and IPv4, mask */
	const char *name = operation_name(operation);
	if (!cursor_fine(in) || mark != 0x21 || one != 1 || lengths != 0x0604 || !name ||
	    (sender != FROM_DEVICE && sender != FROM_TOOL))
		return verdict(VERDICT_NOT_MINE);
	sink_text(out, OBS_SADP_MESSAGE, slice_text(name));
	if (sender != FROM_DEVICE)
		return verdict(VERDICT_NEXT);
	memcpy(source.bytes, mac.at, sizeof(source.bytes));
	if (mac_is_set(&source))
		sink_text(out, OBS_SADP_MAC, slice_text(mac_print(&source, printed)));
	address_field(address, out);
	if (operation == OP_ONLINE || operation == OP_ANSWER)
		device(in, out);
	return cursor_fine(in) ? verdict(VERDICT_NEXT) : verdict_malformed("device cut off");
}

static const struct hint ethernet_hints[] = {{.port = 0x8033}, {0}};

extern const struct dissector sadp_ethernet_dissector;
const struct dissector sadp_ethernet_dissector = {
	.name = "sadp_ethernet",
	.carrier = CARRIER_FRAME,
	.hints = ethernet_hints,
	.feed = feed_ethernet,
	.emits = emits,
};
