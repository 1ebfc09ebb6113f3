/* SPDX-License-Identifier: Apache-2.0
 *
 *   any 1 | offset 3 | type 1 | Q 1 | width / 8 | height / 8 | type 64 and above: restart interval 2,
 *   count 2 | Q 128 and above, at offset 0: zero 1, precision 1, length 2, tables | scan
 *
 * Type 0 is 4:2:2, type 1 4:2:0. Tables of Q below 100 follow from it (RFC 2435 appendix A), the
 * Huffman tables are those of ITU-T T.81 annex K.3. Skipped on purpose: tables of 16 bits, tables that
 * were sent once and are meant to be kept (length 0: Q of 50 is taken), other types.
 */
#include "proto/rtp_jpeg.h"

enum {
	HEAD = 8,
	RESTART_HEAD = 4,
	TABLES_HEAD = 4,
	TABLE = 64,
	RESTART = 64, /* types from here on have a restart head */
	IN_BAND = 128,
	Q_KEPT = 50,
	MARKER = 0xff,
	JPEG_HEAD_MAX = 700,
};

/* ITU-T T.81 tables K.1 and K.2 in zigzag order, as RFC 2435 appendix A has them. */
static const uint8_t luma_base[TABLE] = {
	16, 11, 12,  14,  12,  10, 16, 14,  13,  14,  18,  17,  16, 19,  24,  40,
	26, 24, 22,  22,  24,  49, 35, 37,  29,  40,  58,  51,  61, 60,  57,  51,
	56, 55, 64,  72,  92,  78, 64, 68,  87,  69,  55,  56,  80, 109, 81,  87,
	95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99};
static const uint8_t chroma_base[TABLE] = {
	17, 18, 18, 24, 21, 24, 47, 26, 26, 47, 99, 66, 56, 66, 99, 99, 99, 99, 99, 99, 99, 99,
	99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
	99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99};

/* Segments DHT of the tables K.3 to K.6: class and number, codes of each length, values. */
static const uint8_t huffman[] = {
	0xff, 0xc4, 0x00, 0x1f, 0x00, /* K.3 */
	0,    1,    5,    1,    1,    1,    1,    1,    1,    0,    0,    0,    0,    0,    0,
	0,    0,    1,    2,    3,    4,    5,    6,    7,    8,    9,    10,   11,   0xff, 0xc4,
	0x00, 0xb5, 0x10, /* K.5 */
	0,    2,    1,    3,    3,    2,    4,    3,    5,    5,    4,    4,    0,    0,    1,
	0x7d, 0x01, 0x02, 0x03, 0x00, 0x04, 0x11, 0x05, 0x12, 0x21, 0x31, 0x41, 0x06, 0x13, 0x51,
	0x61, 0x07, 0x22, 0x71, 0x14, 0x32, 0x81, 0x91, 0xa1, 0x08, 0x23, 0x42, 0xb1, 0xc1, 0x15,
	0x52, 0xd1, 0xf0, 0x24, 0x33, 0x62, 0x72, 0x82, 0x09, 0x0a, 0x16, 0x17, 0x18, 0x19, 0x1a,
	0x25, 0x26, 0x27, 0x28, 0x29, 0x2a, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x3a, 0x43, 0x44,
	0x45, 0x46, 0x47, 0x48, 0x49, 0x4a, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5a, 0x63,
	0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7a,
	0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98,
	0x99, 0x9a, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8, 0xa9, 0xaa, 0xb2, 0xb3, 0xb4, 0xb5,
	0xb6, 0xb7, 0xb8, 0xb9, 0xba, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9, 0xca, 0xd2,
	0xd3, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8, 0xd9, 0xda, 0xe1, 0xe2, 0xe3, 0xe4, 0xe5, 0xe6, 0xe7,
	0xe8, 0xe9, 0xea, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa, 0xff, 0xc4,
	0x00, 0x1f, 0x01, /* K.4 */
	0,    3,    1,    1,    1,    1,    1,    1,    1,    1,    1,    0,    0,    0,    0,
	0,    0,    1,    2,    3,    4,    5,    6,    7,    8,    9,    10,   11,   0xff, 0xc4,
	0x00, 0xb5, 0x11, /* K.6 */
	0,    2,    1,    2,    4,    4,    3,    4,    7,    5,    4,    4,    0,    1,    2,
	0x77, 0x00, 0x01, 0x02, 0x03, 0x11, 0x04, 0x05, 0x21, 0x31, 0x06, 0x12, 0x41, 0x51, 0x07,
	0x61, 0x71, 0x13, 0x22, 0x32, 0x81, 0x08, 0x14, 0x42, 0x91, 0xa1, 0xb1, 0xc1, 0x09, 0x23,
	0x33, 0x52, 0xf0, 0x15, 0x62, 0x72, 0xd1, 0x0a, 0x16, 0x24, 0x34, 0xe1, 0x25, 0xf1, 0x17,
	0x18, 0x19, 0x1a, 0x26, 0x27, 0x28, 0x29, 0x2a, 0x35, 0x36, 0x37, 0x38, 0x39, 0x3a, 0x43,
	0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4a, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5a,
	0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79,
	0x7a, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x92, 0x93, 0x94, 0x95, 0x96,
	0x97, 0x98, 0x99, 0x9a, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8, 0xa9, 0xaa, 0xb2, 0xb3,
	0xb4, 0xb5, 0xb6, 0xb7, 0xb8, 0xb9, 0xba, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9,
	0xca, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8, 0xd9, 0xda, 0xe2, 0xe3, 0xe4, 0xe5, 0xe6,
	0xe7, 0xe8, 0xe9, 0xea, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa};

