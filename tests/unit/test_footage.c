/* SPDX-License-Identifier: Apache-2.0
 *
 * Did footage leave: each of the four answers with its words, the bound's arithmetic, the rate that
 * it takes, and what the captures can't speak for. Ledgers come from records by hand. */
#include "court.h"

#include <math.h>

#define CAM "10.0.0.5"
#define RECORDER_MAC "00:00:05:00:00:09"
#define RECORDER "10.0.0.9"
#define CLOUD "203.0.113.5"

static struct scene *camera(void)
{
	struct scene *s = scene_new();
	scene_capture(s);
	court_camera(s, MODULE_MAC, CAM);
	return s;
}

static struct side_record *uploads(struct scene *s, unsigned payload, unsigned back)
{
	scene_talks(s, &(struct scene_talk){.client_mac = MODULE_MAC,
					    .client = CAM,
					    .server_mac = SITE_GW,
					    .server = CLOUD,
					    .port = 443,
					    .out = 3,
					    .back = back,
					    .out_payload = payload,
					    .at = 10});
	return &s->records[s->n - 1].conversation.out;
}

static struct path path_out(void)
{
	return (struct path){.sender = {scene_mac(MODULE_MAC), scene_addr(CAM)},
			     .receiver = {scene_mac(SITE_GW), scene_addr(CLOUD)},
			     .transport = TRANSPORT_TCP,
			     .src_port = 50000,
			     .dst_port = 443,
			     .from_client = true};
}

static struct record *another(struct scene *s, enum record_type type)
{
	struct record *r = &s->records[s->n++];
	*r = (struct record){.type = type};
	return r;
}

static const struct footage_verdict *verdict(const struct court *c)
{
	const struct verdict_device *v = court_device(c, MODULE_MAC);
	assert_int_equal(c->ledger->devices[v->device].n_contacts, 1);
	return &v->footage[0];
}

static void little_is_excluded_and_more_is_not(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 2; i++) { /* 10 kbit/s: 1,250 bytes a second */
		struct scene *s = camera();
		uploads(s, i ? 1250 : 1249, 3);
		struct court *c = court_of(s, NULL, NULL);
		const struct footage_verdict *f = verdict(c);
		const struct finding *found = court_finding(c, QUESTION_FOOTAGE, MODULE_MAC);
		assert_int_equal(f->answer, i ? FOOTAGE_NOT_EXCLUDED : FOOTAGE_EXCLUDED);
		assert_true(fabs(f->bound.seconds - (i ? 1.0 : 0.9992)) < 1e-9);
		assert_int_equal(found->answer, i ? ANSWER_INCONCLUSIVE : ANSWER_CONSISTENT);
		assert_non_null(strstr(found->statement,
				       i ? "port 443: cannot be excluded, at most 1.0 s of footage"
					 : "excluded for the observed period, at most"));
		assert_true((strstr(found->does_not_show,
				    "Not shown is not the same as not sent") != NULL) == (i == 1));
		assert_non_null(strstr(found->does_not_show, "10 kbit/s"));
		assert_null(strstr(found->statement, "not sent"));
		court_free(c);
	}
}

static void the_bound_counts_each_byte_once_and_the_unseen(void **state)
{
	(void)state;
	struct scene *s = camera();
	struct side_record *out = uploads(s, 5000, 3);
	out->retransmitted = 2000;
	out->unseen = 700;
	struct court *c = court_of(s, NULL, NULL);
	const struct footage_verdict *f = verdict(c);
	assert_int_equal(f->bound.bytes, 3700);
	assert_int_equal(f->bound.unseen, 700);
	assert_true(fabs(f->bound.seconds - 3700 * 8 / 10000.0) < 1e-9);
	assert_true(fabs(f->bound.pictures - 3700 / 3000.0) < 1e-9);
	assert_int_equal(court_device(c, MODULE_MAC)->completeness.unseen, 700);
	assert_int_equal(court_device(c, MODULE_MAC)->completeness.sent, 5000);
	court_free(c);
}

static struct capture_record *capture(struct scene *s)
{
	return &s->records[0].capture;
}

