/* SPDX-License-Identifier: Apache-2.0 */
#include "capture_test.h"

#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

void put16(struct buf *b, bool big, uint16_t v)
{
	if (big)
		buf_be16(b, v);
	else
		buf_le16(b, v);
}

void put32(struct buf *b, bool big, uint32_t v)
{
	if (big)
		buf_be32(b, v);
	else
		buf_le32(b, v);
}

void put64(struct buf *b, bool big, uint64_t v)
{
	if (big)
		buf_be64(b, v);
	else
		buf_le64(b, v);
}

void make_pcap(struct buf *b, bool big, uint32_t magic, uint32_t link)
{
	buf_init(b, MADE_MAX);
	put32(b, big, magic);
	put16(b, big, 2);
	put16(b, big, 4);
	put64(b, big, 0);
	put32(b, big, 65535);
	put32(b, big, link);
}

void make_record(struct buf *b, bool big, uint32_t sec, uint32_t sub, struct slice bytes)
{
	put32(b, big, sec);
	put32(b, big, sub);
	put32(b, big, (uint32_t)bytes.len);
	put32(b, big, (uint32_t)bytes.len);
	buf_slice(b, bytes);
}

static void pad(struct buf *b, size_t len)
{
	for (; len % 4; len++)
		buf_u8(b, 0);
}

void make_option(struct buf *b, bool big, uint16_t code, struct slice value)
{
	put16(b, big, code);
	put16(b, big, (uint16_t)value.len);
	buf_slice(b, value);
	pad(b, value.len);
}

void make_block(struct buf *b, bool big, uint32_t type, struct slice body)
{
	uint32_t len = (uint32_t)(12 + (body.len + 3) / 4 * 4);

	put32(b, big, type);
	put32(b, big, len);
	buf_slice(b, body);
	pad(b, body.len);
	put32(b, big, len);
}

void make_section(struct buf *b, bool big)
{
	struct buf body;

	buf_init(&body, 100);
	put32(&body, big, 0x1a2b3c4d);
	put16(&body, big, 1);
	put16(&body, big, 0);
	put64(&body, big, UINT64_MAX);
	make_block(b, big, NG_SECTION, slice_of(body.at, body.len));
	buf_done(&body);
}

void make_interface(struct buf *b, bool big, uint16_t link, uint32_t snap, struct slice options)
{
	struct buf body;

	buf_init(&body, 100000);
	put16(&body, big, link);
	put16(&body, big, 0);
	put32(&body, big, snap);
	buf_slice(&body, options);
	make_block(b, big, NG_INTERFACE, slice_of(body.at, body.len));
	buf_done(&body);
}

void make_enhanced(struct buf *b, bool big, uint32_t interface, uint64_t time, struct slice bytes,
		   struct slice options)
{
	struct buf body;

	buf_init(&body, 1000000);
	put32(&body, big, interface);
	put32(&body, big, (uint32_t)(time >> 32));
	put32(&body, big, (uint32_t)time);
	put32(&body, big, (uint32_t)bytes.len);
	put32(&body, big, (uint32_t)bytes.len + 7);
	buf_slice(&body, bytes);
	pad(&body, bytes.len);
	buf_slice(&body, options);
	make_block(b, big, NG_ENHANCED, slice_of(body.at, body.len));
	buf_done(&body);
}

static uint8_t pattern_byte(unsigned seed, size_t i)
{
	return (uint8_t)(seed * 31 + i * 7 + (i >> 8));
}

struct slice pattern(unsigned seed, size_t len)
{
	static uint8_t bytes[FRAME_BYTES_MAX + 1];

	assert_true(len <= sizeof(bytes));
	for (size_t i = 0; i < len; i++)
		bytes[i] = pattern_byte(seed, i);
	return slice_of(bytes, len);
}

bool is_pattern(const struct frame *f, unsigned seed)
{
	for (size_t i = 0; i < f->len; i++)
		if (f->at[i] != pattern_byte(seed, i))
			return false;
	return true;
}

void pack_gzip(struct buf *out, struct slice bytes)
{
	z_stream z = {0};
	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
	size_t room = deflateBound(&z, bytes.len);
	uint8_t *packed = mem_new(1, room);
	z.next_in = (Bytef *)(uintptr_t)bytes.at;
	z.avail_in = (uInt)bytes.len;
	z.next_out = packed;
	z.avail_out = (uInt)room;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	buf_put(out, packed, z.total_out);
	(void)deflateEnd(&z);
	free(packed);
}

void pack_zstd(struct buf *out, struct slice bytes)
{
	size_t room = ZSTD_compressBound(bytes.len);
	uint8_t *packed = mem_new(1, room);
	size_t len = ZSTD_compress(packed, room, bytes.at, bytes.len, 3);
	assert_false(ZSTD_isError(len));
	buf_put(out, packed, len);
	free(packed);
}

int fd_of(struct slice bytes)
{
	int fd = memfd_create("capture", MFD_CLOEXEC);

	assert_true(fd >= 0);
	for (size_t done = 0; done < bytes.len;) {
		ssize_t n = write(fd, bytes.at + done, bytes.len - done);
		assert_true(n > 0);
		done += (size_t)n;
	}
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	return fd;
}

struct capture *open_bytes(struct slice bytes)
{
	struct err err = {0};
	struct capture *c = capture_open(fd_of(bytes), "made", &err);

	if (!c)
		fail_msg("%s", err.text);
	return c;
}

struct capture *open_buf(const struct buf *b)
{
	assert_false(buf_full(b));
	return open_bytes(slice_of(b->at, b->len));
}

struct seen read_all(struct capture *c, size_t max)
{
	struct seen s = {0};
	struct frame batch[CAPTURE_BATCH];
	size_t n;

	buf_init(&s.bytes, MADE_MAX);
	while ((n = capture_next(c, batch, max)) > 0) {
		s.frames = mem_resize(s.frames, s.n + n, sizeof(*s.frames));
		for (size_t i = 0; i < n; i++) {
			s.frames[s.n++] = batch[i];
			buf_put(&s.bytes, batch[i].at, batch[i].len);
		}
	}
	assert_int_equal(capture_next(c, batch, max), 0);
	assert_false(buf_full(&s.bytes));
	const uint8_t *at = s.bytes.at;
	for (size_t i = 0; i < s.n; i++) {
		s.frames[i].at = at;
		if (s.frames[i].len)
			at += s.frames[i].len;
	}
	s.stats = *capture_stats(c);
	capture_close(c);
	return s;
}

struct seen read_bytes(struct slice bytes)
{
	return read_all(open_bytes(bytes), CAPTURE_BATCH);
}

void seen_done(struct seen *s)
{
	free(s->frames);
	buf_done(&s->bytes);
}

void assert_prefix(const struct seen *a, const struct seen *b)
{
	assert_true(a->n <= b->n);
	for (size_t i = 0; i < a->n; i++) {
		const struct frame *x = &a->frames[i], *y = &b->frames[i];
		assert_int_equal(x->number, y->number);
		assert_int_equal(x->time_us, y->time_us);
		assert_int_equal(x->wire_len, y->wire_len);
		assert_int_equal(x->link, y->link);
		assert_true(slice_equal(slice_of(x->at, x->len), slice_of(y->at, y->len)));
	}
}
