/* SPDX-License-Identifier: Apache-2.0
 *
 * DHIP: discovery (UDP 37810, group 239.255.255.251) and remote calls (TCP 5000, or any port that
 * the device serves) of another large firmware family. A head of 32 bytes, numbers little endian,
 * then JSON:
 *
 *   0 20 00 00 00 | 4 "DHIP" | 8 session 4 | 12 request 4 | 16 length 4 | 20 0 | 24 length 4 |
 *   28 0 | 32 {"method":"client.notifyDevInfo","mac":..,"params":{"deviceInfo":{..}}} [LF] [NUL]
 *
 * Sources: julienblitte/UniversalScanner (Dahua2), mcw0/DahuaConsole (the same head over TCP).
 *
 * Of a call only its method is told, of its answer the realm that a login must use (it holds the
 * device's serial number or a hash of it); over TCP the JSON is handed up as a document as well.
 * Skipped on purpose: users, passwords, random numbers, sessions. Firmware is known to write JSON
 * that breaks off inside a text; then the plain pairs of the message are read one by one.
 */
#include "proto/dissector.h"

#include "base/json.h"
#include "proto/text.h"

enum {
	HEAD = 32,
	BODY_MAX = STREAM_NEED_MAX - HEAD,
	MESSAGES_MAX = 32, /* of a stream; what follows are calls that say nothing new */
	PAIRS_MAX = 256,
};

static const struct {
	const char *name;
	enum obs_kind kind;
} own_kind[] = {
	{"Vendor", OBS_DHIP_VENDOR},    {"Manufacturer", OBS_DHIP_MANUFACTURER},
	{"DeviceType", OBS_DHIP_MODEL}, {"DeviceClass", OBS_DHIP_CLASS},
	{"SerialNo", OBS_DHIP_SERIAL},  {"Version", OBS_DHIP_FIRMWARE},
	{"MachineName", OBS_DHIP_NAME},
};

static void named_field(struct slice name, struct slice value, struct sink *out)
{
	struct text field;

	text_clear(&field);
	text_put(&field, name);
	text_byte(&field, '=');
	text_put(&field, value);
	sink_text(out, OBS_DHIP_FIELD, text_view(&field));
}

/* A field of deviceInfo; name may be a path below it. */
static void device_field(struct slice name, struct slice value, struct sink *out)
{
	if (!value.len)
		return;
	for (size_t i = 0; i < sizeof(own_kind) / sizeof(own_kind[0]); i++)
		if (slice_equal(name, slice_text(own_kind[i].name))) {
			sink_text(out, own_kind[i].kind, value);
			return;
		}
	named_field(name, value, out);
}

static void leaf(void *ctx, const struct json_leaf *leaf)
{
	static const char info[] = "params/deviceInfo/";
	struct sink *out = ctx;
	struct slice path = slice_text(leaf->path);

	if (slice_equal(path, slice_text("method"))) {
		sink_text(out, OBS_DHIP_METHOD, leaf->text);
	} else if (slice_equal(path, slice_text("mac"))) {
		sink_text(out, OBS_DHIP_MAC, leaf->text);
	} else if (slice_equal(path, slice_text("params/realm"))) {
		named_field(slice_text("realm"), leaf->text, out);
	} else if (slice_starts(path, info)) {
		size_t len = sizeof(info) - 1;
		device_field(slice_of(path.at + len, path.len - len), leaf->text, out);
	}
}

/* ---- JSON that breaks its rules ---- */

static void blanks(struct cursor *in)
{
	uint8_t c;
	while (cursor_left(in) > 0 && ((c = cursor_peek(in, 0)) == ' ' || c == '\n' || c == '\r'))
		cursor_skip(in, 1);
}

/* A text behind its opening quote. One whose closing quote is missing ends at the comma: the
 * quote that was found then belongs to the next name, and nothing behind the comma is consumed. */
static struct slice broken_text(struct cursor *in)
{
	struct cursor start = *in;
	struct slice text = cursor_until(in, '"');

	blanks(in);
	uint8_t next = cursor_peek(in, 0);
	if (!cursor_fine(in) || next == ',' || next == '}' || next == ']' || next == ':')
		return text;
	struct cursor short_end = start;
	struct slice up_to_comma = cursor_until(&short_end, ',');
	if (!cursor_fine(&short_end) || up_to_comma.len >= text.len)
		return text;
	*in = short_end;
	return up_to_comma;
}

static struct slice plain_value(struct cursor *in)
{
	struct slice rest = cursor_rest(in);
	size_t n = 0;

	while (n < rest.len && n < 32 && rest.at[n] != ',' && rest.at[n] != '}' &&
	       rest.at[n] != ' ' && rest.at[n] >= '+' && rest.at[n] != '[' && rest.at[n] != '{')
		n++;
	return cursor_take(in, n);
}

