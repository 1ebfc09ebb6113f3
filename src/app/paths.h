/* SPDX-License-Identifier: Apache-2.0
 *
 * Where the installed tables are: beside the build (a checkout) or under the installation prefix.
 */
#ifndef CAMTRAIL_APP_PATHS_H
#define CAMTRAIL_APP_PATHS_H

#include "base/err.h"

struct paths {
	char *knowledge;     /* directory of makers.csv; NULL = not found */
	char *compiled;      /* file of compiled patterns beside the program; NULL = not found */
	char *countries;     /* MMDB file; NULL = not installed */
	char *networks;      /* MMDB file of autonomous systems; NULL = not installed */
	char *registrations; /* directory of oui.csv; NULL = not installed */
};

/* CAMTRAIL_SHARE names a directory to look in first. */
void paths_find(struct paths *p);
void paths_done(struct paths *p);

#endif
