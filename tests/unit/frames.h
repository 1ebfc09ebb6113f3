/* SPDX-License-Identifier: Apache-2.0
 *
 * Frames put together byte by byte for the tests of net/, and what must be true of every walk.
 */
#ifndef CAMTRAIL_TEST_FRAMES_H
#define CAMTRAIL_TEST_FRAMES_H

#include "test.h"

#include "capture/capture.h"
#include "net/packet.h"

struct bytes {
	uint8_t at[70000];
	size_t len;
};

static inline void add(struct bytes *b, const void *at, size_t len)
{
	assert_true(len <= sizeof(b->at) - b->len);
	memcpy(b->at + b->len, at, len);
	b->len += len;
}

/* "02 00 5e": blanks are for the reader */
static inline void add_hex(struct bytes *b, const char *hex)
{
	for (; *hex; hex++) {
		unsigned value;
		if (*hex == ' ')
			continue;
		assert_int_equal(sscanf(hex, "%2x", &value), 1);
		add(b, &(uint8_t){(uint8_t)value}, 1);
		hex++;
	}
}

static inline void add_be16(struct bytes *b, unsigned value)
{
	uint8_t at[2] = {(uint8_t)(value >> 8), (uint8_t)value};
	add(b, at, sizeof(at));
}

static inline void add_be32(struct bytes *b, uint32_t value)
{
	add_be16(b, value >> 16);
	add_be16(b, value & 0xffff);
}

static inline void add_zeros(struct bytes *b, size_t n)
{
	while (n--)
		add(b, "", 1);
}

/* An Ethernet header between 02:..:01 (sender) and 02:..:02. */
static inline void add_ethernet(struct bytes *b, unsigned type)
{
	add_hex(b, "020000000002 020000000001");
	add_be16(b, type);
}

/* len is of what comes behind; 10.0.0.1 to 10.0.0.2 */
static inline void add_ipv4(struct bytes *b, uint8_t proto, size_t len)
{
	add_hex(b, "4500");
	add_be16(b, (unsigned)(20 + len));
	add_hex(b, "1234 0000 40");
	add(b, &proto, 1);
	add_hex(b, "0000 0a000001 0a000002");
}

/* fd00::1 to fd00::2 */
static inline void add_ipv6(struct bytes *b, uint8_t proto, size_t len)
{
	add_hex(b, "60000000");
	add_be16(b, (unsigned)len);
	add(b, &proto, 1);
	add_hex(b, "40 fd000000000000000000000000000001 fd000000000000000000000000000002");
}

static inline void add_udp(struct bytes *b, unsigned dst_port, size_t len)
{
	add_be16(b, 1000);
	add_be16(b, dst_port);
	add_be16(b, (unsigned)(8 + len));
	add_be16(b, 0);
}

enum { INNER_V4_LEN = 33, INNER_V6_LEN = 53, INNER_PAYLOAD_LEN = 5 };

/* The packet that the tests look for inside: UDP from 192.0.2.1 (2001:db8::1) port 5000 to
 * 192.0.2.2 (2001:db8::2) port 6000 with payload "inner". */
static inline void add_inner_v4(struct bytes *b)
{
	add_hex(b, "4500 0021 0001 4000 3b 11 0000 c0000201 c0000202");
	add_hex(b, "1388 1770 000d 0000");
	add(b, "inner", 5);
}

static inline void add_inner_v6(struct bytes *b)
{
	add_hex(b, "60000000 000d 11 3b 20010db8000000000000000000000001");
	add_hex(b, "20010db8000000000000000000000002 1388 1770 000d 0000");
	add(b, "inner", 5);
}

/* The same in an Ethernet frame from 06:..:0a to 06:..:0b, 14 bytes longer. */
static inline void add_inner_frame(struct bytes *b)
{
	add_hex(b, "06000000000b 06000000000a 0800");
	add_inner_v4(b);
}

static inline int slice_is(struct slice s, const char *text)
{
	return s.len == strlen(text) && memcmp(s.at, text, s.len) == 0;
}

static inline int addr_is(const struct addr *a, const char *text)
{
	char buf[ADDR_TEXT_MAX];
	return strcmp(addr_print(a, buf), text) == 0;
}

static inline int mac_is(const struct mac *m, const char *text)
{
	char buf[MAC_TEXT_MAX];
	return strcmp(mac_print(m, buf), text) == 0;
}

