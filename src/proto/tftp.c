/* SPDX-License-Identifier: Apache-2.0
 *
 * TFTP requests (RFC 1350 section 5, options RFC 2347): which file a device wants or offers.
 *
 *   +---------------+-----------+---+------+---+--------+---+-------+---+
 *   | 1 read        | file name | 0 | mode | 0 | option | 0 | value | 0 | ...
 *   | 2 write       |           |   |      |   |        |   |       |   |
 *   +---------------+-----------+---+------+---+--------+---+-------+---+
 *
 * The mode word and the exact end are the sign, so the port is free. The transfer itself runs
 * between other ports and has no sign of its own: skipped.
 */
#include "proto/dissector.h"

enum { READ_REQUEST = 1, WRITE_REQUEST = 2 };

static bool is_mode(struct slice text)
{
	return slice_same_word(text, "octet") || slice_same_word(text, "netascii") ||
	       slice_same_word(text, "mail");
}

static bool is_file_name(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] < 0x20 || text.at[i] == 0x7f)
			return false;
	return text.len > 0;
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	(void)state, (void)where;
	uint16_t op = cursor_be16(in);
	if (op != READ_REQUEST && op != WRITE_REQUEST)
		return verdict(VERDICT_NOT_MINE);
	struct slice name = cursor_until(in, 0);
	struct slice mode = cursor_until(in, 0);
	if (!cursor_fine(in) || !is_mode(mode) || !is_file_name(name))
		return verdict(VERDICT_NOT_MINE);
	sink_text(out, op == READ_REQUEST ? OBS_TFTP_READ : OBS_TFTP_WRITE, name);
	while (cursor_left(in)) {
		(void)cursor_until(in, 0);
		(void)cursor_until(in, 0);
	}
	return cursor_fine(in) ? verdict(VERDICT_NEXT) : verdict_malformed("option cut off");
}

static const struct mark marks[] = {MARK("\0\x01"), MARK("\0\x02"), {0}};
static const struct hint hints[] = {{.port = 69}, {0}};
static const enum obs_kind emits[] = {OBS_TFTP_READ, OBS_TFTP_WRITE, OBS_KINDS};

extern const struct dissector tftp_dissector;
const struct dissector tftp_dissector = {
	.name = "tftp",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
