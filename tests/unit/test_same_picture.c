/* SPDX-License-Identifier: Apache-2.0
 *
 * What counts as the same picture, what never may, and that no series can break the test. */
#include "judge/same_picture.h"

#include <math.h>

#include "test.h"

enum { WINDOW = PICTURE_BINS_LEAST, GOP = 20 };

/* A made-up camera: key frames each 2 s, sizes that follow what moves. */
struct camera {
	uint64_t scene, noise;
	double base;
	unsigned phase;
};

static double unit(uint64_t *state)
{
	*state = *state * 6364136223846793005U + 1442695040888963407U;
	return (double)(*state >> 11) / 9007199254740992.0;
}

static void film(struct camera c, uint32_t *bins, size_t n)
{
	double motion = 0, to = 0;

	for (size_t i = 0; i < n; i++) {
		if (i % 37 == 0)
			to = 1.5 * unit(&c.scene);
		motion += 0.2 * (to - motion);
		double size = c.base * exp(motion + 1.2 * unit(&c.noise));
		bins[i] = (uint32_t)((i + c.phase) % GOP == 0 ? 6 * c.base + size : size);
	}
}

static const struct camera street = {11, 12, 5000, 3}, yard = {21, 22, 5000, 11};

static void later(const uint32_t *of, size_t n, size_t lag, uint32_t *ret)
{
	for (size_t i = 0; i < n; i++)
		ret[i] = i < lag ? 0 : of[i - lag] + of[i - lag] / 40;
}

static struct byte_series series(const uint32_t *bins, size_t n)
{
	return (struct byte_series){.start_us = 1000000, .n = n, .bytes = bins};
}

static struct same_picture compare(struct byte_series local, struct byte_series outside)
{
	struct same_picture_space *s = same_picture_space_new();
	struct same_picture p;

	same_picture_test(s, &local, &outside, 1000, &p);
	same_picture_space_free(s);
	return p;
}

static void a_relayed_stream_is_the_same_stream(void **state)
{
	static uint32_t local[WINDOW], outside[WINDOW];

	(void)state;
	film(street, local, WINDOW);
	later(local, WINDOW, 7, outside);
	struct same_picture p = compare(series(local, WINDOW), series(outside, WINDOW));
	assert_int_equal(p.verdict, SAME_PICTURE_STREAM);
	assert_int_equal(p.fast.lag_bins, 7);
	assert_int_equal(p.fast.lag_us, 700000);
	assert_true(p.fast.r > 0.9);
	assert_true(p.fast.halves_agree);
	assert_int_equal(p.fast.half_lags[0], 7);
	assert_int_equal(p.fast.half_lags[1], 7);
	assert_true(fabs(p.gop_local_bins - GOP) < 0.2);
	assert_true(fabs(p.byte_ratio - 1.025) < 0.001);
	assert_int_equal(p.window_bins, WINDOW);
	assert_int_equal(p.missing_bins, 0);
}

static void half_a_minute_of_delay_is_found_at_a_stricter_z(void **state)
{
	static uint32_t local[WINDOW], outside[WINDOW];

	(void)state;
	film(street, local, WINDOW);
	later(local, WINDOW, 300, outside);
	struct same_picture p = compare(series(local, WINDOW), series(outside, WINDOW));
	assert_int_equal(p.verdict, SAME_PICTURE_STREAM);
	assert_int_equal(p.fast.lag_bins, 300);
	assert_true(p.fast.z_needed > PICTURE_FAST_Z);
}

static void a_later_one_is_not_searched_for(void **state)
{
	static uint32_t local[WINDOW], outside[WINDOW];

	(void)state;
	film(street, local, WINDOW);
	later(local, WINDOW, PICTURE_LAG_MOST + 60, outside);
	struct same_picture p = compare(series(local, WINDOW), series(outside, WINDOW));
	assert_int_equal(p.verdict, SAME_PICTURE_NOT_SHOWN);
}

