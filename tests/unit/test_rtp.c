/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_test.h"

extern const struct dissector rtp_dissector;

#define FILL                                                                                       \
	"0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000" \
	"0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000" \
	"000000000000000000000000"

struct flow {
	struct proto_test t;
	enum verdict_word last;
};

static void start(struct flow *f)
{
	proto_test_init(&f->t, &rtp_dissector, 50000);
}

static void packet(struct flow *f, unsigned type, unsigned sequence, unsigned source,
		   const char *payload)
{
	char text[2048];
	snprintf(text, sizeof(text), "80%02x %04x 00000000 %08x %s", type, sequence & 0xffff,
		 source, payload);
	f->last = proto_datagram(&f->t, &rtp_dissector, hex(text)).word;
}

static void assert_told(struct flow *f, const char *lines)
{
	assert_string_equal(proto_lines(&f->t), lines);
}

static void four_that_agree(void **state)
{
	struct flow f;
	(void)state;
	start(&f);
	for (unsigned i = 0; i < 3; i++)
		packet(&f, 8, 65534 + i, 7, "d5d5");
	assert_told(&f, "");
	assert_int_equal(f.last, VERDICT_NEXT);
	packet(&f, 8, 1, 7, "d5d5");
	assert_told(&f, "rtp.stream 8\nrtp.codec PCMA\n");
	for (unsigned i = 2; i < 20; i++)
		packet(&f, 8, i, 7, "d5d5");
	assert_int_equal(f.last, VERDICT_DONE);
	assert_told(&f, "rtp.stream 8\nrtp.codec PCMA\n");
	proto_test_done(&f.t);
}

static void loss_and_swapping_are_borne(void **state)
{
	static const unsigned order[] = {10, 12, 11, 11, 20, 21};
	struct flow f;
	(void)state;
	start(&f);
	for (size_t i = 0; i < 5; i++)
		packet(&f, 0, order[i], 7, "ff");
	assert_told(&f, "");
	packet(&f, 0, order[5], 7, "ff");
	assert_told(&f, "rtp.stream 0\nrtp.codec PCMU\n");
	proto_test_done(&f.t);
}

static void contradictions_before_it_is_sure(void **state)
{
	static const struct {
		unsigned type, sequence, source;
	} second[] = {{96, 2, 8}, {97, 2, 7}, {96, 100, 7}, {96, 0x8000, 7}};
	(void)state;
	for (size_t i = 0; i < sizeof(second) / sizeof(second[0]); i++) {
		struct flow f;
		start(&f);
		packet(&f, 96, 1, 7, "00");
		packet(&f, second[i].type, second[i].sequence, second[i].source, "00");
		assert_int_equal(f.last, VERDICT_NOT_MINE);
		assert_told(&f, "");
		proto_test_done(&f.t);
	}
}

static void codec_of(unsigned type, const char *payload, unsigned packets, const char *codec)
{
	char want[64];
	struct flow f;
	start(&f);
	for (unsigned i = 0; i < packets; i++)
		packet(&f, type, i, 7, payload);
	if (codec)
		snprintf(want, sizeof(want), "rtp.stream %u\nrtp.codec %s\n", type, codec);
	else
		snprintf(want, sizeof(want), "rtp.stream %u\n", type);
	assert_told(&f, want);
	proto_test_done(&f.t);
}

static void dynamic_types_by_shape(void **state)
{
	(void)state;
	codec_of(96, "67 64 00 28 ac b4", 4, "H264");                  /* SPS, high profile */
	codec_of(96, "78 0006 674d001e9564 0004 68ee3c80", 4, "H264"); /* aggregated */
	codec_of(96, "40 01 0c 01 ffff", 4, "H265");                   /* VPS */
	codec_of(96, "42 01 01 01 6000", 4, "H265");                   /* SPS */
	codec_of(96, "60 01 0006 40010c01ffff", 4, "H265");            /* aggregated */
	codec_of(96, "000001ba 44", 4, "PS");
	codec_of(26, "00000000", 4, "MJPEG");
	codec_of(33, "47", 4, "MP2T");
	/* a fragment alone may be chance: three must agree */
	codec_of(96, "7c 05 " FILL, 5, NULL);
	codec_of(96, "7c 05 " FILL, 6, "H264");
	codec_of(96, "62 01 13 " FILL, 6, "H265");
	/* small packets, wrong profiles, text of a metadata track: nothing */
	codec_of(96, "7c05", 20, NULL);
	codec_of(96, "67 01 00 28 ac b4", 20, NULL);
	codec_of(107, "3c3f786d6c2076657273696f6e3d22312e3022" FILL, 20, NULL);
	codec_of(96, "", 20, NULL);
}

static void shapes_that_contradict_say_nothing(void **state)
{
	struct flow f;
	(void)state;
	start(&f);
	for (unsigned i = 0; i < 60; i++)
		packet(&f, 96, i, 7, i % 2 ? "7c05" FILL : "620113" FILL);
	assert_told(&f, "rtp.stream 96\n");
	proto_test_done(&f.t);
}

static void gives_up_in_the_end(void **state)
{
	struct flow f;
	(void)state;
	start(&f);
	for (unsigned i = 0; i < 199; i++)
		packet(&f, 100, i, 7, "01");
	assert_int_equal(f.last, VERDICT_NEXT);
	packet(&f, 100, 199, 7, "01");
	assert_int_equal(f.last, VERDICT_DONE);
	proto_test_done(&f.t);
}

