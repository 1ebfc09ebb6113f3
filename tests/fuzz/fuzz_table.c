/* SPDX-License-Identifier: Apache-2.0
 *
 * Files of the user: site.conf, declarations, neighbours, and the tables of knowledge/ (the first
 * byte of `knowledge` says which one the rest is).
 */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "know/know.h"
#include "ledger/site.h"

static void say(void *ctx, const char *sentence)
{
	(void)ctx;
	must(strlen(sentence) < ERR_TEXT_MAX && sentence[0]);
}

static void one_site(struct slice input)
{
	struct err err = {{0}};
	struct site *s = site_new();
	int bad = site_parse(s, input, "site.conf", &err);

	must((bad != 0) == err_is_set(&err));
	must(s->n_networks <= SITE_LIST_MAX && s->n_permitted <= SITE_LIST_MAX &&
	     s->n_resolvers <= SITE_LIST_MAX && s->n_own <= SITE_LIST_MAX);
	for (size_t i = 0; i < s->n_permitted; i++)
		fuzz_touch(slice_text(s->permitted[i].name));
	site_free(s);
}

static void one_declaration(struct slice input)
{
	struct err err = {{0}};
	struct complaints complaints = {.say = say};
	struct declarations d = {0};
	int bad = declarations_parse(&d, input, "cameras.csv", &complaints, &err);

	must((bad != 0) == err_is_set(&err));
	must(d.n <= DECLARATIONS_MAX && d.n + complaints.n <= input.len + 1);
	for (size_t i = 0; i < d.n; i++) {
		fuzz_touch(slice_text(d.rows[i].serial));
		fuzz_touch(slice_text(d.rows[i].position));
	}
	declarations_done(&d);
}

static void one_neighbours(struct slice input)
{
	struct err err = {{0}};
	struct complaints complaints = {.say = say};
	struct neighbours n = {0};
	int bad = neighbours_parse(&n, input, "neighbours", &complaints, &err);

	must((bad != 0) == err_is_set(&err));
	for (size_t i = 0; i < n.n; i++)
		must(addr_is_set(&n.rows[i].addr));
	neighbours_done(&n);
}

/* A folder of our own for files that are only read by name. */
static const char *folder(void)
{
	static char path[256];

	if (!path[0]) {
		const char *parent = getenv("TMPDIR");
		(void)snprintf(path, sizeof(path), "%s/camtrail-fuzz-XXXXXX",
			       parent ? parent : "/tmp");
		must(mkdtemp(path));
	}
	return path;
}

static void put_file(const char *name, struct slice bytes)
{
	char path[512];
	(void)snprintf(path, sizeof(path), "%s/%s", folder(), name);
	FILE *file = fopen(path, "wbe");

	must(file &&
	     fwrite(bytes.at ? bytes.at : (const uint8_t *)"", 1, bytes.len, file) == bytes.len);
	must(fclose(file) == 0);
}

static void remove_file(const char *name)
{
	char path[512];
	(void)snprintf(path, sizeof(path), "%s/%s", folder(), name);
	must(unlink(path) == 0);
}

/* Tables with a row each, so that the one under test has something to refer to. */
static const struct {
	const char *name, *text;
} tables[] = {
	{"makers.csv", "id,name,country,parent,lists,oui_pattern,makes_cameras,source\n"
		       "acme,Acme,CN,,,^acme,yes,s\n"},
	{"brands.csv", "brand,line,period,maker,source\n"},
	{"clouds.csv", "suffix,operator,country,role,maker,share,source\n"},
	{"checks.csv", "network,operator,role,maker,source\n"},
	{"certificates.csv", "id,maker,model,firmware,source\n"},
	{"heartbeats.csv", "protocol,transport,port,bytes,period_s,name,source\n"},
	{"a.sig", ""},
	{"footage.csv", "class,least_bits_per_s,smallest_picture,source\n,10000,3000,a test\n"},
};
enum { TABLES_HERE = sizeof(tables) / sizeof(tables[0]) };

static void one_knowledge(struct slice input)
{
	struct err err = {{0}};

	if (input.len == 0)
		return;
	for (size_t i = 0; i < TABLES_HERE; i++)
		put_file(tables[i].name, i == input.at[0] % TABLES_HERE
						 ? slice_from(input, 1)
						 : slice_text(tables[i].text));
	struct knowledge *k = know_load(folder(), NULL, &err);
	must((k == NULL) == err_is_set(&err));
	if (k)
		(void)know_check_examples(k, &err);
	know_free(k);
	for (size_t i = 0; i < TABLES_HERE; i++)
		remove_file(tables[i].name);
	must(rmdir(folder()) == 0 && mkdir(folder(), 0700) == 0);
}

static void one_oui(struct slice input)
{
	struct err err = {{0}};
	struct mac mac = {{0x00, 0x11, 0x22, 0x33, 0x44, 0x55}};

	put_file("oui.csv", input);
	struct oui_list *o = oui_load(folder(), &err);
	must((o == NULL) == err_is_set(&err));
	if (o) {
		const char *name = oui_registrant(o, &mac);
		fuzz_touch(slice_text(name ? name : ""));
	}
	oui_free(o);
	remove_file("oui.csv");
}

const struct fuzz_target fuzz_table_targets[] = {
	{"site", one_site},
	{"declaration", one_declaration},
	{"neighbours", one_neighbours},
	{"knowledge", one_knowledge},
	{"oui", one_oui},
	{NULL, NULL},
};
