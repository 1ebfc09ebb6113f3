/* SPDX-License-Identifier: Apache-2.0 */
#include "capture/input.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

enum {
	PAGE = 4096,
	GZIP_WINDOW = 15 + 16, /* largest window, gzip framing */
	TRIES = 2,             /* of reading and of mapping, in turn */
};

/* Only the first problem counts. */
static void ends_early(struct input *in, const char *what, uint64_t where, const char *why)
{
	in->ended = true;
	if (in->problem[0])
		return;
	(void)snprintf(in->problem, sizeof(in->problem), "%s at byte %llu%s%s", what,
		       (unsigned long long)where, why ? ": " : "", why ? why : "");
}

/* One read(2). 0 at the end or after an error, which becomes the input's problem. */
static size_t read_some(struct input *in, uint8_t *to, size_t room)
{
	ssize_t got;

	do
		got = read(in->fd, to, room);
	while (got < 0 && errno == EINTR);
	if (got > 0) {
		in->raw_bytes += (uint64_t)got;
		return (size_t)got;
	}
	in->raw_ended = true;
	if (got < 0) /* strerror would look for translations in files */
		ends_early(in, "reading fails", in->raw_bytes, strerrordesc_np(errno));
	return 0;
}

static uint64_t raw_offset(const struct input *in)
{
	return in->raw_bytes - (in->raw_len - in->raw_at);
}

/* One step of inflate into [end, block_end). Between members only the zeros that pad tapes are
 * passed over. */
static void step_gzip(struct input *in)
{
	z_stream *z = in->decoder;

	if (!in->inside) {
		while (in->raw_at < in->raw_len && in->raw[in->raw_at] == 0)
			in->raw_at++;
		if (in->raw_at == in->raw_len)
			return;
		(void)inflateReset(z);
		in->inside = true;
	}
	z->next_in = in->raw + in->raw_at;
	z->avail_in = (uInt)(in->raw_len - in->raw_at);
	z->next_out = in->end;
	z->avail_out = (uInt)(in->block_end - in->end);
	int result = inflate(z, Z_NO_FLUSH);
	in->raw_at = in->raw_len - z->avail_in;
	in->end = z->next_out;
	if (result == Z_STREAM_END)
		in->inside = false;
	else if (result != Z_OK && result != Z_BUF_ERROR)
		ends_early(in, "the gzip data are damaged", raw_offset(in), z->msg);
}

static void step_zstd(struct input *in)
{
	ZSTD_inBuffer from = {in->raw, in->raw_len, in->raw_at};
	ZSTD_outBuffer to = {in->end, (size_t)(in->block_end - in->end), 0};

	size_t result = ZSTD_decompressStream(in->decoder, &to, &from);
	if (from.pos > in->raw_at || to.pos > 0)
		in->inside = result != 0;
	in->raw_at = from.pos;
	in->end += to.pos;
	if (ZSTD_isError(result))
		ends_early(in, "the zstd data are damaged", raw_offset(in),
			   ZSTD_getErrorName(result));
}

/* Adds at least one byte behind in->end, or says that the stream has ended. A step is also made
 * after the last raw byte: decoders hold bytes back when the room was too small. */
static bool fill_decompressed(struct input *in)
{
	uint8_t *was = in->end;

	while (in->end == was && !in->ended) {
		if (in->raw_at == in->raw_len && !in->raw_ended) {
			in->raw_at = 0;
			in->raw_len = read_some(in, in->raw, INPUT_RAW);
			if (in->ended)
				break;
		}
		size_t raw_was = in->raw_at;
		if (in->kind == INPUT_GZIP)
			step_gzip(in);
		else
			step_zstd(in);
		if (in->end != was || in->ended)
			break;
		if (in->raw_at == in->raw_len && in->raw_ended) {
			if (in->inside)
				ends_early(in, "the compressed data are cut off", in->raw_bytes,
					   NULL);
			in->ended = true;
		} else if (in->raw_at == raw_was && raw_was < in->raw_len) {
			ends_early(in, "the compressed data are damaged", raw_offset(in), NULL);
		}
	}
	return in->end != was;
}

static bool fill_plain(struct input *in)
{
	size_t got = read_some(in, in->end, (size_t)(in->block_end - in->end));

	in->end += got;
	if (!got)
		in->ended = true;
	return got > 0;
}

/* Bytes that the file has now, -1 when it is none; its place is kept. */
static off_t size_now(const struct input *in)
{
	off_t size = lseek(in->fd, 0, SEEK_END);

	return lseek(in->fd, (off_t)in->raw_bytes, SEEK_SET) < 0 ? -1 : size;
}

