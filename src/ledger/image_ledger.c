/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/image_ledger.h"

#include <stdio.h>
#include <stdlib.h>

#include "ledger/private.h"

/* Different values of a kind kept an image; what a file system holds in paths is many. */
enum { VALUES_A_KIND = 200000 };

struct building {
	struct ledger *ledger;
	const struct inventory *inv;
	struct device *device;
	size_t image, room;
	struct map values; /* kind and value -> seen number + 1 */
	size_t per_kind[OBS_KINDS];
};

static struct where where_of(const struct building *b, size_t file, uint64_t frame)
{
	struct where w = {.capture = (uint32_t)b->image,
			  .frame = frame,
			  .src = {.family = 6},
			  .dst = {.family = 6},
			  .src_port = 1,
			  .dst_port = 1};
	uint64_t number = file + 1;

	/* fd00::/8, RFC 4193 */
	w.src.bytes[0] = w.dst.bytes[0] = 0xfd;
	memcpy(w.src.bytes + 8, &number, sizeof(number));
	return w;
}

static void add_seen(struct building *b, const struct seen *s)
{
	struct key key = {.len = 0};
	uint16_t kind = (uint16_t)s->kind;
	struct device *d = b->device;

	key_put(&key, &kind, sizeof(kind));
	key_put(&key, &s->number, sizeof(s->number));
	key_addr(&key, &s->addr);
	key_put(&key, s->text.at, s->text.len);
	size_t known = index_get(&b->values, key.at, key.len);
	if (known) {
		d->seen[known - 1].count++;
		d->seen[known - 1].last = s->first;
		return;
	}
	if (b->per_kind[s->kind]++ >= VALUES_A_KIND) {
		d->seen_dropped++;
		return;
	}
	if (d->n_seen == b->room) {
		b->room = b->room ? b->room * 2 : 64;
		d->seen = mem_resize(d->seen, b->room, sizeof(*d->seen));
	}
	index_put(&b->values, key.at, key.len, d->n_seen);
	d->seen[d->n_seen++] = *s;
}

static void add_items(struct building *b, const bool wanted[OBS_KINDS])
{
	const struct inventory_image *image = &b->inv->images[b->image];

	for (size_t i = image->first_item; i < image->first_item + image->n_items; i++) {
		const struct inventory_item *item = &b->inv->items[i];
		if (!wanted[item->kind])
			continue;
		struct seen s = {.kind = item->kind,
				 .cut = item->cut,
				 .number = item->number,
				 .addr = item->addr,
				 .text = item->text,
				 .count = 1,
				 .first = where_of(b, item->file, i + 1)};
		s.last = s.first;
		add_seen(b, &s);
	}
}

static void add_paths(struct building *b)
{
	const struct inventory_image *image = &b->inv->images[b->image];
	size_t cap = obs_kind_info(OBS_IMAGE_PATH)->cap;

	for (size_t i = image->first_file; i < image->first_file + image->n_files; i++) {
		struct slice path = slice_text(b->inv->files[i].path);
		struct seen s = {.kind = OBS_IMAGE_PATH,
				 .text = path,
				 .count = 1,
				 .first = where_of(b, i, b->inv->n_items + i + 1)};
		/* the end of a long path says more than its beginning */
		if (path.len > cap) {
			s.cut = true;
			s.text = slice_from(path, path.len - cap);
		}
		s.last = s.first;
		if (path.len)
			add_seen(b, &s);
	}
}

static int by_kind(const void *left, const void *right)
{
	const struct seen *a = left, *b = right;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return a->first.frame < b->first.frame ? -1 : a->first.frame > b->first.frame;
}

/* In order of first place, as devices of captures have them by time. */
static void add_names(struct building *b)
{
	struct device *d = b->device;
	size_t n = 0;

	for (size_t i = 0; i < d->n_seen; i++)
		n += d->seen[i].kind == OBS_IMAGE_HOST;
	d->asked = mem_new(n, sizeof(*d->asked));
	for (size_t i = 0; i < d->n_seen && d->n_asked < ASKED_PER_DEVICE_MAX; i++) {
		const struct seen *s = &d->seen[i];
		if (s->kind == OBS_IMAGE_HOST)
			d->asked[d->n_asked++] =
				(struct asked_name){.name = (const char *)s->text.at,
						    .count = s->count,
						    .first = s->first,
						    .last = s->last};
	}
}

struct ledger *image_ledger_new(const struct inventory *inv, const bool wanted[OBS_KINDS])
{
	struct ledger *l = ledger_new();

	l->devices = mem_new(inv->n_images, sizeof(*l->devices));
	l->n_devices = inv->n_images;
	for (size_t i = 0; i < inv->n_images; i++) {
		struct building b = {.ledger = l, .inv = inv, .image = i, .device = &l->devices[i]};
		(void)snprintf(b.device->id, sizeof(b.device->id), "image:%zu", i);
		map_init(&b.values);
		add_items(&b, wanted);
		if (wanted[OBS_IMAGE_PATH])
			add_paths(&b);
		map_done(&b.values, NULL);
		if (b.device->n_seen)
			qsort(b.device->seen, b.device->n_seen, sizeof(*b.device->seen), by_kind);
		add_names(&b);
	}
	l->incomplete = inv->incomplete;
	l->private->settled = true;
	return l;
}

void image_ledger_place(const struct inventory *inv, const struct seen *s, size_t *ret_file,
			long *ret_item)
{
	uint64_t frame = s->first.frame;

	must(frame > 0 && frame <= inv->n_items + inv->n_files);
	*ret_item = frame <= inv->n_items ? (long)frame - 1 : -1;
	*ret_file =
		*ret_item >= 0 ? inv->items[*ret_item].file : (size_t)(frame - inv->n_items - 1);
}
