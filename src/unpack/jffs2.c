/* SPDX-License-Identifier: Apache-2.0
 *
 * JFFS2, in either byte order: nodes that lie about, each with checksums of its own. Layout:
 * include/uapi/linux/jffs2.h of Linux; compression 8 is LZMA as OpenWrt's patch has it. Every node is
 * looked at; the highest version counts. Nodes whose checksum is wrong are left out and told, those
 * marked as out of date and names that were removed are counted.
 */
#include <stdlib.h>

#include "base/err.h"
#include "unpack/blocks.h"
#include "unpack/format.h"
#include "unpack/lzo.h"
#include "unpack/order.h"
#include "unpack/tree.h"

enum {
	MAGIC = 0x1985,
	HEAD_BYTES = 12,
	DIRENT_BYTES = 40,
	INODE_BYTES = 68,
	TYPE_DIRENT = 0xe001,
	TYPE_INODE = 0xe002,
	TYPE_CLEANMARKER = 0x2003,
	ACCURATE = 0x2000,   /* cleared in a node that is out of date */
	GAP_MAX = 256 << 10, /* bytes that are neither nodes nor erased, before it is over */
	DATA_MAX = 1 << 20,  /* of a node: they hold a page each */
	FILE_MAX = 1 << 30,
	FILES_A_PART = 64,
	MODE_TYPE = 0170000,
	MODE_LINK = 0120000,
	ENTRY_FOLDER = 4,
	ENTRY_FILE = 8,
	ENTRY_LINK = 10,
};

enum compression {
	PACK_NONE,
	PACK_ZERO,
	PACK_RTIME,
	PACK_COPY = 4,
	PACK_ZLIB = 6,
	PACK_LZO,
	PACK_LZMA,
};

/* A piece of a file. */
struct piece {
	uint32_t inode, version, mode, size, at, unpacked; /* size: of the file after it */
	uint32_t crc;                                      /* of the node */
	uint8_t compression;
	uint64_t offset; /* of the packed bytes */
	struct slice packed;
};

struct image {
	struct slice bytes;
	struct unpack_out *out;
	bool big;
	struct tree tree;
	size_t n, room;
	struct piece *pieces;
	uint64_t end; /* behind the last node */
	size_t bad;   /* nodes whose checksum is wrong */
	uint64_t first_bad;
	size_t nodes;
};

static void tell_bad(struct image *im, uint64_t at)
{
	if (im->bad++ == 0)
		im->first_bad = at;
}

static enum tree_kind kind_of(uint8_t type)
{
	return type == ENTRY_FOLDER ? TREE_FOLDER
	       : type == ENTRY_FILE ? TREE_FILE
	       : type == ENTRY_LINK ? TREE_LINK
				    : TREE_NODE;
}

static void take_dirent(struct image *im, uint64_t at, struct slice node)
{
	struct cursor c = cursor_over(node);

	cursor_skip(&c, HEAD_BYTES);
	struct tree_entry e = {.parent = cursor_32(&c, im->big), .offset = at};
	e.version = cursor_32(&c, im->big);
	e.inode = cursor_32(&c, im->big);
	cursor_skip(&c, 4);
	uint8_t len = cursor_u8(&c);
	e.kind = kind_of(cursor_u8(&c));
	cursor_skip(&c, 2);
	uint32_t crc = cursor_32(&c, im->big), name_crc = cursor_32(&c, im->big);
	e.name = cursor_take(&c, len);
	if (!cursor_fine(&c) || flash_crc(0, slice_of(node.at, DIRENT_BYTES - 8)) != crc ||
	    flash_crc(0, e.name) != name_crc)
		tell_bad(im, at);
	else
		tree_add(&im->tree, &e);
}

static void take_inode(struct image *im, uint64_t at, struct slice node)
{
	struct cursor c = cursor_over(node);
	struct piece p = {.offset = at + INODE_BYTES};

	cursor_skip(&c, HEAD_BYTES);
	p.inode = cursor_32(&c, im->big);
	p.version = cursor_32(&c, im->big);
	p.mode = cursor_32(&c, im->big);
	cursor_skip(&c, 4);
	p.size = cursor_32(&c, im->big);
	cursor_skip(&c, 12);
	p.at = cursor_32(&c, im->big);
	uint32_t packed = cursor_32(&c, im->big);
	p.unpacked = cursor_32(&c, im->big);
	p.compression = cursor_u8(&c);
	cursor_skip(&c, 3);
	uint32_t data_crc = cursor_32(&c, im->big);
	p.crc = cursor_32(&c, im->big);
	p.packed = cursor_take(&c, packed);
	if (!cursor_fine(&c) || flash_crc(0, slice_of(node.at, INODE_BYTES - 8)) != p.crc ||
	    flash_crc(0, p.packed) != data_crc) {
		tell_bad(im, at);
		return;
	}
	if (im->n == im->room) {
		im->room = im->room ? im->room * 2 : 64;
		im->pieces = mem_resize(im->pieces, im->room, sizeof(*im->pieces));
	}
	im->pieces[im->n++] = p;
}

