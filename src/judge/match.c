/* SPDX-License-Identifier: Apache-2.0
 *
 * Which declared camera is which device: by serial number, then MAC address, then address. A
 * serial number that several devices say matches none of them.
 */
#include <stdlib.h>

#include "judge/private.h"

struct finder {
	struct map serials, macs; /* -> device + 1; SERIAL_SHARED = several */
};

#define SERIAL_SHARED UINTPTR_MAX

static size_t serial_key(struct slice s, uint8_t *key, size_t room)
{
	size_t n = 0;
	s = slice_trim(s);
	for (; n < s.len && n < room; n++)
		key[n] = slice_lower(s.at[n]);
	return n;
}

static void put_serials(struct finder *f, const struct device *d, size_t device)
{
	uint8_t key[256];
	for (size_t i = 0; i < d->n_seen; i++) {
		if (obs_kind_info(d->seen[i].kind)->role != OBS_ROLE_SERIAL)
			continue;
		size_t len = serial_key(d->seen[i].text, key, sizeof(key));
		uintptr_t was = (uintptr_t)map_get(&f->serials, key, len);
		uintptr_t is = was && was != device + 1 ? SERIAL_SHARED : device + 1;
		if (len)
			(void)map_put(&f->serials, key, len, (void *)is);
	}
}

static void build(struct finder *f, const struct ledger *l)
{
	map_init(&f->serials);
	map_init(&f->macs);
	for (size_t i = 0; i < l->n_devices; i++) {
		const struct device *d = &l->devices[i];
		put_serials(f, d, i);
		if (d->by_mac)
			(void)map_put(&f->macs, d->mac.bytes, sizeof(d->mac.bytes),
				      (void *)(uintptr_t)(i + 1));
	}
}

static long find(const struct finder *f, const struct ledger *l, const struct declaration *r)
{
	uint8_t key[256];
	size_t len = serial_key(slice_text(r->serial), key, sizeof(key));
	uintptr_t found = len ? (uintptr_t)map_get(&f->serials, key, len) : 0;

	if (found && found != SERIAL_SHARED)
		return (long)found - 1;
	if (r->has_mac) {
		found = (uintptr_t)map_get(&f->macs, r->mac.bytes, sizeof(r->mac.bytes));
		if (found)
			return (long)found - 1;
	}
	if (addr_is_set(&r->address)) {
		const struct device *d = ledger_find_address(l, &r->address);
		/* another MAC at the declared address is another device */
		if (d && !(r->has_mac && d->by_mac))
			return d - l->devices;
	}
	return -1;
}

/* Several devices may be of one row. */
static void take_given(const struct judging *j)
{
	struct judgement_private *p = j->out->private;

	for (size_t i = 0; i < j->out->n_devices; i++) {
		long row = j->in->declaration_of[i];
		j->out->devices[i].declaration = row;
		if (row >= 0 && p->device_of[row] < 0)
			p->device_of[row] = (long)i;
	}
}

void match_declarations(const struct judging *j)
{
	const struct declarations *rows = j->in->declarations;
	struct judgement_private *p = j->out->private;
	struct finder f;

	if (!rows)
		return;
	p->declarations_n = rows->n;
	p->device_of = mem_new(rows->n, sizeof(*p->device_of));
	p->same_device_as = mem_new(rows->n, sizeof(*p->same_device_as));
	for (size_t i = 0; i < rows->n; i++)
		p->device_of[i] = p->same_device_as[i] = -1;
	if (j->in->declaration_of) {
		take_given(j);
		return;
	}
	build(&f, j->in->ledger);
	for (size_t i = 0; i < rows->n; i++) {
		long device = find(&f, j->in->ledger, &rows->rows[i]);
		p->device_of[i] = device;
		if (device < 0)
			continue;
		if (j->out->devices[device].declaration < 0) {
			j->out->devices[device].declaration = (long)i;
		} else {
			p->same_device_as[i] = j->out->devices[device].declaration;
			p->device_of[i] = -1;
		}
	}
	map_done(&f.serials, NULL);
	map_done(&f.macs, NULL);
}
