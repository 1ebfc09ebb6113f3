/* SPDX-License-Identifier: Apache-2.0
 *
 * SIP over UDP and TCP (RFC 3261): who registers where, by what software. GB/T 28181, the
 * surveillance standard of China, puts its documents into SIP: they are handed on whole.
 *
 *   request = method SP "sip:" ... SP "SIP/2.0" CRLF head CRLF [body of Content-Length bytes]
 *   reply   = "SIP/2.0" SP 3DIGIT SP reason CRLF head CRLF [body]
 *   head    = *( name ":" value CRLF )       f, t, l, c stand for From, To, Content-Length, -Type
 *
 * Only the From of a request is the sender's own: a reply repeats it. Skipped on purpose: routes,
 * credentials, sessions of calls, the password that may stand in a SIP address.
 */
#include "proto/dissector.h"

#include "proto/text.h"

enum {
	HEAD_MAX = 8192,
	BODY_MAX = STREAM_NEED_MAX - HEAD_MAX,
	LINES_MAX = 128,
	METHOD_MAX = 16,
	GB_ID_LEN = 20, /* GB/T 28181-2016 annex D */
};

static const char version[] = "SIP/2.0";

struct head {
	struct slice method; /* empty = a reply */
	struct slice from, agent, server, type;
	uint64_t length;
	bool has_length;
};

/* Bytes of the head with the empty line behind it; 0 = not all there. */
static size_t head_length(struct slice s)
{
	for (size_t i = 0; i + 1 < s.len && i < HEAD_MAX; i++) {
		if (s.at[i] != '\n')
			continue;
		if (s.at[i + 1] == '\n')
			return i + 2;
		if (s.at[i + 1] == '\r' && i + 2 < s.len && s.at[i + 2] == '\n')
			return i + 3;
	}
	return 0;
}

/* Whether the bytes begin a message, as far as they are there. */
static bool may_begin(struct slice s)
{
	static const char *const schemes[] = {"sip:", "sips:", "tel:"};
	size_t n = 0;

	if (slice_starts(s, version) ||
	    (s.len < sizeof(version) - 1 && memcmp(s.at, version, s.len) == 0))
		return true;
	while (n < s.len && s.at[n] >= 'A' && s.at[n] <= 'Z')
		n++;
	if (n == s.len)
		return n <= METHOD_MAX;
	if (n < 3 || n > METHOD_MAX || s.at[n] != ' ')
		return false;
	struct slice target = slice_from(s, n + 1);
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		size_t len = strlen(schemes[i]);
		if (memcmp(target.at, schemes[i], target.len < len ? target.len : len) == 0)
			return true;
	}
	return false;
}

static bool first_line(struct slice line, struct head *head)
{
	struct cursor c = cursor_over(line);
	size_t len = sizeof(version) - 1;

	if (!line.len || !may_begin(line))
		return false;
	if (slice_starts(line, version))
		return line.len >= len + 4 && line.at[len] == ' ';
	head->method = cursor_until(&c, ' ');
	return line.len > len && line.at[line.len - len - 1] == ' ' &&
	       slice_equal(slice_from(line, line.len - len), slice_text(version));
}

static bool named(struct slice name, const char *word, const char *brief)
{
	return slice_same_word(name, word) || slice_same_word(name, brief);
}

static bool read_head(struct slice bytes, struct head *head)
{
	struct cursor c = cursor_over(bytes);

	*head = (struct head){.has_length = false};
	if (!first_line(cursor_line(&c), head))
		return false;
	for (unsigned i = 0; i < LINES_MAX && cursor_left(&c) > 0; i++) {
		struct cursor line = cursor_over(cursor_line(&c));
		struct slice name = slice_trim(cursor_until(&line, ':'));
		struct slice value = slice_trim(cursor_rest(&line));
		if (named(name, "From", "f"))
			head->from = value;
		else if (slice_same_word(name, "User-Agent"))
			head->agent = value;
		else if (slice_same_word(name, "Server"))
			head->server = value;
		else if (named(name, "Content-Type", "c"))
			head->type = value;
		else if (named(name, "Content-Length", "l"))
			head->has_length = slice_decimal(value, &head->length);
	}
	return true;
}

static bool ends_host(uint8_t c)
{
	return c == '>' || c == ';' || c == '?' || c == ',' || c <= ' ';
}

