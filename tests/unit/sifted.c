/* SPDX-License-Identifier: Apache-2.0 */
#include "sifted.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/addr.h"

enum { ITEMS_MOST = 400, TEXT_ROOM = 1200 };

struct got {
	enum obs_kind kind;
	uint64_t at, number;
	char text[TEXT_ROOM];
};

/* the test's own, one thread */
static struct {
	struct sift *sift;
	size_t n;
	struct got items[ITEMS_MOST];
	uint64_t suppressed[SUPPRESSIONS];
} state;

static void take(void *ctx, const struct image_item *item)
{
	struct got *g = &state.items[state.n];

	(void)ctx;
	must(state.n < ITEMS_MOST);
	must(item->context.len == 0 || item->context.at != NULL);
	g->kind = item->kind;
	g->at = item->offset;
	g->number = item->number;
	if (item->addr.family)
		(void)addr_print(&item->addr, g->text);
	else
		(void)snprintf(g->text, sizeof(g->text), "%.*s", (int)item->text.len,
			       (const char *)item->text.at);
	state.n++;
}

static void take_suppressed(void *ctx, enum image_suppression why, struct slice sample)
{
	(void)ctx;
	(void)sample;
	state.suppressed[why]++;
}

void sift_with(const struct sift_tables *tables)
{
	struct err err = {{0}};

	sift_free(state.sift);
	state.sift = sift_new(tables, 1, &err);
	must(state.sift);
	sift_prepare();
}

void sift_done(void)
{
	sift_free(state.sift);
	state.sift = NULL;
}

void sift_bytes(const char *path, const void *bytes, size_t len)
{
	const struct sift_sink sink = {.item = take, .suppressed = take_suppressed};
	uint8_t *copy = malloc(len ? len : 1);

	must(copy);
	memcpy(copy, bytes, len);
	if (!state.sift)
		sift_with(NULL);
	state.n = 0;
	memset(state.suppressed, 0, sizeof(state.suppressed));
	const struct sift_file file = {
		.path = slice_text(path),
		.bytes = slice_of(copy, len),
		.content = sift_content(slice_text(path), 0644, slice_of(copy, len))};
	sift_file(state.sift, 0, &file, &sink);
	free(copy);
}

void sift_text(const char *path, const char *text)
{
	sift_bytes(path, text, strlen(text));
}

static const struct got *find(enum obs_kind kind, const char *text, bool whole)
{
	for (size_t i = 0; i < state.n; i++)
		if (state.items[i].kind == kind &&
		    (whole ? strcmp(state.items[i].text, text) == 0
			   : strncmp(state.items[i].text, text, strlen(text)) == 0))
			return &state.items[i];
	return NULL;
}

bool gave(enum obs_kind kind, const char *text)
{
	return find(kind, text, true) != NULL;
}

bool gave_start(enum obs_kind kind, const char *text)
{
	return find(kind, text, false) != NULL;
}

bool gave_port(enum obs_kind kind, const char *text, uint64_t port)
{
	const struct got *g = find(kind, text, true);
	return g && g->number == port;
}

uint64_t gave_at(enum obs_kind kind, const char *text)
{
	const struct got *g = find(kind, text, true);
	return g ? g->at : UINT64_MAX;
}

size_t how_many(enum obs_kind kind)
{
	size_t n = 0;

	for (size_t i = 0; i < state.n; i++)
		n += state.items[i].kind == kind;
	return n;
}

uint64_t suppressed(enum image_suppression why)
{
	return state.suppressed[why];
}
