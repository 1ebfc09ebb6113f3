/* SPDX-License-Identifier: Apache-2.0
 *
 * Control by text fields, TCP 3001, of a family of cameras and recorders. Frames with a head of 20
 * bytes, numbers little endian:
 *
 *   command  0 f1 f5 ea f5 | 4 number 2 | 6 length of all 2 | 8 0 (8) | 16 length of the text 4 |
 *            20 text: fields with tabs between, each message ended by three LF
 *   data     0 f1 f5 ea f9 | 4 number 4 | 8 address 4 | 12 2 | 14 length of all 2 | 16 kind 4 |
 *            20 "NVS" NUL, media
 *
 *   [address TAB] IP TAB USER TAB LOGON TAB user TAB password ...     and the answer
 *   [address TAB] IP TAB USER TAB LOGON TAB LOGONFAILED ...
 *
 * Source: zb3's published client, lib/binproto.py.
 *
 * Told are the first three words, which name the message, and whether a login failed. Skipped on
 * purpose: all other fields (users, passwords, keys), media.
 */
#include "proto/dissector.h"
#include "proto/text.h"

enum { HEAD = 20, MESSAGES_MAX = 64, WORDS = 3, WORD_MAX = 20 };

struct nvs {
	bool mine;
	uint8_t messages;
};

static bool starts(struct slice s, const char *mark)
{
	size_t n = s.len < 4 ? s.len : 4;
	return memcmp(s.at, mark, n) == 0;
}

static bool is_command(struct slice s)
{
	return starts(s, "\xf1\xf5\xea\xf5");
}

static bool is_data(struct slice s)
{
	return starts(s, "\xf1\xf5\xea\xf9");
}

static bool is_word(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!(s.at[i] >= 'A' && s.at[i] <= 'Z') && s.at[i] != '_')
			return false;
	return s.len > 0 && s.len <= WORD_MAX;
}

static struct slice next_field(struct cursor *in)
{
	struct slice rest = cursor_rest(in);
	struct cursor c = *in;
	struct slice field = cursor_until(&c, '\t');

	if (!cursor_fine(&c))
		return cursor_take(in, rest.len);
	*in = c;
	return field;
}

/* The words that name the message; nothing when it has none. */
static void say_command(struct slice text, bool from_client, struct sink *out)
{
	struct cursor in = cursor_over(text);
	struct slice field = next_field(&in);
	struct text t;
	unsigned n = 0;

	text_clear(&t);
	text_word(&t, from_client ? "asked" : "answered");
	if (!is_word(field))
		field = next_field(&in); /* behind the address */
	for (; n < WORDS && is_word(field); n++, field = next_field(&in)) {
		text_byte(&t, ' ');
		text_put(&t, field);
	}
	if (!from_client && slice_equal(field, slice_text("LOGONFAILED")))
		text_word(&t, " LOGONFAILED");
	if (n == WORDS)
		sink_text(out, OBS_NVS3001_MESSAGE, text_view(&t));
}

/* The lengths of a command's head; false when they contradict each other. */
static bool command_length(struct cursor in, size_t *ret_len)
{
	cursor_skip(&in, 6);
	uint16_t all = cursor_le16(&in);
	cursor_skip(&in, 8);
	uint32_t text = cursor_le32(&in);

	*ret_len = text;
	return all >= HEAD && text == (uint32_t)all - HEAD;
}

static struct verdict command(struct nvs *n, struct cursor *in, bool from_client, struct sink *out)
{
	size_t len;

	if (cursor_left(in) < HEAD)
		return verdict_more(HEAD);
	if (!command_length(*in, &len))
		return n->mine ? verdict_malformed("length") : verdict(VERDICT_NOT_MINE);
	if (cursor_left(in) < HEAD + len)
		return verdict_more(HEAD + len);
	n->mine = true;
	cursor_skip(in, HEAD);
	say_command(cursor_take(in, len), from_client, out);
	return verdict(++n->messages < MESSAGES_MAX ? VERDICT_NEXT : VERDICT_DONE);
}

static struct verdict data(const struct nvs *n, struct cursor *in, struct sink *out)
{
	if (cursor_left(in) < HEAD + 4)
		return verdict_more(HEAD + 4);
	struct cursor ahead = *in;
	cursor_skip(&ahead, HEAD);
	if (!slice_equal(cursor_take(&ahead, 4), slice_of("NVS", 4)))
		return n->mine ? verdict_malformed("data") : verdict(VERDICT_NOT_MINE);
	*in = ahead;
	sink_text(out, OBS_NVS3001_MESSAGE, slice_text("media sent"));
	return verdict(VERDICT_DONE);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct nvs *n = state;
	struct verdict v = verdict(VERDICT_NEXT);

	while (cursor_left(in) > 0 && v.word == VERDICT_NEXT) {
		struct slice s = cursor_rest(in);
		bool may_be_either = is_command(s) && is_data(s);
		if (may_be_either)
			v = verdict_more(s.len + 1);
		else if (is_command(s))
			v = command(n, in, where->from_client, out);
		else if (is_data(s))
			v = data(n, in, out);
		else
			v = n->mine ? verdict_malformed("head") : verdict(VERDICT_NOT_MINE);
	}
	return v;
}

static const struct mark marks[] = {MARK("\xf1\xf5\xea\xf5"), MARK("\xf1\xf5\xea\xf9"), {0}};
static const struct hint hints[] = {{.port = 3001}, {0}};
static const enum obs_kind emits[] = {OBS_NVS3001_MESSAGE, OBS_KINDS};

extern const struct dissector nvs3001_dissector;
const struct dissector nvs3001_dissector = {
	.name = "nvs3001",
	.carrier = CARRIER_STREAM,
	.hints = hints,
	.marks = marks,
	.state_size = sizeof(struct nvs),
	.feed = feed,
	.emits = emits,
};