/* Every documented field, which a memcmp can't ask because of padding. */
static inline void assert_same_packet(const struct packet *a, const struct packet *b)
{
	assert_int_equal(a->what, b->what);
	assert_int_equal(a->has_mac, b->has_mac);
	assert_int_equal(a->has_dst_mac, b->has_dst_mac);
	assert_memory_equal(&a->src_mac, &b->src_mac, sizeof(a->src_mac));
	assert_memory_equal(&a->dst_mac, &b->dst_mac, sizeof(a->dst_mac));
	assert_int_equal(a->ethertype, b->ethertype);
	assert_int_equal(a->vlan, b->vlan);
	assert_memory_equal(&a->src, &b->src, sizeof(a->src));
	assert_memory_equal(&a->dst, &b->dst, sizeof(a->dst));
	assert_int_equal(a->ttl, b->ttl);
	assert_int_equal(a->transport, b->transport);
	assert_int_equal(a->src_port, b->src_port);
	assert_int_equal(a->dst_port, b->dst_port);
	assert_int_equal(a->ip_len, b->ip_len);
	assert_ptr_equal(a->payload.at, b->payload.at);
	assert_int_equal(a->payload.len, b->payload.len);
	assert_int_equal(a->payload_len, b->payload_len);
	assert_int_equal(a->seq, b->seq);
	assert_int_equal(a->ack, b->ack);
	assert_int_equal(a->tcp_flags, b->tcp_flags);
	assert_int_equal(a->fragment_id, b->fragment_id);
	assert_int_equal(a->fragment_offset, b->fragment_offset);
	assert_int_equal(a->more_fragments, b->more_fragments);
	assert_ptr_equal(a->ip_at, b->ip_at);
}

static inline void assert_sound(const struct packet *p, struct slice bytes)
{
	uintptr_t start = (uintptr_t)bytes.at, end = start + bytes.len;

	assert_true(p->payload.len <= p->payload_len);
	if (p->payload.len) {
		assert_true((uintptr_t)p->payload.at >= start);
		assert_true((uintptr_t)p->payload.at + p->payload.len <= end);
	}
	if (p->ip_at)
		assert_true((uintptr_t)p->ip_at >= start && (uintptr_t)p->ip_at + 20 <= end);
	assert_true((p->what >= PACKET_IP) == (p->ip_at != NULL));
	assert_true((p->what >= PACKET_IP) == (p->src.family != 0));
	assert_int_equal(p->src.family, p->dst.family);
	assert_true(p->has_mac || !mac_is_set(&p->src_mac));
	if (p->what == PACKET_UNREADABLE)
		assert_true(!p->payload_len && !p->ethertype && !p->vlan && !p->ip_len);
}

/* Walks twice, over what was left in the packet once ones and once zeros: nothing of it may stay.
 */
static inline struct packet walk(uint32_t link, struct slice bytes, size_t wire_len)
{
	struct packet p, again;

	memset(&p, 0xff, sizeof(p));
	memset(&again, 0, sizeof(again));
	packet_walk(link, bytes, (uint32_t)wire_len, &p);
	packet_walk(link, bytes, (uint32_t)wire_len, &again);
	assert_same_packet(&p, &again);
	assert_sound(&p, bytes);
	return p;
}

/* How much a walk found out: further in, more of the headers, more of the payload. The payload of
 * a PACKET_IP shrinks when one more extension header can be stepped over. */
static inline uint64_t insight(const struct packet *p, struct slice bytes)
{
	static const uint64_t rank[] = {
		[PACKET_UNREADABLE] = 0, [PACKET_FRAME] = 1, [PACKET_IP] = 2, [PACKET_FRAGMENT] = 3,
		[PACKET_ICMP] = 3,       [PACKET_TCP] = 3,   [PACKET_UDP] = 3};
	uint64_t depth = p->ip_at ? (uint64_t)(p->ip_at - bytes.at) + 1 : 0;
	uint64_t captured = p->what == PACKET_IP ? 0 : p->payload.len;

	return depth << 40 | rank[p->what] << 32 | captured;
}

/* Cuts the frame at every length: whoever captured more bytes must never know less. Bytes lie in
 * blocks of their own so that the sanitizer sees a read behind their end. */
static inline void cut_everywhere(uint32_t link, const struct bytes *b)
{
	uint64_t least = 0;

	for (size_t len = 0; len <= b->len; len++) {
		uint8_t *copy = malloc(len + 1);
		uint8_t *at = copy + 1;
		memcpy(at, b->at, len);
		struct packet p = walk(link, slice_of(at, len), b->len);
		uint64_t now = insight(&p, slice_of(at, len));
		if (now < least)
			fail_msg("cut to %zu of %zu bytes tells less than one byte less did", len,
				 b->len);
		least = now;
		free(copy);
	}
}

/* Walks the whole frame, having cut it everywhere. */
static inline struct packet walk_all(uint32_t link, const struct bytes *b)
{
	cut_everywhere(link, b);
	return walk(link, slice_of(b->at, b->len), b->len);
}

static inline void assert_inner(const struct packet *p)
{
	bool v4 = p->src.family == 4;

	assert_int_equal(p->what, PACKET_UDP);
	assert_true(addr_is(&p->src, v4 ? "192.0.2.1" : "2001:db8::1"));
	assert_true(addr_is(&p->dst, v4 ? "192.0.2.2" : "2001:db8::2"));
	assert_int_equal(p->src_port, 5000);
	assert_int_equal(p->dst_port, 6000);
	assert_int_equal(p->ttl, 0x3b);
	assert_int_equal(p->transport, 17);
	assert_int_equal(p->ip_len, v4 ? INNER_V4_LEN : INNER_V6_LEN);
	assert_int_equal(p->payload_len, INNER_PAYLOAD_LEN);
	assert_true(slice_is(p->payload, "inner"));
}

#endif
