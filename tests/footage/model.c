/* SPDX-License-Identifier: Apache-2.0 */
#include "model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

#define STEP_S 0.04
#define PACKET 1400
#define BIN_S 0.1
#define HELD_S 2.0     /* seconds that a buffer holds at the most rate */
#define HELD_ABOVE 1.3 /* the most rate of a cap to what the camera usually needs */

/* splitmix64 */
static uint64_t next(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15U;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
	return z ^ (z >> 31);
}

struct chance chance_new(uint64_t seed, uint64_t number)
{
	uint64_t mixed = next(&seed) ^ number;

	return (struct chance){next(&mixed)};
}

static double chance_unit(struct chance *c)
{
	return ((double)(next(&c->state) >> 11) + 0.5) / 9007199254740992.0;
}

double chance_in(struct chance *c, double from, double to)
{
	return from + (to - from) * chance_unit(c);
}

double chance_normal(struct chance *c)
{
	double r = sqrt(-2 * log(chance_unit(c)));
	return r * cos(2 * M_PI * chance_unit(c));
}

double chance_wait(struct chance *c, double mean)
{
	return -mean * log(chance_unit(c));
}

unsigned chance_of(struct chance *c, unsigned n)
{
	return (unsigned)(chance_unit(c) * n);
}

struct scene scene_new(struct chance *c, double seconds)
{
	struct scene s = {.n = (size_t)(seconds / STEP_S) + 2};
	double drift = 0, motion = 0, most = 0, left = 0, keep = exp(-STEP_S / 20);

	s.activity = mem_new(s.n, sizeof(*s.activity));
	for (size_t i = 0; i < s.n; i++) {
		drift = drift * keep + 0.15 * sqrt(1 - keep * keep) * chance_normal(c);
		left -= STEP_S;
		if (left <= 0 && chance_unit(c) < STEP_S / 25) {
			left = chance_wait(c, 7) + 0.5;
			most = chance_in(c, 0.3, 1.2);
		}
		motion += ((left > 0 ? most : 0) - motion) * STEP_S / 0.4;
		s.activity[i] = drift + motion + (left > 0 ? 0.12 * chance_normal(c) : 0);
	}
	return s;
}

struct scene scene_beside(struct chance *c, const struct scene *of)
{
	struct scene s = scene_new(c, ((double)of->n - 2) * STEP_S);

	for (size_t i = 0; i < s.n && i < of->n; i++)
		s.activity[i] = 0.8 * of->activity[i] + 0.4 * s.activity[i];
	return s;
}

void scene_free(struct scene *s)
{
	free(s->activity);
}

struct encoder encoder_any(struct chance *c)
{
	static const double rates[] = {10, 12, 15, 20, 25, 30}, gops[] = {1, 2, 2, 4};
	static const double controls[] = {0, 0.3, 0.8};

	return (struct encoder){.fps = rates[chance_of(c, 6)],
				.gop_s = gops[chance_of(c, 4)],
				.kbit_s = chance_in(c, 400, 4000),
				.key_ratio = chance_in(c, 5, 15),
				.rate_control = controls[chance_of(c, 3)],
				.phase_s = chance_in(c, 0, 4),
				.clock = 1 + 5e-5 * chance_normal(c),
				.noise = chance_in(c, 0.08, 0.25)};
}

struct encoder encoder_held(struct chance *c)
{
	struct encoder e = encoder_any(c);

	e.held = chance_of(c, 2) ? HELD_CAPPED : HELD_CONSTANT;
	return e;
}

static void add(struct traffic *t, double at_s, double bytes)
{
	if (t->n == t->room) {
		t->room = t->room ? 2 * t->room : 8192;
		t->packets = mem_resize(t->packets, t->room, sizeof(*t->packets));
	}
	t->packets[t->n++] = (struct traffic_packet){at_s, bytes};
}

void traffic_free(struct traffic *t)
{
	free(t->packets);
	*t = (struct traffic){0};
}

double traffic_mean(const struct traffic *t, double seconds)
{
	double sum = 0;

	for (size_t i = 0; i < t->n; i++)
		sum += t->packets[i].bytes;
	return sum / seconds;
}

static void add_frame(struct traffic *t, double at_s, double bytes)
{
	for (double left = bytes; left > 0; left -= PACKET) {
		add(t, at_s, fmin(left, PACKET) + 40);
		at_s += 0.00013;
	}
}

static double activity_at(const struct scene *s, double at_s)
{
	double i = fmin(fmax(at_s / STEP_S, 0), (double)s->n - 1);
	return s->activity[(size_t)i];
}

/* The buffer that a rate is kept by, and what the last seconds needed and were given. */
struct buffer {
	double room, fill, a_frame;
	double lately, needed, given;
};

static struct buffer buffer_new(const struct encoder *e)
{
	double most = e->kbit_s * 125 * (e->held == HELD_CAPPED ? HELD_ABOVE : 1);

	return (struct buffer){.room = HELD_S * most,
			       .fill = 0.9 * HELD_S * most,
			       .a_frame = most / e->fps,
			       .needed = e->kbit_s * 125,
			       .given = e->kbit_s * 125};
}

/* Size of a frame that would take size at the usual step (x264's ratecontrol.c, without look-ahead):
 * of a constant rate the step grows with the complexity of late, to the power of 0.4, and with what the
 * last 2 s took too much; a buffer under half makes it coarser, and no frame takes more than half of
 * what the buffer holds. */
