/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_test.h"
#include "video_samples.h"

extern const struct dissector bare_video_dissector;
extern const struct dissector mpegts_udp_dissector;

#define AVC_STREAM START AVC_SPS START AVC_PPS START AVC_KEY START AVC_NEXT
#define AVC_LINES "video 0 " AVC_SAYS "video 0 H.264 key\nvideo 0 H.264 picture\n"

static uint8_t stream[8192];
static size_t len;

static void put(struct slice s)
{
	must(len + s.len <= sizeof(stream));
	memcpy(stream + len, s.at, s.len);
	len += s.len;
}

static void gives(const char *want, const char *video)
{
	struct proto_piece piece = {true, slice_of(stream, len)};

	proto_stream_any_split_video(&bare_video_dissector, 9000, &piece, 1, want, hex(video));
}

/* A packet of 188: the rest of its payload is filled by an adaptation field. */
static void ts_packet(uint16_t pid, bool starts, struct slice payload)
{
	uint8_t p[188];
	size_t fill = 184 - payload.len;

	memset(p, 0xff, sizeof(p));
	p[0] = 0x47;
	p[1] = (uint8_t)((starts ? 0x40 : 0) | pid >> 8);
	p[2] = (uint8_t)pid;
	p[3] = fill ? 0x30 : 0x10;
	if (fill) {
		p[4] = (uint8_t)(fill - 1);
		if (fill > 1)
			p[5] = 0;
	}
	memcpy(p + 188 - payload.len, payload.at, payload.len);
	put(slice_of(p, sizeof(p)));
}

static void make_ts(void)
{
	len = 0;
	ts_packet(0, true, hex("00 00b00d 0001c10000 0001f000 2ab104b2"));
	ts_packet(0x100, true, hex("000001e0 0000 8080 05 2100010001" START AVC_SPS START));
	ts_packet(0x101, true, hex("000001c0 0010 8000 00" START AVC_KEY)); /* sound, as it were */
	ts_packet(0x100, false, hex(AVC_PPS START AVC_KEY START "41"));
	ts_packet(0x100, false, hex(""));
	ts_packet(0x102, true, hex("000001e0 0000 8000 00" START AVC_KEY)); /* a second one */
	ts_packet(0x100, true,
		  hex("000001e0 0000 8000 00"
		      "9a2400dd"));
}

static void transport_stream(void **state)
{
	(void)state;
	make_ts();
	gives("video.container MPEG-TS\n" AVC_LINES, AVC_STREAM);
	/* what follows is no packet: what was said stays */
	size_t whole = len;
	put(hex("48000000"));
	gives("video.container MPEG-TS\n" AVC_LINES, AVC_STREAM);
	/* a third packet without its mark: no transport stream */
	len = whole;
	stream[376] = 0x46;
	gives("", "");
}

static void transport_stream_in_datagrams(void **state)
{
	struct proto_test t;
	(void)state;
	make_ts();
	proto_test_init(&t, &mpegts_udp_dissector, 1);
	proto_want_video(&t);
	for (size_t at = 0; at < len; at += 3 * 188) {
		size_t n = len - at < 3 * 188 ? len - at : 3 * 188;
		assert_int_equal(
			proto_datagram(&t, &mpegts_udp_dissector, slice_of(stream + at, n)).word,
			VERDICT_NEXT);
	}
	assert_string_equal(proto_lines(&t), "video.container MPEG-TS\n" AVC_LINES);
	assert_int_equal(t.video.len, hex(AVC_STREAM).len);
	proto_test_done(&t);
	/* not wanted, or broken: not its own */
	proto_test_init(&t, &mpegts_udp_dissector, 1);
	assert_int_equal(proto_datagram(&t, &mpegts_udp_dissector, slice_of(stream, 564)).word,
			 VERDICT_NOT_MINE);
	proto_want_video(&t);
	assert_int_equal(proto_datagram(&t, &mpegts_udp_dissector, slice_of(stream, 563)).word,
			 VERDICT_NOT_MINE);
	stream[188] = 0;
	assert_int_equal(proto_datagram(&t, &mpegts_udp_dissector, slice_of(stream, 564)).word,
			 VERDICT_NOT_MINE);
	assert_string_equal(proto_lines(&t), "");
	proto_test_done(&t);
	proto_datagram_torture(&mpegts_udp_dissector, slice_of(stream, 564));
}

