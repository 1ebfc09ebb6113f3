/* SPDX-License-Identifier: Apache-2.0
 *
 * A maker's P2P over UDP, three forms that may follow one another in one flow.
 *
 * Rendezvous (UDP 8800): HTTP's shape in one datagram, with methods of its own. The serial number
 * of the device that is asked for stands in the path:
 *   DHGET /online/p2psrv/SERIAL HTTP/1.1
 *   DHPOST /device/SERIAL/p2p-channel HTTP/1.1
 *     CSeq: n
 *     X-WSSE: UsernameToken Username="...", PasswordDigest="..."
 *   HTTP/1.1 200 OK
 *     CSeq: n
 *     <body><US>address:port</US></body>
 * What a device itself sends to register has not been published: a path is put down to the sender,
 * not to the device that it names.
 *
 * Path test: STUN with every bit turned round, FF FE for a request, FE FE for an answer.
 *
 * Tunnel: "PTCP" | bytes sent | received | packet | message here | message there, 4 bytes each;
 *   24 type 1 | length 3 | realm 4 | 0 4 | 36 data
 *   types: 00 start
 *          10 data of a TCP connection
 *          11 the client wants a port of the device
 *          12 "CONN" or "DISC"
 *          13 heartbeat
 *          17 to 1b signing
 * Only the device can open its port (12 "CONN") and send a server's reply inside data.
 *
 * Source: khoanguyen-3fc/dh-p2p (README, dh-p2p.lua, src/dh.rs).
 */
#include "proto/dissector.h"

#include "proto/say.h"

enum {
	MESSAGES_MAX = 64,
	STUN_HEAD = 20,
	TUNNEL_HEAD = 24,
	TUNNEL_BODY = 12,
	LINE_MAX = 256,
};

struct dhp2p {
	bool asked; /* a request was seen: a reply in HTTP's own words is one of these */
	uint8_t messages;
};

/* "name: value" of a line among the headers; empty when there is none. */
static struct slice header(struct cursor c, const char *name)
{
	while (cursor_left(&c)) {
		struct slice line = cursor_line(&c);
		if (slice_starts_word(line, name))
			return slice_trim(slice_from(line, strlen(name)));
	}
	return slice_of(NULL, 0);
}

/* The path with the serial number taken out, and the serial number. */
static void say_path(struct slice path, struct sink *out)
{
	static const char *const before[] = {"/p2psrv/", "/device/", "/relay/start/"};
	struct text plain;
	struct slice serial = slice_of(NULL, 0), rest = serial;
	size_t at = path.len;
	unsigned found = 0;

	for (unsigned i = 0; i < 3 && at == path.len; i++) {
		at = slice_find_word(path, before[i]);
		found = i;
	}
	if (at < path.len) {
		rest = slice_from(path, at + strlen(before[found]));
		while (serial.len < rest.len && rest.at[serial.len] != '/')
			serial = slice_of(rest.at, serial.len + 1);
		path.len = at + strlen(before[found]);
		rest = slice_from(rest, serial.len);
	}
	text_clear(&plain);
	text_put(&plain, path);
	if (serial.len)
		text_byte(&plain, '*');
	text_put(&plain, rest);
	sink_text(out, OBS_DHP2P_PATH, text_view(&plain));
	if (found < 2)
		sink_text(out, OBS_DHP2P_WANTED_SERIAL, serial);
}

static void say_user(struct slice token, struct sink *out)
{
	static const char mark[] = "Username=\"";
	size_t at = slice_find_word(token, mark);

	if (at == token.len)
		return;
	struct cursor c = cursor_over(slice_from(token, at + strlen(mark)));
	sink_text(out, OBS_DHP2P_USER, cursor_until(&c, '"'));
}

static bool request(struct cursor *in, struct sink *out)
{
	struct cursor c = *in, line = cursor_over(cursor_line(&c));
	struct slice method = cursor_until(&line, ' '), path = cursor_until(&line, ' ');

	if (!cursor_fine(&c) || !cursor_fine(&line) || path.len == 0 || path.at[0] != '/' ||
	    path.len > LINE_MAX || !slice_starts(cursor_rest(&line), "HTTP/1."))
		return false;
	sink_text(out, OBS_DHP2P_MESSAGE, method);
	say_path(path, out);
	say_user(header(c, "X-WSSE:"), out);
	return true;
}

/* What the server tells of others: addresses between the marks of its XML. */
static void say_told(struct slice body, struct sink *out)
{
	static const char *const names[] = {"US", "Address", "Agent", "PubAddr", "LocalAddr"};

	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct text mark;
		text_clear(&mark);
		text_byte(&mark, '<');
		text_word(&mark, names[i]);
		text_byte(&mark, '>');
		text_byte(&mark, 0);
		size_t at = slice_find_word(body, (const char *)mark.bytes);
		if (at == body.len)
			continue;
		struct cursor c = cursor_over(slice_from(body, at + mark.len - 1));
		struct slice value = cursor_until(&c, '<');
		if (value.len <= 64 && say_is_text(value))
			say_field(out, OBS_DHP2P_TOLD, slice_text(names[i]), value);
	}
}

