/* SPDX-License-Identifier: Apache-2.0
 *
 * Free software that firmware is made of: how common components say their version
 * (components.csv), and whose homes are no servers (projects.csv). For sift/, which takes lists.
 *
 * How its data lives: loaded once, constant, freed whole. Texts live as long as it.
 */
#ifndef CAMTRAIL_KNOW_SOFTWARE_H
#define CAMTRAIL_KNOW_SOFTWARE_H

#include <stddef.h>

#include "base/err.h"

/* components.csv */
struct known_component {
	const char *name;    /* "BusyBox" */
	const char *pattern; /* text as it stands in programs, %v for the version */
};

struct software {
	size_t n_components, n_projects;
	struct known_component *components;
	/* projects.csv: "gnu.org" = all names below, "www.debian.org" = the name without "www." and
	 * its pages for people: column scope, all or pages */
	const char **projects;
};

/* dir: the folder of the tables. NULL and err with file and line when a row is not as it must be;
 * every component's example must hold its pattern and its counter-example must not. */
struct software *software_load(const char *dir, struct err *err);
void software_free(struct software *s);

#endif
