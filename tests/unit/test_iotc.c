/* SPDX-License-Identifier: Apache-2.0 */
#include "small_test.h"
#include "video_samples.h"

extern const struct dissector iotc_dissector;
static const struct dissector *const d = &iotc_dissector;

static uint32_t rotated(uint32_t v, unsigned by)
{
	return v << by | v >> (32 - by);
}

static void rotate_words(uint8_t *block, unsigned add)
{
	for (unsigned i = 0; i < 16; i += 4) {
		uint32_t v;
		memcpy(&v, block + i, 4);
		v = rotated(v, 32 - (i + add));
		memcpy(block + i, &v, 4);
	}
}

static void scramble_rest(struct slice clear, uint8_t *out)
{
	static const uint8_t two[] = {1, 0}, four[] = {2, 3, 0, 1},
			     eight[] = {7, 4, 3, 2, 1, 6, 5, 0};
	const uint8_t *to = clear.len == 2   ? two
			    : clear.len == 4 ? four
			    : clear.len == 8 ? eight
					     : NULL;

	for (size_t i = 0; i < clear.len; i++)
		out[to ? to[i] : i] = clear.at[i] ^ (uint8_t) "Charlie is the d"[i];
}

/* The way there, as published; this test runs on little-endian machines. */
static struct slice scramble(struct slice clear)
{
	static const uint8_t to[] = {11, 9, 8, 15, 13, 10, 12, 14, 2, 1, 5, 0, 6, 4, 7, 3};
	static uint8_t wire[4][2048];
	static unsigned next;
	uint8_t *out = wire[next++ % 4];
	size_t blocks = clear.len / 16 * 16;

	scramble_rest(slice_from(clear, blocks), out + blocks);
	for (size_t at = 0; at < blocks; at += 16) {
		uint8_t block[16];
		memcpy(block, clear.at + at, 16);
		rotate_words(block, 1);
		for (unsigned i = 0; i < 16; i++)
			out[at + to[i]] = block[i] ^ (uint8_t) "Charlie is the d"[i];
		rotate_words(out + at, 3);
	}
	return slice_of(out, clear.len);
}

#define ID "4142434445464748494a 4b4c4d4e4f5051525354" /* ABCDEFGHIJKLMNOPQRST */
#define ZEROS16 "00000000000000000000000000000000"

static struct slice search(void)
{
	return hex("04021902 3400 0000 010621 0000000000" ID
		   "00000000000000000000000000000000 06000303 1122334455667788 01000000");
}

static void published_keep_alive(void **state)
{
	(void)state;
	assert_datagram(d, hex("4c6f8d0c40d040ca2d2d082dc0eecad8 e06b702365cd6318"), VERDICT_NEXT,
			"iotc.version 12\niotc.message device's keep-alive\n");
}

static void client_and_device(void **state)
{
	struct slice asks = scramble(search());
	(void)state;
	assert_datagram(d, asks, VERDICT_NEXT,
			"iotc.version 19\niotc.message client searches or connects\n"
			"iotc.wanted_id ABCDEFGHIJKLMNOPQRST\n");
	proto_datagram_torture(d, asks);
	assert_datagram(
		d,
		scramble(hex("04021a02 2000 0000 020612 0000000000" ID "000000000000000000000000")),
		VERDICT_NEXT,
		"iotc.version 1a\niotc.message device answers\n"
		"iotc.device_id ABCDEFGHIJKLMNOPQRST\n");
	/* too short for whole blocks up to the end of the id: no id */
	assert_datagram(d, scramble(hex("04021a02 1400 0000 020612 0000000000" ID)), VERDICT_NEXT,
			"iotc.version 1a\niotc.message device answers\n");
}

static void master_tells_where(void **state)
{
	(void)state;
	assert_datagram(d,
			scramble(hex("04021902 2000 0000 010343 0000000000" ZEROS16
				     "000000000000 4e20 cb007109 00000000")),
			VERDICT_NEXT,
			"iotc.version 19\niotc.message told where a device is\n"
			"iotc.peer 203.0.113.9\n");
}

static void unpublished_message(void **state)
{
	(void)state;
	assert_datagram(d, scramble(hex("04021902 0000 0000 0102 14 0000000000")), VERDICT_NEXT,
			"iotc.version 19\niotc.message other message 0201/14\n");
}

