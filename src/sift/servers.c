/* SPDX-License-Identifier: Apache-2.0
 *
 * Names and addresses of servers, URLs and e-mail addresses: any run of name characters with a dot
 * in it, in ASCII or in UTF-16.
 */
#include <ctype.h>

#include "sift/extractor.h"

enum { TOKEN_MOST = 300, HOST_MOST = 253, URL_MOST = 1024, WIDE_MOST = 300 };

static bool is_name(uint8_t c)
{
	return isalnum(c) || c == '-' || c == '.' || c == '_';
}

static bool is_url(uint8_t c)
{
	return c > ' ' && c < 0x7f && c != '"' && c != '\'' && c != '<' && c != '>' && c != '\\' &&
	       c != '`' && c != '|' && c != '^' && c != '{' && c != '}';
}

/* The token around a place; *ret_at: where it begins. */
static struct slice token_around(const struct sifting *s, size_t in, size_t *ret_at)
{
	size_t from = in, to = in;

	while (from > 0 && in - from < TOKEN_MOST && is_name(s->bytes.at[from - 1]))
		from--;
	while (to < s->bytes.len && to - in < TOKEN_MOST && is_name(s->bytes.at[to]))
		to++;
	while (from < to && (s->bytes.at[from] == '.' || s->bytes.at[from] == '-'))
		from++;
	while (to > from && !isalnum(s->bytes.at[to - 1]))
		to--;
	*ret_at = from;
	return slice_of(s->bytes.at + from, to - from);
}

/* Where a URL of which this is the host begins; SIZE_MAX = none does. */
static size_t scheme_before(const struct sifting *s, size_t host_at)
{
	size_t at = host_at;

	/* user:password@ may stand between */
	while (at > 0 && host_at - at < 80 && s->bytes.at[at - 1] != '/' &&
	       is_url(s->bytes.at[at - 1]))
		at--;
	if (at != host_at && s->bytes.at[host_at - 1] != '@')
		at = host_at;
	if (at < 4 || s->bytes.at[at - 1] != '/' || s->bytes.at[at - 2] != '/' ||
	    s->bytes.at[at - 3] != ':')
		return SIZE_MAX;
	size_t from = at - 3;
	while (from > 0 && at - from < 16 &&
	       (isalnum(s->bytes.at[from - 1]) || s->bytes.at[from - 1] == '+'))
		from--;
	return from < at - 3 ? from : SIZE_MAX;
}

static void give_host(struct sifting *s, size_t at, struct slice host, size_t url_at)
{
	enum image_suppression why = noise_of_host(s, at, host, url_at != SIZE_MAX);

	if (why != SUPPRESSIONS) {
		sifting_suppress(s, why, host);
		return;
	}
	sifting_text(s, OBS_IMAGE_HOST, at, host);
	if (url_at == SIZE_MAX)
		return;
	size_t end = at + host.len;
	while (end < s->bytes.len && end - url_at < URL_MOST && is_url(s->bytes.at[end]))
		end++;
	sifting_text(s, OBS_IMAGE_URL, url_at, slice_of(s->bytes.at + url_at, end - url_at));
	s->past = end;
}

static void give_email(struct sifting *s, size_t at, struct slice host)
{
	size_t from = at - 1;

	while (from > 0 && at - from < 64 &&
	       (is_name(s->bytes.at[from - 1]) || s->bytes.at[from - 1] == '+'))
		from--;
	if (from < at - 1)
		sifting_text(s, OBS_IMAGE_EMAIL, from,
			     slice_of(s->bytes.at + from, at - from + host.len));
}

static void look(struct sifting *s, size_t in)
{
	size_t at;
	struct slice token = token_around(s, in, &at);
	struct addr addr;

	s->past = at + token.len > in ? at + token.len : in;
	if (token.len < 4)
		return;
	size_t url_at = scheme_before(s, at);
	if (addr_parse(token, &addr)) {
		enum image_suppression why = noise_of_address(s, at, token.len, &addr);
		if (why == SUPPRESSIONS)
			sifting_addr(s, OBS_IMAGE_ADDRESS, at, token.len, &addr);
		else
			sifting_suppress(s, why, token);
		return;
	}
	if (at > 0 && s->bytes.at[at - 1] == '@' && url_at == SIZE_MAX) {
		if (noise_registrable(token))
			give_email(s, at, token);
		return;
	}
	if (token.len <= HOST_MOST)
		give_host(s, at, token, url_at);
}

static void found(struct sifting *s, unsigned pattern, size_t end)
{
	(void)pattern;
	if (end - 2 >= s->past)
		look(s, end - 2);
}

const struct extractor extractor_servers = {
	.name = "servers",
	.patterns = {"[A-Za-z0-9]\\.[A-Za-z0-9]"},
	.found = found,
};
