/* SPDX-License-Identifier: Apache-2.0
 *
 * What a format gives to: members become walks of their own, done by whichever thread is free.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "unpack/walk.h"

enum { NAME_MAX_BYTES = 1024, PATH_MAX_BYTES = 2000, TOLD_MAX = 400, QUOTED = 120 };

/* A member on its way. */
struct task {
	struct unpack *u;
	struct walked file;
	struct spool *spool;                            /* NULL = bytes lie in the format's */
	char path[PATH_MAX_BYTES + NAME_MAX_BYTES + 2]; /* its end is the name */
};

static void tell(const struct unpack_out *out, uint32_t file, uint64_t offset, bool incomplete,
		 const char *format, ...) __attribute__((format(printf, 5, 6)));

static void tell(const struct unpack_out *out, uint32_t file, uint64_t offset, bool incomplete,
		 const char *format, ...)
{
	char text[TOLD_MAX];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	unpack_tell(out->u, out->thread, out->around->image, file, offset, incomplete, text);
}

static bool ends_part(uint8_t c, bool windows)
{
	return c == '/' || (windows && c == '\\');
}

/* The name without roots, empty parts and ".": what leads out of the tree becomes "__". True when
 * there was such a thing. */
static bool tame_name(struct slice raw, bool windows, char *to, size_t *ret_len)
{
	size_t len = 0, at = 0;
	bool wild = raw.len && ends_part(raw.at[0], windows);

	while (at < raw.len) {
		size_t end = at;
		while (end < raw.len && !ends_part(raw.at[end], windows) && raw.at[end])
			end++;
		struct slice part = slice_of(raw.at + at, end - at);
		bool stop = end < raw.len && raw.at[end] == 0;
		at = end + 1;
		bool up = slice_equal(part, slice_text(".."));
		wild |= up;
		if (up)
			part = slice_text("__");
		if (part.len && !slice_equal(part, slice_text(".")) &&
		    len + 1 + part.len < NAME_MAX_BYTES) {
			if (len)
				to[len++] = '/';
			memcpy(to + len, part.at, part.len);
			len += part.len;
		}
		if (stop)
			break;
	}
	*ret_len = len;
	return wild;
}

static struct task *task_new(struct unpack_out *out, const struct member *m)
{
	struct task *t = mem_new(1, sizeof(*t));
	struct slice above = out->around->path;
	size_t len;

	if (above.len > PATH_MAX_BYTES)
		above = slice_from(above, above.len - PATH_MAX_BYTES);
	memcpy(t->path, above.at, above.len);
	t->path[above.len] = '/';
	char *name = t->path + above.len + 1;
	bool wild = tame_name(m->name, m->windows_names, name, &len);
	if (len == 0)
		len = (size_t)snprintf(name, NAME_MAX_BYTES, "unnamed");
	t->u = out->u;
	t->file = (struct walked){.image = out->around->image,
				  .parent = out->parent,
				  .depth = out->depth,
				  .name = slice_of(name, len),
				  .path = slice_of(t->path, above.len + 1 + len),
				  .offset = m->offset,
				  .mode = m->mode & 07777};
	if (wild)
		tell(out, out->around->id, out->at, false,
		     "a member's name leads out of the %s and was not followed: '%.*s'",
		     out->format->name, (int)(m->name.len < QUOTED ? m->name.len : QUOTED),
		     (const char *)m->name.at);
	return t;
}

static void run_task(void *ctx, unsigned thread)
{
	struct task *t = ctx;

	if (t->spool)
		t->file.bytes = spool_bytes(t->spool);
	t->file.id = unpack_next_id(t->u);
	walk_file(t->u, thread, &t->file);
	spool_free(t->spool);
	free(t);
}

static void hand_over(struct unpack_out *out, struct task *t)
{
	if (!pool_offer(out->u->pool, out->group, run_task, t))
		run_task(t, out->thread);
}

void out_member(struct unpack_out *out, const struct member *m, struct slice bytes)
{
	if (!unpack_may_give(out->u, out->thread, out->around->image, out->parent))
		return;
	struct task *t = task_new(out, m);
	t->file.bytes = bytes;
	hand_over(out, t);
}

struct spool *out_begin(struct unpack_out *out, const struct member *m)
{
	struct unpack *u = out->u;

	if (!unpack_may_give(u, out->thread, out->around->image, out->parent))
		return NULL;
	struct spool *s = spool_new(&u->spools, u->limits.bytes_one, unpack_grant, u);
	s->owner = task_new(out, m);
	return s;
}

void out_drop(struct unpack_out *out, struct spool *s)
{
	unpack_forget(out->u, s->len);
	free(s->owner);
	spool_free(s);
}

