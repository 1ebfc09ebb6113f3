/* SPDX-License-Identifier: Apache-2.0
 *
 * First lines and header lines of HTTP/1 (RFC 9112, 3 to 5; challenges RFC 9110, 11).
 *
 * Skipped on purpose: what credentials say. Authorization and Cookie are not looked at, URLs lose
 * users, passwords and what looks secret (url.c), nonces stand as '*'.
 */
#include "proto/http_head.h"

#include "proto/text.h"
#include "proto/url.h"

enum { METHOD_LEAST = 3, METHOD_MOST = 20 };

static bool has_word(struct slice s, const char *word)
{
	return slice_find_word(s, word) < s.len;
}

/* ---- the first line ---- */

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static bool is_method_byte(uint8_t c)
{
	return (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

/* Bytes of the method that s starts with, at most METHOD_MOST + 1. */
static size_t method_length(struct slice s)
{
	size_t len = 0;
	while (len < s.len && len <= METHOD_MOST && is_method_byte(s.at[len]))
		len++;
	return len;
}

/* No control bytes: what can stand in a first line. */
static bool is_plain(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] < ' ' || s.at[i] == 0x7f)
			return false;
	return true;
}

static bool request_line(struct slice line, struct http_head *head)
{
	size_t method = method_length(line);

	if (method < METHOD_LEAST || method > METHOD_MOST || line.len < method + 11 ||
	    line.at[method] != ' ' || !is_plain(line))
		return false;
	struct slice version = slice_from(line, line.len - 8);
	if (!slice_starts(version, "HTTP/1.") || !is_digit(version.at[7]) ||
	    line.at[line.len - 9] != ' ')
		return false;
	head->method = slice_of(line.at, method);
	head->target = slice_trim(slice_of(line.at + method, line.len - 9 - method));
	return head->target.len > 0;
}

static bool reply_line(struct slice line, uint64_t *ret_status)
{
	if (!slice_starts(line, "HTTP/1.") || line.len < 12 || !is_digit(line.at[7]) ||
	    line.at[8] != ' ')
		return false;
	struct slice rest = slice_trim(slice_from(line, 8));
	if (rest.len < 3 || (rest.len > 3 && rest.at[3] != ' '))
		return false;
	return slice_decimal(slice_of(rest.at, 3), ret_status) && *ret_status >= 100;
}

/* Without what may stand between a line's text and its LF: CR, for some devices several. */
static struct slice without_end(struct slice line)
{
	while (line.len && (line.at[line.len - 1] == ' ' || line.at[line.len - 1] == '\r'))
		line.len--;
	return line;
}

bool http_first_line(struct slice line, struct http_head *ret_head)
{
	*ret_head = (struct http_head){.document = HTTP_NO_DOCUMENT};
	line = without_end(line);
	ret_head->is_reply = reply_line(line, &ret_head->status);
	return ret_head->is_reply || request_line(line, ret_head);
}

bool http_may_begin(struct slice s)
{
	static const char version[] = "HTTP/1.";
	size_t method = method_length(s);

	if (s.len >= HTTP_LINE_MAX)
		return false;
	if (memcmp(s.at, version, s.len < 7 ? s.len : 7) == 0)
		return true;
	if (method > METHOD_MOST)
		return false;
	if (method == s.len)
		return true;
	if (method < METHOD_LEAST || s.at[method] != ' ')
		return false;
	return is_plain(without_end(s));
}

/* ---- values without secrets ---- */

static void emit_url(struct slice url, enum obs_kind kind, struct sink *out)
{
	struct text clean;

	text_clear(&clean);
	url_put_clean(&clean, url);
	sink_text(out, kind, text_view(&clean));
}

/* The parameter value at the cursor as it stands, with its quotes. */
static struct slice parameter_value(struct cursor *c)
{
	struct slice all = cursor_rest(c);
	size_t len = 0;

	if (cursor_peek(c, 0) == '"') {
		for (len = 1; len < all.len && all.at[len] != '"'; len++)
			if (all.at[len] == '\\' && len + 1 < all.len)
				len++;
		len += len < all.len;
	} else {
		while (len < all.len && all.at[len] != ',')
			len++;
	}
	return slice_trim(cursor_take(c, len));
}

