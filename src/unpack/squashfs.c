/* SPDX-License-Identifier: Apache-2.0
 *
 * SquashFS 4 in little-endian order, every compressor, through libsquashfs (squashfs-tools-ng, LGPL-3+);
 * docs of the layout: https://dr-emann.github.io/squashfs/. Older versions and big-endian ones are told,
 * not read. Directories are walked here, not by the library's own walk, which gives nothing at all
 * when one of them is damaged.
 */
#include <sqfs/compressor.h>
#include <sqfs/data_reader.h>
#include <sqfs/dir.h>
#include <sqfs/error.h>
#include <sqfs/id_table.h>
#include <sqfs/inode.h>
#include <sqfs/io.h>
#include <sqfs/meta_reader.h>
#include <sqfs/super.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "unpack/format.h"
#include "unpack/lzo.h"

enum {
	SUPER_BYTES = 96,
	VERSION_AT = 28,
	USED_AT = 40,
	PAGE = 4096, /* images are filled up to it */
	FOLDERS_DEEP = 64,
	NODES_MAX = 1 << 20,
	PATH_BYTES = 1024,
	FILES_A_PART = 48,
	HEAD_BYTES = 16, /* of every inode, then by type */
	PLAIN_BYTES = 16,
	LINK_BYTES = 8,
	FOLDER_EXT_BYTES = 24,
	FILE_EXT_BYTES = 40,
	LINK_MAX = 4096,
	BLOCKS_MAX = 1 << 22, /* of a file */
};

/* What is the same size in all inodes of a type. */
struct inode_head {
	uint64_t at; /* as folders have it: block << 16 | offset in it */
	uint16_t type, mode, offset;
	uint32_t block;
	uint64_t size;
};

/* The library's idea of a file, over memory. */
struct memory_file {
	sqfs_file_t base;
	struct slice bytes;
};

static int read_at(sqfs_file_t *file, sqfs_u64 offset, void *buffer, size_t size)
{
	const struct memory_file *m = (const struct memory_file *)file;

	if (offset > m->bytes.len || size > m->bytes.len - offset)
		return SQFS_ERROR_OUT_OF_BOUNDS;
	if (size)
		memcpy(buffer, m->bytes.at + offset, size);
	return 0;
}

static int write_at(sqfs_file_t *file, sqfs_u64 offset, const void *buffer, size_t size)
{
	(void)file;
	(void)offset;
	(void)buffer;
	(void)size;
	return SQFS_ERROR_IO;
}

static sqfs_u64 get_size(const sqfs_file_t *file)
{
	return ((const struct memory_file *)file)->bytes.len;
}

static int cut_file(sqfs_file_t *file, sqfs_u64 size)
{
	(void)file;
	(void)size;
	return SQFS_ERROR_IO;
}

static void leave_file(sqfs_object_t *object)
{
	(void)object;
}

static sqfs_object_t *copy_file(const sqfs_object_t *object)
{
	struct memory_file *copy = mem_new(1, sizeof(*copy));

	memcpy(copy, object, sizeof(*copy));
	copy->base.base.destroy = (void (*)(sqfs_object_t *))free;
	return &copy->base.base;
}

static struct memory_file file_over(struct slice bytes)
{
	return (struct memory_file){.base = {.base = {.destroy = leave_file, .copy = copy_file},
					     .read_at = read_at,
					     .write_at = write_at,
					     .get_size = get_size,
					     .truncate = cut_file},
				    .bytes = bytes};
}

struct regular {
	char *path;
	uint64_t inode; /* where it lies: inodes are kept by nobody, some say that they are huge */
};

struct image {
	struct slice bytes;
	sqfs_super_t super;
	struct unpack_out *out;
	sqfs_meta_reader_t *inodes, *folders;
	size_t n, room;
	struct regular *files;
	size_t nodes;
	uint8_t *met; /* a bit for each inode number: hard links, and folders in circles */
	char path[PATH_BYTES];
};

static sqfs_compressor_t *compressor_new(const sqfs_super_t *super)
{
	sqfs_compressor_config_t config;
	sqfs_compressor_t *cmp = NULL;

	if (super->compression_id == SQFS_COMP_LZO)
		return lzo_squashfs_compressor();
	if (sqfs_compressor_config_init(&config, super->compression_id, super->block_size,
					SQFS_COMP_FLAG_UNCOMPRESS) ||
	    sqfs_compressor_create(&config, &cmp))
		return NULL;
	return cmp;
}

/* True when that inode was met before. */
static bool met_before(struct image *im, uint32_t number)
{
	bool met = im->met[number / 8] >> (number % 8) & 1;

	im->met[number / 8] |= (uint8_t)(1u << (number % 8));
	return met;
}

