/* SPDX-License-Identifier: Apache-2.0
 *
 * TCP's numbers, one rule at a time: what was sent again, what left unseen. test_footage_bound holds
 * all of them together to random truth. */
#include "test.h"

#include "engine/follow.h"

/* A connection as side 0 sees it; payload is counted here as the slot would. */
struct line {
	struct flow f;
	uint64_t payload;
};

static void sends(struct line *l, uint32_t seq, uint32_t len, uint8_t flags)
{
	follow_sequence(&l->f, &(struct follow_segment){seq, 7000, len, flags}, 0);
	l->payload += len;
}

static void acks(struct line *l, uint32_t ack, uint8_t flags)
{
	follow_sequence(&l->f, &(struct follow_segment){7000, ack, 0, flags}, 1);
}

static void expect(struct line *l, uint32_t again, uint32_t unseen)
{
	assert_int_equal(l->f.retransmitted[0], again);
	assert_int_equal(follow_take_unseen(&l->f, 0), unseen);
}

static void holes_are_filled_or_left(void **state)
{
	struct line l = {.payload = 0};
	(void)state;
	sends(&l, 1000, 100, TCP_ACK);
	sends(&l, 1300, 100, TCP_ACK); /* 200 are missing */
	sends(&l, 1100, 50, TCP_ACK);
	sends(&l, 1000, 100, TCP_ACK); /* fills, as far as anybody can tell */
	assert_int_equal(l.f.hole[0], 50);
	sends(&l, 1200, 150, TCP_ACK);
	expect(&l, 100, 0);
	assert_int_equal(l.payload - l.f.retransmitted[0], 400);
	sends(&l, 1500, 1, TCP_ACK);
	expect(&l, 100, 100); /* nobody acknowledged them: they left all the same */
	expect(&l, 100, 0);   /* told once */
	sends(&l, 1400, 100, TCP_ACK);
	expect(&l, 200, 0);
}

static void what_is_acknowledged_beyond_left(void **state)
{
	struct line l = {.payload = 0};
	(void)state;
	sends(&l, 1000, 100, TCP_ACK);
	acks(&l, 1100, TCP_ACK);
	acks(&l, 5000, TCP_ACK);
	acks(&l, 900, TCP_ACK); /* late */
	expect(&l, 0, 3900);
	acks(&l, 5000, TCP_ACK);
	expect(&l, 0, 0);
	sends(&l, 4000, 1000, TCP_ACK); /* it comes after all: counted already */
	expect(&l, 1000, 0);
}

static void one_direction_tells_of_the_other(void **state)
{
	struct line l = {.payload = 0};
	(void)state;
	acks(&l, 0xffffff00, TCP_SYN | TCP_ACK);
	acks(&l, 0x300, TCP_ACK);
	acks(&l, 0x100, TCP_ACK);
	expect(&l, 0, 0x400);
	acks(&l, 0x310, TCP_ACK);
	expect(&l, 0, 0x10);
	sends(&l, 0x320, 10, TCP_ACK); /* now its own segments come */
	expect(&l, 0, 0x10);
}

static void acknowledged_before_the_first_segment_is_unseen(void **state)
{
	struct line l = {.payload = 0};
	(void)state;
	acks(&l, 1000, TCP_ACK);
	sends(&l, 1500, 10, TCP_ACK);
	expect(&l, 0, 500);
	struct line idle = {.payload = 0};
	acks(&idle, 1000, TCP_ACK);
	sends(&idle, 1000, 10, TCP_ACK);
	expect(&idle, 0, 0);
}

static void segments_before_the_first_are_new(void **state)
{
	struct line l = {.payload = 0};
	(void)state;
	sends(&l, 3000, 100, TCP_ACK);
	sends(&l, 2800, 100, TCP_ACK);
	assert_int_equal(l.f.hole[0], 100);
	sends(&l, 2900, 100, TCP_ACK);
	sends(&l, 2700, 200, TCP_ACK); /* half of it again */
	expect(&l, 100, 0);
	assert_int_equal(l.payload - 100, 400);
}

