/* SPDX-License-Identifier: Apache-2.0
 *
 * DVRIP: the older control protocol of a large firmware family, TCP 37777. Every message has a head
 * of 32 bytes, numbers little endian, and `length` bytes behind it:
 *
 *   0 command | 1 | 2 | 3 version or 0 | 4 length 4 | 8 .. 23 by command | 24 .. 31 by command
 *
 *   a0  login asked: 28 00 00 a1 aa; a0 01 asks for realm and random number, a0 05 brings the
 *       digest
 *   b0  answered: "Realm:Login to X" CRLF "Random:N" CRLF CRLF, or nothing behind
 *       06 00 f9 00 at 24: 8 = 0 accepted, 10 channels, 11 video encoding, 12 type, 13 subtype
 *   a4  information asked: 8 which
 *   b4  answered: 8 which, the text behind the head
 *   f6  remote call, JSON behind the head: 8 id, 16 length of the whole, 24 session
 *   a1, b1  keep-alive
 *   f1  a second connection belongs to a session
 *   bc  media, "DHAV" frames
 *
 * Sources: mcw0/DahuaConsole net.py (a0, b0, f6), arthar360/TaniDVR src/hlprotocol.c (b0, a4, bc).
 *
 * The JSON of remote calls is handed up as a document. Which way a message goes is told by its
 * command, of f6 by who opened the connection. Media is read where it is wanted (where->pictures),
 * else it ends the reading. Skipped on purpose: users, digests, random numbers.
 */
#include "proto/dissector.h"
#include "proto/frames.h"
#include "proto/say.h"

enum {
	HEAD = 32,
	TEXT_BODY_MAX = 4096, /* of answers in words */
	CALL_BODY_MAX = STREAM_NEED_MAX - HEAD,
	BODY_MAX = 1 << 24, /* a frame of video is far below */
	MESSAGES_MAX = 64,
	START_NEED = HEAD + 7, /* of a first message: head and "Realm:" or "DHAV" */
};

enum command {
	LOGIN_ASKED = 0xa0,
	ALIVE_ASKED = 0xa1,
	INFO_ASKED = 0xa4,
	LOGIN_ANSWERED = 0xb0,
	ALIVE_ANSWERED = 0xb1,
	INFO_ANSWERED = 0xb4,
	MEDIA = 0xbc,
	CALL = 0xf6,
};

struct dvrip {
	bool mine;
	bool reads;       /* media has come and is wanted */
	bool from_client; /* who sends it */
	uint8_t messages;
	uint32_t left; /* bytes of a message of media */
	struct frames frames;
};

struct head {
	uint8_t command, word[24]; /* word: bytes 8 to 31 */
	uint32_t length;
};

static struct head read_head(struct cursor in)
{
	struct head h = {.command = cursor_u8(&in)};

	cursor_skip(&in, 3);
	h.length = cursor_le32(&in);
	for (size_t i = 0; i < sizeof(h.word); i++)
		h.word[i] = cursor_u8(&in);
	return h;
}

/* ---- is it ours ---- */

static bool is_login(const struct head *h)
{
	return h->word[20] == 0 && h->word[21] == 0 && h->word[22] == 0xa1 && h->word[23] == 0xaa &&
	       h->length <= TEXT_BODY_MAX;
}

static bool is_login_reply(const struct head *h, struct slice body)
{
	if (h->length > TEXT_BODY_MAX)
		return false;
	if (h->length > 0 && slice_starts(body, "Realm:"))
		return true;
	return h->word[16] == 6 && h->word[17] == 0 && h->word[18] == 0xf9 && h->word[19] == 0;
}

static bool is_call(const struct head *h, struct cursor in)
{
	cursor_skip(&in, 12);
	uint32_t zero = cursor_le32(&in), whole = cursor_le32(&in);

	zero |= cursor_le32(&in);
	return zero == 0 && h->length > 1 && whole >= h->length && whole <= BODY_MAX &&
	       cursor_peek(&in, 8) == '{';
}

/* Whether the bytes, at least START_NEED or a whole message, begin a conversation. */
static bool begins(struct cursor in)
{
	struct head h = read_head(in);
	struct cursor behind = in;

	cursor_skip(&behind, HEAD);
	struct slice body = cursor_rest(&behind);
	if (cursor_peek(&in, 2) != 0)
		return false;
	switch (h.command) {
	case LOGIN_ASKED:
		return is_login(&h);
	case LOGIN_ANSWERED:
		return is_login_reply(&h, body);
	case CALL:
		return is_call(&h, in);
	case MEDIA:
		return h.length > 4 && h.length <= BODY_MAX && slice_starts(body, "DHAV");
	default:
		return false;
	}
}

/* Whether n bytes can be the start of a message that begins a conversation. */
static bool may_begin(struct slice s)
{
	return (s.at[0] == LOGIN_ASKED || s.at[0] == LOGIN_ANSWERED || s.at[0] == CALL ||
		s.at[0] == MEDIA) &&
	       (s.len < 3 || s.at[2] == 0);
}

/* ---- what messages say ---- */

static void say_message(struct sink *out, const char *what)
{
	sink_text(out, OBS_DVRIP_MESSAGE, slice_text(what));
}

static void login_answered(const struct head *h, struct slice body, struct sink *out)
{
	struct cursor lines = cursor_over(body);

	say_message(out, "login answered");
	if (h->length == 0 && h->word[0] == 0) {
		say_number(out, OBS_DVRIP_FIELD, "channels", h->word[2]);
		say_number(out, OBS_DVRIP_FIELD, "type", h->word[4]);
		say_number(out, OBS_DVRIP_FIELD, "subtype", h->word[5]);
	}
	while (cursor_left(&lines) > 0) {
		struct slice line = cursor_line(&lines);
		if (slice_starts(line, "Realm:") && say_is_text(line))
			sink_text(out, OBS_DVRIP_REALM, slice_trim(slice_from(line, 6)));
	}
}

