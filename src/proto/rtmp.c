/* SPDX-License-Identifier: Apache-2.0
 *
 * RTMP (Adobe's Real Time Messaging Protocol 1.0, chapters 5 and 7; AMF0): where a device sends or
 * fetches a stream.
 *
 *   client: 03 | C1 1536: time 4, zero 4, random | C2 1536 | chunks
 *   chunk:  format 2 bits, stream 6 bits | head 11, 7, 3 or 0 bytes | at most chunk-size bytes
 *   head:   time 3 | length 3 | kind 1 | message stream 4 (little-endian); the first 11, 7 or 3
 *   command (kind 14 hex): text name | number | object or null | arguments
 *
 * The handshake alone is no mark; that a "connect" follows it is. The server's half (S0 to S2, of
 * the same layout) comes before it and is only waited with. Then the client's commands are read
 * until pictures begin; those are read in rtmp_media.c where they are wanted. A name to publish
 * under is a key to the account: that there is one is said, never which; of application and address
 * only what stands before it is kept. Skipped on purpose: what the server says, RTMPT, RTMPE, AMF3,
 * chunks of several streams mixed within a command.
 */
#include "proto/dissector.h"
#include "proto/rtmp_media.h"
#include "proto/url.h"

enum {
	PORT = 1935,
	HANDSHAKE = 1 + 1536 + 1536,
	PART_OF_C1 = 9,             /* version, time, zeros */
	SERVER_MAX = 2 * HANDSHAKE, /* bytes of a server, waited with for the client's word */
	VERSION = 3,
	HEAD_WHOLE = 11,
	STREAM_FIRST = 2,
	TIME_EXTENDED = 0xffffff,
	CHUNK_DEFAULT = 128,
	CONTROL_STREAM = 2,
	CONTROL_LEN = 4,
	FIRST_COMMAND = 10, /* bytes: the text "connect" */
	KIND_CHUNK_SIZE = 1,
	KIND_AUDIO = 8,
	KIND_VIDEO = 9,
	KIND_COMMAND = 0x14,
	COMMAND_MAX = 4096,
	MESSAGES_MAX = 32, /* before a client that never publishes is left */
	AMF_NUMBER = 0,
	AMF_BOOLEAN = 1,
	AMF_TEXT = 2,
	AMF_OBJECT = 3,
	AMF_NULL = 5,
	AMF_UNDEFINED = 6,
	NUMBER_LEN = 8,
	PROPERTIES_MAX = 64,
	APPLICATION_MAX = 32, /* of an application; what is longer is no name */
	KEY_MIN = 16,
	KEY_DIGITS = 3,
};

struct rtmp {
	bool mine;
	bool pictures; /* have begun and are wanted */
	uint8_t messages;
	uint32_t chunk;
	struct rtmp_media media;
};

struct message {
	uint32_t len;
	uint8_t kind, stream;
	size_t head; /* bytes */
};

/* The head of a message's first chunk; false when it is none that stands alone. *ret_short: more
 * bytes are wanted. */
static bool message_head(struct cursor in, struct message *ret, bool *ret_short)
{
	struct cursor start = in;
	uint8_t first = cursor_u8(&in);
	size_t head = first >> 6 == 0 ? HEAD_WHOLE : HEAD_WHOLE - 4;
	uint32_t time = cursor_be24(&in);
	struct message m = {.stream = first & 0x3f};

	m.len = cursor_be24(&in);
	m.kind = cursor_u8(&in);
	m.head = 1 + head + (time == TIME_EXTENDED ? 4 : 0);
	*ret_short = cursor_left(&start) < m.head;
	*ret = m;
	return first >> 6 <= 1 && m.stream >= STREAM_FIRST;
}

static size_t wire_length(const struct message *m, uint32_t chunk)
{
	size_t more = m->len ? (m->len - 1) / chunk : 0;
	return m->head + m->len + more;
}

/* Puts the chunks of a whole message together; false when another stream's is among them. */
static bool assemble(struct cursor *in, const struct message *m, uint32_t chunk,
		     uint8_t to[COMMAND_MAX])
{
	size_t at = 0;

	cursor_skip(in, m->head);
	while (at < m->len) {
		size_t n = m->len - at < chunk ? m->len - at : chunk;
		if (at && cursor_u8(in) != (0xc0 | m->stream))
			return false;
		struct slice part = cursor_take(in, n);
		if (!cursor_fine(in) || !part.at)
			return false;
		memcpy(to + at, part.at, n);
		at += n;
	}
	return true;
}

static struct slice amf_text(struct cursor *in)
{
	if (cursor_peek(in, 0) != AMF_TEXT)
		return slice_of(NULL, 0);
	cursor_skip(in, 1);
	return cursor_take(in, cursor_be16(in));
}