static void take_memory(struct input *in)
{
	in->memory = mem_new(1, INPUT_NEED_MAX + INPUT_BLOCK + PAGE);
	/* The first page boundary behind the headroom. */
	in->block = in->memory + INPUT_NEED_MAX;
	in->block += PAGE - (uintptr_t)in->block % PAGE;
	in->block_end = in->block + INPUT_BLOCK;
	in->at = in->end = in->block;
}

/* From the mapping to reading, with what is not consumed of it. */
static void leave_mapping(struct input *in)
{
	uint8_t *mapping = in->block;
	const uint8_t *tail = in->at;
	size_t mapped = (size_t)(in->block_end - mapping), left = input_left(in);

	must(left <= INPUT_NEED_MAX);
	take_memory(in);
	in->base = in->raw_bytes;
	in->at = memcpy(in->block - left, tail, left);
	(void)munmap(mapping, mapped);
}

/* How many of the next n bytes can be made ready. */
static size_t make_ready(struct input *in, size_t n)
{
	/* Where the kernel does not know this advice, pages come when they are touched. */
	if (madvise(in->end, n, MADV_POPULATE_READ) == 0 || errno != EFAULT)
		return n;
	off_t size = size_now(in);
	if (size < 0 || (uint64_t)size >= in->raw_bytes + n) {
		ends_early(in, "reading fails", in->raw_bytes, NULL);
		return 0;
	}
	ends_early(in, "the file has ended", (uint64_t)size, NULL);
	return (uint64_t)size > in->raw_bytes ? (size_t)size - in->raw_bytes : 0;
}

/* Makes the next window ready and lets go of what lies behind. */
static bool fill_mapped(struct input *in)
{
	size_t left = (size_t)(in->block_end - in->end);
	size_t n = left < INPUT_WINDOW ? left : INPUT_WINDOW;
	size_t behind = (size_t)(in->at - in->block) / PAGE * PAGE;

	(void)madvise(in->block + in->let_go, behind - in->let_go, MADV_DONTNEED);
	in->let_go = behind;
	n = make_ready(in, n);
	in->end += n;
	in->raw_bytes += n;
	/* by the file's place the keeper sees how far we are */
	(void)lseek(in->fd, (off_t)in->raw_bytes, SEEK_SET);
	left -= n;
	if (left && !in->ended)
		(void)madvise(in->end, left < INPUT_WINDOW ? left : INPUT_WINDOW, MADV_WILLNEED);
	return n > 0;
}

static int64_t now_ns(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* What the first window costs when it is read, in nanoseconds. */
static int64_t try_reading(const struct input *in)
{
	int64_t begin = now_ns();

	if (lseek(in->fd, 0, SEEK_SET) != 0)
		return INT64_MAX;
	for (size_t done = 0; done < INPUT_WINDOW; done += INPUT_BLOCK)
		if (read(in->fd, in->block, INPUT_BLOCK) != INPUT_BLOCK)
			return INT64_MAX;
	return now_ns() - begin;
}

/* The same through the mapping: a page's price is paid when it is made ready or when it is touched,
 * as the machine likes. */
static int64_t try_mapping(uint8_t *mapping)
{
	int64_t begin = now_ns();

	if (madvise(mapping, INPUT_WINDOW, MADV_POPULATE_READ))
		return INT64_MAX;
	for (size_t at = 0; at < INPUT_WINDOW; at += PAGE)
		(void)*(volatile uint8_t *)(mapping + at);
	(void)madvise(mapping, INPUT_WINDOW, MADV_DONTNEED);
	return now_ns() - begin;
}

/* The first try of either may wait for the disk, and any for another program. Where a mapping is the better
 * way it takes two thirds of the time, where it is not more than twice of it. */
static bool mapping_is_faster(const struct input *in, uint8_t *mapping)
{
	int64_t reading = INT64_MAX, through = INT64_MAX;

	for (unsigned i = 0; i < TRIES; i++) {
		int64_t took = try_reading(in);
		reading = took < reading ? took : reading;
		took = try_mapping(mapping);
		through = took < through ? took : through;
	}
	return through < reading / 4 * 3;
}

/* A plain file of some size that is read from its beginning may be mapped instead; what was read to
 * find its kind is taken back. */
static void map_if_good(struct input *in, enum input_way way)
{
	bool from_start = lseek(in->fd, 0, SEEK_CUR) == (off_t)in->raw_bytes;
	off_t size = from_start ? size_now(in) : -1;

	if (size < (way == INPUT_MAP ? INPUT_WINDOW : INPUT_MAPPED))
		return;
	uint8_t *mapping = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, in->fd, 0);
	if (mapping == MAP_FAILED)
		return;
	if (way == INPUT_FASTER && !mapping_is_faster(in, mapping)) {
		(void)munmap(mapping, (size_t)size);
		/* what was read of the file stands where the trial has read, so it is read again */
		in->raw_bytes = 0;
		in->end = in->block;
		if (lseek(in->fd, 0, SEEK_SET) != 0)
			ends_early(in, "reading fails", 0, strerrordesc_np(errno));
		return;
	}
	free(in->memory);
	in->memory = NULL;
	in->raw_bytes = 0;
	in->at = in->end = in->block = mapping;
	in->block_end = mapping + size;
}

