/* SPDX-License-Identifier: Apache-2.0
 *
 * The texts of a SQLite 3 database, value by value: in its records they stand side by side with
 * nothing between. Leaf pages are read as they come, so what was deleted with its page still shows.
 * https://www.sqlite.org/fileformat2.html sections 1.3, 1.6, 2.1.
 */
#include <stdlib.h>

#include "sift/extractor.h"

enum {
	HEADER = 100,
	LEAF_TABLE = 0x0d,
	RECORD_MOST = 65536, /* bytes of a record that are looked at */
	COLUMNS_MOST = 2000, /* of SQLite itself */
	TEXT_LEAST = 4,
};

struct pages {
	struct slice file;
	size_t size;   /* bytes of a page */
	size_t usable; /* of them, without what is set aside */
	struct unfolded *unfolded;
	uint8_t *record;
};

/* Big-endian, seven bits a byte, the ninth whole. */
static uint64_t varint(struct cursor *c)
{
	uint64_t v = 0;

	for (int i = 0; i < 8; i++) {
		uint8_t b = cursor_u8(c);
		v = v << 7 | (b & 0x7f);
		if (!(b & 0x80))
			return v;
	}
	return v << 8 | cursor_u8(c);
}

static uint64_t size_of(uint64_t serial)
{
	static const uint8_t small[] = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0};

	return serial < 12 ? small[serial] : (serial - 12) / 2;
}

/* record: its header and values; local: how many of its bytes stand at `at` in one piece. */
static bool take_record(struct pages *p, struct slice record, size_t at, size_t local)
{
	struct cursor c = cursor_over(record);
	uint64_t header = varint(&c), body = header;

	if (header > record.len)
		return true;
	for (int i = 0; i < COLUMNS_MOST && cursor_offset(&c) < header && cursor_fine(&c); i++) {
		uint64_t serial = varint(&c), size = size_of(serial);
		if (body >= record.len)
			return true;
		if (size > record.len - body)
			size = record.len - body;
		bool is_text = serial >= 13 && serial % 2 == 1;
		bool whole = body + size <= local;
		if (is_text && size >= TEXT_LEAST &&
		    !unfolded_add(p->unfolded, slice_of(record.at + body, size),
				  whole ? at + body : at, whole ? 1 : 0))
			return false;
		body += size;
	}
	return true;
}

/* A cell of a leaf: its record may go on in pages chained behind it. */
static bool take_cell(struct pages *p, size_t at, size_t page_end)
{
	struct cursor c = cursor_over(slice_of(p->file.at + at, page_end - at));
	uint64_t payload = varint(&c);

	(void)varint(&c);
	if (!cursor_fine(&c) || payload == 0)
		return true;
	size_t begin = at + cursor_offset(&c), most = p->usable - 35, local = payload;
	if (payload > most) {
		size_t least = (p->usable - 12) * 32 / 255 - 23;
		size_t k = least + (payload - least) % (p->usable - 4);
		local = k <= most ? k : least;
	}
	if (local > page_end - begin)
		return true;
	if (payload == local)
		return take_record(p, slice_of(p->file.at + begin, local), begin, local);
	size_t len = local < RECORD_MOST ? local : RECORD_MOST;
	memcpy(p->record, p->file.at + begin, len);
	c = cursor_over(slice_of(p->file.at + begin + local, page_end - begin - local));
	uint32_t next = cursor_be32(&c);
	while (next > 0 && len < RECORD_MOST && len < payload) {
		if ((uint64_t)next * p->size > p->file.len ||
		    !unfolded_spend(p->unfolded, p->usable))
			break;
		const uint8_t *page = p->file.at + (size_t)(next - 1) * p->size;
		size_t n = p->usable - 4;
		n = n < payload - len ? n : payload - len;
		n = n < RECORD_MOST - len ? n : RECORD_MOST - len;
		memcpy(p->record + len, page + 4, n);
		len += n;
		c = cursor_over(slice_of(page, 4));
		next = cursor_be32(&c);
	}
	return take_record(p, slice_of(p->record, len), begin, local);
}

static bool take_page(struct pages *p, size_t at)
{
	size_t head = at == 0 ? HEADER : at, end = at + p->usable;
	struct cursor c = cursor_over(slice_of(p->file.at + head, end - head));

	if (cursor_u8(&c) != LEAF_TABLE)
		return true;
	cursor_skip(&c, 2);
	unsigned cells = cursor_be16(&c);
	cursor_skip(&c, 3);
	for (unsigned i = 0; i < cells && cursor_fine(&c); i++) {
		unsigned cell = cursor_be16(&c);
		if (cell < 8 || cell >= p->usable)
			continue;
		if (!unfolded_spend(p->unfolded, 4) || !take_cell(p, at + cell, end))
			return false;
	}
	return true;
}

bool sqlite_unfold(struct slice file, struct unfolded *u)
{
	struct pages p = {.file = file, .unfolded = u};
	struct cursor c = cursor_over(file);

	if (!slice_starts(file, "SQLite format 3") || file.len < HEADER)
		return false;
	cursor_skip(&c, 16);
	p.size = cursor_be16(&c);
	if (p.size == 1)
		p.size = 65536;
	cursor_skip(&c, 2);
	uint8_t aside = cursor_u8(&c);
	cursor_skip(&c, 35);
	/* 56: text encoding, 1 = UTF-8; the others are found as UTF-16 is anywhere */
	if (p.size < 512 || (p.size & (p.size - 1)) != 0 || cursor_be32(&c) != 1)
		return false;
	p.usable = p.size - aside;
	if (p.usable < 480)
		return false;
	p.record = mem_new(RECORD_MOST, 1);
	for (size_t at = 0; at + p.size <= file.len; at += p.size)
		if (!take_page(&p, at))
			break;
	free(p.record);
	return true;
}
