/* SPDX-License-Identifier: Apache-2.0
 *
 * Names and addresses of servers, URLs and e-mail addresses: any run of name characters with a dot
 * in it, and IPv6 addresses. Whether it is a server is noise.c's to say.
 */
#include "sift/extractor.h"

enum {
	TOKEN_MOST = 300,
	HOST_MOST = 253,
	URL_MOST = 1024,
	EMAIL_MOST = 64,
	SCHEME_MOST = 16,
	VALUE_REACH = 80
};

static bool is_name(uint8_t c)
{
	return text_is_alnum(c) || c == '-' || c == '.' || c == '_';
}

static bool is_url(uint8_t c)
{
	return c > ' ' && c < 0x7f && c != '"' && c != '\'' && c != '<' && c != '>' && c != '\\' &&
	       c != '`' && c != '|' && c != '^' && c != '{' && c != '}' && c != ')' && c != ']';
}

static uint8_t byte_at(const struct sifting *s, size_t at)
{
	return at < s->bytes.len ? s->bytes.at[at] : 0;
}

/* What a string's length, a format's conversion or an escape leaves before a name. */
static size_t name_begins(const struct sifting *s, size_t from, size_t to)
{
	uint8_t before = from > 0 ? s->bytes.at[from - 1] : 0;
	uint8_t first = s->bytes.at[from];
	size_t run = from;

	/* behind the length that stands before a string, which may be a letter or a '%' */
	if (s->shared->is_counted && !s->unfolded)
		(void)text_run(s, from, &run);
	if (run > from || (run == from && before && s->shared->is_counted && !s->unfolded))
		return run;
	if (before == '%' && to - from > 2) {
		/* %2F, %3A, %40: characters of a URL */
		if (first >= '2' && first <= '4' && text_is_alnum(s->bytes.at[from + 1]) &&
		    s->bytes.at[from + 2] != '.')
			return from + 2;
		const uint8_t *dot = memchr(s->bytes.at + from, '.', to - from);
		return dot ? (size_t)(dot - s->bytes.at) + 1 : to;
	}
	if (before == '\\' && (first == 'n' || first == 'r' || first == 't'))
		return from + 1;
	return from;
}

/* The token around a place; *ret_at: where it begins. */
static struct slice token_around(const struct sifting *s, size_t in, size_t *ret_at)
{
	size_t from = in, to = in;

	while (from > 0 && in - from < TOKEN_MOST && is_name(s->bytes.at[from - 1]))
		from--;
	while (to < s->bytes.len && to - in < TOKEN_MOST && is_name(s->bytes.at[to]))
		to++;
	if (from < to)
		from = name_begins(s, from, to);
	while (from < to && !text_is_alnum(s->bytes.at[from]))
		from++;
	while (to > from && !text_is_alnum(s->bytes.at[to - 1]))
		to--;
	*ret_at = from;
	return slice_of(s->bytes.at + from, to - from);
}

/* Where the slashes of "://" before a place begin, "\/" of JSON being one too. */
static size_t before_slashes(const struct sifting *s, size_t at)
{
	for (int i = 0; i < 2; i++) {
		if (at == 0 || s->bytes.at[at - 1] != '/')
			return SIZE_MAX;
		at--;
		if (at > 0 && s->bytes.at[at - 1] == '\\')
			at--;
	}
	return at > 0 && s->bytes.at[at - 1] == ':' ? at - 1 : SIZE_MAX;
}

/* Where a URL of which this is the host begins; SIZE_MAX = none does. */
static size_t scheme_before(const struct sifting *s, size_t host_at)
{
	size_t at = host_at;

	/* [ of an IPv6 address; user:password@ */
	if (at > 0 && s->bytes.at[at - 1] == '[')
		at--;
	if (at > 0 && s->bytes.at[at - 1] == '@')
		while (at > 0 && host_at - at < 80 && s->bytes.at[at - 1] != '/' &&
		       is_url(s->bytes.at[at - 1]))
			at--;
	/* a first label that is put in: http://%s.example/ */
	if (at > 0 && at == host_at && s->bytes.at[at - 1] == '.')
		while (at > 0 && host_at - at < 24 && s->bytes.at[at - 1] != '/' &&
		       is_url(s->bytes.at[at - 1]))
			at--;
	size_t colon = before_slashes(s, at);
	if (colon == SIZE_MAX) {
		/* "//name/path" within quotes: of the page's own scheme */
		bool relative = at > 2 && s->bytes.at[at - 1] == '/' &&
				s->bytes.at[at - 2] == '/' &&
				memchr("\"'(=", s->bytes.at[at - 3], 4);
		return relative ? at - 2 : SIZE_MAX;
	}
	size_t from = colon;
	while (from > 0 && colon - from < SCHEME_MOST &&
	       (text_is_alnum(s->bytes.at[from - 1]) || s->bytes.at[from - 1] == '+'))
		from--;
	/* a length or escape before "http" */
	if (colon - from > 4 && !text_is_alpha(s->bytes.at[from]))
		from++;
	return from < colon ? from : SIZE_MAX;
}

