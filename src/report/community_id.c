/* SPDX-License-Identifier: Apache-2.0 */
#include "report/community_id.h"

#include <openssl/evp.h>

#include "base/err.h"
#include "obs/obs.h"

enum { SHA1_BYTES = 20 };

static size_t put_port(uint8_t *at, uint16_t port)
{
	at[0] = (uint8_t)(port >> 8);
	at[1] = (uint8_t)port;
	return 2;
}

/* Messages that answer each other, RFC 792 and 950, RFC 4443, 4861, 2710, 4620 and 6275. */
static const uint8_t pairs4[][2] = {{0, 8}, {9, 10}, {13, 14}, {15, 16}, {17, 18}};
static const uint8_t pairs6[][2] = {{128, 129}, {130, 131}, {133, 134},
				    {135, 136}, {139, 140}, {144, 145}};

/* The type of the message that answers this type, or that this type answers; -1 = none. */
static int other_type(uint16_t type, bool six)
{
	const uint8_t(*pairs)[2] = six ? pairs6 : pairs4;
	size_t n = six ? sizeof(pairs6) / sizeof(*pairs6) : sizeof(pairs4) / sizeof(*pairs4);

	for (size_t i = 0; i < n; i++)
		for (unsigned side = 0; side < 2; side++)
			if (pairs[i][side] == type)
				return pairs[i][!side];
	return -1;
}

static bool is_icmp(uint8_t transport)
{
	return transport == TRANSPORT_ICMP || transport == TRANSPORT_ICMP6;
}

static bool is_flow(const struct addr *src, const struct addr *dst, uint8_t transport)
{
	return (src->family == 4 || src->family == 6) && src->family == dst->family &&
	       (transport == TRANSPORT_TCP || transport == TRANSPORT_UDP ||
		transport == TRANSPORT_SCTP || is_icmp(transport));
}

bool community_id(const struct addr *src, uint16_t src_port, const struct addr *dst,
		  uint16_t dst_port, uint8_t transport, char ret_id[COMMUNITY_ID_MAX])
{
	uint8_t bytes[2 + 16 + 16 + 2 + 4] = {0}, hash[EVP_MAX_MD_SIZE];
	unsigned hash_len = 0;
	size_t n = 2;
	bool one_way = false;

	if (!is_flow(src, dst, transport))
		return false;
	if (is_icmp(transport)) {
		int other = other_type(src_port, transport == TRANSPORT_ICMP6);
		one_way = other < 0;
		dst_port = one_way ? dst_port : (uint16_t)other;
	}
	size_t len = src->family == 4 ? 4 : 16;
	int order = memcmp(src->bytes, dst->bytes, len);
	bool swap = !one_way && (order > 0 || (order == 0 && src_port > dst_port));
	memcpy(bytes + n, (swap ? dst : src)->bytes, len);
	n += len;
	memcpy(bytes + n, (swap ? src : dst)->bytes, len);
	n += len;
	bytes[n++] = transport;
	bytes[n++] = 0;
	n += put_port(bytes + n, swap ? dst_port : src_port);
	n += put_port(bytes + n, swap ? src_port : dst_port);
	if (!EVP_Digest(bytes, n, hash, &hash_len, EVP_sha1(), NULL) || hash_len != SHA1_BYTES)
		return false;
	ret_id[0] = '1';
	ret_id[1] = ':';
	(void)EVP_EncodeBlock((uint8_t *)ret_id + 2, hash, SHA1_BYTES);
	return true;
}
