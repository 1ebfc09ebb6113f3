/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/run.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "engine/run_parts.h"
#include "engine/tell.h"

static void on_protocol(void *ctx, struct flow *flow, const char *name)
{
	struct run *r = ctx;
	uint32_t conversation = flow_slot_of(r->flows, flow)->conversation;
	if (conversation != FOLD_NONE)
		fold_protocol(r->fold, conversation, name);
	flow->numbered |= strcmp(name, "rtp") == 0;
}

struct run *run_new(const struct run_config *config)
{
	struct run *r = mem_new(1, sizeof(*r));
	size_t memory = config->memory > RUN_MEMORY_LEAST ? config->memory : RUN_MEMORY_LEAST;
	struct record hello = {.type = RECORD_HELLO, .version = CODEC_VERSION};

	r->part = config->part;
	r->parts = config->parts ? config->parts : 1;
	outlet_init(&r->outlet, config->give, config->ctx);
	/* In sixteenths: flows 9, folded counters 3, talks 1, series 1, and 2 for what waits in
	 * streams. */
	r->fold = fold_new(&r->outlet, memory / 16 * 3);
	r->flows = flow_table_new(memory / 16 * 9 / FLOW_COST);
	struct talk_host host = {&r->outlet, on_protocol, config->footage, r};
	r->talks = talks_new(&host, memory / 16 / 2048, memory / 8);
	r->defrag = defrag_new();
	r->series = series_new(&r->outlet, r->part, r->parts, memory / 16);
	outlet_put(&r->outlet, &hello);
	return r;
}

void run_free(struct run *r)
{
	if (!r)
		return;
	talks_free(r->talks);
	flow_table_free(r->flows);
	fold_free(r->fold);
	defrag_free(r->defrag);
	series_free(r->series);
	outlet_done(&r->outlet);
	free(r->captures);
	free(r);
}

struct capture_record *run_capture(struct run *r, uint32_t capture)
{
	if (capture >= r->n_captures) {
		r->captures = mem_resize(r->captures, capture + 1u, sizeof(*r->captures));
		for (size_t i = r->n_captures; i <= capture; i++)
			r->captures[i] = (struct capture_record){.capture = (uint32_t)i};
		r->n_captures = capture + 1u;
	}
	return &r->captures[capture];
}
void run_fold(struct run *r, struct flow_slot *slot, struct flow *f)
{
	series_settle(r->series, f, false);
	if (slot->conversation != FOLD_NONE)
		fold_flow(r->fold, slot, f);
}

static void fold_soon(void *ctx, const struct flow_slot *slot, const struct flow *f)
{
	struct run *r = ctx;
	fold_prefetch(r->fold, slot, f);
}

static void fold_visited(void *ctx, struct flow_slot *slot, struct flow *f)
{
	run_fold(ctx, slot, f);
}

static void fold_all(struct run *r)
{
	flow_each(r->flows, &(struct flow_visit){fold_soon, fold_visited, r});
}

static void forget_one(void *ctx, struct flow_slot *slot, struct flow *f)
{
	(void)ctx;
	slot->conversation = FOLD_NONE;
	f->endpoint[0] = f->endpoint[1] = FOLD_NONE;
	slot->senders = 0;
	slot->quiet = 0;
}
void run_empty_fold(struct run *r)
{
	fold_all(r);
	fold_give(r->fold);
	flow_each(r->flows, &(struct flow_visit){NULL, forget_one, r});
}

static void warn(struct run *r, struct warning_record warning, const char *text)
{
	struct record record = {.type = RECORD_WARNING, .warning = warning};
	(void)snprintf(record.warning.text, sizeof(record.warning.text), "%s", text);
	outlet_put(&r->outlet, &record);
}

void run_warn(struct run *r, uint32_t capture, bool unreadable, const char *text)
{
	if (r->part)
		return;
	warn(r,
	     (struct warning_record){
		     .capture = capture, .incomplete = true, .unreadable = unreadable},
	     text);
}

void run_capture_end(struct run *r, uint32_t capture, const struct capture_stats *stats)
{
	struct record record = {.type = RECORD_CAPTURE};
	struct capture_record *c = run_capture(r, capture);
	uint64_t lost = defrag_lost(r->defrag, false);

	/* of the file, not of our share of its packets */
	c->dropped = r->part == 0 ? stats->dropped : 0;
	c->unread_bytes = r->part == 0 ? stats->unread_bytes : 0;
	c->incomplete = stats->incomplete;
	c->fragments_lost = lost - r->fragments_lost;
	r->fragments_lost = lost;
	r->last_capture = capture;
	if (r->part == 0 && stats->warning[0])
		warn(r,
		     (struct warning_record){.capture = capture, .incomplete = stats->incomplete},
		     stats->warning);
	record.capture = *c;
	outlet_put(&r->outlet, &record);
}

void run_progress(struct run *r, uint64_t bytes_read)
{
	if (r->part) {
		outlet_flush(&r->outlet);
		return;
	}
	struct record record = {.type = RECORD_PROGRESS, .progress = bytes_read};
	outlet_put(&r->outlet, &record);
	outlet_flush(&r->outlet);
}

static void end_one(void *ctx, struct flow_slot *slot, struct flow *f)
{
	struct run *r = ctx;
	(void)slot;
	talk_end(r->talks, f);
}

/* Datagrams that still wait for a fragment get none any more. */
static void tell_open_datagrams(struct run *r)
{
	uint64_t lost = defrag_lost(r->defrag, true) - r->fragments_lost;
	struct record record = {.type = RECORD_CAPTURE,
				.capture = {.capture = r->last_capture, .fragments_lost = lost}};

	if (lost)
		outlet_put(&r->outlet, &record);
}

void run_finish(struct run *r)
{
	struct record record = {.type = RECORD_END};

	tell_open_datagrams(r);
	if (talks_any(r->talks))
		flow_each(r->flows, &(struct flow_visit){NULL, end_one, r});
	fold_all(r);
	series_finish(r->series);
	fold_give(r->fold);
	outlet_put(&r->outlet, &record);
	outlet_flush(&r->outlet);
}
