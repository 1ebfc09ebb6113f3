/* SPDX-License-Identifier: Apache-2.0
 *
 * HTTP/1.0 and 1.1 (RFC 9110, 9112): what a device serves, what it fetches, how it names itself.
 *
 *   request = method SP target SP "HTTP/1." DIGIT CRLF head CRLF [body]
 *   reply   = "HTTP/1." DIGIT SP 3DIGIT [SP reason] CRLF head CRLF [body]
 *   head    = *( name ":" value CRLF *( 1*blank value CRLF ) )
 *   body    = Content-Length bytes | chunks | all until the connection closes
 *   chunk   = 1*HEX [";" extension] CRLF bytes CRLF; one of size 0 ends them, then a trailer
 *
 * As devices do it: LF alone ends a line, a line without a colon is passed over, blanks stand in
 * targets. Which way a message goes is told by its first line, not by who opened the connection,
 * so one direction alone, and a capture that begins between messages, are read too. Other
 * protocols of this grammar (RTSP, SIP, ICY) don't say HTTP/1 and are refused.
 *
 * Bodies that are documents are handed up whole when they have at most 64 KiB (one byte less when
 * they end with the connection); of a longer HTML page, or one that ends with the connection, the
 * part up to its title. All other bodies are skipped uncopied, but where pictures are wanted: then
 * what may hold some (container.h) is read to its end. One body at a time is; a request's then takes
 * the place of its path.
 * Skipped on purpose: what credentials say (http_head.c).
 */
#include "proto/container.h"
#include "proto/dissector.h"
#include "proto/http_head.h"
#include "proto/url.h"

enum {
	HEAD_MAX = 16384,
	CHUNK_LINE_MAX = 1024,
	CHUNK_DIGITS_MAX = 15,
	DOCUMENT_MAX = STREAM_NEED_MAX,
	TITLE_WITHIN = 8192, /* how far into a page a title is looked for when it can't be held */
	PATH_KEPT = 200,
};

enum phase {
	AT_START,
	IN_DOCUMENT,
	IN_ENDING_DOCUMENT, /* it ends with the connection */
	IN_PAGE,
	IN_CHUNKED_DOCUMENT,
	AT_CHUNK,
	IN_TRAILER,
	IN_PICTURES,
	IN_CHUNK_OF_PICTURES,
};

struct way {
	uint64_t left; /* IN_DOCUMENT, IN_PAGE, IN_PICTURES: bytes of the body; or of a chunk */
	uint8_t phase;
	uint8_t document; /* enum document or HTTP_NO_DOCUMENT */
};

struct http {
	struct way ways[2]; /* by from_client */
	uint32_t heads;     /* which of the requests not yet answered are HEAD, oldest lowest */
	uint8_t unanswered;
	uint8_t seen;    /* bit for each way that brought a message */
	bool connect;    /* a CONNECT was asked */
	bool tunnel;     /* a GET asked for RTSP in its reply */
	bool media;      /* something that goes on without end was announced */
	uint8_t reading; /* whose body pictures holds: 1 + from_client; 0 = nobody's */
	uint8_t path_len;
	union {
		uint8_t path[PATH_KEPT]; /* target of the one request not yet answered */
		struct container pictures;
	};
};

/* Bytes of the head with its first line and the empty line behind it; 0 = not all there. */
static size_t head_length(struct slice s)
{
	struct cursor c = cursor_over(s);

	while (cursor_left(&c) > 0) {
		(void)cursor_until(&c, '\n');
		if (!cursor_fine(&c))
			return 0;
		if (cursor_peek(&c, 0) == '\n')
			return cursor_offset(&c) + 1;
		if (cursor_peek(&c, 0) == '\r' && cursor_peek(&c, 1) == '\n')
			return cursor_offset(&c) + 2;
	}
	return 0;
}

/* ---- messages ---- */