/* Length of the node whose header is right, 0 = there is none. */
static uint32_t node_at(const struct image *im, uint64_t at, unsigned *ret_type)
{
	struct slice head = slice_part(im->bytes, at, HEAD_BYTES);
	struct cursor c = cursor_over(head);
	uint8_t summed[8];
	bool right = cursor_16(&c, im->big) == MAGIC;
	unsigned type = cursor_16(&c, im->big);
	uint32_t len = cursor_32(&c, im->big), crc = cursor_32(&c, im->big);

	if (!right || !cursor_fine(&c) || len < HEAD_BYTES)
		return 0;
	/* the sum is that of the node while it was not out of date */
	memcpy(summed, head.at, sizeof(summed));
	summed[im->big ? 2 : 3] |= ACCURATE >> 8;
	if (flash_crc(0, slice_of(summed, sizeof(summed))) != crc)
		return 0;
	*ret_type = type;
	return len;
}

static void take_node(struct image *im, uint64_t at, unsigned type, uint32_t len)
{
	struct slice node = slice_part(im->bytes, at, len);

	im->nodes++;
	if (node.len < len) {
		out_broken(im->out, at, "ends within a node");
		return;
	}
	if (type == TYPE_DIRENT)
		take_dirent(im, at, node);
	else if (type == TYPE_INODE)
		take_inode(im, at, node);
}

static void scan(struct image *im)
{
	uint64_t at = 0, gap = 0;
	unsigned type;

	while (at < im->bytes.len && out_goes_on(im->out)) {
		uint32_t len = node_at(im, at, &type);
		if (len) {
			take_node(im, at, type, len);
			at += ((uint64_t)len + 3) & ~3ull;
			im->end = at < im->bytes.len ? at : im->bytes.len;
			gap = 0;
			continue;
		}
		uint64_t used = after_erased(im->bytes, at) & ~3ull;
		if (used > at) {
			at = used;
			continue;
		}
		at += 4;
		gap += 4;
		if (gap > GAP_MAX)
			break;
	}
}

