/* SPDX-License-Identifier: Apache-2.0
 *
 * components.csv and projects.csv.
 */
#include "know/software.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "know/tables.h"

enum { PREFIX_LEAST = 3, PATH_ROOM = 4096 };

/* Whether the text says the pattern, with a digit where the version begins. */
static bool says(const char *text, const char *pattern)
{
	const char *version = strstr(pattern, "%v");
	size_t len = (size_t)(version - pattern), n;
	const char *at = text;

	while ((at = memmem(at, strlen(at), pattern, len)) != NULL) {
		at += len;
		if (!isdigit((unsigned char)*at))
			continue;
		n = strspn(at, "0123456789abcdefghijklmnopqrstuvwxyz"
			       "ABCDEFGHIJKLMNOPQRSTUVWXYZ._-+~");
		if (memchr(at, '.', n) && strncmp(at + n, version + 2, strlen(version + 2)) == 0)
			return true;
	}
	return false;
}

static int component_row(void *ctx, const char **f, struct origin at, struct err *err)
{
	struct software *s = ctx;
	const char *version = strstr(f[1], "%v");

	if (!f[0][0])
		return origin_err(err, at, "no name");
	if (!version || version - f[1] < PREFIX_LEAST || strstr(version + 1, "%v"))
		return origin_err(err, at,
				  "pattern '%s'; write %%v once, behind %d characters at least",
				  f[1], PREFIX_LEAST);
	if (want_source(f[2], at, err) < 0)
		return -1;
	if (!says(f[3], f[1]))
		return origin_err(err, at, "the example '%s' does not say '%s'", f[3], f[1]);
	if (!f[4][0] || says(f[4], f[1]))
		return origin_err(err, at, "the counter-example '%s' is empty or says '%s'", f[4],
				  f[1]);
	s->components = table_grow(s->components, s->n_components, sizeof(*s->components));
	s->components[s->n_components++] =
		(struct known_component){.name = mem_text(f[0]), .pattern = mem_text(f[1])};
	return 0;
}

static int project_row(void *ctx, const char **f, struct origin at, struct err *err)
{
	struct software *s = ctx;
	bool pages = strcmp(f[1], "pages") == 0;
	char name[300];

	if (!strchr(f[0], '.') || strlen(f[0]) > 255)
		return origin_err(err, at, "domain '%s'; write a name with a dot", f[0]);
	for (const char *c = f[0]; *c; c++)
		if (isupper((unsigned char)*c))
			return origin_err(err, at, "domain '%s'; write it in lower case", f[0]);
	if (!pages && strcmp(f[1], "all") != 0)
		return origin_err(err, at, "scope '%s'; write all or pages", f[1]);
	if (want_source(f[2], at, err) < 0)
		return -1;
	(void)snprintf(name, sizeof(name), "%s%s", pages ? "www." : "", f[0]);
	s->projects = table_grow(s->projects, s->n_projects, sizeof(*s->projects));
	s->projects[s->n_projects++] = mem_text(name);
	return 0;
}

static int read_table(struct software *s, const char *dir, const char *name,
		      const char *const *columns, size_t n,
		      int (*row)(void *ctx, const char **f, struct origin at, struct err *err),
		      struct err *err)
{
	char path[PATH_ROOM];

	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	const struct csv_table table = {
		.file = path, .columns = columns, .n_columns = n, .row = row, .ctx = s};
	return csvfile_read(&table, err);
}

struct software *software_load(const char *dir, struct err *err)
{
	static const char *const component[] = {"name", "pattern", "source", "example", "not"};
	static const char *const project[] = {"domain", "scope", "source"};
	struct software *s = mem_new(1, sizeof(*s));

	if (read_table(s, dir, "components.csv", component, 5, component_row, err) == 0 &&
	    read_table(s, dir, "projects.csv", project, 3, project_row, err) == 0)
		return s;
	software_free(s);
	return NULL;
}

void software_free(struct software *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->n_components; i++) {
		free((void *)(uintptr_t)s->components[i].name);
		free((void *)(uintptr_t)s->components[i].pattern);
	}
	for (size_t i = 0; i < s->n_projects; i++)
		free((void *)(uintptr_t)s->projects[i]);
	free(s->components);
	free(s->projects);
	free(s);
}
