/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_test.h"
#include "video_samples.h"

#include "proto/frames.h"

extern const struct dissector netip_dissector;
extern const struct dissector dvrip_dissector;
extern const struct dissector pppp_dissector;

#define AVC_LINES "video 0 " AVC_SAYS "video 0 H.264 key\nvideo 0 H.264 picture\n"
#define AVC_VIDEO START AVC_SPS START AVC_KEY START AVC_NEXT

/* Lengths: key 27 + 12 + 8 = 47, next 9. */
#define DHAV_KEY                                                  \
	"44484156 fd000000 01000000 53000000 00000000 0000 04 00" \
	"8100020a" START AVC_SPS START AVC_KEY "64686176 53000000"
#define DHAV_SOUND \
	"44484156 f0000000 01000000 24000000 00000000 0000 00 00 00000001 64686176 24000000"
#define DHAV_NEXT                                                                            \
	"44484156 fc000000 02000000 29000000 00000000 0000 00 00" START AVC_NEXT "64686176 " \
	"29000000"
#define FC_KEY "000001fc 02 0a 2c 24 00000000 2f000000" START AVC_SPS START AVC_KEY
#define FC_SOUND "000001fa 0e02 0400 000001fd"
#define FC_NEXT "000001fd 09000000" START AVC_NEXT
#define AV_KEY                                                                                  \
	"55aa15a8 02 00 0000 00000000 00000000 2f000000 000000000000000000000000" START AVC_SPS \
		START AVC_KEY
#define AV_SOUND "55aa15a8 06 06 0000 00000000 00000000 04000000 000000000000000000000000 55aa15a8"
#define AV_NEXT \
	"55aa15a8 02 01 0000 00000000 00000000 09000000 000000000000000000000000" START AVC_NEXT

static void gives(const char *stream, const char *want, const char *video)
{
	struct slice bytes = hex(stream), all = hex(video);

	for (size_t step = 1; step < 200; step += step < 12 ? 1 : 23) {
		struct proto_test t;
		struct frames f = {.left = 0};
		proto_test_init(&t, &netip_dissector, 1);
		proto_want_video(&t);
		for (size_t at = 0; at < bytes.len; at += step) {
			size_t len = bytes.len - at < step ? bytes.len - at : step;
			/* a copy of its own, so that the sanitizer sees a read beyond it */
			uint8_t *piece = malloc(len);
			memcpy(piece, bytes.at + at, len);
			frames_feed(&f, slice_of(piece, len), &t.sink);
			free(piece);
		}
		assert_string_equal(proto_lines(&t), want);
		assert_int_equal(t.video.len, all.len);
		assert_memory_equal(t.video.at, all.at, all.len);
		proto_test_done(&t);
	}
}

static void every_form(void **state)
{
	(void)state;
	gives(DHAV_KEY DHAV_SOUND "0000" DHAV_NEXT, AVC_LINES, AVC_VIDEO);
	gives("ff" FC_KEY FC_SOUND FC_NEXT, AVC_LINES, AVC_VIDEO);
	gives(AV_KEY AV_SOUND AV_NEXT, AVC_LINES, AVC_VIDEO);
	/* none: from the first parameter set on all is taken */
	gives("0102" AVC_VIDEO, AVC_LINES, AVC_VIDEO);
}

/* A length beyond all frames, or shorter than its own head: the next mark is looked for. */
static void bad_lengths(void **state)
{
	(void)state;
	gives("44484156 fd000000 01000000 ffffffff 00000000 0000 00 00" DHAV_KEY DHAV_NEXT,
	      AVC_LINES, AVC_VIDEO);
	gives("44484156 fd000000 01000000 1f000000 00000000 0000 00 00" DHAV_KEY DHAV_NEXT,
	      AVC_LINES, AVC_VIDEO);
	gives("000001fd ffffffff" FC_KEY FC_NEXT, AVC_LINES, AVC_VIDEO);
}

static void recognised_by_a_whole_head(void **state)
{
	(void)state;
	assert_true(frames_may_be(hex(DHAV_KEY)));
	assert_true(frames_may_be(hex(FC_KEY)));
	assert_true(frames_may_be(hex(AV_KEY)));
	assert_false(frames_may_be(hex("000001fc 03 0a 2c 24 00000000 2f000000" START AVC_SPS)));
	assert_false(frames_may_be(hex(FC_NEXT START AVC_SPS)));
	assert_false(frames_may_be(hex("44484156 fd")));
	assert_false(frames_may_be(hex(AVC_VIDEO)));
}

static void carried_by_control_protocols(void **state)
{
	struct proto_piece netip = {true,
				    hex("ff010000 00000000 00000000 0000 8605 02000000 7b7d"
					"ff010000 00000000 00000000 0000 8405 40000000" FC_KEY "01"
					"ff010000 00000000 00000000 0000 8405 11000000" FC_NEXT)};
	struct proto_piece dvrip = {
		true,
		hex("bc000000 53000000 000000000000000000000000000000000000000000000000" DHAV_KEY
		    "bc000000 29000000 "
		    "000000000000000000000000000000000000000000000000" DHAV_NEXT)};
	(void)state;
	proto_stream_any_split_video(&dvrip_dissector, 37777, &dvrip, 1,
				     "dvrip.message media sent\n"
				     "video 0 " AVC_SAYS "video 0 H.264 key\n"
				     "dvrip.message media sent\nvideo 0 H.264 picture\n",
				     hex(AVC_VIDEO));
	struct proto_test t;
	proto_test_init(&t, &netip_dissector, 34567);
	proto_want_video(&t);
	(void)proto_stream(&t, &netip_dissector, &netip, 1, 7);
	assert_non_null(strstr(proto_lines(&t), "video 0 H.264 key\n"));
	assert_int_equal(t.video.len, hex(AVC_VIDEO).len);
	proto_test_done(&t);
}

/* Pieces of data: one comes twice, one late, another channel's between them. */
static void carried_by_datagrams(void **state)
{
	static const char *const pieces[] = {"f1d0 0027 d101ffff" START AVC_SPS START,
					     "f1d0 0027 d101ffff" START AVC_SPS START,
					     "f1d0 0008 d1000000 00000001",
					     "f1d0 0010 d1010000" AVC_KEY,
					     "f1d0 000d d1010001" START AVC_NEXT,
					     "f1d0 0010 d1010000" AVC_KEY,
					     "f1d0 0008 d2010002 00000001",
					     "f1d0 0008 d1090002 00000001"};
	struct proto_test t;
	(void)state;
	for (int wanted = 0; wanted < 2; wanted++) {
		proto_test_init(&t, &pppp_dissector, 1);
		proto_want_video(&t);
		t.where.pictures = wanted;
		for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++)
			assert_int_equal(proto_datagram(&t, &pppp_dissector, hex(pieces[i])).word,
					 VERDICT_NEXT);
		assert_int_equal(t.video.len, wanted ? hex(AVC_VIDEO).len : 0);
		assert_true(!wanted == !strstr(proto_lines(&t), "video 0 H.264 picture\n"));
		proto_test_done(&t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_form),
		cmocka_unit_test(bad_lengths),
		cmocka_unit_test(recognised_by_a_whole_head),
		cmocka_unit_test(carried_by_control_protocols),
		cmocka_unit_test(carried_by_datagrams),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