static void emit_realm(struct slice value, struct sink *out)
{
	struct text plain;
	bool quoted = slice_starts(value, "\"");

	text_clear(&plain);
	for (size_t i = quoted; i < value.len && !(quoted && value.at[i] == '"'); i++) {
		if (quoted && value.at[i] == '\\' && i + 1 < value.len)
			i++;
		text_byte(&plain, value.at[i]);
	}
	sink_text(out, OBS_HTTP_REALM, text_view(&plain));
}

static bool ends_auth_word(uint8_t c)
{
	return c == ' ' || c == '\t' || c == ',' || c == '=' || c == '"';
}

static void skip_blanks(struct cursor *c)
{
	while (cursor_peek(c, 0) == ' ' || cursor_peek(c, 0) == '\t')
		cursor_skip(c, 1);
}

static struct slice take_auth_word(struct cursor *c)
{
	struct slice rest = cursor_rest(c);
	size_t len = 0;

	while (len < rest.len && !ends_auth_word(rest.at[len]))
		len++;
	return cursor_take(c, len);
}

/* Steps over the '=' between a parameter's name and its value. The '=' that fill up a token68 are
 * none: behind them stands nothing, or another of them. */
static bool take_equals(struct cursor *c, bool behind_scheme)
{
	struct cursor ahead = *c;

	skip_blanks(&ahead);
	if (cursor_peek(&ahead, 0) != '=')
		return false;
	cursor_skip(&ahead, 1);
	skip_blanks(&ahead);
	uint8_t next = cursor_peek(&ahead, 0);
	if (behind_scheme && (cursor_left(&ahead) == 0 || next == '=' || next == ','))
		return false;
	*c = ahead;
	return true;
}

static void parameter(struct slice name, struct slice value, struct text *to, struct sink *out)
{
	bool is_secret = slice_same_word(name, "nonce") || slice_same_word(name, "opaque");

	text_put(to, name);
	text_byte(to, '=');
	if (!is_secret)
		text_put(to, value);
	else
		text_word(to, slice_starts(value, "\"") ? "\"*\"" : "*");
	if (slice_same_word(name, "realm"))
		emit_realm(value, out);
}

/* challenge = scheme [ 1*SP ( token68 / #( name "=" value ) ) ] (RFC 9110, 11.3), several with
 * commas between. A token68 is as secret and as changing as a nonce. */
static void emit_challenges(struct slice value, struct sink *out)
{
	struct cursor c = cursor_over(value);
	struct text text;
	bool behind_scheme = false;

	text_clear(&text);
	while (cursor_left(&c) > 0) {
		struct slice word = take_auth_word(&c);
		if (word.len == 0) {
			uint8_t between = cursor_u8(&c);
			behind_scheme = behind_scheme && between != ',';
			text_byte(&text, between);
		} else if (take_equals(&c, behind_scheme)) {
			parameter(word, parameter_value(&c), &text, out);
			behind_scheme = false;
		} else if (behind_scheme) {
			text_byte(&text, '*');
			while (cursor_peek(&c, 0) == '=')
				cursor_skip(&c, 1);
			behind_scheme = false;
		} else {
			text_put(&text, word);
			behind_scheme = true;
		}
	}
	sink_text(out, OBS_HTTP_AUTH, slice_trim(text_view(&text)));
}

/* ---- the head ---- */

enum header {
	HEADER_HOST,
	HEADER_USER_AGENT,
	HEADER_ACCEPT,
	HEADER_SERVER,
	HEADER_AUTHENTICATE,
	HEADER_SET_COOKIE,
	HEADER_LOCATION,
	HEADER_CONTENT_TYPE,
	HEADER_CONTENT_LENGTH,
	HEADER_CONTENT_ENCODING,
	HEADER_TRANSFER_ENCODING,
	HEADERS
};

static enum header header_by_name(struct slice name)
{
	static const char *const names[HEADERS] = {"Host",
						   "User-Agent",
						   "Accept",
						   "Server",
						   "WWW-Authenticate",
						   "Set-Cookie",
						   "Location",
						   "Content-Type",
						   "Content-Length",
						   "Content-Encoding",
						   "Transfer-Encoding"};
	enum header header = 0;
	while (header < HEADERS && !slice_same_word(name, names[header]))
		header++;
	return header;
}

