/* SPDX-License-Identifier: Apache-2.0
 *
 * Every device's values are taken once into a table that counts on how many devices each stands;
 * then the others are held against the one. Each kind that both gave is compared by the values
 * they share (weighted Jaccard: rare values count more), and kinds are weighed by how hard it is
 * to change them without the source and how rare the one device's values are at this site: what
 * every device's DHCP client does alike says little.
 */
#include "judge/likeness.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"

enum {
	LIKE_PRINT_VALUES = 512, /* of one device */
	LIKE_PRINT_HARD = 3,     /* kinds of weight 2 and more, besides DHCP's, in a print */
	LIKE_VALUE_MAX = 256,    /* bytes of a value that are compared */
	LIKE_DIGITS = 4,         /* in a word make it a serial number, an address or a date */
	LIKE_KINDS_LEAST = 2,    /* kinds that both must have given */
};

#define RARITY_LEAST 0.15   /* of a value that every device has */
#define LITTLE_COMPARED 2.0 /* weight at which the rank is half the likeness */

/* How a value is made comparable. */
enum form {
	FORM_WHOLE, /* numbers of the unit blanked */
	FORM_EXACT,
	FORM_NAME, /* what stands before '=' or ':' */
};

static const struct habit {
	enum obs_kind kind;
	double weight; /* 3: a protocol of the maker's own; 2: needs the source; 1: seldom changed
			*/
	enum form form;
} habits[] = {
	{OBS_SADP_FIELD, 3, FORM_NAME},         {OBS_DHIP_FIELD, 3, FORM_NAME},
	{OBS_DVR5050_FIELD, 3, FORM_NAME},      {OBS_DISC7701_FIELD, 3, FORM_NAME},
	{OBS_MOI_FIELD, 3, FORM_NAME},          {OBS_DH8600_FIELD, 3, FORM_NAME},
	{OBS_RTSP_PUBLIC, 2, FORM_WHOLE},       {OBS_RTSP_HEADERS, 2, FORM_WHOLE},
	{OBS_RTSP_DATE, 2, FORM_WHOLE},         {OBS_RTSP_AUTH, 2, FORM_WHOLE},
	{OBS_SDP_ORDER, 2, FORM_WHOLE},         {OBS_SDP_ATTRIBUTE, 2, FORM_NAME},
	{OBS_SDP_ORIGIN, 2, FORM_WHOLE},        {OBS_WSD_PREFIXES, 2, FORM_WHOLE},
	{OBS_DHCP_OPTION_ORDER, 2, FORM_WHOLE}, {OBS_DHCP_PARAMETERS, 2, FORM_WHOLE},
	{OBS_TLS_JA4, 2, FORM_EXACT},           {OBS_TLS_CIPHER, 1, FORM_WHOLE},
	{OBS_CERT_ISSUER, 1, FORM_WHOLE},       {OBS_CERT_SERIAL, 1, FORM_WHOLE},
	{OBS_HTTP_AUTH, 2, FORM_WHOLE},         {OBS_HTTP_COOKIE, 2, FORM_WHOLE},
	{OBS_HTTP_SERVER, 1, FORM_WHOLE},       {OBS_RTSP_SERVER, 1, FORM_WHOLE},
	{OBS_SSDP_SERVER, 1, FORM_WHOLE},       {OBS_SDP_SESSION, 1, FORM_WHOLE},
	{OBS_SDP_INFORMATION, 1, FORM_WHOLE},   {OBS_DHCP_VENDOR_CLASS, 1, FORM_WHOLE},
	{OBS_ONVIF_HARDWARE, 1, FORM_WHOLE},    {OBS_STUN_SOFTWARE, 1, FORM_WHOLE},
	{OBS_MQTT_PROTOCOL, 1, FORM_WHOLE},
};
enum { HABITS = sizeof(habits) / sizeof(habits[0]) };

/* A value of a kind, wherever it stands at the site. */
struct value {
	size_t devices; /* that gave it */
	size_t last;    /* device + 1 that was counted last */
	uint8_t habit;
	size_t number;
};

struct trait {
	const struct value *value;
	size_t seen;
};

struct traits {
	size_t n;
	struct trait *at; /* by habit, then number of the value; each value once */
};

struct finding_likes {
	const struct judgement *j;
	struct map values;
	size_t n_values;
	struct traits *devices;
	int16_t habit_of[OBS_KINDS]; /* -1 = not compared */
};

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Length of the word at the head of text, 0 when there is none. */
static size_t word_at(struct slice text, size_t at, size_t *ret_digits)
{
	size_t len = 0;

	*ret_digits = 0;
	for (; at + len < text.len; len++) {
		uint8_t c = text.at[at + len];
		if (!is_digit(c) && !is_letter(c))
			break;
		*ret_digits += is_digit(c);
	}
	return len;
}

