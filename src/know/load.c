/* SPDX-License-Identifier: Apache-2.0
 *
 * The tables of knowledge/ from disk: which files there are, what each column may hold, and what
 * an overlay replaces. Strict, because a verdict may rest on any row: a row without a source, an
 * unknown maker or a key given twice stops the program with file, line and what to do.
 */
#include "know/tables.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct loading {
	struct knowledge *k;
	int layer;
	int (*row)(void *ctx, const char **fields, struct origin at, struct err *err);
};

static const char *const maker_columns[] = {"id",    "name",        "country",       "parent",
					    "lists", "oui_pattern", "makes_cameras", "source"};
static const char *const brand_columns[] = {"brand", "line", "period", "maker", "source"};
static const char *const cloud_columns[] = {"suffix", "operator", "country", "role",
					    "maker",  "share",    "source"};
static const char *const address_columns[] = {"network", "operator", "role", "maker", "source"};
static const char *const heartbeat_columns[] = {"protocol", "transport", "port",  "bytes",
						"period_s", "name",      "source"};
static const char *const least_columns[] = {"class", "least_bits_per_s", "smallest_picture",
					    "source"};
static const char *const certificate_columns[] = {"id", "maker", "model", "firmware", "source"};

const char *text_keep(struct know_private *p, const char *text)
{
	enum { BLOCK = 16 * 1024 };
	size_t len = strlen(text) + 1;

	if (!p->texts || p->texts->room - p->texts->used < len) {
		size_t room = len > BLOCK ? len : BLOCK;
		struct text_block *block = mem_new(1, sizeof(*block) + room);
		block->room = room;
		block->next = p->texts;
		p->texts = block;
	}
	char *copy = p->texts->bytes + p->texts->used;
	memcpy(copy, text, len);
	p->texts->used += len;
	return copy;
}

int origin_err(struct err *err, struct origin at, const char *format, ...)
{
	char sentence[ERR_TEXT_MAX];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(sentence, sizeof(sentence), format, args);
	va_end(args);
	return err_set(err, "%s:%u: %s", at.file, at.line, sentence);
}

bool fault_told(struct know_private *p, struct err *err)
{
	if (!p->faults)
		return false;
	p->faults->say(p->faults->ctx, err->text);
	err->text[0] = '\0';
	return true;
}

int table_claim(struct knowledge *k, enum table table, const char *key, size_t n, int layer,
		struct origin at, size_t *ret_index, struct err *err)
{
	struct map *claims = &k->private->claims[table];
	struct claim *claim = map_get(claims, key, strlen(key));

	if (claim && claim->layer == layer) {
		(void)origin_err(err, at, "'%s' is given twice, first at %s:%u; remove one", key,
				 claim->at.file, claim->at.line);
		return -1;
	}
	if (!claim) {
		if (n >= TABLE_ROWS_MAX) {
			(void)origin_err(err, at, "more than %d rows", TABLE_ROWS_MAX);
			return -1;
		}
		claim = mem_new(1, sizeof(*claim));
		claim->index = n;
		(void)map_put(claims, key, strlen(key), claim);
	}
	claim->layer = layer;
	claim->at = (struct origin){text_keep(k->private, at.file), at.line};
	*ret_index = claim->index;
	return 0;
}

void *table_grow(void *rows, size_t n, size_t size)
{
	if (n & (n - 1))
		return rows;
	return mem_resize(rows, n ? n * 2 : 1, size);
}

static bool is_country(const char *text)
{
	return text[0] == '\0' || (text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'A' &&
				   text[1] <= 'Z' && text[2] == '\0');
}

static bool is_id(const char *text)
{
	size_t len = strlen(text);

	return len > 0 && len < TABLE_NAME_MAX &&
	       strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == len;
}

int want_source(const char *source, struct origin at, struct err *err)
{
	if (strlen(source) >= 4)
		return 0;
	return origin_err(err, at,
			  "no source; say where this is known from in the column 'source'");
}

static int want_country(const char *country, struct origin at, struct err *err)
{
	if (is_country(country))
		return 0;
	return origin_err(err, at, "country '%s' is not two capital letters (ISO 3166) or empty",
			  country);
}

