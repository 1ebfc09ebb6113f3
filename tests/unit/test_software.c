/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "know/software.h"

static void the_tables_hold(void **state)
{
	struct err err = {{0}};
	struct software *s = software_load(SOURCE_ROOT "/knowledge", &err);

	(void)state;
	assert_string_equal(err.text, "");
	assert_non_null(s);
	assert_true(s->n_components > 50);
	assert_true(s->n_projects > 500);
	software_free(s);
}

static void put(const char *dir, const char *name, const char *text)
{
	char path[300];

	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	(void)fclose(f);
}

static void bad_rows_are_told(void **state)
{
	static const struct {
		const char *component, *project, *says;
	} bad[] = {
		{"A,AB,a source,AB 1.2,AB x", "", "write %v once"},
		{"A,Abc %v,a source,Abc x,Abc x", "", "does not say"},
		{"A,Abc %v,a source,Abc 1.2,Abc 1.3", "", "counter-example"},
		{"A,Abc %v,,Abc 1.2,Abc x", "", "no source"},
		{"", "nodot,all,a source", "with a dot"},
		{"", "Upper.org,all,a source", "lower case"},
		{"", "a.org,some,a source", "write all or pages"},
	};
	char dir[] = "/tmp/camtrail-software-XXXXXX", text[300], path[300];

	(void)state;
	assert_non_null(mkdtemp(dir));
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct err err = {{0}};
		(void)snprintf(text, sizeof(text), "name,pattern,source,example,not\n%s\n",
			       bad[i].component);
		put(dir, "components.csv", text);
		(void)snprintf(text, sizeof(text), "domain,scope,source\n%s\n", bad[i].project);
		put(dir, "projects.csv", text);
		assert_null(software_load(dir, &err));
		assert_non_null(strstr(err.text, bad[i].says));
	}
	(void)snprintf(path, sizeof(path), "%s/components.csv", dir);
	(void)unlink(path);
	(void)snprintf(path, sizeof(path), "%s/projects.csv", dir);
	(void)unlink(path);
	(void)rmdir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_tables_hold),
		cmocka_unit_test(bad_rows_are_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
