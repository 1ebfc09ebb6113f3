/* SPDX-License-Identifier: Apache-2.0
 *
 * A capture file of any bytes: pcap, pcapng, gzip, zstd. `capture` reads its frames, `reader` takes
 * it through the whole audit in one process.
 */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz_audit.h"

enum { FRAMES_MAX = 1 << 18 }; /* a bomb is read so far and no further */

int fuzz_file(struct slice bytes)
{
	int fd = memfd_create("input", MFD_CLOEXEC);

	must(fd >= 0);
	for (size_t at = 0; at < bytes.len;) {
		ssize_t put = write(fd, bytes.at + at, bytes.len - at);
		must(put > 0);
		at += (size_t)put;
	}
	must(lseek(fd, 0, SEEK_SET) == 0);
	return fd;
}

static void one_capture(struct slice input)
{
	struct err err = {{0}};
	struct frame frames[CAPTURE_BATCH];
	struct capture *c = capture_open(fuzz_file(input), "input", &err);
	uint64_t last = 0, total = 0;
	uint32_t known;
	size_t n;

	must((c != NULL) != err_is_set(&err));
	if (!c)
		return;
	while (total < FRAMES_MAX && (n = capture_next(c, frames, CAPTURE_BATCH)) > 0) {
		must(n <= CAPTURE_BATCH);
		for (size_t i = 0; i < n; i++) {
			const struct frame *f = &frames[i];
			must(f->len <= f->wire_len && f->len <= FRAME_BYTES_MAX);
			must(f->number > last && link_type_known(f->link, &known));
			last = f->number;
			fuzz_touch(slice_of(f->at, f->len));
		}
		total += n;
	}
	const struct capture_stats *s = capture_stats(c);
	must(s->packets >= total);
	must(memchr(s->warning, 0, sizeof(s->warning)));
	must(!s->incomplete || s->warning[0]);
	capture_close(c);
}

static void one_reader(struct slice input)
{
	fuzz_audit_capture(fuzz_file(input));
}

const struct fuzz_target fuzz_capture_targets[] = {
	{"capture", one_capture},
	{"reader", one_reader},
	{NULL, NULL},
};
