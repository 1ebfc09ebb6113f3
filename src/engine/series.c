/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/series.h"

#include <stdlib.h>

#include "base/err.h"

enum {
	MINUTE_US = SERIES_MINUTE * SERIES_BIN_US,
	PATIENT_MINUTES = 5, /* a flow that was a candidate stays one through quieter minutes */
	BIN_BYTES = 4,
};

struct watch {
	const struct flow_slot *slot; /* NULL = its flow is gone */
	struct flow *flow;
	struct path path; /* of the direction watched */
	uint8_t side;     /* that sends */
	bool far;
	uint8_t patience;   /* minutes that it stays a candidate */
	uint32_t last[2];   /* the counters of sender and receiver, when last looked at */
	uint64_t sent, got; /* in this minute */
	uint32_t bins[SERIES_MINUTE];
};

struct series_list {
	struct outlet *outlet;
	unsigned part, parts;
	bool begun;
	int64_t minute_us; /* of the current minute's first bin */
	int64_t next_us;   /* end of the current bin */
	unsigned bin;
	size_t n, max; /* watches[0..n) are in use */
	struct watch *watches;
};

struct series_list *series_new(struct outlet *outlet, unsigned part, unsigned parts, size_t memory)
{
	struct series_list *s = mem_new(1, sizeof(*s));

	s->outlet = outlet;
	s->part = part;
	s->parts = parts;
	s->max = memory / sizeof(struct watch);
	if (s->max >= UINT16_MAX) /* a flow keeps its number in 16 bits */
		s->max = UINT16_MAX - 1;
	s->watches = mem_reserve(s->max * sizeof(struct watch));
	s->next_us = INT64_MIN;
	return s;
}

void series_free(struct series_list *s)
{
	if (!s)
		return;
	mem_release(s->watches, s->max * sizeof(struct watch));
	free(s);
}

int64_t series_next(const struct series_list *s)
{
	return s->next_us;
}

static uint32_t grown(uint32_t now, uint32_t last)
{
	return now >= last ? now - last : now;
}

/* What the flow carried since it was last looked at belongs to the current bin. */
static void look(struct series_list *s, struct watch *w)
{
	if (!w->slot)
		return;
	uint32_t sent = w->slot->payload[w->side], got = w->slot->payload[!w->side];
	uint32_t bytes = grown(sent, w->last[0]);

	w->bins[s->bin] += bytes;
	w->sent += bytes;
	w->got += grown(got, w->last[1]);
	w->last[0] = sent;
	w->last[1] = got;
}

static bool is_candidate(struct watch *w)
{
	if (!w->far)
		return false;
	if (w->sent >= SERIES_CANDIDATE_BYTES && w->sent / SERIES_ONE_WAY >= w->got)
		w->patience = PATIENT_MINUTES;
	else if (w->patience)
		w->patience--;
	return w->patience > 0;
}

static void give(const struct series_list *s, const struct watch *w, bool candidate)
{
	uint8_t bins[SERIES_MINUTE * BIN_BYTES];

	for (size_t i = 0; i < SERIES_MINUTE; i++)
		for (unsigned k = 0; k < BIN_BYTES; k++)
			bins[i * BIN_BYTES + k] = (uint8_t)(w->bins[i] >> (24 - 8 * k));
	struct record r = {.type = RECORD_SERIES,
			   .series = {.path = w->path,
				      .start_us = s->minute_us,
				      .candidate = candidate,
				      .bins = slice_of(bins, sizeof(bins))}};
	outlet_put(s->outlet, &r);
}

static void drop(struct series_list *s, size_t i)
{
	struct watch *w = &s->watches[i];

	if (w->slot)
		w->flow->watch = 0;
	s->n--;
	if (i == s->n)
		return;
	*w = s->watches[s->n];
	if (w->slot)
		w->flow->watch = (uint16_t)(i + 1);
}

static void tell_minute(struct series_list *s, int64_t minute_us)
{
	struct record r = {.type = RECORD_MINUTE,
			   .minute = {.part = (uint8_t)s->part,
				      .parts = (uint8_t)s->parts,
				      .before_us = minute_us}};
	outlet_put(s->outlet, &r);
}

static void end_minute(struct series_list *s)
{
	for (size_t i = 0; i < s->n;) {
		struct watch *w = &s->watches[i];
		bool candidate = is_candidate(w), idle = w->sent == 0;
		if (candidate || w->sent >= SERIES_STREAM_BYTES)
			give(s, w, candidate);
		if (!w->slot || (idle && !w->patience)) {
			drop(s, i);
			continue;
		}
		memset(w->bins, 0, sizeof(w->bins));
		w->sent = w->got = 0;
		i++;
	}
}

static int64_t floor_to(int64_t time_us, int64_t step)
{
	int64_t rest = time_us % step;
	return time_us - (rest < 0 ? rest + step : rest);
}

void series_enter(struct series_list *s, int64_t time_us)
{
	if (time_us < -SERIES_TIME_MOST / 2 || time_us > SERIES_TIME_MOST / 2)
		return;
	int64_t minute_us = floor_to(time_us, MINUTE_US);

	for (size_t i = 0; i < s->n; i++)
		look(s, &s->watches[i]);
	if (s->begun && minute_us > s->minute_us) {
		end_minute(s);
		tell_minute(s, minute_us);
	}
	s->begun = true;
	s->minute_us = minute_us;
	s->bin = (unsigned)((time_us - minute_us) / SERIES_BIN_US);
	s->next_us = minute_us + (int64_t)(s->bin + 1) * SERIES_BIN_US;
}

static struct path path_to(const struct where *at, bool as_sent)
{
	struct path p = {.sender = {at->src_mac, at->src},
			 .receiver = {at->dst_mac, at->dst},
			 .transport = at->transport,
			 .src_port = at->src_port,
			 .dst_port = at->dst_port,
			 .from_client = at->from_client};
	if (as_sent)
		return p;
	return (struct path){.sender = p.receiver,
			     .receiver = p.sender,
			     .transport = p.transport,
			     .src_port = p.dst_port,
			     .dst_port = p.src_port,
			     .from_client = !p.from_client};
}

void series_consider(struct series_list *s, struct flow_slot *slot, struct flow *f,
		     const struct where *at, unsigned from, bool far)
{
	unsigned side = slot->payload[0] >= slot->payload[1] ? 0 : 1;

	if (f->watch || s->n == s->max)
		return;
	struct watch *w = &s->watches[s->n++];
	*w = (struct watch){.slot = slot,
			    .flow = f,
			    .path = path_to(at, side == from),
			    .side = (uint8_t)side,
			    .far = far};
	/* What a flow carried before it was worth a look came just now if it is all there is: an
	 * upload in many connections must not lose the beginning of each. */
	if (slot->payload[side] >= SERIES_CONSIDER) {
		w->last[0] = slot->payload[side];
		w->last[1] = slot->payload[!side];
	}
	f->watch = (uint16_t)s->n;
}

void series_settle(struct series_list *s, struct flow *f, bool gone)
{
	struct watch *w = f->watch ? &s->watches[f->watch - 1] : NULL;

	if (!w)
		return;
	look(s, w);
	w->last[0] = w->last[1] = 0;
	if (gone) {
		w->slot = NULL;
		f->watch = 0;
	}
}

void series_finish(struct series_list *s)
{
	for (size_t i = 0; i < s->n; i++)
		look(s, &s->watches[i]);
	end_minute(s);
	tell_minute(s, INT64_MAX);
}
