/* SPDX-License-Identifier: Apache-2.0
 *
 * Parameter sets as x264 and x265 write them (ffmpeg -f lavfi -i testsrc=size=WxH:rate=R -c:v ...),
 * compared with what these were told to write.
 */
#include "proto_test.h"

#include "proto/nal.h"
#include "proto/sps.h"

static const struct {
	enum media_codec codec;
	const char *unit;
	unsigned width, height, millifps;
} sets[] = {
	{MEDIA_H264, "6742c00dd9016096c044000003000400000300c83c50a920", 352, 288, 25000},
	{MEDIA_H264, "67640028acb200f0044fcb80880000030010000003019078c19240", 1920, 1080, 12500},
	{MEDIA_H264, "674d401ed900a02ff970110000030001000003003c0f162e48", 640, 360, 30000},
	{MEDIA_H265,
	 "420101016000000300900000030000"
	 "03003ca00b080485964a924caf016808000003000800000300c840",
	 352, 288, 25000},
	{MEDIA_H265,
	 "4201010160000003009000000300000300"
	 "78a003c08010e5964a924caf01680800000300080000030078"
	 "40",
	 1920, 1080, 15000},
	{MEDIA_H265,
	 "4201010160000003009000000300000300"
	 "96a001442007996592a4932bc05a0200000300020000030028"
	 "10",
	 2592, 1944, 20000},
};
enum { SETS = sizeof(sets) / sizeof(sets[0]) };

static void sizes_and_rates(void **state)
{
	(void)state;
	for (size_t i = 0; i < SETS; i++) {
		struct slice unit = hex(sets[i].unit);
		struct nal nal = nal_read(sets[i].codec, unit);
		assert_int_equal(nal.what, NAL_PARAMETERS);
		assert_int_equal(nal.width, sets[i].width);
		assert_int_equal(nal.height, sets[i].height);
		assert_int_equal(nal.millifps, sets[i].millifps);
		assert_int_equal(nal_codec(unit), sets[i].codec);
	}
}

/* A set that is cut behind the size keeps it and tells no rate; before it, it is none. */
static void cut_anywhere(void **state)
{
	(void)state;
	for (size_t i = 0; i < SETS; i++) {
		struct slice unit = hex(sets[i].unit);
		bool known = false;
		for (size_t len = 0; len < unit.len; len++) {
			struct nal nal = nal_read(sets[i].codec, slice_of(unit.at, len));
			assert_true(nal.what == NAL_PARAMETERS || !known);
			known = nal.what == NAL_PARAMETERS;
			assert_true(!known || nal.width == sets[i].width);
			assert_true(nal.millifps == 0 || nal.millifps == sets[i].millifps);
		}
	}
}

static void what_breaks_rules_is_none(void **state)
{
	static const char *const broken[] = {
		"6743c00dd9016096c04400",         /* no such profile */
		"6742c30dd9016096c04400",         /* reserved bits */
		"6742c0ffd9016096c04400",         /* no such level */
		"e742c00dd9016096c04400",         /* forbidden bit */
		"67640028000000000000000000",     /* codes without end */
		"420101ffffffffffffffffffffffff", /* seven sublayers */
		"00000000000000",
		"",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++)
		assert_int_equal(nal_codec(hex(broken[i])), MEDIA_UNKNOWN);
	assert_int_equal(nal_codec(hex("40010c01ffff016000")), MEDIA_H265);
	assert_int_equal(nal_codec(hex("40010c01fffe016000")), MEDIA_UNKNOWN);
}

static void slices(void **state)
{
	static const struct {
		enum media_codec codec;
		const char *unit;
		bool key, first;
	} cases[] = {
		{MEDIA_H264, "65888400", true, true},   {MEDIA_H264, "419a2400", false, true},
		{MEDIA_H264, "41400000", false, false}, {MEDIA_H265, "2601af00", true, true},
		{MEDIA_H265, "0201d000", false, true},  {MEDIA_H265, "02015000", false, false},
		{MEDIA_H265, "2a01af00", true, true},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct nal nal = nal_read(cases[i].codec, hex(cases[i].unit));
		assert_int_equal(nal.what, NAL_SLICE);
		assert_int_equal(nal.key, cases[i].key);
		assert_int_equal(nal.first, cases[i].first);
	}
	assert_int_equal(nal_read(MEDIA_H264, hex("06050102")).what, NAL_OTHER);
	assert_int_equal(nal_read(MEDIA_H265, hex("4e010500")).what, NAL_OTHER);
	assert_int_equal(nal_read(MEDIA_H265, hex("6401")).what, NAL_OTHER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes_and_rates),
		cmocka_unit_test(cut_anywhere),
		cmocka_unit_test(what_breaks_rules_is_none),
		cmocka_unit_test(slices),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