/* The kind, and the value with words of many digits blanked: they are the unit's own. */
static void make_key(struct buf *key, uint8_t habit, const struct seen *s)
{
	struct slice text = s->text;
	size_t at = 0;

	buf_clear(key);
	buf_u8(key, habit);
	if (obs_kind_info(s->kind)->type == OBS_NUMBER) {
		buf_be64(key, s->number);
		return;
	}
	if (obs_kind_info(s->kind)->type == OBS_BYTES) {
		buf_slice(key, text);
		return;
	}
	while (at < text.len && key->len < LIKE_VALUE_MAX) {
		size_t digits, len = word_at(text, at, &digits);
		uint8_t c = text.at[at];
		if (habits[habit].form == FORM_NAME && (c == '=' || c == ':'))
			return;
		if (digits >= LIKE_DIGITS && habits[habit].form != FORM_EXACT)
			buf_u8(key, '#');
		else
			buf_slice(key, slice_of(text.at + at, len ? len : 1));
		at += len ? len : 1;
	}
}

static struct value *value_of(struct finding_likes *f, const struct buf *key, uint8_t habit)
{
	struct value *v = map_get(&f->values, key->at, key->len);

	if (!v) {
		v = mem_new(1, sizeof(*v));
		v->habit = habit;
		v->number = f->n_values++;
		(void)map_put(&f->values, key->at, key->len, v);
	}
	return v;
}

static int by_value(const void *left, const void *right)
{
	const struct value *a = ((const struct trait *)left)->value;
	const struct value *b = ((const struct trait *)right)->value;

	if (a->habit != b->habit)
		return a->habit < b->habit ? -1 : 1;
	return a->number < b->number ? -1 : a->number > b->number;
}

static void read_device(struct finding_likes *f, size_t device, struct buf *key)
{
	const struct device *d = &f->j->ledger->devices[device];
	struct traits *t = &f->devices[device];

	t->at = mem_new(d->n_seen + 1, sizeof(*t->at));
	for (size_t i = 0; i < d->n_seen; i++) {
		int habit = f->habit_of[d->seen[i].kind];
		if (habit < 0)
			continue;
		make_key(key, (uint8_t)habit, &d->seen[i]);
		struct value *v = value_of(f, key, (uint8_t)habit);
		if (v->last == device + 1)
			continue;
		v->last = device + 1;
		v->devices++;
		t->at[t->n++] = (struct trait){v, i};
	}
	qsort(t->at, t->n, sizeof(*t->at), by_value);
}

/* 1 for a value of this device alone, least for one of every device. */
static double rarity(const struct finding_likes *f, const struct value *v)
{
	double all = (double)f->j->n_devices + 1;
	double r = log(all / (double)v->devices) / log(all);
	return r > RARITY_LEAST ? r : RARITY_LEAST;
}

/* End of the traits from `at` on that have the same habit. */
static size_t same_habit(const struct traits *t, size_t at)
{
	size_t end = at;
	while (end < t->n && t->at[end].value->habit == t->at[at].value->habit)
		end++;
	return end;
}

struct range {
	const struct traits *t;
	size_t from, to;
};

static struct like_reason compare_kind(const struct finding_likes *f, const struct range *one,
				       const struct range *other)
{
	const struct habit *habit = &habits[one->t->at[one->from].value->habit];
	double shared = 0, all = 0, rare = 0;
	struct like_reason r = {.kind = habit->kind, .seen = other->t->at[other->from].seen};
	bool named = false;

	for (size_t a = one->from, b = other->from; a < one->to || b < other->to;) {
		const struct trait *x = a < one->to ? &one->t->at[a] : NULL;
		const struct trait *y = b < other->to ? &other->t->at[b] : NULL;
		int order = !x ? 1 : !y ? -1 : by_value(x, y);
		double weight = rarity(f, order <= 0 ? x->value : y->value);
		all += weight;
		if (order == 0) {
			shared += weight;
			if (!named)
				r.seen = y->seen;
			named = true;
		}
		if (order <= 0)
			rare += weight;
		a += order <= 0;
		b += order >= 0;
	}
	r.share = shared / all;
	r.weight = habit->weight * rare / (double)(one->to - one->from);
	return r;
}

/* Keeps the weightiest reasons in order. */
static void keep(struct like_reason *list, size_t *n, struct like_reason r)
{
	size_t at = *n < LIKE_REASONS_MAX ? (*n)++ : LIKE_REASONS_MAX;

	if (at == LIKE_REASONS_MAX && list[--at].weight >= r.weight)
		return;
	for (; at > 0 && list[at - 1].weight < r.weight; at--)
		list[at] = list[at - 1];
	list[at] = r;
}

