/* SPDX-License-Identifier: Apache-2.0
 *
 * The whole walk over a file, with all formats, and the parts of unpack/ that read bytes on their own.
 * Sets checksums right for fuzz_format.c, where most of a format lies behind one: a fuzzer finds none
 * of them by itself.
 */
#include "fuzz.h"

#include <stdlib.h>
#include <zlib.h>

#include "unpack/blocks.h"
#include "unpack/lengths.h"
#include "unpack/lzo.h"
#include "unpack/order.h"
#include "unpack/walk.h"

enum {
	DEPTH = 5,
	FILES_MOST = 300,
	BYTES_MOST = 4 << 20,
	SECONDS_MOST = 15,
	ROOM = 1 << 16,
};

static void on_file(void *ctx, unsigned thread, const struct unpack_file *file)
{
	uint64_t end = 0;

	(void)ctx;
	must(thread == 0 && file->id && file->parent < file->id);
	fuzz_touch(file->bytes);
	fuzz_touch(file->name);
	fuzz_touch(file->path);
	for (size_t i = 0; i < file->n_inside; i++) {
		must(file->inside[i].from >= end && file->inside[i].to > file->inside[i].from);
		end = file->inside[i].to;
	}
	must(end <= file->bytes.len);
	for (size_t i = 0; i < file->name.len; i++)
		must(file->name.at[i]);
	must(file->name.len && file->name.at[0] != '/');
}

static void on_notice(void *ctx, unsigned thread, uint32_t image, uint32_t file, uint64_t offset,
		      bool incomplete, const char *text)
{
	(void)ctx, (void)thread, (void)image, (void)file, (void)offset, (void)incomplete;
	must(text[0] && strlen(text) < 400);
}

/* Made once: its patterns take longer to compile than an input to read. */
static struct unpack *unpacker(void)
{
	static struct unpack *u;
	const struct unpack_limits limits = {DEPTH, FILES_MOST, BYTES_MOST, BYTES_MOST / 2,
					     SECONDS_MOST};
	const struct unpack_visitor visitor = {.file = on_file, .notice = on_notice};

	if (!u)
		u = unpack_new(&limits, &visitor, 1, NULL, 0);
	must(u);
	atomic_store(&u->files, 0);
	atomic_store(&u->taken, 0);
	atomic_store(&u->last_id, 0);
	atomic_store(&u->over, false);
	(void)clock_gettime(CLOCK_MONOTONIC, &u->start);
	return u;
}

/* ---- checksums ---- */

static void put_32(uint8_t *to, uint32_t v, bool big)
{
	for (unsigned i = 0; i < 4; i++)
		to[i] = (uint8_t)(v >> 8 * (big ? 3 - i : i));
}

static uint32_t get_32(const uint8_t *at, bool big)
{
	struct cursor c = cursor_over(slice_of(at, 4));

	return cursor_32(&c, big);
}

static void mend_jffs2_node(uint8_t *node, size_t left, bool big)
{
	size_t len = get_32(node + 4, big);
	unsigned type = big ? node[3] : node[2];

	if (len > left)
		return;
	put_32(node + 8, flash_crc(0, slice_of(node, 8)), big);
	if (type == 1 && len >= 40 && node[28] <= len - 40) {
		put_32(node + 32, flash_crc(0, slice_of(node, 32)), big);
		put_32(node + 36, flash_crc(0, slice_of(node + 40, node[28])), big);
	}
	if (type == 2 && len >= 68) {
		size_t packed = get_32(node + 48, big);
		if (packed <= len - 68)
			put_32(node + 60, flash_crc(0, slice_of(node + 68, packed)), big);
		put_32(node + 64, flash_crc(0, slice_of(node, 60)), big);
	}
}

static void mend_jffs2(uint8_t *bytes, size_t len)
{
	bool big = bytes[0] == 0x19;

	for (size_t at = 0; at + 12 <= len; at += 4)
		if (bytes[at] == (big ? 0x19 : 0x85) && bytes[at + 1] == (big ? 0x85 : 0x19))
			mend_jffs2_node(bytes + at, len - at, big);
}

