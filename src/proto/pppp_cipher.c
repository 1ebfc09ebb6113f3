/* SPDX-License-Identifier: Apache-2.0
 *
 * PPPP's obfuscation. A phrase gives four bytes: the sum of its bytes, minus that sum, the sum of
 * its bytes divided by 3, their XOR. Each byte is
 *   cipher[i] = clear[i] XOR TABLE[(k[prev & 3] + prev) & 255]    prev = cipher[i - 1], 0 at first
 * so the same message under the same key always looks the same, and the first byte of every
 * message of a network is one and the same.
 *
 * The table is a permutation: where the clear byte is known, one k follows from it. Every message
 * with a device id has enough bytes that are always the same (length, ends of padded texts, high
 * byte of the number) to give all four and to contradict what is not PPPP.
 *
 * Sources: palant.info "Analysis of PPPP encryption" (2026); table and key rule in public
 * reimplementations of libPPCS_API, recomputed against published probes.
 */
#include "proto/pppp_cipher.h"

static const uint8_t table[256] = {
	0x7c, 0x9c, 0xe8, 0x4a, 0x13, 0xde, 0xdc, 0xb2, 0x2f, 0x21, 0x23, 0xe4, 0x30, 0x7b, 0x3d,
	0x8c, 0xbc, 0x0b, 0x27, 0x0c, 0x3c, 0xf7, 0x9a, 0xe7, 0x08, 0x71, 0x96, 0x00, 0x97, 0x85,
	0xef, 0xc1, 0x1f, 0xc4, 0xdb, 0xa1, 0xc2, 0xeb, 0xd9, 0x01, 0xfa, 0xba, 0x3b, 0x05, 0xb8,
	0x15, 0x87, 0x83, 0x28, 0x72, 0xd1, 0x8b, 0x5a, 0xd6, 0xda, 0x93, 0x58, 0xfe, 0xaa, 0xcc,
	0x6e, 0x1b, 0xf0, 0xa3, 0x88, 0xab, 0x43, 0xc0, 0x0d, 0xb5, 0x45, 0x38, 0x4f, 0x50, 0x22,
	0x66, 0x20, 0x7f, 0x07, 0x5b, 0x14, 0x98, 0x1d, 0x9b, 0xa7, 0x2a, 0xb9, 0xa8, 0xcb, 0xf1,
	0xfc, 0x49, 0x47, 0x06, 0x3e, 0xb1, 0x0e, 0x04, 0x3a, 0x94, 0x5e, 0xee, 0x54, 0x11, 0x34,
	0xdd, 0x4d, 0xf9, 0xec, 0xc7, 0xc9, 0xe3, 0x78, 0x1a, 0x6f, 0x70, 0x6b, 0xa4, 0xbd, 0xa9,
	0x5d, 0xd5, 0xf8, 0xe5, 0xbb, 0x26, 0xaf, 0x42, 0x37, 0xd8, 0xe1, 0x02, 0x0a, 0xae, 0x5f,
	0x1c, 0xc5, 0x73, 0x09, 0x4e, 0x69, 0x24, 0x90, 0x6d, 0x12, 0xb3, 0x19, 0xad, 0x74, 0x8a,
	0x29, 0x40, 0xf5, 0x2d, 0xbe, 0xa5, 0x59, 0xe0, 0xf4, 0x79, 0xd2, 0x4b, 0xce, 0x89, 0x82,
	0x48, 0x84, 0x25, 0xc6, 0x91, 0x2b, 0xa2, 0xfb, 0x8f, 0xe9, 0xa6, 0xb0, 0x9e, 0x3f, 0x65,
	0xf6, 0x03, 0x31, 0x2e, 0xac, 0x0f, 0x95, 0x2c, 0x5c, 0xed, 0x39, 0xb7, 0x33, 0x6c, 0x56,
	0x7e, 0xb4, 0xa0, 0xfd, 0x7a, 0x81, 0x53, 0x51, 0x86, 0x8d, 0x9f, 0x77, 0xff, 0x6a, 0x80,
	0xdf, 0xe2, 0xbf, 0x10, 0xd7, 0x75, 0x64, 0x57, 0x76, 0xf3, 0x55, 0xcd, 0xd0, 0xc8, 0x18,
	0xe6, 0x36, 0x41, 0x62, 0xcf, 0x99, 0xf2, 0x32, 0x4c, 0x67, 0x60, 0x61, 0x92, 0xca, 0xd3,
	0xea, 0x63, 0x7d, 0x16, 0xb6, 0x8e, 0xd4, 0x68, 0x35, 0xc3, 0x52, 0x9d, 0x46, 0x44, 0x1e,
	0x17,
};

/* Keys of published phrases; what each phrase belongs to stands in knowledge/. */
static const struct pppp_key known[] = {
	{{0x69, 0x97, 0xcc, 0x19}}, {{0x2d, 0xd3, 0x61, 0x07}}, {{0x2c, 0xd4, 0x60, 0x06}},
	{{0x3c, 0xc4, 0x68, 0x0a}}, {{0x4f, 0xb1, 0x18, 0x0d}}, {{0x38, 0xc8, 0xba, 0x1a}},
	{{0x4c, 0xb4, 0x6c, 0x1e}}, {{0x36, 0xca, 0xba, 0x12}}, {{0x3a, 0xc6, 0x0f, 0x78}},
	{{0x97, 0x69, 0xd6, 0x5b}}, {{0x00, 0x00, 0x00, 0x00}},
};
enum { KNOWN = sizeof(known) / sizeof(known[0]) };

