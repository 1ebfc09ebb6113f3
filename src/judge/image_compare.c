/* SPDX-License-Identifier: Apache-2.0
 *
 * Two sides held against each other, file by file: two images, or an image and a certified release of
 * which only digests are known. Files are paired by path, without the offsets in the names of
 * carved parts, which move with every build; a file that is the same under another path is no
 * difference.
 */
#include <stdio.h>
#include <stdlib.h>

#include "judge/image_private.h"

#define NO_PLACE UINTPTR_MAX /* a server of a release: where it stands is not known */
enum {
	DIFFERENCES_A_KIND = 20000,
	PATH_KEY = 600, /* bytes of a path that tell files apart; its end counts */
};

struct side_file {
	char *key;
	const char *path;
	const uint8_t *sha;
	bool program;
	long file; /* into inventory.files, -1 = of a release */
};

struct side {
	size_t n, room;
	struct side_file *files;
	struct map by_sha; /* contents */
};

struct comparing {
	const struct image_court *c;
	struct comparison *x;
	size_t room, per_kind[DIFFERENCES];
};

/* "@0x1f0000.squashfs/bin/a" becomes "@.squashfs/bin/a". */
static char *key_of(const char *path)
{
	size_t len = strlen(path), n = 0;
	char *key = mem_new((len < PATH_KEY ? len : PATH_KEY) + 1, 1);

	if (len > PATH_KEY)
		path += len - PATH_KEY;
	while (*path) {
		key[n++] = *path++;
		if (key[n - 1] != '@' || path[0] != '0' || path[1] != 'x')
			continue;
		path += 2 + strspn(path + 2, "0123456789abcdef");
	}
	key[n] = '\0';
	return key;
}

static void side_add(struct side *s, const char *path, const uint8_t *sha, bool program, long file)
{
	s->files = image_room(s->files, s->n, &s->room, sizeof(*s->files));
	s->files[s->n++] = (struct side_file){key_of(path), path, sha, program, file};
	(void)map_put(&s->by_sha, sha, 32, s);
}

static int by_key(const void *left, const void *right)
{
	const struct side_file *a = left, *b = right;
	int order = strcmp(a->key, b->key);
	if (order)
		return order;
	order = strcmp(a->path, b->path);
	return order ? order : memcmp(a->sha, b->sha, 32);
}

static void side_of_image(struct side *s, const struct inventory *inv, size_t image)
{
	const struct inventory_image *im = &inv->images[image];

	map_init(&s->by_sha);
	for (size_t i = im->first_file; i < im->first_file + im->n_files; i++)
		if (!image_is_wrapper(inv, i))
			side_add(s, inv->files[i].path, inv->files[i].sha256, inv->files[i].program,
				 (long)i);
	if (s->n)
		qsort(s->files, s->n, sizeof(*s->files), by_key);
}

static void side_of_release(struct side *s, const struct release *r)
{
	map_init(&s->by_sha);
	for (size_t i = r->n_files > 1; i < r->n_files; i++)
		side_add(s, r->files[i].path, r->files[i].sha256, r->files[i].program, -1);
	if (s->n)
		qsort(s->files, s->n, sizeof(*s->files), by_key);
}

static void side_done(struct side *s)
{
	for (size_t i = 0; i < s->n; i++)
		free(s->files[i].key);
	free(s->files);
	map_done(&s->by_sha, NULL);
}

static struct difference *add(struct comparing *m, enum difference_kind kind, bool only_left,
			      const char *text)
{
	if (m->per_kind[kind]++ >= DIFFERENCES_A_KIND)
		return NULL;
	m->x->differences =
		image_room(m->x->differences, m->x->n, &m->room, sizeof(*m->x->differences));
	struct difference *d = &m->x->differences[m->x->n++];
	*d = (struct difference){.kind = kind,
				 .only_left = only_left,
				 .text = text,
				 .other_text = "",
				 .left = -1,
				 .right = -1};
	return d;
}

