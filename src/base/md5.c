/* SPDX-License-Identifier: Apache-2.0 */
#include "base/md5.h"

enum { BLOCK = 64, LENGTH_AT = 56 };

/* Integer parts of 4294967296 times the absolute sines of 1 to 64 (RFC 1321 3.4). */
static const uint32_t sines[64] = {
	0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613,
	0xfd469501, 0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193,
	0xa679438e, 0x49b40821, 0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d,
	0x02441453, 0xd8a1e681, 0xe7d3fbc8, 0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed,
	0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a, 0xfffa3942, 0x8771f681, 0x6d9d6122,
	0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70, 0x289b7ec6, 0xeaa127fa,
	0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665, 0xf4292244,
	0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
	0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb,
	0xeb86d391};

static uint32_t rotate(uint32_t v, unsigned by)
{
	return v << by | v >> (32 - by);
}

/* One of the 64 steps: its function of b, c, d, and the word of the block that it takes. */
static uint32_t mixed(unsigned step, const uint32_t v[4], unsigned *ret_word)
{
	switch (step / 16) {
	case 0:
		*ret_word = step;
		return (v[1] & v[2]) | (~v[1] & v[3]);
	case 1:
		*ret_word = (5 * step + 1) % 16;
		return (v[1] & v[3]) | (v[2] & ~v[3]);
	case 2:
		*ret_word = (3 * step + 5) % 16;
		return v[1] ^ v[2] ^ v[3];
	default:
		*ret_word = 7 * step % 16;
		return v[2] ^ (v[1] | ~v[3]);
	}
}

static void block(uint32_t hash[4], const uint8_t bytes[BLOCK])
{
	static const uint8_t turns[4][4] = {
		{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
	struct cursor in = cursor_over(slice_of(bytes, BLOCK));
	uint32_t words[16], v[4];

	for (unsigned i = 0; i < 16; i++)
		words[i] = cursor_le32(&in);
	memcpy(v, hash, sizeof(v));
	for (unsigned i = 0; i < 64; i++) {
		unsigned word;
		uint32_t sum = v[0] + mixed(i, v, &word) + sines[i];
		sum += words[word];
		v[0] = v[3];
		v[3] = v[2];
		v[2] = v[1];
		v[1] += rotate(sum, turns[i / 16][i % 4]);
	}
	for (unsigned i = 0; i < 4; i++)
		hash[i] += v[i];
}

void md5_digest(struct slice message, uint8_t ret_digest[MD5_BYTES])
{
	uint32_t hash[4] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
	uint8_t last[BLOCK] = {0};
	struct cursor in = cursor_over(message);

	while (cursor_left(&in) >= BLOCK)
		block(hash, cursor_take(&in, BLOCK).at);
	size_t left = cursor_left(&in);
	if (left)
		memcpy(last, in.at, left);
	last[left] = 0x80;
	if (left >= LENGTH_AT) {
		block(hash, last);
		memset(last, 0, sizeof(last));
	}
	uint64_t bits = (uint64_t)message.len * 8;
	for (unsigned i = 0; i < 8; i++)
		last[LENGTH_AT + i] = (uint8_t)(bits >> 8 * i);
	block(hash, last);
	for (unsigned i = 0; i < MD5_BYTES; i++)
		ret_digest[i] = (uint8_t)(hash[i / 4] >> 8 * (i % 4));
}
