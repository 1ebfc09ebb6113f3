/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_test.h"

#include "proto/annexb.h"

extern const struct dissector rtp_dissector;

/* x264's and x265's own parameter sets, then slices whose bytes after the header don't matter. */
#define AVC_SET "67640028acb200f0044fcb80880000030010000003019078c19240"
#define AVC_STREAM                                                    \
	"00000001" AVC_SET "0000000168ebc3cb22c0"                     \
	"0000000165888400aabbcc0000030100"                            \
	"000001419a2400dd00000001414000ee" /* a second slice of it */ \
	"00000001419a2401"
#define HEVC_SET                                                                     \
	"42010101600000030090000003000003003ca00b080485964a924caf016808000003000800" \
	"000300c840"
#define HEVC_STREAM                                        \
	"0000000140010c01ffff0160000003009000000300000300" \
	"3c9280900000000"                                  \
	"1" HEVC_SET "000000014401c172b46240"              \
	"000001"                                           \
	"2601af0011223344"                                 \
	"00000001"                                         \
	"0201d00099"

static const char avc_lines[] = "video 3 H.264 parameters 1920x1080 12500\n"
				"video 3 H.264 key\n"
				"video 3 H.264 picture\n"
				"video 3 H.264 picture\n";

static void feed(struct slice stream, size_t step, enum media_codec known, const char *want,
		 size_t skipped)
{
	struct proto_test t;
	struct annexb a = {.track = 3, .codec = (uint8_t)known};

	proto_test_init(&t, &rtp_dissector, 1);
	proto_want_video(&t);
	for (size_t at = 0; at < stream.len; at += step) {
		size_t n = stream.len - at < step ? stream.len - at : step;
		/* a copy of its own, so that the sanitizer sees a read beyond it */
		uint8_t *piece = malloc(n);
		memcpy(piece, stream.at + at, n);
		annexb_feed(&a, slice_of(piece, n), &t.sink);
		free(piece);
	}
	annexb_end(&a, &t.sink);
	assert_string_equal(proto_lines(&t), want);
	assert_int_equal(t.video.len, stream.len - skipped);
	assert_memory_equal(t.video.at, stream.at + skipped, t.video.len);
	proto_test_done(&t);
}

static void any_pieces(void **state)
{
	static const char hevc_lines[] = "video 3 H.265 parameters 352x288 25000\n"
					 "video 3 H.265 key\n"
					 "video 3 H.265 picture\n";
	(void)state;
	for (size_t step = 1; step < 200; step += step < 12 ? 1 : 17) {
		feed(hex(AVC_STREAM), step, MEDIA_UNKNOWN, avc_lines, 0);
		feed(hex(AVC_STREAM), step, MEDIA_H264, avc_lines, 0);
		feed(hex(HEVC_STREAM), step, MEDIA_UNKNOWN, hevc_lines, 0);
	}
}

/* Nothing is said or handed on of what comes before the first parameter set. */
static void begins_in_the_middle(void **state)
{
	(void)state;
	for (size_t step = 1; step < 40; step++)
		feed(hex("aa0100ff00000001419a2401ee" AVC_STREAM), step, MEDIA_UNKNOWN, avc_lines,
		     13);
}

static void recognised_by_its_parameters_only(void **state)
{
	(void)state;
	assert_int_equal(annexb_recognise(hex(AVC_STREAM)), MEDIA_H264);
	assert_int_equal(annexb_recognise(hex(HEVC_STREAM)), MEDIA_H265);
	assert_int_equal(annexb_recognise(hex("000001" AVC_SET)), MEDIA_H264);
	assert_int_equal(annexb_recognise(hex("00000001419a2401")), MEDIA_UNKNOWN);
	assert_int_equal(annexb_recognise(hex("0000000100000002")), MEDIA_UNKNOWN);
	assert_int_equal(annexb_recognise(hex("01000001" AVC_SET)), MEDIA_UNKNOWN);
	assert_int_equal(annexb_recognise(hex("")), MEDIA_UNKNOWN);
}

static void other_bytes_say_nothing(void **state)
{
	(void)state;
	struct proto_test t;
	struct annexb a = {.track = 0};
	uint8_t noise[4096];
	uint32_t word = 1;

	proto_test_init(&t, &rtp_dissector, 1);
	proto_want_video(&t);
	for (size_t i = 0; i < sizeof(noise); i++) {
		word = word * 1664525 + 1013904223;
		noise[i] = (uint8_t)(word >> 29 ? word >> 24 & 3 : 0); /* many start codes */
	}
	annexb_feed(&a, slice_of(noise, sizeof(noise)), &t.sink);
	annexb_end(&a, &t.sink);
	assert_string_equal(proto_lines(&t), "");
	assert_int_equal(t.video.len, 0);
	proto_test_done(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_pieces),
		cmocka_unit_test(begins_in_the_middle),
		cmocka_unit_test(recognised_by_its_parameters_only),
		cmocka_unit_test(other_bytes_say_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
