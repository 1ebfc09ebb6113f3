/* SPDX-License-Identifier: Apache-2.0
 *
 * pcap (draft-ietf-opsawg-pcap), version 2.4. All numbers in the byte order of the machine that
 * wrote the file, which the magic shows:
 *
 *     magic 4 | major 2 | minor 2 | reserved 8 | snap length 4 | link type 4      file header
 *     seconds 4 | micro- or nanoseconds 4 | captured length 4 | wire length 4     record header
 *     captured bytes
 *
 * Of the link type only the low 16 bits are the type; those above tell of frame check sequences,
 * which lie behind what IP lengths cover.
 */
#include "capture/format.h"

enum { RECORD_HEAD = 16 };

static const uint32_t MAGIC_MICRO = 0xa1b2c3d4;
static const uint32_t MAGIC_NANO = 0xa1b23c4d;
static const uint32_t MAGIC_MODIFIED = 0xa1b2cd34; /* of old Linux: longer record headers */

struct record {
	uint32_t sec, sub, len, wire_len;
};

bool pcap_is_magic(uint32_t magic)
{
	uint32_t other = __builtin_bswap32(magic);

	return magic == MAGIC_MICRO || magic == MAGIC_NANO || magic == MAGIC_MODIFIED ||
	       other == MAGIC_MICRO || other == MAGIC_NANO || other == MAGIC_MODIFIED;
}

static inline struct record record_load(const uint8_t *at, bool swap)
{
	return (struct record){
		.sec = load32(at, swap),
		.sub = load32(at + 4, swap),
		.len = load32(at + 8, swap),
		.wire_len = load32(at + 12, swap),
	};
}

/* Disks leave zeros where a machine lost power while it captured; a packet of no length at the
 * beginning of 1970 is not one. */
static inline bool record_is_zeros(const struct record *r)
{
	return (r->sec | r->len | r->wire_len) == 0;
}

/* Frames that lie whole in the input's buffer. Inlined once for each byte order and resolution. */
__attribute__((always_inline)) static inline size_t walk(struct capture *c, struct frame *to,
							 size_t max, bool swap, bool nano)
{
	const uint8_t *at = c->in.at, *end = c->in.end;
	uint64_t number = c->stats.packets;
	uint32_t link = c->link;
	size_t n = 0;

	while (n < max && (size_t)(end - at) >= RECORD_HEAD) {
		struct record r = record_load(at, swap);
		if (r.len > FRAME_BYTES_MAX || r.len > (size_t)(end - at) - RECORD_HEAD)
			break;
		if (r.len == 0 && record_is_zeros(&r))
			break;
		fetch_ahead(at, RECORD_HEAD + r.len);
		to[n].at = at + RECORD_HEAD;
		to[n].len = r.len;
		to[n].wire_len = r.wire_len > r.len ? r.wire_len : r.len;
		to[n].time_us = (int64_t)r.sec * 1000000 + (nano ? r.sub / 1000 : r.sub);
		to[n].number = ++number;
		to[n].link = link;
		n++;
		at += RECORD_HEAD + r.len;
	}
	c->in.at = at;
	c->stats.packets = number;
	return n;
}

/* Not one whole record is in the buffer: reads on, or finds out why there is no more. */
static bool read_on(struct capture *c)
{
	struct input *in = &c->in;

	if (!input_need(in, RECORD_HEAD)) {
		capture_ends_cut(c, 0);
		return false;
	}
	struct record r = record_load(in->at, c->swap);
	if (record_is_zeros(&r)) {
		capture_ends_bad(c, "zeros stand where a record should");
		return false;
	}
	if (r.len > FRAME_BYTES_MAX) {
		capture_ends_bad(c, "a record says that it holds %lu bytes", (unsigned long)r.len);
		return false;
	}
	if (!input_need(in, RECORD_HEAD + r.len)) {
		capture_ends_cut(c, RECORD_HEAD + r.len - input_left(in));
		return false;
	}
	return true;
}

static size_t next(struct capture *c, struct frame *to, size_t max)
{
	for (;;) {
		size_t n;
		if (!c->swap)
			n = c->nano ? walk(c, to, max, false, true)
				    : walk(c, to, max, false, false);
		else
			n = c->nano ? walk(c, to, max, true, true) : walk(c, to, max, true, false);
		if (n || !read_on(c))
			return n;
	}
}

int pcap_start(struct capture *c, struct err *err)
{
	struct input *in = &c->in;

	if (!input_need(in, PCAP_HEAD))
		return err_set(err, "not a capture file: a pcap that ends inside its header");
	uint32_t magic = load32(in->at, false);
	c->swap = magic != MAGIC_MICRO && magic != MAGIC_NANO && magic != MAGIC_MODIFIED;
	magic = load32(in->at, c->swap);
	if (magic == MAGIC_MODIFIED)
		return err_set(err, "the modified (\"Kuznetzov\") pcap format is not supported; "
				    "convert it with editcap -F pcap");
	unsigned major = load16(in->at + 4, c->swap), minor = load16(in->at + 6, c->swap);
	if (major != 2 || minor != 4)
		return err_set(err, "pcap version %u.%u is not supported, only 2.4", major, minor);
	c->nano = magic == MAGIC_NANO;
	c->stats.snap_length = load32(in->at + 16, c->swap);
	uint32_t link = load32(in->at + 20, c->swap) & 0xffff;
	if (!link_type_known(link, &c->link))
		return err_set(err, "link type %lu (%s) is not supported", (unsigned long)link,
			       link_type_name(link));
	in->at += PCAP_HEAD;
	c->next = next;
	return 0;
}
