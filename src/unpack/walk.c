/* SPDX-License-Identifier: Apache-2.0
 *
 * One file: where formats begin in it, each taken apart in its turn, then the file itself with what
 * is left of it. A format at the start gives its members to the file; one further in gets a file of
 * its own, named by its offset, that stands for its bytes. A program stays a file with all its bytes:
 * formats go on to be looked for in it.
 */
#include "unpack/walk.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"

enum {
	TRIED_LEAST = 64 << 20,
	TRIED_TIMES = 8,
	TRIES_A_LOOK = 256,
	SEEN_KEPT = 16,
	SAME_LEAST = 64 << 10
};

/* A container that was taken apart: devices keep two banks of the same. */
struct seen {
	const struct format *format;
	uint64_t at, used;
	bool broken;
};

struct walk {
	struct unpack *u;
	unsigned thread;
	const struct walked *file;
	const char *format; /* that begins at its start, "" = none */
	bool broken;
	struct ranges inside;
	uint64_t tried; /* bytes read for what then was nothing */
	size_t n_seen;
	struct seen seen[SEEN_KEPT];
};

/* The file that stands for a format at an offset. */
static void give_part(const struct walk *w, const struct format *format, uint64_t at,
		      struct slice bytes, uint32_t id, bool broken)
{
	char name[64];
	const struct unpack_range all = {0, bytes.len};

	int len = snprintf(name, sizeof(name), "@0x%" PRIx64 ".%s", at, format->name);
	w->u->visitor.file(w->u->visitor.ctx, w->thread,
			   &(struct unpack_file){.image = w->file->image,
						 .id = id,
						 .parent = w->file->id,
						 .name = slice_of(name, (size_t)len),
						 .path = slice_of(name, (size_t)len),
						 .offset = at,
						 .format = format->name,
						 .broken = broken,
						 .bytes = bytes,
						 .n_inside = bytes.len > 0,
						 .inside = &all});
}

static void tell_counts(const struct walk *w, const struct format *format, uint64_t at,
			struct unpack_counts *counts)
{
	char text[160];

	if (counts->nodes) {
		(void)snprintf(text, sizeof(text), "%s: %u device nodes or pipes were not made",
			       format->name, counts->nodes);
		unpack_tell(w->u, w->thread, w->file->image, w->file->id, at, false, text);
	}
	if (counts->removed) {
		(void)snprintf(text, sizeof(text), "%s: %zu files that were removed are left out",
			       format->name, counts->removed);
		unpack_tell(w->u, w->thread, w->file->image, w->file->id, at, false, text);
	}
}

/* A program within something else is a member of it. */
static void give_program(struct unpack_out *out, struct slice bytes)
{
	char name[64];
	int len = snprintf(name, sizeof(name), "@0x%" PRIx64 ".%s", out->at, out->format->name);

	out_member(out, &(struct member){.name = slice_of(name, (size_t)len), .offset = out->at},
		   bytes);
}

/* One that the file begins with: what it does not cover is looked through further. */
static uint64_t open_program(struct walk *w, struct unpack_out *out)
{
	if (out->format->program(w->file->bytes) == 0 ||
	    out->format->open(w->file->bytes, out) == 0)
		return 0;
	w->format = out->format->name;
	return 1;
}

static uint64_t try_program(struct walk *w, struct unpack_out *out)
{
	struct slice bytes = slice_from(w->file->bytes, out->at);

	if (out->at == 0)
		return open_program(w, out);
	uint64_t used = out->format->program(bytes);
	if (used == 0)
		return 0;
	if (used < bytes.len)
		bytes.len = (size_t)used;
	give_program(out, bytes);
	ranges_add(&w->inside, out->at, out->at + bytes.len);
	return bytes.len;
}

static uint64_t try_container(struct walk *w, struct unpack_out *out)
{
	struct slice bytes = slice_from(w->file->bytes, out->at);
	uint64_t used = out->format->open(bytes, out);

	pool_wait(w->u->pool, out->group, w->thread);
	if (used == 0)
		return 0;
	if (used > bytes.len)
		used = bytes.len;
	if (out->at)
		give_part(w, out->format, out->at, slice_of(bytes.at, used), out->parent,
			  *out->broken);
	else
		w->format = out->format->name;
	ranges_add(&w->inside, out->at, out->at + used);
	return used;
}

static void keep_seen(struct walk *w, const struct format *format, uint64_t at, uint64_t used,
		      bool broken)
{
	if (!format->program && used >= SAME_LEAST && w->n_seen < SEEN_KEPT)
		w->seen[w->n_seen++] = (struct seen){format, at, used, broken};
}

