/* SPDX-License-Identifier: Apache-2.0
 *
 * Installers of Windows (MSI), and whatever else is a compound file: streams as members, under the
 * folders that they lie in. Cabinets in them are met by the walk. The texts of an installer's tables
 * lie in one stream without anything between them; they are given a line each, as another stream has
 * their lengths (Wine's dlls/msi/string.c, msi_load_string_table).
 */
#include <stdlib.h>

#include "base/err.h"
#include "unpack/cfb.h"
#include "unpack/format.h"

enum { DEEP = 16, NAME_MOST = 900, ENTRIES_MAX = 1 << 20, TEXTS_MOST = 256 << 20 };

#define NOBODY UINT32_MAX

struct compound {
	struct cfb cfb;
	struct unpack_out *out;
	uint32_t *above; /* the folder that each entry lies in; NOBODY = not reached */
	uint32_t *queue;
	uint32_t n_queued;
	uint32_t pool, data; /* entries of the texts; NOBODY */
	bool told;
};

static void reach(struct compound *c, uint32_t number, uint32_t above)
{
	if (number >= cfb_count(&c->cfb) || c->above[number] != NOBODY || number == 0)
		return;
	c->above[number] = above;
	c->queue[c->n_queued++] = number;
}

/* Each entry once, from the root down; entries of a folder are a tree of their own. */
static void reach_all(struct compound *c)
{
	struct cfb_entry e;

	if (!cfb_entry(&c->cfb, 0, &e))
		return;
	c->above[0] = 0;
	reach(c, e.child, 0);
	for (uint32_t i = 0; i < c->n_queued; i++) {
		uint32_t number = c->queue[i];
		if (!cfb_entry(&c->cfb, number, &e))
			continue;
		reach(c, e.left, c->above[number]);
		reach(c, e.right, c->above[number]);
		if (e.type == CFB_FOLDER)
			reach(c, e.child, number);
	}
}

static void put_path(const struct compound *c, struct buf *name, uint32_t number)
{
	uint32_t above[DEEP];
	struct cfb_entry e;
	unsigned n = 0;

	if (c->above[number] == NOBODY)
		buf_text(name, "unreached/");
	for (uint32_t at = c->above[number]; at != NOBODY && at != 0 && n < DEEP; at = c->above[at])
		above[n++] = at;
	while (n > 0) {
		if (cfb_entry(&c->cfb, above[--n], &e))
			cfb_put_name(name, e.name);
		buf_text(name, "/");
	}
	if (cfb_entry(&c->cfb, number, &e))
		cfb_put_name(name, e.name);
}

/* A stream on its way: as it lies in the file when it is in one piece, else copied. */
struct copying {
	struct compound *c;
	struct member member;
	struct slice only;
	struct spool *spool;
	bool given;
};

static bool take_piece(void *ctx, struct slice bytes, uint64_t left)
{
	struct copying *k = ctx;
	const struct cfb *cfb = &k->c->cfb;
	bool in_file = bytes.at >= cfb->bytes.at && bytes.at < cfb->bytes.at + cfb->bytes.len;

	if (!k->spool && left == 0 && in_file) {
		k->only = bytes;
		k->member.offset = (uint64_t)(bytes.at - cfb->bytes.at);
		return true;
	}
	if (!k->spool)
		k->spool = out_begin(k->c->out, &k->member);
	return k->spool && spool_put(k->spool, bytes);
}

static void give_stream(struct compound *c, uint32_t number, const struct cfb_entry *e)
{
	struct buf name;
	struct copying k = {.c = c, .member = {.offset = UNPACK_OFFSET_UNKNOWN}};

	buf_init(&name, NAME_MOST);
	put_path(c, &name, number);
	k.member.name = slice_of(name.at, name.len);
	bool whole = cfb_read(&c->cfb, e, take_piece, &k);
	if (!whole && !c->told)
		out_broken(c->out, UNPACK_OFFSET_UNKNOWN, "'%.*s' can't be read to its end",
			   (int)name.len, name.len ? (const char *)name.at : "");
	c->told |= !whole;
	if (k.spool)
		out_end(c->out, k.spool, !whole);
	else if (k.only.len)
		out_member(c->out, &k.member, k.only);
	buf_done(&name);
}

static bool gather(void *ctx, struct slice bytes, uint64_t left)
{
	(void)left;
	buf_slice(ctx, bytes);
	return !buf_full(ctx);
}