static void add_lone(struct comparing *m, const struct side_file *f, const struct side *other,
		     bool left)
{
	if (map_get(&other->by_sha, f->sha, 32)) {
		m->x->n_same += left;
		return;
	}
	enum difference_kind kind =
		left         ? f->program ? DIFFERENCE_PROGRAM_ADDED : DIFFERENCE_FILE_ADDED
		: f->program ? DIFFERENCE_PROGRAM_REMOVED
			     : DIFFERENCE_FILE_REMOVED;
	struct difference *d = add(m, kind, left, f->path);
	if (d && left)
		d->left = f->file;
	else if (d)
		d->right = f->file;
}

static void add_changed(struct comparing *m, const struct side_file *a, const struct side_file *b)
{
	struct difference *d = add(
		m, a->program || b->program ? DIFFERENCE_PROGRAM_CHANGED : DIFFERENCE_FILE_CHANGED,
		false, a->path);
	if (!d)
		return;
	d->left = a->file;
	d->right = b->file;
	d->other_text = b->path;
}

static int split_setting(struct slice text, size_t *ret_value)
{
	size_t at = 0;

	while (at < text.len && text.at[at] != '=' && text.at[at] != ':' && text.at[at] != ' ')
		at++;
	*ret_value = at;
	return at < text.len;
}

/* The setting of that key in a file; NULL = it has none. */
static const struct inventory_item *setting_like(const struct inventory *inv, size_t file,
						 struct slice key)
{
	const struct inventory_file *f = &inv->files[file];

	for (size_t i = f->first_item; i < f->first_item + f->n_items; i++) {
		size_t end;
		if (inv->items[i].kind != OBS_IMAGE_SETTING ||
		    !split_setting(inv->items[i].text, &end))
			continue;
		if (slice_equal(slice_of(inv->items[i].text.at, end), key))
			return &inv->items[i];
	}
	return NULL;
}

enum { SETTINGS_A_FILE = 2000 };

/* One direction; pairs are told once, from the left. */
static void settings(struct comparing *m, size_t here, size_t there, bool left)
{
	const struct inventory *inv = m->c->in->inventory;
	const struct inventory_file *f = &inv->files[here];
	size_t n = 0;

	for (size_t i = f->first_item; i < f->first_item + f->n_items; i++) {
		const struct inventory_item *item = &inv->items[i], *other;
		size_t end;
		if (item->kind != OBS_IMAGE_SETTING || n++ >= SETTINGS_A_FILE)
			continue;
		bool has_key = split_setting(item->text, &end);
		other = setting_like(inv, there, slice_of(item->text.at, end));
		if (has_key && other && (!left || slice_equal(item->text, other->text)))
			continue;
		struct difference *d =
			add(m, DIFFERENCE_SETTING, !other && left, (const char *)item->text.at);
		if (!d)
			return;
		*(left ? &d->left : &d->right) = (long)i;
		if (!other)
			continue;
		d->right = other - inv->items;
		d->other_text = (const char *)other->text.at;
	}
}

static void compare_files(struct comparing *m, const struct side *a, const struct side *b)
{
	size_t i = 0, k = 0;

	while (i < a->n || k < b->n) {
		int order = i == a->n   ? 1
			    : k == b->n ? -1
					: strcmp(a->files[i].key, b->files[k].key);
		if (order < 0) {
			add_lone(m, &a->files[i++], b, true);
			continue;
		}
		if (order > 0) {
			add_lone(m, &b->files[k++], a, false);
			continue;
		}
		const struct side_file *x = &a->files[i++], *y = &b->files[k++];
		if (memcmp(x->sha, y->sha, 32) == 0) {
			m->x->n_same++;
			continue;
		}
		add_changed(m, x, y);
		if (x->file >= 0 && y->file >= 0) {
			settings(m, (size_t)x->file, (size_t)y->file, true);
			settings(m, (size_t)y->file, (size_t)x->file, false);
		}
	}
}