/* ":8000" behind a place; *end moves behind it. */
static uint16_t port_after(const struct sifting *s, size_t *end)
{
	size_t at = *end;
	unsigned port = 0, n = 0;

	if (byte_at(s, at) == ']')
		at++;
	if (byte_at(s, at) != ':')
		return 0;
	for (at++; n < 6 && text_is_digit(byte_at(s, at)); at++, n++)
		port = port * 10 + (unsigned)(byte_at(s, at) - '0');
	if (n == 0 || n > 5 || port == 0 || port > 65535 || is_name(byte_at(s, at)) ||
	    byte_at(s, at) == ':')
		return 0;
	*end = at;
	return (uint16_t)port;
}

static void complete(struct sifting *s, struct mention *m)
{
	m->url_at = scheme_before(s, m->at);
	m->end = m->at + m->token.len;
	m->port = port_after(s, &m->end);
	if (m->url_at == SIZE_MAX)
		return;
	while (m->end < s->bytes.len && m->end - m->url_at < URL_MOST &&
	       (is_url(s->bytes.at[m->end]) ||
		(s->bytes.at[m->end] == '\\' && byte_at(s, m->end + 1) == '/')))
		m->end++;
	while (m->end > m->at + m->token.len && strchr(".,;:!", s->bytes.at[m->end - 1]))
		m->end--;
}

static void give_url(struct sifting *s, const struct mention *m)
{
	if (m->url_at != SIZE_MAX)
		sifting_server(s, OBS_IMAGE_URL, m->url_at,
			       slice_of(s->bytes.at + m->url_at, m->end - m->url_at), m->port);
}

static void give_address(struct sifting *s, const struct mention *m, const struct addr *addr)
{
	enum image_suppression why = noise_of_address(s, m, addr);

	if (why != SUPPRESSIONS) {
		sifting_suppress(s, why, m->token);
		return;
	}
	sifting_addr(s, OBS_IMAGE_ADDRESS, m->at, m->token.len, addr, m->port);
	give_url(s, m);
}

static void give_host(struct sifting *s, const struct mention *m)
{
	enum image_suppression why = noise_of_host(s, m);

	if (why != SUPPRESSIONS) {
		sifting_suppress(s, why, m->token);
		return;
	}
	sifting_server(s, OBS_IMAGE_HOST, m->at, m->token, m->port);
	give_url(s, m);
}

static void give_email(struct sifting *s, const struct mention *m)
{
	size_t from = m->at - 1;

	while (from > 0 && m->at - from < EMAIL_MOST &&
	       (is_name(s->bytes.at[from - 1]) || s->bytes.at[from - 1] == '+'))
		from--;
	while (from < m->at - 1 && !text_is_alnum(s->bytes.at[from]))
		from++;
	struct slice email = slice_of(s->bytes.at + from, m->at - from + m->token.len);
	if (m->at - 1 - from < 2 || !noise_registrable(m->token))
		return;
	if (s->file->content == IMAGE_PAPER || text_in_comment(s, m->at))
		sifting_suppress(s, SUPPRESSED_PAPER, email);
	else if (sift_is_project(s->sift, m->token))
		sifting_suppress(s, SUPPRESSED_PROJECT, email);
	else if (noise_of_host(s, m) == SUPPRESSED_EXAMPLE)
		sifting_suppress(s, SUPPRESSED_EXAMPLE, email);
	else
		sifting_text(s, OBS_IMAGE_EMAIL, from, email);
}