/* Whatever the captures lack may have been footage: nothing is excluded then. */
static void what_is_missing_excludes_nothing(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 8; i++) {
		struct scene *s = camera();
		struct side_record *out = uploads(s, 100, i == 4 ? 0 : 3);
		struct capture_record *c = capture(s);
		c->dropped = i == 0;
		c->undecodable = i == 1;
		c->fragments_lost = i == 2;
		c->unread_bytes = i == 3 ? 1200 : 0;
		if (i == 5)
			*out = (struct side_record){.unseen = 100};
		if (i == 6)
			another(s, RECORD_WARNING)->warning =
				(struct warning_record){.capture = 1, .unreadable = true};
		struct court *court = court_of(s, NULL, NULL);
		const struct footage_completeness *have =
			&court_device(court, MODULE_MAC)->completeness;
		const uint64_t lost[8] = {1514, 1514, 65535, 1200};
		assert_int_equal(have->dropped_bytes, lost[i]);
		assert_int_equal(have->one_way, i == 4 || i == 5);
		assert_int_equal(have->unread, i == 6);
		assert_int_equal(verdict(court)->answer,
				 i == 7 ? FOOTAGE_EXCLUDED : FOOTAGE_NOT_EXCLUDED);
		court_free(court);
	}
}

static void time_between_captures_is_not_covered(void **state)
{
	(void)state;
	const int64_t hour = 3600000000;
	struct scene *s = camera();
	uploads(s, 100, 3);
	int64_t start = capture(s)->first_us;
	for (uint32_t i = 1; i <= 3; i++) { /* overlaps the first; follows; after half an hour */
		const int64_t from[] = {0, hour / 2, 3 * hour / 2, 3 * hour}, n = hour;
		another(s, RECORD_CAPTURE)->capture =
			(struct capture_record){.capture = i,
						.packets = 5,
						.first_us = start + from[i],
						.last_us = start + from[i] + n};
	}
	struct court *c = court_of(s, NULL, NULL);
	const struct footage_completeness *have = &court_device(c, MODULE_MAC)->completeness;
	assert_int_equal(have->span_us, 4 * hour);
	assert_int_equal(have->seen_us, 7 * hour / 2);
	assert_int_equal(have->gaps, 1);
	assert_int_equal(have->longest_gap_us, hour / 2);
	court_free(c);
}

static void times_at_the_ends_of_time_are_harmless(void **state)
{
	(void)state;
	struct scene *s = camera();
	uploads(s, 100, 3);
	capture(s)->first_us = INT64_MIN;
	another(s, RECORD_CAPTURE)->capture = (struct capture_record){
		.capture = 1, .packets = 1, .first_us = INT64_MAX, .last_us = INT64_MAX};
	struct court *c = court_of(s, NULL, NULL);
	assert_true(court_device(c, MODULE_MAC)->completeness.span_us > 0);
	court_free(c);
}

static struct media_record *sends_pictures(struct scene *s)
{
	struct media_record *m = &another(s, RECORD_MEDIA)->media;
	*m = (struct media_record){.path = path_out(),
				   .codec = MEDIA_H264,
				   .carrier = "rtmp",
				   .width = 640,
				   .height = 360,
				   .millifps = 25000,
				   .pictures = 250,
				   .key_pictures = 5,
				   .bytes = 500000,
				   .smallest_key = 9000,
				   .first_us = 1700000000000000,
				   .last_us = 1700000010000000};
	m->frames.n = 1;
	m->frames.at[0].frame = 77;
	return m;
}

static void pictures_that_were_read_are_shown(void **state)
{
	(void)state;
	struct scene *s = camera();
	uploads(s, 600000, 3);
	sends_pictures(s);
	struct court *c = court_of(s, NULL, NULL);
	const struct finding *f = court_finding(c, QUESTION_FOOTAGE, MODULE_MAC);
	const struct verdict_device *v = court_device(c, MODULE_MAC);
	assert_int_equal(verdict(c)->answer, FOOTAGE_SHOWN);
	assert_int_equal(f->answer, ANSWER_UNEXPLAINED);
	assert_int_equal(f->severity, SEVERITY_HIGH);
	assert_non_null(strstr(f->statement, "shown, H.264 640x360 at 25 pictures/s, 250 pictures "
					     "(5 key) in 10.0 s; frames 77"));
	assert_non_null(strstr(f->does_not_show, "who sees it"));
	assert_true(v->footage_least.own_rate && v->footage_least.own_picture);
	assert_true(fabs(v->footage_least.bits_per_s - 400000) < 1);
	assert_int_equal(v->footage_least.picture_bytes, 9000);
	court_free(c);
	s = camera();
	uploads(s, 600000, 3);
	sends_pictures(s);
	c = court_of(s, "[site]\npermitted = " CLOUD "\n", NULL);
	assert_int_equal(court_finding(c, QUESTION_FOOTAGE, MODULE_MAC)->answer, ANSWER_CONSISTENT);
	court_free(c);
}