static void grids_may_stand_apart(void **state)
{
	static uint32_t local[WINDOW + 50], outside[WINDOW + 50];

	(void)state;
	film(street, local, WINDOW + 50);
	later(local, WINDOW + 50, 9, outside);
	struct byte_series x = series(local, WINDOW + 50), y = series(outside + 50, WINDOW);
	y.start_us = x.start_us + 50 * PICTURE_BIN_US + 30000;
	struct same_picture p = compare(x, y);
	assert_int_equal(p.verdict, SAME_PICTURE_STREAM);
	assert_int_equal(p.fast.lag_us, 930000);
	assert_int_equal(p.window_start_us, x.start_us + 50 * PICTURE_BIN_US);
	assert_int_equal(p.window_bins, WINDOW);
}

static void another_camera_of_the_model_is_not_shown(void **state)
{
	static uint32_t local[WINDOW], outside[WINDOW];

	(void)state;
	film(street, local, WINDOW);
	film(yard, outside, WINDOW);
	struct same_picture p = compare(series(local, WINDOW), series(outside, WINDOW));
	assert_int_equal(p.verdict, SAME_PICTURE_NOT_SHOWN);
	assert_true(p.fast.tested && p.slow.tested);
}

/* The street, and a smaller encoding of it. */
static void film_twice(unsigned phase, uint32_t *local, uint32_t *outside)
{
	struct camera second = street;

	second.noise = 99;
	second.base = 1500;
	second.phase = phase;
	film(street, local, WINDOW);
	film(second, outside, WINDOW);
}

static void a_second_encoding_is_the_same_scene(void **state)
{
	static uint32_t local[WINDOW], outside[WINDOW];

	(void)state;
	film_twice(14, local, outside);
	struct same_picture p = compare(series(local, WINDOW), series(outside, WINDOW));
	assert_int_equal(p.verdict, SAME_PICTURE_SCENE);
	assert_true(p.byte_ratio < 0.5);
}

/* As a constant rate does: every interval of `gop` bins takes the same bytes. */
static void hold(uint32_t *bins, size_t n, size_t gop, double bytes)
{
	for (size_t from = 0; from + gop <= n; from += gop) {
		double sum = 0;
		for (size_t i = from; i < from + gop; i++)
			sum += bins[i];
		for (size_t i = from; i < from + gop; i++)
			bins[i] = (uint32_t)(bins[i] * bytes / sum);
	}
}

static void all_bands_together_find_what_each_alone_does_not(void **state)
{
	static uint32_t local[WINDOW], outside[WINDOW];
	uint64_t noise = 99;

	(void)state;
	film_twice(0, local, outside);
	hold(local, WINDOW, GOP, GOP * 15000.0);
	hold(outside, WINDOW, GOP, GOP * 4000.0);
	for (size_t i = 0; i < WINDOW; i++)
		outside[i] += (uint32_t)(2500 * unit(&noise));
	struct same_picture p = compare(series(local, WINDOW), series(outside, WINDOW));
	assert_int_equal(p.verdict, SAME_PICTURE_SCENE);
	assert_true(p.joint.matches && p.joint.halves_agree);
	assert_false(p.slow.matches);
	assert_false(p.fast.matches);
	assert_ptr_equal(same_picture_strongest(&p), &p.joint);
	assert_true(p.z_joined[PICTURE_LEVEL_SHORT] > PICTURE_RISE_Z);
}

static void what_halts_two_strangers_together_is_no_likeness(void **state)
{
	static uint32_t local[WINDOW], outside[WINDOW];
	uint64_t when = 5;

	(void)state;
	film(street, local, WINDOW);
	film(yard, outside, WINDOW);
	for (size_t i = 40; i + 20 < WINDOW; i += 60 + (size_t)(150 * unit(&when))) {
		for (size_t k = i; k < i + 4; k++) {
			local[i + 4] += local[k];
			outside[i + 4] += outside[k];
			local[k] = outside[k] = 0;
		}
	}
	struct same_picture p = compare(series(local, WINDOW), series(outside, WINDOW));
	assert_true(p.stalled_bins > 200);
	assert_int_equal(p.verdict, SAME_PICTURE_NOT_SHOWN);
	assert_true(p.fast.z < 4 && p.slow.z < 4 && p.joint.z < 4);
}

