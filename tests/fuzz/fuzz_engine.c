/* SPDX-License-Identifier: Apache-2.0
 *
 * `frames`: any frames through the engine. `codec`: any bytes as records, as a captured reader
 * might send them. `keeper`: the same on to ledger, judge and every report.
 */
#include "fuzz.h"

#include <stdlib.h>

#include "app/series_gate.h"
#include "engine/run.h"
#include "fuzz_audit.h"

enum { FRAMES_MAX = 2048 };

static void check_where(const struct where *w)
{
	must(w->src.family == 0 || w->src.family == 4 || w->src.family == 6);
	must(w->dst.family == 0 || w->dst.family == 4 || w->dst.family == 6);
}

static void check_observation(const struct obs *o)
{
	must(o->kind < OBS_KINDS);
	must(o->text.len <= obs_kind_info(o->kind)->cap || o->text.len == 0);
	fuzz_touch(o->text);
	check_where(&o->where);
}

static void check_beat(const struct beat *b)
{
	for (unsigned i = 0; i < BEAT_STEPS; i++)
		must((b->steps[i].n == 0) == (b->steps[i].sum_ms == 0));
	for (unsigned i = 0; i < BEAT_SIZES; i++)
		must(b->sizes[i].n == 0 || (b->sizes[i].min >= beat_size_least(i) &&
					    b->sizes[i].max < beat_size_least(i + 1)));
}

static void check_track(uint8_t codec, uint8_t track)
{
	must(codec > MEDIA_UNKNOWN && codec < MEDIA_CODECS && track < MEDIA_TRACKS);
}

static void check_path(const struct path *p)
{
	must(p->sender.addr.family == 0 || p->sender.addr.family == 4 ||
	     p->sender.addr.family == 6);
	must(p->receiver.addr.family == 0 || p->receiver.addr.family == 4 ||
	     p->receiver.addr.family == 6);
}

/* Within the bounds that obs/codec.h promises to those who take records. */
static void check_record(const struct record *r)
{
	switch (r->type) {
	case RECORD_OBSERVATION:
		check_observation(&r->obs);
		break;
	case RECORD_CONVERSATION:
		must(memchr(r->conversation.protocol, 0, PROTOCOL_NAME_MAX));
		must(r->conversation.out.frames.n <= FRAMES_KEPT);
		must(r->conversation.out.payload_frames.n <= FRAMES_KEPT);
		must(r->conversation.back.frames.n <= FRAMES_KEPT);
		must(r->conversation.back.payload_frames.n <= FRAMES_KEPT);
		check_beat(&r->beat);
		break;
	case RECORD_WARNING:
		must(memchr(r->warning.text, 0, WARNING_TEXT_MAX));
		break;
	case RECORD_MEDIA:
		check_track(r->media.codec, r->media.track);
		must(memchr(r->media.carrier, 0, PROTOCOL_NAME_MAX));
		must(r->media.frames.n <= FRAMES_KEPT);
		must(r->media.key_pictures <= r->media.pictures);
		check_path(&r->media.path);
		break;
	case RECORD_FOOTAGE:
		check_track(r->footage.codec, r->footage.track);
		must(r->footage.bytes.len <= FOOTAGE_PIECE_MAX);
		fuzz_touch(r->footage.bytes);
		check_path(&r->footage.path);
		break;
	case RECORD_SERIES:
		must(r->series.bins.len % 4 == 0 && r->series.bins.len / 4 <= SERIES_BINS_MAX);
		must(r->series.start_us % SERIES_BIN_US == 0);
		fuzz_touch(r->series.bins);
		check_path(&r->series.path);
		break;
	case RECORD_MINUTE:
		must(r->minute.part < r->minute.parts);
		break;
	case RECORD_HELLO:
	case RECORD_CAPTURE:
	case RECORD_ENDPOINT:
	case RECORD_PROGRESS:
	case RECORD_END:
		break;
	}
}

static void add_kept(void *ctx, const struct record *record)
{
	ledger_add(ctx, record);
}

/* Decodes all there is; every record is checked, encoded again and must be the same then. Series go
 * to the ledger through the gate, as they do in the keeper. */
static int decode_all(struct slice bytes, struct ledger *ledger)
{
	struct series_gate *gate = series_gate_new(add_kept, ledger);
	struct cursor in = cursor_over(bytes);
	struct err err = {{0}};
	struct record record;
	struct buf again, once_more;
	int got;

	buf_init(&again, 2 * RECORD_BODY_MAX);
	buf_init(&once_more, 2 * RECORD_BODY_MAX);
	while ((got = record_decode(&in, &record, &err)) == 1) {
		check_record(&record);
		buf_clear(&again);
		buf_clear(&once_more);
		record_encode(&again, &record);
		must(!buf_full(&again));
		struct cursor c = cursor_over(slice_of(again.at, again.len));
		struct record second;
		must(record_decode(&c, &second, NULL) == 1 && cursor_left(&c) == 0);
		record_encode(&once_more, &second);
		must(slice_equal(slice_of(again.at, again.len),
				 slice_of(once_more.at, once_more.len)));
		if (ledger && (record.type == RECORD_SERIES || record.type == RECORD_MINUTE))
			series_gate_take(gate, &record);
		else if (ledger)
			ledger_add(ledger, &record);
	}
	series_gate_end(gate);
	series_gate_free(gate);
	must(got == 0 || err_is_set(&err));
	buf_done(&again);
	buf_done(&once_more);
	return got;
}

static void one_codec(struct slice input)
{
	(void)decode_all(input, NULL);
}

static void one_keeper(struct slice input)
{
	struct ledger *ledger = ledger_new();

	(void)decode_all(input, ledger);
	(void)fuzz_audit_ledger(ledger);
}

static void take_records(void *ctx, struct slice records)
{
	(void)ctx;
	must(decode_all(records, NULL) == 0);
}

static void one_frames(struct slice input)
{
	static const uint32_t links[] = {LINK_ETHERNET, LINK_RAW, LINK_LINUX_SLL, LINK_LINUX_SLL2,
					 LINK_NULL};
	struct run_config config = {.memory = RUN_MEMORY_LEAST, .give = take_records};
	struct run *run = run_new(&config);
	struct frame batch[CAPTURE_BATCH];
	uint8_t *copies[CAPTURE_BATCH];
	uint32_t zeros[CAPTURE_BATCH] = {0};
	struct slice piece;
	uint8_t mark = FUZZ_FRAME;
	uint64_t number = 0;
	size_t n = 0;
	uint32_t link = input.len ? links[input.at[0] % 5] : LINK_ETHERNET;

	input = slice_from(input, input.len > 0);
	while (number < FRAMES_MAX && fuzz_piece(&input, "f", &mark, &piece)) {
		copies[n] = fuzz_copy(piece);
		number++;
		batch[n] = (struct frame){.at = copies[n],
					  .len = (uint32_t)piece.len,
					  .wire_len = (uint32_t)piece.len + (number % 7 == 0),
					  .time_us = (int64_t)number * 1000000,
					  .number = number,
					  .link = link};
		if (++n == CAPTURE_BATCH || input.len == 0) {
			run_frames(run, batch, zeros, n);
			while (n > 0)
				free(copies[--n]);
		}
	}
	if (n)
		run_frames(run, batch, zeros, n);
	while (n > 0)
		free(copies[--n]);
	run_capture_end(run, 0, &(struct capture_stats){.packets = number});
	run_finish(run);
	run_free(run);
}

const struct fuzz_target fuzz_engine_targets[] = {
	{"codec", one_codec},
	{"keeper", one_keeper},
	{"frames", one_frames},
	{NULL, NULL},
};