static void header_extension_sources_and_padding(void **state)
{
	struct proto_test t;
	(void)state;
	proto_test_init(&t, &rtp_dissector, 50000);
	/* one contributing source, an extension of one word, four bytes of padding */
	for (unsigned i = 0; i < 4; i++) {
		char text[256];
		snprintf(text, sizeof(text),
			 "b160%04x 00000000 00000007 00000001 abcd0001 00000000 67640028acb4 "
			 "00000004",
			 i);
		assert_int_equal(proto_datagram(&t, &rtp_dissector, hex(text)).word, VERDICT_NEXT);
	}
	assert_string_equal(proto_lines(&t), "rtp.stream 96\nrtp.codec H264\n");
	proto_test_done(&t);
}

static struct verdict one(const char *text, const char *lines)
{
	struct proto_test t;
	proto_test_init(&t, &rtp_dissector, 50000);
	struct verdict v = proto_datagram(&t, &rtp_dissector, hex(text));
	assert_string_equal(proto_lines(&t), lines);
	proto_test_done(&t);
	return v;
}

/* A sender report without blocks, then a description: CNAME "cam@7". */
#define REPORT "80c80006 00000007 0000000000000000 00000000 00000000 00000000"
#define DESCRIPTION "81ca0003 00000007 0105 63616d4037 00"

static void control_packets(void **state)
{
	(void)state;
	assert_int_equal(one(REPORT DESCRIPTION, "rtcp.cname cam@7\n").word, VERDICT_NEXT);
	assert_int_equal(one(REPORT, "").word, VERDICT_NEXT);
	assert_int_equal(one("80c90001 00000007" DESCRIPTION, "rtcp.cname cam@7\n").word,
			 VERDICT_NEXT);
	/* no report first; lengths that don't add up; a report shorter than its blocks; version */
	assert_int_equal(one(DESCRIPTION, "").word, VERDICT_NOT_MINE);
	assert_int_equal(one(REPORT "00", "").word, VERDICT_NOT_MINE);
	assert_int_equal(one("81c90001 00000007", "").word, VERDICT_NOT_MINE);
	assert_int_equal(one("40c90001 00000007", "").word, VERDICT_NOT_MINE);
	assert_int_equal(one("80c90009 00000007", "").word, VERDICT_NOT_MINE);
	proto_datagram_torture(&rtp_dissector, hex(REPORT DESCRIPTION));
}

static void others_are_refused(void **state)
{
	static const char *const others[] = {
		"0001010000010000000000000161026262000001", /* DNS */
		"000100002112a442000000000000000000000000", /* STUN */
		"e30003fa000000000000000000000000" FILL,    /* NTP */
		"16feff00000000000000000000000000000000",   /* DTLS */
		"804900010000000000000007000000000000",     /* a type that RTCP would take */
		"800100010000000000000007000000000000",
		"b060000100000000000000070000000100000001",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_int_equal(one(others[i], "").word, VERDICT_NOT_MINE);
	proto_datagram_torture(&rtp_dissector, hex("a0600001 00000000 00000007 67640028 02"));
}

/* Players knock before the first packet; knocking alone is nothing. */
static void short_datagrams_between(void **state)
{
	struct flow f;
	(void)state;
	start(&f);
	assert_int_equal(proto_datagram(&f.t, &rtp_dissector, hex("cefaedfe")).word,
			 VERDICT_NOT_MINE);
	packet(&f, 8, 0, 7, "d5");
	for (unsigned i = 0; i < 4; i++)
		assert_int_equal(proto_datagram(&f.t, &rtp_dissector, hex("cefaedfe")).word,
				 VERDICT_NEXT);
	for (unsigned i = 1; i < 4; i++)
		packet(&f, 8, i, 7, "d5");
	assert_told(&f, "rtp.stream 8\nrtp.codec PCMA\n");
	proto_test_done(&f.t);
	start(&f);
	packet(&f, 8, 0, 7, "d5");
	for (unsigned i = 0; i < 4; i++)
		(void)proto_datagram(&f.t, &rtp_dissector, hex("cefaedfe"));
	assert_int_equal(proto_datagram(&f.t, &rtp_dissector, hex("cefaedfe")).word,
			 VERDICT_NOT_MINE);
	assert_told(&f, "");
	proto_test_done(&f.t);
}

/* Each direction agrees with itself. */
static void both_directions(void **state)
{
	struct flow f;
	(void)state;
	start(&f);
	for (unsigned i = 0; i < 4; i++) {
		f.t.where.from_client = true;
		packet(&f, 0, 100 + i, 7, "ff");
		f.t.where.from_client = false;
		packet(&f, 8, 900 + i, 8, "d5");
	}
	assert_told(&f, "rtp.stream 0\nrtp.codec PCMU\nrtp.stream 8\nrtp.codec PCMA\n");
	proto_test_done(&f.t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(four_that_agree),
		cmocka_unit_test(loss_and_swapping_are_borne),
		cmocka_unit_test(contradictions_before_it_is_sure),
		cmocka_unit_test(dynamic_types_by_shape),
		cmocka_unit_test(shapes_that_contradict_say_nothing),
		cmocka_unit_test(gives_up_in_the_end),
		cmocka_unit_test(header_extension_sources_and_padding),
		cmocka_unit_test(control_packets),
		cmocka_unit_test(others_are_refused),
		cmocka_unit_test(short_datagrams_between),
		cmocka_unit_test(both_directions),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
