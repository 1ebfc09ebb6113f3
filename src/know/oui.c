/* SPDX-License-Identifier: Apache-2.0
 *
 * MAC registrations from the IEEE's public listings as Debian's ieee-data installs them:
 * oui.csv (MA-L, 24 bits), mam.csv (MA-M, 28 bits), oui36.csv (MA-S) and iab.csv (both 36 bits).
 * Columns: Registry, Assignment (hex), Organization Name, Organization Address. A registration
 * says who bought the block, not who built the device.
 */
#include "know/tables.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { WIDTHS = 3, NAME_MAX_BYTES = 128, FILES = 4, FILE_BYTES_MAX = 1 << 28 };
static const unsigned width_bits[WIDTHS] = {36, 28, 24};

struct block {
	uint64_t prefix; /* right-aligned */
	const char *name;
};

struct oui_list {
	struct block *blocks[WIDTHS];
	size_t n[WIDTHS], room[WIDTHS];
	char *files[FILES]; /* as read, names cut out in place */
	char date[11];
};

/* Where reading is in a file's text. */
struct reading {
	char *at, *end;
	bool row_ended;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* A quoted field's content, its doubled quotes made single in place. */
static char *unquote(struct reading *r)
{
	char *to = r->at + 1;

	for (r->at++; r->at < r->end; r->at++) {
		if (*r->at == '"' && (++r->at == r->end || *r->at != '"'))
			break;
		*to++ = *r->at;
	}
	return to;
}

/* The next field of the row, cut out in place; the list is megabytes long, and nothing of it is
 * copied. */
static const char *take_field(struct reading *r)
{
	while (r->at < r->end && is_blank(*r->at))
		r->at++;
	char *from = r->at, *to = NULL;
	if (r->at < r->end && *r->at == '"') {
		to = unquote(r);
		from++;
	}
	while (r->at < r->end && *r->at != ',' && *r->at != '\n')
		r->at++;
	to = to ? to : r->at;
	while (to > from && is_blank(to[-1]))
		to--;
	r->row_ended = r->at == r->end || *r->at == '\n';
	r->at += r->at < r->end;
	if (to - from >= NAME_MAX_BYTES)
		to = from + NAME_MAX_BYTES - 1;
	*to = '\0'; /* behind the text there is room for one */
	return from;
}

/* -1 = not so many hexadecimal digits as some width has */
static int width_of(const char *assignment, uint64_t *ret_prefix)
{
	size_t digits = strlen(assignment);

	if (strspn(assignment, "0123456789abcdefABCDEF") != digits)
		return -1;
	*ret_prefix = strtoull(assignment, NULL, 16);
	return digits == 9 ? 0 : digits == 7 ? 1 : digits == 6 ? 2 : -1;
}

static void add_block(struct oui_list *o, int w, struct block block)
{
	if (o->n[w] == o->room[w]) {
		o->room[w] = o->room[w] ? o->room[w] * 2 : 8192;
		o->blocks[w] = mem_resize(o->blocks[w], o->room[w], sizeof(struct block));
	}
	o->blocks[w][o->n[w]++] = block;
}

static void read_rows(struct oui_list *o, struct reading *r)
{
	for (bool header = true; r->at < r->end; header = false) {
		const char *fields[3] = {"", "", ""};
		uint64_t prefix;
		r->row_ended = false;
		for (size_t i = 0; !r->row_ended; i++) {
			const char *field = take_field(r);
			if (i < 3)
				fields[i] = field;
		}
		int w = width_of(fields[1], &prefix);
		if (!header && w >= 0 && fields[2][0])
			add_block(o, w, (struct block){prefix, fields[2]});
	}
}

static void take_date(struct oui_list *o, const struct stat *status)
{
	struct tm day;

	if (!o->date[0] && gmtime_r(&status->st_mtime, &day))
		(void)strftime(o->date, sizeof(o->date), "%Y-%m-%d", &day);
}

/* -1, and errno, when not the whole file could be read. */
static long read_whole(int fd, char *to, size_t len)
{
	size_t have = 0;
	ssize_t got = 1;

	while (have < len && got > 0) {
		got = read(fd, to + have, len - have);
		have += got > 0 ? (size_t)got : 0;
	}
	return got < 0 ? -1 : (long)have;
}

static int read_file(struct oui_list *o, size_t number, const char *path, bool required,
		     struct err *err)
{
	struct stat status;
	int fd = open(path, O_RDONLY | O_CLOEXEC), bad = 0;

