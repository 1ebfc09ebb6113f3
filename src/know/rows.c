/* SPDX-License-Identifier: Apache-2.0 */
#include "know/rows.h"

#include <stdio.h>
#include <string.h>

#include "know/tables.h"

static const struct {
	const char *name;
	enum table claims;
} tables[KNOW_TABLE_COUNT] = {
	[KNOW_TABLE_MAKERS] = {"maker", TABLE_MAKERS},
	[KNOW_TABLE_SIGNATURES] = {"signature", TABLE_SIGNATURES},
	[KNOW_TABLE_CLOUDS] = {"cloud", TABLE_CLOUDS},
	[KNOW_TABLE_BRANDS] = {"brand", TABLE_BRANDS},
	[KNOW_TABLE_ADDRESSES] = {"address", TABLE_ADDRESSES},
	[KNOW_TABLE_CERTIFICATES] = {"certificate", TABLE_CERTIFICATES},
	[KNOW_TABLE_HEARTBEATS] = {"heartbeat", TABLE_HEARTBEATS},
	[KNOW_TABLE_FOOTAGE] = {"footage", TABLE_FOOTAGE},
};

const char *know_table_name(enum know_table t)
{
	must(t < KNOW_TABLE_COUNT);
	return tables[t].name;
}

size_t know_rows(const struct knowledge *k, enum know_table t)
{
	switch (t) {
	case KNOW_TABLE_MAKERS:
		return k->n_makers;
	case KNOW_TABLE_SIGNATURES:
		return k->n_signatures;
	case KNOW_TABLE_CLOUDS:
		return k->n_clouds;
	case KNOW_TABLE_BRANDS:
		return k->n_brands;
	case KNOW_TABLE_ADDRESSES:
		return k->n_addresses;
	case KNOW_TABLE_CERTIFICATES:
		return k->n_certificates;
	case KNOW_TABLE_HEARTBEATS:
		return k->n_beats;
	case KNOW_TABLE_FOOTAGE:
		return k->n_leasts;
	case KNOW_TABLE_COUNT:
		break;
	}
	return 0;
}

static void put(struct know_row *r, const char *name, const char *value)
{
	must(r->n < ROW_FIELDS_MAX);
	r->fields[r->n++] = (struct know_field){name, value};
}

static const char *maker_id(const struct knowledge *k, int maker)
{
	return maker < 0 ? "" : k->makers[maker].id;
}

static void maker_row(const struct maker *m, struct know_row *r)
{
	r->key = m->id;
	put(r, "id", m->id);
	put(r, "name", m->name);
	put(r, "country", m->country);
	put(r, "parent", m->parent);
	put(r, "lists", m->lists);
	put(r, "oui_pattern", m->oui_pattern);
	put(r, "makes_cameras", m->makes_cameras ? "yes" : "no");
	put(r, "source", m->source);
}

static void brand_row(const struct knowledge *k, const struct brand *b, struct know_row *r)
{
	(void)snprintf(r->key_text, sizeof(r->key_text), "%s|%s|%s|%s", b->brand, b->line,
		       b->period, maker_id(k, b->maker));
	r->key = r->key_text;
	put(r, "brand", b->brand);
	put(r, "line", b->line);
	put(r, "period", b->period);
	put(r, "maker", maker_id(k, b->maker));
	put(r, "source", b->source);
}

static void cloud_row(const struct knowledge *k, const struct cloud *c, struct know_row *r)
{
	(void)snprintf(r->grade, sizeof(r->grade), "S%d", (int)c->share);
	r->key = c->suffix;
	put(r, "suffix", c->suffix);
	put(r, "operator", c->operator);
	put(r, "country", c->country);
	put(r, "role", c->role);
	put(r, "maker", maker_id(k, c->maker));
	put(r, "share", r->grade);
	put(r, "source", c->source);
}

static void address_row(const struct knowledge *k, const struct known_address *a,
			struct know_row *r)
{
	char text[ADDR_TEXT_MAX];
	unsigned whole = a->net.base.family == 4 ? 32 : 128;

	(void)addr_print(&a->net.base, text);
	if (a->net.bits == whole)
		(void)snprintf(r->net, sizeof(r->net), "%s", text);
	else
		(void)snprintf(r->net, sizeof(r->net), "%s/%u", text, a->net.bits);
	r->key = r->net;
	put(r, "network", r->net);
	put(r, "operator", a->operator);
	put(r, "role", a->role);
	put(r, "maker", maker_id(k, a->maker));
	put(r, "source", a->source);
}

static void certificate_row(const struct certificate *c, struct know_row *r)
{
	r->key = c->id;
	put(r, "id", c->id);
	put(r, "maker", c->maker);
	put(r, "model", c->model);
	put(r, "firmware", c->firmware);
	put(r, "source", c->source);
}

