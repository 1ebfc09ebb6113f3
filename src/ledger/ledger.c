/* SPDX-License-Identifier: Apache-2.0
 *
 * The order of settling, the words of the ledger, and finding a device by what a person types.
 */
#include "ledger/ledger.h"

#include "ledger/private.h"

const char *rung_name(enum rung r)
{
	switch (r) {
	case RUNG_CONFIGURED:
		return "configured";
	case RUNG_ASKED:
		return "asked";
	case RUNG_ATTEMPTED:
		return "attempted";
	case RUNG_CONTACTED:
		return "contacted";
	case RUNG_SENT:
		return "sent";
	case RUNG_FOOTAGE:
		return "footage";
	}
	err_broken(__FILE__, __LINE__, "rung");
}

const char *name_source_name(enum name_source s)
{
	switch (s) {
	case NAME_NONE:
		return "";
	case NAME_DNS:
		return "dns";
	case NAME_SNI:
		return "sni";
	case NAME_HTTP_HOST:
		return "http-host";
	case NAME_MQTT:
		return "mqtt";
	case NAME_RTSP_URL:
		return "rtsp-url";
	case NAME_CERTIFICATE:
		return "certificate";
	case NAME_SOURCES:
		break;
	}
	err_broken(__FILE__, __LINE__, "name source");
}

void ledger_settle(struct ledger *l, const struct site *site, const struct neighbours *neighbours)
{
	struct site *none = NULL;

	must(!l->private->settled);
	if (!site)
		site = none = site_new();
	l->private->site = site;
	l->private->neighbours = neighbours;
	gather_sort(l);
	facts_settle(l);
	devices_settle(l);
	seen_settle(l);
	contacts_settle(l);
	announced_settle(l);
	media_rungs(l);
	names_settle(l);
	media_settle(l);
	whole_settle(l);
	l->private->site = NULL;
	l->private->neighbours = NULL;
	l->private->settled = true;
	site_free(none);
}

const struct seen *device_seen(const struct device *d, enum obs_kind kind)
{
	for (size_t i = 0; i < d->n_seen; i++)
		if (d->seen[i].kind == kind)
			return &d->seen[i];
	return NULL;
}

static bool has_name(const struct device *d, struct slice text)
{
	for (size_t i = 0; i < d->n_seen; i++) {
		const struct seen *s = &d->seen[i];
		enum obs_role role = obs_kind_info(s->kind)->role;
		if ((role == OBS_ROLE_HOSTNAME || role == OBS_ROLE_SERIAL) &&
		    s->text.len == text.len && text.len &&
		    strncasecmp((const char *)s->text.at, (const char *)text.at, text.len) == 0)
			return true;
	}
	return false;
}

static const struct device *find_named(const struct ledger *l, struct slice text)
{
	const struct device *found = NULL;
	for (size_t i = 0; l->devices && i < l->n_devices; i++) {
		if (!has_name(&l->devices[i], text))
			continue;
		if (found)
			return NULL;
		found = &l->devices[i];
	}
	return found;
}

static const struct device *device_at(const struct ledger *l, long index)
{
	return index >= 0 ? &l->devices[index] : NULL;
}

const struct device *ledger_find_mac(const struct ledger *l, const struct mac *mac)
{
	return device_at(l, devices_by_mac(l, mac));
}

const struct device *ledger_find_address(const struct ledger *l, const struct addr *addr)
{
	return device_at(l, devices_party(l, &(struct mac){0}, addr));
}

const struct device *ledger_find(const struct ledger *l, struct slice text)
{
	struct mac mac;
	struct addr addr;
	const struct device *found = NULL;

	text = slice_trim(text);
	if (mac_parse(text, &mac))
		found = ledger_find_mac(l, &mac);
	else if (addr_parse(text, &addr))
		found = ledger_find_address(l, &addr);
	return found ? found : find_named(l, text);
}
