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

/* Bits written most significant first, with the bytes that prevent emulation. */
struct writer {
	uint8_t bytes[512];
	size_t len;
	unsigned bits, byte, zeros;
};

static void put_byte(struct writer *w, uint8_t byte)
{
	assert_true(w->len + 2 <= sizeof(w->bytes));
	if (w->zeros >= 2 && byte <= 3) {
		w->bytes[w->len++] = 3;
		w->zeros = 0;
	}
	w->zeros = byte ? 0 : w->zeros + 1;
	w->bytes[w->len++] = byte;
}

static void put(struct writer *w, unsigned bits, uint32_t value)
{
	while (bits--) {
		w->byte = w->byte << 1 | (value >> bits & 1u);
		if (++w->bits % 8 == 0)
			put_byte(w, (uint8_t)w->byte);
	}
}

/* ue(v), se(v): H.264 and H.265, 9.1 and 9.2 */
static void put_ue(struct writer *w, uint32_t value)
{
	unsigned bits = 31 - (unsigned)__builtin_clz(value + 1);

	put(w, bits, 0);
	put(w, bits + 1, value + 1);
}

static void put_se(struct writer *w, int32_t value)
{
	put_ue(w, value > 0 ? 2 * (uint32_t)value - 1 : 2 * (uint32_t)-value);
}

static struct slice written(struct writer *w)
{
	put(w, 1, 1);
	while (w->bits % 8)
		put(w, 1, 0);
	return slice_of(w->bytes, w->len);
}

/* Aspect ratio written out, overscan, colours, chroma location: all that stands before the timing. */
static void put_display(struct writer *w)
{
	put(w, 1, 1);
	put(w, 8, 255);
	put(w, 32, 0x00100011);
	put(w, 2, 3);
	put(w, 1, 1);
	put(w, 4, 0xb);
	put(w, 1, 1);
	put(w, 24, 0x010101);
	put(w, 1, 1);
	put_ue(w, 1);
	put_ue(w, 2);
}

/* A set longer than what is kept of a unit: the reader alone gets it. */
static void assert_set(struct slice unit, bool (*read)(struct slice body, struct sps *ret_sps),
		       const struct sps *want)
{
	size_t head = read == sps_read_avc ? 1 : 2;
	struct slice body = slice_from(unit, head);
	struct sps sps = {0};

	assert_true(read(body, &sps));
	assert_int_equal(sps.width, want->width);
	assert_int_equal(sps.height, want->height);
	assert_int_equal(sps.millifps, want->millifps);
	for (size_t len = 0; len < body.len; len++)
		if (read(slice_of(body.at, len), &sps))
			assert_true(sps.millifps == 0 || sps.millifps == want->millifps);
}

static void put_avc_head(struct writer *w, unsigned profile, unsigned chroma)
{
	put(w, 8, 0x67);
	put(w, 8, profile);
	put(w, 8, 0);
	put(w, 8, 41);
	put_ue(w, 0);
	put_ue(w, chroma);
	if (chroma == 3)
		put(w, 1, 0);
	put_ue(w, 2); /* depths of 10 bits */
	put_ue(w, 2);
	put(w, 1, 0);
}

static void interlaced_444_with_scaling(void **state)
{
	struct writer w = {0};
	(void)state;
	put_avc_head(&w, 244, 3);
	put(&w, 1, 1);
	for (unsigned list = 0; list < 12; list++) {
		put(&w, 1, list % 2);
		if (list % 2 == 0)
			continue;
		put_se(&w, list == 1 ? -8 : 5); /* -8: the rest is the default */
		for (unsigned i = 1; list > 1 && i < (list < 6 ? 16u : 64u); i++)
			put_se(&w, i % 3 ? 1 : -2);
	}
	put_ue(&w, 4);
	put_ue(&w, 1); /* the order of pictures is a list */
	put(&w, 1, 0);
	put_se(&w, -3);
	put_se(&w, 2);
	put_ue(&w, 3);
	for (int i = 0; i < 3; i++)
		put_se(&w, i - 1);
	put_ue(&w, 4);
	put(&w, 1, 0);
	put_ue(&w, 720 / 16 - 1);
	put_ue(&w, 576 / 32 - 1); /* of a field */
	put(&w, 1, 0);
	put(&w, 2, 1);
	put(&w, 1, 1); /* cropped: by 1 x and, of fields, by 2 y */
	put_ue(&w, 1);
	put_ue(&w, 3);
	put_ue(&w, 0);
	put_ue(&w, 4);
	put(&w, 1, 1);
	put_display(&w);
	put(&w, 1, 1);
	put(&w, 32, 1);
	put(&w, 32, 50);
	assert_set(written(&w), sps_read_avc, &(struct sps){716, 568, 25000});
}