#define PACK "000001ba 44 0004000401000103 fa ffff"
#define SYSTEM "000001bb 0009 80000104e17fe0e080"

static void program_stream(void **state)
{
	(void)state;
	len = 0;
	put(hex(PACK SYSTEM "000001e0 0027 8c8005 2100010001" START AVC_SPS));
	put(hex("000001e0 0011 8c0000" START AVC_PPS START)); /* cut between units */
	put(hex("000001e0 000f 8c0000" AVC_KEY "000001c0 0009 8c0000"
		"00000141"
		"9a24"));
	put(hex("000001e1 000b 8c0000"
		"00000001"
		"65888400"));
	put(hex("aabb"
		"0000")); /* lost: up to the next pack */
	put(hex("000001e0 000c 8c0000"
		"00000001"
		"658884ff"));
	put(hex(PACK "000001e0 000c 8c0000" START AVC_NEXT));
	gives("video.container MPEG-PS\n" AVC_LINES, AVC_STREAM);
	/* of MPEG-1 the pack is shorter */
	len = 0;
	put(hex("000001ba 21 00010001 80 0001"
		"000001e0 0027 8c8005 2100010001" START AVC_SPS));
	put(hex("000001e0 0013 8c0000" START AVC_KEY));
	gives("video.container MPEG-PS\nvideo 0 " AVC_SAYS "video 0 H.264 key\n",
	      START AVC_SPS START AVC_KEY);
}

static void flv(void **state)
{
	(void)state;
	len = 0;
	put(hex("464c56 01 05 00000009 00000000"));
	put(hex("12 000003 00000000 000000"
		"020003"
		"0000000e"));
	put(hex("09 000031 00000000 000000"
		"17 00 000000" AVC_C "0000003c"));
	put(hex("08 000004 00000000 000000"
		"af010203"
		"0000000f"));
	put(hex("09 000015 00000000 000000"
		"17 01 000000 0000000c" AVC_KEY "00000020"));
	put(hex("09 00000e 00000028 000000"
		"27 01 000000 00000005" AVC_NEXT "00000019"));
	gives("video.container FLV\n" AVC_LINES, AVC_STREAM);
	put(hex("07 000000 00000000 000000 00000000 00000000")); /* no such tag */
	gives("video.container FLV\n" AVC_LINES, AVC_STREAM);
}

static void box(const char *kind, struct slice body)
{
	uint8_t head[8] = {0, 0, (uint8_t)((body.len + 8) >> 8), (uint8_t)(body.len + 8)};

	memcpy(head + 4, kind, 4);
	put(slice_of(head, sizeof(head)));
	put(body);
}

/* The head of a box whose boxes follow. */
static void open_box(const char *kind, size_t body)
{
	uint8_t head[8] = {0, 0, (uint8_t)((body + 8) >> 8), (uint8_t)(body + 8)};

	memcpy(head + 4, kind, 4);
	put(slice_of(head, sizeof(head)));
}

static void mp4(void **state)
{
	static const uint8_t zeros[78];
	struct slice config = hex(AVC_C);
	size_t entry = 78 + 8 + config.len, stsd = 8 + 8 + entry, stbl = 8 + stsd;
	(void)state;
	len = 0;
	box("ftyp", hex("69736f6d 00000200 69736f6d"));
	open_box("moov", 8 + 8 + 8 + 8 + stbl + 16);
	box("mvhd", hex("0000000000000000"));
	open_box("trak", 8 + 8 + 8 + stbl);
	open_box("mdia", 8 + 8 + stbl);
	open_box("minf", 8 + stbl);
	open_box("stbl", stsd);
	open_box("stsd", 8 + 8 + entry);
	put(hex("0000000000000001"));
	open_box("avc1", entry);
	put(slice_of(zeros, sizeof(zeros)));
	box("avcC", config);
	box("moof", hex("00000001 6d646174"));
	put(hex("00000001 6d646174 0000000000000020"
		"0000000c" AVC_KEY)); /* long size */
	box("mdat", hex("00000005" AVC_NEXT));
	gives("video.container MP4\n" AVC_LINES, AVC_STREAM);
	put(hex("00000004 6d646174")); /* shorter than itself */
	gives("video.container MP4\n" AVC_LINES, AVC_STREAM);
}