static sqfs_meta_reader_t *inodes_open(struct memory_file *file, sqfs_compressor_t *cmp,
				       const sqfs_super_t *super)
{
	return sqfs_meta_reader_create(&file->base, cmp, super->inode_table_start,
				       super->directory_table_start);
}

/* Of the fixed part behind the first bytes, 0 for devices and pipes. */
static size_t more_bytes(unsigned type)
{
	switch (type) {
	case SQFS_INODE_DIR:
	case SQFS_INODE_FILE:
		return PLAIN_BYTES;
	case SQFS_INODE_SLINK:
	case SQFS_INODE_EXT_SLINK:
		return LINK_BYTES;
	case SQFS_INODE_EXT_DIR:
		return FOLDER_EXT_BYTES;
	case SQFS_INODE_EXT_FILE:
		return FILE_EXT_BYTES;
	default:
		return 0;
	}
}

/* Reads the fixed part of an inode. The library reads whole ones only, and takes what memory they say
 * that they want. */
static int peek(sqfs_meta_reader_t *inodes, const sqfs_super_t *super, uint64_t at,
		struct inode_head *ret)
{
	uint8_t bytes[HEAD_BYTES + FILE_EXT_BYTES];
	struct cursor c = cursor_over(slice_of(bytes, sizeof(bytes)));
	int bad = sqfs_meta_reader_seek(inodes, super->inode_table_start + (at >> 16), at & 0xffff);

	memset(bytes, 0, sizeof(bytes));
	*ret = (struct inode_head){.at = at};
	if (!bad)
		bad = sqfs_meta_reader_read(inodes, bytes, HEAD_BYTES);
	ret->type = cursor_le16(&c);
	ret->mode = cursor_le16(&c) & 07777;
	cursor_skip(&c, HEAD_BYTES - 4);
	if (!bad)
		bad = sqfs_meta_reader_read(inodes, bytes + HEAD_BYTES, more_bytes(ret->type));
	if (ret->type == SQFS_INODE_DIR) {
		ret->block = cursor_le32(&c);
		cursor_skip(&c, 4);
		ret->size = cursor_le16(&c);
		ret->offset = cursor_le16(&c);
	} else if (ret->type == SQFS_INODE_EXT_DIR) {
		cursor_skip(&c, 4);
		ret->size = cursor_le32(&c);
		ret->block = cursor_le32(&c);
		cursor_skip(&c, 6);
		ret->offset = cursor_le16(&c);
	} else if (ret->type == SQFS_INODE_FILE) {
		cursor_skip(&c, 12);
		ret->size = cursor_le32(&c);
	} else if (ret->type == SQFS_INODE_EXT_FILE) {
		cursor_skip(&c, 8);
		ret->size = cursor_le64(&c);
	} else {
		cursor_skip(&c, 4);
		ret->size = cursor_le32(&c);
	}
	return bad;
}

/* Whole, but for those that say more than an image can hold. */
static int read_inode(sqfs_meta_reader_t *inodes, const sqfs_super_t *super,
		      const struct inode_head *head, sqfs_inode_generic_t **ret)
{
	bool link = head->type == SQFS_INODE_SLINK || head->type == SQFS_INODE_EXT_SLINK;
	uint64_t most = link ? LINK_MAX : (uint64_t)BLOCKS_MAX * super->block_size;

	if (head->size > most)
		return SQFS_ERROR_OVERFLOW;
	return sqfs_meta_reader_read_inode(inodes, super, head->at >> 16, head->at & 0xffff, ret);
}

static void keep_regular(struct image *im, uint64_t inode)
{
	if (im->n == im->room) {
		im->room = im->room ? im->room * 2 : 64;
		im->files = mem_resize(im->files, im->room, sizeof(*im->files));
	}
	im->files[im->n++] = (struct regular){mem_text(im->path), inode};
}

static void give_link(struct image *im, const struct inode_head *head)
{
	sqfs_inode_generic_t *inode = NULL;
	int bad = read_inode(im->inodes, &im->super, head, &inode);

	if (bad)
		out_broken(im->out, im->super.inode_table_start,
			   "where '/%.200s' leads can't be read (error %d)", im->path, bad);
	else
		out_link(im->out, slice_text(im->path), slice_text((const char *)inode->extra));
	sqfs_free(inode);
}

static void walk_folder(struct image *im, const struct inode_head *folder, unsigned depth);

