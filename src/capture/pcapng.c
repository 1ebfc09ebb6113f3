/* SPDX-License-Identifier: Apache-2.0
 *
 * pcapng (draft-ietf-opsawg-pcapng), version 1.0 (and 1.2, the same by the draft). A file is
 * sections, each a section header block and blocks in its byte order:
 *
 *     type 4 | total length 4 | body, padded to 4 | total length 4
 *
 *     section header      magic 4 | major 2 | minor 2 | section length 8 | options
 *     interface           link type 2 | reserved 2 | snap length 4 | options (tsresol, tsoffset)
 *     enhanced packet     interface 4 | time 8, high half first | captured 4 | wire 4 | bytes |
 * options packet (obsolete)   interface 2 | drops 2 | time 8 | captured 4 | wire 4 | bytes |
 * options simple packet       wire 4 | bytes; of interface 0, cut to its snap length statistics
 * interface 4 | time 8 | options (ifdrop, osdrop)
 *
 * Section lengths, names, comments, secrets and all other blocks are skipped by their length. Both
 * lengths of a block must agree: that is what finds garbage in the middle of a file.
 */
#include "capture/format.h"

#include <stdlib.h>

#include "base/cursor.h"
#include "capture/ticks.h"

enum {
	BLOCK_INTERFACE = 1,
	BLOCK_PACKET = 2,
	BLOCK_SIMPLE = 3,
	BLOCK_STATISTICS = 5,
	BLOCK_ENHANCED = 6,
	BLOCK_FRAME = 12, /* type and both lengths */
	PACKET_HEAD = 28, /* of a packet block, before its bytes */
	SIMPLE_HEAD = 12,
	INTERFACE_HEAD = 16,
	STATISTICS_HEAD = 20,
	WINDOW_MAX = FRAME_BYTES_MAX + 65536, /* of a block; more of it is skipped */
	OPTION_TSRESOL = 9,
	OPTION_TSOFFSET = 14,
	OPTION_IFDROP = 5,
	OPTION_OSDROP = 7,
	OPTION_DROPCOUNT = 4,
	DROPS_UNKNOWN = 0xffff,
};

static const uint32_t ORDER_MAGIC = 0x1a2b3c4d;

struct interface {
	struct ticks ticks;
	uint64_t dropped_said;   /* by statistics blocks: a running count */
	uint64_t dropped_beside; /* by its packets: each counts those since the one before */
	uint32_t link;
	uint32_t snap_length;
	bool known; /* net/ can walk its link type */
};

struct pcapng {
	struct interface interfaces[CAPTURE_INTERFACES_MAX];
	size_t n_interfaces; /* of this section */
	int64_t last_us;     /* for packets without a time */
	bool warned;         /* of packets that are skipped */
};

/* The block that the input stands at. */
struct block {
	const uint8_t *at;
	uint32_t type, len;
	uint32_t window; /* how much of it is in the buffer */
};

void pcapng_free(struct pcapng *ng)
{
	free(ng);
}

static uint64_t add_capped(uint64_t a, uint64_t b)
{
	return a + b < a ? UINT64_MAX : a + b;
}

/* One option: code 2, length 2, value padded to 4. False at the end of the list. */
static bool option_next(struct cursor *in, bool swap, unsigned *ret_code, struct slice *ret_value)
{
	struct slice head = cursor_take(in, 4);

	if (!cursor_fine(in) || !head.at)
		return false;
	unsigned code = load16(head.at, swap), len = load16(head.at + 2, swap);
	if (code == 0)
		return false;
	*ret_code = code;
	*ret_value = cursor_take(in, len);
	cursor_skip(in, -len & 3U);
	return ret_value->len == len;
}

static struct cursor options_of(const struct block *b, uint32_t fixed)
{
	uint32_t until = b->window == b->len ? b->len - 4 : b->window;

	return cursor_over(slice_of(b->at + fixed, until > fixed ? until - fixed : 0));
}

static uint64_t dropped(const struct interface *f)
{
	return f->dropped_said > f->dropped_beside ? f->dropped_said : f->dropped_beside;
}