static void mend_ubifs(uint8_t *bytes, size_t len)
{
	for (size_t at = 0; at + 24 <= len; at += 8) {
		size_t node = get_32(bytes + at + 16, false);
		if (memcmp(bytes + at, "\x31\x18\x10\x06", 4) == 0 && node >= 24 &&
		    node <= len - at)
			put_32(bytes + at + 4,
			       flash_crc(UINT32_MAX, slice_of(bytes + at + 8, node - 8)), false);
	}
}

static void mend_ubi(uint8_t *bytes, size_t len)
{
	for (size_t at = 0; at + 64 <= len; at += 64)
		if (memcmp(bytes + at, "UBI", 3) == 0)
			put_32(bytes + at + 60, flash_crc(UINT32_MAX, slice_of(bytes + at, 60)),
			       true);
}

static void mend_uimage(uint8_t *bytes, size_t len)
{
	if (len < 64)
		return;
	memset(bytes + 4, 0, 4);
	put_32(bytes + 4, (uint32_t)crc32_z(0, bytes, 64), true);
}

/* As lzop itself writes it, with a name of no bytes. */
static void mend_lzop(uint8_t *bytes, size_t len)
{
	if (len < 38)
		return;
	memcpy(bytes + 9, "\x10\x40\x20\xa0\x09\x40\x03\x09\0\0\0\0", 12);
	bytes[33] = 0;
	put_32(bytes + 34, (uint32_t)adler32_z(1, bytes + 9, 25), true);
}

static const struct {
	const char *format;
	void (*mend)(uint8_t *bytes, size_t len);
} menders[] = {{"jffs2", mend_jffs2},
	       {"ubifs", mend_ubifs},
	       {"ubi", mend_ubi},
	       {"uimage", mend_uimage},
	       {"lzop", mend_lzop}};

void fuzz_mend(const char *format, uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < sizeof(menders) / sizeof(*menders); i++)
		if (strcmp(menders[i].format, format) == 0)
			menders[i].mend(bytes, len);
}

/* ---- the targets ---- */

static void one_unpack(struct slice input)
{
	unpack_image(unpacker(), 0, slice_text("fuzz"), input);
}

static void one_lzo(struct slice input)
{
	uint8_t *to = malloc(ROOM);
	long n = lzo_decompress(input, to, ROOM);

	must(to && n >= -1 && n <= ROOM);
	fuzz_touch(slice_of(to, n > 0 ? (size_t)n : 0));
	/* with just so much room it is the same, with less it is refused */
	uint8_t *exact = malloc(n > 0 ? (size_t)n : 1);
	must(exact);
	if (n >= 0)
		must(lzo_decompress(input, exact, (size_t)n) == n &&
		     memcmp(exact, to, (size_t)n) == 0);
	if (n > 0)
		must(lzo_decompress(input, exact, (size_t)n - 1) == -1);
	free(exact);
	free(to);
}

static void one_blocks(struct slice input)
{
	if (input.len < 3)
		return;
	size_t room = (size_t)input.at[1] << 8 | input.at[2];
	struct slice in = slice_from(input, 3);
	uint8_t *to = malloc(room ? room : 1);
	must(to);
	long n = input.at[0] % 5 == 0   ? block_inflate(in, to, room, false)
		 : input.at[0] % 5 == 1 ? block_inflate(in, to, room, true)
		 : input.at[0] % 5 == 2 ? block_lzma(in, to, room)
		 : input.at[0] % 5 == 3 ? block_zstd(in, to, room)
					: block_rtime(in, to, room);
	must(n >= -1 && n <= (long)room);
	fuzz_touch(slice_of(to, n > 0 ? (size_t)n : 0));
	free(to);
}

static void one_lengths(struct slice input)
{
	uint64_t len = length_of_archive(input);

	must(len <= input.len || len == UINT64_MAX);
	(void)zip_has_end(input);
}

const struct fuzz_target fuzz_unpack_targets[] = {
	{"unpack", one_unpack},   {"lzo", one_lzo}, {"blocks", one_blocks},
	{"lengths", one_lengths}, {NULL, NULL},
};
