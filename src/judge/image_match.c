/* SPDX-License-Identifier: Apache-2.0
 *
 * Whose code: each program of an image, by content once, against the programs of all reference
 * releases: identical (SHA-256), the same but for texts (skeleton), near (TLSH).
 *
 * What the releases of several makers hold alike is mostly free software that everybody builds in; it
 * proves nothing and is counted apart. That is derived from the collection itself, level by level: a
 * program that one maker's release has identically is that maker's even where others have something
 * near.
 *
 * Near ones are looked for among programs of about the same size only, so that time grows with the
 * collection, not with its square.
 */
#include <stdlib.h>

#include "base/similar.h"
#include "judge/image_private.h"

#define SIZE_APART 1.25 /* programs whose sizes differ by more are not compared */
enum {
	NEAR_CANDIDATES = 20000, /* a program */
	NEAR_AS_WELL =
		10, /* another maker's program that lies no more than so much farther off is as
			    * near */
};

/* A program of the collection. */
struct known {
	size_t release, file;
	int maker; /* number of its folder */
};

struct shelf {
	const struct collection *all;
	int *maker_of; /* by release: equal numbers are one maker, -1 = in no folder */
	size_t n_makers;
	struct map by_sha, by_skeleton; /* -> struct pile * */
	size_t n, room;
	struct known *programs; /* by size, then release and file */
};

/* Programs with one digest. */
struct pile {
	size_t n, room;
	struct known *programs;
};

/* What one program of an image matches in one release. */
struct best {
	enum file_match match;
	size_t file;
	int distance;
};

/* Equal numbers are one maker: folders of one name, or of names that mean one group. */
static void number_makers(const struct image_court *c, struct shelf *s)
{
	const struct collection *all = s->all;
	int *named = mem_new(all->n, sizeof(*named));

	s->maker_of = mem_new(all->n, sizeof(*s->maker_of));
	for (size_t r = 0; r < all->n; r++) {
		const char *folder = all->releases[r].maker;
		bool as_before = r > 0 && strcmp(folder, all->releases[r - 1].maker) == 0;
		named[r] = as_before ? named[r - 1] : label_maker(c->in->knowledge, folder);
		s->maker_of[r] = !folder[0] ? -1 : as_before ? s->maker_of[r - 1] : (int)r;
		for (size_t i = 0; folder[0] && !as_before && i < r; i++) {
			if (strcasecmp(all->releases[i].maker, folder) != 0 &&
			    !maker_same_group(c->in->knowledge, named[i], named[r]))
				continue;
			s->maker_of[r] = s->maker_of[i];
			break;
		}
	}
	free(named);
}

static void pile_add(struct map *m, const uint8_t digest[32], const struct known *k)
{
	struct pile *p = map_get(m, digest, 32);

	if (!p) {
		p = mem_new(1, sizeof(*p));
		(void)map_put(m, digest, 32, p);
	}
	p->programs = image_room(p->programs, p->n, &p->room, sizeof(*p->programs));
	p->programs[p->n++] = *k;
}

static void pile_free(void *value)
{
	struct pile *p = value;
	free(p->programs);
	free(p);
}

static uint64_t size_of(const struct collection *all, const struct known *k)
{
	return all->releases[k->release].files[k->file].size;
}

static int by_size(const void *left, const void *right, void *ctx)
{
	const struct known *a = left, *b = right;
	uint64_t x = size_of(ctx, a), y = size_of(ctx, b);
	if (x != y)
		return x < y ? -1 : 1;
	if (a->release != b->release)
		return a->release < b->release ? -1 : 1;
	return a->file < b->file ? -1 : a->file > b->file;
}

static void shelf_fill(const struct image_court *c, struct shelf *s)
{
	s->all = c->in->reference;
	number_makers(c, s);
	map_init(&s->by_sha);
	map_init(&s->by_skeleton);
	for (size_t r = 0; r < s->all->n; r++) {
		const struct release *release = &s->all->releases[r];
		for (size_t f = 0; f < release->n_files; f++) {
			struct known k = {r, f, s->maker_of[r]};
			if (!release->files[f].program)
				continue;
			pile_add(&s->by_sha, release->files[f].sha256, &k);
			if (!image_is_zero(release->files[f].skeleton))
				pile_add(&s->by_skeleton, release->files[f].skeleton, &k);
			s->programs = image_room(s->programs, s->n, &s->room, sizeof(k));
			s->programs[s->n++] = k;
		}
	}
	if (s->n)
		qsort_r(s->programs, s->n, sizeof(*s->programs), by_size,
			(void *)(uintptr_t)s->all);
}

static void shelf_done(struct shelf *s)
{
	map_done(&s->by_sha, pile_free);
	map_done(&s->by_skeleton, pile_free);
	free(s->maker_of);
	free(s->programs);
}