/* The length of the next text, 0 at the end. A text of more than 64 KiB has the upper half of its
 * length in the entry before, whose own length is 0. */
static bool next_length(struct cursor *pool, uint64_t *ret)
{
	if (cursor_left(pool) < 4)
		return false;
	uint64_t len = cursor_le16(pool), uses = cursor_le16(pool);
	if (len == 0 && uses && cursor_left(pool) >= 4) {
		len = cursor_le16(pool) | uses << 16;
		cursor_skip(pool, 2);
	}
	*ret = len;
	return true;
}

static void give_texts(struct compound *c)
{
	const struct member m = {.name = slice_text("strings.txt"),
				 .offset = UNPACK_OFFSET_UNKNOWN};
	struct cfb_entry pool_entry, data_entry;
	struct buf pool, data;
	uint64_t len;

	if (!cfb_entry(&c->cfb, c->pool, &pool_entry) || !cfb_entry(&c->cfb, c->data, &data_entry))
		return;
	buf_init(&pool, TEXTS_MOST);
	buf_init(&data, TEXTS_MOST);
	bool whole = cfb_read(&c->cfb, &pool_entry, gather, &pool);
	whole &= cfb_read(&c->cfb, &data_entry, gather, &data);
	struct spool *s = data.len ? out_begin(c->out, &m) : NULL;
	struct cursor lengths = cursor_over(slice_of(pool.at, pool.len));
	struct cursor texts = cursor_over(slice_of(data.at, data.len));
	cursor_skip(&lengths, 4); /* the code page */
	bool more = s != NULL;
	while (more && cursor_left(&texts) && next_length(&lengths, &len)) {
		if (len > cursor_left(&texts))
			len = cursor_left(&texts);
		more = len == 0 || (spool_put(s, cursor_take(&texts, (size_t)len)) &&
				    spool_put(s, slice_text("\n")));
	}
	if (more)
		(void)spool_put(s, cursor_rest(&texts));
	if (!whole)
		out_broken(c->out, UNPACK_OFFSET_UNKNOWN, "its texts can't be read to their end");
	if (s)
		out_end(c->out, s, !whole);
	buf_done(&pool);
	buf_done(&data);
}

static bool is_called(const struct cfb_entry *e, const char *name)
{
	struct buf b;

	buf_init(&b, NAME_MOST);
	cfb_put_name(&b, e->name);
	bool same = slice_equal(slice_of(b.at, b.len), slice_text(name));
	buf_done(&b);
	return same;
}

static void find_texts(struct compound *c)
{
	struct cfb_entry e;

	c->pool = c->data = NOBODY;
	for (uint32_t i = 0; i < cfb_count(&c->cfb); i++) {
		if (!cfb_entry(&c->cfb, i, &e) || e.type != CFB_STREAM || c->above[i] != 0)
			continue;
		if (is_called(&e, "!_StringPool"))
			c->pool = i;
		else if (is_called(&e, "!_StringData"))
			c->data = i;
	}
	if (c->pool == NOBODY || c->data == NOBODY)
		c->pool = c->data = NOBODY;
}

static void give_all(struct compound *c)
{
	uint32_t n = cfb_count(&c->cfb);
	struct cfb_entry e;

	c->above = mem_new(n, sizeof(*c->above));
	c->queue = mem_new(n, sizeof(*c->queue));
	for (uint32_t i = 0; i < n; i++)
		c->above[i] = NOBODY;
	reach_all(c);
	find_texts(c);
	for (uint32_t i = 0; i < n && i < ENTRIES_MAX && out_goes_on(c->out); i++)
		if (i != c->pool && i != c->data && cfb_entry(&c->cfb, i, &e) &&
		    e.type == CFB_STREAM && e.size)
			give_stream(c, i, &e);
	if (c->pool != NOBODY)
		give_texts(c);
	free(c->above);
	free(c->queue);
}

static uint64_t open_msi(struct slice bytes, struct unpack_out *out)
{
	struct compound c = {.out = out};
	uint64_t end = 0;

	if (cfb_open(&c.cfb, bytes)) {
		if (c.cfb.broken) {
			out_broken(out, UNPACK_OFFSET_UNKNOWN, "its tables can't be read whole");
			out_tried(out, c.cfb.sectors);
		}
		give_all(&c);
		end = c.cfb.end;
	}
	cfb_done(&c.cfb);
	return end;
}

const struct format format_msi = {
	.name = "compound",
	.marks = {{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8, 0}},
	.open = open_msi,
};
