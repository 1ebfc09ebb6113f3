/* SPDX-License-Identifier: Apache-2.0
 *
 * The same picture test on simulated windows: how often each verdict falls, by case.
 *
 *   simulate [--windows N] [--seed N] [--minutes N] [--case NAME] [--raw] [--check]
 *
 * --raw prints one line a window (case, verdict, bands).
 * --check fails when an innocent is shown, or a relay is not found in nine windows of ten.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "judge/same_picture.h"
#include "model.h"

struct given {
	unsigned windows, minutes;
	uint64_t seed;
	const char *only;
	bool raw, check;
};

/* What a window is made of. */
struct draw {
	struct chance chance;
	double seconds;
	struct scene scene;
	struct encoder encoder;
	struct traffic local;
	double mean;
};

static struct line line_good(struct draw *d, double delay_s)
{
	return (struct line){.delay_s = delay_s,
			     .jitter_s = 0.01,
			     .rate = 5 * d->mean,
			     .stalls = 0.01,
			     .stall_s = 0.4,
			     .overhead = chance_in(&d->chance, 1.01, 1.08)};
}

static struct traffic relay(struct draw *d)
{
	struct line l = line_good(d, chance_in(&d->chance, 0.02, 0.5));
	return traffic_relayed(&d->chance, &d->local, &l);
}

static struct traffic tight(struct draw *d)
{
	struct line l = {.delay_s = chance_in(&d->chance, 0.05, 1.5),
			 .jitter_s = 0.05,
			 .rate = 1.3 * d->mean,
			 .stalls = 0.1,
			 .stall_s = 1,
			 .overhead = chance_in(&d->chance, 1.01, 1.08)};
	struct traffic t = traffic_relayed(&d->chance, &d->local, &l);
	traffic_add_other(&d->chance, &t, 0.1 * d->mean, d->seconds);
	return t;
}

static struct traffic delayed(struct draw *d)
{
	struct line l = line_good(d, chance_in(&d->chance, 0.05, 30));
	return traffic_relayed(&d->chance, &d->local, &l);
}

static struct traffic pieces_2s(struct draw *d)
{
	return traffic_pieces(&d->chance, &d->local, 2, chance_in(&d->chance, 0.05, 1),
			      4 * d->mean);
}

static struct traffic pieces_6s(struct draw *d)
{
	return traffic_pieces(&d->chance, &d->local, 6, chance_in(&d->chance, 0.05, 1),
			      4 * d->mean);
}

static struct traffic second_encoding(struct draw *d)
{
	struct encoder e = encoder_any(&d->chance);

	e.kbit_s = d->encoder.kbit_s * chance_in(&d->chance, 0.1, 0.4);
	e.smart = d->encoder.smart;
	return traffic_camera(&d->chance, &e, &d->scene);
}

static struct traffic second_held(struct draw *d)
{
	struct encoder e = encoder_held(&d->chance);

	e.kbit_s = d->encoder.kbit_s * chance_in(&d->chance, 0.1, 0.4);
	return traffic_camera(&d->chance, &e, &d->scene);
}

static struct traffic padded(struct draw *d)
{
	return traffic_padded(&d->local, d->encoder.kbit_s * 125 * 1.5, d->seconds);
}

static struct traffic camera_of(struct draw *d, const struct encoder *e)
{
	struct scene other = scene_new(&d->chance, d->seconds);
	struct traffic t = traffic_camera(&d->chance, e, &other);
	scene_free(&other);
	return t;
}

static struct traffic same_settings(struct draw *d)
{
	struct encoder e = d->encoder;

	e.phase_s = chance_in(&d->chance, 0, 4);
	e.clock = 1 + 5e-5 * chance_normal(&d->chance);
	return camera_of(d, &e);
}

static struct traffic other_settings(struct draw *d)
{
	struct encoder e = encoder_any(&d->chance);
	return camera_of(d, &e);
}

static struct traffic other_in_pieces(struct draw *d)
{
	struct traffic camera = same_settings(d);
	struct traffic t = traffic_pieces(&d->chance, &camera, chance_of(&d->chance, 2) ? 2 : 6,
					  chance_in(&d->chance, 0.05, 1), 4 * d->mean);
	traffic_free(&camera);
	return t;
}

