/* SPDX-License-Identifier: Apache-2.0
 *
 * heartbeats.csv: what a small packet that comes again and again is known to be.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "know/tables.h"

/* "" is any, "8" that number, "8-10" from one to the other. */
static bool read_range(const char *text, double most, double *ret_least, double *ret_most)
{
	static const char digits[] = "0123456789.";
	char *end;

	*ret_least = 0;
	*ret_most = most;
	if (!text[0])
		return true;
	if (!strchr(digits, text[0]))
		return false;
	*ret_least = *ret_most = strtod(text, &end);
	if (*end == '-' && end[1] && strchr(digits, end[1]))
		*ret_most = strtod(end + 1, &end);
	return *end == '\0' && *ret_least <= *ret_most && *ret_most <= most;
}

static int read_row(const char **f, struct known_beat *b, struct origin at, struct err *err)
{
	double least, most;

	if (!f[0][0] && (!f[1][0] || !f[2][0]))
		return origin_err(err, at, "give a protocol, or a transport and a port");
	if (f[1][0] && strcmp(f[1], "tcp") != 0 && strcmp(f[1], "udp") != 0)
		return origin_err(err, at, "transport '%s'; write tcp, udp or nothing", f[1]);
	b->transport = !f[1][0] ? 0 : f[1][0] == 't' ? TRANSPORT_TCP : TRANSPORT_UDP;
	if (!read_range(f[2], 65535, &least, &most) || least < most * !!f[2][0] ||
	    floor(least) < least)
		return origin_err(err, at, "port '%s'; write a number up to 65535 or nothing",
				  f[2]);
	b->port = (uint16_t)least;
	if (!read_range(f[3], 65535, &b->least_bytes, &b->most_bytes))
		return origin_err(err, at, "bytes '%s'; write 44, 44-48 or nothing", f[3]);
	if (!read_range(f[4], KNOW_PERIOD_MAX_S, &b->least_s, &b->most_s))
		return origin_err(err, at, "period_s '%s'; write 8, 8-10 or nothing", f[4]);
	if (!f[5][0])
		return origin_err(err, at, "no name; say what the packet is");
	return 0;
}

int heartbeat_take(struct knowledge *k, const char **f, int layer, struct origin at,
		   struct err *err)
{
	struct know_private *p = k->private;
	struct known_beat b = {0};
	char key[5 * TABLE_FIELD_MAX + 5];
	size_t i;

	if (read_row(f, &b, at, err) < 0 || want_source(f[6], at, err) < 0)
		return -1;
	(void)snprintf(key, sizeof(key), "%s|%s|%s|%s|%s", f[0], f[1], f[2], f[3], f[4]);
	if (table_claim(k, TABLE_HEARTBEATS, key, k->n_beats, layer, at, &i, err) < 0)
		return -1;
	if (i == k->n_beats) {
		k->beats = table_grow(k->beats, k->n_beats, sizeof(*k->beats));
		k->n_beats++;
	}
	b.key = text_keep(p, key);
	b.protocol = text_keep(p, f[0]);
	b.bytes = text_keep(p, f[3]);
	b.period = text_keep(p, f[4]);
	b.name = text_keep(p, f[5]);
	b.source = text_keep(p, f[6]);
	k->beats[i] = b;
	return 0;
}

static bool fits(const struct known_beat *b, const struct beat_seen *seen)
{
	return (!b->protocol[0] || strcmp(b->protocol, seen->protocol) == 0) &&
	       (!b->transport || b->transport == seen->transport) &&
	       (!b->port || b->port == seen->port) && seen->least_bytes >= b->least_bytes &&
	       seen->most_bytes <= b->most_bytes && seen->period_s >= b->least_s &&
	       seen->period_s <= b->most_s;
}

const struct known_beat *know_beat(const struct knowledge *k, const struct beat_seen *seen)
{
	const struct known_beat *best = NULL;

	for (size_t i = 0; i < k->n_beats; i++)
		if (fits(&k->beats[i], seen) &&
		    (!best || (k->beats[i].protocol[0] && !best->protocol[0])))
			best = &k->beats[i];
	return best;
}
