/* SPDX-License-Identifier: Apache-2.0
 *
 * RTSP/1.0 (RFC 2326) and 2.0 (RFC 7826) heads:
 *
 *   DESCRIBE rtsp://host/path RTSP/1.0      RTSP/1.0 200 OK
 *   CSeq: 2                                 CSeq: 2
 *   User-Agent: x                           WWW-Authenticate: Digest realm="x", nonce="y"
 *
 * One blank behind the colon is taken away, no more: a second blank is a habit that tells servers
 * apart, as are the spelling and order of the header names.
 * Skipped on purpose: Authorization, Session, RTP-Info; nonces (blanked); digits of dates.
 */
#include "proto/rtsp_message.h"

#include "proto/url.h"

enum { LINES_MAX = 100, STATUS_OK = 200, STATUS_UNAUTHORIZED = 401 };

static const char *const methods[] = {"OPTIONS",       "DESCRIBE",      "SETUP",    "PLAY",
				      "PAUSE",         "TEARDOWN",      "ANNOUNCE", "RECORD",
				      "GET_PARAMETER", "SET_PARAMETER", "REDIRECT", "PLAY_NOTIFY"};
enum { METHODS = sizeof(methods) / sizeof(methods[0]) };
_Static_assert(METHODS <= 16, "rtsp_talk.methods has a bit for each");

static bool shares_start(struct slice bytes, struct slice word)
{
	size_t n = bytes.len < word.len ? bytes.len : word.len;
	return n > 0 && memcmp(bytes.at, word.at, n) == 0;
}

bool rtsp_may_begin(struct slice bytes)
{
	if (shares_start(bytes, slice_text("RTSP/")))
		return true;
	for (size_t i = 0; i < METHODS; i++) {
		struct slice word = slice_text(methods[i]);
		if (shares_start(bytes, word) &&
		    (bytes.len <= word.len || bytes.at[word.len] == ' '))
			return true;
	}
	return false;
}

static bool is_version(struct slice word)
{
	return slice_equal(word, slice_text("RTSP/1.0")) ||
	       slice_equal(word, slice_text("RTSP/2.0"));
}

struct first_line {
	struct slice method, url; /* request */
	uint64_t status;          /* reply, else 0 */
};

static bool read_first_line(struct slice line, struct first_line *ret)
{
	struct cursor in = cursor_over(line);
	struct slice first = cursor_until(&in, ' ');
	*ret = (struct first_line){.status = 0};

	if (!cursor_fine(&in))
		return false;
	if (is_version(first)) {
		struct slice code = cursor_left(&in) >= 3 ? cursor_take(&in, 3) : cursor_rest(&in);
		return slice_decimal(code, &ret->status) && ret->status >= 100;
	}
	struct slice rest = slice_trim(cursor_rest(&in));
	if (rest.len < 10 || rest.at[rest.len - 9] != ' ' ||
	    !is_version(slice_of(rest.at + rest.len - 8, 8)))
		return false;
	for (size_t i = 0; i < first.len; i++)
		if (first.at[i] != '_' && (first.at[i] < 'A' || first.at[i] > 'Z'))
			return false;
	ret->method = first;
	/* Blanks in a URL are wrong, and some recorders send them. */
	ret->url = slice_trim(slice_of(rest.at, rest.len - 9));
	return first.len > 0 && first.len <= 32 && ret->url.len > 0;
}

bool rtsp_is_first_line(struct slice line)
{
	struct first_line first;
	return read_first_line(line, &first);
}

/* ---- requests ---- */

static void method(struct slice name, struct rtsp_talk *talk, struct sink *out)
{
	for (unsigned i = 0; i < METHODS; i++) {
		if (!slice_equal(name, slice_text(methods[i])))
			continue;
		if (!(talk->methods >> i & 1))
			sink_text(out, OBS_RTSP_METHOD, name);
		talk->methods |= (uint16_t)(1u << i);
		return;
	}
	sink_text(out, OBS_RTSP_METHOD, name);
}

/* Told once until it changes: recorders repeat one URL every half minute to keep a session. */
static void url(struct slice given, struct rtsp_talk *talk, struct sink *out)
{
	struct text clean;

	text_clear(&clean);
	url_put_clean(&clean, given);
	struct slice path = url_path(text_view(&clean));
	talk->waiting = path.len > 0 && path.len <= sizeof(talk->path);
	if (talk->waiting && slice_equal(path, slice_of(talk->path, talk->path_len)))
		return;
	if (!slice_equal(given, slice_text("*")))
		sink_text(out, OBS_RTSP_URL, text_view(&clean));
	if (!talk->waiting)
		return;
	memcpy(talk->path, path.at, path.len);
	talk->path_len = (uint8_t)path.len;
	talk->served = false;
}

/* ---- replies ---- */

/* True when a parameter `name`= begins at the slice. */
static bool at_parameter(struct slice s, const char *name)
{
	size_t len = strlen(name);
	return s.len > len && s.at[len] == '=' && slice_same_word(slice_of(s.at, len), name);
}

/* Consumes a value, quoted or up to a comma or blank; gives it without quotes. */
static struct slice parameter_value(struct cursor *in)
{
	if (cursor_peek(in, 0) == '"') {
		cursor_skip(in, 1);
		struct slice rest = cursor_rest(in);
		bool ends = rest.len && memchr(rest.at, '"', rest.len);
		return ends ? cursor_until(in, '"') : cursor_take(in, rest.len);
	}
	struct slice rest = cursor_rest(in);
	size_t n = 0;
	while (n < rest.len && rest.at[n] != ',' && rest.at[n] != ' ')
		n++;
	return cursor_take(in, n);
}

