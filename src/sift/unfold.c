/* SPDX-License-Identifier: Apache-2.0
 *
 * Texts that do not stand in a file as they are: UTF-16 of Windows programs and their resources (and
 * of web pages saved so), values of database records. They are laid out one behind the other, NUL
 * between, and sifted as a second file whose places are told as those of the first.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "sift/extractor.h"

enum { UNFOLDED_MOST = 32 << 20, WIDE_LEAST = 5, WIDE_MOST = 4096, WORK_SPARE = 65536 };

struct origin {
	size_t start; /* in the texts */
	size_t at;    /* in the file */
	unsigned step;
};

struct unfolded {
	struct buf texts;
	struct origin *origins;
	size_t n, room;
	size_t work_left; /* bytes */
};

struct unfolded *unfolded_new(size_t file_size)
{
	struct unfolded *u = mem_new(1, sizeof(*u));

	buf_init(&u->texts, UNFOLDED_MOST);
	u->work_left = 2 * file_size + WORK_SPARE;
	return u;
}

void unfolded_free(struct unfolded *u)
{
	buf_done(&u->texts);
	free(u->origins);
	free(u);
}

bool unfolded_spend(struct unfolded *u, size_t bytes)
{
	if (bytes > u->work_left)
		return false;
	u->work_left -= bytes;
	return true;
}

bool unfolded_add(struct unfolded *u, struct slice text, size_t at, unsigned step)
{
	if (!unfolded_spend(u, text.len + 1) || u->texts.len + text.len + 1 > UNFOLDED_MOST)
		return false;
	if (u->n == u->room) {
		u->room = u->room ? 2 * u->room : 64;
		u->origins = mem_resize(u->origins, u->room, sizeof(*u->origins));
	}
	u->origins[u->n++] = (struct origin){.start = u->texts.len, .at = at, .step = step};
	buf_slice(&u->texts, text);
	buf_u8(&u->texts, 0);
	return true;
}

struct slice unfolded_bytes(const struct unfolded *u)
{
	return slice_of(u->texts.at, u->texts.len);
}

uint64_t unfolded_place(const struct unfolded *u, size_t at)
{
	size_t low = 0, high = u->n;

	while (low + 1 < high) {
		size_t middle = (low + high) / 2;
		if (u->origins[middle].start <= at)
			low = middle;
		else
			high = middle;
	}
	if (u->n == 0)
		return 0;
	return u->origins[low].at + (at - u->origins[low].start) * u->origins[low].step;
}

/* A printable letter of UTF-16LE, or what ends a line. */
static bool is_wide(const struct sifting *s, size_t at)
{
	uint8_t c = s->bytes.at[at];

	return s->bytes.at[at + 1] == 0 &&
	       ((c >= ' ' && c < 0x7f) || c == '\t' || c == '\r' || c == '\n');
}

static void found(struct sifting *s, unsigned pattern, size_t end)
{
	uint8_t narrow[WIDE_MOST];
	size_t at = end - 4, from = at, n = 0;

	(void)pattern;
	if (s->unfolded || end < 4 || at < s->past)
		return;
	while (from >= s->past + 2 && at - from < WIDE_MOST && is_wide(s, from - 2))
		from -= 2;
	/* the last letter of a narrow string, whose NUL looks like its upper half */
	if (from > s->past && s->bytes.at[from - 1] != 0 && from < at)
		from += 2;
	size_t to = from;
	while (n < WIDE_MOST && to + 1 < s->bytes.len && is_wide(s, to)) {
		narrow[n++] = s->bytes.at[to];
		to += 2;
	}
	s->past = to;
	if (n >= WIDE_LEAST)
		(void)unfolded_add(s->shared->unfolded, slice_of(narrow, n), from, 2);
}

const struct extractor extractor_unfold = {
	.name = "unfold",
	.patterns = {"[0-9A-Za-z]\\x00[.:=]\\x00[0-9A-Za-z/]\\x00"},
	.found = found,
};
