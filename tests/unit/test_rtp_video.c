/* SPDX-License-Identifier: Apache-2.0
 *
 * What RTP carries beside units: program and transport streams, JPEG, what can't be read; in
 * datagrams (rtp.c) and in frames over TCP (rtp_tcp.c).
 */
#include "proto_test.h"
#include "video_samples.h"

extern const struct dissector rtp_dissector;
extern const struct dissector rtp_tcp_dissector;

#define PACK "000001ba 44 0004000401000103 fa ffff"
#define PS_KEY PACK "000001e0 0037 8c8005 2100010001" START AVC_SPS START AVC_KEY
#define PS_NEXT PACK "000001e0 000c 8c0000" START AVC_NEXT
#define AVC_LINES "video 0 " AVC_SAYS "video 0 H.264 key\nvideo 0 H.264 picture\n"
#define AVC_VIDEO START AVC_SPS START AVC_KEY START AVC_NEXT

static struct proto_test t;
static enum verdict_word last;

static void start(bool wanted)
{
	proto_test_init(&t, &rtp_dissector, 50000);
	proto_want_video(&t);
	t.where.pictures = wanted;
}

static void packet(unsigned type, unsigned sequence, unsigned clock, unsigned source,
		   struct slice payload)
{
	uint8_t bytes[2048] = {0x80, (uint8_t)type, (uint8_t)(sequence >> 8), (uint8_t)sequence};

	for (unsigned i = 0; i < 4; i++) {
		bytes[4 + i] = (uint8_t)(clock >> (24 - 8 * i));
		bytes[8 + i] = (uint8_t)(source >> (24 - 8 * i));
	}
	must(payload.len <= sizeof(bytes) - 12);
	memcpy(bytes + 12, payload.at, payload.len);
	last = proto_datagram(&t, &rtp_dissector, slice_of(bytes, 12 + payload.len)).word;
}

static void gave(const char *lines, const char *video)
{
	struct slice all = hex(video);

	assert_string_equal(proto_lines(&t), lines);
	assert_int_equal(t.video.len, all.len);
	assert_memory_equal(t.video.at, all.at, all.len);
	proto_test_done(&t);
}

static void program_stream(void **state)
{
	struct slice key = hex(PS_KEY);
	(void)state;
	start(true);
	/* the first packet is enough, the second goes on within a unit */
	packet(96, 1, 0, 7, slice_of(key.at, 60));
	packet(96, 2, 0, 7, slice_from(key, 60));
	packet(97, 9, 0, 8, hex("d5d5d5d5")); /* sound that shares the flow */
	packet(96, 4, 3600, 7, hex("aabbccdd"));
	packet(96, 5, 7200, 7, hex(PS_NEXT));
	gave("rtp.stream 96\nrtp.codec PS\n" AVC_LINES, AVC_VIDEO);
}

static void transport_stream(void **state)
{
	uint8_t ts[564];
	(void)state;
	memset(ts, 0xff, sizeof(ts));
	for (size_t i = 0; i < sizeof(ts); i += 188)
		memcpy(ts + i, "\x47\x01\x00\x10", 4);
	struct slice pes = hex("000001e0 0000 8000 00" START AVC_SPS START AVC_KEY START);
	ts[1] = 0x41;
	memcpy(ts + 4, pes.at, pes.len);
	start(true);
	packet(33, 1, 0, 7, slice_of(ts, sizeof(ts)));
	assert_non_null(
		strstr(proto_lines(&t), "rtp.codec MP2T\nvideo 0 " AVC_SAYS "video 0 H.264 key\n"));
	/* cut packets are passed over, and the next ones read again */
	size_t had = t.video.len;
	packet(33, 2, 0, 7, slice_of(ts + 1, 300));
	assert_int_equal(t.video.len, had);
	packet(33, 3, 0, 7, slice_of(ts, 188));
	assert_int_equal(t.video.len, had + 188 - 4 - 9);
	proto_test_done(&t);
}

static void jpeg(void **state)
{
	uint8_t first[8 + 4 + 128 + 4];
	(void)state;
	memset(first, 1, sizeof(first));
	memcpy(first, "\0\0\0\0\x01\xff\x2c\x24\0\0\0\x80", 12);
	start(true);
	packet(26, 1, 0, 7, slice_of(first, sizeof(first)));
	packet(26 | 0x80, 2, 0, 7, hex("00000004 01 ff 2c 24 aabb"));
	assert_string_equal(proto_lines(&t), "rtp.stream 26\nrtp.codec MJPEG\nvideo 0 MJPEG key\n");
	assert_int_equal(t.video.len, 2 + 2 * 69 + 19 + 432 + 14 + 4 + 2 + 2);
	assert_memory_equal(t.video.at, "\xff\xd8\xff\xdb\0\x43\0\1\1", 9);
	assert_memory_equal(t.video.at + t.video.len - 8, "\1\1\1\1\xaa\xbb\xff\xd9", 8);
	/* tables by their number; a restart interval */
	size_t had = t.video.len;
	packet(26 | 0x80, 3, 3600, 7, hex("00000000 41 32 2c 24 0010ffff 11223344"));
	assert_memory_equal(t.video.at + had, "\xff\xd8\xff\xdb\0\x43\0\x10\x0b\x0c\x0e", 11);
	assert_memory_equal(t.video.at + had + 140,
			    "\xff\xdd\0\4\0\x10\xff\xc0\0\x11\x08\1\x20\1\x60", 15);
	proto_test_done(&t);
	/* heads that RFC 2435 doesn't draw */
	start(true);
	packet(26, 1, 0, 7, hex("00000000 02 32 2c 24 11223344"));
	packet(26, 2, 0, 7, hex("00000000 01 00 2c 24 11223344"));
	packet(26, 3, 0, 7, hex("00000000 01 ff 2c 24 0000 0041 11223344"));
	packet(26, 4, 0, 7, hex("00000000 01 32 00 24 11223344"));
	packet(26, 5, 0, 7, hex("000000"));
	gave("rtp.stream 26\nrtp.codec MJPEG\n", "");
}

