/* SPDX-License-Identifier: Apache-2.0
 *
 * BC, the control protocol of a family of Wi-Fi cameras and recorders, TCP 9000. Numbers little
 * endian:
 *
 *   0 f0 de bc 0a (between recorder and camera a0 cd ed 0f) | 4 message 4 | 8 length 4 |
 *   12 channel | 13 stream | 14 number 2 | 16 status 2 | 18 class 2 | [20 payload at 4] | body
 *
 *   class 0x6514 legacy login, 0x6614 its answer, both with a head of 20 bytes; 0x6414 asked and
 *   0x0000 either, 24 bytes
 *   status 0 asked, anything else answered (200 = done), but of the login's classes
 *   body   an XML extension up to "payload at", then an XML payload or binary data
 *
 * XML is plain in old firmware. Later it stands XORed with a fixed key of eight bytes that begins
 * at the channel, and with the channel itself; in newer firmware, after the login, encrypted with
 * AES: then only the heads are read.
 *
 * Source: thirtythreeforty/neolink dissector/protocol.md and messages.md.
 *
 * Skipped on purpose: users, digests, nonces, names and keys of wireless networks, media.
 */
#include "base/xml.h"
#include "proto/dissector.h"
#include "proto/say.h"

enum {
	HEAD_SHORT = 20,
	HEAD_LONG = 24,
	BODY_KEPT = 16384,
	BODY_MAX = 1 << 24,
	MESSAGES_MAX = 64,
	MESSAGE_MEDIA = 3,
};

struct bc {
	bool mine;
	uint8_t messages;
};

struct head {
	uint32_t id, length, payload_at;
	uint16_t status, class;
	uint8_t channel;
	uint8_t size;
};

static const struct {
	uint32_t id;
	const char *asked, *answered;
} names[] = {
	{1, "login asked", "login answered"},         {2, "logout asked", "logout answered"},
	{MESSAGE_MEDIA, "media asked", "media sent"}, {80, "version asked", "version answered"},
	{104, "system asked", "system answered"},     {114, "identity asked", "identity answered"},
};

static const struct {
	const char *path;
	enum obs_kind kind;
} own_kind[] = {
	{"body/VersionInfo/name", OBS_BC_NAME},
	{"body/VersionInfo/type", OBS_BC_MODEL},
	{"body/VersionInfo/serialNumber", OBS_BC_SERIAL},
	{"body/VersionInfo/firmwareVersion", OBS_BC_FIRMWARE},
	{"body/SystemGeneral/deviceName", OBS_BC_NAME},
};

/* What else is told, by the element's own name. */
static const char *const fields[] = {
	"body/Encryption/type",
	"body/DeviceInfo/firmVersion",
	"body/DeviceInfo/type",
	"body/DeviceInfo/typeInfo",
	"body/DeviceInfo/channelNum",
	"body/DeviceInfo/softVer",
	"body/DeviceInfo/hardVer",
	"body/VersionInfo/buildDay",
	"body/VersionInfo/hardwareVersion",
	"body/VersionInfo/cfgVersion",
	"body/VersionInfo/detail",
	"body/VersionInfo/itemNo",
	"body/VersionInfo/pakSuffix",
	"body/Uid/uid",
};

/* ---- head ---- */

/* At least HEAD_SHORT bytes; false when they are no head. */
static bool read_head(struct cursor in, struct head *h)
{
	uint32_t magic = cursor_le32(&in);

	h->id = cursor_le32(&in);
	h->length = cursor_le32(&in);
	h->channel = cursor_u8(&in);
	cursor_skip(&in, 3);
	h->status = cursor_le16(&in);
	h->class = cursor_le16(&in);
	h->size = h->class == 0x6514 || h->class == 0x6614 ? HEAD_SHORT : HEAD_LONG;
	h->payload_at = h->size == HEAD_LONG ? cursor_le32(&in) : 0;
	return (magic == 0x0abcdef0 || magic == 0x0fedcda0) && h->length <= BODY_MAX &&
	       (h->size == HEAD_SHORT || h->class == 0x6414 || h->class == 0);
}

static bool is_answer(const struct head *h)
{
	if (h->size == HEAD_SHORT)
		return h->class == 0x6614;
	return h->status != 0;
}