static void a_likeness_without_delay_needs_more(void **state)
{
	static uint32_t local[WINDOW], outside[WINDOW];

	(void)state;
	film(street, local, WINDOW);
	later(local, WINDOW, PICTURE_LAG_LEVEL, outside);
	struct same_picture p = compare(series(local, WINDOW), series(outside, WINDOW));
	assert_int_equal(p.verdict, SAME_PICTURE_STREAM);
	assert_true(p.fast.z_needed > PICTURE_FAST_Z);
	later(local, WINDOW, PICTURE_LAG_LEVEL + 1, outside);
	p = compare(series(local, WINDOW), series(outside, WINDOW));
	assert_true(p.fast.z_needed <= PICTURE_FAST_Z);
}

static void pieces_are_found_by_the_slow_band(void **state)
{
	static uint32_t local[2 * WINDOW], outside[2 * WINDOW];
	uint32_t sum = 0;

	(void)state;
	film(street, local, 2 * WINDOW);
	for (size_t i = 0; i < 2 * WINDOW; i++) {
		sum += local[i];
		outside[i] = i % GOP == 13 ? sum : 0;
		sum = i % GOP == 13 ? 0 : sum;
	}
	struct same_picture p = compare(series(local, 2 * WINDOW), series(outside, 2 * WINDOW));
	assert_int_equal(p.verdict, SAME_PICTURE_SCENE);
	assert_true(p.slow.matches);
	assert_true(p.slow.halves_agree);
}

static void under_five_minutes_there_is_no_word(void **state)
{
	static uint32_t local[WINDOW];

	(void)state;
	film(street, local, WINDOW);
	struct same_picture p = compare(series(local, WINDOW - 1), series(local, WINDOW));
	assert_int_equal(p.verdict, SAME_PICTURE_TOO_SHORT);
	struct byte_series far = series(local, WINDOW);
	far.start_us = INT64_MIN;
	assert_int_equal(compare(series(local, WINDOW), far).verdict, SAME_PICTURE_TOO_SHORT);
	far.start_us = INT64_MAX - (int64_t)WINDOW * PICTURE_BIN_US;
	assert_int_equal(compare(far, series(local, WINDOW)).verdict, SAME_PICTURE_TOO_SHORT);
	assert_int_equal(compare(series(NULL, 0), series(local, WINDOW)).verdict,
			 SAME_PICTURE_TOO_SHORT);
}

static void little_or_two_way_traffic_is_not_tested(void **state)
{
	static uint32_t local[WINDOW], little[WINDOW], brief[WINDOW];
	struct same_picture_space *s = same_picture_space_new();
	struct same_picture p;
	uint64_t sum = 0;

	(void)state;
	film(street, local, WINDOW);
	for (size_t i = 0; i < WINDOW; i++) {
		sum += local[i];
		little[i] = local[i] / 300;
		brief[i] = i < 150 ? local[i] : 0;
	}
	struct byte_series x = series(local, WINDOW), y = series(little, WINDOW);
	same_picture_test(s, &x, &x, sum / PICTURE_OUT_PER_BACK + 1, &p);
	assert_int_equal(p.verdict, SAME_PICTURE_NOT_TESTED);
	same_picture_test(s, &x, &x, sum / PICTURE_OUT_PER_BACK, &p);
	assert_int_equal(p.verdict, SAME_PICTURE_STREAM);
	same_picture_test(s, &x, &y, 0, &p);
	assert_int_equal(p.verdict, SAME_PICTURE_NOT_TESTED);
	y = series(brief, WINDOW);
	same_picture_test(s, &x, &y, 0, &p);
	assert_int_equal(p.verdict, SAME_PICTURE_NOT_TESTED);
	same_picture_space_free(s);
}

static void missing_bins_are_left_out(void **state)
{
	static uint32_t local[WINDOW], outside[WINDOW];
	static uint8_t missing[WINDOW];

	(void)state;
	film(street, local, WINDOW);
	later(local, WINDOW, 7, outside);
	for (size_t i = 1000; i < 1400; i++) {
		missing[i] = 1;
		outside[i] = UINT32_MAX; /* must not be looked at */
	}
	struct byte_series y = series(outside, WINDOW);
	y.missing = missing;
	struct same_picture p = compare(series(local, WINDOW), y);
	assert_int_equal(p.verdict, SAME_PICTURE_STREAM);
	assert_int_equal(p.missing_bins, 400);
	assert_true(fabs(p.byte_ratio - 1.025) < 0.001);
}