/* "" is -1 where a row may name none */
static int want_maker(const struct knowledge *k, const char *id, bool may_be_none, int *ret_maker,
		      struct origin at, struct err *err)
{
	if (may_be_none && !id[0]) {
		*ret_maker = -1;
		return 0;
	}
	const struct claim *claim = map_get(&k->private->claims[TABLE_MAKERS], id, strlen(id));
	if (!claim)
		return origin_err(err, at,
				  "maker '%s' is not in makers.csv; add it or correct the id", id);
	*ret_maker = (int)claim->index;
	return 0;
}

static int take_maker(void *ctx, const char **f, struct origin at, struct err *err)
{
	struct loading *l = ctx;
	struct knowledge *k = l->k;
	struct err why = {{0}};
	size_t i;

	if (!is_id(f[0]))
		return origin_err(err, at,
				  "id '%s': write small letters, digits and '-', at most %d", f[0],
				  TABLE_NAME_MAX - 1);
	if (!f[1][0])
		return origin_err(err, at, "maker '%s' has no name", f[0]);
	if (want_country(f[2], at, err) < 0 || want_source(f[7], at, err) < 0)
		return -1;
	if (f[5][0] && match_check_registrant(f[5], &why) < 0)
		return origin_err(err, at, "oui_pattern of '%s' is not a pattern: %s", f[0],
				  why.text);
	if (strcmp(f[6], "yes") != 0 && strcmp(f[6], "no") != 0)
		return origin_err(err, at, "makes_cameras is '%s'; write yes or no", f[6]);
	if (table_claim(k, TABLE_MAKERS, f[0], k->n_makers, l->layer, at, &i, err) < 0)
		return -1;
	if (i == k->n_makers) {
		if (k->n_makers >= KNOW_MAKERS_MAX)
			return origin_err(err, at, "more than %d makers", KNOW_MAKERS_MAX);
		k->makers = table_grow(k->makers, k->n_makers, sizeof(*k->makers));
		k->n_makers++;
	}
	struct know_private *p = k->private;
	k->makers[i] = (struct maker){.id = text_keep(p, f[0]),
				      .name = text_keep(p, f[1]),
				      .country = text_keep(p, f[2]),
				      .parent = text_keep(p, f[3]),
				      .lists = text_keep(p, f[4]),
				      .oui_pattern = text_keep(p, f[5]),
				      .makes_cameras = f[6][0] == 'y',
				      .source = text_keep(p, f[7])};
	return 0;
}

static int take_brand(void *ctx, const char **f, struct origin at, struct err *err)
{
	struct loading *l = ctx;
	struct knowledge *k = l->k;
	char key[4 * TABLE_FIELD_MAX + 4];
	int maker = -1;
	size_t i;

	if (!f[0][0])
		return origin_err(err, at, "no brand");
	if (want_maker(k, f[3], false, &maker, at, err) < 0 || want_source(f[4], at, err) < 0)
		return -1;
	(void)snprintf(key, sizeof(key), "%s|%s|%s|%s", f[0], f[1], f[2], f[3]);
	if (table_claim(k, TABLE_BRANDS, key, k->n_brands, l->layer, at, &i, err) < 0)
		return -1;
	if (i == k->n_brands) {
		k->brands = table_grow(k->brands, k->n_brands, sizeof(*k->brands));
		k->n_brands++;
	}
	struct know_private *p = k->private;
	k->brands[i] = (struct brand){.brand = text_keep(p, f[0]),
				      .line = text_keep(p, f[1]),
				      .period = text_keep(p, f[2]),
				      .maker = maker,
				      .source = text_keep(p, f[4])};
	return 0;
}

static bool is_suffix(const char *text)
{
	size_t len = strlen(text);

	return len >= 2 && len < 254 && text[0] != '.' && text[len - 1] != '.' &&
	       !strstr(text, "..") &&
	       strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-._") == len;
}