static void sealed_pictures_show_nothing(void **state)
{
	(void)state;
	struct scene *s = camera();
	uploads(s, 600000, 3);
	sends_pictures(s)->codec = MEDIA_SEALED;
	struct court *c = court_of(s, NULL, NULL);
	assert_int_equal(verdict(c)->answer, FOOTAGE_NOT_EXCLUDED);
	court_free(c);
}

/* ---- series ---- */

enum { MINUTE = 600, MINUTES = 8, BINS = MINUTE * MINUTES };

struct bins {
	uint8_t at[4 * BINS];
};

static uint32_t picture(size_t bin)
{
	uint64_t z = (bin + 1) * 0x9e3779b97f4a7c15u;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	uint32_t size = 2000 + (uint32_t)((z ^ z >> 31) % 6000);
	return bin % 20 ? size : size + 30000;
}

static void put_bin(struct bins *b, size_t i, uint32_t value)
{
	for (unsigned k = 0; k < 4; k++)
		b->at[4 * i + k] = (uint8_t)(value >> (24 - 8 * k));
}

static void series(struct scene *s, const struct bins *b, const struct path *path, bool candidate)
{
	for (size_t i = 0; i < MINUTES; i++)
		another(s, RECORD_SERIES)->series = (struct series_record){
			.path = *path,
			.start_us = 1700000040000000 + (int64_t)(i * MINUTE) * SERIES_BIN_US,
			.candidate = candidate,
			.bins = slice_of(b->at + 4 * i * MINUTE, 4 * MINUTE)};
}

static struct path path_to_recorder(void)
{
	return (struct path){.sender = {scene_mac(MODULE_MAC), scene_addr(CAM)},
			     .receiver = {scene_mac(RECORDER_MAC), scene_addr(RECORDER)},
			     .transport = TRANSPORT_TCP,
			     .src_port = 554,
			     .dst_port = 50001};
}

static struct scene *watched(const struct bins *local, const struct bins *outside)
{
	struct scene *s = camera();
	struct path inner = path_to_recorder(), outer = path_out();

	scene_arp(s, RECORDER_MAC, RECORDER, 0);
	scene_sends(s, RECORDER_MAC, RECORDER, 64, 0, 100);
	scene_talks(s, &(struct scene_talk){.client_mac = RECORDER_MAC,
					    .client = RECORDER,
					    .server_mac = MODULE_MAC,
					    .server = CAM,
					    .port = 554,
					    .client_port = 50001,
					    .out = 30,
					    .back = 3000,
					    .back_payload = 30000000,
					    .at = 10,
					    .protocol = "rtsp"});
	uploads(s, 30000000, 300);
	series(s, local, &inner, false);
	series(s, outside, &outer, true);
	return s;
}

