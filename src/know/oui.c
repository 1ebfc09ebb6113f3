/* SPDX-License-Identifier: Apache-2.0
 *
 * MAC registrations from the IEEE's public listings as Debian's ieee-data installs them:
 * oui.csv (MA-L, 24 bits), mam.csv (MA-M, 28 bits), oui36.csv (MA-S) and iab.csv (both 36 bits).
 * Columns: Registry, Assignment (hex), Organization Name, Organization Address. A registration
 * says who bought the block, not who built the device.
 */
#include "know/tables.h"

#include <csv.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum { WIDTHS = 3, NAME_MAX_BYTES = 128 };
static const unsigned width_bits[WIDTHS] = {36, 28, 24};

struct block {
	uint64_t prefix; /* right-aligned */
	uint32_t name;   /* offset into names */
};

struct oui_list {
	struct block *blocks[WIDTHS];
	size_t n[WIDTHS], room[WIDTHS];
	char *names;
	size_t names_len, names_room;
	char date[11];
};

struct reading {
	struct oui_list *list;
	unsigned column;
	bool header_done;
	char assignment[16];
	char name[NAME_MAX_BYTES];
};

static void copy_field(char *to, size_t room, const void *text, size_t len)
{
	struct slice s = slice_trim(slice_of(text, len));
	if (s.len >= room)
		s.len = room - 1;
	if (s.len)
		memcpy(to, s.at, s.len);
	to[s.len] = '\0';
}

static void take_field(void *text, size_t len, void *ctx)
{
	struct reading *r = ctx;

	if (r->column == 1)
		copy_field(r->assignment, sizeof(r->assignment), text, len);
	else if (r->column == 2)
		copy_field(r->name, sizeof(r->name), text, len);
	r->column++;
}

static uint32_t add_name(struct oui_list *o, const char *name)
{
	size_t len = strlen(name) + 1;

	if (o->names_room - o->names_len < len) {
		o->names_room = o->names_room ? o->names_room * 2 : 1u << 20;
		o->names = mem_resize(o->names, o->names_room, 1);
	}
	memcpy(o->names + o->names_len, name, len);
	o->names_len += len;
	return (uint32_t)(o->names_len - len);
}

static void end_row(int terminator, void *ctx)
{
	struct reading *r = ctx;
	struct oui_list *o = r->list;
	size_t digits = strlen(r->assignment);
	int w = digits == 9 ? 0 : digits == 7 ? 1 : digits == 6 ? 2 : -1;
	char *end;

	(void)terminator;
	r->column = 0;
	uint64_t prefix = strtoull(r->assignment, &end, 16);
	if (!r->header_done || w < 0 || *end || !r->name[0]) {
		r->header_done = true;
		return;
	}
	if (o->n[w] == o->room[w]) {
		o->room[w] = o->room[w] ? o->room[w] * 2 : 8192;
		o->blocks[w] = mem_resize(o->blocks[w], o->room[w], sizeof(struct block));
	}
	o->blocks[w][o->n[w]++] = (struct block){prefix, add_name(o, r->name)};
}

static void take_date(struct oui_list *o, FILE *file)
{
	struct stat status;
	struct tm day;

	if (o->date[0] || fstat(fileno(file), &status) < 0 || !gmtime_r(&status.st_mtime, &day))
		return;
	(void)strftime(o->date, sizeof(o->date), "%Y-%m-%d", &day);
}

static int read_file(struct oui_list *o, const char *path, bool required, struct err *err)
{
	struct reading r = {.list = o};
	struct csv_parser parser;
	char bytes[1 << 16];
	size_t len;
	int bad = 0;

	FILE *file = fopen(path, "re");
	if (!file && !required && errno == ENOENT)
		return 0;
	if (!file)
		return err_set(err, "%s: %s; install the package ieee-data", path, strerror(errno));
	take_date(o, file);
	must(csv_init(&parser, 0) == 0);
	while (!bad && (len = fread(bytes, 1, sizeof(bytes), file)) > 0)
		if (csv_parse(&parser, bytes, len, take_field, end_row, &r) != len)
			bad = err_set(err, "%s: not a CSV list of MAC registrations", path);
	if (!bad && ferror(file))
		bad = err_set(err, "%s: could not be read: %s", path, strerror(errno));
	(void)csv_fini(&parser, take_field, end_row, &r);
	csv_free(&parser);
	fclose(file);
	return bad;
}

static int compare_blocks(const void *a, const void *b)
{
	uint64_t x = ((const struct block *)a)->prefix, y = ((const struct block *)b)->prefix;
	return (x > y) - (x < y);
}

struct oui_list *oui_load(const char *dir, struct err *err)
{
	static const char *const files[] = {"oui.csv", "mam.csv", "oui36.csv", "iab.csv"};
	struct oui_list *o = mem_new(1, sizeof(*o));
	int bad = 0;

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]) && !bad; i++) {
		char path[4096];
		(void)snprintf(path, sizeof(path), "%s/%s", dir, files[i]);
		bad = read_file(o, path, i == 0, err);
	}
	if (!bad && !o->n[2])
		bad = err_set(err, "%s/oui.csv: holds no MAC registrations", dir);
	if (bad) {
		oui_free(o);
		return NULL;
	}
	for (size_t w = 0; w < WIDTHS; w++)
		if (o->n[w])
			qsort(o->blocks[w], o->n[w], sizeof(struct block), compare_blocks);
	return o;
}

void oui_free(struct oui_list *o)
{
	if (!o)
		return;
	for (size_t w = 0; w < WIDTHS; w++)
		free(o->blocks[w]);
	free(o->names);
	free(o);
}

const char *oui_registrant(const struct oui_list *o, const struct mac *mac)
{
	uint64_t whole = 0;

	if (!mac_is_set(mac) || mac_is_group(mac) || mac_is_locally_administered(mac))
		return NULL;
	for (size_t i = 0; i < 6; i++)
		whole = whole << 8 | mac->bytes[i];
	for (size_t w = 0; w < WIDTHS; w++) {
		struct block key = {whole >> (48 - width_bits[w]), 0};
		const struct block *found =
			o->n[w] ? bsearch(&key, o->blocks[w], o->n[w], sizeof(key), compare_blocks)
				: NULL;
		if (!found)
			continue;
		const char *name = o->names + found->name;
		/* a block that the IEEE cuts up, and a piece that nobody has registered */
		return strcasecmp(name, "IEEE Registration Authority") == 0 ? NULL : name;
	}
	return NULL;
}

const char *oui_date(const struct oui_list *o)
{
	return o->date;
}