/* One entry of a folder, whose path is im->path. */
static void meet(struct image *im, uint32_t number, uint64_t at, unsigned depth)
{
	struct slice path = slice_text(im->path);
	struct inode_head head;
	int bad = number == 0 || number > im->super.inode_count
			  ? SQFS_ERROR_CORRUPTED
			  : peek(im->inodes, &im->super, at, &head);

	if (bad) {
		out_broken(im->out, im->super.inode_table_start,
			   "what '/%.200s' is can't be read (error %d)", im->path, bad);
		return;
	}
	bool met = met_before(im, number - 1);
	switch (head.type) {
	case SQFS_INODE_DIR:
	case SQFS_INODE_EXT_DIR:
		if (!met && depth < FOLDERS_DEEP)
			walk_folder(im, &head, depth + 1);
		else
			out_broken(im->out, im->super.directory_table_start,
				   "folder '/%.200s' lies in itself or too deep", im->path);
		break;
	case SQFS_INODE_FILE:
	case SQFS_INODE_EXT_FILE:
		if (met)
			out_link(im->out, path, slice_of(NULL, 0));
		else
			keep_regular(im, at);
		break;
	case SQFS_INODE_SLINK:
	case SQFS_INODE_EXT_SLINK:
		give_link(im, &head);
		break;
	default:
		out_node(im->out, path, "device or pipe");
	}
}

static void walk_folder(struct image *im, const struct inode_head *folder, unsigned depth)
{
	const sqfs_inode_generic_t inode = {.base = {.type = SQFS_INODE_EXT_DIR},
					    .data = {.dir_ext = {.size = (sqfs_u32)folder->size,
								 .start_block = folder->block,
								 .offset = folder->offset}}};
	size_t len = strlen(im->path);
	sqfs_readdir_state_t state;
	int bad = sqfs_readdir_state_init(&state, &im->super, &inode);

	while (!bad && im->nodes < NODES_MAX && out_goes_on(im->out)) {
		sqfs_dir_entry_t *e = NULL;
		sqfs_u32 number = 0;
		sqfs_u64 at = 0;
		bad = sqfs_meta_reader_readdir(im->folders, &state, &e, &number, &at);
		if (bad)
			break;
		im->nodes++;
		size_t name = (size_t)e->size + 1;
		if (len + 2 + name < sizeof(im->path)) {
			(void)snprintf(im->path + len, sizeof(im->path) - len, "%s%.*s",
				       len ? "/" : "", (int)name, (const char *)e->name);
			meet(im, number, at, depth);
			im->path[len] = '\0';
		}
		sqfs_free(e);
	}
	if (bad < 0)
		out_broken(im->out, im->super.directory_table_start,
			   "folder '/%.120s' can't be read to its end (error %d)", im->path, bad);
}

/* What reading data takes, one a thread. */
struct data {
	const sqfs_super_t *super;
	struct memory_file file;
	sqfs_compressor_t *cmp;
	sqfs_meta_reader_t *inodes;
	sqfs_data_reader_t *reader;
	bool fragments;
};

static bool data_open(struct data *d, const struct image *im)
{
	d->super = &im->super;
	d->file = file_over(im->bytes);
	d->cmp = compressor_new(&im->super);
	d->reader = d->cmp ? sqfs_data_reader_create(&d->file.base, im->super.block_size, d->cmp, 0)
			   : NULL;
	d->inodes = d->cmp ? inodes_open(&d->file, d->cmp, &im->super) : NULL;
	if (!d->reader || !d->inodes)
		return false;
	d->fragments = im->super.fragment_entry_count <= im->super.inode_count &&
		       sqfs_data_reader_load_fragment_table(d->reader, &im->super) == 0;
	return true;
}

static void data_close(struct data *d)
{
	sqfs_destroy(d->reader);
	sqfs_destroy(d->inodes);
	sqfs_destroy(d->cmp);
}

static uint64_t place_of(const sqfs_inode_generic_t *inode)
{
	sqfs_u64 at = UNPACK_OFFSET_UNKNOWN;

	if (sqfs_inode_get_file_block_count(inode))
		(void)sqfs_inode_get_file_block_start(inode, &at);
	return at;
}

/* 0, or the library's error; what was read before it is kept. */
static int copy_data(struct data *d, const sqfs_inode_generic_t *inode, struct spool *s)
{
	sqfs_u64 size = 0, at = 0;

	(void)sqfs_inode_get_file_size(inode, &size);
	while (at < size) {
		size_t piece = size - at < SPOOL_PIECE ? (size_t)(size - at) : SPOOL_PIECE;
		uint8_t *room = spool_room(s, piece);
		if (!room)
			return 0;
		sqfs_s32 got = sqfs_data_reader_read(d->reader, inode, at, room, (sqfs_u32)piece);
		if (got <= 0)
			return got ? got : SQFS_ERROR_CORRUPTED;
		if (!spool_wrote(s, (size_t)got))
			return 0;
		at += (sqfs_u64)got;
	}
	return 0;
}

static void give_inode(struct data *d, const char *path, const sqfs_inode_generic_t *inode,
		       struct unpack_out *out)
{
	const struct member m = {
		.name = slice_text(path), .mode = inode->base.mode, .offset = place_of(inode)};
	struct spool *s = out_begin(out, &m);