static int by_number(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

static int by_version(const void *left, const void *right)
{
	const struct piece *a = left, *b = right;
	int order = by_number(a->inode, b->inode);

	if (!order)
		order = by_number(a->version, b->version);
	return order ? order : by_number(a->offset, b->offset);
}

static int by_parent(const void *left, const void *right)
{
	const struct tree_entry *a = left, *b = right;
	int order = by_number(a->parent, b->parent);

	if (!order)
		order = by_number(a->version, b->version);
	return order ? order : by_number(a->offset, b->offset);
}

/* Two file systems may stand one behind the other. Versions of an inode and of a folder's names are given once, so where one
 * comes again for something else the next has begun: at the erased block (which begins with a
 * cleanmarker, where these are used) that this node lies in. */
static uint64_t next_begins(struct image *im)
{
	uint64_t border = UINT64_MAX;

	for (size_t i = 1; i < im->n; i++) {
		const struct piece *a = &im->pieces[i - 1], *b = &im->pieces[i];
		if (a->inode == b->inode && a->version == b->version && a->crc != b->crc &&
		    b->offset - INODE_BYTES < border)
			border = b->offset - INODE_BYTES;
	}
	if (im->tree.n)
		qsort(im->tree.entries, im->tree.n, sizeof(*im->tree.entries), by_parent);
	for (size_t i = 1; i < im->tree.n; i++) {
		const struct tree_entry *a = &im->tree.entries[i - 1], *b = a + 1;
		if (a->parent == b->parent && a->version == b->version &&
		    !slice_equal(a->name, b->name) && b->offset < border)
			border = b->offset;
	}
	return border;
}

/* The last cleanmarker at or before, or the place itself. */
static uint64_t block_start(const struct image *im, uint64_t border)
{
	uint64_t at = border & ~3ull, least = at > DATA_MAX ? at - DATA_MAX : 4;
	unsigned type;

	for (uint64_t i = at; i >= least && i >= 4; i -= 4)
		if (node_at(im, i, &type) == HEAD_BYTES && type == TYPE_CLEANMARKER)
			return i;
	return border;
}

static void cut_at(struct image *im, uint64_t border)
{
	size_t kept = 0;

	for (size_t i = 0; i < im->n; i++)
		if (im->pieces[i].offset < border)
			im->pieces[kept++] = im->pieces[i];
	im->n = kept;
	for (size_t i = kept = 0; i < im->tree.n; i++)
		if (im->tree.entries[i].offset < border)
			im->tree.entries[kept++] = im->tree.entries[i];
	im->tree.n = kept;
	if (im->first_bad >= border)
		im->bad = 0;
	im->end = border;
}

static long unpack_piece(const struct piece *p, uint8_t *to)
{
	switch ((enum compression)p->compression) {
	case PACK_NONE:
	case PACK_COPY:
		if (p->packed.len != p->unpacked)
			return -1;
		if (p->unpacked)
			memcpy(to, p->packed.at, p->unpacked);
		return (long)p->unpacked;
	case PACK_ZERO:
		memset(to, 0, p->unpacked);
		return (long)p->unpacked;
	case PACK_RTIME:
		return block_rtime(p->packed, to, p->unpacked);
	case PACK_ZLIB:
		return block_inflate(p->packed, to, p->unpacked, false);
	case PACK_LZO:
		return lzo_decompress(p->packed, to, p->unpacked);
	case PACK_LZMA:
		return block_lzma(p->packed, to, p->unpacked);
	}
	return -1;
}

/* Pieces of an inode, oldest first. */
static const struct piece *pieces_of(const struct image *im, uint64_t inode, size_t *ret_n)
{
	size_t low = 0, high = im->n, end;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (im->pieces[middle].inode < inode)
			low = middle + 1;
		else
			high = middle;
	}
	for (end = low; end < im->n && im->pieces[end].inode == inode;)
		end++;
	*ret_n = end - low;
	return low < end ? &im->pieces[low] : NULL;
}

/* Bytes that hold data: what comes behind is a hole. ret_covered: where the last piece ends, hole or
 * not; a file that says that it is longer has lost one. */
static uint64_t reach_of(const struct piece *pieces, size_t n, uint64_t *ret_covered)
{
	uint64_t reach = 0;

	*ret_covered = 0;
	for (size_t i = 0; i < n; i++) {
		const struct piece *p = &pieces[i];
		uint64_t end = (uint64_t)p->at + p->unpacked;
		*ret_covered = end > *ret_covered ? end : *ret_covered;
		if (p->compression != PACK_ZERO && p->unpacked <= DATA_MAX && end > reach)
			reach = end;
	}
	return reach;
}

/* Lays the pieces over each other; the size that each says cuts what was there. NULL where all went
 * well, else the first that could not be unpacked. */
static const struct piece *lay(const struct piece *pieces, size_t n, uint8_t *to, uint64_t reach,
			       uint8_t *scratch)
{
	const struct piece *bad = NULL;
	uint64_t filled = 0;

	for (size_t i = 0; i < n; i++) {
		const struct piece *p = &pieces[i];
		if (p->size < filled) {
			memset(to + p->size, 0, filled - p->size);
			filled = p->size;
		}
		if (p->unpacked == 0 || p->at >= reach)
			continue;
		uint64_t end = (uint64_t)p->at + p->unpacked;
		if (p->compression == PACK_ZERO)
			memset(to + p->at, 0, (end < reach ? end : reach) - p->at);
		else if (p->unpacked <= DATA_MAX && unpack_piece(p, scratch) == (long)p->unpacked)
			memcpy(to + p->at, scratch, p->unpacked);
		else if (!bad)
			bad = p;
		filled = end > filled ? end < reach ? end : reach : filled;
	}
	return bad;
}

/* reach bytes of data, then zeros up to the size. */
static void put_file(struct spool *s, const uint8_t *bytes, uint64_t reach, uint64_t size)
{
	uint64_t data = reach < size ? reach : size;

	if (!spool_put(s, slice_of(bytes, (size_t)data)))
		return;
	while (data < size) {
		size_t piece = size - data < SPOOL_PIECE ? (size_t)(size - data) : SPOOL_PIECE;
		uint8_t *room = spool_room(s, piece);
		if (!room)
			return;
		memset(room, 0, piece);
		if (!spool_wrote(s, piece))
			return;
		data += piece;
	}
}

