/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_test.h"
#include "video_samples.h"

#include "proto/flv_video.h"

extern const struct dissector rtp_dissector;

/* Feeds one after the other as bodies of video tags, in pieces of any size. */
static void tags(const char *const *bodies, size_t n, const char *want, const char *video)
{
	for (size_t step = 1; step < 200; step += step < 12 ? 1 : 23) {
		struct proto_test t;
		struct flv_video v = {.head_len = 0};
		proto_test_init(&t, &rtp_dissector, 1);
		proto_want_video(&t);
		for (size_t i = 0; i < n; i++) {
			struct slice body = hex(bodies[i]);
			flv_video_begin(&v);
			for (size_t at = 0; at < body.len; at += step) {
				size_t len = body.len - at < step ? body.len - at : step;
				/* a copy of its own, so that the sanitizer sees a read beyond it */
				uint8_t *piece = malloc(len);
				memcpy(piece, body.at + at, len);
				flv_video_feed(&v, slice_of(piece, len), &t.sink);
				free(piece);
			}
		}
		assert_string_equal(proto_lines(&t), want);
		struct slice all = hex(video);
		assert_int_equal(t.video.len, all.len);
		assert_memory_equal(t.video.at, all.at, all.len);
		proto_test_done(&t);
	}
}

#define AVC_SAMPLE "17 01 000000 0000000c" AVC_KEY
#define AVC_SECOND "27 01 000028 00000005" AVC_NEXT "00000005" AVC_NEXT
#define AVC_VIDEO START AVC_SPS START AVC_PPS START AVC_KEY START AVC_NEXT START AVC_NEXT

static void avc(void **state)
{
	static const char *const bodies[] = {"17 00 000000" AVC_C, AVC_SAMPLE, AVC_SECOND};
	static const char *const enhanced[] = {"90 61766331" AVC_C,
					       "91 61766331 000000 0000000c" AVC_KEY,
					       "a3 61766331 00000005" AVC_NEXT "00000005" AVC_NEXT};
	static const char want[] = "video 0 " AVC_SAYS "video 0 H.264 key\nvideo 0 H.264 picture\n"
				   "video 0 H.264 picture\n";
	(void)state;
	tags(bodies, 3, want, AVC_VIDEO);
	tags(enhanced, 3, want, AVC_VIDEO);
}

static void hevc(void **state)
{
	static const char *const bodies[] = {"1c 00 000000" HEVC_C,
					     "1c 01 000000 00000008" HEVC_KEY,
					     "2c 01 000000 00000005" HEVC_NEXT};
	static const char *const enhanced[] = {"90 68766331" HEVC_C,
					       "91 68766331 000000 00000008" HEVC_KEY,
					       "a3 68766331 00000005" HEVC_NEXT};
	static const char want[] =
		"video 0 " HEVC_SAYS "video 0 H.265 key\nvideo 0 H.265 picture\n";
	static const char video[] =
		START HEVC_VPS START HEVC_SPS START HEVC_PPS START HEVC_KEY START HEVC_NEXT;
	(void)state;
	tags(bodies, 3, want, video);
	tags(enhanced, 3, want, video);
}

/* Lengths of two bytes, as the configuration says. */
static void short_lengths(void **state)
{
	static const char *const bodies[] = {"17 00 000000 01640028fd e1 001b" AVC_SPS
					     "01 0006" AVC_PPS,
					     "17 01 000000 000c" AVC_KEY "0005" AVC_NEXT};
	(void)state;
	tags(bodies, 2, "video 0 " AVC_SAYS "video 0 H.264 key\nvideo 0 H.264 picture\n",
	     START AVC_SPS START AVC_PPS START AVC_KEY START AVC_NEXT);
}

/* Other codecs, commands, a length beyond all pictures: nothing; the next tag is read again. */
static void what_is_no_video(void **state)
{
	static const char *const bodies[] = {
		"22 0000 84 00",         "57 01 000000 00",  "",
		"9f 61766331 00",        "90 61763031 0a0b", "17 01 000000 7fffffff 65",
		"17 00 000000 07640028", AVC_SAMPLE};
	(void)state;
	tags(bodies, 8, "video 0 H.264 key\n", START AVC_KEY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(avc),
		cmocka_unit_test(hevc),
		cmocka_unit_test(short_lengths),
		cmocka_unit_test(what_is_no_video),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
