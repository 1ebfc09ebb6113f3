/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/inventory.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"

struct pending_suppressed {
	uint32_t file;
	struct inventory_suppressed it;
};

struct inventory_private {
	size_t files_room, items_room, notices_room;
	struct map by_id;  /* u32 id -> index + 1, while gathering; after settling too */
	uint32_t *parents; /* ids, by file, while gathering */
	uint32_t *item_files, *notice_files;
	size_t n_suppressed, suppressed_room;
	struct pending_suppressed *suppressed;
	size_t n_strings, strings_room;
	char **strings;
};

struct inventory *inventory_new(const char *const *names, size_t n)
{
	struct inventory *inv = mem_new(1, sizeof(*inv));

	inv->private = mem_new(1, sizeof(*inv->private));
	map_init(&inv->private->by_id);
	inv->n_images = n;
	inv->images = mem_new(n ? n : 1, sizeof(*inv->images));
	for (size_t i = 0; i < n; i++)
		inv->images[i].name = names[i];
	return inv;
}

void inventory_free(struct inventory *inv)
{
	if (!inv)
		return;
	struct inventory_private *p = inv->private;
	for (size_t i = 0; i < p->n_strings; i++)
		free(p->strings[i]);
	free(p->strings);
	free(p->parents);
	free(p->item_files);
	free(p->notice_files);
	free(p->suppressed);
	map_done(&p->by_id, NULL);
	free(p);
	free(inv->images);
	free(inv->files);
	free(inv->items);
	free(inv->notices);
	free(inv);
}

/* Owned, NUL behind. */
static char *keep(struct inventory *inv, struct slice s)
{
	struct inventory_private *p = inv->private;
	char *copy = mem_new(s.len + 1, 1);

	if (s.len)
		memcpy(copy, s.at, s.len);
	if (p->n_strings == p->strings_room) {
		p->strings_room = p->strings_room ? p->strings_room * 2 : 256;
		p->strings = mem_resize(p->strings, p->strings_room, sizeof(*p->strings));
	}
	return p->strings[p->n_strings++] = copy;
}

/* Text without a NUL inside: names are C strings. */
static const char *keep_name(struct inventory *inv, struct slice s)
{
	char *copy = keep(inv, s);

	for (size_t i = 0; i < s.len; i++)
		if (copy[i] == '\0')
			copy[i] = '?';
	return copy;
}

static void add_file(struct inventory *inv, const struct image_file *f)
{
	struct inventory_private *p = inv->private;

	if (f->image >= inv->n_images || inv->n_files >= INVENTORY_FILES_MAX ||
	    map_get(&p->by_id, &f->id, sizeof(f->id))) {
		inv->refused++;
		return;
	}
	if (inv->n_files == p->files_room) {
		p->files_room = p->files_room ? p->files_room * 2 : 256;
		inv->files = mem_resize(inv->files, p->files_room, sizeof(*inv->files));
		p->parents = mem_resize(p->parents, p->files_room, sizeof(*p->parents));
	}
	struct inventory_file *to = &inv->files[inv->n_files];
	*to = (struct inventory_file){.id = f->id,
				      .image = f->image,
				      .parent = -1,
				      .offset = f->offset,
				      .size = f->size,
				      .content = f->content,
				      .mode = f->mode,
				      .broken = f->broken,
				      .program = f->program,
				      .name = keep_name(inv, f->name)};
	memcpy(to->format, f->format, sizeof(to->format));
	memcpy(to->sha256, f->sha256, sizeof(to->sha256));
	memcpy(to->skeleton, f->skeleton, sizeof(to->skeleton));
	memcpy(to->similar, f->similar, sizeof(to->similar));
	p->parents[inv->n_files++] = f->parent;
	(void)map_put(&p->by_id, &f->id, sizeof(f->id), (void *)(uintptr_t)inv->n_files);
}

static void add_item(struct inventory *inv, const struct image_item *i)
{
	struct inventory_private *p = inv->private;

	if (inv->n_items >= INVENTORY_ITEMS_MAX) {
		inv->refused++;
		return;
	}
	if (inv->n_items == p->items_room) {
		p->items_room = p->items_room ? p->items_room * 2 : 256;
		inv->items = mem_resize(inv->items, p->items_room, sizeof(*inv->items));
		p->item_files = mem_resize(p->item_files, p->items_room, sizeof(*p->item_files));
	}
	inv->items[inv->n_items] =
		(struct inventory_item){.offset = i->offset,
					.kind = i->kind,
					.cut = i->cut,
					.number = i->number,
					.addr = i->addr,
					.text = slice_of(keep(inv, i->text), i->text.len),
					.context = slice_of(keep(inv, i->context), i->context.len),
					.context_at = i->context_at};
	p->item_files[inv->n_items++] = i->file;
}

