/* SPDX-License-Identifier: Apache-2.0
 *
 * ext2, ext3 and ext4 through libext2fs (LGPL-2), over memory and read-only: the journal is not
 * replayed. The library reads inodes and maps blocks; folders are read here, as files, because its
 * own walk ends at the first that is damaged.
 */
#include <ext2fs/ext2fs.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "unpack/format.h"
#include "unpack/order.h"

enum {
	SUPER_AT = 1024,
	FOLDERS_DEEP = 64,
	FOLDER_MAX = 16 << 20, /* bytes of one folder */
	PATH_BYTES = 1024,
	LINK_MAX = 4096,
	PIECE = 256 << 10,
	ENTRY_HEAD = 8,
};

struct image {
	struct slice bytes;
	struct unpack_out *out;
	ext2_filsys fs;
	uint8_t *met; /* a bit for each inode */
	char path[PATH_BYTES];
};

/* ---- the library's way to a device ---- */

static errcode_t close_channel(io_channel channel)
{
	free(channel->name);
	free(channel);
	return 0;
}

static errcode_t set_block_size(io_channel channel, int size)
{
	channel->block_size = size;
	return 0;
}

/* count: blocks, or bytes where it is below 0. */
static errcode_t read_blocks(io_channel channel, unsigned long long block, int count, void *data)
{
	const struct slice *bytes = channel->private_data;
	uint64_t at, size = (uint64_t)(unsigned)channel->block_size;
	uint64_t len = count < 0 ? (uint64_t) - (int64_t)count : size * (uint64_t)count;

	if (__builtin_mul_overflow(block, size, &at) || at > bytes->len || len > bytes->len - at)
		return EXT2_ET_SHORT_READ;
	memcpy(data, bytes->at + at, len);
	return 0;
}

static errcode_t read_blocks_32(io_channel channel, unsigned long block, int count, void *data)
{
	return read_blocks(channel, block, count, data);
}

static errcode_t write_blocks(io_channel channel, unsigned long block, int count, const void *data)
{
	(void)channel;
	(void)block;
	(void)count;
	(void)data;
	return EXT2_ET_RO_FILSYS;
}

static errcode_t flush_nothing(io_channel channel)
{
	(void)channel;
	return 0;
}

static const struct struct_io_manager manager_model;

/* name: where the slice lies, in hexadecimal; the library hands nothing else through. */
static errcode_t open_channel(const char *name, int flags, io_channel *ret)
{
	io_channel channel = mem_new(1, sizeof(*channel));

	(void)flags;
	*channel = (struct struct_io_channel){.magic = EXT2_ET_MAGIC_IO_CHANNEL,
					      .manager = (io_manager)(uintptr_t)&manager_model,
					      .name = mem_text(name),
					      .block_size = SUPER_AT,
					      .refcount = 1,
					      .private_data =
						      (void *)(uintptr_t)strtoull(name, NULL, 16)};
	*ret = channel;
	return 0;
}

static const struct struct_io_manager manager_model = {
	.magic = EXT2_ET_MAGIC_IO_MANAGER,
	.name = "bytes",
	.open = open_channel,
	.close = close_channel,
	.set_blksize = set_block_size,
	.read_blk = read_blocks_32,
	.read_blk64 = read_blocks,
	.write_blk = write_blocks,
	.flush = flush_nothing,
};

/* ---- the tree ---- */

static const char *said(errcode_t code, char *room, size_t size)
{
	(void)snprintf(room, size, "error %ld", (long)code);
	return room;
}

static bool met_before(struct image *im, ext2_ino_t number)
{
	bool met = im->met[number / 8] >> (number % 8) & 1;

	im->met[number / 8] |= (uint8_t)(1u << (number % 8));
	return met;
}

/* Where a file's first byte lies in the image. */
static uint64_t place_of(struct image *im, ext2_ino_t number, struct ext2_inode *inode)
{
	blk64_t block = 0;

	if (ext2fs_bmap2(im->fs, number, inode, NULL, 0, 0, NULL, &block) || block == 0)
		return UNPACK_OFFSET_UNKNOWN;
	return block * im->fs->blocksize;
}

static errcode_t copy_data(struct image *im, ext2_file_t file, uint64_t size, struct spool *s)
{
	uint8_t *room;
	unsigned got = 1;
	errcode_t bad = 0;

	/* asked for more, the library gives data that lie in the inode again and again */
	while (got && !bad && spool_size(s) < size && out_goes_on(im->out) &&
	       (room = spool_room(s, PIECE)) != NULL) {
		uint64_t left = size - spool_size(s);
		bad = ext2fs_file_read(file, room, left < PIECE ? (unsigned)left : PIECE, &got);
		if (got && !spool_wrote(s, got))
			break;
	}
	return bad;
}

