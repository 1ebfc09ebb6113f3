/* SPDX-License-Identifier: Apache-2.0
 *
 * Consoles over TCP by which their server names itself before anybody is asked for a password:
 * FTP (RFC 959), telnet (RFC 854).
 *
 *   FTP:    "220" ( SP | "-" ) text CRLF                    the server's greeting, perhaps of lines
 *   telnet: options: ff (fb to fe) option, also ff fa ... ff f0, then text of the server up to
 *           where it waits for a name
 *
 * Nothing after the greeting is read: names and passwords follow. SMTP greets like FTP; a greeting
 * that says so is refused. Skipped on purpose: telnet's options.
 */
#include "proto/dissector.h"

#include "proto/say.h"

enum {
	LINE_MAX_LEN = 512,
	TELNET_TEXT_MAX = 512,
	TELNET_BYTES_MAX = 2048, /* of options and text */
	TELNET_COMMAND = 0xff,
	TELNET_SUB = 0xfa,
	TELNET_END = 0xf0,
	TELNET_WILL = 0xfb,
	TELNET_PORT = 23,
	TELNET_ALTERNATIVE = 2323,
};

/* The first line; MORE while it may still come. */
static struct verdict whole_line(const struct cursor *in, size_t max, struct slice *ret_line)
{
	struct cursor c = *in;

	if (cursor_left(in) > max)
		c = cursor_over(slice_of(in->at, max));
	size_t there = cursor_left(&c);
	*ret_line = cursor_line(&c);
	if (cursor_fine(&c))
		return verdict(VERDICT_NEXT);
	return there < max ? verdict_more(there + 1) : verdict(VERDICT_NOT_MINE);
}

/* Whether the bytes begin with the word, or could when more come. */
static bool may_begin(struct slice s, const char *word)
{
	size_t len = strlen(word);
	return memcmp(s.at, word, s.len < len ? s.len : len) == 0;
}

static struct verdict ftp(void *state, struct cursor *in, const struct where *where,
			  struct sink *out)
{
	struct slice line;
	(void)state;

	if (where->from_client || cursor_left(in) == 0 || !may_begin(cursor_rest(in), "220"))
		return verdict(VERDICT_NOT_MINE);
	struct verdict v = whole_line(in, LINE_MAX_LEN, &line);
	if (v.word != VERDICT_NEXT)
		return v;
	bool ftp_port = where->src_port == 21;
	struct slice said = line.len > 4 ? slice_trim(slice_from(line, 4)) : slice_of(NULL, 0);
	if (line.len < 3 || (line.len > 3 && line.at[3] != ' ' && line.at[3] != '-') ||
	    slice_find_word(said, "smtp") < said.len ||
	    (!ftp_port && slice_find_word(said, "ftp") == said.len))
		return verdict(VERDICT_NOT_MINE);
	cursor_skip(in, 3);
	sink_text(out, OBS_FTP_GREETING, said);
	return verdict(VERDICT_DONE);
}

/* Over one command; false when it is not all there. */
static bool telnet_command(struct cursor *c)
{
	cursor_skip(c, 1);
	uint8_t word = cursor_u8(c);

	if (word == TELNET_SUB) {
		do {
			(void)cursor_until(c, TELNET_COMMAND);
		} while (cursor_left(c) > 0 && cursor_peek(c, 0) != TELNET_END);
		cursor_skip(c, 1);
	} else if (word >= TELNET_WILL && word != TELNET_COMMAND) {
		cursor_skip(c, 1);
	}
	return cursor_fine(c);
}

/* Whether the text ends where a name or a password is to be typed. */
static bool waits(struct slice text)
{
	static const char *const ends[] = {"login:", "username:", "user:", "account:", "password:"};

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		size_t len = strlen(ends[i]);
		if (text.len >= len && slice_same_word(slice_from(text, text.len - len), ends[i]))
			return true;
	}
	return false;
}

/* What the server printed until it waits. Looked at from the start each time, so that it ends at
 * the same byte however it came. */
static struct verdict telnet(void *state, struct cursor *in, const struct where *where,
			     struct sink *out)
{
	struct cursor c = *in;
	struct text said;
	bool port = where->src_port == TELNET_PORT || where->src_port == TELNET_ALTERNATIVE;
	(void)state;

	if (where->from_client || !port || cursor_peek(in, 0) != TELNET_COMMAND)
		return verdict(VERDICT_NOT_MINE);
	if (cursor_left(in) < 2)
		return verdict_more(2);
	if (cursor_peek(in, 1) < TELNET_SUB || cursor_peek(in, 1) == TELNET_COMMAND)
		return verdict(VERDICT_NOT_MINE);
	text_clear(&said);
	while (!waits(text_view(&said)) && said.len < TELNET_TEXT_MAX) {
		if (cursor_offset(&c) - cursor_offset(in) >= TELNET_BYTES_MAX)
			return verdict(VERDICT_NOT_MINE);
		bool whole = cursor_left(&c) > 0;
		if (whole && cursor_peek(&c, 0) == TELNET_COMMAND)
			whole = telnet_command(&c);
		else if (whole)
			text_byte(&said, cursor_u8(&c));
		if (!whole)
			return verdict_more(cursor_left(in) + 1);
	}
	*in = c;
	sink_text(out, OBS_TELNET_GREETING, slice_trim(text_view(&said)));
	return verdict(VERDICT_DONE);
}

static const struct mark ftp_marks[] = {MARK("220"), {0}};
static const struct mark telnet_marks[] = {LOOSE_MARK("\xff\xf8", "\xff\xf8"), {0}};
static const struct hint ftp_hints[] = {
	{.port = 21, .first_len = 4, .first = "220 "}, {.first_len = 4, .first = "220-"}, {0}};
static const struct hint telnet_hints[] = {
	{.port = TELNET_PORT}, {.port = TELNET_ALTERNATIVE}, {0}};
static const enum obs_kind ftp_emits[] = {OBS_FTP_GREETING, OBS_KINDS};
static const enum obs_kind telnet_emits[] = {OBS_TELNET_GREETING, OBS_KINDS};

extern const struct dissector ftp_dissector;
const struct dissector ftp_dissector = {
	.name = "ftp",
	.carrier = CARRIER_STREAM,
	.hints = ftp_hints,
	.marks = ftp_marks,
	.feed = ftp,
	.emits = ftp_emits,
};

extern const struct dissector telnet_dissector;
const struct dissector telnet_dissector = {
	.name = "telnet",
	.carrier = CARRIER_STREAM,
	.hints = telnet_hints,
	.marks = telnet_marks,
	.feed = telnet,
	.emits = telnet_emits,
};
