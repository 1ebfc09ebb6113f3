/* SPDX-License-Identifier: Apache-2.0
 * What a fixed camera looks at, as raw yuv420p frames on standard output: a real photograph or a real
 * surveillance clip as background, wind in the trees, clouds, people and cars that come at random
 * times, rain, sensor noise and a clock in the corner. Everything of the scene hangs on --seed and on
 * time alone, so two cameras of one seed see the same things from slightly different places (--view);
 * the noise has its own seed. The scene never repeats.
 *
 * usage: scene --seed N --noise N --view N --fps F --seconds S --size WxH --kind day|night|still|clip
 *              --source RAW --frames N [--busy FILE]
 * RAW holds N frames of 768x576 yuv420p. FILE gets one line a second: how much moves. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
	RAW_W = 768,
	RAW_H = 576,
	RAW_FRAME = RAW_W * RAW_H * 3 / 2,
	STEPS = 10, /* steps a second of the slow processes */
	THINGS = 4096,
	TREES = 5,
	GRAIN = 1 << 16,
};

enum kind { DAY, NIGHT, STILL, CLIP };

struct thing { /* a person, an animal, a car: from begin on it crosses the picture */
	double begin, life, pause_at, pause;
	double x, y, dx, dy; /* in pictures, pictures a second */
	double w, h;
	double sway, pace; /* how far and how often its outline moves by itself */
	int luma, u, v, contrast;
	uint32_t skin;
};

struct slow { /* values at STEPS a second */
	double *wind, *light, *rain, *noise, *place;
	int n;
};

struct options {
	uint64_t seed, noise, view;
	double fps, seconds;
	int w, h;
	enum kind kind;
	const char *source, *busy;
	int frames;
};

struct scene {
	struct options o;
	const uint8_t *raw;
	struct slow slow;
	struct thing *things;
	int n_things, first;
	double tree_x[TREES], tree_y[TREES], tree_r[TREES];
	double zoom, left, top;
	int mirror, clock;
	int8_t *grain;
	int16_t *column,
		*shift; /* the background's column under each of the picture's; how far wind moves it */
	uint8_t *frame;
	uint64_t noise_state;
};

