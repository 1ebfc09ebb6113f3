/* SPDX-License-Identifier: Apache-2.0
 * Bytes that nobody meant as a frame, and frames that somebody broke. Seeds are fixed. */
#include "frames.h"

static const uint32_t links[] = {LINK_NULL,      LINK_ETHERNET, LINK_RAW,  LINK_LOOP,
				 LINK_LINUX_SLL, LINK_IPV4,     LINK_IPV6, LINK_LINUX_SLL2};

enum { N_LINKS = sizeof(links) / sizeof(links[0]), ROUNDS = 100000, LEN_MAX = 160 };

/* xorshift64 */
static uint32_t draw(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return (uint32_t)(*seed >> 32);
}

/* In a block of its own length, so that the sanitizer sees a read behind it. */
static void walk_copy(uint32_t link, const uint8_t *at, size_t len, size_t wire_len)
{
	uint8_t *block = malloc(len + 1), *copy = block + 1;
	struct packet q;

	memcpy(copy, at, len);
	struct packet p = walk(link, slice_of(copy, len), wire_len);
	if (packet_walk_quoted(&p, &q))
		assert_sound(&q, p.payload);
	free(block);
}

static void random_bytes(void **state)
{
	(void)state;
	for (size_t l = 0; l < N_LINKS; l++) {
		uint64_t seed = 0x9e3779b97f4a7c15 + l;
		for (int round = 0; round < ROUNDS; round++) {
			uint8_t at[LEN_MAX];
			size_t len = draw(&seed) % (LEN_MAX + 1);
			for (size_t i = 0; i < len; i++)
				at[i] = (uint8_t)draw(&seed);
			walk_copy(links[l], at, len, draw(&seed) % 8 ? len : draw(&seed));
		}
	}
}

/* A mirrored frame with most of what can be walked in it. */
static void add_everything(struct bytes *b)
{
	add_ethernet(b, 0x8100);
	add_hex(b, "0064 8847 00064140");
	add_ipv4(b, 47, 16 + 14 + 8 + 40 + 8 + 8 + 16 + 14 + INNER_V4_LEN);
	add_hex(b, "100088be 00000001 10640000 00000001");
	add_hex(b, "06000000000b 06000000000a 8864 1100 0042 0090 0057");
	add_ipv6(b, 60, 8 + 8 + 16 + 14 + INNER_V4_LEN);
	add_hex(b, "2c00 010400000000 1100 0000 00000007");
	add_udp(b, 4789, 8 + 14 + INNER_V4_LEN);
	add_hex(b, "0800000000000700");
	add_inner_frame(b);
}

static void broken_frames(void **state)
{
	uint64_t seed = 0x2545f4914f6cdd1d;
	struct bytes b = {.len = 0};
	(void)state;

	add_everything(&b);
	struct packet p = walk_all(LINK_ETHERNET, &b);
	assert_inner(&p);
	assert_true(b.len <= 256);
	for (int round = 0; round < ROUNDS; round++) {
		uint8_t at[256];
		memcpy(at, b.at, b.len);
		for (uint32_t n = 1 + draw(&seed) % 4; n; n--)
			at[draw(&seed) % b.len] = (uint8_t)draw(&seed);
		walk_copy(LINK_ETHERNET, at, draw(&seed) % 2 ? b.len : draw(&seed) % b.len, b.len);
	}
}

/* A random first header that leads on says more than random bytes, which mostly stop at once. */
static void random_ip(void **state)
{
	static const uint8_t protos[] = {0, 1, 4, 6, 17, 41, 43, 44, 47, 51, 58, 60, 137};
	uint64_t seed = 0x853c49e6748fea9b;
	(void)state;

	for (int round = 0; round < ROUNDS; round++) {
		uint8_t at[LEN_MAX];
		for (size_t i = 0; i < LEN_MAX; i++)
			at[i] = draw(&seed) % 3 ? (uint8_t)draw(&seed) : 0;
		bool v6 = draw(&seed) % 2;
		at[0] = v6 ? 0x60 : 0x45;
		at[v6 ? 4 : 2] = 0;
		at[v6 ? 6 : 9] = protos[draw(&seed) % sizeof(protos)];
		if (!v6)
			at[6] = at[7] = 0;
		at[v6 ? 40 : 20] = protos[draw(&seed) % sizeof(protos)];
		walk_copy(LINK_RAW, at, draw(&seed) % (LEN_MAX + 1), LEN_MAX);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_bytes),
		cmocka_unit_test(broken_frames),
		cmocka_unit_test(random_ip),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
