/* SPDX-License-Identifier: Apache-2.0 */
#include "app/intake.h"

#include <sys/stat.h>
#include <unistd.h>

enum {
	WARNINGS_A_CAPTURE = 4, /* a reader has at most two to tell of each */
	WARNINGS_MORE = 16,
};

void intake_init(struct intake *in, void (*take)(void *ctx, const struct record *record), void *ctx,
		 const int *fds, size_t n_captures, bool apart)
{
	*in = (struct intake){.take = take,
			      .ctx = ctx,
			      .fds = fds,
			      .n_fds = apart ? n_captures : 0,
			      .warnings_left = n_captures * WARNINGS_A_CAPTURE + WARNINGS_MORE};
	buf_init(&in->waiting, 1 << 20);
}

void intake_done(struct intake *in)
{
	buf_done(&in->waiting);
}

/* Bytes of its captures that the reader has read or moved past, by the kernel; never more than there
 * are. By its own word where one is a pipe. */
static uint64_t position(const struct intake *in, uint64_t claimed)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < in->n_fds; i++) {
		off_t at = lseek(in->fds[i], 0, SEEK_CUR);
		struct stat st;
		if (at < 0 || fstat(in->fds[i], &st))
			return claimed;
		sum += (uint64_t)(!S_ISREG(st.st_mode) || at < st.st_size ? at : st.st_size);
	}
	return in->n_fds ? sum : claimed;
}

/* Input that is read is what a reader may talk about. */
static void note_progress(struct intake *in, uint64_t bytes_read)
{
	if (bytes_read < in->progress || bytes_read - in->progress < INTAKE_STEP)
		return;
	in->progress = bytes_read;
	in->unmoved = 0;
}

/* What the reader says of itself is checked before anybody hears it. */
static void take_record(struct intake *in, struct record *record)
{
	switch (record->type) {
	case RECORD_HELLO:
		if (record->version != CODEC_VERSION) {
			(void)err_set(&in->err, "records of version %u, not %d", record->version,
				      CODEC_VERSION);
			return;
		}
		break;
	case RECORD_PROGRESS:
		record->progress = position(in, record->progress);
		note_progress(in, record->progress);
		break;
	case RECORD_WARNING:
		if (in->warnings_left == 0) {
			(void)err_set(&in->err, "more warnings than its captures can give");
			return;
		}
		in->warnings_left--;
		break;
	case RECORD_END:
		in->ended = true;
		break;
	case RECORD_OBSERVATION:
	case RECORD_ENDPOINT:
	case RECORD_CONVERSATION:
	case RECORD_CAPTURE:
	case RECORD_MEDIA:
	case RECORD_FOOTAGE:
	case RECORD_SERIES:
	case RECORD_MINUTE:
		break;
	}
	in->take(in->ctx, record);
}

void intake_bytes(struct intake *in, struct slice bytes)
{
	struct record record;

	if (err_is_set(&in->err) || in->stopped)
		return;
	in->unmoved += bytes.len;
	buf_slice(&in->waiting, bytes);
	struct cursor c = cursor_over(slice_of(in->waiting.at, in->waiting.len));
	while (!in->ended && !in->stopped && !err_is_set(&in->err) &&
	       record_decode(&c, &record, &in->err) == 1)
		take_record(in, &record);
	buf_drop(&in->waiting, cursor_offset(&c));
}

uint64_t intake_unmoved(struct intake *in)
{
	note_progress(in, position(in, in->progress));
	return in->unmoved;
}
