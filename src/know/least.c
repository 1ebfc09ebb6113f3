/* SPDX-License-Identifier: Apache-2.0
 *
 * footage.csv: the lowest bit rate and the smallest picture that devices of a kind are sold with.
 */
#include <stdlib.h>
#include <string.h>

#include "know/tables.h"

static bool read_number(const char *text, double most, double *ret)
{
	char *end;

	*ret = strtod(text, &end);
	return text[0] >= '0' && text[0] <= '9' && *end == '\0' && *ret >= 1 && *ret <= most;
}

static bool read_kind(const char *text, enum device_kind *ret)
{
	*ret = KIND_UNKNOWN;
	if (!text[0])
		return true;
	for (int i = KIND_CAMERA; i < DEVICE_KINDS; i++)
		if (strcmp(text, know_kind_name((enum device_kind)i)) == 0)
			*ret = (enum device_kind)i;
	return *ret != KIND_UNKNOWN;
}

int least_take(struct knowledge *k, const char **f, int layer, struct origin at, struct err *err)
{
	struct known_least l = {0};
	double bytes;
	size_t i;

	if (!read_kind(f[0], &l.kind))
		return origin_err(err, at, "class '%s'; write camera, recorder, other or nothing",
				  f[0]);
	if (!read_number(f[1], 1e9, &l.bits_per_s))
		return origin_err(err, at, "least_bits_per_s '%s'; write a number from 1 to 1e9",
				  f[1]);
	if (!read_number(f[2], 1e9, &bytes))
		return origin_err(err, at, "smallest_picture '%s'; write bytes from 1 to 1e9",
				  f[2]);
	if (want_source(f[3], at, err) < 0 || table_claim(k, TABLE_FOOTAGE, f[0][0] ? f[0] : "any",
							  k->n_leasts, layer, at, &i, err) < 0)
		return -1;
	if (i == k->n_leasts) {
		k->leasts = table_grow(k->leasts, k->n_leasts, sizeof(*k->leasts));
		k->n_leasts++;
	}
	l.picture_bytes = (uint64_t)bytes;
	l.bits = text_keep(k->private, f[1]);
	l.picture = text_keep(k->private, f[2]);
	l.source = text_keep(k->private, f[3]);
	k->leasts[i] = l;
	return 0;
}

static const struct known_least *find(const struct knowledge *k, enum device_kind kind)
{
	for (size_t i = 0; i < k->n_leasts; i++)
		if (k->leasts[i].kind == kind)
			return &k->leasts[i];
	return NULL;
}

int least_want_any(const struct knowledge *k, const char *dir, struct err *err)
{
	if (find(k, KIND_UNKNOWN))
		return 0;
	return err_set(
		err, "%s/footage.csv: no row with an empty class, which holds for any device", dir);
}

const struct known_least *know_least(const struct knowledge *k, enum device_kind kind)
{
	const struct known_least *l = find(k, kind);
	return l ? l : find(k, KIND_UNKNOWN);
}
