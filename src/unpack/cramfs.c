/* SPDX-License-Identifier: Apache-2.0
 *
 * cramfs, in either byte order, version 1 and 2. Layout: include/uapi/linux/cramfs_fs.h and
 * fs/cramfs/README of Linux. Pages are packed with zlib; where a page lies is told by where the one
 * before ends, or by pointers of its own (extended block pointers).
 */
#include "base/err.h"
#include "unpack/blocks.h"
#include "unpack/format.h"
#include "unpack/order.h"

enum {
	PAGE = 4096,
	SHIFTED = 512, /* bytes before the superblock, where a boot sector is kept free */
	SUPER_BYTES = 76,
	INODE_BYTES = 12,
	CRC_AT = 32,
	FLAG_VERSION_2 = 1,
	FLAG_EXTENDED = 0x800,
	FLAGS_KNOWN = 0xfff,
	FOLDERS_DEEP = 64,
	PATH_BYTES = 1024,
	TYPE_MASK = 0170000,
	TYPE_FOLDER = 0040000,
	TYPE_FILE = 0100000,
	TYPE_LINK = 0120000,
};
#define BLOCK_UNCOMPRESSED (1u << 31)
#define BLOCK_DIRECT (1u << 30)

struct inode {
	unsigned mode;
	uint32_t size, name_len, offset; /* bytes */
};

struct image {
	struct slice bytes; /* as long as it says that it is, as far as it is there */
	struct unpack_out *out;
	bool big;
	uint32_t flags;
	size_t nodes_left; /* more than fit the image are a circle */
	uint32_t above[FOLDERS_DEEP];
	char path[PATH_BYTES];
};

static struct inode read_inode(struct cursor *c, bool big)
{
	uint32_t first = cursor_32(c, big), second = cursor_32(c, big), third = cursor_32(c, big);

	if (big)
		return (struct inode){first >> 16, second >> 8, (third >> 26) * 4,
				      (third & 0x3ffffff) * 4};
	return (struct inode){first & 0xffff, second & 0xffffff, (third & 0x3f) * 4,
			      (third >> 6) * 4};
}

static uint32_t number_at(const struct image *im, uint64_t at)
{
	struct cursor c = cursor_over(slice_part(im->bytes, at, 4));

	return cursor_32(&c, im->big);
}

/* Where the packed bytes of a page lie; false when its pointer leads nowhere. */
static bool find_page(const struct image *im, const struct inode *inode, uint32_t page,
		      uint32_t pages, struct slice *ret, bool *ret_packed)
{
	uint64_t table = inode->offset, start, end;
	uint32_t pointer = number_at(im, table + 4ull * page);
	uint32_t length = page + 1 == pages ? inode->size - page * PAGE : PAGE;
	bool extended = im->flags & FLAG_EXTENDED;

	*ret_packed = !(extended && (pointer & BLOCK_UNCOMPRESSED));
	if (extended && (pointer & BLOCK_DIRECT)) {
		start = (uint64_t)(pointer & ~(BLOCK_UNCOMPRESSED | BLOCK_DIRECT)) << 2;
		end = start + length;
		if (*ret_packed) {
			struct cursor c = cursor_over(slice_part(im->bytes, start, 2));
			start += 2;
			end = start + cursor_16(&c, im->big);
		}
	} else {
		uint32_t mask = extended ? ~(BLOCK_UNCOMPRESSED | BLOCK_DIRECT) : UINT32_MAX;
		uint32_t before = page ? number_at(im, table + 4ull * (page - 1)) : 0;
		start = page ? before & mask : table + 4ull * pages;
		if (page && extended && (before & BLOCK_DIRECT))
			return false;
		end = pointer & mask;
	}
	if (end < start || end > im->bytes.len)
		return false;
	*ret = slice_of(im->bytes.at + start, (size_t)(end - start));
	return true;
}

static long unpack_page(struct slice from, bool packed, uint8_t *to, size_t length)
{
	if (from.len == 0) { /* a hole */
		memset(to, 0, length);
		return (long)length;
	}
	if (packed)
		return block_inflate(from, to, length, false);
	if (from.len < length)
		return -1;
	memcpy(to, from.at, length);
	return (long)length;
}

/* Calls for each page of the data; false when it is not whole. */
static bool copy_data(const struct image *im, const struct inode *inode, struct spool *s)
{
	uint32_t pages = (inode->size + PAGE - 1) / PAGE;
	bool whole = true;

	for (uint32_t i = 0; i < pages && whole; i++) {
		uint32_t length = i + 1 == pages ? inode->size - i * PAGE : PAGE;
		struct slice from;
		bool packed;
		uint8_t *to = spool_room(s, length);
		if (!to)
			return true;
		whole = find_page(im, inode, i, pages, &from, &packed) &&
			unpack_page(from, packed, to, length) == (long)length;
		if (whole && !spool_wrote(s, length))
			return true;
	}
	return whole;
}

static void give_file(struct image *im, const struct inode *inode)
{
	const struct member m = {.name = slice_text(im->path),
				 .mode = inode->mode & 07777,
				 .offset = inode->size ? inode->offset : UNPACK_OFFSET_UNKNOWN};
	struct spool *s = out_begin(im->out, &m);

	if (!s)
		return;
	bool whole = copy_data(im, inode, s);
	if (!whole)
		out_broken(im->out, inode->offset, "'/%.200s' can't be read to its end", im->path);
	out_end(im->out, s, !whole);
}