static void depth_of_eight_to_fourteen(void **state)
{
	struct writer w = {0};
	(void)state;
	put(&w, 8, 0x67);
	put(&w, 24, 110 << 16 | 41);
	put_ue(&w, 0);
	put_ue(&w, 1);
	put_ue(&w, 7);
	put_ue(&w, 0);
	put(&w, 32, 0xffffffff);
	assert_int_equal(nal_read(MEDIA_H264, written(&w)).what, NAL_OTHER);
}

static void put_hevc_profile(struct writer *w)
{
	put(w, 16, 0x4201);
	put(w, 4, 0);
	put(w, 3, 2); /* sublayers below the highest */
	put(w, 1, 1);
	put(w, 32, 0x01600000);
	put(w, 32, 0x00900000);
	put(w, 24, 0);
	put(w, 8, 120);
	put(w, 4, 0x9); /* the first tells its profile, the second its level */
	put(w, 12, 0);
	for (unsigned i = 0; i < 88 / 8; i++)
		put(w, 8, 0xa5);
	put(w, 8, 93);
}

static void put_hevc_lists(struct writer *w)
{
	put(w, 2, 3);
	for (unsigned size = 0; size < 4; size++)
		for (unsigned matrix = 0; matrix < 6; matrix += size == 3 ? 3 : 1) {
			bool copied = (size + matrix) % 2;
			put(w, 1, !copied);
			if (copied) {
				put_ue(w, 0);
				continue;
			}
			if (size > 1)
				put_se(w, 4);
			for (unsigned i = 0; i < (size ? 64u : 16u); i++)
				put_se(w, i % 2 ? -1 : 2);
		}
}

/* Three sets of pictures that others refer to: the second and third told by what the one before has. */
static void put_reference_sets(struct writer *w)
{
	put_ue(w, 3);
	put_ue(w, 2);
	put_ue(w, 1);
	for (unsigned i = 0; i < 3; i++) {
		put_ue(w, i);
		put(w, 1, 1);
	}
	for (unsigned set = 1, pictures = 3; set < 3; set++) {
		put(w, 2, 2);
		put_ue(w, 0);
		for (unsigned i = 0; i < pictures; i++)
			put(w, 1, 1);
		put(w, 2, set == 1 ? 1 : 0); /* the last: not used, but kept; then not kept */
		pictures = set == 1 ? pictures + 1 : pictures;
	}
}

static void hevc_with_everything(void **state)
{
	struct writer w = {0};
	(void)state;
	put_hevc_profile(&w);
	put_ue(&w, 0);
	put_ue(&w, 3); /* 4:4:4 */
	put(&w, 1, 0);
	put_ue(&w, 1280);
	put_ue(&w, 728);
	put(&w, 1, 1);
	for (unsigned i = 0; i < 4; i++)
		put_ue(&w, i == 3 ? 8 : 0);
	put_ue(&w, 2);
	put_ue(&w, 2);
	put_ue(&w, 4);
	put(&w, 1, 1); /* for each sublayer */
	for (unsigned i = 0; i < 9; i++)
		put_ue(&w, i);
	for (unsigned i = 0; i < 6; i++)
		put_ue(&w, 1);
	put_hevc_lists(&w);
	put(&w, 2, 2);
	put(&w, 1, 1);
	put(&w, 8, 0x77);
	put_ue(&w, 0);
	put_ue(&w, 2);
	put(&w, 1, 0);
	put_reference_sets(&w);
	put(&w, 1, 1);
	put_ue(&w, 2);
	for (unsigned i = 0; i < 2; i++)
		put(&w, 9, 0x101); /* order of 8 bits, used */
	put(&w, 2, 0);
	put(&w, 1, 1);
	put_display(&w);
	put(&w, 3, 0);
	put(&w, 1, 1);
	for (unsigned i = 0; i < 4; i++)
		put_ue(&w, i);
	put(&w, 1, 1);
	put(&w, 32, 1001);
	put(&w, 32, 30000);
	assert_set(written(&w), sps_read_hevc, &(struct sps){1280, 720, 29970});
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
		cmocka_unit_test(interlaced_444_with_scaling),
		cmocka_unit_test(depth_of_eight_to_fourteen),
		cmocka_unit_test(hevc_with_everything),
		cmocka_unit_test(cut_anywhere),
		cmocka_unit_test(what_breaks_rules_is_none),
		cmocka_unit_test(slices),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
