// SPDX-License-Identifier: Apache-2.0
#include "base/similar.h"

#include <cstring>
#include <tlsh.h>

extern "C" void similar_digest(const void *bytes, size_t len, char *to, size_t room)
{
	Tlsh tlsh;

	to[0] = '\0';
	if (len < 256 || len > 0xffffffffu)
		return;
	tlsh.final(static_cast<const unsigned char *>(bytes), static_cast<unsigned>(len));
	const char *hash = tlsh.getHash();
	if (hash && std::strlen(hash) < room)
		std::memcpy(to, hash, std::strlen(hash) + 1);
}

extern "C" int similar_distance(const char *a, const char *b)
{
	Tlsh left, right;

	if (left.fromTlshStr(a) != 0 || right.fromTlshStr(b) != 0)
		return -1;
	return left.totalDiff(&right);
}