static void give_file(struct image *im, ext2_ino_t number, struct ext2_inode *inode)
{
	const struct member m = {.name = slice_text(im->path),
				 .mode = inode->i_mode & 07777,
				 .offset = place_of(im, number, inode)};
	ext2_file_t file = NULL;
	char why[40];

	if (inode->i_flags & EXT4_ENCRYPT_FL) {
		out_broken(im->out, m.offset, "'/%.200s' is encrypted and was not read", im->path);
		return;
	}
	struct spool *s = out_begin(im->out, &m);
	if (!s)
		return;
	errcode_t bad = ext2fs_file_open2(im->fs, number, inode, 0, &file);
	if (!bad)
		bad = copy_data(im, file, EXT2_I_SIZE(inode), s);
	if (file)
		(void)ext2fs_file_close(file);
	if (bad)
		out_broken(im->out, m.offset, "'/%.200s' can't be read to its end (%s)", im->path,
			   said(bad, why, sizeof(why)));
	out_end(im->out, s, bad != 0);
}

/* The first bytes of a file, at most `most` of them; to be freed. NULL and bad when none come. */
static uint8_t *read_some(struct image *im, ext2_ino_t number, struct ext2_inode *inode,
			  uint64_t most, size_t *ret_len, errcode_t *ret_bad)
{
	uint64_t size = EXT2_I_SIZE(inode), len = size < most ? size : most, there = 0;
	ext2_file_t file = NULL;
	uint8_t *bytes;

	*ret_len = 0;
	*ret_bad = len <= im->bytes.len ? ext2fs_file_open2(im->fs, number, inode, 0, &file)
					: EXT2_ET_SHORT_READ;
	if (*ret_bad)
		return NULL;
	bytes = mem_new(len + 1, 1);
	while (there < len) {
		unsigned got = 0;
		unsigned wanted = len - there < PIECE ? (unsigned)(len - there) : PIECE;
		*ret_bad = ext2fs_file_read(file, bytes + there, wanted, &got);
		there += got;
		if (*ret_bad || got == 0)
			break;
	}
	(void)ext2fs_file_close(file);
	*ret_len = (size_t)there;
	return bytes;
}

static void give_link(struct image *im, ext2_ino_t number, struct ext2_inode *inode)
{
	errcode_t bad = 0;
	size_t len = 0;

	if (ext2fs_is_fast_symlink(inode) && EXT2_I_SIZE(inode) < sizeof(inode->i_block)) {
		out_link(im->out, slice_text(im->path),
			 slice_of(inode->i_block, (size_t)EXT2_I_SIZE(inode)));
		return;
	}
	uint8_t *to = read_some(im, number, inode, LINK_MAX, &len, &bad);
	if (bad)
		out_broken(im->out, UNPACK_OFFSET_UNKNOWN, "where '/%.200s' leads can't be read",
			   im->path);
	out_link(im->out, slice_text(im->path), slice_until_nul(slice_of(to, len)));
	free(to);
}

static void walk_folder(struct image *im, ext2_ino_t number, struct ext2_inode *inode,
			unsigned depth);

static void meet(struct image *im, ext2_ino_t number, unsigned depth)
{
	struct ext2_inode inode;
	bool met = false;
	char why[40];

	if (number == 0 || number > im->fs->super->s_inodes_count)
		return;
	errcode_t bad = ext2fs_read_inode(im->fs, number, &inode);
	if (bad) {
		out_broken(im->out, UNPACK_OFFSET_UNKNOWN, "what '/%.200s' is can't be read (%s)",
			   im->path, said(bad, why, sizeof(why)));
		return;
	}
	met = met_before(im, number);
	if (LINUX_S_ISDIR(inode.i_mode)) {
		if (met || depth >= FOLDERS_DEEP)
			out_broken(im->out, UNPACK_OFFSET_UNKNOWN,
				   "folder '/%.200s' lies in itself or too deep", im->path);
		else
			walk_folder(im, number, &inode, depth + 1);
	} else if (met) {
		out_link(im->out, slice_text(im->path), slice_of(NULL, 0));
	} else if (LINUX_S_ISREG(inode.i_mode)) {
		give_file(im, number, &inode);
	} else if (LINUX_S_ISLNK(inode.i_mode)) {
		give_link(im, number, &inode);
	} else if (inode.i_mode) {
		out_node(im->out, slice_text(im->path), "device or pipe");
	}
}

static bool is_dots(struct slice name)
{
	return slice_equal(name, slice_text(".")) || slice_equal(name, slice_text(".."));
}

/* The entries of one block: they never reach over its end. False when it is damaged. */
static bool read_entries(struct image *im, struct slice block, unsigned depth)
{
	struct cursor c = cursor_over(block);
	size_t len = strlen(im->path);

	while (cursor_left(&c) >= ENTRY_HEAD && out_goes_on(im->out)) {
		struct cursor e = c;
		ext2_ino_t number = cursor_le32(&e);
		uint32_t length = cursor_le16(&e);
		size_t name_len = cursor_u8(&e);
		cursor_skip(&e, 1);
		struct slice name = slice_until_nul(cursor_take(&e, name_len));
		if (length == 0 || length == 0xffff)
			length = 1 << 16; /* blocks of 64 KiB can't say it otherwise */
		if (length < ENTRY_HEAD || length % 4 || length > cursor_left(&c) ||
		    !cursor_fine(&e) || name_len + ENTRY_HEAD > length)
			return false;
		cursor_skip(&c, length);
		if (number == 0 || name.len == 0 || is_dots(name) ||
		    len + 2 + name.len > sizeof(im->path))
			continue;
		size_t at = len;
		if (len)
			im->path[at++] = '/';
		memcpy(im->path + at, name.at, name.len);
		im->path[at + name.len] = '\0';
		meet(im, number, depth);
		im->path[len] = '\0';
	}
	return true;
}

