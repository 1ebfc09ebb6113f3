/* SPDX-License-Identifier: Apache-2.0
 *
 * One number for the knowledge a verdict was made with: SHA-256 over every row in the order and
 * form in which it is used, each text as its length, ':' and its bytes, so that no two tables
 * give the same bytes.
 */
#include "know/tables.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

static void add_bytes(EVP_MD_CTX *md, const void *bytes, size_t len)
{
	must(EVP_DigestUpdate(md, bytes, len) == 1);
}

static void add(EVP_MD_CTX *md, const char *text)
{
	char head[24];
	int len = snprintf(head, sizeof(head), "%zu:", strlen(text));

	add_bytes(md, head, (size_t)len);
	add_bytes(md, text, strlen(text));
}

static void add_number(EVP_MD_CTX *md, long long number)
{
	char text[24];

	(void)snprintf(text, sizeof(text), "%lld", number);
	add(md, text);
}

static void add_maker(EVP_MD_CTX *md, const struct knowledge *k, int maker)
{
	add(md, maker < 0 ? "" : k->makers[maker].id);
}

static void add_lists(EVP_MD_CTX *md, const struct knowledge *k)
{
	for (size_t i = 0; i < k->n_makers; i++) {
		const struct maker *m = &k->makers[i];
		const char *texts[] = {"maker",   m->id,    m->name,        m->country,
				       m->parent, m->lists, m->oui_pattern, m->source};
		for (size_t t = 0; t < sizeof(texts) / sizeof(texts[0]); t++)
			add(md, texts[t]);
		add_number(md, m->makes_cameras);
	}
	for (size_t i = 0; i < k->n_brands; i++) {
		const struct brand *b = &k->brands[i];
		const char *texts[] = {"brand", b->brand, b->line, b->period, b->source};
		for (size_t t = 0; t < sizeof(texts) / sizeof(texts[0]); t++)
			add(md, texts[t]);
		add_maker(md, k, b->maker);
	}
	for (size_t i = 0; i < k->n_clouds; i++) {
		const struct cloud *c = &k->clouds[i];
		const char *texts[] = {"cloud", c->suffix, c->operator, c->country, c->role,
				       c->source};
		for (size_t t = 0; t < sizeof(texts) / sizeof(texts[0]); t++)
			add(md, texts[t]);
		add_maker(md, k, c->maker);
		add_number(md, c->share);
	}
}

static void add_others(EVP_MD_CTX *md, const struct knowledge *k)
{
	for (size_t i = 0; i < k->n_addresses; i++) {
		const struct known_address *a = &k->addresses[i];
		char text[ADDR_TEXT_MAX];
		const char *texts[] = {"address", addr_print(&a->net.base, text), a->operator,
				       a->role, a->source};
		for (size_t t = 0; t < sizeof(texts) / sizeof(texts[0]); t++)
			add(md, texts[t]);
		add_number(md, a->net.bits);
		add_maker(md, k, a->maker);
	}
	for (size_t i = 0; i < k->n_certificates; i++) {
		const struct certificate *c = &k->certificates[i];
		const char *texts[] = {"certificate", c->id,       c->maker,
				       c->model,      c->firmware, c->source};
		for (size_t t = 0; t < sizeof(texts) / sizeof(texts[0]); t++)
			add(md, texts[t]);
	}
}

static void add_beats(EVP_MD_CTX *md, const struct knowledge *k)
{
	for (size_t i = 0; i < k->n_beats; i++) {
		const struct known_beat *b = &k->beats[i];
		const char *texts[] = {"heartbeat", b->key, b->name, b->source};
		for (size_t t = 0; t < sizeof(texts) / sizeof(texts[0]); t++)
			add(md, texts[t]);
	}
}

static void add_leasts(EVP_MD_CTX *md, const struct knowledge *k)
{
	for (size_t i = 0; i < k->n_leasts; i++) {
		const struct known_least *l = &k->leasts[i];
		const char *texts[] = {"footage", l->kind ? know_kind_name(l->kind) : "", l->bits,
				       l->picture, l->source};
		for (size_t t = 0; t < sizeof(texts) / sizeof(texts[0]); t++)
			add(md, texts[t]);
	}
}

static void add_signature(EVP_MD_CTX *md, const struct knowledge *k, const struct signature *s)
{
	const char *texts[] = {"signature", s->id,    obs_kind_info(s->kind)->name,
			       s->pattern,  s->brand, s->says,
			       s->source};

	for (size_t t = 0; t < sizeof(texts) / sizeof(texts[0]); t++)
		add(md, texts[t]);
	add_number(md, s->class);
	add_number(md, s->forge);
	add_number(md, s->share);
	add_number(md, s->emulated);
	add_number(md, (long long)s->n_makers);
	for (size_t i = 0; i < s->n_makers; i++)
		add_maker(md, k, s->makers[i]);
	for (size_t i = 0; i < DEVICE_KINDS; i++)
		add_number(md, (long long)((double)s->kind_votes[i] * 1000));
}

void digest_tables(struct knowledge *k)
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	unsigned char sum[EVP_MAX_MD_SIZE];
	unsigned len = 0;

	must(md && EVP_DigestInit_ex(md, EVP_sha256(), NULL) == 1);
	add_lists(md, k);
	add_others(md, k);
	add_beats(md, k);
	add_leasts(md, k);
	for (size_t i = 0; i < k->n_signatures; i++)
		add_signature(md, k, &k->signatures[i]);
	must(EVP_DigestFinal_ex(md, sum, &len) == 1 && len == 32);
	EVP_MD_CTX_free(md);
	for (size_t i = 0; i < len; i++)
		(void)snprintf(k->digest + 2 * i, 3, "%02x", sum[i]);
}