static void numbers_wrap(void **state)
{
	struct line l = {.payload = 0};
	(void)state;
	sends(&l, 0xffffff00, 0x80, TCP_ACK);
	sends(&l, 0x80, 0x80, TCP_ACK);
	sends(&l, 0xffffff80, 0x80, TCP_ACK);
	acks(&l, 0x200, TCP_ACK);
	expect(&l, 0, 0x180);
}

/* RFC 9293 3.8.4: one old byte, or none. */
static void probes_are_no_footage(void **state)
{
	struct line l = {.payload = 0};
	(void)state;
	sends(&l, 1000, 100, TCP_ACK);
	for (unsigned i = 0; i < 10; i++)
		sends(&l, 1099, i & 1, TCP_ACK);
	expect(&l, 5, 0);
	assert_int_equal(l.payload - 5, 100);
}

static void resets_say_nothing(void **state)
{
	struct line l = {.payload = 0};
	(void)state;
	sends(&l, 1000, 100, TCP_ACK);
	sends(&l, 900000, 0, TCP_RST);
	acks(&l, 900000, TCP_RST | TCP_ACK);
	sends(&l, 1100, 100, TCP_ACK);
	expect(&l, 0, 0);
}

static void an_answer_to_a_connection_before_is_taken_back(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		uint32_t old = i ? 0x40000000 : 5000; /* the near one may be ours */
		struct line l = {.payload = 0};
		sends(&l, 1000, 0, TCP_SYN);
		acks(&l, old, TCP_ACK);
		sends(&l, old, 0, TCP_RST);
		expect(&l, 0, i ? 0 : 3999);
	}
}

static void a_syn_begins_anew_or_goes_on(void **state)
{
	struct line l = {.payload = 0};
	(void)state;
	assert_false(follow_is_anew(&l.f, 1000, 0)); /* nothing is known */
	sends(&l, 1000, 0, TCP_SYN);
	assert_false(follow_is_anew(&l.f, 1000, 0)); /* again */
	sends(&l, 1001, 500, TCP_ACK);
	assert_false(follow_is_anew(&l.f, 1000, 0)); /* again, and late */
	assert_true(follow_is_anew(&l.f, 77, 0));
	struct line late = {.payload = 0};
	sends(&late, 2001, 100, TCP_ACK);
	assert_false(follow_is_anew(&late.f, 2000, 0)); /* its own, overtaken */
	assert_true(follow_is_anew(&late.f, 5000, 0));
	assert_true(follow_is_anew(&late.f, 2000 - FOLLOW_NEAR * 2, 0));
}

/* 20 GiB: the lowest number is lapped several times. */
static void long_connections_stay_right(void **state)
{
	struct line l = {.payload = 0};
	uint32_t seq = 5, unseen = 0;
	(void)state;
	for (unsigned i = 0; i < 20480; i++) {
		sends(&l, seq, 1 << 20, TCP_ACK);
		seq += 1 << 20;
		if (i % 1000 == 0)
			unseen += follow_take_unseen(&l.f, 0);
	}
	assert_int_equal(unseen, 0);
	sends(&l, seq - 3000, 1000, TCP_ACK);
	expect(&l, 1000, 0);
}

/* Wild numbers must not make the sum small again. */
static void sums_stay_at_their_most(void **state)
{
	struct line l = {.payload = 0};
	(void)state;
	for (uint32_t i = 0; i < 8; i++)
		sends(&l, i * 0x7ffffff0u, 1, TCP_ACK);
	assert_true(follow_take_unseen(&l.f, 0) > 0xf0000000);
}