static void add_notice(struct inventory *inv, const struct image_notice *n)
{
	struct inventory_private *p = inv->private;

	if (n->image >= inv->n_images)
		return;
	if (inv->n_notices == p->notices_room) {
		p->notices_room = p->notices_room ? p->notices_room * 2 : 16;
		inv->notices = mem_resize(inv->notices, p->notices_room, sizeof(*inv->notices));
		p->notice_files =
			mem_resize(p->notice_files, p->notices_room, sizeof(*p->notice_files));
	}
	inv->notices[inv->n_notices] =
		(struct inventory_notice){.image = n->image,
					  .file = -1,
					  .offset = n->offset,
					  .incomplete = n->incomplete,
					  .text = keep(inv, slice_text(n->text))};
	p->notice_files[inv->n_notices++] = n->file;
	inv->incomplete |= n->incomplete;
}

static void add_suppressed(struct inventory *inv, const struct image_suppressed *s)
{
	struct inventory_private *p = inv->private;

	if (p->n_suppressed == p->suppressed_room) {
		p->suppressed_room = p->suppressed_room ? p->suppressed_room * 2 : 64;
		p->suppressed =
			mem_resize(p->suppressed, p->suppressed_room, sizeof(*p->suppressed));
	}
	p->suppressed[p->n_suppressed++] = (struct pending_suppressed){
		s->file, {.why = s->why, .count = s->count, .sample = keep_name(inv, s->sample)}};
}

void inventory_add(struct inventory *inv, const struct image_record *r)
{
	switch (r->type) {
	case IMAGE_RECORD_FILE:
		add_file(inv, &r->file);
		break;
	case IMAGE_RECORD_ITEM:
		add_item(inv, &r->item);
		break;
	case IMAGE_RECORD_NOTICE:
		add_notice(inv, &r->notice);
		break;
	case IMAGE_RECORD_SUPPRESSED:
		add_suppressed(inv, &r->suppressed);
		break;
	case IMAGE_RECORD_HELLO:
	case IMAGE_RECORD_PIECE:
	case IMAGE_RECORD_PROGRESS:
	case IMAGE_RECORD_END:
		break;
	}
}

static long index_of(const struct inventory *inv, uint32_t id)
{
	return id ? (long)(uintptr_t)map_get(&inv->private->by_id, &id, sizeof(id)) - 1 : -1;
}

/* The parent's is worked out already. "" for the user's own; a parent that never came (the worker
 * died) is left out of the path. */
static void path_of(struct inventory *inv, size_t i)
{
	struct inventory_file *f = &inv->files[i];
	struct buf path;

	if (f->parent < 0) {
		f->path = inv->private->parents[i] ? f->name : "";
		f->depth = inv->private->parents[i] ? 1 : 0;
		return;
	}
	const struct inventory_file *above = &inv->files[f->parent];
	buf_init(&path, INVENTORY_PATH_MAX);
	buf_text(&path, above->path);
	if (above->path[0])
		buf_u8(&path, '/');
	buf_text(&path, f->name);
	f->path = keep(inv, slice_of(path.at, path.len));
	f->depth = above->depth + 1;
	buf_done(&path);
}

struct numbered {
	uint32_t id;
	size_t file;
};

static int by_id(const void *left, const void *right)
{
	const struct numbered *a = left, *b = right;
	return a->id < b->id ? -1 : a->id > b->id;
}

/* Parents have smaller ids: one after the other, however long a chain a worker may tell of. */
static void work_out_paths(struct inventory *inv)
{
	struct numbered *order = mem_new(inv->n_files + 1, sizeof(*order));

	for (size_t i = 0; i < inv->n_files; i++)
		order[i] = (struct numbered){inv->files[i].id, i};
	if (inv->n_files)
		qsort(order, inv->n_files, sizeof(*order), by_id);
	for (size_t i = 0; i < inv->n_files; i++)
		path_of(inv, order[i].file);
	free(order);
}

static int by_path(const void *left, const void *right)
{
	const struct inventory_file *a = left, *b = right;
	if (a->image != b->image)
		return a->image < b->image ? -1 : 1;
	int order = strcmp(a->path, b->path);
	if (order)
		return order;
	if (a->offset != b->offset)
		return a->offset < b->offset ? -1 : 1;
	if (a->size != b->size)
		return a->size < b->size ? -1 : 1;
	return memcmp(a->sha256, b->sha256, sizeof(a->sha256));
}