#define JPEG_A                                                           \
	"ffd8 ffe0 0010 4a46494600010100000100010000"                    \
	"ffdb 0004 0010 ffc0 0011 08 0120 0160 03 012200 021101 031101 " \
	"ffda 0008 01 0100 003f00 11ff00ffd022ff 00 ffd9"

static void jpeg(void **state)
{
	(void)state;
	len = 0;
	put(hex(JPEG_A "0d0a2d2d62" JPEG_A "0d0a"));
	gives("video.container JPEG\nvideo 0 MJPEG key\nvideo 0 MJPEG key\n", JPEG_A JPEG_A);
}

static void start_codes(void **state)
{
	(void)state;
	len = 0;
	put(hex(START HEVC_VPS START HEVC_SPS START HEVC_PPS START HEVC_KEY START HEVC_NEXT));
	gives("video.container H.264 or H.265 with start codes\nvideo 0 " HEVC_SAYS
	      "video 0 H.265 key\nvideo 0 H.265 picture\n",
	      START HEVC_VPS START HEVC_SPS START HEVC_PPS START HEVC_KEY START HEVC_NEXT);
}

static void refused(struct slice bytes, bool wanted)
{
	struct proto_piece piece = {true, bytes};
	struct proto_test t;

	proto_test_init(&t, &bare_video_dissector, 9000);
	proto_want_video(&t);
	t.where.pictures = wanted;
	assert_int_equal(proto_stream(&t, &bare_video_dissector, &piece, 1, SIZE_MAX).word,
			 VERDICT_NOT_MINE);
	assert_string_equal(proto_lines(&t), "");
	assert_int_equal(t.video.len, 0);
	proto_test_done(&t);
}

static void other_streams(void **state)
{
	uint8_t other[400] = "GET / HTTP/1.1";
	(void)state;
	refused(slice_of(other, sizeof(other)), true);
	memcpy(other, "\0\0\0\1\x67\0\0", 7); /* a start code, but no parameter set */
	refused(slice_of(other, sizeof(other)), true);
	memcpy(other, "FLV\1\xff", 5);
	refused(slice_of(other, sizeof(other)), true);
	memcpy(other, "\0\0\1\xba\0", 5);
	refused(slice_of(other, sizeof(other)), true);
	make_ts();
	refused(slice_of(stream, len), false); /* at home */
}

/* Whatever byte is changed: no more is handed on than came in, with start codes for lengths. */
static void any_byte_changed(void **state)
{
	(void)state;
	make_ts();
	for (size_t at = 188; at < len; at++) {
		uint8_t was = stream[at];
		const uint8_t values[] = {0, 0xff, (uint8_t)~was, (uint8_t)(was ^ 1)};
		for (size_t i = 0; i < sizeof(values); i++) {
			struct proto_piece piece = {true, slice_of(stream, len)};
			struct proto_test t;
			stream[at] = values[i];
			proto_test_init(&t, &bare_video_dissector, 9000);
			proto_want_video(&t);
			(void)proto_stream(&t, &bare_video_dissector, &piece, 1, SIZE_MAX);
			assert_true(t.video.len <= len);
			proto_test_done(&t);
		}
		stream[at] = was;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(transport_stream),
		cmocka_unit_test(transport_stream_in_datagrams),
		cmocka_unit_test(program_stream),
		cmocka_unit_test(flv),
		cmocka_unit_test(mp4),
		cmocka_unit_test(jpeg),
		cmocka_unit_test(start_codes),
		cmocka_unit_test(other_streams),
		cmocka_unit_test(any_byte_changed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
