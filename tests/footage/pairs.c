/* SPDX-License-Identifier: Apache-2.0
 *
 * The same picture test on series of real encoders' material (tests/footage/README.md, SERIES).
 *
 *   pairs SERIES... < PAIRS
 *
 * A line of PAIRS: LOCAL first-bin OUTSIDE first-bin bins. A line comes out for each: verdict; then
 * for the fast, the slow and the joint band: tested, z, z needed, r, lag, halves agree; then z of
 * every joined band, both rhythms and the byte ratio.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/map.h"
#include "judge/same_picture.h"

struct flow {
	size_t n;
	uint32_t *out, *back;
};

static uint32_t *numbers(char *text, size_t *ret_n)
{
	size_t n = 0, room = 8192;
	uint32_t *v = mem_new(room, sizeof(*v));

	for (char *end; *text; text = end) {
		unsigned long x = strtoul(text, &end, 10);
		if (end == text)
			break;
		if (n == room) {
			room *= 2;
			v = mem_resize(v, room, sizeof(*v));
		}
		v[n++] = (uint32_t)x;
	}
	*ret_n = n;
	return v;
}

static void read_line(struct map *flows, char *line)
{
	char *kind = strchr(line, ' ');

	if (!kind || line[0] == '#')
		return;
	*kind++ = '\0';
	bool out = strncmp(kind, "out bytes ", 10) == 0;
	if (!out && strncmp(kind, "in bytes ", 9) != 0)
		return;
	struct flow *f = map_get(flows, line, strlen(line));
	if (!f) {
		f = mem_new(1, sizeof(*f));
		(void)map_put(flows, line, strlen(line), f);
	}
	size_t n;
	*(out ? &f->out : &f->back) = numbers(kind + (out ? 10 : 9), &n);
	f->n = f->n == 0 || n < f->n ? n : f->n;
}

static bool read_series(struct map *flows, const char *path)
{
	FILE *file = fopen(path, "r");
	char *line = NULL;
	size_t room = 0;

	if (!file) {
		perror(path);
		return false;
	}
	while (getline(&line, &room, file) > 0)
		read_line(flows, line);
	free(line);
	return fclose(file) == 0;
}

static void print_band(const struct picture_band *b)
{
	printf(" %d %.3f %.2f %.3f %d %d", b->tested, b->z, b->z_needed, b->r, b->lag_bins,
	       b->halves_agree);
}

static bool test_pair(struct same_picture_space *s, struct map *flows, const char *line)
{
	char names[2][64];
	size_t from[2], n;
	struct byte_series series[2];
	uint64_t back = 0;

	if (sscanf(line, "%63s %zu %63s %zu %zu", names[0], &from[0], names[1], &from[1], &n) != 5)
		return false;
	for (int i = 0; i < 2; i++) {
		const struct flow *f = map_get(flows, names[i], strlen(names[i]));
		if (!f || !f->out || !f->back || from[i] + n > f->n) {
			fprintf(stderr, "pairs: %s has no such bins\n", names[i]);
			return false;
		}
		series[i] = (struct byte_series){.n = n, .bytes = f->out + from[i]};
		for (size_t k = 0; i == 1 && k < n; k++)
			back += f->back[from[i] + k];
	}
	struct same_picture p;
	same_picture_test(s, &series[0], &series[1], back, &p);
	printf("%d", (int)p.verdict);
	print_band(&p.fast);
	print_band(&p.slow);
	print_band(&p.joint);
	for (int i = 0; i < PICTURE_BANDS; i++)
		printf(" %.2f", p.z_joined[i]);
	printf(" %.2f %.2f %.3f %.3f\n", p.gop_local_bins, p.gop_outside_bins, p.byte_ratio,
	       p.frames_r);
	return true;
}

static void flow_free(void *flow)
{
	struct flow *f = flow;
	free(f->out);
	free(f->back);
	free(f);
}

int main(int argc, char **argv)
{
	struct same_picture_space *s = same_picture_space_new();
	struct map flows;
	char line[256];
	bool well = true;

	map_init(&flows);
	for (int i = 1; i < argc && well; i++)
		well = read_series(&flows, argv[i]);
	while (well && fgets(line, sizeof(line), stdin))
		well = test_pair(s, &flows, line);
	map_done(&flows, flow_free);
	same_picture_space_free(s);
	return well ? 0 : 1;
}
