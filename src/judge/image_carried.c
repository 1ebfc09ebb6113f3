/* SPDX-License-Identifier: Apache-2.0
 *
 * The servers of an image: names, URLs, addresses, time servers and commands that fetch, folded to
 * one each by name in lower case, address and port. A port is what stands behind a colon right
 * after the name or address.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "judge/image_private.h"

/* One server while it is collected. */
struct entry {
	struct carried c;
	struct carried_context context;
	size_t room;
	size_t last_file; /* of those that hold it, + 1 */
};

struct carrying {
	struct image_judgement *j;
	struct map by_key;
	size_t n, room;
	struct entry **entries;
	/* A command that fetches: what stands in it is fetched from. */
	size_t fetch_file, fetch_item;
	uint64_t fetch_from, fetch_to;
	bool fetch_named; /* a server was found in it */
};

/* A server as one item says it. */
struct naming {
	char name[256]; /* lower case, "" = an address */
	struct addr addr;
	uint16_t port;
};

static uint16_t port_in(struct slice text)
{
	uint64_t value = 0;
	size_t digits = 0;

	if (text.len < 2 || text.at[0] != ':')
		return 0;
	while (1 + digits < text.len && digits < 6 && isdigit(text.at[1 + digits]))
		digits++;
	if (digits == 0 || digits > 5 || !slice_decimal(slice_of(text.at + 1, digits), &value))
		return 0;
	if (1 + digits < text.len && (isalnum(text.at[1 + digits]) || text.at[1 + digits] == '.' ||
				      text.at[1 + digits] == ':'))
		return 0;
	return value > UINT16_MAX ? 0 : (uint16_t)value;
}

/* What stands right behind the item in the bytes around it. */
static struct slice behind(const struct inventory_item *item)
{
	uint64_t end = item->offset + item->text.len;

	if (end < item->context_at || end - item->context_at > item->context.len)
		return slice_of(NULL, 0);
	struct slice rest = slice_from(item->context, (size_t)(end - item->context_at));
	return rest.len && rest.at[0] == ']' ? slice_from(rest, 1) : rest;
}

static bool name_from(struct slice text, struct naming *to)
{
	if (text.len == 0 || text.len >= sizeof(to->name))
		return false;
	if (addr_parse(text, &to->addr))
		return true;
	for (size_t i = 0; i < text.len; i++)
		to->name[i] = (char)slice_lower(text.at[i]);
	to->name[text.len] = '\0';
	return true;
}

/* scheme://user:password@host:port/path */
static bool name_from_url(struct slice url, struct naming *to)
{
	const uint8_t *scheme = url.len ? memmem(url.at, url.len, "://", 3) : NULL;

	if (!scheme)
		return false;
	struct slice rest = slice_from(url, (size_t)(scheme - url.at) + 3);
	size_t end = 0, from = 0;
	while (end < rest.len && rest.at[end] != '/' && rest.at[end] != '?' && rest.at[end] != '#')
		end++;
	for (size_t i = 0; i < end; i++)
		if (rest.at[i] == '@')
			from = i + 1;
	struct slice host = slice_of(rest.at + from, end - from);
	size_t len = 0;
	if (host.len && host.at[0] == '[') {
		host = slice_from(host, 1);
		while (len < host.len && host.at[len] != ']')
			len++;
		to->port = port_in(slice_from(host, len < host.len ? len + 1 : len));
	} else {
		while (len < host.len && host.at[len] != ':')
			len++;
		to->port = port_in(slice_from(host, len));
	}
	return name_from(slice_of(host.at, len), to);
}

static struct entry *entry_of(struct carrying *x, const struct naming *n)
{
	uint8_t key[256 + 20];
	size_t len = strlen(n->name);

	memcpy(key, n->name, len);
	key[len++] = '\0';
	key[len++] = n->addr.family;
	memcpy(key + len, n->addr.bytes, 16);
	len += 16;
	memcpy(key + len, &n->port, 2);
	len += 2;
	struct entry *e = map_get(&x->by_key, key, len);
	if (e)
		return e;
	e = mem_new(1, sizeof(*e));
	e->c.name = image_text(x->j, "%s", n->name);
	e->c.addr = n->addr;
	e->c.port = n->port;
	(void)map_put(&x->by_key, key, len, e);
	x->entries = image_room(x->entries, x->n, &x->room, sizeof(struct entry *));
	return x->entries[x->n++] = e;
}

