/* SPDX-License-Identifier: Apache-2.0
 *
 * RCP+ over HTTP: the remote calls of cameras and encoders, asked as
 * /rcp.xml?command=0x0ae7&type=P_OCTET&direction=READ, answered with
 *
 *   <rcp><command><hex>0x0ae7</hex><dec>2791</dec></command><type>P_OCTET</type>
 *   <direction>READ</direction><num>0</num><idstring/><payload/><cltid>0x0046</cltid>
 *   <sessionid>0x00000000</sessionid><auth>2</auth><protocol>TCP</protocol>
 *   <result><len>6</len><str>00 07 5f 00 00 01</str></result></rcp>
 *
 * or <result><error>..</error></result>. payload repeats the question; the answer stands in str: as
 * text where the type is P_STRING, as bytes in hexadecimal with blanks between where it is P_OCTET
 * or P_UNICODE (UTF-16, network order). Older devices leave elements out.
 *
 * Sources: an answer pasted into a published controller of such a camera (<rcp> with all elements);
 * RCPPayloadDecoder and CameraConnector of a public Java program, which names the commands 0x002f
 * software version, 0x00bc MAC, 0x0ae7 serial number, 0x0be7 type number; 0x0cd4 version as major,
 * minor, build in a published fleet collector, which cites the maker's reference for firmware 9.80;
 * NickCis's Perl module RCPPlus, which takes the answer apart in the same way.
 *
 * Told is what those five answer; skipped on purpose: all other answers, sessions, users.
 */
#include "base/xml.h"
#include "proto/api.h"
#include "proto/dissector.h"

enum { BYTES_MAX = 64 };

enum value { TEXT, BYTES, DIGITS };

static const struct command {
	const char *hex;
	enum obs_kind kind;
	enum value value;
} commands[] = {
	{"0x002f", OBS_API_FIRMWARE, TEXT}, {"0x0cd4", OBS_API_FIRMWARE, TEXT},
	{"0x0be7", OBS_API_MODEL, TEXT},    {"0x00bc", OBS_API_MAC, BYTES},
	{"0x0ae7", OBS_API_SERIAL, DIGITS},
};

struct walk {
	struct sink *out;
	const struct command *command; /* NULL: none of ours */
	bool has_command, has_type, has_direction, is_string;
};

static const struct command *command_of(struct slice hex)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (slice_same_word(hex, commands[i].hex))
			return &commands[i];
	return NULL;
}

static void look(void *ctx, const struct xml_leaf *leaf)
{
	struct walk *w = ctx;
	struct slice path = slice_text(leaf->path);

	if (leaf->is_attribute)
		return;
	if (slice_equal(path, slice_text("rcp/command/hex"))) {
		w->has_command = slice_starts(leaf->text, "0x") && leaf->text.len == 6;
		w->command = command_of(leaf->text);
	} else if (slice_equal(path, slice_text("rcp/type"))) {
		w->has_type = slice_starts(leaf->text, "P_") || slice_starts(leaf->text, "T_") ||
			      slice_starts(leaf->text, "F_");
		w->is_string = slice_equal(leaf->text, slice_text("P_STRING"));
	} else if (slice_equal(path, slice_text("rcp/direction"))) {
		w->has_direction = slice_equal(leaf->text, slice_text("READ")) ||
				   slice_equal(leaf->text, slice_text("WRITE"));
	}
}

static int nibble(uint8_t c)
{
	c = slice_lower(c);
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The bytes of "00 07 5f .."; 0 when it is anything else. */
static size_t bytes_of(struct slice printed, uint8_t ret_bytes[static BYTES_MAX])
{
	size_t n = 0;

	for (size_t at = 0; at + 1 < printed.len && n < BYTES_MAX; at += 3) {
		int high = nibble(printed.at[at]), low = nibble(printed.at[at + 1]);
		if (high < 0 || low < 0 || (at + 2 < printed.len && printed.at[at + 2] != ' '))
			return 0;
		ret_bytes[n++] = (uint8_t)(high << 4 | low);
	}
	return printed.len == 3 * n - 1 ? n : 0;
}

/* Bytes that are each a decimal digit, or the character of one. */
static void say_digits(struct sink *out, enum obs_kind kind, const uint8_t *bytes, size_t n)
{
	struct text text;

	text_clear(&text);
	for (size_t i = 0; i < n; i++) {
		uint8_t digit = bytes[i] >= '0' ? (uint8_t)(bytes[i] - '0') : bytes[i];
		if (digit > 9)
			return;
		text_byte(&text, (uint8_t)('0' + digit));
	}
	sink_text(out, kind, text_view(&text));
}

static void tell(void *ctx, const struct xml_leaf *leaf)
{
	struct walk *w = ctx;
	uint8_t bytes[BYTES_MAX];

	if (leaf->is_attribute || !w->command ||
	    !slice_equal(slice_text(leaf->path), slice_text("rcp/result/str")))
		return;
	if (w->command->value == TEXT) {
		if (w->is_string && say_is_text(leaf->text))
			sink_text(w->out, w->command->kind, leaf->text);
		return;
	}
	size_t n = bytes_of(leaf->text, bytes);
	if (w->command->value == BYTES)
		say_mac(w->out, w->command->kind, slice_of(bytes, n));
	else if (n)
		say_digits(w->out, w->command->kind, bytes, n);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct slice xml = cursor_rest(in);
	struct walk w = {.out = out};
	(void)state;

	if (where->from_client)
		return verdict(VERDICT_NOT_MINE);
	bool whole = xml_walk(xml, look, &w);
	if (!w.has_command || !w.has_type || !w.has_direction)
		return verdict(VERDICT_NOT_MINE);
	sink_text(out, OBS_API_FORM, slice_text("rcp"));
	(void)xml_walk(xml, tell, &w);
	return whole ? verdict(VERDICT_DONE) : verdict_malformed("XML breaks off");
}

static const enum obs_kind emits[] = {OBS_API_FORM,     OBS_API_MODEL, OBS_API_SERIAL,
				      OBS_API_FIRMWARE, OBS_API_MAC,   OBS_KINDS};

extern const struct dissector rcp_dissector;
const struct dissector rcp_dissector = {
	.name = "rcp",
	.carrier = CARRIER_DOCUMENT,
	.documents = 1u << DOCUMENT_XML | 1u << DOCUMENT_TEXT,
	.feed = feed,
	.emits = emits,
};
