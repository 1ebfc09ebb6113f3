/* SPDX-License-Identifier: Apache-2.0
 *
 * The format is drawn in pcap.c.
 */
#include "capture/write.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { US_PER_SECOND = 1000000, NS_PER_US = 1000 };

static const uint32_t MAGIC_MICRO = 0xa1b2c3d4;
static const uint32_t MAGIC_NANO = 0xa1b23c4d;

struct write {
	FILE *stream;
	char *name;
	struct write_options options;
	int failed; /* errno of the first failure */
};

static void put(struct write *w, const void *bytes, size_t len)
{
	if (!w->failed && len && fwrite(bytes, 1, len, w->stream) != len)
		w->failed = errno ? errno : EIO;
}

static void put_number(struct write *w, uint32_t v, size_t len)
{
	uint8_t bytes[4];

	for (size_t i = 0; i < len; i++)
		bytes[i] = (uint8_t)(v >> 8 * (w->options.big_endian ? len - 1 - i : i));
	put(w, bytes, len);
}

struct write *write_stream(FILE *stream, const char *name, const struct write_options *options)
{
	struct write *w = mem_new(1, sizeof(*w));

	w->stream = stream;
	w->name = mem_text(name);
	if (options)
		w->options = *options;
	if (w->options.loopback)
		w->options.link = LINK_NULL;
	else if (!w->options.link)
		w->options.link = LINK_ETHERNET;
	if (!w->options.snap_length)
		w->options.snap_length = FRAME_BYTES_MAX;
	put_number(w, w->options.nanoseconds ? MAGIC_NANO : MAGIC_MICRO, 4);
	put_number(w, 2, 2);
	put_number(w, 4, 2);
	put_number(w, 0, 4);
	put_number(w, 0, 4);
	put_number(w, w->options.snap_length, 4);
	put_number(w, w->options.link, 4);
	return w;
}

struct write *write_open(const char *path, const struct write_options *options, struct err *err)
{
	FILE *stream = fopen(path, "wbe");

	if (!stream) {
		err_set(err, "%s: cannot be written: %s", path, strerror(errno));
		return NULL;
	}
	return write_stream(stream, path, options);
}

void write_frame(struct write *w, const struct frame *frame)
{
	int64_t last_us = (int64_t)UINT32_MAX * US_PER_SECOND + US_PER_SECOND - 1;
	int64_t us = frame->time_us < 0 ? 0 : frame->time_us;
	uint32_t len = frame->len;

	if (us > last_us)
		us = last_us;
	if (len > w->options.snap_length)
		len = w->options.snap_length;
	uint32_t sub = (uint32_t)(us % US_PER_SECOND);
	put_number(w, (uint32_t)(us / US_PER_SECOND), 4);
	put_number(w, w->options.nanoseconds ? sub * NS_PER_US : sub, 4);
	put_number(w, len, 4);
	put_number(w, frame->wire_len > frame->len ? frame->wire_len : frame->len, 4);
	put(w, frame->at, len);
}

int write_close(struct write *w, struct err *err)
{
	if (fflush(w->stream) != 0 && !w->failed)
		w->failed = errno;
	if (fclose(w->stream) != 0 && !w->failed)
		w->failed = errno;
	int result = 0;
	if (w->failed)
		result = err_set(err, "%s: cannot be written: %s", w->name, strerror(w->failed));
	free(w->name);
	free(w);
	return result;
}