static bool may_begin(struct slice s)
{
	size_t n = s.len < 4 ? s.len : 4;
	return memcmp(s.at, "\xf0\xde\xbc\x0a", n) == 0 || memcmp(s.at, "\xa0\xcd\xed\x0f", n) == 0;
}

/* ---- body ---- */

static void leaf(void *ctx, const struct xml_leaf *leaf)
{
	struct sink *out = ctx;
	struct slice path = slice_text(leaf->path);

	if (leaf->is_attribute)
		return;
	for (size_t i = 0; i < sizeof(own_kind) / sizeof(own_kind[0]); i++)
		if (slice_equal(path, slice_text(own_kind[i].path)))
			sink_text(out, own_kind[i].kind, leaf->text);
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (slice_equal(path, slice_text(fields[i])))
			say_field(out, OBS_BC_FIELD, slice_text(leaf->name), leaf->text);
}

/* The XML of an answer, as it stands or behind the fixed key; anything else says nothing. */
static void say_xml(struct slice bytes, uint8_t channel, struct sink *out)
{
	static const uint8_t key[] = {0x1f, 0x2d, 0x3c, 0x4b, 0x5a, 0x69, 0x78, 0xff};
	uint8_t plain[BODY_KEPT];

	for (size_t i = 0; i < bytes.len && i < sizeof(plain); i++)
		plain[i] = bytes.at[i] ^ key[(i + channel) % sizeof(key)] ^ channel;
	struct slice clear = slice_of(plain, bytes.len);
	if (slice_starts(bytes, "<?xml"))
		(void)xml_walk(bytes, leaf, out);
	else if (slice_starts(clear, "<?xml"))
		(void)xml_walk(clear, leaf, out);
}

static void say_message(const struct head *h, struct sink *out)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].id == h->id)
			sink_text(out, OBS_BC_MESSAGE,
				  slice_text(is_answer(h) ? names[i].answered : names[i].asked));
}

/* ---- the stream ---- */

static struct verdict message(struct bc *b, struct cursor *in, struct sink *out)
{
	struct head h;

	if (!may_begin(cursor_rest(in)))
		return b->mine ? verdict_malformed("head") : verdict(VERDICT_NOT_MINE);
	if (cursor_left(in) < HEAD_SHORT) /* each byte of the first four may speak against it */
		return verdict_more(cursor_left(in) < 4 ? cursor_left(in) + 1 : HEAD_SHORT);
	if (!read_head(*in, &h))
		return b->mine ? verdict_malformed("head") : verdict(VERDICT_NOT_MINE);
	bool is_media = h.id == MESSAGE_MEDIA && is_answer(&h);
	bool is_kept = h.length <= BODY_KEPT && is_answer(&h) && !is_media;
	size_t whole = h.size + (is_kept ? h.length : 0);
	if (cursor_left(in) < whole)
		return verdict_more(whole);
	b->mine = true;
	cursor_skip(in, h.size);
	say_message(&h, out);
	if (is_media)
		return verdict(VERDICT_DONE);
	struct slice body = cursor_take(in, is_kept ? h.length : 0);
	if (h.payload_at < body.len)
		say_xml(slice_from(body, h.payload_at), h.channel, out);
	if (++b->messages >= MESSAGES_MAX)
		return verdict(VERDICT_DONE);
	return is_kept ? verdict(VERDICT_NEXT) : verdict_skip(h.length);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct verdict v = verdict(VERDICT_NEXT);
	(void)where;

	while (cursor_left(in) > 0 && v.word == VERDICT_NEXT)
		v = message(state, in, out);
	return v;
}

static const struct mark marks[] = {MARK("\xf0\xde\xbc\x0a"), MARK("\xa0\xcd\xed\x0f"), {0}};
static const struct hint hints[] = {{.port = 9000}, {0}};
static const enum obs_kind emits[] = {OBS_BC_MESSAGE, OBS_BC_MODEL, OBS_BC_SERIAL, OBS_BC_FIRMWARE,
				      OBS_BC_NAME,    OBS_BC_FIELD, OBS_KINDS};

extern const struct dissector bc_dissector;
const struct dissector bc_dissector = {
	.name = "bc",
	.carrier = CARRIER_STREAM,
	.hints = hints,
	.marks = marks,
	.state_size = sizeof(struct bc),
	.feed = feed,
	.emits = emits,
};