static int take_cloud(void *ctx, const char **f, struct origin at, struct err *err)
{
	static const char *const roles[] = {"cloud", "p2p",    "relay",   "push",
					    "ntp",   "update", "check",   "storage",
					    "cdn",   "dns",    "resolver"};
	struct loading *l = ctx;
	struct knowledge *k = l->k;
	int maker = -1;
	size_t i, role = 0;

	if (!is_suffix(f[0]))
		return origin_err(err, at,
				  "suffix '%s': write a name in small letters without a leading or "
				  "final dot",
				  f[0]);
	if (!f[1][0])
		return origin_err(err, at, "no operator for '%s'", f[0]);
	while (role < sizeof(roles) / sizeof(roles[0]) && strcmp(f[3], roles[role]) != 0)
		role++;
	if (role == sizeof(roles) / sizeof(roles[0]))
		return origin_err(err, at,
				  "role '%s'; use one of cloud, p2p, relay, push, ntp, update, "
				  "check, storage, cdn, dns, resolver",
				  f[3]);
	if (strlen(f[5]) != 2 || f[5][0] != 'S' || f[5][1] < '1' || f[5][1] > '4')
		return origin_err(err, at, "share '%s'; write S1, S2, S3 or S4", f[5]);
	if (want_country(f[2], at, err) < 0 || want_source(f[6], at, err) < 0 ||
	    want_maker(k, f[4], true, &maker, at, err) < 0 ||
	    table_claim(k, TABLE_CLOUDS, f[0], k->n_clouds, l->layer, at, &i, err) < 0)
		return -1;
	if (i == k->n_clouds) {
		k->clouds = table_grow(k->clouds, k->n_clouds, sizeof(*k->clouds));
		k->n_clouds++;
	}
	struct know_private *p = k->private;
	k->clouds[i] = (struct cloud){.suffix = text_keep(p, f[0]),
				      .operator= text_keep(p, f[1]),
				      .country = text_keep(p, f[2]),
				      .role = roles[role],
				      .maker = maker,
				      .share = (enum sharing)(f[5][1] - '0'),
				      .source = text_keep(p, f[6])};
	return 0;
}

static int take_address(void *ctx, const char **f, struct origin at, struct err *err)
{
	struct loading *l = ctx;
	struct knowledge *k = l->k;
	struct net net;
	int maker = -1;
	size_t i;

	if (!net_parse(slice_text(f[0]), &net))
		return origin_err(err, at,
				  "'%s' is not an address or a network such as 192.0.2.0/24", f[0]);
	if (!f[1][0] || !f[2][0])
		return origin_err(err, at, "'%s' needs an operator and a role", f[0]);
	if (want_source(f[4], at, err) < 0 || want_maker(k, f[3], true, &maker, at, err) < 0 ||
	    table_claim(k, TABLE_ADDRESSES, f[0], k->n_addresses, l->layer, at, &i, err) < 0)
		return -1;
	if (i == k->n_addresses) {
		k->addresses = table_grow(k->addresses, k->n_addresses, sizeof(*k->addresses));
		k->n_addresses++;
	}
	struct know_private *p = k->private;
	k->addresses[i] = (struct known_address){.net = net,
						 .operator= text_keep(p, f[1]),
						 .role = text_keep(p, f[2]),
						 .maker = maker,
						 .source = text_keep(p, f[4])};
	return 0;
}

static int take_certificate(void *ctx, const char **f, struct origin at, struct err *err)
{
	struct loading *l = ctx;
	struct knowledge *k = l->k;
	size_t i;

	if (!f[0][0])
		return origin_err(err, at, "no certificate id");
	if (want_source(f[4], at, err) < 0 ||
	    table_claim(k, TABLE_CERTIFICATES, f[0], k->n_certificates, l->layer, at, &i, err) < 0)
		return -1;
	if (i == k->n_certificates) {
		k->certificates =
			table_grow(k->certificates, k->n_certificates, sizeof(*k->certificates));
		k->n_certificates++;
	}
	struct know_private *p = k->private;
	k->certificates[i] = (struct certificate){.id = text_keep(p, f[0]),
						  .maker = text_keep(p, f[1]),
						  .model = text_keep(p, f[2]),
						  .firmware = text_keep(p, f[3]),
						  .source = text_keep(p, f[4])};
	return 0;
}

static int take_heartbeat(void *ctx, const char **f, struct origin at, struct err *err)
{
	struct loading *l = ctx;

	return heartbeat_take(l->k, f, l->layer, at, err);
}

static int take_least(void *ctx, const char **f, struct origin at, struct err *err)
{
	struct loading *l = ctx;

	return least_take(l->k, f, l->layer, at, err);
}