/* One image against the shelf. */
struct matching {
	const struct image_court *c;
	const struct shelf *shelf;
	size_t image;
	struct best *best;           /* by release, of the program at hand */
	struct release_match *found; /* by release */
	struct map *used; /* by release: digests of its programs that something matched */
	size_t *by_maker; /* programs that match, by maker's number */
	size_t room;
};

static void better(struct matching *m, const struct known *k, enum file_match match, int distance)
{
	struct best *b = &m->best[k->release];

	if (match < b->match || (match == b->match && distance >= b->distance))
		return;
	*b = (struct best){match, k->file, distance};
}

static void match_pile(struct matching *m, const struct map *piles, const uint8_t digest[32],
		       enum file_match match)
{
	const struct pile *p = map_get(piles, digest, 32);

	for (size_t i = 0; p && i < p->n; i++)
		if (m->best[p->programs[i].release].match < match)
			better(m, &p->programs[i], match, 0);
}

static size_t first_of_size(const struct shelf *s, uint64_t least)
{
	size_t low = 0, high = s->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (size_of(s->all, &s->programs[middle]) < least)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

static int near_enough(const struct inventory_file *f, const struct release_file *other)
{
	const char *name = last_part(f->path);
	return name[0] && strcmp(name, last_part(other->path)) == 0 ? NEAR_DISTANCE : NEAR_UNNAMED;
}

static void match_near(struct matching *m, const struct inventory_file *f)
{
	const struct shelf *s = m->shelf;
	uint64_t most = (uint64_t)((double)f->size * SIZE_APART);
	size_t at = first_of_size(s, (uint64_t)((double)f->size / SIZE_APART)), n = 0;

	if (!f->similar[0])
		return;
	for (; at < s->n && n < NEAR_CANDIDATES && size_of(s->all, &s->programs[at]) <= most;
	     at++, n++) {
		const struct known *k = &s->programs[at];
		if (m->best[k->release].match > FILE_NEAR)
			continue;
		const struct release_file *other = &s->all->releases[k->release].files[k->file];
		int d = similar_distance(f->similar, other->similar);
		if (d >= 0 && d < near_enough(f, other))
			better(m, k, FILE_NEAR, d);
	}
}

/* Another maker has it as well, or as nearly so. */
static bool is_common(const struct matching *m, const struct image_file_match *f)
{
	int maker = f->release < 0 ? -1 : m->shelf->maker_of[f->release];

	for (size_t r = 0; maker >= 0 && r < m->shelf->all->n; r++)
		if (m->shelf->maker_of[r] >= 0 && m->shelf->maker_of[r] != maker &&
		    m->best[r].match == f->match &&
		    m->best[r].distance <= f->distance + NEAR_AS_WELL)
			return true;
	return false;
}

/* The best match of all releases. */
static struct image_file_match overall(const struct matching *m, size_t file)
{
	struct image_file_match f = {.file = file, .release = -1, .path = "", .distance = -1};

	for (size_t r = 0; r < m->shelf->all->n; r++) {
		const struct best *b = &m->best[r];
		if (b->match < f.match || b->match == FILE_UNMATCHED ||
		    (b->match == f.match && b->distance >= f.distance))
			continue;
		f.match = b->match;
		f.release = (long)r;
		f.path = m->shelf->all->releases[r].files[b->file].path;
		f.distance = b->distance;
	}
	f.common = is_common(m, &f);
	return f;
}

static void count(struct matching *m, const struct image_file_match *f)
{
	struct image_verdict *v = &m->c->out->images[m->image];
	bool *counted = mem_new(m->shelf->all->n, sizeof(*counted));

	if (f->common)
		v->n_common++;
	else
		v->n_best[f->match]++;
	for (size_t r = 0; r < m->shelf->all->n; r++) {
		const struct best *b = &m->best[r];
		int maker = m->shelf->maker_of[r];
		if (f->common) {
			m->found[r].n_common += b->match != FILE_UNMATCHED;
		} else {
			m->found[r].counts[b->match]++;
			m->found[r].n_programs++;
		}
		if (b->match == FILE_UNMATCHED)
			continue;
		(void)map_put(&m->used[r], m->shelf->all->releases[r].files[b->file].sha256, 32, m);
		if (!f->common && maker >= 0 && b->match == f->match && !counted[maker])
			m->by_maker[maker]++;
		if (maker >= 0)
			counted[maker] = true;
	}
	free(counted);
}

static void match_program(struct matching *m, size_t file)
{
	const struct inventory_file *f = &m->c->in->inventory->files[file];
	struct image_verdict *v = &m->c->out->images[m->image];

	memset(m->best, 0, m->shelf->all->n * sizeof(*m->best));
	match_pile(m, &m->shelf->by_sha, f->sha256, FILE_IDENTICAL);
	if (!image_is_zero(f->skeleton))
		match_pile(m, &m->shelf->by_skeleton, f->skeleton, FILE_BRANDING);
	match_near(m, f);
	struct image_file_match found = overall(m, file);
	count(m, &found);
	v->file_matches = image_room(v->file_matches, v->n_file_matches, &m->room, sizeof(found));
	v->file_matches[v->n_file_matches++] = found;
}

static size_t matched(const struct release_match *m)
{
	return m->counts[FILE_IDENTICAL] + m->counts[FILE_BRANDING] + m->counts[FILE_NEAR];
}

static int best_first(const void *left, const void *right)
{
	const struct release_match *a = left, *b = right;
	if (a->same_image != b->same_image)
		return a->same_image ? -1 : 1;
	if (matched(a) != matched(b))
		return matched(a) > matched(b) ? -1 : 1;
	for (int k = FILE_IDENTICAL; k > FILE_UNMATCHED; k--)
		if (a->counts[k] != b->counts[k])
			return a->counts[k] > b->counts[k] ? -1 : 1;
	if (a->n_common != b->n_common)
		return a->n_common > b->n_common ? -1 : 1;
	return a->release < b->release ? -1 : 1;
}

/* Programs of the release, by content once, that nothing in the image matched. */
static size_t others_of(const struct release *r, const struct map *used)
{
	struct map seen;
	size_t n = 0;

	map_init(&seen);
	for (size_t f = 0; f < r->n_files; f++) {
		if (!r->files[f].program || map_put(&seen, r->files[f].sha256, 32, &seen))
			continue;
		n += !map_get(used, r->files[f].sha256, 32);
	}
	map_done(&seen, NULL);
	return n;
}

static void keep_releases(struct matching *m)
{
	struct image_verdict *v = &m->c->out->images[m->image];
	const struct collection *all = m->shelf->all;
	const struct inventory *inv = m->c->in->inventory;
	const struct inventory_image *im = &inv->images[m->image];

	v->matches = mem_new(all->n, sizeof(*v->matches));
	for (size_t r = 0; r < all->n; r++) {
		struct release_match *x = &m->found[r];
		x->release = r;
		x->same_image = im->n_files && all->releases[r].n_files &&
				memcmp(inv->files[im->first_file].sha256,
				       all->releases[r].files[0].sha256, 32) == 0;
		x->unpacked_other = others_of(&all->releases[r], &m->used[r]);
		if (x->same_image || matched(x) || x->n_common)
			v->matches[v->n_matches++] = *x;
	}
	if (v->n_matches)
		qsort(v->matches, v->n_matches, sizeof(*v->matches), best_first);
}

static void name_author(struct matching *m)
{
	struct image_verdict *v = &m->c->out->images[m->image];
	const struct collection *all = m->shelf->all;

	for (size_t r = 0; r < all->n; r++) {
		if (m->shelf->maker_of[r] != (int)r || m->by_maker[r] <= v->n_author)
			continue;
		v->n_author = m->by_maker[r];
		v->author_folder = all->releases[r].maker;
		v->author = label_maker(m->c->in->knowledge, v->author_folder);
	}
}

static void match_image(const struct image_court *c, const struct shelf *shelf, size_t image)
{
	const struct inventory *inv = c->in->inventory;
	const struct inventory_image *im = &inv->images[image];
	size_t n = shelf->all->n;
	struct matching m = {.c = c,
			     .shelf = shelf,
			     .image = image,
			     .best = mem_new(n, sizeof(*m.best)),
			     .found = mem_new(n, sizeof(*m.found)),
			     .used = mem_new(n, sizeof(*m.used)),
			     .by_maker = mem_new(n, sizeof(*m.by_maker))};
	struct map seen;

	map_init(&seen);
	for (size_t r = 0; r < n; r++)
		map_init(&m.used[r]);
	for (size_t i = im->first_file; i < im->first_file + im->n_files; i++)
		if (inv->files[i].program && !map_put(&seen, inv->files[i].sha256, 32, &seen))
			match_program(&m, i);
	keep_releases(&m);
	name_author(&m);
	for (size_t r = 0; r < n; r++)
		map_done(&m.used[r], NULL);
	map_done(&seen, NULL);
	free(m.best);
	free(m.found);
	free(m.used);
	free(m.by_maker);
}

void image_match_all(const struct image_court *c)
{
	struct shelf shelf = {.all = NULL};

	if (!c->in->reference || c->in->reference->n == 0)
		return;
	shelf_fill(c, &shelf);
	for (size_t i = 0; i < c->out->n_images; i++)
		match_image(c, &shelf, i);
	shelf_done(&shelf);
}