struct picture {
	uint32_t offset;
	uint8_t type, q;
	uint16_t width, height, restart;
	struct slice tables, scan;
};

static bool read_head(struct slice payload, struct picture *p)
{
	struct cursor in = cursor_over(payload);

	cursor_skip(&in, 1);
	*p = (struct picture){.offset = cursor_be24(&in), .type = cursor_u8(&in)};
	p->q = cursor_u8(&in);
	p->width = (uint16_t)(8 * cursor_u8(&in));
	p->height = (uint16_t)(8 * cursor_u8(&in));
	if (p->type >= RESTART) {
		p->restart = cursor_be16(&in);
		cursor_skip(&in, 2);
	}
	if (p->q >= IN_BAND && p->offset == 0) {
		uint16_t precision = cursor_be16(&in), len = cursor_be16(&in);
		p->tables = cursor_take(&in, len);
		if (precision || len % TABLE || len > 2 * TABLE)
			return false;
	}
	p->scan = cursor_rest(&in);
	bool is_known = p->type <= 1 || p->type == RESTART || p->type == RESTART + 1;
	return cursor_fine(&in) && is_known && p->q && (p->q < 100 || p->q >= IN_BAND) &&
	       p->width && p->height;
}

bool rtp_jpeg_begins(struct slice payload)
{
	struct picture p;

	return payload.len > HEAD && payload.at[0] == 0 && read_head(payload, &p) &&
	       p.offset == 0 && p.scan.len;
}

struct head {
	uint8_t bytes[JPEG_HEAD_MAX];
	size_t len;
};

static void put(struct head *h, const void *bytes, size_t len)
{
	memcpy(h->bytes + h->len, bytes, len);
	h->len += len;
}

static void put_table(struct head *h, uint8_t number, const struct picture *p, const uint8_t *base)
{
	const uint8_t segment[] = {MARKER, 0xdb, 0, 67, number};
	size_t at = p->tables.len > TABLE ? (size_t)number * TABLE : 0;
	uint8_t table[TABLE];
	unsigned q = p->q < 100 ? p->q : Q_KEPT, factor = q < 50 ? 5000 / q : 200 - 2 * q;

	for (size_t i = 0; i < TABLE; i++) {
		unsigned v = (base[i] * factor + 50) / 100;
		v = v < 1 ? 1 : v > 255 ? 255 : v;
		table[i] = p->tables.len ? p->tables.at[at + i] : (uint8_t)v;
	}
	put(h, segment, sizeof(segment));
	put(h, table, sizeof(table));
}

/* RFC 2435 appendix B. */
static void put_head(struct head *h, const struct picture *p)
{
	const uint8_t start[] = {MARKER, 0xd8};
	const uint8_t restart[] = {
		MARKER, 0xdd, 0, 4, (uint8_t)(p->restart >> 8), (uint8_t)p->restart};
	const uint8_t size[] = {MARKER,
				0xc0,
				0,
				17,
				8,
				(uint8_t)(p->height >> 8),
				(uint8_t)p->height,
				(uint8_t)(p->width >> 8),
				(uint8_t)p->width,
				3,
				0,
				p->type & 1 ? 0x22 : 0x21,
				0,
				1,
				0x11,
				1,
				2,
				0x11,
				1};
	static const uint8_t scan[] = {MARKER, 0xda, 0, 12, 3, 0, 0, 1, 0x11, 2, 0x11, 0, 63, 0};

	put(h, start, sizeof(start));
	put_table(h, 0, p, luma_base);
	put_table(h, 1, p, chroma_base);
	if (p->restart)
		put(h, restart, sizeof(restart));
	put(h, size, sizeof(size));
	put(h, huffman, sizeof(huffman));
	put(h, scan, sizeof(scan));
}

void rtp_jpeg(uint8_t track, const struct rtp_packet *packet, struct sink *out)
{
	static const uint8_t end[] = {MARKER, 0xd9};
	struct media m = {
		.event = MEDIA_PICTURE, .codec = MEDIA_MJPEG, .track = track, .key = true};
	struct head head = {.len = 0};
	struct picture p;

	if (!read_head(packet->payload, &p))
		return;
	if (p.offset == 0) {
		sink_media(out, &m);
		m.width = p.width;
		m.height = p.height;
		put_head(&head, &p);
	}
	m.event = MEDIA_BYTES;
	m.bytes = slice_of(head.bytes, head.len);
	if (head.len)
		sink_media(out, &m);
	m.bytes = p.scan;
	if (p.scan.len)
		sink_media(out, &m);
	bool has_end = p.scan.len >= 2 && memcmp(p.scan.at + p.scan.len - 2, end, sizeof(end)) == 0;
	m.bytes = slice_of(end, sizeof(end));
	if (packet->marker && !has_end)
		sink_media(out, &m);
}