static void newer_form(void **state)
{
	struct message m = {0};
	(void)state;
	put_hex(&m, "51cc 0000 0210 2800 0000 0000");
	put_zeros(&m, 40);
	assert_datagram(d, message_slice(&m), VERDICT_NEXT,
			"iotc.message client searches or connects, 51 CC form\n");
	proto_datagram_torture(d, message_slice(&m));
	m.bytes[8] = m.bytes[9] = 0xff;
	assert_datagram(d, message_slice(&m), VERDICT_NEXT,
			"iotc.message device answers, 51 CC form\n");
	m.bytes[6] = 0x29;
	assert_datagram(d, message_slice(&m), VERDICT_NOT_MINE, "");
	m.bytes[6] = 0x28, m.bytes[4] = 3;
	assert_datagram(d, message_slice(&m), VERDICT_NOT_MINE, "");
	m.len = 48, m.bytes[4] = 2, m.bytes[5] = 0x12, m.bytes[6] = 36;
	assert_datagram(d, message_slice(&m), VERDICT_NEXT,
			"iotc.message keep-alive, 51 CC form\n");
}

static void data_ends_the_reading(void **state)
{
	struct slice data = scramble(hex("04021a0b 0000 0000 0804 12 0000000000"));
	struct message dtls = {0};
	struct proto_test t;
	(void)state;
	proto_test_init(&t, d, 1);
	for (unsigned i = 0; i < 31; i++)
		assert_int_equal(proto_datagram(&t, d, data).word, VERDICT_NEXT);
	assert_int_equal(proto_datagram(&t, d, data).word, VERDICT_DONE);
	proto_test_done(&t);
	put_hex(&dtls, "51cc 0000 0215 2800 0000 0000");
	put_zeros(&dtls, 40);
	proto_test_init(&t, d, 1);
	for (unsigned i = 0; i < 31; i++)
		assert_int_equal(proto_datagram(&t, d, message_slice(&dtls)).word, VERDICT_NEXT);
	assert_int_equal(proto_datagram(&t, d, message_slice(&dtls)).word, VERDICT_DONE);
	proto_test_done(&t);
}

#define PICTURE START AVC_SPS START AVC_PPS START "65888400aabbccddee11223344"

/* Whole, and not among the last few hex(). */
static struct slice a_picture(void)
{
	static uint8_t kept[128];
	struct slice bytes = hex(PICTURE);

	assert_true(bytes.len <= sizeof(kept));
	memcpy(kept, bytes.at, bytes.len);
	return slice_of(kept, bytes.len);
}

/* Of the device's data: the head, then 12 bytes, then what is told of the picture. */
static void begin_data(struct message *m, uint8_t stage, size_t len)
{
	const uint8_t lengths[2] = {(uint8_t)(len - 16), (uint8_t)((len - 16) >> 8)};

	*m = (struct message){0};
	put_hex(m, "04021a");
	m->bytes[m->len++] = stage;
	m->bytes[m->len++] = lengths[0];
	m->bytes[m->len++] = lengths[1];
	put_hex(m, "0000 0804 12 0000000000 000000000000000000000000");
}

/* One piece of a picture; stage 0b: only its first 64 bytes are scrambled. */
static struct slice piece_of(struct slice picture, uint8_t number, size_t at, size_t n,
			     uint8_t stage)
{
	static struct message m;
	static uint8_t wire[2048];

	begin_data(&m, stage, 28 + 24 + n);
	put_hex(&m, "01030b00 00000000");
	m.bytes[m.len++] = (uint8_t)picture.len;
	put_zeros(&m, 3);
	m.bytes[m.len++] = number;
	put_zeros(&m, 11);
	memcpy(m.bytes + m.len, picture.at + at, n);
	m.len += n;
	if (!(stage & 1))
		return scramble(message_slice(&m));
	struct slice head = scramble(slice_of(m.bytes, m.len < 64 ? m.len : 64));
	memcpy(wire, m.bytes, m.len);
	memcpy(wire, head.at, head.len);
	return slice_of(wire, m.len);
}

#define MESSAGE_SAYS "iotc.version 1a\niotc.message device's data\n"