/* The short way does what the long one does. */
static void the_short_way_agrees(void **state)
{
	const uint8_t tcp[20] = {0, 0, 0, 0, 0, 0, 4, 76, 0, 0, 4, 0, 0x50, TCP_ACK};
	struct flow f = {.signs = 0}, g;
	(void)state;
	assert_false(follow_next(&f, tcp, TCP_ACK, 10, 0)); /* nothing is known */
	follow_sequence(&f, &(struct follow_segment){1000, 900, 100, TCP_ACK}, 0);
	follow_sequence(&f, &(struct follow_segment){900, 1000, 0, TCP_ACK}, 1);
	g = f;
	assert_true(follow_next(&f, tcp, TCP_ACK, 10, 0));
	follow_sequence(&g, &(struct follow_segment){1100, 1024, 10, TCP_ACK}, 0);
	assert_memory_equal(&f, &g, sizeof(f));
	assert_false(follow_next(&f, tcp, TCP_ACK, 10, 0)); /* no longer the next */
	assert_false(follow_next(&f, tcp, TCP_RST | TCP_ACK, 10, 0));
}

static void says(struct flow *f, uint16_t number, uint32_t source)
{
	uint8_t packet[12] = {0x80,
			      96,
			      (uint8_t)(number >> 8),
			      (uint8_t)number,
			      0,
			      0,
			      0,
			      0,
			      (uint8_t)(source >> 24),
			      (uint8_t)(source >> 16),
			      (uint8_t)(source >> 8),
			      (uint8_t)source};
	follow_rtp(f, packet, sizeof(packet), 1);
}

static void rtp_packets_that_lack_are_counted(void **state)
{
	struct flow f = {.talk = 0};
	(void)state;
	says(&f, 65533, 7);
	says(&f, 65534, 7);
	says(&f, 2, 7); /* 65535, 0 and 1 lack */
	assert_int_equal(f.hole[1], 3);
	says(&f, 0, 7); /* late */
	assert_int_equal(f.hole[1], 2);
	says(&f, 3, 7);
	assert_int_equal(f.hole[1], 2);
	assert_int_equal(f.acked_seq[1], 5);
	assert_int_equal(f.hole[0], 0);
}

static void a_stream_begun_anew_lacks_nothing(void **state)
{
	struct flow f = {.talk = 0};
	(void)state;
	says(&f, 100, 7);
	says(&f, 30000, 7); /* too far to be loss */
	says(&f, 30001, 7);
	says(&f, 30010, 8); /* another source */
	says(&f, 30011, 8);
	assert_int_equal(f.hole[1], 0);
	says(&f, 30014, 8);
	assert_int_equal(f.hole[1], 2);
}

static void what_is_no_rtp_is_not_followed(void **state)
{
	const uint8_t rtcp[12] = {0x80, 200, 0, 6, 0, 0, 0, 7}, stun[12] = {0, 1, 0, 0};
	struct flow f = {.talk = 0};
	(void)state;
	says(&f, 100, 7);
	follow_rtp(&f, rtcp, sizeof(rtcp), 1);
	follow_rtp(&f, stun, sizeof(stun), 1);
	follow_rtp(&f, rtcp, 3, 1);
	says(&f, 101, 7);
	assert_int_equal(f.hole[1], 0);
	assert_int_equal(f.acked_seq[1], 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(holes_are_filled_or_left),
		cmocka_unit_test(what_is_acknowledged_beyond_left),
		cmocka_unit_test(one_direction_tells_of_the_other),
		cmocka_unit_test(acknowledged_before_the_first_segment_is_unseen),
		cmocka_unit_test(segments_before_the_first_are_new),
		cmocka_unit_test(numbers_wrap),
		cmocka_unit_test(probes_are_no_footage),
		cmocka_unit_test(resets_say_nothing),
		cmocka_unit_test(an_answer_to_a_connection_before_is_taken_back),
		cmocka_unit_test(a_syn_begins_anew_or_goes_on),
		cmocka_unit_test(long_connections_stay_right),
		cmocka_unit_test(sums_stay_at_their_most),
		cmocka_unit_test(the_short_way_agrees),
		cmocka_unit_test(rtp_packets_that_lack_are_counted),
		cmocka_unit_test(a_stream_begun_anew_lacks_nothing),
		cmocka_unit_test(what_is_no_rtp_is_not_followed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
