/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "obs/codec.h"

static const struct side_record side = {.packets = 7,
					.bytes = 900,
					.payload = 500,
					.retransmitted = 3,
					.unseen = 4,
					.numbered = 12,
					.numbers_missing = 13,
					.first_us = 5,
					.last_us = -6,
					.frames = {2, {{1, 2}, {3, 4}}},
					.payload_frames = {1, {{8, 9}}}};

/* One of each type, every field set. */
static size_t examples(struct record *r)
{
	struct where where = {.capture = 1,
			      .frame = 2,
			      .time_us = 1700000000000000,
			      .src_mac = {{1, 2, 3, 4, 5, 6}},
			      .dst_mac = {{6, 5, 4, 3, 2, 1}},
			      .src = {4, {10, 0, 0, 1}},
			      .dst = {6, {0xfe, 0x80, [15] = 1}},
			      .src_port = 1,
			      .dst_port = 65535,
			      .transport = 17,
			      .from_client = true};
	size_t n = 0;
	r[n++] = (struct record){.type = RECORD_HELLO, .version = CODEC_VERSION};
	r[n++] = (struct record){.type = RECORD_PROGRESS, .progress = 1ull << 40};
	r[n++] = (struct record){.type = RECORD_OBSERVATION,
				 .obs = {.kind = OBS_DNS_ANSWER,
					 .where = where,
					 .has_about = true,
					 .about = {{9, 9, 9, 9, 9, 9}},
					 .cut = true,
					 .addr = {4, {192, 0, 2, 1}},
					 .text = slice_text("a.example")}};
	r[n++] = (struct record){.type = RECORD_OBSERVATION,
				 .obs = {.kind = OBS_HTTP_STATUS, .where = where, .number = 401}};
	r[n++] = (struct record){
		.type = RECORD_OBSERVATION,
		.obs = {.kind = OBS_ARP_ADDRESS, .where = where, .addr = {4, {1, 2, 3, 4}}}};
	r[n++] = (struct record){.type = RECORD_ENDPOINT,
				 .endpoint = {.mac = {{1}},
					      .addr = {4, {1, 2, 3, 4}},
					      .packets = 1,
					      .bytes = 2,
					      .first_us = 3,
					      .last_us = 4,
					      .capture = 5,
					      .first_frame = 6,
					      .ttl_min = 7,
					      .ttl_max = 8,
					      .group_sent = true}};
	r[n++] = (struct record){.type = RECORD_CONVERSATION,
				 .conversation = {.client = {{{1}}, {4, {1, 1, 1, 1}}},
						  .server = {{{2}}, {6, {1}}},
						  .transport = 6,
						  .server_port = 443,
						  .client_port = 40000,
						  .opening_seen = true,
						  .protocol = "tls",
						  .flows = 3,
						  .flows_evicted = 1,
						  .out = side,
						  .back = side},
				 .beat = {.steps = {[0] = {1, 300}, [5] = {900, 7200000}},
					  .sizes = {[2] = {3, 33, 40}, [6] = {898, 256, 65535}}}};
	r[n++] = (struct record){.type = RECORD_CAPTURE,
				 .capture = {.capture = 1,
					     .packets = 2,
					     .bytes = 3,
					     .captured_bytes = 4,
					     .first_us = 5,
					     .last_us = 6,
					     .cut_packets = 7,
					     .payload_missing = 8,
					     .dropped = 9,
					     .undecodable = 10,
					     .fragments_lost = 11,
					     .unread_bytes = 12,
					     .largest = 1514,
					     .incomplete = true}};
	r[n++] =
		(struct record){.type = RECORD_WARNING,
				.warning = {.capture = 3, .incomplete = true, .text = "cut at 10"}};
	struct path path = {.sender = {{{1}}, {4, {1, 1, 1, 1}}},
			    .receiver = {{{2}}, {6, {1}}},
			    .transport = 17,
			    .src_port = 5000,
			    .dst_port = 6000,
			    .from_client = true};
	r[n++] = (struct record){.type = RECORD_MEDIA,
				 .media = {.path = path,
					   .codec = MEDIA_H265,
					   .track = MEDIA_TRACKS - 1,
					   .carrier = "rtsp",
					   .partial = true,
					   .width = 1920,
					   .height = 1080,
					   .millifps = 25000,
					   .pictures = 500,
					   .key_pictures = 10,
					   .bytes = 1ull << 33,
					   .smallest_key = 4000,
					   .first_us = 5,
					   .last_us = 6,
					   .frames = {1, {{8, 9}}}}};
	r[n++] = (struct record){.type = RECORD_FOOTAGE,
				 .footage = {.path = path,
					     .codec = MEDIA_H264,
					     .track = 1,
					     .start_code = true,
					     .bytes = slice_text("\x65\x88")}};
	r[n++] = (struct record){.type = RECORD_SERIES,
				 .series = {.path = path,
					    .start_us = 1700000000000000,
					    .candidate = true,
					    .bins = slice_of("\0\0\0\1\0\0\2\0", 8)}};
	r[n++] = (struct record){.type = RECORD_MINUTE,
				 .minute = {.part = 1, .parts = 2, .before_us = 1700000040000000}};
	r[n++] = (struct record){.type = RECORD_END};
	return n;
}

