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

static bool is_flow(const struct addr *src, const struct addr *dst, uint8_t transport)
{
	return (src->family == 4 || src->family == 6) && src->family == dst->family &&
	       (transport == TRANSPORT_TCP || transport == TRANSPORT_UDP ||
		transport == TRANSPORT_SCTP);
}

bool community_id(const struct addr *src, uint16_t src_port, const struct addr *dst,
		  uint16_t dst_port, uint8_t transport, char ret_id[COMMUNITY_ID_MAX])
{
	uint8_t bytes[2 + 16 + 16 + 2 + 4] = {0}, hash[EVP_MAX_MD_SIZE];
	unsigned hash_len = 0;
	size_t n = 2;

	if (!is_flow(src, dst, transport))
		return false;
	size_t len = src->family == 4 ? 4 : 16;
	int order = memcmp(src->bytes, dst->bytes, len);
	bool swap = order > 0 || (order == 0 && src_port > dst_port);
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
