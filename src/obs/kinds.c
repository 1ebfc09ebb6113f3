/* SPDX-License-Identifier: Apache-2.0 */
#include "base/err.h"
#include "obs/obs.h"

static const struct obs_kind_info kinds[OBS_KINDS] = {
#define KIND(NAME, name, TYPE, cap, per_flow, SUBJECT, ROLE, sentence)                            \
	[OBS_##NAME] = {name,    OBS_##TYPE, cap, per_flow, OBS_ABOUT_##SUBJECT, OBS_ROLE_##ROLE, \
			sentence},
#include "obs/kinds.def"
#undef KIND
};

const struct obs_kind_info *obs_kind_info(enum obs_kind kind)
{
	must(kind < OBS_KINDS);
	return &kinds[kind];
}

bool obs_kind_by_name(struct slice name, enum obs_kind *ret_kind)
{
	for (enum obs_kind k = 0; k < OBS_KINDS; k++) {
		if (slice_equal(name, slice_text(kinds[k].name))) {
			*ret_kind = k;
			return true;
		}
	}
	return false;
}