static void assert_sane(const struct same_picture *p)
{
	const struct picture_band *bands[] = {&p->fast, &p->slow, &p->joint};

	for (size_t i = 0; i < PICTURE_BANDS; i++)
		assert_true(isfinite(p->z_joined[i]));
	for (size_t i = 0; i < 3; i++) {
		assert_true(isfinite(bands[i]->r) && fabs(bands[i]->r) <= 1);
		assert_true(isfinite(bands[i]->z) && isfinite(bands[i]->n_eff));
	}
	assert_true(isfinite(p->byte_ratio));
}

enum { HOSTILE = 8 };
static void make_hostile(size_t which, uint32_t *bins, size_t n)
{
	uint64_t state = which;

	for (size_t i = 0; i < n; i++) {
		const uint32_t values[HOSTILE] = {
			0,
			UINT32_MAX,
			100000,
			i % 2 ? UINT32_MAX : 0,
			i == n / 2 ? UINT32_MAX : 1000,
			i < n / 2 ? 0 : 50000,
			(uint32_t)(i * 1000),
			(uint32_t)(unit(&state) * UINT32_MAX),
		};
		bins[i] = values[which];
	}
}

static void no_series_breaks_it(void **state)
{
	static uint32_t x[WINDOW], y[WINDOW], film_bins[WINDOW];
	static uint8_t all[WINDOW];

	(void)state;
	film(street, film_bins, WINDOW);
	memset(all, 1, sizeof(all));
	for (size_t a = 0; a < HOSTILE; a++) {
		make_hostile(a, x, WINDOW);
		struct same_picture p = compare(series(x, WINDOW), series(film_bins, WINDOW));
		assert_sane(&p);
		assert_int_equal(p.verdict, SAME_PICTURE_NOT_SHOWN);
		p = compare(series(film_bins, WINDOW), series(x, WINDOW));
		assert_sane(&p);
		assert_true(p.verdict <= SAME_PICTURE_NOT_SHOWN);
		struct byte_series none = series(film_bins, WINDOW);
		none.missing = all;
		p = compare(series(x, WINDOW), none);
		assert_sane(&p);
		assert_true(p.verdict <= SAME_PICTURE_NOT_SHOWN);
		for (size_t b = 0; b < a; b++) {
			make_hostile(b, y, WINDOW);
			p = compare(series(x, WINDOW), series(y, WINDOW));
			assert_sane(&p);
			assert_true(p.verdict <= SAME_PICTURE_NOT_SHOWN);
		}
	}
}

static void longer_than_half_an_hour_is_cut(void **state)
{
	enum { LONG = PICTURE_BINS_MOST + 5000 };
	uint32_t *local = calloc(LONG, sizeof(*local)), *outside = calloc(LONG, sizeof(*outside));

	(void)state;
	film(street, local, LONG);
	later(local, LONG, 7, outside);
	struct same_picture p = compare(series(local, LONG), series(outside, LONG));
	assert_int_equal(p.window_bins, PICTURE_BINS_MOST);
	assert_int_equal(p.verdict, SAME_PICTURE_STREAM);
	free(local);
	free(outside);
}

static void the_camera_among_many_is_named(void **state)
{
	static uint32_t local[3][WINDOW], outside[WINDOW];
	struct same_picture_space *s = same_picture_space_new();
	struct same_picture tests[3];
	bool tied[3];
	struct camera beside = street;

	(void)state;
	beside.noise = 77; /* sees what the first one sees */
	film(yard, local[0], WINDOW);
	film(street, local[1], WINDOW);
	film(beside, local[2], WINDOW);
	later(local[1], WINDOW, 7, outside);
	struct byte_series locals[] = {series(local[0], WINDOW), series(local[1], WINDOW),
				       series(local[2], WINDOW)};
	struct byte_series out = series(outside, WINDOW);
	struct same_picture_choice c = same_picture_compare(s, locals, 3, &out, 0, tests, tied);
	assert_int_equal(c.best, 1);
	assert_int_equal(c.n_tied, 1);
	assert_true(tied[1] && !tied[0] && !tied[2]);
	assert_int_equal(tests[0].verdict, SAME_PICTURE_NOT_SHOWN);
	assert_int_equal(tests[2].verdict, SAME_PICTURE_SCENE);
	c = same_picture_compare(s, locals, 1, &out, 0, tests, tied);
	assert_true(c.best == SIZE_MAX);
	assert_int_equal(c.n_tied, 0);
	same_picture_space_free(s);
}