static uint64_t next(uint64_t *s)
{
	uint64_t z = (*s += 0x9E3779B97F4A7C15u);
	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

static double unit(uint64_t *s)
{
	return (double)(next(s) >> 11) / 9007199254740992.0;
}

static double between(uint64_t *s, double a, double b)
{
	return a + (b - a) * unit(s);
}

static double gauss(uint64_t *s)
{
	double u = unit(s);
	return sqrt(-2 * log(u < 1e-300 ? 1e-300 : u)) * cos(6.283185307179586 * unit(s));
}

static double wait(uint64_t *s, double mean)
{
	double u = unit(s);
	return -mean * log(u < 1e-300 ? 1e-300 : u);
}

static void *must(void *p)
{
	if (p == NULL) {
		fprintf(stderr, "scene: out of memory\n");
		exit(1);
	}
	return p;
}

/* A wandering value that returns to 0 within about `back` seconds, of spread `spread`. */
static double *wander(uint64_t *s, int n, double back, double spread)
{
	double *v = must(calloc((size_t)n, sizeof *v));
	double keep = exp(-1.0 / STEPS / back), x = gauss(s) * spread;
	for (int i = 0; i < n; i++) {
		x = x * keep + spread * sqrt(1 - keep * keep) * gauss(s);
		v[i] = x;
	}
	return v;
}

/* On and off spells, softened over half a second; 1 is fully on. */
static double *spells(uint64_t *s, int n, double off, double on)
{
	double *v = must(calloc((size_t)n, sizeof *v));
	double left = wait(s, off), level = 0, strength = 0;
	int is_on = 0;
	for (int i = 0; i < n; i++) {
		left -= 1.0 / STEPS;
		if (left <= 0) {
			is_on = !is_on;
			left = is_on ? 0.5 + wait(s, on) : wait(s, off);
			strength = between(s, 0.3, 1.2);
		}
		level += ((is_on ? strength : 0) - level) * 0.2;
		v[i] = level;
	}
	return v;
}

static void slow_make(struct scene *sc, uint64_t *s)
{
	const int n = (int)(sc->o.seconds * STEPS) + 2 * STEPS;
	struct slow *w = &sc->slow;
	w->n = n;
	w->wind = spells(s, n, between(s, 8, 40), between(s, 4, 20));
	w->light = wander(s, n, between(s, 5, 60), between(s, 0.01, 0.10));
	w->rain = spells(s, n, between(s, 60, 400), between(s, 10, 90));
	w->noise = wander(s, n, between(s, 20, 120), 0.25);
	w->place = must(calloc((size_t)n, sizeof *w->place));
	/* The clip is walked through to and fro at changing speeds, so it never loops. */
	double at = between(s, 0, sc->o.frames), speed = 10, left = 0;
	const double end = sc->o.frames - 1.001;
	for (int i = 0; i < n; i++) {
		if (left <= 0) {
			left = 2 + wait(s, 15);
			speed = between(s, 5, 15) * (unit(s) < 0.5 ? -1 : 1);
		}
		left -= 1.0 / STEPS;
		at += speed / STEPS;
		if (at < 0 || at > end) {
			speed = -speed;
			at = at < 0 ? -at : 2 * end - at;
		}
		w->place[i] = fmin(fmax(at, 0), fmax(end, 0));
	}
}

static void things_make(struct scene *sc, uint64_t *s)
{
	double *busy = wander(s, sc->slow.n, between(s, 20, 90), 0.9);
	const double every = between(s, 4, 25);
	double t = wait(s, every) - 10;
	sc->things = must(calloc(THINGS, sizeof *sc->things));
	while (t < sc->o.seconds && sc->n_things < THINGS) {
		struct thing *g = &sc->things[sc->n_things++];
		const int car = unit(s) < 0.25, to_left = unit(s) < 0.5;
		const double depth = between(s, 0.25, 1.0);
		g->begin = t;
		g->w = depth * (car ? between(s, 0.2, 0.45) : between(s, 0.06, 0.14));
		g->h = depth * (car ? between(s, 0.15, 0.3) : between(s, 0.2, 0.5));
		g->y = between(s, 0.3, 0.95) - g->h / 2;
		g->dx = depth * (car ? between(s, 0.15, 0.7) : between(s, 0.04, 0.14));
		g->life = (1 + g->w) / g->dx;
		g->x = to_left ? 1 : -g->w;
		g->dx = to_left ? -g->dx : g->dx;
		g->dy = between(s, -0.02, 0.02);
		g->pause_at = unit(s) < 0.4 ? between(s, 0.1, 0.9) * g->life : 1e9;
		g->pause = wait(s, 15);
		g->life += g->pause_at < 1e8 ? g->pause : 0;
		g->sway = car ? 0 : between(s, 0.05, 0.3);
		g->pace = between(s, 0.8, 2.2);
		g->luma = (int)between(s, 30, 220);
		g->u = (int)between(s, 100, 156);
		g->v = (int)between(s, 100, 156);
		g->contrast = (int)between(s, 10, 60);
		g->skin = (uint32_t)next(s);
		const int step = (int)(fmax(t, 0) * STEPS);
		t += wait(s, every * exp(-busy[step < sc->slow.n ? step : sc->slow.n - 1]));
	}
	free(busy);
}

static void scene_make(struct scene *sc)
{
	uint64_t s = sc->o.seed * 7919 + 1, view = sc->o.seed * 31 + sc->o.view * 104729 + 5;
	slow_make(sc, &s);
	things_make(sc, &s);
	for (int i = 0; i < TREES; i++) {
		sc->tree_x[i] = unit(&s);
		sc->tree_y[i] = unit(&s) * 0.6;
		sc->tree_r[i] = between(&s, 0.08, 0.3);
	}
	sc->mirror = unit(&s) < 0.5;
	sc->clock = unit(&s) < 0.7;
	sc->zoom = between(&s, 0.6, 0.9);
	sc->left = unit(&s) * (0.95 - sc->zoom);
	sc->top = unit(&s) * (0.95 - sc->zoom);
	if (sc->o.view != 0) { /* another camera a little beside the first */
		sc->zoom *= between(&view, 0.92, 1.0);
		sc->left += between(&view, 0, 0.05);
		sc->top += between(&view, 0, 0.05);
	}
	sc->column = must(calloc((size_t)sc->o.w, sizeof *sc->column));
	sc->shift = must(calloc((size_t)sc->o.w, sizeof *sc->shift));
	for (int x = 0; x < sc->o.w; x++) {
		const int p = (int)((sc->left + sc->zoom * x / sc->o.w) * RAW_W);
		sc->column[x] = (int16_t)(sc->mirror ? RAW_W - 1 - p : p);
	}
	sc->noise_state = sc->o.noise * 15485863 + 3;
	sc->grain = must(malloc(GRAIN));
	for (int i = 0; i < GRAIN; i++)
		sc->grain[i] = (int8_t)fmax(-127, fmin(127, gauss(&sc->noise_state) * 32));
}

static double at_time(const double *v, int n, double t)
{
	const double p = fmax(t, 0) * STEPS;
	const int i = (int)p < n - 2 ? (int)p : n - 2;
	const double f = p - i;
	return v[i] * (1 - f) + v[i + 1] * f;
}

/* The background under one row of the picture, swayed by the wind where trees stand. */
static void row_background(struct scene *sc, const uint8_t *raw, const uint8_t *raw2, int mix,
			   int y, double t, double wind)
{
	const int W = sc->o.w;
	const double fy = (double)y / sc->o.h;
	int16_t *shift = sc->shift;
	memset(shift, 0, (size_t)W * sizeof *shift);
	for (int i = 0; i < TREES && wind > 0; i++) {
		const double d = (fy - sc->tree_y[i]) / sc->tree_r[i];
		const int by =
			fabs(d) < 1
				? (int)(wind * 14 * sin(t * (3.1 + i) + fy * 40 + i) * (1 - d * d))
				: 0;
		const int from = (int)fmax(0, (sc->tree_x[i] - sc->tree_r[i]) * W);
		const int to = (int)fmin(W, (sc->tree_x[i] + sc->tree_r[i]) * W);
		for (int x = from; x < to && by != 0; x++)
			shift[x] = (int16_t)(shift[x] + by);
	}
	uint8_t *out = sc->frame + (size_t)y * (size_t)W;
	const size_t sy = (size_t)((sc->top + fy * sc->zoom) * RAW_H) * RAW_W;
	const uint8_t *in = raw + sy, *in2 = raw2 + sy;
	for (int x = 0; x < W; x++) {
		int p = sc->column[x] + shift[x];
		p = p < 0 ? 0 : p >= RAW_W ? RAW_W - 1 : p;
		out[x] = mix == 0 ? in[p] : (uint8_t)((in[p] * (256 - mix) + in2[p] * mix) >> 8);
	}
}

static void chroma_background(struct scene *sc, const uint8_t *raw)
{
	const int w = sc->o.w / 2, h = sc->o.h / 2;
	for (int plane = 0; plane < 2; plane++) {
		uint8_t *out = sc->frame + sc->o.w * sc->o.h + plane * w * h;
		const uint8_t *in = raw + RAW_W * RAW_H + plane * (RAW_W / 2) * (RAW_H / 2);
		if (sc->o.kind == NIGHT) {
			memset(out, 128, (size_t)(w * h));
			continue;
		}
		for (int y = 0; y < h; y++) {
			const uint8_t *row =
				in +
				(int)((sc->top + sc->zoom * y / h) * (RAW_H / 2)) * (RAW_W / 2);
			for (int x = 0; x < w; x++)
				out[y * w + x] = row[sc->column[2 * x] / 2];
		}
	}
}

/* Where a thing is at time t; false when it is not there. */
static int thing_at(const struct scene *sc, const struct thing *g, double t, double *x, double *y)
{
	double age = t - g->begin;
	if (age < 0 || age > g->life)
		return 0;
	if (age > g->pause_at)
		age = age > g->pause_at + g->pause ? age - g->pause : g->pause_at;
	*x = g->x + g->dx * age;
	*y = g->y + g->dy * age;
	if (sc->o.view != 0) {
		*x = *x * 1.03 - 0.02;
		*y = *y * 1.02 - 0.015;
	}
	return 1;
}

static void thing_draw(struct scene *sc, const struct thing *g, double t)
{
	double gx, gy;
	if (!thing_at(sc, g, t, &gx, &gy))
		return;
	const int W = sc->o.w, H = sc->o.h, grey = sc->o.kind == NIGHT;
	const int w = (int)(g->w * W) + 2, h = (int)(g->h * H) + 2;
	const int x0 = (int)(gx * W), y0 = (int)(gy * H);
	const double swing = g->sway * sin(6.28 * g->pace * t);
	uint8_t *u = sc->frame + W * H, *v = u + W * H / 4;
	for (int y = 0; y < h; y++) {
		const double ry = (y + 0.5) / h * 2 - 1;
		const double half = sqrt(1 - ry * ry) * w / 2;
		const int mid = (int)(w / 2.0 + swing * w * ry);
		const int py = y0 + y;
		if (py < 0 || py >= H)
			continue;
		for (int x = (int)(mid - half); x < (int)(mid + half); x++) {
			const int px = x0 + x;
			if (px < 0 || px >= W)
				continue;
			uint32_t hash = (g->skin ^ (uint32_t)((x * 24 / w) * 73856093)) ^
					(uint32_t)((y * 24 / h) * 19349663);
			hash = hash * 2654435761u;
			const int l = g->luma + (int)(hash >> 24) * g->contrast / 256;
			sc->frame[py * W + px] = (uint8_t)(l > 250 ? 250 : l);
			if (!grey && ((px | py) & 1) == 0) {
				u[(py / 2) * (W / 2) + px / 2] = (uint8_t)g->u;
				v[(py / 2) * (W / 2) + px / 2] = (uint8_t)g->v;
			}
		}
	}
}

static void rain_draw(struct scene *sc, double strength)
{
	const int W = sc->o.w, H = sc->o.h, n = (int)(strength * 120);
	for (int i = 0; i < n; i++) {
		const int x = (int)(next(&sc->noise_state) % (uint64_t)W),
			  y = (int)(next(&sc->noise_state) % (uint64_t)H);
		for (int k = 0; k < 10 && y + k < H; k++) {
			uint8_t *p = &sc->frame[(y + k) * W + x];
			*p = (uint8_t)(*p > 215 ? 255 : *p + 40);
		}
	}
}

/* Light and sensor noise; the grain is one table read from a new place for every row. */
static void grain_draw(struct scene *sc, double light, double noise)
{
	const int W = sc->o.w, H = sc->o.h;
	const int gain = (int)(light * 256), amount = (int)(noise * 64 / 32 * 4);
	for (int y = 0; y < H; y++) {
		const int8_t *g = sc->grain + next(&sc->noise_state) % (uint64_t)(GRAIN - W);
		uint8_t *p = sc->frame + (size_t)y * (size_t)W;
		for (int x = 0; x < W; x++) {
			const int l = ((p[x] * gain) >> 8) + ((g[x] * amount) >> 8);
			p[x] = (uint8_t)(l < 0 ? 0 : l > 255 ? 255 : l);
		}
	}
}

/* A clock of blocks in the corner: every camera has one, and all of them change with the second. */
static void clock_draw(struct scene *sc, double t)
{
	uint32_t now = (uint32_t)t + 36000;
	for (int digit = 7; digit >= 0; digit--, now /= 10) {
		const uint32_t shape = (now % 10 + 1) * 2654435761u;
		for (int y = 0; y < 12; y++)
			for (int x = 0; x < 8; x++)
				sc->frame[(4 + y) * sc->o.w + 4 + digit * 10 + x] =
					(shape >> ((y / 3) * 4 + x / 2)) & 1 ? 235 : 16;
	}
}

static int draw(struct scene *sc, double t)
{
	const struct slow *w = &sc->slow;
	const double place = sc->o.kind == CLIP ? at_time(w->place, w->n, t) : 0;
	const int still = sc->o.kind == STILL, frame = (int)place;
	const uint8_t *raw = sc->raw + (size_t)frame * RAW_FRAME;
	const uint8_t *raw2 = frame + 1 < sc->o.frames ? raw + RAW_FRAME : raw;
	const double wind = still ? 0 : at_time(w->wind, w->n, t);
	for (int y = 0; y < sc->o.h; y++)
		row_background(sc, raw, raw2, (int)((place - frame) * 256), y, t, wind);
	chroma_background(sc, raw);
	int moving = 0;
	for (int i = sc->first; i < sc->n_things && !still; i++) {
		double x, y;
		if (sc->things[i].begin > t)
			break;
		if (!thing_at(sc, &sc->things[i], t, &x, &y)) {
			sc->first += i == sc->first;
			continue;
		}
		moving++;
		thing_draw(sc, &sc->things[i], t);
	}
	const double rain = at_time(w->rain, w->n, t);
	if (!still && rain > 0.05)
		rain_draw(sc, rain);
	const double base = sc->o.kind == NIGHT ? 2.0 : still ? 0.7 : 0.9;
	const double light = sc->o.kind == NIGHT ? 0.45 : 1.0;
	grain_draw(sc, still ? 1 : light * exp(at_time(w->light, w->n, t)),
		   base * exp(still ? 0 : at_time(w->noise, w->n, t)));
	if (sc->clock)
		clock_draw(sc, t);
	return moving + (wind > 0.2) + (rain > 0.2);
}

static void parse(int argc, char **argv, struct options *o)
{
	*o = (struct options){.fps = 15, .seconds = 10, .w = 384, .h = 288, .frames = 1};
	for (int i = 1; i + 1 < argc; i += 2) {
		const char *k = argv[i], *v = argv[i + 1];
		if (strcmp(k, "--seed") == 0)
			o->seed = strtoull(v, NULL, 10);
		else if (strcmp(k, "--noise") == 0)
			o->noise = strtoull(v, NULL, 10);
		else if (strcmp(k, "--view") == 0)
			o->view = strtoull(v, NULL, 10);
		else if (strcmp(k, "--fps") == 0)
			o->fps = strtod(v, NULL);
		else if (strcmp(k, "--seconds") == 0)
			o->seconds = strtod(v, NULL);
		else if (strcmp(k, "--size") == 0)
			sscanf(v, "%dx%d", &o->w, &o->h);
		else if (strcmp(k, "--kind") == 0)
			o->kind = *v == 'n' ? NIGHT : *v == 's' ? STILL : *v == 'c' ? CLIP : DAY;
		else if (strcmp(k, "--source") == 0)
			o->source = v;
		else if (strcmp(k, "--frames") == 0)
			o->frames = atoi(v);
		else if (strcmp(k, "--busy") == 0)
			o->busy = v;
	}
}

int main(int argc, char **argv)
{
	struct scene sc = {0};
	parse(argc, argv, &sc.o);
	const int fd = sc.o.source != NULL ? open(sc.o.source, O_RDONLY) : -1;
	const size_t len = (size_t)sc.o.frames * RAW_FRAME;
	const void *map = fd >= 0 ? mmap(NULL, len, PROT_READ, MAP_SHARED, fd, 0) : MAP_FAILED;
	if (map == MAP_FAILED) {
		fprintf(stderr, "scene: cannot read %s: %s\n",
			sc.o.source != NULL ? sc.o.source : "(no --source)", strerror(errno));
		return 1;
	}
	sc.raw = map;
	scene_make(&sc);
	const size_t size = (size_t)(sc.o.w * sc.o.h) * 3 / 2;
	sc.frame = must(malloc(size));
	FILE *busy = sc.o.busy != NULL ? fopen(sc.o.busy, "w") : NULL;
	const int n = (int)(sc.o.seconds * sc.o.fps), second = (int)sc.o.fps;
	int most = 0;
	for (int i = 0; i < n; i++) {
		const int moving = draw(&sc, i / sc.o.fps);
		most = moving > most ? moving : most;
		if (busy != NULL && i % second == second - 1) {
			fprintf(busy, "%d\n", most);
			most = 0;
		}
		if (fwrite(sc.frame, 1, size, stdout) != size)
			return 1;
	}
	return busy != NULL && fclose(busy) != 0;
}
