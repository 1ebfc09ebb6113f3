/* SPDX-License-Identifier: Apache-2.0
 *
 * UBIFS (fs/ubifs/ubifs-media.h of Linux): all nodes are looked at, each with a checksum and a
 * sequence number of its own; the youngest counts. The index is not walked: it is what damage breaks
 * first. The price is that a name removed long ago may come again, where the note of its removal was
 * collected and its block not erased yet.
 */
#include <stdlib.h>

#include "base/err.h"
#include "unpack/blocks.h"
#include "unpack/format.h"
#include "unpack/lzo.h"
#include "unpack/order.h"
#include "unpack/tree.h"

enum {
	ALIGNED = 8,
	HEAD_BYTES = 24,
	KEY_BYTES = 16,
	INDEX_NODE_MAX = 1 << 20, /* the longest there are */
	UBIFS_PAGE = 4096,
	KEY_BITS = 29,
	ROOT = 1,
	GAP_MAX = 1 << 20, /* bytes without a node that are not erased, before it is over */
	FILES_A_PART = 64,
};
#define MAGIC 0x06101831u

enum node_type {
	NODE_INODE,
	NODE_DATA,
	NODE_ENTRY,
	NODE_CUT = 4,
	NODE_SUPER = 6,
	NODE_TYPES = 13,
};

enum { ENTRY_FILE, ENTRY_FOLDER, ENTRY_LINK };
enum { PACK_NONE, PACK_LZO, PACK_ZLIB, PACK_ZSTD };
enum { FLAG_ENCRYPTED = 0x40 };

/* What is kept of an inode's nodes, of every type. */
struct note {
	uint32_t inode;
	uint8_t type;    /* enum node_type; sorted as inode, then this */
	uint8_t packing; /* of data */
	uint32_t page;   /* of data */
	uint64_t sequence;
	uint64_t size; /* of an inode; after a cut; of data before packing */
	uint32_t mode, flags, links;
	uint64_t offset;    /* of the node */
	struct slice bytes; /* of data, or attached to an inode: where a link leads */
};

struct image {
	struct slice bytes;
	struct unpack_out *out;
	struct tree tree;
	size_t n, room;
	struct note *notes;
	uint64_t end;
	size_t bad;
	uint64_t first_bad;
};

static struct note *add_note(struct image *im)
{
	if (im->n == im->room) {
		im->room = im->room ? im->room * 2 : 256;
		im->notes = mem_resize(im->notes, im->room, sizeof(*im->notes));
	}
	return &im->notes[im->n++];
}

static void take_inode(struct image *im, struct cursor *c, struct note *n)
{
	n->inode = cursor_le32(c);
	cursor_skip(c, KEY_BYTES - 4 + 8);
	n->size = cursor_le64(c);
	cursor_skip(c, 36);
	n->links = cursor_le32(c);
	cursor_skip(c, 8);
	n->mode = cursor_le32(c);
	n->flags = cursor_le32(c);
	uint32_t len = cursor_le32(c);
	cursor_skip(c, 44);
	n->bytes = cursor_take(c, len);
	if (cursor_fine(c))
		*add_note(im) = *n;
}

static void take_data(struct image *im, struct cursor *c, struct note *n)
{
	n->inode = cursor_le32(c);
	n->page = cursor_le32(c) & ((1u << KEY_BITS) - 1);
	cursor_skip(c, KEY_BYTES - 8);
	n->size = cursor_le32(c);
	n->packing = (uint8_t)cursor_le16(c);
	cursor_skip(c, 2);
	n->bytes = cursor_rest(c);
	if (cursor_fine(c) && n->size <= UBIFS_PAGE)
		*add_note(im) = *n;
}

static void take_cut(struct image *im, struct cursor *c, struct note *n)
{
	n->inode = cursor_le32(c);
	cursor_skip(c, 12 + 8);
	n->size = cursor_le64(c);
	if (cursor_fine(c))
		*add_note(im) = *n;
}

static void take_entry(struct image *im, struct cursor *c, const struct note *n)
{
	struct tree_entry e = {.version = n->sequence, .offset = n->offset};

	e.parent = cursor_le32(c);
	cursor_skip(c, KEY_BYTES - 4);
	e.inode = cursor_le64(c);
	cursor_skip(c, 1);
	uint8_t type = cursor_u8(c);
	uint16_t len = cursor_le16(c);
	cursor_skip(c, 4);
	e.name = cursor_take(c, len);
	e.kind = type == ENTRY_FILE     ? TREE_FILE
		 : type == ENTRY_FOLDER ? TREE_FOLDER
		 : type == ENTRY_LINK   ? TREE_LINK
					: TREE_NODE;
	if (cursor_fine(c))
		tree_add(&im->tree, &e);
}

