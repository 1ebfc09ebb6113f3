/* SPDX-License-Identifier: Apache-2.0
 *
 * Images of the user's own with most of their files equal: by content, and programs of one name
 * by similarity. Whether they carry one label or two is told.
 */
#include <stdlib.h>

#include "base/similar.h"
#include "judge/image_private.h"

#define SHARE_TOLD 0.5
enum {
	FILE_LEAST = 32,   /* bytes; shorter files are alike by chance */
	IMAGES_ALIKE = 64, /* that one content is counted for; in more it tells nothing */
	PAIRS_MAX = 200000,
};

/* The files of one image that hold something, by content once. */
struct holding {
	size_t n, room;
	size_t *files;
	struct map by_sha;  /* -> file + 1 */
	struct map by_name; /* programs: last part of the name -> file + 1, the first */
	uint64_t bytes;
};

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

static void holding_fill(struct holding *h, const struct inventory *inv, size_t image)
{
	const struct inventory_image *im = &inv->images[image];

	map_init(&h->by_sha);
	map_init(&h->by_name);
	for (size_t i = im->first_file; i < im->first_file + im->n_files; i++) {
		const struct inventory_file *f = &inv->files[i];
		const char *name = last_part(f->path);
		if (f->size < FILE_LEAST || image_is_wrapper(inv, i) ||
		    map_get(&h->by_sha, f->sha256, 32))
			continue;
		(void)map_put(&h->by_sha, f->sha256, 32, (void *)(uintptr_t)(i + 1));
		if (f->program && name[0] && !map_get(&h->by_name, name, strlen(name)))
			(void)map_put(&h->by_name, name, strlen(name), (void *)(uintptr_t)(i + 1));
		h->files = image_room(h->files, h->n, &h->room, sizeof(*h->files));
		h->files[h->n++] = i;
		h->bytes += f->size;
	}
}

static bool is_near(const struct inventory *inv, const struct inventory_file *f,
		    const struct holding *other)
{
	const char *name = last_part(f->path);
	size_t at =
		f->program && name[0] ? (uintptr_t)map_get(&other->by_name, name, strlen(name)) : 0;
	int d = at ? similar_distance(f->similar, inv->files[at - 1].similar) : -1;

	return d >= 0 && d < NEAR_DISTANCE;
}

static struct image_twin compare(const struct inventory *inv, const struct holding *all, size_t a,
				 size_t b)
{
	bool a_small = all[a].bytes <= all[b].bytes;
	const struct holding *small = &all[a_small ? a : b], *large = &all[a_small ? b : a];
	struct image_twin t = {.a = a, .b = b, .n_files = small->n};
	uint64_t bytes = 0;

	for (size_t i = 0; i < small->n; i++) {
		const struct inventory_file *f = &inv->files[small->files[i]];
		bool same = map_get(&large->by_sha, f->sha256, 32) != NULL;
		bool near = !same && is_near(inv, f, large);
		t.identical += same;
		t.near += near;
		bytes += same || near ? f->size : 0;
	}
	t.share = small->bytes ? (double)bytes / (double)small->bytes : 0;
	return t;
}

static bool brands_differ(const struct image_court *c, size_t a, size_t b)
{
	const struct verdict_device *x = c->out->images[a].device, *y = c->out->images[b].device;

	if (!label_is_generic(x->brand) && !label_is_generic(y->brand))
		return !label_same(x->brand, y->brand);
	return x->maker >= 0 && y->maker >= 0 &&
	       !maker_same_group(c->in->knowledge, x->maker, y->maker);
}

/* Every two of the images that hold one content. */
static void add_pairs(const struct holding *all, size_t from, size_t n, const uint8_t sha[32],
		      struct map *pairs)
{
	size_t holders[IMAGES_ALIKE], in = 0;

	for (size_t b = from; b < n && in < IMAGES_ALIKE; b++)
		if (map_get(&all[b].by_sha, sha, 32))
			holders[in++] = b;
	for (size_t x = 0; x < in; x++)
		for (size_t y = x + 1; y < in && pairs->n < PAIRS_MAX; y++) {
			size_t pair[2] = {holders[x], holders[y]};
			(void)map_put(pairs, pair, sizeof(pair), pairs);
		}
}

static void find_pairs(const struct inventory *inv, const struct holding *all, size_t n,
		       struct map *pairs)
{
	struct map seen; /* contents that were looked at */

	map_init(&seen);
	for (size_t a = 0; a < n; a++)
		for (size_t i = 0; i < all[a].n; i++) {
			const uint8_t *sha = inv->files[all[a].files[i]].sha256;
			if (!map_put(&seen, sha, 32, &seen))
				add_pairs(all, a, n, sha, pairs);
		}
	map_done(&seen, NULL);
}

static int most_alike_first(const void *left, const void *right)
{
	const struct image_twin *a = left, *b = right;
	if (a->share != b->share)
		return a->share > b->share ? -1 : 1;
	if (a->a != b->a)
		return a->a < b->a ? -1 : 1;
	return a->b < b->b ? -1 : a->b > b->b;
}

void image_twins_find(const struct image_court *c)
{
	struct image_judgement *j = c->out;
	const struct inventory *inv = c->in->inventory;
	struct holding *all = mem_new(j->n_images, sizeof(*all));
	struct map pairs;

	map_init(&pairs);
	for (size_t i = 0; i < j->n_images; i++)
		holding_fill(&all[i], inv, i);
	find_pairs(inv, all, j->n_images, &pairs);
	for (size_t i = 0; i < pairs.n; i++) {
		size_t pair[2];
		memcpy(pair, pairs.entries[i].key, sizeof(pair));
		struct image_twin t = compare(inv, all, pair[0], pair[1]);
		if (t.share < SHARE_TOLD)
			continue;
		t.other_brand = brands_differ(c, pair[0], pair[1]);
		j->twins = image_room(j->twins, j->n_twins, &j->private->twins_room, sizeof(t));
		j->twins[j->n_twins++] = t;
	}
	if (j->n_twins)
		qsort(j->twins, j->n_twins, sizeof(*j->twins), most_alike_first);
	for (size_t i = 0; i < j->n_images; i++) {
		map_done(&all[i].by_sha, NULL);
		map_done(&all[i].by_name, NULL);
		free(all[i].files);
	}
	free(all);
	map_done(&pairs, NULL);
}