/* Every "name" : value of the text, wherever it stands. */
static void pairs(struct slice json, struct sink *out)
{
	struct cursor in = cursor_over(json);

	for (unsigned n = 0; n < PAIRS_MAX && cursor_left(&in) > 0; n++) {
		(void)cursor_until(&in, '"');
		struct slice name = broken_text(&in);
		if (!cursor_fine(&in) || cursor_peek(&in, 0) != ':')
			continue;
		cursor_skip(&in, 1);
		blanks(&in);
		bool is_text = cursor_peek(&in, 0) == '"';
		if (is_text)
			cursor_skip(&in, 1);
		struct slice value = is_text ? broken_text(&in) : plain_value(&in);
		if (slice_equal(name, slice_text("method")))
			sink_text(out, OBS_DHIP_METHOD, value);
		else if (slice_equal(name, slice_text("mac")))
			sink_text(out, OBS_DHIP_MAC, value);
		else
			for (size_t i = 0; i < sizeof(own_kind) / sizeof(own_kind[0]); i++)
				if (slice_equal(name, slice_text(own_kind[i].name)))
					sink_text(out, own_kind[i].kind, value);
	}
}

/* ---- carriers ---- */

/* The head without consuming it; false when it is none. */
static bool head(struct cursor in, uint32_t *ret_len)
{
	uint32_t head_len = cursor_le32(&in);
	struct slice mark = cursor_take(&in, 4);
	cursor_skip(&in, 8); /* session, request */
	uint32_t len = cursor_le32(&in), zero = cursor_le32(&in);
	uint32_t again = cursor_le32(&in);

	*ret_len = len;
	return cursor_fine(&in) && head_len == HEAD && slice_equal(mark, slice_text("DHIP")) &&
	       zero == 0 && len == again;
}

/* False when the JSON breaks its rules. */
static bool body(struct slice json, struct sink *out)
{
	json = slice_trim(slice_until_nul(json));
	if (!json.len || json_walk(json, leaf, out))
		return true;
	pairs(json, out);
	return false;
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	uint32_t len;
	(void)state, (void)where;

	if (!head(*in, &len))
		return verdict(VERDICT_NOT_MINE);
	cursor_skip(in, HEAD);
	bool cut = len > cursor_left(in);
	bool fine = body(cursor_take(in, cut ? cursor_left(in) : len), out);
	return fine && !cut ? verdict(VERDICT_NEXT) : verdict_malformed(cut ? "cut off" : "JSON");
}

struct dhip_tcp {
	bool mine;
	uint8_t messages;
};

static struct verdict feed_tcp(void *state, struct cursor *in, const struct where *where,
			       struct sink *out)
{
	static const uint8_t start[] = {HEAD, 0, 0, 0, 'D', 'H', 'I', 'P'};
	struct dhip_tcp *tcp = state;
	(void)where;

	while (cursor_left(in) > 0) {
		uint32_t len;
		size_t known = cursor_left(in) < sizeof(start) ? cursor_left(in) : sizeof(start);
		bool fits = memcmp(cursor_rest(in).at, start, known) == 0;
		if (fits && cursor_left(in) < HEAD)
			/* byte by byte: what is no head is told by the first byte that is not */
			return verdict_more(known < sizeof(start) ? known + 1 : HEAD);
		if (!fits || !head(*in, &len))
			return tcp->mine ? verdict_malformed("head") : verdict(VERDICT_NOT_MINE);
		if (tcp->messages == MESSAGES_MAX)
			return verdict(VERDICT_DONE);
		if (len <= BODY_MAX && cursor_left(in) < HEAD + len)
			return verdict_more(HEAD + len);
		tcp->mine = true;
		tcp->messages++;
		cursor_skip(in, HEAD);
		if (len > BODY_MAX)
			return verdict_skip(len);
		struct slice json = cursor_take(in, len);
		sink_document(out, DOCUMENT_JSON, json);
		if (!body(json, out))
			return verdict_malformed("JSON");
	}
	return verdict(VERDICT_NEXT);
}

static const struct mark marks[] = {MARK("\x20\0\0\0DHIP"), {0}};
static const struct hint hints[] = {{.port = 37810}, {0}};
static const struct hint tcp_hints[] = {
	{.port = 5000, .first_len = 7, .first = {HEAD, 0, 0, 0, 'D', 'H', 'I'}}, {0}};
static const enum obs_kind emits[] = {OBS_DHIP_METHOD,   OBS_DHIP_VENDOR, OBS_DHIP_MANUFACTURER,
				      OBS_DHIP_MODEL,    OBS_DHIP_CLASS,  OBS_DHIP_SERIAL,
				      OBS_DHIP_FIRMWARE, OBS_DHIP_MAC,    OBS_DHIP_NAME,
				      OBS_DHIP_FIELD,    OBS_KINDS};

extern const struct dissector dhip_dissector;
const struct dissector dhip_dissector = {
	.name = "dhip",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};

extern const struct dissector dhip_tcp_dissector;
const struct dissector dhip_tcp_dissector = {
	.name = "dhip_tcp",
	.carrier = CARRIER_STREAM,
	.hints = tcp_hints,
	.marks = marks,
	.state_size = sizeof(struct dhip_tcp),
	.feed = feed_tcp,
	.emits = emits,
};