static void the_same_picture_is_likely(void **state)
{
	(void)state;
	struct bins *local = calloc(1, sizeof(*local)), *out = calloc(1, sizeof(*out));
	assert_true(local && out);
	for (size_t i = 0; i < BINS; i++) {
		put_bin(local, i, picture(i));
		put_bin(out, i, i < 10 ? 100 : picture(i - 10) + 60);
	}
	struct court *c = court_of(watched(local, out), NULL, NULL);
	const struct finding *f = court_finding(c, QUESTION_FOOTAGE, MODULE_MAC);
	assert_int_equal(verdict(c)->answer, FOOTAGE_LIKELY);
	assert_int_equal(verdict(c)->match.n_locals, 1);
	assert_int_equal(f->answer, ANSWER_UNEXPLAINED);
	assert_non_null(strstr(f->statement, "likely, "));
	assert_non_null(strstr(f->statement, "as the picture of " MODULE_MAC));
	assert_non_null(strstr(f->statement, "lag 1.0 s"));
	assert_non_null(strstr(f->does_not_show, "does not show the picture itself"));
	court_free(c);
	/* another picture by the same encoder */
	for (size_t i = 0; i < BINS; i++)
		put_bin(out, i, i % 20 ? picture(i + 100000) : picture(i + 100000));
	c = court_of(watched(local, out), NULL, NULL);
	assert_int_equal(verdict(c)->answer, FOOTAGE_NOT_EXCLUDED);
	assert_int_equal(verdict(c)->match.n_locals, 1);
	assert_non_null(strstr(court_finding(c, QUESTION_FOOTAGE, MODULE_MAC)->statement,
			       "cannot be excluded"));
	court_free(c);
	free(local);
	free(out);
}

/* The mean of the session is 48 Mbit/s; one minute was of 16 kbit/s. */
static void the_leanest_minute_is_the_least_rate(void **state)
{
	(void)state;
	struct bins *local = calloc(1, sizeof(*local)), *out = calloc(1, sizeof(*out));
	assert_true(local && out);
	for (size_t i = 0; i < BINS; i++) {
		put_bin(local, i, i / MINUTE == 3 ? 200 : picture(i));
		put_bin(out, i, 2000);
	}
	struct court *c = court_of(watched(local, out), NULL, NULL);
	const struct footage_least *least = &court_device(c, MODULE_MAC)->footage_least;
	assert_true(least->own_rate);
	assert_true(fabs(least->bits_per_s - 16000) < 1);
	court_free(c);
	free(local);
	free(out);
}

static void the_order_of_records_does_not_matter(void **state)
{
	(void)state;
	struct bins *local = calloc(1, sizeof(*local)), *out = calloc(1, sizeof(*out));
	assert_true(local && out);
	for (size_t i = 0; i < BINS; i++) {
		put_bin(local, i, picture(i));
		put_bin(out, i, picture(i) / 2);
	}
	struct scene *s = watched(local, out);
	sends_pictures(s)->bytes = 1000;
	sends_pictures(s)->last_us += 5000000;
	sends_pictures(s)->track = 1;
	for (unsigned seed = 0; seed < 5; seed++) {
		struct court *c = court_shuffled(s, NULL, seed);
		const struct device *d = scene_device(c->ledger, MODULE_MAC);
		assert_int_equal(d->n_footage, 2);
		assert_int_equal(d->footage[0].told.bytes, 500000);
		assert_int_equal(d->footage[0].told.track, 1);
		assert_int_equal(d->footage[1].told.bytes, 501000);
		assert_int_equal(d->footage[1].told.pictures, 500);
		assert_int_equal(d->footage[1].contact, 0);
		assert_int_equal(d->contacts[0].rung, RUNG_FOOTAGE);
		assert_int_equal(d->n_series, 2);
		for (size_t i = 0; i < 2; i++) {
			assert_int_equal(d->series[i].n, BINS);
			for (size_t k = 0; k < BINS; k++)
				assert_true(d->series[i].known[k] &&
					    d->series[i].bins[k] == (d->series[i].peer == SIZE_MAX
									     ? picture(k) / 2
									     : picture(k)));
		}
		court_free(c);
	}
	scene_free(s);
	free(local);
	free(out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(little_is_excluded_and_more_is_not),
		cmocka_unit_test(the_bound_counts_each_byte_once_and_the_unseen),
		cmocka_unit_test(what_is_missing_excludes_nothing),
		cmocka_unit_test(time_between_captures_is_not_covered),
		cmocka_unit_test(times_at_the_ends_of_time_are_harmless),
		cmocka_unit_test(pictures_that_were_read_are_shown),
		cmocka_unit_test(sealed_pictures_show_nothing),
		cmocka_unit_test(the_same_picture_is_likely),
		cmocka_unit_test(the_leanest_minute_is_the_least_rate),
		cmocka_unit_test(the_order_of_records_does_not_matter),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