static struct traffic beside(struct draw *d)
{
	struct scene other = scene_beside(&d->chance, &d->scene);
	struct encoder e = encoder_any(&d->chance);
	struct traffic t = traffic_camera(&d->chance, &e, &other);
	scene_free(&other);
	return t;
}

static struct traffic bulk(struct draw *d)
{
	return traffic_bulk(&d->chance, chance_in(&d->chance, 300, 4000), d->seconds);
}

static struct traffic web(struct draw *d)
{
	return traffic_web(&d->chance, d->seconds);
}

static const struct a_case {
	const char *name, *what;
	struct traffic (*outside)(struct draw *d);
	double least; /* share that --check wants found; below 0: none may be */
	bool smart;   /* key-frame interval follows the scene */
	double unseen;
	bool held; /* the camera's encoder is held to a rate */
} cases[] = {
	{"P1", "live relay, good uplink", relay, 0.9, false, 0.001, false},
	{"P1v", "live relay, variable key-frame interval", relay, 0.9, true, 0.001, false},
	{"P2", "tight uplink, stalls, 10 % other data, 1 % unseen", tight, 0, false, 0.01, false},
	{"P3", "relay delayed up to 30 s", delayed, 0.9, false, 0.001, false},
	{"P4a", "upload in 2 s pieces", pieces_2s, 0.7, false, 0.001, false},
	{"P4b", "upload in 6 s pieces", pieces_6s, 0, false, 0.001, false},
	{"P5", "second, smaller encoding", second_encoding, 0.7, false, 0.001, false},
	{"P5v", "second encoding, variable interval", second_encoding, 0, true, 0.001, false},
	{"P5h", "second encoding, both held to a rate", second_held, 0, false, 0.001, true},
	{"P6", "padded to a constant rate", padded, -1, false, 0.001, false},
	{"N1", "other camera, same settings", same_settings, -1, false, 0.001, false},
	{"N1v", "other camera, same settings, variable interval", same_settings, -1, true, 0.001,
	 false},
	{"N1h", "other camera, same settings, held to a rate", same_settings, -1, false, 0.001,
	 true},
	{"N1p", "other camera, same settings, in pieces", other_in_pieces, -1, false, 0.001, false},
	{"N2", "other camera, other settings", other_settings, -1, false, 0.001, false},
	{"N3", "other camera, same scene", beside, 0, false, 0.001, false},
	{"N4", "bulk upload", bulk, -1, false, 0.001, false},
	{"N5", "web traffic", web, -1, false, 0.001, false},
};
enum { CASES = sizeof(cases) / sizeof(cases[0]) };

struct count {
	unsigned verdicts[SAME_PICTURE_VERDICTS], lag_right;
	double fast_z, slow_z, joint_z; /* greatest over what is needed, of those that may count */
};

static void print_band(const struct picture_band *b)
{
	printf(" %d %.3f %.2f %.3f %d %d", b->tested, b->z, b->z_needed, b->r, b->lag_bins,
	       b->halves_agree);
}

static void print_raw(const struct a_case *c, const struct same_picture *p)
{
	printf("%s %d", c->name, (int)p->verdict);
	print_band(&p->fast);
	print_band(&p->slow);
	print_band(&p->joint);
	printf(" %.2f %.2f %.3f\n", p->gop_local_bins, p->gop_outside_bins, p->byte_ratio);
}

/* The camera starts 40 s before the window: what a relay holds back is there from the start. */
static void one_window(const struct given *g, const struct a_case *c, uint64_t number,
		       struct same_picture_space *space, struct count *count)
{
	size_t n = (size_t)g->minutes * 600;
	uint32_t *local = mem_new(n, sizeof(*local)), *outside = mem_new(n, sizeof(*outside));
	struct draw d = {.chance = chance_new(g->seed, number), .seconds = (double)n / 10 + 40};