static void remember_path(struct http *h, const struct text *target)
{
	struct cursor c = cursor_over(text_view(target));
	struct slice path = cursor_rest(&c);

	if (path.len > PATH_KEPT)
		path = cursor_until(&c, '?');
	h->path_len = path.len <= PATH_KEPT ? (uint8_t)path.len : 0;
	if (h->path_len)
		memcpy(h->path, path.at, path.len);
}

static void asked(struct http *h, const struct http_head *head, const struct text *target)
{
	h->path_len = 0;
	if (h->unanswered == 0 && !h->reading)
		remember_path(h, target);
	if (h->unanswered < 32 && slice_same_word(head->method, "HEAD"))
		h->heads |= 1u << h->unanswered;
	h->connect |= slice_same_word(head->method, "CONNECT");
	h->tunnel |= head->is_tunnel;
	if (h->unanswered < UINT8_MAX)
		h->unanswered++;
}

/* True when the reply is to a HEAD. */
static bool answered(struct http *h)
{
	bool to_head = h->heads & 1;
	h->heads >>= 1;
	if (h->unanswered)
		h->unanswered--;
	h->path_len = 0;
	return to_head;
}

/* From here on the body's bytes may be pictures that are wanted. */
static bool begin_pictures(struct http *h, const struct http_head *head, const struct where *where)
{
	if (!where->pictures || h->reading || head->is_encoded)
		return false;
	h->path_len = 0;
	h->pictures = (struct container){.kind = CONTAINER_NONE};
	h->reading = (uint8_t)(1 + where->from_client);
	return true;
}

/* Sets up what comes behind a head that has a body. */
static struct verdict body(struct http *h, struct way *way, const struct http_head *head,
			   const struct where *where)
{
	bool is_wanted = head->document != HTTP_NO_DOCUMENT && !head->is_encoded;
	bool is_page = is_wanted && head->document == DOCUMENT_HTML;

	way->document = head->document;
	way->left = head->has_length ? head->length : UINT64_MAX;
	if (head->is_chunked) {
		way->phase = is_wanted ? IN_CHUNKED_DOCUMENT : AT_CHUNK;
		if (!is_wanted)
			(void)begin_pictures(h, head, where);
		return verdict(VERDICT_NEXT);
	}
	if (!head->has_length && !head->is_reply && !head->is_media)
		return verdict(VERDICT_NEXT);
	if (way->left == 0)
		return verdict(VERDICT_NEXT);
	if (!is_wanted && begin_pictures(h, head, where)) {
		way->phase = IN_PICTURES;
		return verdict(VERDICT_NEXT);
	}
	if (!head->has_length && head->is_reply && head->is_media)
		return verdict(VERDICT_DONE);
	if (!head->has_length && is_wanted && !is_page) {
		way->phase = IN_ENDING_DOCUMENT;
		return verdict(VERDICT_NEXT);
	}
	if (!(is_wanted && way->left <= DOCUMENT_MAX) && !is_page)
		return verdict_skip(way->left);
	way->phase = way->left <= DOCUMENT_MAX ? IN_DOCUMENT : IN_PAGE;
	return verdict(VERDICT_NEXT);
}

static struct verdict request(struct http *h, struct cursor *lines, struct http_head *head,
			      const struct where *where, struct sink *out)
{
	struct text clean;

	text_clear(&clean);
	url_put_clean(&clean, head->target);
	sink_text(out, OBS_HTTP_METHOD, head->method);
	sink_text(out, OBS_HTTP_PATH, text_view(&clean));
	http_headers(lines, head, out);
	/* The other half of RTSP in HTTP: base64 that goes on until the connection closes. */
	if (head->is_tunnel && slice_same_word(head->method, "POST"))
		return verdict(VERDICT_DONE);
	asked(h, head, &clean);
	h->media |= head->is_media;
	return body(h, &h->ways[where->from_client], head, where);
}

