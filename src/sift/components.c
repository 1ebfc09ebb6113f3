/* SPDX-License-Identifier: Apache-2.0 */
#include "sift/components.h"

#include <stdlib.h>

#include "base/buf.h"

enum { VERSION_MOST = 40, PATTERN_MOST = 1024 };

struct component {
	char *name, *behind, *pattern;
};

struct components {
	size_t n;
	struct component *all;
};

struct components *components_new(const struct sift_component *rows, size_t n)
{
	struct components *c = mem_new(1, sizeof(*c));

	c->all = mem_new(n + 1, sizeof(*c->all));
	c->n = n;
	for (size_t i = 0; i < n; i++) {
		const char *version = strstr(rows[i].pattern, "%v");
		size_t before =
			version ? (size_t)(version - rows[i].pattern) : strlen(rows[i].pattern);
		struct buf pattern;
		buf_init(&pattern, PATTERN_MOST);
		for (size_t k = 0; k < before; k++)
			buf_printf(&pattern, "\\x%02x", (unsigned char)rows[i].pattern[k]);
		buf_text(&pattern, "[0-9]");
		c->all[i] = (struct component){.name = mem_text(rows[i].name),
					       .behind = mem_text(version ? version + 2 : ""),
					       .pattern = mem_text(buf_view_text(&pattern))};
		buf_done(&pattern);
	}
	return c;
}

void components_free(struct components *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->n; i++) {
		free(c->all[i].name);
		free(c->all[i].behind);
		free(c->all[i].pattern);
	}
	free(c->all);
	free(c);
}

size_t components_count(const struct components *c)
{
	return c->n;
}

const char *components_pattern(const struct components *c, size_t i)
{
	must(i < c->n);
	return c->all[i].pattern;
}

void components_found(const struct components *c, struct sifting *s, size_t i, size_t end)
{
	must(i < c->n && end > 0);
	const struct component *row = &c->all[i];
	size_t from = end - 1, to = from, behind = strlen(row->behind);
	bool dotted = false;

	while (to < s->bytes.len && to - from < VERSION_MOST &&
	       (text_is_alnum(s->bytes.at[to]) || memchr("._-+~", s->bytes.at[to], 5))) {
		dotted |= s->bytes.at[to] == '.';
		to++;
	}
	if (behind &&
	    (s->bytes.len - to < behind || memcmp(s->bytes.at + to, row->behind, behind) != 0))
		return;
	while (to > from && !text_is_alnum(s->bytes.at[to - 1]))
		to--;
	if (!dotted || s->file->content == IMAGE_PAPER)
		return;
	sifting_say(s, OBS_IMAGE_COMPONENT, from, "%s %.*s", row->name, (int)(to - from),
		    (const char *)s->bytes.at + from);
}