	if (fd < 0 && !required && errno == ENOENT)
		return 0;
	if (fd < 0)
		return err_set(err, "%s: %s; install the package ieee-data", path, strerror(errno));
	if (fstat(fd, &status) < 0 || status.st_size < 0 || status.st_size > FILE_BYTES_MAX) {
		bad = err_set(err, "%s: not a CSV list of MAC registrations", path);
	} else {
		size_t len = (size_t)status.st_size;
		char *text = o->files[number] = mem_new(len + 1, 1);
		long have = read_whole(fd, text, len);
		if (have < 0)
			bad = err_set(err, "%s: could not be read: %s", path, strerror(errno));
		else
			read_rows(o, &(struct reading){.at = text, .end = text + have});
		take_date(o, &status);
	}
	(void)close(fd);
	return bad;
}

static int compare_blocks(const void *a, const void *b)
{
	uint64_t x = ((const struct block *)a)->prefix, y = ((const struct block *)b)->prefix;
	return (x > y) - (x < y);
}

/* By byte, the last one first: comparing tens of thousands of prefixes takes longer. */
static struct block *sort_blocks(struct block *blocks, size_t n, unsigned bits)
{
	struct block *other = mem_new(n, sizeof(*other));

	for (unsigned shift = 0; shift < bits; shift += 8) {
		size_t starts[257] = {0};
		for (size_t i = 0; i < n; i++)
			starts[(blocks[i].prefix >> shift & 0xff) + 1]++;
		for (size_t i = 1; i < 257; i++)
			starts[i] += starts[i - 1];
		for (size_t i = 0; i < n; i++)
			other[starts[blocks[i].prefix >> shift & 0xff]++] = blocks[i];
		struct block *was = blocks;
		blocks = other;
		other = was;
	}
	free(other);
	return blocks;
}

struct oui_list *oui_load(const char *dir, struct err *err)
{
	static const char *const files[FILES] = {"oui.csv", "mam.csv", "oui36.csv", "iab.csv"};
	struct oui_list *o = mem_new(1, sizeof(*o));
	int bad = 0;

	for (size_t i = 0; i < FILES && !bad; i++) {
		char path[4096];
		(void)snprintf(path, sizeof(path), "%s/%s", dir, files[i]);
		bad = read_file(o, i, path, i == 0, err);
	}
	if (!bad && !o->n[2])
		bad = err_set(err, "%s/oui.csv: holds no MAC registrations", dir);
	if (bad) {
		oui_free(o);
		return NULL;
	}
	for (size_t w = 0; w < WIDTHS; w++)
		if (o->n[w])
			o->blocks[w] = sort_blocks(o->blocks[w], o->n[w], width_bits[w]);
	return o;
}

void oui_free(struct oui_list *o)
{
	if (!o)
		return;
	for (size_t w = 0; w < WIDTHS; w++)
		free(o->blocks[w]);
	for (size_t i = 0; i < FILES; i++)
		free(o->files[i]);
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
		struct block key = {whole >> (48 - width_bits[w]), NULL};
		const struct block *found =
			o->n[w] ? bsearch(&key, o->blocks[w], o->n[w], sizeof(key), compare_blocks)
				: NULL;
		if (!found)
			continue;
		/* a block that the IEEE cuts up, and a piece that nobody has registered */
		return strcasecmp(found->name, "IEEE Registration Authority") == 0 ? NULL
										   : found->name;
	}
	return NULL;
}

const char *oui_date(const struct oui_list *o)
{
	return o->date;
}