static bool version_known(const uint8_t *section, bool swap)
{
	unsigned minor = load16(section + 14, swap);

	return load16(section + 12, swap) == 1 && (minor == 0 || minor == 2);
}

static void take_section(struct capture *c, const struct block *b)
{
	if (b->len < PCAPNG_HEAD) {
		capture_ends_bad(c, "a section header of %lu bytes", (unsigned long)b->len);
		return;
	}
	if (!version_known(b->at, c->swap)) {
		capture_ends_bad(c, "a section of a pcapng version that is not supported");
		return;
	}
	c->ng->n_interfaces = 0;
}

static void take_interface(struct capture *c, const struct block *b)
{
	struct cursor in = options_of(b, INTERFACE_HEAD);
	uint8_t resolution = TICKS_MICROSECONDS;
	int64_t offset_s = 0;
	unsigned code = 0;
	struct slice value;

	if (b->len < INTERFACE_HEAD + 4 || c->ng->n_interfaces == CAPTURE_INTERFACES_MAX)
		return; /* its packets will be those of an unknown interface */
	while (option_next(&in, c->swap, &code, &value)) {
		if (code == OPTION_TSRESOL && value.len == 1)
			resolution = value.at[0];
		else if (code == OPTION_TSOFFSET && value.len == 8)
			offset_s = (int64_t)load64(value.at, c->swap);
	}
	struct interface *f = &c->ng->interfaces[c->ng->n_interfaces++];
	*f = (struct interface){
		.ticks = ticks_of(resolution, offset_s),
		.link = load16(b->at + 8, c->swap),
		.snap_length = load32(b->at + 12, c->swap),
	};
	f->known = link_type_known(f->link, &f->link);
	if (f->snap_length > c->stats.snap_length)
		c->stats.snap_length = f->snap_length;
}

static void take_statistics(struct capture *c, const struct block *b)
{
	struct cursor in = options_of(b, STATISTICS_HEAD);
	uint64_t sum = 0;
	unsigned code = 0;
	struct slice value;

	if (b->len < STATISTICS_HEAD + 4 || load32(b->at + 8, c->swap) >= c->ng->n_interfaces)
		return;
	struct interface *f = &c->ng->interfaces[load32(b->at + 8, c->swap)];
	while (option_next(&in, c->swap, &code, &value))
		if ((code == OPTION_IFDROP || code == OPTION_OSDROP) && value.len == 8)
			sum = add_capped(sum, load64(value.at, c->swap));
	uint64_t was = dropped(f);
	if (sum > f->dropped_said)
		f->dropped_said = sum;
	c->stats.dropped = add_capped(c->stats.dropped, dropped(f) - was);
}

/* A packet of an interface that cannot be read counts, and the first one is named. */
static void skip_packet(struct capture *c, uint32_t interface)
{
	c->stats.packets++;
	c->stats.skipped++;
	c->stats.incomplete = true;
	if (c->ng->warned)
		return;
	c->ng->warned = true;
	if (interface >= c->ng->n_interfaces) {
		capture_warn(c,
			     "packets of interface %lu, which the file does not describe, are "
			     "skipped",
			     (unsigned long)interface);
		return;
	}
	uint32_t link = c->ng->interfaces[interface].link;
	capture_warn(c, "packets of interface %lu are skipped: link type %lu (%s) is not supported",
		     (unsigned long)interface, (unsigned long)link, link_type_name(link));
}

/* What the packets themselves say was lost right before them. */
static void take_drops(struct capture *c, const struct block *b, uint32_t after,
		       struct interface *f)
{
	struct cursor in = options_of(b, after);
	uint64_t drops = 0;
	unsigned code = 0;
	struct slice value;

	if (b->type == BLOCK_PACKET) {
		drops = load16(b->at + 10, c->swap);
		if (drops == DROPS_UNKNOWN)
			drops = 0;
	}
	while (b->type == BLOCK_ENHANCED && option_next(&in, c->swap, &code, &value))
		if (code == OPTION_DROPCOUNT && value.len == 8)
			drops = add_capped(drops, load64(value.at, c->swap));
	uint64_t was = dropped(f);
	f->dropped_beside = add_capped(f->dropped_beside, drops);
	c->stats.dropped = add_capped(c->stats.dropped, dropped(f) - was);
}

