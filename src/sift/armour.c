/* SPDX-License-Identifier: Apache-2.0 */
#include "sift/armour.h"

#include <stdio.h>

#include "base/sha256.h"

static int value_of(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (text_is_digit(c))
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

size_t armour_decode(struct slice text, struct buf *out)
{
	uint32_t bits = 0;
	unsigned n = 0;
	size_t i;

	for (i = 0; i < text.len; i++) {
		uint8_t c = text.at[i];
		int value = value_of(c);
		if (c == '\\' && i + 1 < text.len &&
		    (text.at[i + 1] == 'n' || text.at[i + 1] == 'r')) {
			i++;
			continue;
		}
		if (c == '\n' || c == '\r')
			continue;
		if (value < 0)
			break;
		bits = bits << 6 | (uint32_t)value;
		n += 6;
		if (n >= 8) {
			n -= 8;
			buf_u8(out, (uint8_t)(bits >> n));
		}
	}
	return i;
}

bool armour_body(const struct sifting *s, size_t begin, struct slice *ret_body, size_t *ret_end)
{
	struct slice rest = slice_from(s->bytes, begin);

	if (rest.len > ARMOUR_MOST)
		rest.len = ARMOUR_MOST;
	const uint8_t *end = rest.len ? memmem(rest.at, rest.len, "-----END", 8) : NULL;
	if (!end)
		return false;
	*ret_body = slice_of(rest.at, (size_t)(end - rest.at));
	*ret_end = begin + ret_body->len + 8;
	return true;
}

void armour_sha256(struct slice bytes, char hex[ARMOUR_HEX])
{
	uint8_t digest[32];

	sha256_digest(bytes, digest);
	for (unsigned i = 0; i < sizeof(digest); i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", digest[i]);
}