/* False when too little can be compared. */
static bool compare(const struct finding_likes *f, size_t one, size_t other, struct like *ret)
{
	const struct traits *x = &f->devices[one], *y = &f->devices[other];
	double sum = 0, weights = 0, base = 0;

	*ret = (struct like){.device = other};
	for (size_t a = 0, b = 0, a_end, b_end; a < x->n && b < y->n;) {
		uint8_t p = x->at[a].value->habit, q = y->at[b].value->habit;
		a_end = same_habit(x, a);
		b_end = same_habit(y, b);
		if (p == q) {
			struct like_reason r = compare_kind(f, &(struct range){x, a, a_end},
							    &(struct range){y, b, b_end});
			sum += r.share * r.weight;
			weights += r.weight;
			base += habits[p].weight;
			ret->compared++;
			if (r.share >= 0.5)
				keep(ret->alike, &ret->n_alike, r);
			else
				keep(ret->unlike, &ret->n_unlike, r);
		}
		a = p <= q ? a_end : a;
		b = q <= p ? b_end : b;
	}
	if (ret->compared < LIKE_KINDS_LEAST)
		return false;
	ret->likeness = sum / weights;
	ret->rank = ret->likeness * base / (base + LITTLE_COMPARED);
	return true;
}

static int by_rank(const void *left, const void *right)
{
	const struct like *a = left, *b = right;
	if (a->rank != b->rank)
		return a->rank > b->rank ? -1 : 1;
	return a->device < b->device ? -1 : a->device > b->device;
}

static void read_devices(struct finding_likes *f)
{
	struct buf key;

	memset(f->habit_of, -1, sizeof(f->habit_of));
	for (size_t h = 0; h < HABITS; h++)
		f->habit_of[habits[h].kind] = (int16_t)h;
	map_init(&f->values);
	buf_init(&key, 4096);
	for (size_t i = 0; i < f->j->n_devices; i++)
		read_device(f, i, &key);
	buf_done(&key);
}

struct likeness *likeness_find(const struct judgement *j, size_t device)
{
	struct finding_likes f = {.j = j};
	struct likeness *l = mem_new(1, sizeof(*l));

	must(device < j->n_devices);
	f.devices = mem_new(j->n_devices, sizeof(*f.devices));
	read_devices(&f);
	l->device = device;
	for (size_t a = 0; a < f.devices[device].n; a = same_habit(&f.devices[device], a))
		l->kinds++;
	l->likes = mem_new(j->n_devices, sizeof(*l->likes));
	for (size_t i = 0; i < j->n_devices; i++) {
		if (i == device)
			continue;
		if (compare(&f, device, i, &l->likes[l->n]))
			l->n++;
		else
			l->n_incomparable++;
	}
	if (l->n)
		qsort(l->likes, l->n, sizeof(*l->likes), by_rank);
	for (size_t i = 0; i < j->n_devices; i++)
		free(f.devices[i].at);
	free(f.devices);
	map_done(&f.values, free);
	return l;
}

void likeness_free(struct likeness *l)
{
	if (!l)
		return;
	free(l->likes);
	free(l);
}

static int by_print(const void *left, const void *right)
{
	const struct like_print *a = left, *b = right;
	if (a->one != b->one)
		return a->one < b->one ? -1 : 1;
	return a->two < b->two ? -1 : a->two > b->two;
}

static int habit_of(enum obs_kind kind)
{
	for (int h = 0; h < HABITS; h++)
		if (habits[h].kind == kind)
			return h;
	return -1;
}

static struct like_print print_of(const void *bytes, size_t len)
{
	static const struct hash_key keys[2] = {{1, 2}, {3, 4}};
	return (struct like_print){hash_bytes(&keys[0], bytes, len),
				   hash_bytes(&keys[1], bytes, len)};
}

bool likeness_print(const struct device *d, struct like_print *ret)
{
	struct like_print values[LIKE_PRINT_VALUES];
	bool counted[HABITS] = {false};
	size_t n = 0, kept = 0, hard = 0;
	struct buf key;

	buf_init(&key, LIKE_VALUE_MAX * 4);
	for (size_t i = 0; i < d->n_seen && n < LIKE_PRINT_VALUES; i++) {
		enum obs_kind kind = d->seen[i].kind;
		int habit = habit_of(kind);
		if (habit < 0)
			continue;
		make_key(&key, (uint8_t)habit, &d->seen[i]);
		values[n++] = print_of(key.at, key.len);
		hard += !counted[habit] && habits[habit].weight >= 2 &&
			kind != OBS_DHCP_OPTION_ORDER && kind != OBS_DHCP_PARAMETERS;
		counted[habit] = true;
	}
	qsort(values, n, sizeof(*values), by_print);
	for (size_t i = 0; i < n; i++)
		if (!kept || by_print(&values[kept - 1], &values[i]) != 0)
			values[kept++] = values[i];
	*ret = print_of(values, kept * sizeof(*values));
	buf_done(&key);
	return hard >= LIKE_PRINT_HARD;
}
