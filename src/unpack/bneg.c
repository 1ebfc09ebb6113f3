/* SPDX-License-Identifier: Apache-2.0
 *
 * Instar's images of two partitions: "BNEG", version 1.1, two sizes, then the partitions. Layout:
 * onekey-sec/unblob (unblob/handlers/archive/instar/bneg.py).
 */
#include "unpack/parts.h"

enum { HEAD = 20 };

static uint64_t open_bneg(struct slice bytes, struct unpack_out *out)
{
	struct cursor c = cursor_over(bytes);
	struct parts parts;

	cursor_skip(&c, 4);
	uint32_t major = cursor_le32(&c), minor = cursor_le32(&c);
	uint64_t first = cursor_le32(&c), second = cursor_le32(&c);
	if (!cursor_fine(&c) || major != 1 || minor != 1 || first == 0 || second == 0 ||
	    bytes.len == HEAD)
		return 0;
	parts_init(&parts, out, bytes, HEAD);
	parts_give(&parts, slice_text("part1"), HEAD, first);
	parts_give(&parts, slice_text("part2"), HEAD + first, second);
	return parts_done(&parts);
}

const struct format format_bneg = {
	.name = "bneg",
	.marks = {{"BNEG\1\0\0\0\1\0\0\0", 12, 0}},
	.open = open_bneg,
};