/* Fills *to from an enhanced or obsolete packet block; false when it holds no frame. */
static bool take_packet(struct capture *c, const struct block *b, struct frame *to)
{
	const uint8_t *at = b->at;
	bool fits = b->len >= PACKET_HEAD + 4;
	uint32_t len = fits ? load32(at + 20, c->swap) : 0;

	if (!fits || len > b->len - PACKET_HEAD - 4 || len > FRAME_BYTES_MAX) {
		capture_ends_bad(c, "a packet of %lu bytes in a block of %lu", (unsigned long)len,
				 (unsigned long)b->len);
		return false;
	}
	uint32_t interface = load32(at + 8, c->swap);
	if (b->type == BLOCK_PACKET)
		interface = load16(at + 8, c->swap);
	if (interface >= c->ng->n_interfaces || !c->ng->interfaces[interface].known) {
		skip_packet(c, interface);
		return false;
	}
	struct interface *f = &c->ng->interfaces[interface];
	uint32_t wire_len = load32(at + 24, c->swap);
	uint64_t count = (uint64_t)load32(at + 12, c->swap) << 32 | load32(at + 16, c->swap);
	*to = (struct frame){
		.at = at + PACKET_HEAD,
		.len = len,
		.wire_len = wire_len > len ? wire_len : len,
		.time_us = ticks_us(&f->ticks, count),
		.number = ++c->stats.packets,
		.link = f->link,
	};
	c->ng->last_us = to->time_us;
	uint32_t after = PACKET_HEAD + ((len + 3) & ~3U);
	if (b->type == BLOCK_PACKET || b->len > after + 4)
		take_drops(c, b, after, f);
	return true;
}

static bool take_simple(struct capture *c, const struct block *b, struct frame *to)
{
	if (b->len < SIMPLE_HEAD + 4) {
		capture_ends_bad(c, "a packet block of %lu bytes", (unsigned long)b->len);
		return false;
	}
	if (c->ng->n_interfaces == 0 || !c->ng->interfaces[0].known) {
		skip_packet(c, 0);
		return false;
	}
	const struct interface *f = &c->ng->interfaces[0];
	uint32_t wire_len = load32(b->at + 8, c->swap);
	uint32_t len = b->len - SIMPLE_HEAD - 4;
	if (len > wire_len)
		len = wire_len;
	if (f->snap_length && len > f->snap_length)
		len = f->snap_length;
	if (len > FRAME_BYTES_MAX) {
		capture_ends_bad(c, "a packet of %lu bytes", (unsigned long)len);
		return false;
	}
	*to = (struct frame){
		.at = b->at + SIMPLE_HEAD,
		.len = len,
		.wire_len = wire_len,
		.time_us = c->ng->last_us,
		.number = ++c->stats.packets,
		.link = f->link,
	};
	return true;
}

/* A section header says its byte order before its length can be read. */
static bool section_order(const uint8_t *at, bool *ret_swap)
{
	if (load32(at + 8, false) != ORDER_MAGIC && load32(at + 8, true) != ORDER_MAGIC)
		return false;
	*ret_swap = load32(at + 8, false) != ORDER_MAGIC;
	return true;
}

static bool is_packet(uint32_t type)
{
	return type == BLOCK_ENHANCED || type == BLOCK_SIMPLE || type == BLOCK_PACKET;
}

/* Reads the two numbers of the block's head, its byte order where it starts a section. Twelve bytes
 * are there. False when they are no block's head. */
