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
#include <sqfs/dir_reader.h>
#include <sqfs/error.h>
#include <sqfs/id_table.h>
#include <sqfs/inode.h>
#include <sqfs/io.h>
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
	sqfs_inode_generic_t *inode;
};

struct image {
	struct slice bytes;
	sqfs_super_t super;
	struct unpack_out *out;
	sqfs_dir_reader_t *folders;
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
	if (number >= im->super.inode_count)
		return false;
	bool met = im->met[number / 8] >> (number % 8) & 1;
	im->met[number / 8] |= (uint8_t)(1u << (number % 8));
	return met;
}

static void keep_regular(struct image *im, sqfs_inode_generic_t *inode)
{
	if (im->n == im->room) {
		im->room = im->room ? im->room * 2 : 64;
		im->files = mem_resize(im->files, im->room, sizeof(*im->files));
	}
	im->files[im->n++] = (struct regular){mem_text(im->path), inode};
}

static void walk_folder(struct image *im, const sqfs_inode_generic_t *folder, unsigned depth);

/* One entry of a folder, whose path is im->path. Takes the inode. */
static void meet(struct image *im, sqfs_inode_generic_t *inode, unsigned depth)
{
	struct slice path = slice_text(im->path);
	bool met = met_before(im, inode->base.inode_number - 1);

	switch (inode->base.type) {
	case SQFS_INODE_DIR:
	case SQFS_INODE_EXT_DIR:
		if (!met && depth < FOLDERS_DEEP)
			walk_folder(im, inode, depth + 1);
		else
			out_broken(im->out, im->super.directory_table_start,
				   "folder '/%.200s' lies in itself or too deep", im->path);
		break;
	case SQFS_INODE_FILE:
	case SQFS_INODE_EXT_FILE:
		if (!met) {
			keep_regular(im, inode);
			return;
		}
		out_link(im->out, path, slice_of(NULL, 0));
		break;
	case SQFS_INODE_SLINK:
	case SQFS_INODE_EXT_SLINK:
		out_link(im->out, path, slice_text((const char *)inode->extra));
		break;
	default:
		out_node(im->out, path, "device or pipe");
	}
	sqfs_free(inode);
}

struct entry {
	struct entry *next;
	sqfs_inode_generic_t *inode;
	char name[];
};

/* The reader has one folder open at a time, so all entries are read before any is followed. */
static struct entry *read_entries(struct image *im, const sqfs_inode_generic_t *folder)
{
	struct entry *first = NULL, **last = &first;
	sqfs_dir_entry_t *e = NULL;
	int bad = sqfs_dir_reader_open_dir(im->folders, folder, 0);

	while (!bad && im->nodes < NODES_MAX &&
	       (bad = sqfs_dir_reader_read(im->folders, &e)) == 0) {
		size_t len = (size_t)e->size + 1;
		struct entry *made = mem_new(1, sizeof(*made) + len + 1);
		memcpy(made->name, e->name, len);
		sqfs_free(e);
		im->nodes++;
		int why = sqfs_dir_reader_get_inode(im->folders, &made->inode);
		if (why) {
			out_broken(im->out, im->super.inode_table_start,
				   "what '%s%.80s' is can't be read (error %d)",
				   im->path[0] ? "/" : "", made->name, why);
			free(made);
			continue;
		}
		*last = made;
		last = &made->next;
	}
	if (bad < 0)
		out_broken(im->out, im->super.directory_table_start,
			   "folder '/%.120s' can't be read to its end (error %d)", im->path, bad);
	return first;
}

static void walk_folder(struct image *im, const sqfs_inode_generic_t *folder, unsigned depth)
{
	struct entry *e = read_entries(im, folder);
	size_t len = strlen(im->path);

	while (e) {
		struct entry *next = e->next;
		size_t name = strlen(e->name);
		if (len + 1 + name < sizeof(im->path)) {
			(void)snprintf(im->path + len, sizeof(im->path) - len, "%s%s",
				       len ? "/" : "", e->name);
			meet(im, e->inode, depth);
			im->path[len] = '\0';
		} else {
			sqfs_free(e->inode);
		}
		free(e);
		e = next;
	}
}

/* What reading data takes, one a thread. */
struct data {
	struct memory_file file;
	sqfs_compressor_t *cmp;
	sqfs_data_reader_t *reader;
	bool fragments;
};

static bool data_open(struct data *d, const struct image *im)
{
	d->file = file_over(im->bytes);
	d->cmp = compressor_new(&im->super);
	d->reader = d->cmp ? sqfs_data_reader_create(&d->file.base, im->super.block_size, d->cmp, 0)
			   : NULL;
	if (!d->reader)
		return false;
	d->fragments = sqfs_data_reader_load_fragment_table(d->reader, &im->super) == 0;
	return true;
}

static void data_close(struct data *d)
{
	sqfs_destroy(d->reader);
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

static void give_regular(struct data *d, const struct regular *r, struct unpack_out *out)
{
	const struct member m = {.name = slice_text(r->path),
				 .mode = r->inode->base.mode,
				 .offset = place_of(r->inode)};
	struct spool *s = out_begin(out, &m);

	if (!s)
		return;
	int bad = copy_data(d, r->inode, s);
	if (bad)
		out_broken(out, m.offset, "'/%.200s' can't be read to its end (error %d)", r->path,
			   bad);
	out_end(out, s, bad != 0);
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
	sqfs_inode_generic_t *root = NULL;
	bool fine = false;

	im->folders = cmp ? sqfs_dir_reader_create(&im->super, cmp, &file.base, 0) : NULL;
	if (im->folders && sqfs_dir_reader_get_root_inode(im->folders, &root) == 0) {
		im->met = mem_new(im->super.inode_count / 8 + 1, 1);
		walk_folder(im, root, 0);
		sqfs_free(root);
		fine = true;
	}
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
		sqfs_free(im.files[i].inode);
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