static struct verdict reply(struct http *h, struct cursor *lines, struct http_head *head,
			    const struct where *where, struct sink *out)
{
	bool is_good = head->status >= 200 && head->status < 300;

	sink_number(out, OBS_HTTP_STATUS, head->status);
	if ((head->status >= 200 && head->status < 400) || head->status == 401)
		sink_text(out, OBS_HTTP_SERVED_PATH, slice_of(h->path, h->path_len));
	http_headers(lines, head, out);
	if (head->status == 101)
		return verdict(VERDICT_DONE);
	if (head->status < 200)
		return verdict(VERDICT_NEXT);
	if (is_good && (head->is_tunnel || h->tunnel))
		return verdict_rest_is("rtsp");
	if (is_good && h->connect)
		return verdict(VERDICT_DONE);
	bool to_head = answered(h);
	h->connect = h->tunnel = false;
	h->media |= head->is_media;
	if (to_head || head->status == 204 || head->status == 304)
		return verdict(VERDICT_NEXT);
	return body(h, &h->ways[where->from_client], head, where);
}

/* What is no message where one should start. Where the other way is not in the capture that may
 * be our blindness (a reply to a HEAD looks as if it had a body): nothing to hold against it. */
static struct verdict stray(const struct http *h)
{
	if (h->seen == 0)
		return verdict(VERDICT_NOT_MINE);
	if (h->seen != 3 || h->media)
		return verdict(VERDICT_DONE);
	return verdict_malformed("no message where one should start");
}

static struct verdict at_start(struct http *h, struct cursor *in, const struct where *where,
			       struct sink *out)
{
	struct http_head head;

	while (h->seen && (cursor_peek(in, 0) == '\r' || cursor_peek(in, 0) == '\n'))
		cursor_skip(in, 1);
	struct slice all = cursor_rest(in);
	if (all.len == 0)
		return verdict(VERDICT_NEXT);
	struct slice window = slice_of(all.at, all.len < HEAD_MAX ? all.len : HEAD_MAX);
	struct cursor c = cursor_over(window);
	struct slice line = cursor_until(&c, '\n');
	if (!cursor_fine(&c) && http_may_begin(window))
		return verdict_more(all.len + 1);
	if (!cursor_fine(&c) || line.len >= HTTP_LINE_MAX || !http_first_line(line, &head))
		return stray(h);
	size_t len = head_length(window);
	if (len == 0 && all.len >= HEAD_MAX) {
		cursor_skip(in, line.len + 1);
		return verdict_malformed("head over 16 KiB");
	}
	if (len == 0)
		return verdict_more(all.len + 1);
	struct cursor lines = cursor_within(in, len);
	cursor_skip(&lines, line.len + 1);
	h->seen |= (uint8_t)(1 << where->from_client);
	return head.is_reply ? reply(h, &lines, &head, where, out)
			     : request(h, &lines, &head, where, out);
}

/* ---- bodies ---- */

static struct verdict in_document(struct way *way, struct cursor *in, struct sink *out)
{
	if (cursor_left(in) < way->left)
		return verdict_more((size_t)way->left);
	way->phase = AT_START;
	sink_document(out, (enum document)way->document, cursor_take(in, (size_t)way->left));
	return verdict(VERDICT_NEXT);
}

static struct verdict in_ending_document(struct way *way, struct cursor *in, bool ended,
					 struct sink *out)
{
	size_t left = cursor_left(in);

	if (!ended && left < DOCUMENT_MAX)
		return verdict_more(left + 1);
	way->phase = AT_START;
	if (left < DOCUMENT_MAX)
		sink_document(out, (enum document)way->document, cursor_take(in, left));
	return verdict_skip(UINT64_MAX);
}

/* A page that can't be held: its bytes up to the end of the title. */
static struct verdict in_page(struct way *way, struct cursor *in, bool ended, struct sink *out)
{
	size_t left = cursor_left(in);
	struct slice window = slice_of(in->at, left < TITLE_WITHIN ? left : TITLE_WITHIN);
	size_t end = slice_find_word(window, "</title>");