static void decode_of_encode_is_the_same(void **state)
{
	struct record in[16], out;
	struct buf first, again;
	size_t n = examples(in);

	(void)state;
	buf_init(&first, 100000);
	buf_init(&again, 100000);
	for (size_t i = 0; i < n; i++)
		record_encode(&first, &in[i]);
	struct cursor c = cursor_over(slice_of(first.at, first.len));
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(record_decode(&c, &out, NULL), 1);
		assert_int_equal(out.type, in[i].type);
		record_encode(&again, &out);
	}
	assert_int_equal(record_decode(&c, &out, NULL), 0);
	assert_int_equal(first.len, again.len);
	assert_memory_equal(first.at, again.at, first.len);
	c = cursor_over(slice_of(first.at, first.len));
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(record_decode(&c, &out, NULL), 1);
	assert_true(slice_equal(out.obs.text, slice_text("a.example")));
	assert_int_equal(out.obs.where.dst_port, 65535);
	assert_int_equal(out.obs.where.time_us, 1700000000000000);
	assert_true(out.obs.cut && out.obs.where.from_client && out.obs.has_about);
	buf_done(&first);
	buf_done(&again);
}

static void a_part_waits_for_the_rest(void **state)
{
	struct record in[16], out;
	struct buf b;

	(void)state;
	size_t n = examples(in);
	buf_init(&b, 100000);
	for (size_t i = 0; i < n; i++) {
		buf_clear(&b);
		record_encode(&b, &in[i]);
		for (size_t len = 0; len < b.len; len++) {
			struct cursor c = cursor_over(slice_of(b.at, len));
			assert_int_equal(record_decode(&c, &out, NULL), 0);
			assert_int_equal(cursor_offset(&c), 0);
		}
	}
	buf_done(&b);
}

/* Any byte changed: an error, a wait, or a record within its bounds; never a read outside. */
static void damaged_records_stay_within_bounds(void **state)
{
	struct record in[16], out;
	struct err err = {0};
	struct buf b;

	(void)state;
	size_t n = examples(in);
	buf_init(&b, 100000);
	for (size_t i = 0; i < n; i++) {
		buf_clear(&b);
		record_encode(&b, &in[i]);
		for (size_t at = 0; at < b.len; at++) {
			uint8_t was = b.at[at];
			for (unsigned v = 0; v < 256; v++) {
				b.at[at] = (uint8_t)v;
				struct cursor c = cursor_over(slice_of(b.at, b.len));
				int got = record_decode(&c, &out, &err);
				if (got == 1 && out.type == RECORD_OBSERVATION)
					assert_true(out.obs.text.len <=
						    obs_kind_info(out.obs.kind)->cap);
				if (got == -1)
					assert_true(err_is_set(&err));
			}
			b.at[at] = was;
		}
	}
	buf_done(&b);
}

static void beats_pass_whole_or_not_at_all(void **state)
{
	static const struct beat bad[] = {
		{.steps = {[5] = {2, 13000}}},                              /* too short */
		{.steps = {[5] = {2, 26600}}},                              /* too long */
		{.steps = {[5] = {1, 8000}}, .sizes = {[2] = {1, 40, 39}}}, /* turned round */
		{.steps = {[5] = {1, 8000}}, .sizes = {[2] = {1, 31, 40}}}, /* of the class below */
		{.steps = {[5] = {1, 8000}}, .sizes = {[2] = {1, 32, 48}}}, /* above */
		{.steps = {[5] = {1, 8000}}, .sizes = {[2] = {1u << 24, 32, 40}}}, /* too many */
	};
	struct record in[16], out;
	struct buf b;

	(void)state;
	(void)examples(in);
	buf_init(&b, 100000);
	record_encode(&b, &in[6]);
	struct cursor c = cursor_over(slice_of(b.at, b.len));
	assert_int_equal(record_decode(&c, &out, NULL), 1);
	assert_memory_equal(&out.beat, &in[6].beat, sizeof(out.beat));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		buf_clear(&b);
		in[6].beat = bad[i];
		record_encode(&b, &in[6]);
		c = cursor_over(slice_of(b.at, b.len));
		assert_int_equal(record_decode(&c, &out, NULL), -1);
	}
	in[6].beat = (struct beat){.sizes = {[2] = {1, 33, 33}}}; /* one beat has no interval */
	buf_clear(&b);
	record_encode(&b, &in[6]);
	c = cursor_over(slice_of(b.at, b.len));
	assert_int_equal(record_decode(&c, &out, NULL), 1);
	assert_int_equal(out.beat.sizes[2].n, 0);
	buf_done(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decode_of_encode_is_the_same),
		cmocka_unit_test(a_part_waits_for_the_rest),
		cmocka_unit_test(damaged_records_stay_within_bounds),
		cmocka_unit_test(beats_pass_whole_or_not_at_all),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