static void look(struct sifting *s, size_t in)
{
	struct mention m;
	struct addr addr;

	m.token = token_around(s, in, &m.at);
	s->past = m.at + m.token.len > in ? m.at + m.token.len : in + 1;
	if (m.token.len < 4 || !memchr(m.token.at, '.', m.token.len))
		return;
	complete(s, &m);
	if (addr_parse(m.token, &addr))
		give_address(s, &m, &addr);
	else if (m.at > 0 && s->bytes.at[m.at - 1] == '@' && m.url_at == SIZE_MAX)
		give_email(s, &m);
	else if (m.token.len <= HOST_MOST)
		give_host(s, &m);
	/* names in a URL's path and query are looked at too; its own host is behind */
}

static bool is_address_six(uint8_t c)
{
	return text_is_digit(c) || (slice_lower(c) >= 'a' && slice_lower(c) <= 'f') || c == ':';
}

static void look_six(struct sifting *s, size_t in)
{
	struct mention m;
	struct addr addr;
	size_t from = in, to = in;

	while (from > 0 && in - from < ADDR_TEXT_MAX && is_address_six(s->bytes.at[from - 1]))
		from--;
	while (to < s->bytes.len && to - in < ADDR_TEXT_MAX && is_address_six(s->bytes.at[to]))
		to++;
	s->past = to;
	while (from < to && s->bytes.at[from] == ':')
		from++;
	m.at = from;
	m.token = slice_of(s->bytes.at + from, to - from);
	if (is_name(byte_at(s, to)) || (from > 0 && is_name(s->bytes.at[from - 1])) ||
	    !addr_parse(m.token, &addr))
		return;
	complete(s, &m);
	give_address(s, &m, &addr);
}

static void found(struct sifting *s, unsigned pattern, size_t end)
{
	size_t in = end - 2;

	if (end < 2 || in < s->past || (s->shared->is_records && !s->unfolded))
		return;
	if (pattern == 0)
		look(s, in);
	else
		look_six(s, in);
}

void servers_give_name(struct sifting *s, size_t at, struct slice name)
{
	if (name.len >= 4 && name.len <= HOST_MOST && noise_of_name(s, name) == SUPPRESSIONS)
		sifting_server(s, OBS_IMAGE_HOST, at, name, 0);
}

static bool is_server(struct sifting *s, struct mention *m)
{
	struct addr addr;

	if (m->token.len < 4 || !memchr(m->token.at, '.', m->token.len))
		return false;
	complete(s, m);
	if (m->url_at == SIZE_MAX)
		m->url_at = m->at; /* said to be a server: as good as in a URL */
	if (addr_parse(m->token, &addr))
		return noise_of_address(s, m, &addr) == SUPPRESSIONS;
	return m->token.len <= HOST_MOST && noise_of_host(s, m) == SUPPRESSIONS;
}

bool servers_value_at(struct sifting *s, size_t at, struct mention *ret)
{
	size_t least = at;

	for (int i = 0; i < 4 && at < s->bytes.len; i++) {
		while (at < s->bytes.len && at - least < VALUE_REACH &&
		       memchr(" \t\"'=:>\r\n", s->bytes.at[at], 8))
			at++;
		if (at >= s->bytes.len || at - least >= VALUE_REACH)
			return false;
		/* an option or a tag goes before it */
		if (s->bytes.at[at] == '-')
			while (at < s->bytes.len && s->bytes.at[at] > ' ' &&
			       at - least < VALUE_REACH)
				at++;
		else if (s->bytes.at[at] == '<')
			while (at < s->bytes.len && s->bytes.at[at] != '>' &&
			       at - least < VALUE_REACH)
				at++;
		else
			break;
	}
	if (at >= s->bytes.len || !is_name(s->bytes.at[at]))
		return false;
	ret->token = token_around(s, at, &ret->at);
	return ret->at >= least && is_server(s, ret);
}

bool servers_in(struct sifting *s, size_t at, struct slice text)
{
	struct mention m;
	unsigned tried = 0;

	for (size_t i = 1; i + 1 < text.len && tried < 8; i++) {
		if (text.at[i] != '.' || !text_is_alnum(text.at[i - 1]) ||
		    !text_is_alnum(text.at[i + 1]))
			continue;
		tried++;
		m.token = token_around(s, at + i, &m.at);
		if (is_server(s, &m))
			return true;
		size_t end = m.at + m.token.len;
		if (end > at + i)
			i = end - at;
	}
	return false;
}

const struct extractor extractor_servers = {
	.name = "servers",
	.patterns = {"[A-Za-z0-9]\\.[A-Za-z0-9]",
		     "([23][0-9A-Fa-f]{3}|[fF][dD][0-9A-Fa-f]{2}):[0-9A-Fa-f:]"},
	.found = found,
};
