/* SPDX-License-Identifier: Apache-2.0 */
#include "unpack/parts.h"

#include <inttypes.h>

enum { QUOTED = 80 };

void parts_init(struct parts *p, struct unpack_out *out, struct slice bytes, uint64_t first)
{
	*p = (struct parts){.out = out, .bytes = bytes, .first = first, .end = first};
}

void parts_give(struct parts *p, struct slice name, uint64_t at, uint64_t size)
{
	const struct member m = {.name = name, .offset = at};
	int shown = (int)(name.len < QUOTED ? name.len : QUOTED);
	const char *text = name.len ? (const char *)name.at : "";

	if (size == 0)
		return;
	if (at < p->first || at >= p->bytes.len) {
		out_broken(p->out, at, "'%.*s' lies outside", shown, text);
		return;
	}
	if (size > p->bytes.len - at) {
		out_broken(p->out, p->bytes.len, "'%.*s' ends %" PRIu64 " bytes early", shown, text,
			   size - (p->bytes.len - at));
		size = p->bytes.len - at;
	}
	if (!ranges_apart(&p->given, at, at + size)) {
		if (!p->told)
			out_broken(p->out, at, "'%.*s' has bytes of another part and was left out",
				   shown, text);
		p->told = true;
		return;
	}
	ranges_add(&p->given, at, at + size);
	p->end = at + size > p->end ? at + size : p->end;
	out_member(p->out, &m, slice_of(p->bytes.at + at, (size_t)size));
}

void parts_give_text(struct parts *p, const char *name, const struct buf *text)
{
	const struct member m = {.name = slice_text(name), .offset = UNPACK_OFFSET_UNKNOWN};
	struct spool *s = text->len ? out_begin(p->out, &m) : NULL;

	if (!s)
		return;
	(void)spool_put(s, slice_of(text->at, text->len));
	out_end(p->out, s, false);
}

uint64_t parts_done(struct parts *p)
{
	ranges_done(&p->given);
	return p->end;
}