/* Length of the node that begins here, 0 = none does. A wrong checksum is counted. */
static uint32_t node_at(struct image *im, uint64_t at, struct note *ret)
{
	struct cursor c = cursor_over(slice_part(im->bytes, at, HEAD_BYTES));
	uint32_t magic = cursor_le32(&c), crc = cursor_le32(&c);

	*ret = (struct note){.offset = at, .sequence = cursor_le64(&c)};
	uint32_t len = cursor_le32(&c);
	ret->type = cursor_u8(&c);
	if (!cursor_fine(&c) || magic != MAGIC)
		return 0;
	struct slice summed = slice_part(im->bytes, at + 8, len - 8u);
	if (len < HEAD_BYTES || len > INDEX_NODE_MAX || ret->type >= NODE_TYPES ||
	    summed.len != len - 8u || flash_crc(UINT32_MAX, summed) != crc) {
		if (im->bad++ == 0)
			im->first_bad = at;
		return 0;
	}
	return len;
}

static void take_node(struct image *im, struct note *n, uint32_t len)
{
	struct cursor c = cursor_over(slice_part(im->bytes, n->offset, len));

	cursor_skip(&c, HEAD_BYTES);
	if (n->type == NODE_INODE)
		take_inode(im, &c, n);
	else if (n->type == NODE_DATA)
		take_data(im, &c, n);
	else if (n->type == NODE_ENTRY)
		take_entry(im, &c, n);
	else if (n->type == NODE_CUT)
		take_cut(im, &c, n);
}

static void scan(struct image *im)
{
	uint64_t at = 0, gap = 0;
	struct note n;

	while (at < im->bytes.len && out_goes_on(im->out)) {
		uint32_t len = node_at(im, at, &n);
		if (len && n.type == NODE_SUPER && at)
			break; /* the next one: each has one, at its start */
		if (len) {
			take_node(im, &n, len);
			at += (len + ALIGNED - 1u) / ALIGNED * ALIGNED;
			im->end = at < im->bytes.len ? at : im->bytes.len;
			gap = 0;
			continue;
		}
		uint64_t used = after_erased(im->bytes, at) & ~(uint64_t)(ALIGNED - 1);
		if (used > at) {
			at = used;
			continue;
		}
		at += ALIGNED;
		gap += ALIGNED;
		if (gap > GAP_MAX)
			break;
	}
}

static int by_number(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

static int by_note(const void *left, const void *right)
{
	const struct note *a = left, *b = right;
	int order = by_number(a->inode, b->inode);

	if (!order)
		order = by_number(a->type, b->type);
	if (!order)
		order = by_number(a->page, b->page);
	if (!order)
		order = by_number(a->sequence, b->sequence);
	return order ? order : by_number(a->offset, b->offset);
}

/* The notes of one inode of one type. */
static const struct note *notes_of(const struct image *im, uint64_t inode, unsigned type,
				   size_t *ret_n)
{
	size_t low = 0, high = im->n, end;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct note *n = &im->notes[middle];
		if (n->inode < inode || (n->inode == inode && n->type < type))
			low = middle + 1;
		else
			high = middle;
	}
	for (end = low;
	     end < im->n && im->notes[end].inode == inode && im->notes[end].type == type;)
		end++;
	*ret_n = end - low;
	return low < end ? &im->notes[low] : NULL;
}

static long unpack_page(const struct note *n, uint8_t *to)
{
	switch (n->packing) {
	case PACK_NONE:
		if (n->bytes.len < n->size)
			return -1;
		if (n->size)
			memcpy(to, n->bytes.at, n->size);
		return (long)n->size;
	case PACK_LZO:
		return lzo_decompress(n->bytes, to, n->size);
	case PACK_ZLIB:
		return block_inflate(n->bytes, to, n->size, true);
	case PACK_ZSTD:
		return block_zstd(n->bytes, to, n->size);
	default:
		return -1;
	}
}

static bool put_zeros(struct spool *s, uint64_t len)
{
	while (len) {
		size_t piece = len < SPOOL_PIECE ? (size_t)len : SPOOL_PIECE;
		uint8_t *room = spool_room(s, piece);
		if (!room)
			return false;
		memset(room, 0, piece);
		if (!spool_wrote(s, piece))
			return false;
		len -= piece;
	}
	return true;
}

/* For each cut of a file, the least size that it and all later ones left. */
static uint64_t *cuts_new(const struct note *cuts, size_t n)
{
	uint64_t *least = mem_new(n + 1, sizeof(*least));

	least[n] = UINT64_MAX;
	for (size_t i = n; i > 0; i--)
		least[i - 1] = cuts[i - 1].size < least[i] ? cuts[i - 1].size : least[i];
	return least;
}

/* True when a cut that came later took this page away. */
static bool was_cut(const struct note *page, const struct note *cuts, size_t n,
		    const uint64_t *least)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (cuts[middle].sequence <= page->sequence)
			low = middle + 1;
		else
			high = middle;
	}
	return (uint64_t)page->page * UBIFS_PAGE >= least[low];
}

