/* SPDX-License-Identifier: Apache-2.0
 *
 * What a device says of itself, and whether its label agrees with its implementation. Every text
 * here is the device's own word (F0): it names the label, it proves nothing.
 */
#include <stdlib.h>

enum { LABEL_PART_MIN = 4 }; /* bytes of a label that may be a part of a maker's name */

#include "judge/private.h"

/* Where several kinds say the same thing, the one asked of the device itself is taken before
 * what it broadcasts, and scopes, which often hold a board's name, last. */
static int rank(enum obs_kind kind)
{
	switch ((int)kind) {
	case OBS_ONVIF_MANUFACTURER:
	case OBS_ONVIF_MODEL:
	case OBS_ONVIF_FIRMWARE:
	case OBS_ONVIF_SERIAL:
		return 3;
	case OBS_WSD_HARDWARE:
		return 1;
	default:
		return 2;
	}
}

/* The best value of a role; generic words only when there is nothing else. */
static const char *said(const struct device *d, enum obs_role role, size_t *ret_seen)
{
	int best = 0;

	*ret_seen = SIZE_MAX;
	for (size_t i = 0; i < d->n_seen; i++) {
		const struct seen *s = &d->seen[i];
		if (obs_kind_info(s->kind)->role != role || s->text.len == 0)
			continue;
		int r = rank(s->kind) + (label_is_generic((const char *)s->text.at) ? 0 : 10);
		if (r <= best)
			continue;
		best = r;
		*ret_seen = i;
	}
	return *ret_seen == SIZE_MAX ? "" : (const char *)d->seen[*ret_seen].text.at;
}

/* A label that a signature read out of some other text. */
static const char *signature_brand(const struct knowledge *k, const struct verdict_device *v,
				   size_t *ret_seen)
{
	for (size_t i = 0; i < v->n_votes; i++) {
		const struct vote *vote = &v->votes[i];
		if (vote->signature < 0 || !k->signatures[vote->signature].brand ||
		    !k->signatures[vote->signature].brand[0])
			continue;
		*ret_seen = vote->seen;
		return k->signatures[vote->signature].brand;
	}
	return "";
}

static void read_hostnames(struct verdict_device *v, const struct device *d)
{
	v->hostnames = mem_new(HOSTNAMES_MAX, sizeof(*v->hostnames));
	for (size_t i = 0; i < d->n_seen && v->n_hostnames < HOSTNAMES_MAX; i++) {
		const struct seen *s = &d->seen[i];
		bool fresh = s->text.len > 0;
		if (obs_kind_info(s->kind)->role != OBS_ROLE_HOSTNAME)
			continue;
		for (size_t k = 0; k < v->n_hostnames; k++)
			fresh = fresh && !slice_same_word(s->text, v->hostnames[k]);
		if (fresh)
			v->hostnames[v->n_hostnames++] = (const char *)s->text.at;
	}
}

void identity_read(const struct judging *j, size_t device)
{
	const struct device *d = &j->in->ledger->devices[device];
	struct verdict_device *v = &j->out->devices[device];
	size_t seen = SIZE_MAX;

	v->brand = said(d, OBS_ROLE_BRAND, &v->brand_seen);
	if (label_is_generic(v->brand)) {
		const char *brand = signature_brand(j->in->knowledge, v, &seen);
		if (brand[0]) {
			v->brand = brand;
			v->brand_seen = seen;
		}
	}
	v->model = said(d, OBS_ROLE_MODEL, &v->model_seen);
	v->firmware = said(d, OBS_ROLE_FIRMWARE, &v->firmware_seen);
	v->serial = said(d, OBS_ROLE_SERIAL, &v->serial_seen);
	read_hostnames(v, d);
	if (j->in->oui && d->by_mac && !mac_is_locally_administered(&d->mac)) {
		const char *registrant = oui_registrant(j->in->oui, &d->mac);
		v->registrant = registrant ? judge_string(j, registrant) : NULL;
	}
}

/* A text of the device in the role of a brand or read as one: does it mean that group? */
static bool label_means(const struct knowledge *k, const struct verdict_device *v, size_t seen,
			const char *label, int maker)
{
	int named = label_maker(k, label);
	if (named >= 0)
		return maker_same_group(k, named, maker);
	/* "Acme" on a device of "Acme (Holding)" */
	if (strlen(label) >= LABEL_PART_MIN && label_same(label, k->makers[maker].name))
		return true;
	for (size_t i = 0; i < v->n_votes; i++) {
		const struct vote *vote = &v->votes[i];
		if (vote->seen != seen || seen == SIZE_MAX || vote->class != CLASS_LABEL)
			continue;
		for (size_t m = 0; m < vote->n_makers; m++)
			if (maker_same_group(k, vote->makers[m], maker))
				return true;
	}
	return false;
}

bool identity_other_label(const struct judging *j, size_t device, int maker, const char **ret_label,
			  size_t *ret_seen)
{
	const struct knowledge *k = j->in->knowledge;
	const struct verdict_device *v = &j->out->devices[device];
	const struct declaration *declared = finding_declared(j, device);

	if (!label_is_generic(v->brand) && !label_means(k, v, v->brand_seen, v->brand, maker)) {
		*ret_label = v->brand;
		*ret_seen = v->brand_seen;
		return true;
	}
	if (declared && !label_is_generic(declared->brand) &&
	    !label_means(k, v, SIZE_MAX, declared->brand, maker) &&
	    !label_same(declared->brand, v->brand)) {
		*ret_label = declared->brand;
		*ret_seen = SIZE_MAX;
		return true;
	}
	return false;
}

void identity_relabelled(const struct judging *j, size_t device)
{
	struct verdict_device *v = &j->out->devices[device];
	const char *label;
	size_t seen;

	v->relabelled = v->maker >= 0 && !v->maker_by_label_only &&
			identity_other_label(j, device, v->maker, &label, &seen);
}

void identity_places(const struct judging *j, size_t device)
{
	const struct device *d = &j->in->ledger->devices[device];
	struct verdict_device *v = &j->out->devices[device];

	v->places = mem_new(d->n_contacts, sizeof(*v->places));
	v->clouds = mem_new(d->n_contacts, sizeof(void *));
	v->addresses = mem_new(d->n_contacts, sizeof(void *));
	for (size_t i = 0; i < d->n_contacts; i++) {
		const struct contact *c = &d->contacts[i];
		if (j->in->places)
			places_find(j->in->places, &c->addr, &v->places[i]);
		if (c->name[0])
			v->clouds[i] = know_cloud(j->in->knowledge, slice_text(c->name));
		v->addresses[i] = know_address(j->in->knowledge, &c->addr);
	}
}
