/* SPDX-License-Identifier: Apache-2.0 */
#include "unpack/pe.h"
#include "unpack/utf16.h"

enum { VERSION_DEEP = 4, STRINGS_A_BLOCK = 16, BLOCK_HEAD = 6 };

/* Text up to, without, its NUL; the cursor steps over both. */
static struct slice take_key(struct cursor *c)
{
	const uint8_t *from = c->at;

	while (cursor_left(c) >= 2)
		if (cursor_le16(c) == 0)
			return slice_of(from, (size_t)(c->at - from) - 2);
	return slice_of(from, 0);
}

static void align(struct cursor *c)
{
	size_t odd = cursor_offset(c) & 3;

	if (odd && cursor_left(c) >= 4 - odd)
		cursor_skip(c, 4 - odd);
}

/* A block holds a key, a value and blocks, each on a border of four bytes; only text is of use. */
static void put_block(struct buf *out, struct slice block, unsigned depth)
{
	struct cursor c = cursor_over(block);

	cursor_skip(&c, 2);
	size_t value_len = cursor_le16(&c);
	bool text = cursor_le16(&c) == 1;
	struct slice key = take_key(&c);
	align(&c);
	if (text && value_len)
		value_len *= 2;
	if (value_len > cursor_left(&c))
		value_len = cursor_left(&c);
	struct slice value = cursor_take(&c, value_len);
	if (text && value.len > 2 && key.len) {
		utf16_put(out, key);
		buf_text(out, ": ");
		while (value.len >= 2 && value.at[value.len - 2] == 0 &&
		       value.at[value.len - 1] == 0)
			value.len -= 2;
		utf16_put(out, value);
		buf_text(out, "\n");
	}
	align(&c);
	while (depth < VERSION_DEEP && cursor_left(&c) > BLOCK_HEAD) {
		struct cursor ahead = c;
		size_t len = cursor_le16(&ahead);
		if (len < BLOCK_HEAD || len > cursor_left(&c))
			return;
		put_block(out, cursor_take(&c, len), depth + 1);
		align(&c);
	}
}

void pe_version_text(struct buf *out, struct slice resource)
{
	put_block(out, resource, 0);
}

void pe_string_text(struct buf *out, struct slice resource)
{
	struct cursor c = cursor_over(resource);

	for (unsigned i = 0; i < STRINGS_A_BLOCK && cursor_left(&c) >= 2; i++) {
		size_t len = (size_t)cursor_le16(&c) * 2;
		if (len > cursor_left(&c))
			return;
		if (len == 0)
			continue;
		utf16_put(out, cursor_take(&c, len));
		buf_text(out, "\n");
	}
}