static bool ends_with(struct slice s, const char *tail)
{
	size_t len = strlen(tail);
	return s.len >= len && slice_same_word(slice_from(s, s.len - len), tail);
}

static void content_type(struct slice value, struct http_head *head, struct sink *out)
{
	struct cursor c = cursor_over(value);
	struct slice type = slice_trim(cursor_until(&c, ';'));

	if (!cursor_fine(&c))
		type = value;
	sink_text(out, OBS_HTTP_CONTENT_TYPE, value);
	head->is_tunnel |= slice_same_word(type, "application/x-rtsp-tunnelled");
	head->is_media = slice_starts_word(type, "multipart/") ||
			 slice_starts_word(type, "video/") || slice_starts_word(type, "audio/");
	if (slice_same_word(type, "text/html") || slice_same_word(type, "application/xhtml+xml"))
		head->document = DOCUMENT_HTML;
	else if (ends_with(type, "/xml") || ends_with(type, "+xml"))
		head->document = DOCUMENT_XML;
	else if (ends_with(type, "/json") || ends_with(type, "+json"))
		head->document = DOCUMENT_JSON;
	else if (slice_same_word(type, "application/sdp"))
		head->document = DOCUMENT_SDP;
	else if (slice_same_word(type, "text/plain") || slice_same_word(type, "text/javascript"))
		head->document = DOCUMENT_TEXT;
}

/* RFC 9112, 6.3: of several lengths the first counts, one that is no number is none. */
static void content_length(struct slice value, struct http_head *head)
{
	if (!head->has_length)
		head->has_length = slice_decimal(value, &head->length);
}

static void header_line(struct slice name, struct slice value, struct http_head *head,
			struct sink *out)
{
	switch (header_by_name(name)) {
	case HEADER_HOST:
		sink_text(out, OBS_HTTP_HOST, url_host(value));
		break;
	case HEADER_USER_AGENT:
		sink_text(out, OBS_HTTP_USER_AGENT, value);
		break;
	case HEADER_ACCEPT:
		head->is_tunnel |= has_word(value, "application/x-rtsp-tunnelled");
		break;
	case HEADER_SERVER:
		sink_text(out, OBS_HTTP_SERVER, value);
		break;
	case HEADER_AUTHENTICATE:
		emit_challenges(value, out);
		break;
	case HEADER_SET_COOKIE:
		sink_text(out, OBS_HTTP_COOKIE,
			  slice_trim(slice_of(value.at, slice_find_word(value, "="))));
		break;
	case HEADER_LOCATION:
		emit_url(value, OBS_HTTP_LOCATION, out);
		break;
	case HEADER_CONTENT_TYPE:
		content_type(value, head, out);
		break;
	case HEADER_CONTENT_LENGTH:
		content_length(value, head);
		break;
	case HEADER_CONTENT_ENCODING:
		head->is_encoded = !slice_same_word(value, "identity");
		break;
	case HEADER_TRANSFER_ENCODING:
		head->is_chunked |= ends_with(value, "chunked");
		head->is_encoded |= !slice_same_word(value, "chunked");
		break;
	case HEADERS:
		break;
	}
}

/* RFC 9112, 5.2: a line that starts with a blank goes on with the value before it. */
static struct slice unfold(struct cursor *c, struct slice value, struct text *room)
{
	if (cursor_peek(c, 0) != ' ' && cursor_peek(c, 0) != '\t')
		return slice_trim(value);
	text_clear(room);
	text_put(room, slice_trim(value));
	while (cursor_peek(c, 0) == ' ' || cursor_peek(c, 0) == '\t') {
		text_byte(room, ' ');
		text_put(room, slice_trim(cursor_line(c)));
	}
	return slice_trim(text_view(room));
}

void http_headers(struct cursor *c, struct http_head *head, struct sink *out)
{
	while (cursor_left(c) > 0) {
		struct text room;
		struct slice line = cursor_line(c);
		struct cursor parts = cursor_over(line);
		struct slice name = slice_trim(cursor_until(&parts, ':'));
		if (cursor_fine(&parts))
			header_line(name, unfold(c, cursor_rest(&parts), &room), head, out);
	}
}
