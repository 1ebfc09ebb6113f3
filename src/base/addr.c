/* SPDX-License-Identifier: Apache-2.0 */
#include "base/addr.h"

#include <arpa/inet.h>
#include <stdio.h>

struct addr addr_v4(const uint8_t bytes[4])
{
	struct addr a = {.family = 4};
	memcpy(a.bytes, bytes, 4);
	return a;
}

struct addr addr_v6(const uint8_t bytes[16])
{
	struct addr a = {.family = 6};
	memcpy(a.bytes, bytes, 16);
	return a;
}

struct addr addr_from_wire(struct slice bytes)
{
	if (bytes.len == 4)
		return addr_v4(bytes.at);
	if (bytes.len == 16)
		return addr_v6(bytes.at);
	return (struct addr){0};
}

bool addr_parse(struct slice text, struct addr *ret_addr)
{
	char copy[ADDR_TEXT_MAX];
	struct addr a = {0};

	if (text.len == 0 || text.len >= sizeof(copy) || memchr(text.at, 0, text.len))
		return false;
	memcpy(copy, text.at, text.len);
	copy[text.len] = '\0';
	if (inet_pton(AF_INET, copy, a.bytes) == 1)
		a.family = 4;
	else if (inet_pton(AF_INET6, copy, a.bytes) == 1)
		a.family = 6;
	else
		return false;
	*ret_addr = a;
	return true;
}

const char *addr_print(const struct addr *a, char buf[ADDR_TEXT_MAX])
{
	buf[0] = '\0';
	if (a->family)
		(void)inet_ntop(a->family == 4 ? AF_INET : AF_INET6, a->bytes, buf, ADDR_TEXT_MAX);
	return buf;
}

bool addr_is_set(const struct addr *a)
{
	return a->family != 0;
}

int addr_compare(const struct addr *a, const struct addr *b)
{
	if (a->family != b->family)
		return a->family < b->family ? -1 : 1;
	return memcmp(a->bytes, b->bytes, sizeof(a->bytes));
}

bool addr_equal(const struct addr *a, const struct addr *b)
{
	return addr_compare(a, b) == 0;
}

bool addr_is_multicast(const struct addr *a)
{
	return a->family == 4 ? a->bytes[0] >> 4 == 0xe : a->family == 6 && a->bytes[0] == 0xff;
}

bool addr_is_broadcast(const struct addr *a)
{
	return a->family == 4 && memcmp(a->bytes, "\xff\xff\xff\xff", 4) == 0;
}

bool addr_is_unspecified(const struct addr *a)
{
	static const uint8_t zero[16];
	return a->family == 4 ? a->bytes[0] == 0
			      : a->family == 6 && memcmp(a->bytes, zero, 16) == 0;
}

bool addr_is_loopback(const struct addr *a)
{
	static const uint8_t one[16] = {[15] = 1};
	return a->family == 4 ? a->bytes[0] == 127
			      : a->family == 6 && memcmp(a->bytes, one, 16) == 0;
}

bool addr_is_link_local(const struct addr *a)
{
	return a->family == 4 ? a->bytes[0] == 169 && a->bytes[1] == 254
			      : a->family == 6 && a->bytes[0] == 0xfe && a->bytes[1] >> 6 == 2;
}

bool addr_is_private(const struct addr *a)
{
	if (a->family == 6)
		return (a->bytes[0] & 0xfe) == 0xfc;
	return a->family == 4 &&
	       (a->bytes[0] == 10 || (a->bytes[0] == 172 && a->bytes[1] >> 4 == 1) ||
		(a->bytes[0] == 192 && a->bytes[1] == 168));
}

bool addr_is_shared(const struct addr *a)
{
	return a->family == 4 && a->bytes[0] == 100 && a->bytes[1] >> 6 == 1;
}

bool addr_is_documentation(const struct addr *a)
{
	if (a->family == 6)
		return memcmp(a->bytes, "\x20\x01\x0d\xb8", 4) == 0;
	return a->family == 4 && (memcmp(a->bytes, "\xc0\x00\x02", 3) == 0 ||
				  memcmp(a->bytes, "\xc6\x33\x64", 3) == 0 ||
				  memcmp(a->bytes, "\xcb\x00\x71", 3) == 0);
}

bool addr_is_unicast(const struct addr *a)
{
	return addr_is_set(a) && !addr_is_unspecified(a) && !addr_is_loopback(a) &&
	       !addr_is_multicast(a) && !(a->family == 4 && a->bytes[0] >= 240);
}

bool mac_is_set(const struct mac *m)
{
	static const struct mac none;
	return !mac_equal(m, &none);
}

bool mac_equal(const struct mac *a, const struct mac *b)
{
	return memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

bool mac_is_group(const struct mac *m)
{
	return m->bytes[0] & 1;
}

bool mac_is_locally_administered(const struct mac *m)
{
	return m->bytes[0] & 2;
}

static int hex_digit(uint8_t c)
{
	c = slice_lower(c);
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool mac_parse(struct slice text, struct mac *ret_mac)
{
	struct mac m = {0};
	size_t digits = 0;
	bool pairs = text.len == 17, dotted = text.len == 14;

	if (!pairs && !dotted && text.len != 12)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.at[i];
		if (pairs && i % 3 == 2) {
			if ((c != ':' && c != '-') || c != text.at[2])
				return false;
			continue;
		}
		if (dotted && i % 5 == 4) {
			if (c != '.')
				return false;
			continue;
		}
		int digit = hex_digit(c);
		if (digit < 0)
			return false;
		m.bytes[digits / 2] = (uint8_t)(m.bytes[digits / 2] << 4 | digit);
		digits++;
	}
	*ret_mac = m;
	return digits == 12;
}

const char *mac_print(const struct mac *m, char buf[MAC_TEXT_MAX])
{
	char *to = buf;
	for (unsigned i = 0; i < sizeof(m->bytes); i++) {
		*to++ = "0123456789abcdef"[m->bytes[i] >> 4];
		*to++ = "0123456789abcdef"[m->bytes[i] & 15];
		*to++ = ':';
	}
	to[-1] = '\0';
	return buf;
}

static void clear_host_bits(struct net *n)
{
	for (unsigned bit = n->bits; bit < 128; bit++)
		n->base.bytes[bit / 8] &= (uint8_t) ~(0x80u >> (bit % 8));
}

bool net_parse(struct slice text, struct net *ret_net)
{
	struct net n;
	uint64_t bits;
	const uint8_t *slash = text.len ? memchr(text.at, '/', text.len) : NULL;
	struct slice base = slash ? slice_of(text.at, (size_t)(slash - text.at)) : text;

	if (!addr_parse(base, &n.base))
		return false;
	bits = n.base.family == 4 ? 32 : 128;
	if (slash) {
		struct slice tail = slice_of(slash + 1, text.len - base.len - 1);
		uint64_t most = bits;
		if (!slice_decimal(tail, &bits) || bits > most)
			return false;
	}
	n.bits = (uint8_t)bits;
	clear_host_bits(&n);
	*ret_net = n;
	return true;
}

bool net_has(const struct net *n, const struct addr *a)
{
	if (n->base.family != a->family)
		return false;
	unsigned whole = n->bits / 8, rest = n->bits % 8;
	if (memcmp(n->base.bytes, a->bytes, whole) != 0)
		return false;
	return rest == 0 || (uint8_t)(n->base.bytes[whole] ^ a->bytes[whole]) >> (8 - rest) == 0;
}
