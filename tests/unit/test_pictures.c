/* SPDX-License-Identifier: Apache-2.0
 *
 * Pictures folded to tracks: sums, frames that show them, sizes of key pictures, what happens when the
 * pool is full, and the bytes for those who asked. */
#include "test.h"

#include "engine/pictures.h"

enum { TOLD_MAX = 80000 };

struct told {
	size_t n, n_footage;
	struct media_record media[4];
	uint64_t pictures, bytes, start_codes;
	size_t longest;
};

static void give(void *ctx, struct slice records)
{
	struct told *t = ctx;
	struct cursor c = cursor_over(records);
	struct record r;

	while (record_decode(&c, &r, NULL) == 1) {
		if (r.type == RECORD_FOOTAGE) {
			t->n_footage++;
			t->bytes += r.footage.bytes.len;
			t->start_codes += r.footage.start_code;
			t->longest =
				r.footage.bytes.len > t->longest ? r.footage.bytes.len : t->longest;
			continue;
		}
		assert_int_equal(r.type, RECORD_MEDIA);
		t->media[t->n < 4 ? t->n : 3] = r.media;
		t->pictures += r.media.pictures;
		t->n++;
	}
	assert_int_equal(cursor_left(&c), 0);
}

struct bench {
	struct outlet outlet;
	struct pictures *pictures;
	pictures_list list;
	struct where where;
	struct told told;
};

static void start(struct bench *b, bool footage)
{
	memset(b, 0, sizeof(*b));
	outlet_init(&b->outlet, give, &b->told);
	b->pictures = pictures_new(&b->outlet, footage);
	b->where = (struct where){.src_port = 1,
				  .dst_port = 2,
				  .transport = TRANSPORT_TCP,
				  .from_client = true,
				  .pictures = true};
}

static void finish(struct bench *b, bool partial)
{
	pictures_end(b->pictures, &b->list, partial);
	assert_int_equal(b->list, 0);
	outlet_flush(&b->outlet);
	pictures_free(b->pictures);
	outlet_done(&b->outlet);
}

static void say(struct bench *b, struct media m)
{
	b->where.frame++;
	b->where.time_us += 1000;
	pictures_take(b->pictures, &b->list, &b->where, "annexb", &m);
}

static void say_picture(struct bench *b, bool key, size_t bytes)
{
	static const uint8_t zeros[10000];

	say(b, (struct media){.event = MEDIA_PICTURE, .codec = MEDIA_H264, .key = key});
	say(b, (struct media){.event = MEDIA_BYTES,
			      .codec = MEDIA_H264,
			      .start_code = true,
			      .bytes = slice_of(zeros, bytes)});
}

static void say_parameters(struct bench *b)
{
	say(b, (struct media){.event = MEDIA_PARAMETERS,
			      .codec = MEDIA_H264,
			      .width = 640,
			      .height = 360,
			      .millifps = 25000});
}

static void pictures_are_counted_and_measured(void **state)
{
	struct bench b;
	(void)state;
	start(&b, false);
	say_picture(&b, false, 10); /* frames 1 and 2, until parameters are seen */
	say_parameters(&b);         /* frame 3 */
	say_picture(&b, true, 500); /* 4 and 5 */
	say_picture(&b, false, 20);
	say_picture(&b, true, 400); /* 8 and 9 */
	say_picture(&b, false, 20);
	say_picture(&b, true, 100); /* may go on beyond: still whole here, since the flow ends */
	finish(&b, true);
	const struct media_record *m = &b.told.media[0];
	assert_int_equal(b.told.n, 1);
	assert_int_equal(b.told.n_footage, 0);
	assert_string_equal(m->carrier, "annexb");
	assert_true(m->partial);
	assert_int_equal(m->width, 640);
	assert_int_equal(m->height, 360);
	assert_int_equal(m->millifps, 25000);
	assert_int_equal(m->pictures, 6);
	assert_int_equal(m->key_pictures, 3);
	assert_int_equal(m->bytes, 1050);
	assert_int_equal(m->smallest_key, 100);
	assert_int_equal(m->first_us, 1000);
	assert_int_equal(m->last_us, 13000);
	assert_int_equal(m->frames.n, 4);
	assert_int_equal(m->frames.at[0].frame, 3);
	assert_int_equal(m->frames.at[1].frame, 4);
	assert_int_equal(m->frames.at[2].frame, 8);
	assert_int_equal(m->frames.at[3].frame, 12);
}

/* The end of a key picture whose beginning was not seen is no small key picture. */
static void half_a_key_picture_is_not_the_smallest(void **state)
{
	struct bench b;
	(void)state;
	start(&b, false);
	say(&b,
	    (struct media){.event = MEDIA_BYTES, .codec = MEDIA_H264, .bytes = slice_of("abc", 3)});
	say_picture(&b, true, 600);
	say_picture(&b, false, 5);
	finish(&b, false);
	assert_int_equal(b.told.media[0].smallest_key, 600);
	assert_false(b.told.media[0].partial);
}

static void tracks_and_directions_are_apart(void **state)
{
	struct bench b;
	(void)state;
	start(&b, false);
	for (unsigned i = 0; i < 4; i++) {
		b.where.from_client = i & 1;
		say(&b, (struct media){.event = MEDIA_PICTURE,
				       .codec = MEDIA_MJPEG,
				       .track = (uint8_t)(i >> 1)});
	}
	finish(&b, false);
	assert_int_equal(b.told.n, 4);
	assert_int_equal(b.told.pictures, 4);
}

static void bytes_are_for_those_who_asked(void **state)
{
	struct bench b;
	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		start(&b, true);
		b.where.pictures = i != 1;
		/* what comes in, or stays inside the site, nobody extracts */
		b.where.dst = (struct addr){.family = 4, .bytes = {i == 2 ? 10 : 198, 51, 100, 1}};
		say_picture(&b, true, 10000);
		finish(&b, false);
		assert_int_equal(b.told.bytes, i ? 0 : 10000);
		assert_int_equal(b.told.start_codes, i ? 0 : 1);
		assert_true(b.told.longest <= FOOTAGE_PIECE_MAX);
		assert_int_equal(b.told.n_footage, i ? 0 : 3);
	}
}

/* More flows with pictures than the pool holds: all are told, none twice. */
static void a_full_pool_loses_nothing(void **state)
{
	static pictures_list lists[TOLD_MAX];
	struct media m = {.event = MEDIA_PICTURE, .codec = MEDIA_H265};
	struct bench b;
	(void)state;
	start(&b, false);
	memset(lists, 0, sizeof(lists));
	for (size_t round = 0; round < 2; round++) {
		for (size_t i = 0; i < TOLD_MAX; i++)
			pictures_take(b.pictures, &lists[i], &b.where, "x", &m);
		for (size_t i = 0; i < TOLD_MAX; i++)
			pictures_end(b.pictures, &lists[i], false);
	}
	finish(&b, false);
	assert_int_equal(b.told.pictures, 2 * TOLD_MAX);
	assert_int_equal(b.told.n, 2 * TOLD_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pictures_are_counted_and_measured),
		cmocka_unit_test(half_a_key_picture_is_not_the_smallest),
		cmocka_unit_test(tracks_and_directions_are_apart),
		cmocka_unit_test(bytes_are_for_those_who_asked),
		cmocka_unit_test(a_full_pool_loses_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
