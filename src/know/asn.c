/* SPDX-License-Identifier: Apache-2.0
 *
 * Networks of addresses from sorted text: lines `first,last,number,name` (CSV, ranges inclusive,
 * ascending), one file for IPv4 and one for IPv6, as @ip-location-db/asn ships them. The files
 * are mapped and searched where they lie: opening costs nothing, a question about 20 lines.
 */
#include "know/tables.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINE_BYTES_MAX = 4096 };

struct asn_list {
	struct slice v4, v6; /* mapped files, len 0 = not there */
};

static int map_file(const char *path, struct slice *ret_bytes, struct err *err)
{
	struct stat status;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return err_set(err, "%s: %s", path, strerror(errno));
	int bad = 0;
	if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode) || status.st_size <= 0) {
		bad = err_set(err, "%s: not a list of networks", path);
	} else {
		void *at = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (at == MAP_FAILED)
			bad = err_set(err, "%s: %s", path, strerror(errno));
		else
			*ret_bytes = slice_of(at, (size_t)status.st_size);
	}
	(void)close(fd);
	return bad;
}

/* The field up to the next comma; quoted fields keep their quotes. Steps over the comma. */
static struct slice take_field(struct slice *line)
{
	const uint8_t *comma = line->len ? memchr(line->at, ',', line->len) : NULL;
	size_t len = comma ? (size_t)(comma - line->at) : line->len;
	struct slice field = slice_of(line->at, len);

	line->at += len + (comma != NULL);
	line->len -= len + (comma != NULL);
	return field;
}

/* Offset of the line's end. A file without line breaks costs no more than one with them. */
static size_t line_end(struct slice file, size_t start)
{
	size_t left = file.len - start < LINE_BYTES_MAX ? file.len - start : LINE_BYTES_MAX;
	const uint8_t *end = left ? memchr(file.at + start, '\n', left) : NULL;
	return end ? (size_t)(end - file.at) : start + left;
}

static struct slice line_at(struct slice file, size_t start)
{
	return slice_trim(slice_of(file.at + start, line_end(file, start) - start));
}

static bool looks_right(struct slice file, uint8_t family)
{
	struct slice line = line_at(file, 0);
	struct addr first, last;

	return addr_parse(take_field(&line), &first) && addr_parse(take_field(&line), &last) &&
	       first.family == family && last.family == family;
}

struct asn_list *asn_open(const char *ipv4_file, struct err *err)
{
	struct asn_list *a = mem_new(1, sizeof(*a));
	char sibling[4096];
	const char *four = strstr(ipv4_file, "ipv4");

	if (map_file(ipv4_file, &a->v4, err) < 0) {
		asn_close(a);
		return NULL;
	}
	for (const char *next = four; next; next = strstr(next + 1, "ipv4"))
		four = next;
	if (four) {
		int len = snprintf(sibling, sizeof(sibling), "%.*sipv6%s", (int)(four - ipv4_file),
				   ipv4_file, four + 4);
		/* IPv6 may be left out */
		if (len > 0 && (size_t)len < sizeof(sibling) && access(sibling, R_OK) == 0 &&
		    map_file(sibling, &a->v6, err) < 0) {
			asn_close(a);
			return NULL;
		}
	}
	if (!looks_right(a->v4, 4) || (a->v6.len && !looks_right(a->v6, 6))) {
		(void)err_set(err, "%s: not lines of 'first,last,number,name'", ipv4_file);
		asn_close(a);
		return NULL;
	}
	return a;
}

void asn_close(struct asn_list *a)
{
	if (!a)
		return;
	if (a->v4.len)
		(void)munmap((void *)(uintptr_t)a->v4.at, a->v4.len);
	if (a->v6.len)
		(void)munmap((void *)(uintptr_t)a->v6.at, a->v6.len);
	free(a);
}

/* Start of the line that holds offset `at`. */
static size_t line_start(struct slice file, size_t at)
{
	size_t back = at < LINE_BYTES_MAX ? at : LINE_BYTES_MAX;
	const uint8_t *before = back ? memrchr(file.at + at - back, '\n', back) : NULL;
	return before ? (size_t)(before - file.at) + 1 : at - back;
}

/* Without quotes, doubled quotes made single, cut to room. */
static void copy_name(struct slice field, char *to, size_t room)
{
	bool quoted = field.len >= 2 && field.at[0] == '"';
	size_t used = 0;

	for (size_t i = quoted ? 1 : 0; i < field.len - (quoted ? 1 : 0) && used + 1 < room; i++) {
		to[used++] = (char)field.at[i];
		if (quoted && field.at[i] == '"')
			i++;
	}
	to[used] = '\0';
}

void asn_find(const struct asn_list *a, const struct addr *addr, struct place *ret_place)
{
	struct slice file = addr->family == 4 ? a->v4 : addr->family == 6 ? a->v6 : slice_of("", 0);
	size_t low = 0, high = file.len, found = file.len;
	struct addr edge;

	/* the last line whose first address is not after addr */
	while (low < high) {
		size_t start = line_start(file, low + (high - low) / 2);
		struct slice line = line_at(file, start);
		if (!addr_parse(take_field(&line), &edge))
			return;
		if (addr_compare(&edge, addr) <= 0) {
			found = start;
			low = line_end(file, start) + 1;
		} else {
			high = start;
		}
	}
	if (found == file.len)
		return;
	struct slice line = line_at(file, found);
	(void)take_field(&line);
	if (!addr_parse(take_field(&line), &edge) || addr_compare(addr, &edge) > 0)
		return;
	struct slice number = take_field(&line);
	uint64_t asn = 0;
	for (size_t i = 0; i < number.len && number.at[i] >= '0' && number.at[i] <= '9'; i++)
		asn = asn * 10 + (uint64_t)(number.at[i] - '0');
	if (asn > UINT32_MAX)
		return;
	ret_place->asn = (uint32_t)asn;
	copy_name(line, ret_place->network, sizeof(ret_place->network));
}