/* WWW-Authenticate: every realm, and the whole with its nonces emptied. */
static void challenge(struct slice value, struct sink *out)
{
	struct cursor in = cursor_over(value);
	struct text kept;
	bool at_start = true; /* of a word */

	text_clear(&kept);
	while (cursor_left(&in) > 0) {
		if (at_start && at_parameter(cursor_rest(&in), "nonce")) {
			text_put(&kept, cursor_take(&in, 6));
			(void)parameter_value(&in);
			text_word(&kept, "\"\"");
		} else if (at_start && at_parameter(cursor_rest(&in), "realm")) {
			struct slice all = cursor_rest(&in);
			cursor_skip(&in, 6);
			sink_text(out, OBS_RTSP_REALM, parameter_value(&in));
			text_put(&kept, slice_of(all.at, all.len - cursor_left(&in)));
		} else {
			uint8_t c = cursor_u8(&in);
			text_byte(&kept, c);
			at_start = c == ' ' || c == ',';
			continue;
		}
		at_start = false;
	}
	sink_text(out, OBS_RTSP_AUTH, text_view(&kept));
}

static void date(struct slice value, struct sink *out)
{
	struct text blanked;

	text_clear(&blanked);
	for (size_t i = 0; i < value.len; i++) {
		uint8_t c = value.at[i];
		text_byte(&blanked, c >= '0' && c <= '9' ? '9' : c);
	}
	sink_text(out, OBS_RTSP_DATE, text_view(&blanked));
}

/* ---- header fields ---- */

struct head {
	struct first_line first;
	struct text names; /* of a reply's headers */
	bool has_cseq;
	uint64_t cseq;
	struct rtsp_body body;
};

static void field(struct head *head, struct slice name, struct slice value, struct sink *out)
{
	if (slice_same_word(name, "CSeq"))
		head->has_cseq = slice_decimal(slice_trim(value), &head->cseq);
	else if (slice_same_word(name, "Content-Length"))
		(void)slice_decimal(slice_trim(value), &head->body.len);
	else if (slice_same_word(name, "Content-Type"))
		head->body.is_sdp = value.len >= 15 &&
				    slice_same_word(slice_of(value.at, 15), "application/sdp");
	else if (slice_same_word(name, "User-Agent"))
		sink_text(out, OBS_RTSP_USER_AGENT, value);
	else if (slice_same_word(name, "Server"))
		sink_text(out, OBS_RTSP_SERVER, value);
	else if (slice_same_word(name, "WWW-Authenticate"))
		challenge(value, out);
	else if (slice_same_word(name, "Public"))
		sink_text(out, OBS_RTSP_PUBLIC, value);
	else if (slice_same_word(name, "Date"))
		date(value, out);
	else if (slice_same_word(name, "Transport"))
		sink_text(out, OBS_RTSP_TRANSPORT, value);
}

static void fields(struct head *head, struct cursor *in, struct sink *out)
{
	for (unsigned n = 0; n < LINES_MAX && cursor_left(in) > 0; n++) {
		struct slice line = cursor_line(in);
		struct cursor at = cursor_over(line);
		struct slice name = cursor_until(&at, ':');
		if (!cursor_fine(&at) || !name.len)
			continue;
		if (cursor_peek(&at, 0) == ' ')
			cursor_skip(&at, 1);
		struct slice value = cursor_rest(&at);
		while (value.len && value.at[value.len - 1] == ' ')
			value.len--;
		if (head->names.len)
			text_byte(&head->names, ',');
		text_put(&head->names, name);
		field(head, name, value, out);
	}
}

/* Cameras are known to answer "CSeq: -1": a reply without a number answers the last request. */
static void replied(const struct head *head, struct rtsp_talk *talk, struct sink *out)
{
	bool answers = talk->waiting && (!head->has_cseq || head->cseq == talk->cseq);

	if (!answers || head->first.status < STATUS_OK)
		return;
	talk->waiting = false;
	if (talk->served ||
	    (head->first.status != STATUS_OK && head->first.status != STATUS_UNAUTHORIZED))
		return;
	sink_text(out, OBS_RTSP_SERVED_PATH, slice_of(talk->path, talk->path_len));
	talk->served = true;
}

bool rtsp_message(struct slice bytes, struct rtsp_talk *talk, struct sink *out,
		  struct rtsp_body *ret_body)
{
	struct head head;
	struct cursor in = cursor_over(bytes);

	text_clear(&head.names);
	head.has_cseq = false;
	head.cseq = 0;
	head.body = (struct rtsp_body){.len = 0};
	if (!read_first_line(cursor_line(&in), &head.first))
		return false;
	if (!head.first.status) {
		method(head.first.method, talk, out);
		url(head.first.url, talk, out);
	}
	fields(&head, &in, out);
	if (head.first.status) {
		sink_text(out, OBS_RTSP_HEADERS, text_view(&head.names));
		replied(&head, talk, out);
	} else if (head.has_cseq) {
		talk->cseq = head.cseq;
	}
	*ret_body = head.body;
	return true;
}