/* Facts that are told by their text, wherever they stand. */
struct facts {
	struct map texts; /* -> item + 1 */
};

static bool is_fact(enum obs_kind k, enum difference_kind kind)
{
	switch ((int)kind) {
	case DIFFERENCE_ACCOUNT:
		return k == OBS_IMAGE_ACCOUNT || k == OBS_IMAGE_PASSWORD;
	case DIFFERENCE_KEY:
		return k == OBS_IMAGE_PRIVATE_KEY || k == OBS_IMAGE_SSH_KEY;
	case DIFFERENCE_CERTIFICATE:
		return k == OBS_IMAGE_CERT_SHA256;
	default:
		return false;
	}
}

static void facts_fill(struct facts *f, const struct inventory *inv, size_t image,
		       enum difference_kind kind)
{
	const struct inventory_image *im = &inv->images[image];

	map_init(&f->texts);
	for (size_t i = im->first_item; i < im->first_item + im->n_items; i++) {
		const struct slice text = inv->items[i].text;
		if (is_fact(inv->items[i].kind, kind) && text.len &&
		    !map_get(&f->texts, text.at, text.len))
			(void)map_put(&f->texts, text.at, text.len, (void *)(uintptr_t)(i + 1));
	}
}

/* A certificate is told by its subject, which stands at the same place. */
static const char *fact_text(const struct image_court *c, size_t item)
{
	const struct inventory *inv = c->in->inventory;
	const struct inventory_item *it = &inv->items[item];
	const struct inventory_file *f = &inv->files[it->file];
	char hex[65];

	if (it->kind != OBS_IMAGE_CERT_SHA256)
		return (const char *)it->text.at;
	for (size_t i = 0; i < it->text.len && i < 32; i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", it->text.at[i]);
	for (size_t i = f->first_item; i < f->first_item + f->n_items; i++)
		if (inv->items[i].kind == OBS_IMAGE_CERT_SUBJECT &&
		    inv->items[i].offset == it->offset)
			return image_text(c->out, "%s, SHA-256 %s",
					  (const char *)inv->items[i].text.at, hex);
	return image_text(c->out, "SHA-256 %s", hex);
}

static void facts_lone(struct comparing *m, const struct facts *here, const struct facts *there,
		       enum difference_kind kind, bool left)
{
	for (size_t i = 0; i < here->texts.n; i++) {
		const struct map_entry *e = &here->texts.entries[i];
		if (map_get(&there->texts, e->key, e->key_len))
			continue;
		size_t item = (uintptr_t)e->value - 1;
		struct difference *d = add(m, kind, left, fact_text(m->c, item));
		if (d)
			*(left ? &d->left : &d->right) = (long)item;
	}
}

static void compare_facts(struct comparing *m, enum difference_kind kind)
{
	struct facts a, b;

	facts_fill(&a, m->c->in->inventory, m->x->left, kind);
	facts_fill(&b, m->c->in->inventory, m->x->right, kind);
	facts_lone(m, &a, &b, kind, true);
	facts_lone(m, &b, &a, kind, false);
	map_done(&a.texts, NULL);
	map_done(&b.texts, NULL);
}

/* Servers by their text; -> carried + 1 */
static void servers_of(const struct image_court *c, size_t image, struct map *to)
{
	const struct image_verdict *v = &c->out->images[image];
	struct buf text;

	map_init(to);
	buf_init(&text, 1024);
	for (size_t i = v->first_carried; i < v->first_carried + v->n_carried; i++) {
		buf_clear(&text);
		if (c->out->carried[i].role == CARRIED_LOCAL)
			continue;
		carried_print(&text, &c->out->carried[i]);
		(void)map_put(to, text.at, text.len, (void *)(uintptr_t)(i + 1));
	}
	buf_done(&text);
}

static void servers_lone(struct comparing *m, const struct map *here, const struct map *there,
			 bool left)
{
	for (size_t i = 0; i < here->n; i++) {
		const struct map_entry *e = &here->entries[i];
		if (map_get(there, e->key, e->key_len))
			continue;
		struct difference *d =
			add(m, DIFFERENCE_SERVER, left,
			    image_text(m->c->out, "%.*s", (int)e->key_len, (const char *)e->key));
		size_t carried = (uintptr_t)e->value;
		if (d && carried != NO_PLACE)
			*(left ? &d->left : &d->right) =
				(long)m->c->out->carried[carried - 1].items[0];
	}
}

static void compare_servers(struct comparing *m, const struct release *release)
{
	struct map a, b;

	servers_of(m->c, m->x->left, &a);
	if (release) {
		map_init(&b);
		for (size_t i = 0; i < release->n_servers; i++)
			(void)map_put(&b, release->servers[i], strlen(release->servers[i]),
				      (void *)NO_PLACE);
	} else {
		servers_of(m->c, m->x->right, &b);
	}
	servers_lone(m, &a, &b, true);
	servers_lone(m, &b, &a, false);
	map_done(&a, NULL);
	map_done(&b, NULL);
}

static int worst_first(const void *left, const void *right)
{
	const struct difference *a = left, *b = right;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if (a->only_left != b->only_left)
		return a->only_left ? -1 : 1;
	int order = strcmp(a->text, b->text);
	if (order)
		return order;
	return a->left != b->left    ? (a->left < b->left ? -1 : 1)
	       : a->right < b->right ? -1
				     : a->right > b->right;
}

static struct comparison *begin(const struct image_court *c, size_t left, size_t right)
{
	struct image_judgement *j = c->out;

	j->comparisons = image_room(j->comparisons, j->n_comparisons, &j->private->comparisons_room,
				    sizeof(*j->comparisons));
	struct comparison *x = &j->comparisons[j->n_comparisons++];
	*x = (struct comparison){.left = left, .right = right, .right_name = ""};
	return x;
}

static long end(const struct image_court *c, struct comparison *x)
{
	if (x->n)
		qsort(x->differences, x->n, sizeof(*x->differences), worst_first);
	return x - c->out->comparisons;
}

static bool same_file(const struct inventory *inv, size_t image, const uint8_t sha[32])
{
	const struct inventory_image *im = &inv->images[image];
	return im->n_files && memcmp(inv->files[im->first_file].sha256, sha, 32) == 0;
}

long image_compare_images(const struct image_court *c, size_t left, size_t right)
{
	const struct inventory *inv = c->in->inventory;
	struct comparing m = {.c = c, .x = begin(c, left, right)};
	struct side a = {.n = 0}, b = {.n = 0};

	m.x->right_name = inv->images[right].name;
	m.x->identical = inv->images[right].n_files &&
			 same_file(inv, left, inv->files[inv->images[right].first_file].sha256);
	side_of_image(&a, inv, left);
	side_of_image(&b, inv, right);
	compare_servers(&m, NULL);
	for (int k = DIFFERENCE_ACCOUNT; k <= DIFFERENCE_CERTIFICATE; k++)
		compare_facts(&m, (enum difference_kind)k);
	compare_files(&m, &a, &b);
	side_done(&a);
	side_done(&b);
	return end(c, m.x);
}

long image_compare_release(const struct image_court *c, size_t left, size_t release)
{
	const struct release *r = &c->in->certified->releases[release];
	struct comparing m = {.c = c, .x = begin(c, left, SIZE_MAX)};
	struct side a = {.n = 0}, b = {.n = 0};

	m.x->right_name = r->name;
	m.x->identical = r->n_files && same_file(c->in->inventory, left, r->files[0].sha256);
	if (!r->listed_only) {
		side_of_image(&a, c->in->inventory, left);
		side_of_release(&b, r);
		compare_servers(&m, r);
		compare_files(&m, &a, &b);
		side_done(&a);
		side_done(&b);
	}
	return end(c, m.x);
}

void image_comparison_done(struct comparison *c)
{
	free(c->differences);
}
