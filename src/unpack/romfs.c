/* SPDX-License-Identifier: Apache-2.0
 *
 * romfs (Documentation/filesystems/romfs.rst of Linux): headers of 16 bytes and a name, all numbers
 * big-endian, nothing packed, so members are given where they lie.
 */
#include <stdlib.h>

#include "base/err.h"
#include "unpack/format.h"
#include "unpack/order.h"

enum {
	ALIGNED = 16,
	HEAD_BYTES = 16,
	SUMMED = 512, /* bytes that the superblock's checksum is over */
	FOLDERS_DEEP = 64,
	PATH_BYTES = 1024,
	TYPE_HARD_LINK = 0,
	TYPE_FOLDER,
	TYPE_FILE,
	TYPE_LINK,
	EXECUTABLE = 8,
};

struct image {
	struct slice bytes;
	struct unpack_out *out;
	uint8_t *met; /* a bit for each place of a header: hostile ones stand in circles */
	char path[PATH_BYTES];
};

struct head {
	uint32_t next, about, size;
	unsigned type;
	bool executable;
	struct slice name, data;
};

static bool met_before(struct image *im, uint64_t at)
{
	uint64_t bit = at / ALIGNED;
	bool met = im->met[bit / 8] >> (bit % 8) & 1;

	im->met[bit / 8] |= (uint8_t)(1u << (bit % 8));
	return met;
}

/* A name with its NUL takes whole pieces of 16 bytes. */
static struct slice read_name(struct cursor *c)
{
	struct cursor start = *c;
	struct slice name = cursor_until(&start, 0);

	cursor_skip(c, (name.len / ALIGNED + 1) * ALIGNED);
	return cursor_fine(&start) ? name : slice_of(NULL, 0);
}

static bool read_head(const struct image *im, uint64_t at, struct head *ret)
{
	struct cursor c = cursor_over(slice_part(im->bytes, at, im->bytes.len));
	uint32_t next = cursor_be32(&c);

	*ret = (struct head){.next = next & ~15u,
			     .type = next & 7,
			     .executable = next & EXECUTABLE,
			     .about = cursor_be32(&c),
			     .size = cursor_be32(&c)};
	cursor_skip(&c, 4); /* the header's checksum: what is damaged shows in the names */
	ret->name = read_name(&c);
	ret->data = slice_part(cursor_rest(&c), 0, ret->size);
	return cursor_fine(&c) && ret->name.len;
}

static void walk_folder(struct image *im, uint64_t at, unsigned depth);

static void meet(struct image *im, const struct head *h, unsigned depth)
{
	const struct member m = {.name = slice_text(im->path),
				 .mode = h->executable ? 0755 : 0644,
				 .offset = (uint64_t)(h->data.at - im->bytes.at)};

	switch (h->type) {
	case TYPE_HARD_LINK:
		out_link(im->out, m.name, slice_of(NULL, 0));
		break;
	case TYPE_FOLDER:
		walk_folder(im, h->about & ~15u, depth + 1);
		break;
	case TYPE_FILE:
		if (h->data.len < h->size)
			out_broken(im->out, m.offset, "'/%.200s' ends %zu bytes early", im->path,
				   h->size - h->data.len);
		out_member(im->out, &m, h->data);
		break;
	case TYPE_LINK:
		out_link(im->out, m.name, h->data);
		break;
	default:
		out_node(im->out, m.name, "device or pipe");
	}
}

static bool is_dots(struct slice name)
{
	return slice_equal(name, slice_text(".")) || slice_equal(name, slice_text(".."));
}

/* at: the first header of the folder. */
static void walk_folder(struct image *im, uint64_t at, unsigned depth)
{
	size_t len = strlen(im->path);
	struct head h;

	if (depth > FOLDERS_DEEP) {
		out_broken(im->out, at, "folder '/%.200s' lies too deep", im->path);
		return;
	}
	for (; at && out_goes_on(im->out); at = h.next) {
		if (!read_head(im, at, &h)) {
			out_broken(im->out, at, "folder '/%.200s' can't be read to its end",
				   im->path);
			return;
		}
		if (met_before(im, at)) {
			out_broken(im->out, at, "folder '/%.200s' leads back into itself",
				   im->path);
			return;
		}
		if ((is_dots(h.name) && h.type <= TYPE_FOLDER) ||
		    len + 2 + h.name.len > sizeof(im->path))
			continue;
		size_t end = len;
		if (len)
			im->path[end++] = '/';
		memcpy(im->path + end, h.name.at, h.name.len);
		im->path[end + h.name.len] = '\0';
		meet(im, &h, depth);
		im->path[len] = '\0';
	}
}

static bool sum_right(struct slice bytes, uint32_t size)
{
	struct cursor c = cursor_over(slice_part(bytes, 0, size < SUMMED ? size : SUMMED));
	uint32_t sum = 0;

	while (cursor_left(&c) >= 4)
		sum += cursor_be32(&c);
	return sum == 0;
}

static uint64_t open_romfs(struct slice bytes, struct unpack_out *out)
{
	struct image im = {.out = out};
	struct cursor c = cursor_over(bytes);

	cursor_skip(&c, 8);
	uint32_t size = cursor_be32(&c);
	cursor_skip(&c, 4);
	(void)read_name(&c);
	if (!cursor_fine(&c) || size < cursor_offset(&c) + HEAD_BYTES || size % ALIGNED != 0)
		return 0;
	bool whole = sum_right(bytes, size);
	im.bytes = slice_part(bytes, 0, size);
	struct head first;
	if (!read_head(&im, cursor_offset(&c), &first) || (!whole && !is_dots(first.name)))
		return 0;
	if (!whole)
		out_broken(out, 12, "the checksum of its first %d bytes is wrong", SUMMED);
	if (size > bytes.len)
		out_broken(out, bytes.len, "ends %zu bytes early", size - bytes.len);
	im.met = mem_new(im.bytes.len / ALIGNED / 8 + 1, 1);
	walk_folder(&im, cursor_offset(&c), 0);
	free(im.met);
	return im.bytes.len;
}

const struct format format_romfs = {
	.name = "romfs",
	.marks = {{"-rom1fs-", 8, 0}},
	.open = open_romfs,
};