/* Pictures of three packets, the last one marked; sound between them. */
static void call(unsigned pictures, bool marks)
{
	uint8_t noise[600];
	uint32_t word = 1;

	for (unsigned n = 0, v = 0; n < pictures; n++) {
		for (unsigned i = 0; i < 6; i++, v++) {
			for (size_t k = 0; k < sizeof(noise); k++) {
				word = word * 1664525 + 1013904223;
				noise[k] = (uint8_t)(word >> 24);
			}
			noise[0] = (uint8_t)(0xe0 | (noise[0] & 0x0f)); /* of no unit */
			packet(i == 5 && marks ? 0x80 | 102 : 102, v, n * 6000, 0xb,
			       slice_of(noise, sizeof(noise)));
		}
		packet(111, n, n * 960, 0xa, slice_of(noise, 60));
	}
}

static void what_cannot_be_read(void **state)
{
	size_t pictures = 0;
	(void)state;
	start(true);
	call(50, true);
	for (const char *at = proto_lines(&t); (at = strstr(at, "video 0 encrypted picture\n"));
	     at++)
		pictures++;
	assert_in_range(pictures, 45, 50);
	assert_int_equal(t.video.len, 0);
	assert_int_equal(last, VERDICT_NEXT);
	proto_test_done(&t);
	/* without markers, and where nobody wants pictures, nothing is said of it */
	start(true);
	call(50, false);
	assert_null(strstr(proto_lines(&t), "video"));
	proto_test_done(&t);
	start(false);
	call(50, true);
	assert_null(strstr(proto_lines(&t), "video"));
	proto_test_done(&t);
}

static uint8_t stream[1024];

static struct proto_piece framed(const char *const *payloads, size_t n)
{
	size_t len = 0;

	for (size_t i = 0; i < n; i++) {
		struct slice p = hex(payloads[i]);
		stream[len] = (uint8_t)(p.len >> 8);
		stream[len + 1] = (uint8_t)p.len;
		memcpy(stream + len + 2, p.at, p.len);
		len += 2 + p.len;
	}
	return (struct proto_piece){true, slice_of(stream, len)};
}

static void in_frames_over_tcp(void **state)
{
	static const char *const payloads[] = {
		"8060 0001 00000000 00000007" PS_KEY, "80c8 0001 00000007 00000000",
		"8061 0001 00000000 00000008 d5d5", "80e0 0002 00000e10 00000007" PS_NEXT};
	static const char *const others[] = {"8060 0001 00000000 00000007 d5d5d5d5d5d5d5d5"};
	static const char *const broken[] = {"8060 0001 00000000 00000007" PS_KEY, "4060"};
	struct proto_piece piece = framed(payloads, 4);
	(void)state;
	proto_stream_any_split_video(&rtp_tcp_dissector, 9000, &piece, 1,
				     "rtp.stream 96\nrtp.codec PS\n" AVC_LINES, hex(AVC_VIDEO));
	proto_stream_any_split(&rtp_tcp_dissector, 9000, &piece, 1, ""); /* not wanted */
	piece = framed(others, 1);
	proto_stream_any_split_video(&rtp_tcp_dissector, 9000, &piece, 1, "", hex(""));
	piece = framed(broken, 2);
	proto_stream_any_split_video(&rtp_tcp_dissector, 9000, &piece, 1,
				     "rtp.stream 96\nrtp.codec PS\nvideo 0 " AVC_SAYS
				     "video 0 H.264 key\n",
				     hex(START AVC_SPS START AVC_KEY));
}

/* Whatever byte is changed: nothing is read outside, and no picture comes out of nothing. */
static void any_byte_changed(void **state)
{
	static const char *const payloads[] = {"8060 0001 00000000 00000007" PS_KEY,
					       "80e0 0002 00000e10 00000007" PS_NEXT};
	struct proto_piece piece = framed(payloads, 2);
	uint8_t *copy = malloc(piece.bytes.len);
	(void)state;
	memcpy(copy, piece.bytes.at, piece.bytes.len);
	piece.bytes.at = copy;
	for (size_t at = 0; at < piece.bytes.len; at++) {
		uint8_t was = copy[at];
		const uint8_t values[] = {0, 0xff, (uint8_t)~was};
		for (size_t i = 0; i < sizeof(values); i++) {
			struct proto_test one;
			copy[at] = values[i];
			proto_test_init(&one, &rtp_tcp_dissector, 9000);
			proto_want_video(&one);
			(void)proto_stream(&one, &rtp_tcp_dissector, &piece, 1, SIZE_MAX);
			assert_true(one.video.len <= piece.bytes.len + 64);
			proto_test_done(&one);
		}
		copy[at] = was;
	}
	free(copy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(program_stream),
		cmocka_unit_test(transport_stream),
		cmocka_unit_test(jpeg),
		cmocka_unit_test(what_cannot_be_read),
		cmocka_unit_test(in_frames_over_tcp),
		cmocka_unit_test(any_byte_changed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