/* What a name of an application is written with; what else stands in a path may be a secret. */
static bool is_plain(uint8_t c)
{
	c = slice_lower(c);
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

/* Names of applications are words; keys are long and mix letters and digits. */
static bool is_key(struct slice name)
{
	size_t digits = 0;

	for (size_t i = 0; i < name.len; i++)
		digits += name.at[i] >= '0' && name.at[i] <= '9';
	return name.len > APPLICATION_MAX || (name.len >= KEY_MIN && digits >= KEY_DIGITS);
}

/* The application's name, which is the first part of the path; "*" for all that follows: clients
 * put the name to publish under, its key or a password there. */
static void put_application(struct text *to, struct slice path)
{
	size_t n = 0;

	while (n < path.len && is_plain(path.at[n]))
		n++;
	if (is_key(slice_of(path.at, n)))
		n = 0;
	text_put(to, slice_of(path.at, n));
	if (n < path.len && path.at[n] == '/' && n + 1 == path.len)
		text_byte(to, '/');
	else if (n < path.len)
		text_word(to, path.at[n] == '/' ? "/*" : "*");
}

static void say_app(struct sink *out, struct slice app)
{
	struct text kept;

	text_clear(&kept);
	put_application(&kept, app);
	sink_text(out, OBS_RTMP_APP, text_view(&kept));
}

/* scheme://host:port/application; nothing of what is no such address. */
static void say_url(struct sink *out, struct slice url)
{
	struct text clean, kept;
	size_t host = 0;

	text_clear(&clean);
	text_clear(&kept);
	url_put_clean(&clean, url);
	struct slice rest = text_view(&clean);
	while (host < rest.len && !slice_starts(slice_from(rest, host), "://"))
		host++;
	if (host >= rest.len)
		return;
	size_t n = host + 3;
	text_put(&kept, slice_of(rest.at, n));
	/* A password that holds '/' looks like a host. */
	if (memchr(rest.at, '@', rest.len) || slice_find_word(rest, "%40") < rest.len) {
		text_byte(&kept, '*');
		sink_text(out, OBS_RTMP_URL, text_view(&kept));
		return;
	}
	size_t from = n;
	while (n < rest.len && (is_plain(rest.at[n]) || rest.at[n] == ':' || rest.at[n] == '[' ||
				rest.at[n] == ']'))
		n++;
	text_put(&kept, slice_of(rest.at + from, n - from));
	if (n < rest.len && rest.at[n] == '/') {
		text_byte(&kept, '/');
		put_application(&kept, slice_from(rest, n + 1));
	} else if (n < rest.len) {
		text_byte(&kept, '*');
	}
	sink_text(out, OBS_RTMP_URL, text_view(&kept));
}

/* The object of a connect: plain values only. */
static void properties(struct cursor *in, struct sink *out)
{
	if (cursor_u8(in) != AMF_OBJECT)
		return;
	for (unsigned i = 0; i < PROPERTIES_MAX && cursor_left(in) > 3; i++) {
		struct slice name = cursor_take(in, cursor_be16(in));
		uint8_t type = cursor_peek(in, 0);
		if (type == AMF_TEXT) {
			struct slice value = amf_text(in);
			if (slice_equal(name, slice_text("app")))
				say_app(out, value);
			else if (slice_equal(name, slice_text("tcUrl")))
				say_url(out, value);
			else if (slice_equal(name, slice_text("flashVer")))
				sink_text(out, OBS_RTMP_SOFTWARE, value);
		} else if (type == AMF_NUMBER) {
			cursor_skip(in, 1 + NUMBER_LEN);
		} else if (type == AMF_BOOLEAN) {
			cursor_skip(in, 2);
		} else if (type == AMF_NULL || type == AMF_UNDEFINED) {
			cursor_skip(in, 1);
		} else {
			return;
		}
	}
}

static void command(struct slice bytes, struct sink *out)
{
	struct cursor in = cursor_over(bytes);
	struct slice name = amf_text(&in);

	if (cursor_u8(&in) != AMF_NUMBER)
		return;
	cursor_skip(&in, NUMBER_LEN);
	if (slice_equal(name, slice_text("connect"))) {
		properties(&in, out);
		return;
	}
	if (slice_equal(name, slice_text("publish")))
		sink_text(out, OBS_RTMP_ASKED, slice_text("publish, under a name not kept"));
	else if (slice_equal(name, slice_text("play")))
		sink_text(out, OBS_RTMP_ASKED, slice_text("play"));
}

/* Whether either side's first bytes may begin a handshake. On the protocol's own port its zeros may
 * be a version. */
static struct verdict handshake(const struct cursor *in, const struct where *where)
{
	struct cursor c = *in;

	if (cursor_u8(&c) != VERSION)
		return verdict(VERDICT_NOT_MINE);
	if (cursor_left(in) < PART_OF_C1)
		return verdict_more(PART_OF_C1);
	cursor_skip(&c, 4);
	if (cursor_be32(&c) != 0 && where->dst_port != PORT && where->src_port != PORT)
		return verdict(VERDICT_NOT_MINE);
	return verdict(VERDICT_NEXT);
}

/* A server's bytes decide nothing, but the client's are not lost because nobody wants them. */
static struct verdict server_waits(const struct cursor *in)
{
	return cursor_left(in) < SERVER_MAX ? verdict_more(SERVER_MAX) : verdict(VERDICT_NOT_MINE);
}

/* Whether a client begins so; needs the handshake and what follows it. */
static struct verdict recognise(const struct cursor *in, const struct where *where)
{
	static const uint8_t connect[FIRST_COMMAND] = {AMF_TEXT, 0,   7,   'c', 'o',
						       'n',      'n', 'e', 'c', 't'};
	size_t want = HANDSHAKE + 1 + HEAD_WHOLE + FIRST_COMMAND;
	struct cursor c = *in;
	struct message m;
	bool cut;

	struct verdict v = handshake(in, where);
	if (v.word != VERDICT_NEXT)
		return v;
	if (!where->from_client)
		return server_waits(in);
	if (cursor_left(in) < want)
		return verdict_more(want);
	cursor_skip(&c, HANDSHAKE);
	if (!message_head(c, &m, &cut))
		return verdict(VERDICT_NOT_MINE);
	if (m.kind == KIND_CHUNK_SIZE && m.len == CONTROL_LEN && m.stream == CONTROL_STREAM)
		return verdict(VERDICT_NEXT);
	cursor_skip(&c, m.head);
	bool fits = slice_equal(cursor_take(&c, FIRST_COMMAND), slice_of(connect, FIRST_COMMAND));
	return verdict(m.kind == KIND_COMMAND && fits ? VERDICT_NEXT : VERDICT_NOT_MINE);
}

/* The whole message is there. */
static bool read_message(struct rtmp *flow, struct cursor *in, const struct message *m,
			 struct sink *out)
{
	uint8_t bytes[COMMAND_MAX];
	struct cursor body;

	if (!assemble(in, m, flow->chunk, bytes))
		return false;
	body = cursor_over(slice_of(bytes, m->len));
	if (m->kind == KIND_COMMAND) {
		command(cursor_rest(&body), out);
		return true;
	}
	flow->chunk = cursor_be32(&body);
	return flow->chunk >= RTMP_CHUNK_LEAST && flow->chunk <= RTMP_CHUNK_MAX;
}

static struct verdict client(struct rtmp *flow, struct cursor *in, bool pictures, struct sink *out)
{
	struct message m;
	bool cut;

	if (flow->pictures)
		return rtmp_media_feed(&flow->media, in, out);
	while (cursor_left(in) > 0) {
		bool fits = message_head(*in, &m, &cut);
		if (!fits || flow->messages == MESSAGES_MAX)
			return verdict(VERDICT_DONE);
		if (cut)
			return verdict_more(cursor_left(in) + 1);
		bool is_media = m.kind == KIND_AUDIO || m.kind == KIND_VIDEO;
		if (is_media && pictures) {
			flow->pictures = true;
			flow->media.chunk = flow->chunk;
			return rtmp_media_feed(&flow->media, in, out);
		}
		if (is_media)
			return verdict(VERDICT_DONE);
		size_t whole = wire_length(&m, flow->chunk);
		bool wanted = (m.kind == KIND_COMMAND && m.len <= COMMAND_MAX) ||
			      (m.kind == KIND_CHUNK_SIZE && m.len == CONTROL_LEN);
		if (wanted && cursor_left(in) < whole)
			return verdict_more(whole);
		flow->messages++;
		if (!wanted)
			return verdict_skip(whole);
		if (!read_message(flow, in, &m, out))
			return verdict(VERDICT_DONE);
	}
	return verdict(VERDICT_NEXT);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct rtmp *flow = state;

	if (!flow->mine) {
		struct verdict v = recognise(in, where);
		if (v.word != VERDICT_NEXT)
			return v;
		flow->mine = true;
		flow->chunk = CHUNK_DEFAULT;
		cursor_skip(in, HANDSHAKE);
	}
	return where->from_client ? client(flow, in, where->pictures, out)
				  : verdict_skip(UINT32_MAX);
}

static const struct hint hints[] = {{.port = PORT}, {0}};
static const struct mark marks[] = {MARK("\x03"), {0}};
static const enum obs_kind emits[] = {OBS_RTMP_APP, OBS_RTMP_URL, OBS_RTMP_SOFTWARE, OBS_RTMP_ASKED,
				      OBS_KINDS};

extern const struct dissector rtmp_dissector;
const struct dissector rtmp_dissector = {
	.name = "rtmp",
	.carrier = CARRIER_STREAM,
	.hints = hints,
	.marks = marks,
	.state_size = sizeof(struct rtmp),
	.feed = feed,
	.emits = emits,
};
