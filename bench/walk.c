/* SPDX-License-Identifier: Apache-2.0
 *
 * walk FILE read|map: the limit. Walks the record heads of a pcap file and touches one byte of each
 * packet: through 1 MiB blocks of read(2), or over a mapping.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK = 1 << 20, HEAD = 24, RECORD = 16 };

struct walk {
	uint64_t packets, sum;
};

/* Whole records of the bytes; returns how many bytes they take. */
static size_t walk_records(struct walk *w, const uint8_t *at, size_t len)
{
	size_t here = 0;
	while (len - here >= RECORD) {
		uint32_t kept;
		memcpy(&kept, at + here + 8, 4);
		if (len - here - RECORD < kept)
			break;
		w->sum += at[here + RECORD];
		w->packets++;
		here += RECORD + kept;
	}
	return here;
}

static void walk_read(struct walk *w, int fd)
{
	uint8_t *block = malloc(BLOCK + 65536 * 5);
	size_t have = 0, skip = HEAD;
	ssize_t got;

	while ((got = read(fd, block + have, BLOCK)) > 0) {
		have += (size_t)got;
		size_t used = skip + walk_records(w, block + skip, have - skip);
		skip = 0;
		memmove(block, block + used, have - used);
		have -= used;
	}
	free(block);
}

static void walk_map(struct walk *w, int fd)
{
	struct stat st;
	if (fstat(fd, &st))
		return;
	uint8_t *at = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
	if (at != MAP_FAILED)
		(void)walk_records(w, at + HEAD, (size_t)st.st_size - HEAD);
}

int main(int argc, char **argv)
{
	struct walk w = {0, 0};
	int fd = argc == 3 ? open(argv[1], O_RDONLY) : -1;

	if (fd < 0) {
		fprintf(stderr, "usage: walk FILE read|map\n");
		return 2;
	}
	if (strcmp(argv[2], "map") == 0)
		walk_map(&w, fd);
	else
		walk_read(&w, fd);
	printf("%llu packets, sum %llu\n", (unsigned long long)w.packets,
	       (unsigned long long)w.sum);
	return 0;
}
