/* SPDX-License-Identifier: Apache-2.0 */
#include "capture/ticks.h"

enum { BINARY = 0x80, DIGITS_MAX = 19 /* 10^19 is the largest power that 64 bits hold */ };

__extension__ typedef __int128 wide; /* of a tick count times a million */

static uint64_t power_of_ten(unsigned digits)
{
	uint64_t power = 1;

	for (unsigned i = 0; i < digits && i < DIGITS_MAX; i++)
		power *= 10;
	return power;
}

struct ticks ticks_of(uint8_t resolution, int64_t offset_s)
{
	unsigned n = resolution & ~(unsigned)BINARY;

	if (resolution & BINARY)
		return (struct ticks){n, offset_s, TICKS_SHIFT};
	if (n < TICKS_MICROSECONDS)
		return (struct ticks){power_of_ten(TICKS_MICROSECONDS - n), offset_s,
				      TICKS_MULTIPLY};
	/* Finer than 10^-25: every 64-bit count is less than a microsecond. */
	if (n - TICKS_MICROSECONDS > DIGITS_MAX)
		return (struct ticks){64 + 20, offset_s, TICKS_SHIFT};
	return (struct ticks){power_of_ten(n - TICKS_MICROSECONDS), offset_s,
			      n > TICKS_MICROSECONDS || offset_s ? TICKS_DIVIDE : TICKS_AS_IS};
}

int64_t ticks_convert(const struct ticks *t, uint64_t count)
{
	wide us = 0;

	switch (t->how) {
	case TICKS_AS_IS:
		us = count;
		break;
	case TICKS_DIVIDE:
		us = count / t->by;
		break;
	case TICKS_MULTIPLY:
		us = (wide)count * t->by;
		break;
	case TICKS_SHIFT:
		us = ((wide)count * 1000000) >> t->by;
		break;
	}
	us += (wide)t->offset_s * 1000000;
	if (us > INT64_MAX)
		return INT64_MAX;
	return us < INT64_MIN ? INT64_MIN : (int64_t)us;
}