static void walk_folder(struct image *im, ext2_ino_t number, struct ext2_inode *inode,
			unsigned depth)
{
	size_t len = 0, block = im->fs->blocksize;
	errcode_t bad = 0;
	bool fine = true;
	uint8_t *bytes = read_some(im, number, inode, FOLDER_MAX, &len, &bad);

	if (inode->i_flags & EXT4_INLINE_DATA_FL) /* begins with the number of the one above */
		fine = len < 4 || read_entries(im, slice_of(bytes + 4, len - 4), depth);
	else
		for (size_t at = 0; at < len; at += block)
			fine &= read_entries(im, slice_part(slice_of(bytes, len), at, block),
					     depth);
	if (bad || !fine)
		out_broken(im->out, place_of(im, number, inode), "folder '/%.200s' is damaged",
			   im->path);
	free(bytes);
}

/* What the library would believe: a header's word is no reason to take memory. */
static bool super_right(struct slice bytes, uint64_t *ret_size)
{
	struct cursor c = cursor_over(slice_part(bytes, SUPER_AT, SUPER_AT));
	uint64_t inodes = cursor_le32(&c), blocks = cursor_le32(&c);

	cursor_skip(&c, 12);
	uint32_t first = cursor_le32(&c), shift = cursor_le32(&c);
	cursor_skip(&c, 4);
	uint64_t a_group = cursor_le32(&c);
	cursor_skip(&c, 4);
	uint64_t inodes_a_group = cursor_le32(&c);
	cursor_skip(&c, 12);
	bool mark = cursor_le16(&c) == EXT2_SUPER_MAGIC;
	cursor_skip(&c, 18);
	uint32_t revision = cursor_le32(&c);
	cursor_skip(&c, 8);
	uint32_t inode_size = cursor_le16(&c);
	if (revision == 0)
		inode_size = EXT2_GOOD_OLD_INODE_SIZE;
	if (!cursor_fine(&c) || !mark || revision > 1 || shift > 6 || a_group < 8 || blocks == 0 ||
	    first != (shift == 0) || inodes_a_group == 0 || inode_size < 128 ||
	    inode_size > 4096u || (inode_size & (inode_size - 1)))
		return false;
	uint64_t block = 1024ull << shift, groups = (blocks + a_group - 1) / a_group;
	*ret_size = blocks * block;
	return a_group <= 8 * block && inodes_a_group <= 8 * block &&
	       inodes <= groups * inodes_a_group && inodes >= EXT2_GOOD_OLD_FIRST_INO &&
	       groups * EXT2_MIN_DESC_SIZE <= bytes.len && inodes / 8 <= bytes.len;
}

static uint64_t open_ext(struct slice bytes, struct unpack_out *out)
{
	struct image im = {.bytes = bytes, .out = out};
	char name[32], why[40];
	uint64_t size = 0;

	if (!super_right(bytes, &size))
		return 0;
	(void)snprintf(name, sizeof(name), "%" PRIxPTR, (uintptr_t)&im.bytes);
	errcode_t bad = ext2fs_open2(
		name, NULL, EXT2_FLAG_64BITS | EXT2_FLAG_IGNORE_CSUM_ERRORS | EXT2_FLAG_SKIP_MMP, 0,
		0, (io_manager)(uintptr_t)&manager_model, &im.fs);
	if (bad) {
		out_broken(out, SUPER_AT, "can't be opened (%s)", said(bad, why, sizeof(why)));
		return slice_part(bytes, 0, 2 * SUPER_AT).len;
	}
	if (size > bytes.len)
		out_broken(out, bytes.len, "ends %" PRIu64 " bytes early", size - bytes.len);
	im.met = mem_new(im.fs->super->s_inodes_count / 8 + 1, 1);
	meet(&im, EXT2_ROOT_INO, 0);
	free(im.met);
	(void)ext2fs_close_free(&im.fs);
	return size < bytes.len ? size : bytes.len;
}

/* The state (clean, with errors, neither) makes the mark of two bytes longer. */
const struct format format_ext = {
	.name = "ext",
	.marks = {{"\x53\xef\0\0", 4, SUPER_AT + 56},
		  {"\x53\xef\1\0", 4, SUPER_AT + 56},
		  {"\x53\xef\2\0", 4, SUPER_AT + 56},
		  {"\x53\xef\3\0", 4, SUPER_AT + 56}},
	.open = open_ext,
};
