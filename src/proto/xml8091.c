/* SPDX-License-Identifier: Apache-2.0
 *
 * Control by XML, TCP 8091, of a family of boards sold under many names:
 *
 *   0 58 91 58 51 | 4 length 4, little endian | 8 XML in GB2312
 *
 *   <XML_x> <MESSAGE_HEADER Msg_type="USER_AUTH_MESSAGE" Msg_code="1" Msg_flag="0"/>
 *     <MESSAGE_BODY> <DEVICE_TYPE DeviceType=".." DeviceModule=".."/>
 *       <IPC_SERIALNUMBER SerialNumber=".."/> <LANConfig MacAddress=".." .../> ...
 *
 * Sources: published clients of the maker's NetSDK (frame, login), OpenIPC/python-anjoy (the same
 * under another root name), published server code of both (the body).
 *
 * Skipped on purpose: users, passwords, sessions.
 */
#include "base/xml.h"
#include "proto/dissector.h"
#include "proto/text.h"

enum { HEAD = 8, BODY_MAX = STREAM_NEED_MAX - HEAD, MESSAGES_MAX = 64 };

struct xml8091 {
	bool mine;
	uint8_t messages;
};

struct walk {
	struct sink *out;
	bool from_client;
	struct text root, type, code;
};

static const struct {
	const char *element, *name;
	enum obs_kind kind;
} attributes[] = {
	{"MESSAGE_BODY/DEVICE_TYPE", "DeviceModule", OBS_XML8091_MODEL},
	{"MESSAGE_BODY/IPC_SERIALNUMBER", "SerialNumber", OBS_XML8091_SERIAL},
	{"MESSAGE_BODY/LANConfig", "MacAddress", OBS_XML8091_MAC},
};

static void keep(struct text *to, struct slice s)
{
	text_clear(to);
	text_put(to, s);
}

static void header(struct walk *w, const struct xml_leaf *leaf)
{
	struct cursor path = cursor_over(slice_text(leaf->path));

	keep(&w->root, cursor_until(&path, '/'));
	if (slice_equal(slice_text(leaf->name), slice_text("Msg_type")))
		keep(&w->type, leaf->text);
	else if (slice_equal(slice_text(leaf->name), slice_text("Msg_code")))
		keep(&w->code, leaf->text);
}

static void look(void *ctx, const struct xml_leaf *leaf)
{
	struct walk *w = ctx;
	if (leaf->is_attribute && xml_path_ends(leaf->path, "MESSAGE_HEADER"))
		header(w, leaf);
}

static void tell(void *ctx, const struct xml_leaf *leaf)
{
	struct walk *w = ctx;

	for (size_t i = 0; leaf->is_attribute && i < sizeof(attributes) / sizeof(attributes[0]);
	     i++)
		if (xml_path_ends(leaf->path, attributes[i].element) &&
		    slice_equal(slice_text(leaf->name), slice_text(attributes[i].name)))
			sink_text(w->out, attributes[i].kind, leaf->text);
}

/* False when the XML is broken or no message. */
static bool body(struct slice xml, bool from_client, struct sink *out)
{
	struct walk w = {.out = out, .from_client = from_client};
	struct text t;

	bool whole = xml_walk(xml, look, &w);
	if (!w.type.len)
		return false;
	text_clear(&t);
	text_word(&t, from_client ? "asked " : "answered ");
	text_put(&t, text_view(&w.type));
	text_byte(&t, ' ');
	text_put(&t, text_view(&w.code));
	sink_text(out, OBS_XML8091_MESSAGE, slice_trim(text_view(&t)));
	if (!from_client) {
		sink_text(out, OBS_XML8091_ROOT, text_view(&w.root));
		(void)xml_walk(xml, tell, &w);
	}
	return whole;
}

static struct verdict message(struct xml8091 *x, struct cursor *in, bool from_client,
			      struct sink *out)
{
	struct slice s = cursor_rest(in);
	size_t known = s.len < 4 ? s.len : 4;
	struct cursor ahead = *in;

	if (memcmp(s.at, "\x58\x91\x58\x51", known) != 0)
		return x->mine ? verdict_malformed("head") : verdict(VERDICT_NOT_MINE);
	if (known < 4)
		return verdict_more(known + 1);
	if (s.len < HEAD)
		return verdict_more(HEAD);
	cursor_skip(&ahead, 4);
	uint32_t len = cursor_le32(&ahead);
	if (len > BODY_MAX)
		return x->mine ? verdict_malformed("length") : verdict(VERDICT_NOT_MINE);
	if (s.len < HEAD + len)
		return verdict_more(HEAD + len);
	x->mine = true;
	cursor_skip(in, HEAD);
	if (!body(cursor_take(in, len), from_client, out))
		return verdict_malformed("XML");
	return verdict(++x->messages < MESSAGES_MAX ? VERDICT_NEXT : VERDICT_DONE);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct verdict v = verdict(VERDICT_NEXT);

	while (cursor_left(in) > 0 && v.word == VERDICT_NEXT)
		v = message(state, in, where->from_client, out);
	return v;
}

static const struct mark marks[] = {MARK("\x58\x91\x58\x51"), {0}};
static const struct hint hints[] = {{.port = 8091}, {0}};
static const enum obs_kind emits[] = {OBS_XML8091_MESSAGE, OBS_XML8091_ROOT, OBS_XML8091_MODEL,
				      OBS_XML8091_SERIAL,  OBS_XML8091_MAC,  OBS_KINDS};

extern const struct dissector xml8091_dissector;
const struct dissector xml8091_dissector = {
	.name = "xml8091",
	.carrier = CARRIER_STREAM,
	.hints = hints,
	.marks = marks,
	.state_size = sizeof(struct xml8091),
	.feed = feed,
	.emits = emits,
};
