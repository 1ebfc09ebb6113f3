/* SPDX-License-Identifier: Apache-2.0 */
#include "app/paths.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ROOTS_MAX = 4 };

/* A database may stand where npm puts it, or alone in data/. */
static const char *const country_files[] = {
	"node_modules/@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb",
	"data/geo-whois-asn-country.mmdb", NULL};
static const char *const network_files[] = {"node_modules/@ip-location-db/asn/asn-ipv4.csv",
					    "data/asn.mmdb", "data/asn-ipv4.csv", NULL};
static const char *const compiled_files[] = {"knowledge.compiled", NULL};
static const char *const knowledge_files[] = {"knowledge/makers.csv", NULL};
static const char *const registration_files[] = {"ieee-data/oui.csv", NULL};

/* Directory `ups` levels above the running program: 1 is its own, 2 the checkout that
 * build/camtrail stands in. */
static char *above_program(int ups)
{
	char at[4096];
	ssize_t len = readlink("/proc/self/exe", at, sizeof(at) - 1);

	for (int up = 0; up < ups && len > 0; up++) {
		at[len] = '\0';
		char *slash = strrchr(at, '/');
		if (!slash)
			return NULL;
		*slash = '\0';
		len = slash - at;
	}
	return len > 0 ? mem_text(at) : NULL;
}

static char *first_of(char *const roots[], const char *const files[])
{
	char *path = NULL;

	for (unsigned r = 0; r < ROOTS_MAX; r++) {
		for (const char *const *f = files; roots[r] && *f; f++) {
			if (asprintf(&path, "%s/%s", roots[r], *f) < 0)
				return NULL;
			if (access(path, R_OK) == 0)
				return path;
			free(path);
		}
	}
	return NULL;
}

/* "DIR/file" becomes "DIR"; NULL stays. */
static void to_folder(char *path)
{
	if (path)
		*strrchr(path, '/') = '\0';
}

void paths_find(struct paths *p)
{
	const char *named = getenv("CAMTRAIL_SHARE");
	char *roots[ROOTS_MAX] = {named && named[0] ? mem_text(named) : NULL, above_program(2),
				  mem_text("/usr/share/camtrail"), above_program(1)};

	*p = (struct paths){NULL};
	p->knowledge = first_of(roots, knowledge_files);
	p->compiled = first_of(roots, compiled_files);
	p->registrations = first_of(roots, registration_files);
	to_folder(p->knowledge);
	to_folder(p->registrations);
	p->countries = first_of(roots, country_files);
	p->networks = first_of(roots, network_files);
	if (!p->registrations && access("/usr/share/ieee-data/oui.csv", R_OK) == 0)
		p->registrations = mem_text("/usr/share/ieee-data");
	for (unsigned r = 0; r < ROOTS_MAX; r++)
		free(roots[r]);
}

void paths_done(struct paths *p)
{
	free(p->knowledge);
	free(p->compiled);
	free(p->countries);
	free(p->networks);
	free(p->registrations);
	*p = (struct paths){NULL};
}