/* Puts the pages in their order, holes as zeros, up to size. The first page that can't be unpacked. */
static const struct note *put_pages(struct spool *s, const struct note *pages, size_t n,
				    const struct note *cuts, size_t n_cuts, uint64_t size)
{
	const struct note *bad = NULL;
	uint64_t *least = cuts_new(cuts, n_cuts);

	for (size_t i = 0; i < n; i++) {
		const struct note *p = &pages[i];
		uint64_t at = (uint64_t)p->page * UBIFS_PAGE;
		bool older = i + 1 < n && pages[i + 1].page == p->page;
		if (older || at >= size || was_cut(p, cuts, n_cuts, least))
			continue;
		uint8_t *room = at < spool_size(s) || !put_zeros(s, at - spool_size(s))
					? NULL
					: spool_room(s, UBIFS_PAGE);
		if (!room)
			break;
		memset(room, 0, UBIFS_PAGE);
		if (unpack_page(p, room) < 0 && !bad)
			bad = p;
		uint64_t left = size - at;
		if (!spool_wrote(s, left < UBIFS_PAGE ? (size_t)left : UBIFS_PAGE))
			break;
	}
	free(least);
	if (spool_size(s) < size)
		(void)put_zeros(s, size - spool_size(s));
	return bad;
}

/* Where the inode itself is lost: as far as its pages go. */
static uint64_t reach_of(const struct note *pages, size_t n)
{
	return n ? (uint64_t)pages[n - 1].page * UBIFS_PAGE + pages[n - 1].size : 0;
}

static void give_file(const struct image *im, const struct tree_entry *e, struct slice path,
		      const struct note *inode, struct unpack_out *out)
{
	size_t n, n_cuts;
	const struct note *pages = notes_of(im, e->inode, NODE_DATA, &n);
	const struct note *cuts = notes_of(im, e->inode, NODE_CUT, &n_cuts);
	uint64_t size = inode ? inode->size : reach_of(pages, n);
	const struct member m = {.name = path,
				 .mode = inode ? inode->mode & 07777 : 0,
				 .offset = n ? pages[0].offset : UNPACK_OFFSET_UNKNOWN};

	if (inode && (inode->flags & FLAG_ENCRYPTED)) {
		out_broken(out, m.offset, "'/%.*s' is encrypted and was not read",
			   (int)(path.len < 200 ? path.len : 200), (const char *)path.at);
		return;
	}
	if (!inode && n == 0) { /* its name's removal was forgotten, not the name */
		out_removed(out, 1);
		return;
	}
	struct spool *s = out_begin(out, &m);
	if (!s)
		return;
	if (!inode)
		out_broken(out, e->offset, "how long '/%.*s' is can't be read any more",
			   (int)(path.len < 200 ? path.len : 200), (const char *)path.at);
	const struct note *bad = put_pages(s, pages, n, cuts, n_cuts, size);
	if (bad)
		out_broken(out, bad->offset, "a page of '/%.*s' can't be unpacked (compression %u)",
			   (int)(path.len < 200 ? path.len : 200), (const char *)path.at,
			   bad->packing);
	out_end(out, s, bad != NULL || !inode);
}

static void give_entry(const struct image *im, size_t i, struct unpack_out *out)
{
	char room[TREE_PATH_BYTES];
	const struct tree_entry *e = &im->tree.entries[i];
	struct slice path = tree_path(&im->tree, e, room);
	size_t n;
	const struct note *inodes = notes_of(im, e->inode, NODE_INODE, &n);
	const struct note *inode = n ? &inodes[n - 1] : NULL;

	if (e->kind == TREE_NODE)
		out_node(out, path, "device or pipe");
	else if (e->kind == TREE_LINK)
		out_link(out, path, inode ? inode->bytes : slice_of(NULL, 0));
	else if (e->kind == TREE_FILE && !tree_first(&im->tree, i))
		out_link(out, path, slice_of(NULL, 0));
	else if (e->kind == TREE_FILE)
		give_file(im, e, path, inode, out);
}

static void give_some(void *ctx, size_t part, struct unpack_out *out)
{
	const struct image *im = ctx;

	for (size_t i = part * FILES_A_PART;
	     i < im->tree.n && i < (part + 1) * FILES_A_PART && out_goes_on(out); i++)
		give_entry(im, i, out);
}

static uint64_t open_ubifs(struct slice bytes, struct unpack_out *out)
{
	struct image im = {.bytes = bytes, .out = out, .tree = {.root = ROOT}};
	struct note first;

	if (node_at(&im, 0, &first) == 0)
		return 0;
	scan(&im);
	if (im.bad)
		out_broken(out, im.first_bad,
			   "%zu nodes are damaged and were left out, this one first", im.bad);
	if (im.n)
		qsort(im.notes, im.n, sizeof(*im.notes), by_note);
	tree_settle(&im.tree);
	out_removed(out, im.tree.gone);
	out_share(out, (im.tree.n + FILES_A_PART - 1) / FILES_A_PART, give_some, &im);
	tree_done(&im.tree);
	free(im.notes);
	return im.end;
}

const struct format format_ubifs = {
	.name = "ubifs",
	.marks = {{"\x31\x18\x10\x06", 4, 0}},
	.open = open_ubifs,
};