static void give_file(struct slice path, const struct piece *pieces, size_t n,
		      struct unpack_out *out)
{
	uint64_t covered, reach = reach_of(pieces, n, &covered);
	const struct member m = {.name = path,
				 .mode = n ? pieces[n - 1].mode & 07777 : 0,
				 .offset = n ? pieces[0].offset : UNPACK_OFFSET_UNKNOWN};
	struct spool *s;

	if (reach > FILE_MAX) {
		out_broken(out, m.offset, "'/%.*s' says that it is longer than a flash can hold",
			   (int)(path.len < 200 ? path.len : 200), (const char *)path.at);
		return;
	}
	if (!(s = out_begin(out, &m)))
		return;
	bool lost = n == 0 || pieces[n - 1].size > covered;
	if (lost)
		out_broken(out, m.offset, "a part of '/%.*s' is not there",
			   (int)(path.len < 200 ? path.len : 200), (const char *)path.at);
	uint8_t *bytes = mem_reserve(reach + 1), *scratch = mem_new(1, DATA_MAX);
	const struct piece *bad = lay(pieces, n, bytes, reach, scratch);
	if (bad)
		out_broken(out, bad->offset, "a part of '/%.*s' can't be unpacked (compression %u)",
			   (int)(path.len < 200 ? path.len : 200), (const char *)path.at,
			   bad->compression);
	put_file(s, bytes, reach, n ? pieces[n - 1].size : 0);
	free(scratch);
	mem_release(bytes, reach + 1);
	out_end(out, s, bad != NULL || lost);
}

static void give_entry(const struct image *im, size_t i, struct unpack_out *out)
{
	char room[TREE_PATH_BYTES];
	const struct tree_entry *e = &im->tree.entries[i];
	struct slice path = tree_path(&im->tree, e, room);
	size_t n;
	const struct piece *pieces = pieces_of(im, e->inode, &n);

	if (e->kind == TREE_NODE)
		out_node(out, path, "device or pipe");
	else if (e->kind == TREE_LINK)
		out_link(out, path, n ? pieces[n - 1].packed : slice_of(NULL, 0));
	else if (e->kind == TREE_FILE && !tree_first(&im->tree, i))
		out_link(out, path, slice_of(NULL, 0));
	else if (e->kind == TREE_FILE)
		give_file(path, pieces, n, out);
}

static void give_some(void *ctx, size_t part, struct unpack_out *out)
{
	const struct image *im = ctx;

	for (size_t i = part * FILES_A_PART;
	     i < im->tree.n && i < (part + 1) * FILES_A_PART && out_goes_on(out); i++)
		give_entry(im, i, out);
}

static uint64_t open_jffs2(struct slice bytes, struct unpack_out *out)
{
	struct image im = {
		.bytes = bytes, .out = out, .big = bytes.at[0] == 0x19, .tree = {.root = 1}};
	unsigned type;

	if (node_at(&im, 0, &type) == 0)
		return 0;
	scan(&im);
	if (im.n)
		qsort(im.pieces, im.n, sizeof(*im.pieces), by_version);
	uint64_t border = next_begins(&im);
	if (border < im.end) {
		out_tried(out, im.end - border);
		cut_at(&im, block_start(&im, border));
	}
	if (im.bad)
		out_broken(out, im.first_bad,
			   "%zu nodes are damaged and were left out, this one first", im.bad);
	tree_settle(&im.tree);
	out_removed(out, im.tree.gone);
	out_share(out, (im.tree.n + FILES_A_PART - 1) / FILES_A_PART, give_some, &im);
	tree_done(&im.tree);
	free(im.pieces);
	return im.end;
}

const struct format format_jffs2 = {
	.name = "jffs2",
	.marks = {{"\x85\x19\x01\xe0", 4, 0},
		  {"\x85\x19\x02\xe0", 4, 0},
		  {"\x85\x19\x03\x20", 4, 0},
		  {"\x19\x85\xe0\x01", 4, 0},
		  {"\x19\x85\xe0\x02", 4, 0},
		  {"\x19\x85\x20\x03", 4, 0}},
	.open = open_jffs2,
};