	if (!s)
		return;
	int bad = copy_data(d, inode, s);
	if (bad)
		out_broken(out, m.offset, "'/%.200s' can't be read to its end (error %d)", path,
			   bad);
	out_end(out, s, bad != 0);
}

static void give_regular(struct data *d, const struct regular *r, struct unpack_out *out)
{
	sqfs_inode_generic_t *inode = NULL;
	struct inode_head head;
	int bad = peek(d->inodes, d->super, r->inode, &head);

	if (!bad)
		bad = read_inode(d->inodes, d->super, &head, &inode);
	if (bad)
		out_broken(out, d->super->inode_table_start,
			   "where '/%.200s' lies can't be read (error %d)", r->path, bad);
	else
		give_inode(d, r->path, inode, out);
	sqfs_free(inode);
}

static void give_some(void *ctx, size_t part, struct unpack_out *out)
{
	const struct image *im = ctx;
	struct data d = {.fragments = false};
	size_t end = (part + 1) * FILES_A_PART < im->n ? (part + 1) * FILES_A_PART : im->n;

	if (data_open(&d, im)) {
		if (!d.fragments && part == 0)
			out_broken(out, im->super.fragment_table_start,
				   "the table of file ends can't be read");
		for (size_t i = part * FILES_A_PART; i < end && out_goes_on(out); i++)
			give_regular(&d, &im->files[i], out);
	}
	data_close(&d);
}

static bool read_tree(struct image *im)
{
	struct memory_file file = file_over(im->bytes);
	sqfs_compressor_t *cmp = compressor_new(&im->super);
	struct inode_head root;
	bool fine = false;

	if (cmp) {
		im->inodes = inodes_open(&file, cmp, &im->super);
		im->folders = sqfs_meta_reader_create(
			&file.base, cmp, im->super.directory_table_start, im->super.id_table_start);
	}
	if (im->inodes && im->folders &&
	    peek(im->inodes, &im->super, im->super.root_inode_ref, &root) == 0 &&
	    (root.type == SQFS_INODE_DIR || root.type == SQFS_INODE_EXT_DIR)) {
		im->met = mem_new(im->super.inode_count / 8 + 1, 1);
		walk_folder(im, &root, 0);
		fine = true;
	}
	sqfs_destroy(im->inodes);
	sqfs_destroy(im->folders);
	sqfs_destroy(cmp);
	return fine;
}

static uint64_t used_bytes(const sqfs_super_t *super, size_t there)
{
	if (super->bytes_used >= there)
		return there;
	uint64_t used = (super->bytes_used + PAGE - 1) / PAGE * PAGE;
	return used < there ? used : there;
}

/* Its own word on its version, in the byte order that its mark has. */
static uint64_t tell_unread(struct slice bytes, struct unpack_out *out)
{
	struct cursor c = cursor_over(bytes);
	bool big = bytes.at[0] == 's';

	cursor_skip(&c, VERSION_AT);
	unsigned major = big ? cursor_be16(&c) : cursor_le16(&c);
	unsigned minor = big ? cursor_be16(&c) : cursor_le16(&c);
	if (!cursor_fine(&c) || major < 1 || major > 4 || minor > 1)
		return 0;
	out_broken(out, 0, "version %u.%u in %s byte order is not read", major, minor,
		   big ? "big-endian" : "little-endian");
	return SUPER_BYTES;
}

static uint64_t open_squashfs(struct slice bytes, struct unpack_out *out)
{
	struct image im = {.bytes = bytes, .out = out};
	struct memory_file file = file_over(bytes);

	if (bytes.len < SUPER_BYTES)
		return 0;
	if (sqfs_super_read(&im.super, &file.base))
		return tell_unread(bytes, out);
	if (im.super.inode_count > NODES_MAX * 4u || im.super.bytes_used < SUPER_BYTES ||
	    im.super.bytes_used > INT64_MAX)
		return 0;
	if (im.super.bytes_used > bytes.len)
		out_broken(out, bytes.len, "ends %llu bytes early",
			   (unsigned long long)(im.super.bytes_used - bytes.len));
	if (!read_tree(&im))
		out_broken(out, im.super.inode_table_start, "its folders can't be read");
	out_share(out, (im.n + FILES_A_PART - 1) / FILES_A_PART, give_some, &im);
	for (size_t i = 0; i < im.n; i++) {
		free(im.files[i].path);
	}
	free(im.files);
	free(im.met);
	return used_bytes(&im.super, bytes.len);
}

const struct format format_squashfs = {
	.name = "squashfs",
	.marks = {{"hsqs", 4, 0}, {"sqsh", 4, 0}},
	.open = open_squashfs,
};
