/* SPDX-License-Identifier: Apache-2.0
 *
 * SSDP (UPnP Device Architecture 1.1 and 2.0, chapter 1; draft-cai-ssdp-v1-03): HTTP over UDP, by
 * which devices announce their services and look for others.
 *
 *   "NOTIFY * HTTP/1.1"  | announcement: NT, NTS, USN, LOCATION, SERVER
 *   "M-SEARCH * HTTP/1.1"| search: ST, MX, MAN, USER-AGENT
 *   "HTTP/1.1 200 OK"    | answer to a search: ST, USN, LOCATION, SERVER
 *   *( name ":" value line-end ) line-end
 *
 * As devices do it: CR, LF or both end a line, empty lines stand anywhere, the last line has no
 * end, NUL follows. A NOTIFY is read whatever it announces, ssdp:byebye too. An answer counts as
 * SSDP when it has an ST or USN: other protocols answer with this line over UDP.
 * Skipped on purpose: everything about ages, boots and configurations.
 */
#include "proto/dissector.h"

enum { LINES_MAX = 64 };

enum message { MESSAGE_NONE, MESSAGE_NOTIFY, MESSAGE_SEARCH, MESSAGE_ANSWER };

/* The next line that is not empty, without blanks around it; empty at the end. */
static struct slice next_line(struct cursor *c)
{
	struct slice line = slice_of(c->at, 0);

	while (cursor_left(c) > 0 && line.len == 0) {
		struct slice rest = cursor_rest(c);
		size_t len = 0;
		while (len < rest.len && rest.at[len] != '\r' && rest.at[len] != '\n' &&
		       rest.at[len] != 0)
			len++;
		line = slice_trim(cursor_take(c, len));
		if (cursor_left(c) > 0)
			cursor_skip(c, 1);
	}
	return line;
}

/* Splits "name: value"; false when there is no colon. */
static bool split(struct slice line, struct slice *ret_name, struct slice *ret_value)
{
	struct cursor c = cursor_over(line);
	struct slice name = cursor_until(&c, ':');

	if (!cursor_fine(&c))
		return false;
	*ret_name = slice_trim(name);
	*ret_value = slice_trim(cursor_rest(&c));
	return true;
}

static bool has_name(struct cursor lines, const char *a, const char *b)
{
	for (unsigned i = 0; i < LINES_MAX && cursor_left(&lines) > 0; i++) {
		struct slice name, value;
		if (split(next_line(&lines), &name, &value) &&
		    (slice_same_word(name, a) || slice_same_word(name, b)))
			return true;
	}
	return false;
}

static enum message message_of(struct slice first, const struct cursor *lines)
{
	if (slice_starts(first, "NOTIFY * HTTP/1."))
		return MESSAGE_NOTIFY;
	if (slice_starts(first, "M-SEARCH * HTTP/1."))
		return MESSAGE_SEARCH;
	if (slice_starts(first, "HTTP/1.") && has_name(*lines, "ST", "USN"))
		return MESSAGE_ANSWER;
	return MESSAGE_NONE;
}

static void header(enum message message, struct slice name, struct slice value, struct sink *out)
{
	if (slice_same_word(name, "SERVER"))
		sink_text(out, OBS_SSDP_SERVER, value);
	else if (slice_same_word(name, "USER-AGENT"))
		sink_text(out, OBS_SSDP_USER_AGENT, value);
	else if (message == MESSAGE_SEARCH && slice_same_word(name, "ST"))
		sink_text(out, OBS_SSDP_SEARCH, value);
	else if (slice_same_word(name, message == MESSAGE_NOTIFY ? "NT" : "ST"))
		sink_text(out, OBS_SSDP_TYPE, value);
	else if (slice_same_word(name, "USN"))
		sink_text(out, OBS_SSDP_USN, value);
	else if (slice_same_word(name, "LOCATION"))
		sink_text(out, OBS_SSDP_LOCATION, value);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct slice first = next_line(in);
	enum message message = message_of(first, in);
	(void)state, (void)where;

	if (message == MESSAGE_NONE)
		return verdict(VERDICT_NOT_MINE);
	for (unsigned i = 0; i < LINES_MAX && cursor_left(in) > 0; i++) {
		struct slice name, value;
		if (split(next_line(in), &name, &value))
			header(message, name, value, out);
	}
	return verdict(VERDICT_NEXT);
}

static const struct mark marks[] = {
	MARK("NOTIFY *"), MARK("M-SEARCH"), MARK("HTTP/1."), /* blanks may come first */
	MARK("\r"),       MARK("\n"),       MARK(" "),       MARK("\t"), MARK("\0"), {0}};
static const struct hint hints[] = {{.port = 1900},
				    {.first_len = 7, .first = "NOTIFY "},
				    {.first_len = 7, .first = "M-SEARC"},
				    {.first_len = 7, .first = "HTTP/1."},
				    {0}};
static const enum obs_kind emits[] = {OBS_SSDP_SERVER, OBS_SSDP_USER_AGENT, OBS_SSDP_SEARCH,
				      OBS_SSDP_TYPE,   OBS_SSDP_USN,        OBS_SSDP_LOCATION,
				      OBS_KINDS};

extern const struct dissector ssdp_dissector;
const struct dissector ssdp_dissector = {
	.name = "ssdp",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