/* The CSV tables, makers first: the others name them. */
static const struct {
	const char *name;
	const char *const *columns;
	size_t n_columns;
	int (*row)(void *ctx, const char **fields, struct origin at, struct err *err);
} tables[] = {
#define TABLE(name, columns, row)                                          \
	{                                                                  \
		name, columns, sizeof(columns) / sizeof((columns)[0]), row \
	}
	TABLE("makers.csv", maker_columns, take_maker),
	TABLE("brands.csv", brand_columns, take_brand),
	TABLE("clouds.csv", cloud_columns, take_cloud),
	TABLE("checks.csv", address_columns, take_address),
	TABLE("certificates.csv", certificate_columns, take_certificate),
	TABLE("heartbeats.csv", heartbeat_columns, take_heartbeat),
	TABLE("footage.csv", least_columns, take_least),
#undef TABLE
};
enum { CSV_TABLES = sizeof(tables) / sizeof(tables[0]) };

static bool ends_with(const char *name, const char *end)
{
	size_t n = strlen(name), e = strlen(end);
	return n > e && strcmp(name + n - e, end) == 0;
}

/* Those that software.c reads. */
static bool is_of_software(const char *name)
{
	return strcmp(name, "components.csv") == 0 || strcmp(name, "projects.csv") == 0;
}

static int is_table(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && !is_of_software(entry->d_name) &&
	       (ends_with(entry->d_name, ".csv") || ends_with(entry->d_name, ".sig"));
}

/* The names of the tables of a directory, sorted; a .csv that is none of ours is a mistake. */
static int list_tables(const char *dir, struct dirent ***ret_names, struct err *err)
{
	struct dirent **names = NULL;
	int n = scandir(dir, &names, is_table, alphasort);

	if (n < 0 || (n > 0 && !names)) {
		(void)err_set(err, "%s: %s; give a directory of knowledge tables", dir,
			      strerror(errno));
		return -1;
	}
	int bad = n == 0 ? err_set(err, "%s: holds no *.csv or *.sig", dir) : 0;
	for (int i = 0; i < n && !bad; i++) {
		size_t t = 0;
		while (t < CSV_TABLES && strcmp(names[i]->d_name, tables[t].name) != 0)
			t++;
		if (t == CSV_TABLES && ends_with(names[i]->d_name, ".csv"))
			bad = err_set(err,
				      "%s/%s: not a table that is read; the tables are makers.csv, "
				      "brands.csv, clouds.csv, checks.csv, certificates.csv, "
				      "heartbeats.csv, footage.csv, components.csv, projects.csv "
				      "and *.sig",
				      dir, names[i]->d_name);
	}
	if (bad) {
		for (int i = 0; i < n; i++)
			free(names[i]);
		free(names);
		return -1;
	}
	*ret_names = names;
	return n;
}

/* A bad row ends the table, unless every fault is wanted. */
static int take_row(void *ctx, const char **fields, struct origin at, struct err *err)
{
	struct loading *l = ctx;

	return l->row(l, fields, at, err) < 0 && !fault_told(l->k->private, err) ? -1 : 0;
}

/* One table (or, with t == CSV_TABLES, every signature file) of one layer. */
static int load_table(struct loading *l, const char *dir, struct dirent **names, int n, size_t t,
		      struct err *err)
{
	bool found = false;

	for (int i = 0; i < n; i++) {
		const char *name = names[i]->d_name;
		char path[4096];
		if (t < CSV_TABLES ? strcmp(name, tables[t].name) != 0 : !ends_with(name, ".sig"))
			continue;
		found = true;
		if ((size_t)snprintf(path, sizeof(path), "%s/%s", dir, name) >= sizeof(path))
			return err_set(err, "%s: path too long", dir);
		if (t == CSV_TABLES) {
			if (signature_read(l->k, path, l->layer, err) < 0 &&
			    !fault_told(l->k->private, err))
				return -1;
			continue;
		}
		struct csv_table table = {path, tables[t].columns, tables[t].n_columns, take_row,
					  l};
		l->row = tables[t].row;
		if (csvfile_read(&table, err) < 0 && !fault_told(l->k->private, err))
			return -1;
	}
	if (!found && l->layer == 0)
		return err_set(err, "%s: %s is missing", dir,
			       t < CSV_TABLES ? tables[t].name : "a signature file (*.sig)");
	return 0;
}

static int check_parents(const struct knowledge *k, struct err *err)
{
	for (size_t i = 0; i < k->n_makers; i++) {
		const char *id = k->makers[i].id, *parent = k->makers[i].parent;
		const struct claim *claim =
			map_get(&k->private->claims[TABLE_MAKERS], id, strlen(id));
		int unused;
		if (want_maker(k, parent, true, &unused, claim->at, err) < 0 &&
		    !fault_told(k->private, err))
			return -1;
	}
	return 0;
}