static bool block_head(struct capture *c, struct block *b)
{
	b->at = c->in.at;
	b->type = load32(b->at, c->swap);
	if (b->type == PCAPNG_TYPE && !section_order(b->at, &c->swap)) {
		capture_ends_bad(c, "a section header without a byte order");
		return false;
	}
	b->len = load32(b->at + 4, c->swap);
	b->window = b->len < WINDOW_MAX ? b->len : WINDOW_MAX;
	if (b->len < BLOCK_FRAME || b->len % 4 != 0 ||
	    (is_packet(b->type) && b->len > WINDOW_MAX)) {
		capture_ends_bad(c, "a block of type 0x%lx that says it is %lu bytes long",
				 (unsigned long)b->type, (unsigned long)b->len);
		return false;
	}
	return true;
}

/* Finds the next block and brings its window into the buffer. With frames already handed out of the
 * buffer (fixed), it may not read on; false then too. */
static bool block_find(struct capture *c, bool fixed, struct block *b)
{
	struct input *in = &c->in;

	if (input_left(in) < BLOCK_FRAME) {
		if (fixed)
			return false;
		if (!input_need(in, BLOCK_FRAME)) {
			capture_ends_cut(c, 0);
			return false;
		}
	}
	if (!block_head(c, b))
		return false;
	if (input_left(in) < b->window || (fixed && b->window < b->len)) {
		if (fixed)
			return false;
		if (!input_need(in, b->window)) {
			capture_ends_cut(c, b->len - input_left(in));
			return false;
		}
		b->at = in->at;
	}
	return true;
}

static bool lengths_agree(struct capture *c, const struct block *b, uint32_t again)
{
	if (again == b->len)
		return true;
	capture_ends_bad(c, "the two lengths of a block disagree (%lu and %lu)",
			 (unsigned long)b->len, (unsigned long)again);
	return false;
}

/* Steps over a block that is longer than its window. */
static void pass_long(struct capture *c, const struct block *b)
{
	struct input *in = &c->in;
	unsigned long long start = input_offset(in);
	uint64_t passed = input_skip(in, b->len - 4);

	if (passed == b->len - 4 && input_need(in, 4)) {
		if (lengths_agree(c, b, load32(in->at, c->swap)))
			in->at += 4;
		return;
	}
	passed += input_left(in);
	in->at = in->end;
	capture_warn(c, "the block at byte %llu%s is cut off", start, input_offset_note(in));
	capture_ends_cut(c, 0);
	c->stats.incomplete = true;
	c->stats.unread_bytes = b->len - passed;
}

/* True when the block held a frame. */
static bool block_take(struct capture *c, const struct block *b, struct frame *to)
{
	switch (b->type) {
	case BLOCK_ENHANCED:
	case BLOCK_PACKET:
		return take_packet(c, b, to);
	case BLOCK_SIMPLE:
		return take_simple(c, b, to);
	case BLOCK_INTERFACE:
		take_interface(c, b);
		return false;
	case BLOCK_STATISTICS:
		take_statistics(c, b);
		return false;
	case PCAPNG_TYPE:
		take_section(c, b);
		return false;
	default:
		return false;
	}
}

static size_t next(struct capture *c, struct frame *to, size_t max)
{
	struct block b;
	size_t n = 0;

	while (n < max && !c->ended && block_find(c, n > 0, &b)) {
		bool whole = b.window == b.len;
		if (whole && !lengths_agree(c, &b, load32(b.at + b.len - 4, c->swap)))
			break;
		fetch_ahead(b.at, b.len);
		if (block_take(c, &b, &to[n]))
			n++;
		if (c->ended)
			break;
		if (whole)
			c->in.at += b.len;
		else
			pass_long(c, &b);
	}
	return n;
}

int pcapng_start(struct capture *c, struct err *err)
{
	struct input *in = &c->in;

	if (!input_need(in, PCAPNG_HEAD))
		return err_set(err, "not a capture file: a pcapng that ends inside its header");
	if (!section_order(in->at, &c->swap))
		return err_set(err, "not a capture file: a pcapng without a byte order");
	if (!version_known(in->at, c->swap))
		return err_set(err, "pcapng version %u.%u is not supported, only 1.0",
			       load16(in->at + 12, c->swap), load16(in->at + 14, c->swap));
	c->ng = mem_new(1, sizeof(*c->ng));
	c->next = next;
	return 0; /* the section header is read again as the first block */
}