static void hold(struct carrying *x, struct entry *e, size_t item)
{
	const struct inventory_item *it = &x->j->inventory->items[item];

	if (e->c.n_items && e->c.items[e->c.n_items - 1] == item)
		return;
	e->c.items = image_room(e->c.items, e->c.n_items, &e->room, sizeof(size_t));
	e->c.items[e->c.n_items++] = item;
	/* items come by file */
	if (e->last_file != it->file + 1)
		e->c.n_files++;
	e->last_file = it->file + 1;
}

static bool speaks_of_update(struct slice url)
{
	static const char *const words[] = {"upgrade", "update", "firmware", "/ota", "fota"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		for (size_t at = 0; at + strlen(words[i]) <= url.len; at++)
			if (slice_starts_word(slice_from(url, at), words[i]))
				return true;
	return false;
}

static void take(struct carrying *x, size_t item, const struct naming *n)
{
	const struct inventory_item *it = &x->j->inventory->items[item];
	struct entry *e = entry_of(x, n);

	e->context.time |= it->kind == OBS_IMAGE_NTP;
	e->context.update |= it->kind == OBS_IMAGE_URL && speaks_of_update(it->text);
	hold(x, e, item);
	if (it->kind == OBS_IMAGE_FETCH) {
		e->context.fetched = true;
	} else if (x->fetch_to > 0 && x->fetch_file == it->file && it->offset >= x->fetch_from &&
		   it->offset < x->fetch_to) {
		e->context.fetched = x->fetch_named = true;
		hold(x, e, x->fetch_item);
	}
}

static bool is_blank_or_quote(uint8_t c)
{
	return c <= ' ' || c == '"' || c == '\'' || c == ';' || c == '&' || c == '|' || c == '=';
}

/* A command in which no server was found otherwise: an address among its words. */
static void end_fetch(struct carrying *x)
{
	bool look = x->fetch_to > 0 && !x->fetch_named;

	x->fetch_to = 0;
	if (!look)
		return;
	struct slice text = x->j->inventory->items[x->fetch_item].text;
	for (size_t at = 0, end; at < text.len; at = end + 1) {
		for (end = at; end < text.len && !is_blank_or_quote(text.at[end]); end++)
			;
		struct slice word = slice_of(text.at + at, end - at);
		struct naming n = {.name = ""};
		if (word.len && (addr_parse(word, &n.addr) || name_from_url(word, &n)))
			take(x, x->fetch_item, &n);
	}
}

static void begin_fetch(struct carrying *x, size_t item)
{
	const struct inventory_item *it = &x->j->inventory->items[item];

	end_fetch(x);
	x->fetch_file = it->file;
	x->fetch_item = item;
	x->fetch_from = it->offset;
	x->fetch_to = it->offset + it->text.len;
	x->fetch_named = false;
}

static void take_item(struct carrying *x, size_t item)
{
	const struct inventory_item *it = &x->j->inventory->items[item];
	struct naming n = {.name = ""};
	bool named = false;

	if (x->fetch_to && (it->file != x->fetch_file || it->offset >= x->fetch_to))
		end_fetch(x);
	switch ((int)it->kind) {
	case OBS_IMAGE_FETCH:
		begin_fetch(x, item);
		return;
	case OBS_IMAGE_URL:
		named = name_from_url(it->text, &n);
		break;
	case OBS_IMAGE_ADDRESS:
		n.addr = it->addr;
		named = it->addr.family != 0;
		n.port = port_in(behind(it));
		break;
	case OBS_IMAGE_HOST:
	case OBS_IMAGE_NTP:
		named = name_from(it->text, &n);
		n.port = port_in(behind(it));
		break;
	default:
		return;
	}
	if (named)
		take(x, item, &n);
}

/* Where a server stands says more in a program or a command than on a page. */
static int rank_of(const struct inventory *inv, size_t item)
{
	static const int contents[IMAGE_CONTENTS] = {
		[IMAGE_SCRIPT] = 0,    [IMAGE_TEXT] = 1,  [IMAGE_ELF] = 2,
		[IMAGE_PE] = 2,        [IMAGE_DATA] = 3,  [IMAGE_WEB] = 4,
		[IMAGE_CONTAINER] = 5, [IMAGE_PAPER] = 6, [IMAGE_CERTIFICATE] = 6};
	const struct inventory_item *it = &inv->items[item];
	int kind = it->kind == OBS_IMAGE_FETCH ? 0 : it->kind == OBS_IMAGE_URL ? 1 : 2;

	return contents[inv->files[it->file].content] * 4 + kind;
}

struct ranked {
	int rank;
	size_t item;
};

static int by_rank(const void *left, const void *right)
{
	const struct ranked *a = left, *b = right;
	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	return a->item < b->item ? -1 : a->item > b->item;
}

static void sort_items(const struct inventory *inv, struct carried *c)
{
	struct ranked *ranked = mem_new(c->n_items, sizeof(*ranked));

	for (size_t i = 0; i < c->n_items; i++)
		ranked[i] = (struct ranked){rank_of(inv, c->items[i]), c->items[i]};
	qsort(ranked, c->n_items, sizeof(*ranked), by_rank);
	for (size_t i = 0; i < c->n_items; i++)
		c->items[i] = ranked[i].item;
	free(ranked);
}

static int by_alarm(const void *left, const void *right)
{
	const struct carried *a = left, *b = right;
	if (a->role != b->role)
		return a->role < b->role ? -1 : 1;
	int order = strcmp(a->name, b->name);
	if (order)
		return order;
	if (a->addr.family != b->addr.family)
		return a->addr.family < b->addr.family ? -1 : 1;
	order = memcmp(a->addr.bytes, b->addr.bytes, sizeof(a->addr.bytes));
	if (order)
		return order;
	return a->port < b->port ? -1 : a->port > b->port;
}

static void place(struct carried *c, const struct places *places)
{
	if (c->role == CARRIED_LOCAL)
		return;
	if (c->addr.family && places)
		places_find(places, &c->addr, &c->place);
	else if (c->cloud)
		(void)snprintf(c->place.country, sizeof(c->place.country), "%.2s",
			       c->cloud->country);
}

struct carried *carried_find(struct image_judgement *j, const struct places *places, size_t image,
			     size_t *ret_n)
{
	struct carrying x = {.j = j};
	const struct inventory_image *im = &j->inventory->images[image];

	map_init(&x.by_key);
	for (size_t i = im->first_item; i < im->first_item + im->n_items; i++)
		take_item(&x, i);
	end_fetch(&x);
	struct carried *list = mem_new(x.n, sizeof(*list));
	for (size_t i = 0; i < x.n; i++) {
		struct entry *e = x.entries[i];
		e->c.image = image;
		if (e->c.name[0])
			e->c.cloud = know_cloud(j->knowledge, slice_text(e->c.name));
		else
			e->c.known = know_address(j->knowledge, &e->c.addr);
		carried_decide(j, &e->c, &e->context);
		place(&e->c, places);
		sort_items(j->inventory, &e->c);
		list[i] = e->c;
		free(e);
	}
	map_done(&x.by_key, NULL);
	free(x.entries);
	if (x.n)
		qsort(list, x.n, sizeof(*list), by_alarm);
	*ret_n = x.n;
	return list;
}

void carried_print(struct buf *out, const struct carried *c)
{
	char text[ADDR_TEXT_MAX];

	if (c->name[0])
		buf_text(out, c->name);
	else if (c->addr.family == 6 && c->port)
		buf_printf(out, "[%s]", addr_print(&c->addr, text));
	else
		buf_text(out, addr_print(&c->addr, text));
	if (c->port)
		buf_printf(out, ":%u", c->port);
}

static int by_text(const void *left, const void *right)
{
	return strcmp(*(char *const *)left, *(char *const *)right);
}

char **image_servers(const struct inventory *inv, const struct knowledge *k, size_t image,
		     size_t *ret_n)
{
	struct image_judgement_private p = {.ledger = NULL};
	struct image_judgement j = {.inventory = inv, .knowledge = k, .private = &p};
	size_t n, kept = 0;
	struct carried *list = carried_find(&j, NULL, image, &n);
	char **texts = mem_new(n, sizeof(char *));
	struct buf text;

	buf_init(&text, 1024);
	for (size_t i = 0; i < n; i++) {
		if (list[i].role != CARRIED_LOCAL) {
			buf_clear(&text);
			carried_print(&text, &list[i]);
			texts[kept++] = mem_text(buf_view_text(&text));
		}
		free(list[i].items);
	}
	buf_done(&text);
	free(list);
	for (size_t i = 0; i < p.n_strings; i++)
		free(p.strings[i]);
	free(p.strings);
	if (kept)
		qsort(texts, kept, sizeof(char *), by_text);
	*ret_n = kept;
	return texts;
}