/* The owner's owner and so on; a ring of owners ends somewhere. */
static void find_groups(struct knowledge *k)
{
	enum { OWNERS_MAX = 16 };
	struct err unused = {{0}};

	for (size_t i = 0; i < k->n_makers; i++) {
		int above = (int)i;
		for (int hops = 0; above >= 0 && hops <= OWNERS_MAX; hops++) {
			k->makers[i].group = above;
			(void)want_maker(k, k->makers[above].parent, true, &above,
					 (struct origin){"", 0}, &unused);
		}
	}
}

static int load_layers(struct knowledge *k, const char *const dirs[2], struct err *err)
{
	struct dirent **names[2] = {NULL, NULL};
	int n[2] = {0, 0}, bad = 0;

	for (int layer = 0; layer < 2 && dirs[layer] && !bad; layer++) {
		n[layer] = list_tables(dirs[layer], &names[layer], err);
		bad = n[layer] < 0;
	}
	for (size_t t = 0; t <= CSV_TABLES && !bad; t++) {
		for (int layer = 0; layer < 2 && dirs[layer] && !bad; layer++) {
			struct loading l = {k, layer, NULL};
			bad = load_table(&l, dirs[layer], names[layer], n[layer], t, err) < 0 &&
			      !fault_told(k->private, err);
		}
	}
	for (int layer = 0; layer < 2; layer++) {
		for (int i = 0; i < n[layer] && names[layer]; i++)
			free(names[layer][i]);
		free(names[layer]);
	}
	return bad || check_parents(k, err) < 0 ? -1 : 0;
}

bool patterns_wait(const struct know_private *p, int layer)
{
	return p->compiled.len > 0 && layer == 0 && !p->faults;
}

static struct knowledge *knowledge_new(const struct fault_sink *faults)
{
	struct knowledge *k = mem_new(1, sizeof(*k));

	k->private = mem_new(1, sizeof(*k->private));
	k->private->faults = faults;
	must(pthread_mutex_init(&k->private->lock, NULL) == 0);
	for (int t = 0; t < TABLES; t++)
		map_init(&k->private->claims[t]);
	map_init(&k->private->registrant_memo);
	return k;
}

/* k, or NULL and nothing left of it. */
static struct knowledge *read_tables(struct knowledge *k, const char *dir, const char *overlay,
				     struct err *err)
{
	const char *const dirs[2] = {dir, overlay};

	if (load_layers(k, dirs, err) < 0 ||
	    (least_want_any(k, dir, err) < 0 && !fault_told(k->private, err))) {
		know_free(k);
		return NULL;
	}
	find_groups(k);
	match_prepare(k);
	digest_tables(k);
	return k;
}

struct knowledge *know_load_telling(const char *dir, const char *overlay,
				    const struct fault_sink *faults, struct err *err)
{
	return read_tables(knowledge_new(faults), dir, overlay, err);
}

struct knowledge *know_load(const char *dir, const char *overlay, struct err *err)
{
	return know_load_telling(dir, overlay, NULL, err);
}

struct knowledge *know_load_compiled(const char *dir, const char *overlay, const char *compiled,
				     struct err *err)
{
	struct knowledge *k = knowledge_new(NULL);

	if (compiled)
		compiled_open(k, compiled);
	k = read_tables(k, dir, overlay, err);
	if (!k || !k->private->compiled.len || match_use_compiled(k, err) == 0)
		return k;
	know_free(k);
	return NULL;
}

void know_free(struct knowledge *k)
{
	if (!k)
		return;
	struct know_private *p = k->private;
	match_done(k);
	for (int t = 0; t < TABLES; t++)
		map_done(&p->claims[t], free);
	map_done(&p->registrant_memo, free);
	(void)pthread_mutex_destroy(&p->lock);
	for (struct text_block *b = p->texts, *next; b; b = next) {
		next = b->next;
		free(b);
	}
	for (size_t i = 0; i < k->n_signatures; i++) {
		free(k->signatures[i].match);
		free(k->signatures[i].no_match);
	}
	free(p->signature_at);
	free(p);
	free(k->makers);
	free(k->brands);
	free(k->clouds);
	free(k->addresses);
	free(k->certificates);
	free(k->beats);
	free(k->leasts);
	free(k->signatures);
	free(k);
}