/* Byte by byte what stood in this file before: given as a part, and not taken apart again. */
static uint64_t try_same(struct walk *w, const struct format *format, uint64_t at)
{
	struct slice bytes = slice_from(w->file->bytes, at);
	char text[120];

	for (size_t i = 0; i < w->n_seen; i++) {
		const struct seen *s = &w->seen[i];
		if (s->format != format || s->used > bytes.len ||
		    memcmp(bytes.at, w->file->bytes.at + s->at, s->used) != 0)
			continue;
		(void)snprintf(text, sizeof(text),
			       "%s: the same bytes as at 0x%" PRIx64
			       ", where what they hold is told",
			       format->name, s->at);
		unpack_tell(w->u, w->thread, w->file->image, w->file->id, at, false, text);
		give_part(w, format, at, slice_of(bytes.at, s->used), unpack_next_id(w->u),
			  s->broken);
		ranges_add(&w->inside, at, at + s->used);
		return s->used;
	}
	return 0;
}

/* Bytes that the format takes at `at`, 0 = none begins there. */
static uint64_t try_format(struct walk *w, const struct format *format, uint64_t at)
{
	struct pool_group group = {0};
	struct unpack_counts counts = {0};
	atomic_bool broken = false;
	bool stands_for_it = at && !format->program;
	struct unpack_out out = {.u = w->u,
				 .thread = w->thread,
				 .around = w->file,
				 .format = format,
				 .at = at,
				 .parent = stands_for_it ? unpack_next_id(w->u) : w->file->id,
				 .depth = w->file->depth + (stands_for_it ? 2 : 1),
				 .group = &group,
				 .counts = &counts,
				 .broken = &broken,
				 .covered = format->program ? &w->inside : NULL};

	uint64_t used = format->program ? try_program(w, &out) : try_container(w, &out);
	pool_wait(w->u->pool, &group, w->thread);
	w->tried += counts.tried;
	if (used == 0)
		return 0;
	tell_counts(w, format, at, &counts);
	keep_seen(w, format, at, used, broken);
	w->broken |= broken && !at;
	return used;
}

/* Members are files of their own, so one more level is needed for them. */
static bool too_deep(const struct walk *w, const struct mark_list *marks)
{
	if (w->file->depth + 1 < w->u->limits.depth)
		return false;
	if (marks->n)
		unpack_tell(w->u, w->thread, w->file->image, w->file->id, marks->found[0].at, true,
			    "lies too deep: what may be packed in it was not unpacked");
	return true;
}

/* True when so much was read in vain that it was made for that. */
static bool tired(const struct walk *w, uint64_t at)
{
	if (w->tried <= TRIED_LEAST + TRIED_TIMES * (uint64_t)w->file->bytes.len)
		return false;
	unpack_tell(w->u, w->thread, w->file->image, w->file->id, at, true,
		    "too much here only looks packed: from here on it was not unpacked");
	return true;
}

/* Tries what may begin in a piece of the file. Gives where the last of it ends, ret_stop: no more. */
static uint64_t walk_piece(struct walk *w, const struct mark_list *marks, bool *ret_stop)
{
	uint64_t end = 0;

	for (size_t i = 0; i < marks->n && !*ret_stop; i++) {
		const struct mark_found *found = &marks->found[i];
		if (found->at < end || !ranges_apart(&w->inside, found->at, found->at + 1))
			continue;
		const struct format *format = format_at(found->format);
		uint64_t used = try_same(w, format, found->at);
		if (used == 0)
			used = try_format(w, format, found->at);
		if (used)
			end = found->at + used;
		*ret_stop = tired(w, found->at) ||
			    ((used || i % TRIES_A_LOOK == 0) && !unpack_goes_on(w->u));
	}
	return end;
}

/* What was taken by a format is not looked through again. */
static void walk_marks(struct walk *w)
{
	struct mark_list marks = {0};
	uint64_t at = 0;
	bool stop = !unpack_goes_on(w->u);

	while (at < w->file->bytes.len && !stop) {
		uint64_t next = marks_find(w->u->marks, w->thread, w->file->bytes, at, &marks);
		if (too_deep(w, &marks))
			stop = marks.n > 0;
		else
			at = walk_piece(w, &marks, &stop);
		at = next > at ? next : at;
	}
	free(marks.found);
}

void walk_file(struct unpack *u, unsigned thread, const struct walked *file)
{
	struct walk w = {
		.u = u, .thread = thread, .file = file, .format = "", .broken = file->broken};

	walk_marks(&w);
	u->visitor.file(u->visitor.ctx, thread,
			&(struct unpack_file){.image = file->image,
					      .id = file->id,
					      .parent = file->parent,
					      .name = file->name,
					      .path = file->path,
					      .offset = file->offset,
					      .mode = file->mode,
					      .format = w.format,
					      .broken = w.broken,
					      .bytes = file->bytes,
					      .n_inside = w.inside.n,
					      .inside = w.inside.at});
	ranges_done(&w.inside);
	if (u->visitor.progress)
		u->visitor.progress(u->visitor.ctx, thread,
				    atomic_fetch_add(&u->looked_at, file->bytes.len) +
					    file->bytes.len);
}
