/* SPDX-License-Identifier: Apache-2.0
 *
 * The greeting of cameras sold under several names, over TCP: the device tells its number to
 * whoever connects. Little-endian, as far as it shows; the rest are addresses in its memory:
 *   0 38 00 00 00 | 4 6c | 5 zeros 19 | 44 "mrmt_hello" | 54 zeros 26 | 80 length of the number 4 |
 *   92 number, line feed, NUL
 *
 * Source: nmap-service-probes (ipcam), the only one. What follows has not been published: after the
 * greeting the flow is left.
 */
#include "proto/dissector.h"

#include "proto/say.h"

#define FIRST "8\0\0\0l\0\0\0\0\0\0\0"

enum { FIRST_LEN = sizeof(FIRST) - 1, WORD_AT = 44, LENGTH_AT = 80, HEAD = 92, NUMBER_MAX = 64 };

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct slice bytes = cursor_rest(in);
	size_t seen = bytes.len < FIRST_LEN ? bytes.len : FIRST_LEN;
	(void)state;

	if (where->from_client || seen == 0 || memcmp(bytes.at, FIRST, seen) != 0)
		return verdict(VERDICT_NOT_MINE);
	if (bytes.len < HEAD)
		return verdict_more(HEAD);
	struct cursor c = *in;
	cursor_skip(&c, LENGTH_AT);
	uint32_t length = cursor_le32(&c);
	if (!slice_starts(slice_from(bytes, WORD_AT), "mrmt_hello") || length == 0 ||
	    length > NUMBER_MAX)
		return verdict(VERDICT_NOT_MINE);
	if (bytes.len < HEAD + length)
		return verdict_more(HEAD + length);
	cursor_skip(in, HEAD);
	struct slice number = slice_trim(slice_until_nul(cursor_take(in, length)));
	sink_text(out, OBS_MRMT_MESSAGE, slice_text("greeting"));
	if (number.len && say_is_text(number))
		sink_text(out, OBS_MRMT_ID, number);
	return verdict(VERDICT_DONE);
}

static const struct mark marks[] = {MARK(FIRST), {0}};
static const enum obs_kind emits[] = {OBS_MRMT_MESSAGE, OBS_MRMT_ID, OBS_KINDS};

extern const struct dissector mrmt_dissector;
const struct dissector mrmt_dissector = {
	.name = "mrmt",
	.carrier = CARRIER_STREAM,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