	bool has_title = end < window.len, whole = ended && way->left == UINT64_MAX;
	if (!has_title && !ended && left < TITLE_WITHIN)
		return verdict_more(left + 1);
	way->phase = AT_START;
	if (has_title || (whole && left < TITLE_WITHIN)) {
		struct slice page = cursor_take(in, has_title ? end + strlen("</title>") : left);
		way->left -= way->left == UINT64_MAX ? 0 : page.len;
		sink_document(out, (enum document)way->document, page);
	}
	return verdict_skip(way->left);
}

/* The size in a chunk's first line; false when there is none. */
static bool chunk_size(struct slice line, uint64_t *ret_size)
{
	uint64_t size = 0;
	size_t i = 0;

	line = slice_trim(line);
	for (; i < line.len && i < CHUNK_DIGITS_MAX; i++) {
		uint8_t c = slice_lower(line.at[i]);
		if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f'))
			break;
		size = size << 4 | (uint64_t)(c <= '9' ? c - '0' : c - 'a' + 10);
	}
	if (i == 0 || (i < line.len && line.at[i] != ';' && line.at[i] != ' '))
		return false;
	*ret_size = size;
	return true;
}

/* The next line of at most max bytes, consumed; else what the stream has to bring first. */
static bool body_line(struct cursor *in, size_t max, struct slice *ret_line, struct verdict *ret)
{
	size_t left = cursor_left(in);
	struct cursor c = cursor_over(slice_of(in->at, left < max ? left : max));
	struct slice line = cursor_line(&c);

	if (!cursor_fine(&c)) {
		*ret = left < max ? verdict_more(left + 1) : verdict_malformed("line too long");
		return false;
	}
	cursor_skip(in, cursor_offset(&c));
	*ret_line = line;
	return true;
}

/* Trailer lines up to the empty one that ends the message. */
static struct verdict in_trailer(struct way *way, struct cursor *in)
{
	struct verdict v = verdict(VERDICT_NEXT);
	struct slice line;

	while (cursor_left(in) > 0 && body_line(in, HEAD_MAX, &line, &v)) {
		if (line.len == 0) {
			way->phase = AT_START;
			break;
		}
	}
	return v;
}

static void end_pictures(struct http *h, struct sink *out)
{
	container_end(&h->pictures, out);
	h->reading = 0;
}

/* A body, or a chunk of one, that may be pictures; when it proves to be none the rest is skipped. */
static struct verdict in_pictures(struct http *h, struct way *way, struct cursor *in,
				  struct sink *out)
{
	size_t left = cursor_left(in), n = way->left < left ? (size_t)way->left : left;
	bool is_chunk = way->phase == IN_CHUNK_OF_PICTURES;

	bool goes_on = container_feed(&h->pictures, cursor_take(in, n), out);
	way->left -= way->left == UINT64_MAX ? 0 : n;
	if (goes_on && way->left)
		return verdict(VERDICT_NEXT);
	way->phase = is_chunk ? AT_CHUNK : AT_START;
	if (!goes_on || !is_chunk)
		end_pictures(h, out);
	return way->left ? verdict_skip(way->left) : verdict(VERDICT_NEXT);
}

static struct verdict at_chunk(struct http *h, struct way *way, struct cursor *in, bool from_client,
			       struct sink *out)
{
	bool reads = h->reading == 1 + from_client;
	struct verdict v = verdict(VERDICT_NEXT);
	struct slice line;
	uint64_t size;

	if (!body_line(in, CHUNK_LINE_MAX, &line, &v) || line.len == 0)
		return v; /* empty: behind the chunk before */
	if (!chunk_size(line, &size))
		return verdict_malformed("no chunk size");
	if (size > 0 && reads) {
		way->left = size;
		way->phase = IN_CHUNK_OF_PICTURES;
		return v;
	}
	if (size > 0)
		return verdict_skip(size);
	if (reads)
		end_pictures(h, out);
	way->phase = IN_TRAILER;
	return v;
}