/* Reads on, first making room: see the drawing in the header. */
static bool fill(struct input *in)
{
	if (in->ended)
		return false;
	if (!in->memory) {
		if (in->end < in->block_end)
			return fill_mapped(in);
		leave_mapping(in);
	} else if (in->at == in->end || in->end == in->block_end) {
		size_t tail = input_left(in);
		must(tail <= INPUT_NEED_MAX);
		in->base += (uint64_t)(in->end - in->block);
		memmove(in->block - tail, in->at, tail);
		in->at = in->block - tail;
		in->end = in->block;
	}
	return in->kind == INPUT_PLAIN ? fill_plain(in) : fill_decompressed(in);
}

bool input_need(struct input *in, size_t n)
{
	must(n <= INPUT_NEED_MAX);
	while (input_left(in) < n)
		if (!fill(in))
			return false;
	return true;
}

uint64_t input_skip(struct input *in, uint64_t n)
{
	uint64_t todo = n;

	for (;;) {
		size_t here = input_left(in);
		if (here >= todo) {
			in->at += todo;
			return n;
		}
		in->at = in->end;
		todo -= here;
		if (!fill(in))
			return n - todo;
	}
}

/* RFC 8878, 3.1: a zstd file may also start with a skippable frame (parallel zstd writes one). */
static enum input_kind kind_of(const uint8_t *at, size_t len)
{
	if (len >= 3 && at[0] == 0x1f && at[1] == 0x8b && at[2] == 8)
		return INPUT_GZIP;
	if (len >= 4 && at[0] == 0x28 && at[1] == 0xb5 && at[2] == 0x2f && at[3] == 0xfd)
		return INPUT_ZSTD;
	if (len >= 4 && (at[0] & 0xf0) == 0x50 && at[1] == 0x2a && at[2] == 0x4d && at[3] == 0x18)
		return INPUT_ZSTD;
	return INPUT_PLAIN;
}

/* What was read to find the kind is compressed: it moves to the raw buffer. */
static void start_decoder(struct input *in)
{
	in->raw = mem_new(1, INPUT_RAW);
	in->raw_len = input_left(in);
	memcpy(in->raw, in->at, in->raw_len);
	in->at = in->end = in->block;
	in->ended = false;
	if (in->kind == INPUT_ZSTD) {
		in->decoder = ZSTD_createDCtx();
		must(in->decoder);
		return;
	}
	in->decoder = mem_new(1, sizeof(z_stream));
	must(inflateInit2(in->decoder, GZIP_WINDOW) == Z_OK);
}

int input_open(struct input *in, int fd, enum input_way way, struct err *err)
{
	*in = (struct input){.fd = fd};
	take_memory(in);
	in->block_end = in->block + INPUT_FIRST;
	while (input_left(in) < 4 && fill_plain(in))
		;
	in->block_end = in->block + INPUT_BLOCK;
	if (in->problem[0]) {
		input_done(in);
		return err_set(err, "%s", in->problem);
	}
	in->kind = kind_of(in->at, input_left(in));
	if (in->kind != INPUT_PLAIN)
		start_decoder(in);
	else if (way != INPUT_READ)
		map_if_good(in, way);
	return 0;
}

void input_done(struct input *in)
{
	if (in->kind == INPUT_GZIP && in->decoder) {
		(void)inflateEnd(in->decoder);
		free(in->decoder);
	} else if (in->kind == INPUT_ZSTD) {
		(void)ZSTD_freeDCtx(in->decoder);
	}
	if (in->block && !in->memory)
		(void)munmap(in->block, (size_t)(in->block_end - in->block));
	free(in->raw);
	free(in->memory);
	in->decoder = NULL;
	in->raw = in->memory = NULL;
	in->block = in->block_end = in->end = NULL;
	in->at = NULL;
	in->ended = true;
}