static void heartbeat_row(const struct known_beat *b, struct know_row *r)
{
	if (b->port)
		(void)snprintf(r->net, sizeof(r->net), "%u", b->port);
	r->key = b->key;
	put(r, "protocol", b->protocol);
	put(r, "transport",
	    b->transport == TRANSPORT_TCP   ? "tcp"
	    : b->transport == TRANSPORT_UDP ? "udp"
					    : "");
	put(r, "port", r->net);
	put(r, "bytes", b->bytes);
	put(r, "period_s", b->period);
	put(r, "name", b->name);
	put(r, "source", b->source);
}

static void least_row(const struct known_least *l, struct know_row *r)
{
	r->key = l->kind ? know_kind_name(l->kind) : "any";
	put(r, "class", l->kind ? r->key : "");
	put(r, "bits_per_s", l->bits);
	put(r, "picture_bytes", l->picture);
	put(r, "source", l->source);
}

__attribute__((format(printf, 3, 4))) static void append(char *to, size_t room, const char *format,
							 ...)
{
	size_t used = strlen(to);
	va_list args;

	va_start(args, format);
	(void)vsnprintf(to + used, room - used, format, args);
	va_end(args);
}

static void signature_row(const struct knowledge *k, const struct signature *s, struct know_row *r)
{
	(void)snprintf(r->grade, sizeof(r->grade), "F%d S%d%s", (int)s->forge, (int)s->share,
		       s->emulated ? " Em" : "");
	for (size_t i = 0; i < s->n_makers; i++)
		append(r->makers, sizeof(r->makers), "%s%s", i ? ", " : "",
		       k->makers[s->makers[i]].id);
	for (int i = KIND_CAMERA; i < DEVICE_KINDS; i++)
		if (s->kind_votes[i] != 0.0f)
			append(r->votes, sizeof(r->votes), "%s%s %+.1f", r->votes[0] ? ", " : "",
			       know_kind_name((enum device_kind)i), (double)s->kind_votes[i]);
	r->key = s->id;
	put(r, "id", s->id);
	put(r, "kind", obs_kind_info(s->kind)->name);
	put(r, "pattern", s->pattern);
	put(r, "class", know_class_name(s->class));
	put(r, "grade", r->grade);
	put(r, "makers", r->makers);
	put(r, "brand", s->brand);
	put(r, "votes", r->votes);
	put(r, "says", s->says);
	put(r, "source", s->source);
	for (size_t i = 0; i < s->n_match; i++)
		put(r, "match", s->match[i]);
	for (size_t i = 0; i < s->n_no_match; i++)
		put(r, "no_match", s->no_match[i]);
}

/* A claim's key is the text of the file, which for a network may be written otherwise. */
static void place(const struct knowledge *k, struct know_row *r)
{
	const struct claim *claim =
		map_get(&k->private->claims[tables[r->table].claims], r->key, strlen(r->key));

	r->file = claim ? claim->at.file : "";
	r->line = claim ? claim->at.line : 0;
}

void know_row(const struct knowledge *k, enum know_table t, size_t i, struct know_row *r)
{
	must(i < know_rows(k, t));
	*r = (struct know_row){.table = t};
	switch (t) {
	case KNOW_TABLE_MAKERS:
		maker_row(&k->makers[i], r);
		break;
	case KNOW_TABLE_SIGNATURES:
		signature_row(k, &k->signatures[i], r);
		break;
	case KNOW_TABLE_CLOUDS:
		cloud_row(k, &k->clouds[i], r);
		break;
	case KNOW_TABLE_BRANDS:
		brand_row(k, &k->brands[i], r);
		break;
	case KNOW_TABLE_ADDRESSES:
		address_row(k, &k->addresses[i], r);
		break;
	case KNOW_TABLE_CERTIFICATES:
		certificate_row(&k->certificates[i], r);
		break;
	case KNOW_TABLE_HEARTBEATS:
		heartbeat_row(&k->beats[i], r);
		break;
	case KNOW_TABLE_FOOTAGE:
		least_row(&k->leasts[i], r);
		break;
	case KNOW_TABLE_COUNT:
		break;
	}
	place(k, r);
}

const char *know_row_field(const struct know_row *row, const char *name)
{
	for (size_t i = 0; i < row->n; i++)
		if (strcmp(row->fields[i].name, name) == 0)
			return row->fields[i].value;
	return "";
}

bool know_row_names(const struct know_row *row, const char *maker)
{
	const char *at = row->table == KNOW_TABLE_MAKERS       ? row->key
			 : row->table == KNOW_TABLE_SIGNATURES ? row->makers
							       : know_row_field(row, "maker");
	size_t len = strlen(maker);

	for (; *at; at += strspn(at, ", ")) {
		size_t piece = strcspn(at, ", ");
		if (piece == len && strncmp(at, maker, len) == 0)
			return true;
		at += piece;
	}
	return false;
}