static bool reply(const struct dhp2p *flow, struct cursor *in, struct sink *out)
{
	struct cursor c = *in, line = cursor_over(cursor_line(&c));
	uint64_t code;

	cursor_skip(&line, strlen("HTTP/1.1 "));
	if (!cursor_fine(&line) || !slice_decimal(cursor_take(&line, 3), &code))
		return false;
	if (!flow->asked && (!header(c, "CSeq:").len ||
			     slice_find_word(cursor_rest(&c), "<body>") == cursor_left(&c)))
		return false;
	sink_text(out, OBS_DHP2P_MESSAGE, slice_text("answer"));
	say_told(cursor_rest(&c), out);
	return true;
}

static uint16_t turned16(struct cursor *c)
{
	return (uint16_t)~cursor_be16(c);
}

static bool path_test(struct cursor *in, struct sink *out)
{
	struct cursor c = *in;
	uint16_t type = turned16(&c), len = turned16(&c);

	if ((type != 0x0001 && type != 0x0101) || cursor_left(in) != STUN_HEAD + (size_t)len ||
	    len < 8)
		return false;
	cursor_skip(&c, STUN_HEAD - 4);
	while (cursor_left(&c)) {
		cursor_skip(&c, 2);
		uint16_t value = turned16(&c);
		cursor_skip(&c, (value + 3u) & ~3u);
	}
	if (!cursor_fine(&c))
		return false;
	sink_text(out, OBS_DHP2P_MESSAGE,
		  slice_text(type == 1 ? "path test asked" : "path test answered"));
	return true;
}

static const char *inside(struct slice data)
{
	if (slice_starts(data, "RTSP/1.0 "))
		return "device's RTSP reply in the tunnel";
	if (slice_starts(data, "HTTP/1.1 ") || slice_starts(data, "HTTP/1.0 "))
		return "device's HTTP reply in the tunnel";
	return "data in the tunnel";
}

static const char *tunnelled(uint8_t type, struct slice data)
{
	switch (type) {
	case 0x00:
		return "tunnel begins";
	case 0x10:
		return inside(data);
	case 0x11:
		return "client wants a port of the device";
	case 0x12:
		return slice_starts(data, "CONN") ? "device opened its port" : "port closed";
	case 0x13:
		return "tunnel heartbeat";
	case 0x17:
	case 0x18:
	case 0x19:
	case 0x1a:
	case 0x1b:
		return "tunnel signed";
	default:
		return NULL;
	}
}

static bool tunnel(struct cursor *in, struct sink *out)
{
	struct cursor c = *in;

	cursor_skip(&c, TUNNEL_HEAD);
	if (!cursor_fine(&c))
		return false;
	if (cursor_left(&c) == 0) {
		sink_text(out, OBS_DHP2P_MESSAGE, slice_text("tunnel acknowledged"));
		return true;
	}
	uint8_t type = cursor_peek(&c, 0);
	struct slice data = slice_of(NULL, 0);
	if (cursor_left(&c) >= TUNNEL_BODY) {
		cursor_skip(&c, TUNNEL_BODY);
		data = cursor_rest(&c);
	}
	const char *name = tunnelled(type, data);
	if (!name)
		return false;
	sink_text(out, OBS_DHP2P_MESSAGE, slice_text(name));
	return true;
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct dhp2p *flow = state;
	struct slice bytes = cursor_rest(in);
	bool mine = false;
	(void)where;

	if (slice_starts(bytes, "DHGET /") || slice_starts(bytes, "DHPOST /"))
		mine = flow->asked = request(in, out) || flow->asked;
	else if (slice_starts(bytes, "HTTP/1."))
		mine = reply(flow, in, out);
	else if (slice_starts(bytes, "PTCP"))
		mine = tunnel(in, out);
	else if (bytes.len > STUN_HEAD && (bytes.at[0] == 0xff || bytes.at[0] == 0xfe))
		mine = path_test(in, out);
	if (!mine)
		return verdict(flow->messages ? VERDICT_NEXT : VERDICT_NOT_MINE);
	return verdict(++flow->messages < MESSAGES_MAX ? VERDICT_NEXT : VERDICT_DONE);
}

static const struct mark marks[] = {MARK("DHGET"),
				    MARK("DHPOST"),
				    MARK("HTTP/1."),
				    MARK("PTCP"),
				    MARK("\xff"),
				    MARK("\xfe"),
				    {0}};
static const struct hint hints[] = {{.port = 8800},
				    {.first_len = 4, .first = "DHGE"},
				    {.first_len = 4, .first = "DHPO"},
				    {.first_len = 4, .first = "PTCP"},
				    {0}};
static const enum obs_kind emits[] = {OBS_DHP2P_MESSAGE, OBS_DHP2P_PATH, OBS_DHP2P_WANTED_SERIAL,
				      OBS_DHP2P_USER,    OBS_DHP2P_TOLD, OBS_KINDS};

extern const struct dissector dhp2p_dissector;
const struct dissector dhp2p_dissector = {
	.name = "dhp2p",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.state_size = sizeof(struct dhp2p),
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
