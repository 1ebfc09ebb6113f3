/* SPDX-License-Identifier: Apache-2.0
 *
 * A model of what cameras, relays and innocents put on a wire, as bytes in bins of 100 ms. It is no
 * camera: real encoders' material stands beside it. What it is for: thousands of windows of the
 * worst innocents, cameras of one model with the same settings.
 */
#ifndef CAMTRAIL_TESTS_FOOTAGE_MODEL_H
#define CAMTRAIL_TESTS_FOOTAGE_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct chance {
	uint64_t state;
};
/* Windows of one seed must have nothing in common: both numbers are mixed. */
struct chance chance_new(uint64_t seed, uint64_t number);
double chance_in(struct chance *c, double from, double to); /* uniform */
double chance_normal(struct chance *c);
double chance_wait(struct chance *c, double mean); /* exponential */
unsigned chance_of(struct chance *c, unsigned n);  /* 0..n-1 */

/* What moves before the camera: its logarithm of activity every 40 ms. */
struct scene {
	size_t n;
	double *activity;
};
struct scene scene_new(struct chance *c, double seconds);
/* Mostly what the first shows, and some of its own: another corner of the same street. */
struct scene scene_beside(struct chance *c, const struct scene *of);
void scene_free(struct scene *s);

/* How an encoder is held to a rate, frame by frame, as x264 does it. */
enum held {
	HELD_NOT,      /* as rate_control says, an interval at a time */
	HELD_CAPPED,   /* constant quality until a buffer of 2 s at the most rate is half empty */
	HELD_CONSTANT, /* and the coder's step follows what the last seconds took */
};

struct encoder {
	enum held held;
	double fps, gop_s, kbit_s;
	double key_ratio;      /* size of a key frame to others */
	double rate_control;   /* 0: constant quality .. 1: every interval is held to the rate */
	double noise;          /* of frame sizes, logarithm */
	double phase_s, clock; /* clock: its second against ours */
	bool smart;            /* key frames only when little moves: intervals of 1 to 4 times */
};
struct encoder encoder_any(struct chance *c);
/* One that is held to a rate. */
struct encoder encoder_held(struct chance *c);

/* Packets in order of time. */
struct traffic {
	size_t n, room;
	struct traffic_packet {
		double at_s, bytes;
	} * packets;
};
void traffic_free(struct traffic *t);
double traffic_mean(const struct traffic *t, double seconds); /* bytes a second */
struct traffic traffic_camera(struct chance *c, const struct encoder *e, const struct scene *s);

struct line {
	double delay_s, jitter_s;
	double rate;            /* bytes a second */
	double stalls, stall_s; /* a second, and the longest */
	double overhead;        /* factor */
};
struct traffic traffic_relayed(struct chance *c, const struct traffic *of, const struct line *line);
struct traffic traffic_pieces(struct chance *c, const struct traffic *of, double piece_s,
			      double delay_s, double rate);
struct traffic traffic_padded(const struct traffic *of, double rate, double seconds);
struct traffic traffic_bulk(struct chance *c, double kbit_s, double seconds);
struct traffic traffic_web(struct chance *c, double seconds);
/* Other data between, at that many bytes a second; keeps t in no order. */
void traffic_add_other(struct chance *c, struct traffic *t, double rate, double seconds);

/* n bins from from_s on; a share of the packets is not seen. */
void traffic_bins(struct chance *c, const struct traffic *t, double from_s, size_t n, double unseen,
		  uint32_t *ret);

#endif