static void settle_files(struct inventory *inv)
{
	struct inventory_private *p = inv->private;

	for (size_t i = 0; i < inv->n_files; i++)
		inv->files[i].parent = index_of(inv, p->parents[i]);
	work_out_paths(inv);
	for (size_t i = 0; i < inv->n_files; i++)
		inv->files[i].parent =
			inv->files[i].parent < 0 ? 0 : (long)inv->files[inv->files[i].parent].id;
	if (inv->n_files)
		qsort(inv->files, inv->n_files, sizeof(*inv->files), by_path);
	for (size_t i = 0; i < inv->n_files; i++)
		(void)map_put(&p->by_id, &inv->files[i].id, sizeof(inv->files[i].id),
			      (void *)(uintptr_t)(i + 1));
	for (size_t i = 0; i < inv->n_files; i++) {
		struct inventory_image *image = &inv->images[inv->files[i].image];
		inv->files[i].parent = index_of(inv, (uint32_t)inv->files[i].parent);
		if (image->n_files++ == 0)
			image->first_file = i;
		if (inv->files[i].content != IMAGE_CONTAINER)
			image->bytes += inv->files[i].size;
	}
}

static int by_file(const void *left, const void *right)
{
	const struct inventory_item *a = left, *b = right;
	if (a->file != b->file)
		return a->file < b->file ? -1 : 1;
	if (a->offset != b->offset)
		return a->offset < b->offset ? -1 : 1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if (a->number != b->number)
		return a->number < b->number ? -1 : 1;
	return strcmp((const char *)a->text.at, (const char *)b->text.at);
}

static void settle_items(struct inventory *inv)
{
	struct inventory_private *p = inv->private;
	size_t kept = 0;

	for (size_t i = 0; i < inv->n_items; i++) {
		long file = index_of(inv, p->item_files[i]);
		if (file < 0) {
			inv->refused++;
			continue;
		}
		inv->items[kept] = inv->items[i];
		inv->items[kept++].file = (size_t)file;
	}
	inv->n_items = kept;
	if (kept)
		qsort(inv->items, kept, sizeof(*inv->items), by_file);
	for (size_t i = 0; i < kept; i++) {
		struct inventory_file *f = &inv->files[inv->items[i].file];
		struct inventory_image *image = &inv->images[f->image];
		if (f->n_items++ == 0)
			f->first_item = i;
		if (image->n_items++ == 0)
			image->first_item = i;
	}
}

static int by_place(const void *left, const void *right)
{
	const struct inventory_notice *a = left, *b = right;
	if (a->image != b->image)
		return a->image < b->image ? -1 : 1;
	if (a->file != b->file)
		return a->file < b->file ? -1 : 1;
	if (a->offset != b->offset)
		return a->offset < b->offset ? -1 : 1;
	return strcmp(a->text, b->text);
}

static void settle_notices(struct inventory *inv)
{
	for (size_t i = 0; i < inv->n_notices; i++) {
		struct inventory_notice *n = &inv->notices[i];
		n->file = index_of(inv, inv->private->notice_files[i]);
		if (n->file >= 0)
			n->image = inv->files[n->file].image;
	}
	if (inv->n_notices)
		qsort(inv->notices, inv->n_notices, sizeof(*inv->notices), by_place);
}

static int most_first(const void *left, const void *right)
{
	const struct inventory_suppressed *a = left, *b = right;
	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	return (int)a->why - (int)b->why;
}

static void settle_suppressed(struct inventory *inv)
{
	struct inventory_private *p = inv->private;

	for (size_t i = 0; i < p->n_suppressed; i++) {
		const struct pending_suppressed *s = &p->suppressed[i];
		long file = index_of(inv, s->file);
		if (file < 0)
			continue;
		struct inventory_suppressed *all =
			&inv->images[inv->files[file].image].suppressed[s->it.why];
		/* the sample is that of the first file, whoever told first */
		if (all->files++ == 0 || (size_t)file < all->sample_file) {
			all->sample = s->it.sample;
			all->sample_file = (size_t)file;
		}
		all->why = s->it.why;
		all->count += s->it.count;
	}
	for (size_t i = 0; i < inv->n_images; i++) {
		struct inventory_image *image = &inv->images[i];
		qsort(image->suppressed, SUPPRESSIONS, sizeof(*image->suppressed), most_first);
		while (image->n_suppressed < SUPPRESSIONS &&
		       image->suppressed[image->n_suppressed].count)
			image->n_suppressed++;
	}
}

void inventory_settle(struct inventory *inv)
{
	settle_files(inv);
	settle_items(inv);
	settle_notices(inv);
	settle_suppressed(inv);
	inv->incomplete |= inv->refused > 0;
}

void inventory_where(const struct inventory *inv, size_t file, struct buf *out)
{
	const struct inventory_file *f = &inv->files[file];

	buf_text(out, inv->images[f->image].name);
	if (f->path[0]) {
		buf_text(out, ": ");
		buf_text(out, f->path);
	}
}

long inventory_find(const struct inventory *inv, size_t image, const char *path)
{
	const struct inventory_image *im = &inv->images[image];
	size_t low = im->first_file, high = im->first_file + im->n_files;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(inv->files[middle].path, path);
		if (order == 0)
			return (long)middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return -1;
}
