/* SPDX-License-Identifier: Apache-2.0
 *
 * From the ticks that a pcapng interface counts to microseconds since 1970. The resolution byte
 * (if_tsresol) is n for ticks of 10^-n seconds, or 0x80 + n for 2^-n; the offset (if_tsoffset) is
 * in whole seconds. Times are rounded down; what no int64_t holds becomes the nearest that it does.
 */
#ifndef CAMTRAIL_CAPTURE_TICKS_H
#define CAMTRAIL_CAPTURE_TICKS_H

#include <stdint.h>

enum { TICKS_MICROSECONDS = 6 /* resolution where the file says none */ };

enum ticks_how { TICKS_AS_IS, TICKS_DIVIDE, TICKS_MULTIPLY, TICKS_SHIFT };

struct ticks {
	uint64_t by; /* divisor, factor or number of bits */
	int64_t offset_s;
	enum ticks_how how;
};

struct ticks ticks_of(uint8_t resolution, int64_t offset_s);
int64_t ticks_convert(const struct ticks *t, uint64_t count);

static inline int64_t ticks_us(const struct ticks *t, uint64_t count)
{
	if (t->how == TICKS_AS_IS && count <= INT64_MAX)
		return (int64_t)count;
	return ticks_convert(t, count);
}

#endif