static void info_answered(const struct head *h, struct slice body, struct sink *out)
{
	struct slice text = slice_trim(slice_until_nul(body));

	say_message(out, "information answered");
	if (!say_is_text(text))
		return;
	switch (h->word[0]) {
	case 7:
		sink_text(out, OBS_DVRIP_SERIAL, text);
		break;
	case 8:
		sink_text(out, OBS_DVRIP_FIRMWARE, text);
		break;
	case 11:
		say_field(out, OBS_DVRIP_FIELD, slice_text("device"), text);
		break;
	case 29:
		say_field(out, OBS_DVRIP_FIELD, slice_text("oem"), text);
		break;
	case 39:
		say_field(out, OBS_DVRIP_FIELD, slice_text("url"), text);
		break;
	default:
		break;
	}
}

/* The message whose head was consumed; its body is there when it has at most body_kept() bytes. */
static void tell(const struct head *h, struct slice body, bool from_client, struct sink *out)
{
	switch (h->command) {
	case LOGIN_ASKED:
		say_message(out, "login asked");
		break;
	case LOGIN_ANSWERED:
		login_answered(h, body, out);
		break;
	case INFO_ASKED:
		say_message(out, "information asked");
		break;
	case INFO_ANSWERED:
		info_answered(h, body, out);
		break;
	case CALL:
		say_message(out, from_client ? "call asked" : "call answered");
		if (body.len)
			sink_document(out, DOCUMENT_JSON, body);
		break;
	case MEDIA:
		say_message(out, "media sent");
		break;
	default:
		break;
	}
}

/* Most bytes of a body that are read; a longer one is passed over. */
static uint32_t body_kept(uint8_t command)
{
	if (command == CALL)
		return CALL_BODY_MAX;
	return command == LOGIN_ANSWERED || command == INFO_ANSWERED ? TEXT_BODY_MAX : 0;
}

/* ---- the stream ---- */

static struct verdict start(struct dvrip *d, struct cursor *in)
{
	struct slice s = cursor_rest(in);

	if (!may_begin(s))
		return verdict(VERDICT_NOT_MINE);
	if (s.len < HEAD)
		return verdict_more(s.len < 3 ? 3 : HEAD);
	struct head h = read_head(*in);
	if (h.command != LOGIN_ASKED && h.length > 0 && s.len < START_NEED)
		return verdict_more(START_NEED);
	d->mine = begins(*in);
	return verdict(d->mine ? VERDICT_NEXT : VERDICT_NOT_MINE);
}

/* The head of a message of media was consumed. */
static struct verdict media(struct dvrip *d, uint32_t len, const struct where *where)
{
	if (!where->pictures)
		return verdict(VERDICT_DONE);
	if (d->reads && d->from_client != where->from_client)
		return verdict_skip(len);
	d->reads = true;
	d->from_client = where->from_client;
	d->left = len;
	return verdict(VERDICT_NEXT);
}

static void pictures(struct dvrip *d, struct cursor *in, struct sink *out)
{
	size_t len = cursor_left(in) < d->left ? cursor_left(in) : d->left;

	frames_feed(&d->frames, cursor_take(in, len), out);
	d->left -= (uint32_t)len;
}

static struct verdict message(struct dvrip *d, struct cursor *in, const struct where *where,
			      struct sink *out)
{
	if (d->left && d->from_client == where->from_client) {
		pictures(d, in, out);
		return verdict(VERDICT_NEXT);
	}
	if (cursor_left(in) < HEAD)
		return verdict_more(HEAD);
	struct head h = read_head(*in);
	bool is_kept = h.length <= body_kept(h.command);

	if (h.length > BODY_MAX)
		return verdict_malformed("length");
	if (is_kept && cursor_left(in) < HEAD + h.length)
		return verdict_more(HEAD + h.length);
	cursor_skip(in, HEAD);
	tell(&h, cursor_take(in, is_kept ? h.length : 0), where->from_client, out);
	if (h.command == MEDIA)
		return media(d, h.length, where);
	if (d->messages < MESSAGES_MAX)
		d->messages++;
	if (d->messages == MESSAGES_MAX && !d->reads)
		return verdict(VERDICT_DONE);
	return is_kept ? verdict(VERDICT_NEXT) : verdict_skip(h.length);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct dvrip *d = state;
	struct verdict v = verdict(VERDICT_NEXT);

	if (cursor_left(in) > 0 && !d->mine)
		v = start(d, in);
	while (cursor_left(in) > 0 && v.word == VERDICT_NEXT)
		v = message(d, in, where, out);
	return v;
}

static const struct mark marks[] = {LOOSE_MARK("\xa0\0\0", "\xff\0\xff"),
				    LOOSE_MARK("\xb0\0\0", "\xff\0\xff"),
				    LOOSE_MARK("\xf6\0\0", "\xff\0\xff"),
				    LOOSE_MARK("\xbc\0\0", "\xff\0\xff"),
				    {0}};
static const struct hint hints[] = {{.port = 37777}, {0}};
static const enum obs_kind emits[] = {OBS_DVRIP_MESSAGE,  OBS_DVRIP_REALM, OBS_DVRIP_SERIAL,
				      OBS_DVRIP_FIRMWARE, OBS_DVRIP_FIELD, OBS_KINDS};

extern const struct dissector dvrip_dissector;
const struct dissector dvrip_dissector = {
	.name = "dvrip",
	.carrier = CARRIER_STREAM,
	.hints = hints,
	.marks = marks,
	.state_size = sizeof(struct dvrip),
	.feed = feed,
	.emits = emits,
};