static double held_size(const struct encoder *e, struct buffer *b, double size, double complexity)
{
	double step = 1, expected = 1;

	b->fill = fmin(b->room, b->fill + b->a_frame);
	if (e->held == HELD_CONSTANT) {
		b->lately = 0.5 * b->lately + 0.5 * complexity;
		expected = pow(b->lately, 0.4);
		step = expected * b->needed / b->given;
	}
	step /= fmin(fmax(2 * b->fill / b->room, 0.5), 1);
	step = fmax(step, size / (0.5 * b->fill));
	double kept = 1 - 0.5 / e->fps;
	b->needed = kept * (b->needed + size / expected);
	b->given = kept * (b->given + b->a_frame);
	b->fill = fmax(b->fill - size / step, 0.05 * b->a_frame);
	return size / step;
}

struct traffic traffic_camera(struct chance *c, const struct encoder *e, const struct scene *s)
{
	struct traffic t = {0};
	unsigned gop = (unsigned)lround(e->fps * e->gop_s), until_key = 1 + chance_of(c, gop);
	double per_gop = e->kbit_s * 125 * e->gop_s;
	double frame = per_gop / (gop - 1 + e->key_ratio), coarse = 0, sum = 0;
	double frames = 0;
	struct buffer buffer = buffer_new(e);

	for (double at = -e->phase_s; at < ((double)s->n - 2) * STEP_S;
	     at += e->clock / e->fps * (1 + 0.002 * chance_normal(c))) {
		double activity = activity_at(s, at);
		bool key = --until_key == 0;
		if (key) {
			/* the coder's step follows what the last interval took too much */
			double over = frames > 0 ? log(sum / (frames / gop * per_gop)) : 0;
			coarse += (e->held ? 0 : e->rate_control) * 0.7 * over;
			coarse = fmin(fmax(coarse, -1), 1.5);
			sum = frames = 0;
			bool still = e->smart && activity < 0.2;
			until_key = gop * (still ? 2 + chance_of(c, 3) : 1);
		}
		double size = key ? frame * e->key_ratio *
					      exp(0.2 * activity + 0.05 * chance_normal(c) - coarse)
				  : frame * exp(activity + e->noise * chance_normal(c) - coarse);
		if (e->held)
			size = held_size(e, &buffer, size, exp(activity));
		sum += size;
		frames++;
		if (at >= 0)
			add_frame(&t, at, size);
	}
	return t;
}

struct traffic traffic_relayed(struct chance *c, const struct traffic *of, const struct line *line)
{
	struct traffic t = {0};
	double free_at = 0, stall = line->stalls > 0 ? chance_wait(c, 1 / line->stalls) : INFINITY;
	double stalled_to = -1;

	for (size_t i = 0; i < of->n; i++) {
		double bytes = of->packets[i].bytes * line->overhead;
		double at = of->packets[i].at_s + line->delay_s + chance_wait(c, line->jitter_s);
		while (at > stall) {
			stalled_to = stall + chance_in(c, 0.1, line->stall_s);
			stall = stalled_to + chance_wait(c, 1 / line->stalls);
		}
		at = fmax(fmax(at, stalled_to), free_at);
		free_at = at + bytes / line->rate;
		add(&t, free_at, bytes);
	}
	return t;
}

struct traffic traffic_pieces(struct chance *c, const struct traffic *of, double piece_s,
			      double delay_s, double rate)
{
	struct traffic t = {0};
	double end = chance_in(c, 0, piece_s), have = 0, free_at = 0;

	for (size_t i = 0; i < of->n; i++) {
		while (of->packets[i].at_s > end) {
			double at = fmax(end + delay_s + chance_wait(c, 0.05), free_at);
			for (; have > 0; have -= PACKET) {
				at += fmin(have, PACKET) / rate;
				add(&t, at, fmin(have, PACKET));
			}
			free_at = at;
			have = 0;
			end += piece_s;
		}
		have += of->packets[i].bytes;
	}
	return t;
}

struct traffic traffic_padded(const struct traffic *of, double rate, double seconds)
{
	struct traffic t = {0};
	double fill = fmax(rate, 1.5 * traffic_mean(of, seconds));

	for (double at = 0; at < seconds; at += PACKET / fill)
		add(&t, at, PACKET);
	return t;
}

struct traffic traffic_bulk(struct chance *c, double kbit_s, double seconds)
{
	struct traffic t = {0};
	double pace = 1;

	for (double at = 0; at < seconds;
	     at += 1440 / (kbit_s * 125 * pace) * chance_in(c, 0.5, 1.5)) {
		if (chance_unit(c) < 0.002)
			pace = chance_in(c, 0.3, 1.3);
		add(&t, at, 1440);
	}
	return t;
}

struct traffic traffic_web(struct chance *c, double seconds)
{
	struct traffic t = {0};

	for (double at = 0; at < seconds; at += chance_wait(c, 2)) {
		unsigned n = 1 + (unsigned)chance_wait(c, 40);
		double in = at;
		for (unsigned i = 0; i < n; i++) {
			add(&t, in, chance_in(c, 80, 1440));
			in += chance_wait(c, 0.01);
		}
	}
	return t;
}

void traffic_add_other(struct chance *c, struct traffic *t, double rate, double seconds)
{
	for (double at = 0; at < seconds;) {
		unsigned n = 1 + (unsigned)chance_wait(c, 8);
		for (unsigned i = 0; i < n; i++)
			add(t, at + 0.002 * i, 700);
		at += chance_wait(c, n * 700 / rate);
	}
}

void traffic_bins(struct chance *c, const struct traffic *t, double from_s, size_t n, double unseen,
		  uint32_t *ret)
{
	memset(ret, 0, n * sizeof(*ret));
	for (size_t i = 0; i < t->n; i++) {
		double bin = (t->packets[i].at_s - from_s) / BIN_S;
		if (bin < 0 || bin >= (double)n || chance_unit(c) < unseen)
			continue;
		ret[(size_t)bin] += (uint32_t)t->packets[i].bytes;
	}
}