void out_end(struct unpack_out *out, struct spool *s, bool broken)
{
	struct task *t = s->owner;

	if (s->full && unpack_goes_on(out->u))
		tell(out, out->around->id, out->at, true,
		     s->fault ? "no room for what was unpacked: '%.*s' is cut at %" PRIu64 " bytes"
			      : "unpacks to more than a file may: '%.*s' is cut at %" PRIu64
				" bytes",
		     (int)(t->file.name.len < QUOTED ? t->file.name.len : QUOTED),
		     (const char *)t->file.name.at, s->len);
	t->spool = s;
	t->file.broken = broken || s->full;
	hand_over(out, t);
}

void out_covers(struct unpack_out *out, uint64_t from, uint64_t to)
{
	uint64_t end = out->around->bytes.len;

	must(out->covered);
	ranges_add(out->covered, from, to < end ? to : end);
}

void out_link(struct unpack_out *out, struct slice name, struct slice to)
{
	char tame[NAME_MAX_BYTES];
	size_t len, depth = 0;
	long up = 0, least = 0;

	(void)tame_name(name, false, tame, &len);
	for (size_t i = 0; i < len; i++)
		depth += tame[i] == '/';
	struct cursor c = cursor_over(to);
	while (cursor_left(&c)) {
		struct slice rest = cursor_rest(&c);
		const uint8_t *slash = memchr(rest.at, '/', rest.len);
		struct slice part = cursor_take(&c, slash ? (size_t)(slash - rest.at) : rest.len);
		if (slash)
			cursor_skip(&c, 1);
		if (slice_equal(part, slice_text("..")))
			up--;
		else if (part.len && !slice_equal(part, slice_text(".")))
			up++;
		least = up < least ? up : least;
	}
	if ((to.len && to.at[0] == '/') || -least <= (long)depth)
		return; /* an absolute one stays within the root file system that it is meant for */
	tell(out, out->around->id, out->at, false,
	     "a link leads out of the %s and was not followed: '%.*s' -> '%.*s'", out->format->name,
	     (int)(len < QUOTED ? len : QUOTED), tame, (int)(to.len < QUOTED ? to.len : QUOTED),
	     (const char *)to.at);
}

void out_node(struct unpack_out *out, struct slice name, const char *what)
{
	(void)name;
	(void)what;
	atomic_fetch_add(&out->counts->nodes, 1);
}

void out_removed(struct unpack_out *out, size_t n)
{
	atomic_fetch_add(&out->counts->removed, n);
}

void out_tried(struct unpack_out *out, uint64_t bytes)
{
	atomic_fetch_add(&out->counts->tried, bytes);
}

bool out_behind(const struct unpack_out *out, const char *text)
{
	size_t len = strlen(text);

	return out->at >= len &&
	       slice_equal(slice_of(out->around->bytes.at + out->at - len, len), slice_text(text));
}

void out_broken(struct unpack_out *out, uint64_t offset, const char *format, ...)
{
	char text[TOLD_MAX], all[TOLD_MAX];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	(void)snprintf(all, sizeof(all), "%s: %.300s", out->format->name, text);
	atomic_store(out->broken, true);
	unpack_tell(out->u, out->thread, out->around->image, out->around->id,
		    offset == UNPACK_OFFSET_UNKNOWN ? offset : out->at + offset, true, all);
}

/* Parts of a format's work on their way. */
struct share {
	struct unpack_out out;
	void (*one)(void *ctx, size_t part, struct unpack_out *out);
	void *ctx;
	size_t part;
};

static void run_share(void *ctx, unsigned thread)
{
	struct share *s = ctx;
	struct pool_group group = {0};

	s->out.thread = thread;
	s->out.group = &group;
	s->one(s->ctx, s->part, &s->out);
	pool_wait(s->out.u->pool, &group, thread);
	free(s);
}

void out_share(struct unpack_out *out, size_t n,
	       void (*one)(void *ctx, size_t part, struct unpack_out *out), void *ctx)
{
	struct pool_group group = {0};

	for (size_t i = 0; i < n; i++) {
		struct share *s = mem_new(1, sizeof(*s));
		*s = (struct share){.out = *out, .one = one, .ctx = ctx, .part = i};
		if (!pool_offer(out->u->pool, &group, run_share, s))
			run_share(s, out->thread);
	}
	pool_wait(out->u->pool, &group, out->thread);
}

bool out_goes_on(struct unpack_out *out)
{
	return unpack_goes_on(out->u);
}

struct slice out_file_name(const struct unpack_out *out)
{
	struct slice name = out->around->name;

	for (size_t i = name.len; i > 0; i--)
		if (name.at[i - 1] == '/')
			return slice_from(name, i);
	return name;
}