/* Puts the chunks together when all of them lie within what may be held. Nothing is consumed
 * before the last one is there. */
static struct verdict in_chunked_document(struct way *way, struct cursor *in, struct sink *out)
{
	uint8_t whole[DOCUMENT_MAX];
	size_t left = cursor_left(in), len = 0;
	struct cursor c = cursor_over(slice_of(in->at, left < DOCUMENT_MAX ? left : DOCUMENT_MAX));

	for (;;) {
		uint64_t size = 0;
		struct slice line = cursor_line(&c);
		size_t at = cursor_offset(&c);
		if (!cursor_fine(&c) && left < DOCUMENT_MAX)
			return verdict_more(left + 1);
		if (!cursor_fine(&c) || (line.len && !chunk_size(line, &size)) ||
		    size > DOCUMENT_MAX - at)
			break;
		if (line.len && size == 0) {
			cursor_skip(in, at);
			way->phase = IN_TRAILER;
			sink_document(out, (enum document)way->document, slice_of(whole, len));
			return verdict(VERDICT_NEXT);
		}
		if (size > cursor_left(&c))
			return verdict_more(at + (size_t)size);
		struct slice part = cursor_take(&c, (size_t)size);
		if (part.len)
			memcpy(whole + len, part.at, part.len);
		len += part.len;
	}
	way->phase = AT_CHUNK;
	return verdict(VERDICT_NEXT);
}

static struct verdict step(struct http *h, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct way *way = &h->ways[where->from_client];

	switch ((enum phase)way->phase) {
	case IN_DOCUMENT:
		return in_document(way, in, out);
	case IN_PAGE:
		return in_page(way, in, where->ended, out);
	case IN_ENDING_DOCUMENT:
		return in_ending_document(way, in, where->ended, out);
	case IN_CHUNKED_DOCUMENT:
		return in_chunked_document(way, in, out);
	case AT_CHUNK:
		return at_chunk(h, way, in, where->from_client, out);
	case IN_PICTURES:
	case IN_CHUNK_OF_PICTURES:
		return in_pictures(h, way, in, out);
	case IN_TRAILER:
		return in_trailer(way, in);
	case AT_START:
		break;
	}
	return at_start(h, in, where, out);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct verdict v = verdict(VERDICT_NEXT);

	while (cursor_left(in) > 0 && v.word == VERDICT_NEXT)
		v = step(state, in, where, out);
	return v;
}

static const struct mark marks[] = {LOOSE_MARK("\x40", "\xe0"), MARK("-"), {0}};
static const struct hint hints[] = {{.first_len = 7, .first = "HTTP/1."},
				    {.first_len = 5, .first = "GET /"},
				    {.first_len = 6, .first = "POST /"},
				    {.port = 80},
				    {.port = 8080},
				    {.port = 8000},
				    {.port = 8899},
				    {.port = 49152},
				    {0}};
static const enum obs_kind emits[] = {
	OBS_HTTP_METHOD, OBS_HTTP_HOST,     OBS_HTTP_PATH,         OBS_HTTP_USER_AGENT,
	OBS_HTTP_STATUS, OBS_HTTP_SERVER,   OBS_HTTP_REALM,        OBS_HTTP_AUTH,
	OBS_HTTP_COOKIE, OBS_HTTP_LOCATION, OBS_HTTP_CONTENT_TYPE, OBS_HTTP_SERVED_PATH,
	OBS_KINDS};

extern const struct dissector http_dissector;
const struct dissector http_dissector = {
	.name = "http",
	.carrier = CARRIER_STREAM,
	.hints = hints,
	.marks = marks,
	.state_size = sizeof(struct http),
	.feed = feed,
	.emits = emits,
};