	d.scene = scene_new(&d.chance, d.seconds);
	d.encoder = c->held ? encoder_held(&d.chance) : encoder_any(&d.chance);
	d.encoder.smart = c->smart;
	d.local = traffic_camera(&d.chance, &d.encoder, &d.scene);
	d.mean = traffic_mean(&d.local, d.seconds);
	struct traffic out = c->outside(&d);
	traffic_bins(&d.chance, &d.local, 35, n, c->unseen, local);
	traffic_bins(&d.chance, &out, 35, n, c->unseen, outside);

	struct same_picture p;
	same_picture_test(space, &(struct byte_series){0, n, local, NULL},
			  &(struct byte_series){0, n, outside, NULL}, 0, &p);
	count->verdicts[p.verdict]++;
	if (p.fast.halves_agree)
		count->fast_z = fmax(count->fast_z, p.fast.z - p.fast.z_needed);
	if (p.slow.halves_agree)
		count->slow_z = fmax(count->slow_z, p.slow.z - p.slow.z_needed);
	if (p.joint.halves_agree)
		count->joint_z = fmax(count->joint_z, p.joint.z - p.joint.z_needed);
	if (g->raw)
		print_raw(c, &p);
	traffic_free(&out);
	traffic_free(&d.local);
	scene_free(&d.scene);
	free(local);
	free(outside);
}

/* Whether --check is content. */
static bool one_case(const struct given *g, size_t number, struct same_picture_space *space)
{
	const struct a_case *c = &cases[number];
	struct count count = {.fast_z = -INFINITY, .slow_z = -INFINITY, .joint_z = -INFINITY};

	for (unsigned i = 0; i < g->windows; i++)
		one_window(g, c, (uint64_t)number << 32 | i, space, &count);
	if (g->raw)
		return true;
	double n = g->windows;
	unsigned stream = count.verdicts[SAME_PICTURE_STREAM],
		 scene = count.verdicts[SAME_PICTURE_SCENE];
	printf("| %s %s | %u | %.4f | %.4f | %.4f | %u | %+.2f | %+.2f | %+.2f |\n", c->name,
	       c->what, g->windows, (stream + scene) / n, stream / n, scene / n,
	       count.verdicts[SAME_PICTURE_NOT_TESTED], count.fast_z, count.slow_z, count.joint_z);
	(void)fflush(stdout);
	return c->least < 0 ? stream + scene == 0 : (stream + scene) / n >= c->least;
}

static unsigned long number(const char *text, const char *name)
{
	char *end;
	unsigned long v = text ? strtoul(text, &end, 10) : 0;

	if (!text || *end || v == 0) {
		fprintf(stderr, "simulate: %s wants a number\n", name);
		exit(2);
	}
	return v;
}

int main(int argc, char **argv)
{
	struct given g = {.windows = 300, .minutes = 5, .seed = 1};

	for (int i = 1; i < argc; i++) {
		const char *next = i + 1 < argc ? argv[i + 1] : NULL;
		if (strcmp(argv[i], "--raw") == 0 || strcmp(argv[i], "--check") == 0) {
			*(argv[i][2] == 'r' ? &g.raw : &g.check) = true;
			continue;
		}
		if (strcmp(argv[i], "--windows") == 0)
			g.windows = (unsigned)number(next, argv[i]);
		else if (strcmp(argv[i], "--minutes") == 0)
			g.minutes = (unsigned)number(next, argv[i]);
		else if (strcmp(argv[i], "--seed") == 0)
			g.seed = number(next, argv[i]);
		else if (strcmp(argv[i], "--case") == 0 && next)
			g.only = next;
		else {
			fprintf(stderr, "simulate: unknown option %s\n", argv[i]);
			return 2;
		}
		i++;
	}
	struct same_picture_space *space = same_picture_space_new();
	bool well = true;
	if (!g.raw)
		puts("| case | windows | found | same stream | same scene or second encoding | not "
		     "tested | greatest fast z over needed | slow "
		     "| joint |\n|---|---|---|---|---|---|---|---|---|");
	for (size_t i = 0; i < CASES; i++)
		if (!g.only || strncmp(cases[i].name, g.only, strlen(g.only)) == 0)
			well = one_case(&g, i, space) && well;
	same_picture_space_free(space);
	return g.check && !well;
}