struct pppp_key pppp_key_of(struct slice phrase)
{
	struct pppp_key key = {{0}};

	for (size_t i = 0; i < phrase.len; i++) {
		key.k[0] = (uint8_t)(key.k[0] + phrase.at[i]);
		key.k[2] = (uint8_t)(key.k[2] + phrase.at[i] / 3);
		key.k[3] ^= phrase.at[i];
	}
	key.k[1] = (uint8_t)-key.k[0];
	return key;
}

size_t pppp_decipher(const struct pppp_key *key, struct slice wire, uint8_t clear[PPPP_CLEAR_MAX])
{
	size_t n = wire.len < PPPP_CLEAR_MAX ? wire.len : PPPP_CLEAR_MAX;
	uint8_t prev = 0;

	for (size_t i = 0; i < n; i++) {
		clear[i] = wire.at[i] ^ table[(key->k[prev & 3] + prev) & 255];
		prev = wire.at[i];
	}
	return n;
}

bool pppp_known_key(struct slice wire, unsigned *number, struct pppp_key *ret_key)
{
	while (wire.len >= PPPP_HEAD && *number < KNOWN) {
		const struct pppp_key *key = &known[(*number)++];
		if ((wire.at[0] ^ table[key->k[0]]) == 0xf1) {
			*ret_key = *key;
			return true;
		}
	}
	return false;
}

uint8_t pppp_key_byte(uint8_t prev, uint8_t mask)
{
	unsigned found = 0;

	while (found < 255 && table[found] != mask)
		found++;
	return (uint8_t)(found - prev);
}

struct guess {
	struct pppp_key key;
	bool has[4];
};

/* Learns a key byte from one position whose clear byte is known; false when another position said
 * otherwise. */
static bool fits(struct guess *g, struct slice wire, size_t at, uint8_t clear)
{
	uint8_t prev = at ? wire.at[at - 1] : 0;
	uint8_t mask = wire.at[at] ^ clear;
	unsigned slot = prev & 3;

	if (g->has[slot])
		return table[(g->key.k[slot] + prev) & 255] == mask;
	g->key.k[slot] = pppp_key_byte(prev, mask);
	g->has[slot] = true;
	return true;
}

/* The bytes that are always the same: both bytes of the length, the end of the prefix, the high
 * byte of the number, the end of the check letters; in the two longer messages the end of an
 * address. */
static bool fits_all(struct guess *g, struct slice wire)
{
	static const uint8_t zeros[] = {11, 12, 21, 22, 23};
	bool fine = fits(g, wire, 0, 0xf1);

	g->key.k[1] = (uint8_t)-g->key.k[0];
	g->has[1] = true;
	fine = fine && fits(g, wire, 2, 0) && fits(g, wire, 3, (uint8_t)(wire.len - PPPP_HEAD));
	for (size_t i = 0; fine && i < sizeof(zeros); i++)
		fine = fits(g, wire, zeros[i], 0);
	for (size_t i = wire.len - 8; fine && wire.len >= 40 && i < wire.len; i++)
		fine = fits(g, wire, i, 0);
	return fine;
}

bool pppp_deduce(struct slice wire, struct pppp_key *ret_key)
{
	struct guess g = {.has = {false}};
	uint8_t clear[PPPP_CLEAR_MAX];

	if (wire.len != 24 && wire.len != 28 && wire.len != 40 && wire.len != 44)
		return false;
	if (!fits_all(&g, wire) || (!g.has[2] && !g.has[3]))
		return false;
	unsigned open = !g.has[2] ? 2 : 3, tries = g.has[2] && g.has[3] ? 1 : 256;
	for (unsigned i = 0; i < tries; i++) {
		if (tries > 1)
			g.key.k[open] = (uint8_t)i;
		(void)pppp_decipher(&g.key, slice_of(wire.at, PPPP_HEAD + PPPP_UID), clear);
		if (pppp_uid_sound(slice_of(clear + PPPP_HEAD, PPPP_UID))) {
			*ret_key = g.key;
			return true;
		}
	}
	return false;
}

static bool capital(uint8_t c)
{
	return c >= 'A' && c <= 'Z';
}

/* Characters up to the first NUL, and nothing but NULs behind; 0 when it is not so. */
static size_t padded_len(struct slice s, bool digits)
{
	size_t len = 0;

	while (len < s.len &&
	       (capital(s.at[len]) || (digits && s.at[len] >= '0' && s.at[len] <= '9')))
		len++;
	for (size_t i = len; i < s.len; i++)
		if (s.at[i])
			return 0;
	return len;
}

bool pppp_uid_sound(struct slice uid)
{
	struct cursor c = cursor_over(uid);
	struct slice prefix = cursor_take(&c, 8);
	uint32_t number = cursor_be32(&c);
	struct slice check = cursor_take(&c, 8);

	return cursor_fine(&c) && padded_len(prefix, true) >= 3 && capital(prefix.at[0]) &&
	       number < 100000000 && padded_len(check, false) >= 4;
}