/* Pieces of every length, so that each kind of rest behind the last whole block comes. */
static void pictures_in_pieces(void **state)
{
	struct slice picture = a_picture();
	(void)state;
	for (uint8_t stage = 0x0a; stage <= 0x0b; stage++)
		for (size_t n = 1; n < 32; n++) {
			struct proto_test t;
			uint8_t number = 0;
			proto_test_init(&t, d, 10001);
			proto_want_video(&t);
			for (size_t at = 0; at < picture.len; at += n) {
				size_t here = picture.len - at < n ? picture.len - at : n;
				struct slice wire = piece_of(picture, number++, at, here, stage);
				assert_int_equal(proto_datagram(&t, d, wire).word, VERDICT_NEXT);
			}
			/* the next picture ends it */
			(void)proto_datagram(&t, d, piece_of(picture, 0, 0, 8, stage));
			assert_non_null(strstr(proto_lines(&t), "video 0 " AVC_SAYS));
			assert_non_null(strstr(proto_lines(&t), "video 0 H.264 key\n"));
			assert_true(t.video.len >= picture.len);
			assert_memory_equal(t.video.at, picture.at, picture.len);
			proto_test_done(&t);
		}
}

static void a_lost_piece_spoils_its_picture_alone(void **state)
{
	struct slice picture = a_picture();
	size_t half = picture.len / 2;
	struct proto_test t;
	(void)state;
	proto_test_init(&t, d, 10001);
	proto_want_video(&t);
	(void)proto_datagram(&t, d, piece_of(picture, 0, 0, half, 0x0a));
	(void)proto_datagram(&t, d, piece_of(picture, 2, half, 4, 0x0a));
	(void)proto_datagram(&t, d, piece_of(picture, 3, half + 4, 4, 0x0a));
	(void)proto_datagram(&t, d, piece_of(picture, 0, 0, picture.len, 0x0a));
	(void)proto_datagram(&t, d, piece_of(picture, 0, 0, 8, 0x0a));
	assert_true(t.video.len >= half + picture.len);
	assert_memory_equal(t.video.at, picture.at, half);
	assert_memory_equal(t.video.at + half, picture.at, picture.len);
	proto_test_done(&t);
}

static void whole_pictures(void **state)
{
	struct slice picture = a_picture();
	struct message m;
	struct proto_test t;
	(void)state;
	begin_data(&m, 0x0a, 28 + 24 + 8 + picture.len);
	put_hex(&m, "01040000 000000000000000000000800 0000000000000000");
	put_hex(&m, "4e000100 00000000");
	memcpy(m.bytes + m.len, picture.at, picture.len);
	m.len += picture.len;
	proto_test_init(&t, d, 10001);
	proto_want_video(&t);
	assert_int_equal(proto_datagram(&t, d, scramble(message_slice(&m))).word, VERDICT_NEXT);
	(void)proto_datagram(&t, d, scramble(message_slice(&m)));
	assert_non_null(strstr(proto_lines(&t), MESSAGE_SAYS "video 0 " AVC_SAYS));
	assert_memory_equal(t.video.at, picture.at, picture.len);
	proto_test_done(&t);
	proto_datagram_torture(d, scramble(message_slice(&m)));
}

static void others_are_refused(void **state)
{
	(void)state;
	assert_refuses_strangers(d);
	assert_datagram(d, search(), VERDICT_NOT_MINE, ""); /* not scrambled */
	assert_datagram(d, scramble(hex("04021902 0100 0000 0102 14 0000000000")), VERDICT_NOT_MINE,
			"");
	assert_datagram(d, scramble(hex("04031902 0000 0000 0102 14 0000000000")), VERDICT_NOT_MINE,
			"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(published_keep_alive),
		cmocka_unit_test(client_and_device),
		cmocka_unit_test(master_tells_where),
		cmocka_unit_test(unpublished_message),
		cmocka_unit_test(newer_form),
		cmocka_unit_test(data_ends_the_reading),
		cmocka_unit_test(pictures_in_pieces),
		cmocka_unit_test(a_lost_piece_spoils_its_picture_alone),
		cmocka_unit_test(whole_pictures),
		cmocka_unit_test(others_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