/* Where a link leads is packed as a file is. */
static void give_link(struct image *im, const struct inode *inode)
{
	uint8_t to[PAGE];
	struct slice from;
	bool packed;
	long len = -1;

	if (inode->size <= PAGE && find_page(im, inode, 0, 1, &from, &packed))
		len = unpack_page(from, packed, to, inode->size);
	if (len < 0)
		out_broken(im->out, inode->offset, "where '/%.200s' leads can't be read", im->path);
	out_link(im->out, slice_text(im->path), slice_of(to, len < 0 ? 0 : (size_t)len));
}

static void walk_folder(struct image *im, const struct inode *folder, unsigned depth);

static void meet(struct image *im, const struct inode *inode, unsigned depth)
{
	switch (inode->mode & TYPE_MASK) {
	case TYPE_FOLDER:
		walk_folder(im, inode, depth + 1);
		break;
	case TYPE_FILE:
		give_file(im, inode);
		break;
	case TYPE_LINK:
		give_link(im, inode);
		break;
	default:
		out_node(im->out, slice_text(im->path), "device or pipe");
	}
}

static bool in_itself(struct image *im, const struct inode *folder, unsigned depth)
{
	bool circle = depth >= FOLDERS_DEEP;

	for (unsigned i = 0; i < depth && !circle; i++)
		circle = im->above[i] == folder->offset;
	if (circle)
		out_broken(im->out, folder->offset, "folder '/%.200s' lies in itself or too deep",
			   im->path);
	else
		im->above[depth] = folder->offset;
	return circle;
}

static void walk_folder(struct image *im, const struct inode *folder, unsigned depth)
{
	struct slice entries = slice_part(im->bytes, folder->offset, folder->size);
	struct cursor c = cursor_over(entries);
	size_t len = strlen(im->path);

	if (folder->size == 0 || in_itself(im, folder, depth))
		return;
	while (cursor_left(&c) && im->nodes_left && out_goes_on(im->out)) {
		struct inode inode = read_inode(&c, im->big);
		struct slice name = slice_until_nul(cursor_take(&c, inode.name_len));
		if (!cursor_fine(&c) || name.len == 0)
			break;
		im->nodes_left--;
		if (len + 2 + name.len > sizeof(im->path))
			continue;
		size_t at = len;
		if (len)
			im->path[at++] = '/';
		memcpy(im->path + at, name.at, name.len);
		im->path[at + name.len] = '\0';
		meet(im, &inode, depth);
		im->path[len] = '\0';
	}
	if (entries.len < folder->size || cursor_left(&c) || !cursor_fine(&c))
		out_broken(im->out, folder->offset + cursor_offset(&c),
			   "folder '/%.200s' can't be read to its end", im->path);
}

static void check_sum(const struct image *im, uint64_t super, uint32_t told)
{
	static const uint8_t none[4];
	uint64_t at = super + CRC_AT, after = at + sizeof(none);
	uLong crc = crc32_z(0, im->bytes.at + super, CRC_AT);

	crc = crc32_z(crc, none, sizeof(none));
	crc = crc32_z(crc, im->bytes.at + after, im->bytes.len - after);
	if (crc != told)
		out_broken(im->out, at, "its checksum is not that of its bytes");
}

/* The superblock, at 0 or behind a free boot sector: which one, its folder of the top tells. */
static bool read_super(struct slice bytes, struct image *im, struct inode *ret_root,
		       uint64_t *ret_super, uint64_t *ret_size, uint32_t *ret_crc)
{
	static const uint8_t big[4] = {0x28, 0xcd, 0x3d, 0x45},
			     little[4] = {0x45, 0x3d, 0xcd, 0x28};

	for (unsigned at = 0; at <= SHIFTED; at += SHIFTED) {
		struct cursor c = cursor_over(slice_part(bytes, at, SUPER_BYTES));
		struct slice mark = cursor_take(&c, 4);
		im->big = slice_equal(mark, slice_of(big, 4));
		if (!im->big && !slice_equal(mark, slice_of(little, 4)))
			continue;
		*ret_size = cursor_32(&c, im->big);
		im->flags = cursor_32(&c, im->big);
		cursor_skip(&c, 4);
		struct slice words = cursor_take(&c, 16);
		*ret_crc = cursor_32(&c, im->big);
		cursor_skip(&c, 12 + 16);
		*ret_root = read_inode(&c, im->big);
		*ret_super = at;
		return cursor_fine(&c) && slice_equal(words, slice_text("Compressed ROMFS")) &&
		       (im->flags & ~(uint32_t)FLAGS_KNOWN) == 0 && *ret_size > at + SUPER_BYTES &&
		       (ret_root->mode & TYPE_MASK) == TYPE_FOLDER &&
		       (ret_root->offset == at + SUPER_BYTES || (ret_root->offset == 0 && !at));
	}
	return false;
}

static uint64_t open_cramfs(struct slice bytes, struct unpack_out *out)
{
	struct image im = {.out = out};
	struct inode root = {0};
	uint64_t super = 0, size = 0;
	uint32_t crc = 0;

	if (!read_super(bytes, &im, &root, &super, &size, &crc))
		return 0;
	im.bytes = slice_part(bytes, 0, size);
	im.nodes_left = im.bytes.len / INODE_BYTES;
	if (size > bytes.len)
		out_broken(out, bytes.len, "ends %llu bytes early",
			   (unsigned long long)(size - bytes.len));
	else if (im.flags & FLAG_VERSION_2)
		check_sum(&im, super, crc);
	walk_folder(&im, &root, 0);
	return im.bytes.len;
}

const struct format format_cramfs = {
	.name = "cramfs",
	.marks = {{"\x45\x3d\xcd\x28", 4, 0},
		  {"\x28\xcd\x3d\x45", 4, 0},
		  {"\x45\x3d\xcd\x28", 4, SHIFTED},
		  {"\x28\xcd\x3d\x45", 4, SHIFTED}},
	.open = open_cramfs,
};