static void two_that_see_one_scene_tie(void **state)
{
	static uint32_t local[2][WINDOW], outside[WINDOW];
	struct same_picture_space *s = same_picture_space_new();
	struct same_picture tests[2];
	bool tied[2];
	struct camera beside = street, second = street;

	(void)state;
	beside.noise = 77;
	second.noise = 78;
	second.base = 1500;
	film(street, local[0], WINDOW);
	film(beside, local[1], WINDOW);
	film(second, outside, WINDOW);
	struct byte_series locals[] = {series(local[0], WINDOW), series(local[1], WINDOW)};
	struct byte_series out = series(outside, WINDOW);
	struct same_picture_choice c = same_picture_compare(s, locals, 2, &out, 0, tests, tied);
	assert_int_equal(c.n_tied, 2);
	assert_true(tied[0] && tied[1]);
	same_picture_space_free(s);
}

static void words_never_say_not_sent(void **state)
{
	(void)state;
	assert_string_equal(picture_band_name(PICTURE_LEVEL_LONG), "level_long");
	assert_string_equal(same_picture_name(SAME_PICTURE_NOT_SHOWN), "not shown");
	assert_string_equal(same_picture_name(SAME_PICTURE_STREAM), "same stream");
	assert_string_equal(same_picture_name(SAME_PICTURE_SCENE), "same scene or second encoding");
	for (int v = 0; v < SAME_PICTURE_VERDICTS; v++)
		assert_true(same_picture_name((enum same_picture_verdict)v)[0] != '\0');
}

/* Whoever sends chooses the rhythm: bursts at every period, whole and broken, most of them longer than
 * any that is looked for. */
static void any_rhythm_is_borne(void **state)
{
	static uint32_t local[WINDOW], outside[WINDOW];
	uint64_t noise = 7;

	(void)state;
	for (double period = 1; period < 400; period *= 1.15) {
		for (size_t i = 0; i < WINDOW; i++) {
			bool burst = fmod((double)i, period) < 1;
			local[i] = burst ? UINT32_MAX : (uint32_t)(9 * unit(&noise));
			outside[i] = fmod((double)i, period * 1.003) < 1 ? 3000000 : 0;
		}
		struct same_picture p = compare(series(local, WINDOW), series(outside, WINDOW));
		assert_true(p.verdict < SAME_PICTURE_VERDICTS);
		assert_true(p.gop_local_bins >= 0 && p.gop_local_bins < 132);
		assert_true(isfinite(p.fast.z) && isfinite(p.slow.z) && isfinite(p.joint.z));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_relayed_stream_is_the_same_stream),
		cmocka_unit_test(half_a_minute_of_delay_is_found_at_a_stricter_z),
		cmocka_unit_test(a_later_one_is_not_searched_for),
		cmocka_unit_test(grids_may_stand_apart),
		cmocka_unit_test(another_camera_of_the_model_is_not_shown),
		cmocka_unit_test(a_second_encoding_is_the_same_scene),
		cmocka_unit_test(all_bands_together_find_what_each_alone_does_not),
		cmocka_unit_test(what_halts_two_strangers_together_is_no_likeness),
		cmocka_unit_test(a_likeness_without_delay_needs_more),
		cmocka_unit_test(pieces_are_found_by_the_slow_band),
		cmocka_unit_test(under_five_minutes_there_is_no_word),
		cmocka_unit_test(little_or_two_way_traffic_is_not_tested),
		cmocka_unit_test(missing_bins_are_left_out),
		cmocka_unit_test(no_series_breaks_it),
		cmocka_unit_test(longer_than_half_an_hour_is_cut),
		cmocka_unit_test(the_camera_among_many_is_named),
		cmocka_unit_test(two_that_see_one_scene_tie),
		cmocka_unit_test(words_never_say_not_sent),
		cmocka_unit_test(any_rhythm_is_borne),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
