/* SPDX-License-Identifier: Apache-2.0
 *
 * What a device passes on about others. A recorder, a discovery proxy or a repeater sends the
 * announcements of cameras from its own address: a message whose MAC address or transport address
 * is that of another device of the site says nothing of who sent it. A whole message is hearsay, so
 * it is told by its frame.
 */
#include "judge/private.h"

/* The address in "http://10.0.0.7:80/x" or "http://[fe80::1]/x". */
static bool url_address(struct slice url, struct addr *ret)
{
	size_t start = 0, end;
	for (size_t i = 0; i + 3 <= url.len && !start; i++)
		if (memcmp(url.at + i, "://", 3) == 0)
			start = i + 3;
	if (!start || start >= url.len)
		return false;
	bool bracketed = url.at[start] == '[';
	start += bracketed;
	for (end = start; end < url.len; end++)
		if (bracketed ? url.at[end] == ']' : url.at[end] == ':' || url.at[end] == '/')
			break;
	return addr_parse(slice_of(url.at + start, end - start), ret);
}

static bool has_address(const struct device *d, const struct addr *a)
{
	for (size_t i = 0; i < d->n_addresses; i++)
		if (addr_equal(&d->addresses[i].addr, a))
			return true;
	return false;
}

static bool mac_of_another(const struct ledger *l, const struct device *d, const struct seen *s)
{
	struct mac mac;

	if (!mac_parse(slice_trim(s->text), &mac) || !mac_is_set(&mac) || mac_equal(&mac, &d->mac))
		return false;
	const struct device *other = ledger_find_mac(l, &mac);
	return other && other->by_mac && mac_equal(&other->mac, &mac) && !other->router;
}

static bool address_of_another(const struct ledger *l, const struct device *d, const struct seen *s)
{
	struct addr addr;

	if (!url_address(s->text, &addr) || has_address(d, &addr))
		return false;
	const struct device *other = ledger_find_address(l, &addr);
	return other && has_address(other, &addr) && !other->router;
}

static bool of_another(const struct ledger *l, const struct device *d, const struct seen *s)
{
	if (obs_kind_info(s->kind)->role == OBS_ROLE_MAC)
		return mac_of_another(l, d, s);
	if (s->kind == OBS_WSD_ADDRESS || s->kind == OBS_SSDP_LOCATION)
		return address_of_another(l, d, s);
	return false;
}

struct hearsay hearsay_of(const struct ledger *l, const struct device *d)
{
	struct hearsay h = {0};
	for (size_t i = 0; i < d->n_seen && h.n < HEARSAY_MAX; i++)
		if (of_another(l, d, &d->seen[i]))
			h.frames[h.n++] = &d->seen[i].first;
	return h;
}

static bool told_at(const struct hearsay *h, const struct where *w)
{
	for (size_t i = 0; i < h->n; i++)
		if (h->frames[i]->capture == w->capture && h->frames[i]->frame == w->frame)
			return true;
	return false;
}

bool hearsay_has(const struct hearsay *h, const struct seen *s)
{
	return told_at(h, &s->first) && (s->count == 1 || told_at(h, &s->last));
}