/* "name" <sip:user:password@host>;tag=x  as  user@host */
static void identity(struct slice from, struct sink *out)
{
	struct text said;
	size_t at = slice_find_word(from, "sip:");
	struct cursor c = cursor_over(slice_from(from, at));

	cursor_skip(&c, strlen("sip:"));
	struct slice rest = cursor_rest(&c), user = cursor_until(&c, '@');
	if (!cursor_fine(&c) || !rest.len)
		return;
	for (size_t i = 0; i < user.len; i++)
		if (user.at[i] == ':')
			user.len = i;
	rest = cursor_rest(&c);
	size_t end = 0, digits = 0;
	while (end < rest.len && !ends_host(rest.at[end]))
		end++;
	text_clear(&said);
	text_put(&said, user);
	text_byte(&said, '@');
	text_put(&said, slice_of(rest.at, end));
	sink_text(out, OBS_SIP_FROM, text_view(&said));
	while (digits < user.len && user.at[digits] >= '0' && user.at[digits] <= '9')
		digits++;
	if (user.len == GB_ID_LEN && digits == GB_ID_LEN)
		sink_text(out, OBS_GB28181_ID, user);
}

static void observe(const struct head *head, struct slice body, struct sink *out)
{
	sink_text(out, OBS_SIP_METHOD, head->method);
	if (head->method.len)
		identity(head->from, out);
	sink_text(out, OBS_SIP_USER_AGENT, head->agent);
	sink_text(out, OBS_SIP_SERVER, head->server);
	if (slice_find_word(head->type, "xml") < head->type.len)
		sink_document(out, DOCUMENT_XML, body);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct slice bytes = cursor_rest(in);
	size_t len = head_length(bytes);
	struct head head;
	(void)state, (void)where;

	if (len == 0 || !read_head(slice_of(bytes.at, len), &head))
		return verdict(VERDICT_NOT_MINE);
	struct slice body = slice_from(bytes, len);
	if (head.has_length && head.length < body.len)
		body.len = (size_t)head.length;
	observe(&head, body, out);
	return verdict(VERDICT_NEXT);
}

struct sip_tcp {
	bool mine;
};

static struct verdict feed_tcp(void *state, struct cursor *in, const struct where *where,
			       struct sink *out)
{
	struct sip_tcp *flow = state;
	struct head head;
	(void)where;

	while (flow->mine && (cursor_peek(in, 0) == '\r' || cursor_peek(in, 0) == '\n'))
		cursor_skip(in, 1); /* kept alive by empty lines, RFC 5626 */
	struct slice bytes = cursor_rest(in);
	if (!bytes.len)
		return verdict(VERDICT_NEXT);
	if (!may_begin(bytes))
		return flow->mine ? verdict_malformed("no message begins here")
				  : verdict(VERDICT_NOT_MINE);
	size_t len = head_length(bytes);
	if (len == 0 && bytes.len < HEAD_MAX)
		return verdict_more(bytes.len + 1);
	if (len == 0 || !read_head(slice_of(bytes.at, len), &head) || head.length > BODY_MAX)
		return flow->mine ? verdict_malformed("head") : verdict(VERDICT_NOT_MINE);
	size_t whole = len + (head.has_length ? (size_t)head.length : 0);
	if (bytes.len < whole)
		return verdict_more(whole);
	flow->mine = true;
	cursor_skip(in, whole);
	observe(&head, slice_of(bytes.at + len, whole - len), out);
	return verdict(VERDICT_NEXT);
}

/* Three capital letters: of a method, of "SIP". */
static const struct mark marks[] = {LOOSE_MARK("\x40\x40\x40", "\xe0\xe0\xe0"), {0}};
static const struct hint hints[] = {{.port = 5060}, {.port = 5061}, {0}};
static const enum obs_kind emits[] = {OBS_SIP_METHOD, OBS_SIP_FROM,   OBS_SIP_USER_AGENT,
				      OBS_SIP_SERVER, OBS_GB28181_ID, OBS_KINDS};

extern const struct dissector sip_dissector;
const struct dissector sip_dissector = {
	.name = "sip",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};

extern const struct dissector sip_tcp_dissector;
const struct dissector sip_tcp_dissector = {
	.name = "sip_tcp",
	.carrier = CARRIER_STREAM,
	.hints = hints,
	.state_size = sizeof(struct sip_tcp),
	.marks = marks,
	.feed = feed_tcp,
	.emits = emits,
};
