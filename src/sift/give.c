/* SPDX-License-Identifier: Apache-2.0
 *
 * How extractors give what they found.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "sift/extractor.h"

enum { CONTEXT_BEFORE = 80, SAID_MOST = IMAGE_TEXT_MAX };

static void give(struct sifting *s, struct image_item *item)
{
	size_t at = (size_t)item->offset;
	size_t from = at > CONTEXT_BEFORE ? at - CONTEXT_BEFORE : 0;
	size_t cap = obs_kind_info(item->kind)->cap;

	if (s->unfolded)
		/* other texts are no context of this one */
		while (from < at && memchr(s->bytes.at + from, 0, at - from))
			from++;
	size_t left = s->bytes.len - from;
	item->context =
		slice_of(s->bytes.at + from, left < IMAGE_CONTEXT_MAX ? left : IMAGE_CONTEXT_MAX);
	if (s->unfolded)
		item->context = slice_until_nul(item->context);
	item->context_at = s->unfolded ? unfolded_place(s->unfolded, from) : from;
	item->offset = s->unfolded ? unfolded_place(s->unfolded, at) : at;
	if (obs_kind_info(item->kind)->type == OBS_TEXT && item->text.len > cap) {
		item->text.len = cap;
		item->cut = true;
	}
	s->sink->item(s->sink->ctx, item);
}

void sifting_server(struct sifting *s, enum obs_kind kind, size_t at, struct slice text,
		    uint16_t port)
{
	must(obs_kind_info(kind)->type == OBS_TEXT);
	if (text.len)
		give(s, &(struct image_item){
				.kind = kind, .offset = at, .text = text, .number = port});
}

void sifting_text(struct sifting *s, enum obs_kind kind, size_t at, struct slice text)
{
	sifting_server(s, kind, at, text, 0);
}

void sifting_say(struct sifting *s, enum obs_kind kind, size_t at, const char *format, ...)
{
	char said[SAID_MOST];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(said, sizeof(said), format, args);
	va_end(args);
	sifting_text(s, kind, at, slice_text(said));
}

void sifting_bytes(struct sifting *s, enum obs_kind kind, size_t at, struct slice bytes)
{
	must(obs_kind_info(kind)->type == OBS_BYTES && bytes.len <= obs_kind_info(kind)->cap);
	give(s, &(struct image_item){.kind = kind, .offset = at, .text = bytes});
}

void sifting_addr(struct sifting *s, enum obs_kind kind, size_t at, size_t len,
		  const struct addr *addr, uint16_t port)
{
	must(obs_kind_info(kind)->type == OBS_ADDR);
	give(s, &(struct image_item){.kind = kind,
				     .offset = at,
				     .addr = *addr,
				     .number = port,
				     .text = slice_of(s->bytes.at + at, len)});
}

void sifting_number(struct sifting *s, enum obs_kind kind, size_t at, uint64_t number)
{
	must(obs_kind_info(kind)->type == OBS_NUMBER);
	give(s, &(struct image_item){.kind = kind, .offset = at, .number = number});
}

void sifting_suppress(struct sifting *s, enum image_suppression why, struct slice sample)
{
	s->sink->suppressed(s->sink->ctx, why, sample);
}

bool sifting_connects(struct sifting *s)
{
	static const char *const calls[] = {
		"connect",   "gethostbyname", "getaddrinfo",   "inet_addr", "inet_pton",
		"inet_aton", "WSAConnect",    "InternetOpen",  "WinHttp",   "curl_easy",
		"libcurl",   "res_query",     "SSL_connect",   "mosquitto", "sendto",
		"java/net",  "java.net",      "URLConnection", "okhttp",    "Socket"};
	struct slice file = s->file->bytes;

	if (s->shared->connects >= 0)
		return s->shared->connects;
	bool connects = sifting_is_text(s);
	for (unsigned i = 0; !connects && i < sizeof(calls) / sizeof(*calls); i++)
		connects = memmem(file.at, file.len, calls[i], strlen(calls[i])) != NULL;
	s->shared->connects = connects;
	return connects;
}
