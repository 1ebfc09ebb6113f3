/* SPDX-License-Identifier: Apache-2.0
 *
 * What looks like a server and is none.
 */
#include <libpsl.h>
#include <string.h>

#include "sift/extractor.h"

enum { SMALL_OCTET = 25, BEFORE_URL = 60, COMPARED_PATH = 120, PROSE_BLANKS = 2 };

bool noise_registrable(struct slice host)
{
	char name[256];
	const psl_ctx_t *psl = psl_builtin();

	if (host.len >= sizeof(name) || !psl)
		return false;
	for (size_t i = 0; i < host.len; i++)
		name[i] = (char)slice_lower(host.at[i]);
	name[host.len] = '\0';
	const char *dot = strrchr(name, '.');
	/* under a suffix that the list has, not under its rule for names it does not know */
	return dot && text_is_alpha((uint8_t)dot[1]) &&
	       psl_is_public_suffix2(psl, dot + 1, PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE) &&
	       psl_registrable_domain(psl, name) != NULL;
}

static bool under(struct slice host, const char *domain)
{
	size_t len = strlen(domain);

	return host.len >= len && slice_same_word(slice_from(host, host.len - len), domain) &&
	       (host.len == len || host.at[host.len - len - 1] == '.');
}

static bool under_any(struct slice host, const char *const *domains)
{
	for (; *domains; domains++)
		if (under(host, *domains))
			return true;
	return false;
}

/* Labels of 1 to 63 of letters, digits, '-' inside; '_' where SRV names have it. */
static bool is_host(struct slice host)
{
	size_t label = 0, labels = 0, underscore = 0; /* labels since the last one with it */

	for (size_t i = 0; i <= host.len; i++) {
		if (i < host.len && host.at[i] != '.') {
			label++;
			if (host.at[i] == '_')
				underscore = labels + 1;
			continue;
		}
		if (label == 0 || label > 63 || host.at[i - 1] == '-' || host.at[i - label] == '-')
			return false;
		labels++;
		label = 0;
	}
	/* SRV names have it, domains that can be registered have none */
	return labels >= 2 && (underscore == 0 || underscore + 2 <= labels);
}

static bool is_example(struct slice host)
{
	/* RFC 2606 */
	static const char *const reserved[] = {"example.com", "example.net", "example.org", NULL};
	/* what stands in manuals and unfinished programs instead, as it is or with www: somebody has
	 * registered most of them, so names below are as good as any */
	static const char *const placeholders[] = {"example.edu",
						   "example.de",
						   "example.jp",
						   "example.co.uk",
						   "example.cn",
						   "yourdomain.com",
						   "mydomain.com",
						   "your-domain.com",
						   "domain.com",
						   "mycompany.com",
						   "yourcompany.com",
						   "yourserver.com",
						   "yourhost.com",
						   "somewhere.com",
						   "somedomain.com",
						   "foo.com",
						   "bar.com",
						   "foo.org",
						   "bar.org",
						   "foo.net",
						   "foobar.com",
						   "host.com",
						   "hostname.com",
						   "server.com",
						   "site.com",
						   "foo.bar",
						   "foo.bar.com",
						   "acme.com",
						   "company.com",
						   "test.com",
						   "mysite.com",
						   "yoursite.com",
						   "some.where.com",
						   "some.host.name",
						   NULL};

	if (under_any(host, reserved))
		return true;
	if (slice_starts_word(host, "www."))
		host = slice_from(host, 4);
	for (size_t i = 0; placeholders[i]; i++)
		if (slice_same_word(host, placeholders[i]))
			return true;
	return false;
}

/* Bodies that write standards: their names stand in programs as those of schemas and documents. */
static const char *const namespace_domains[] = {"w3.org",
						"xmlsoap.org",
						"onvif.org",
						"oasis-open.org",
						"purl.org",
						"xml.org",
						"openxmlformats.org",
						"docbook.org",
						"tempuri.org",
						"xml.com",
						"schema.org",
						"xmlpull.org",
						"json-schema.org",
						"freedesktop.org",
						"aiim.org",
						"ns.adobe.com",
						"psialliance.org",
						"std-cgi.com",
						"isapi.org",
						"iana.org",
						"iptc.org",
						"xspf.org",
						"relaxng.org",
						"unicode.org",
						"ogp.me",
						"ietf.org",
						"rfc-editor.org",
						"exslt.org",
						"icl.com",
						"3gpp.org",
						"3gpp2.org",
						"etsi.org",
						"itu.int",
						"jclark.com",
						"type.googleapis.com",
						"iec.ch",
						"iso.org",
						"color.org",
						NULL};

static const char *const namespace_paths[] = {
	"xmlschema", "/xmlns",  "/ver10/", "/ver20/", ".xsd",       ".dtd", ".rng",
	"/schema",   "/xml/ns", "/ns/",    "#ns",     "/namespace", NULL};

static bool is_namespace(struct sifting *s, const struct mention *m)
{
	static const char *const hosts[] = {"schemas.", "schema.", "ns.", "xmlns.", "dtd."};
	static const char *const before[] = {
		"xmlns",   "namespace=", "public \"",      "system \"",    "doctype",
		"$schema", "\"$id\"",    "schemalocation", "debuginfourl", NULL};

	if (under_any(m->token, namespace_domains))
		return true;
	/* "www.maker.com/ver20/XMLSchema", with or without a scheme before it */
	size_t path = m->at + m->token.len, len = s->bytes.len - path;
	len = len < COMPARED_PATH ? len : COMPARED_PATH;
	if (m->url_at == SIZE_MAX) {
		static const char *const schema[] = {"/ver20/xmlschema", "/ver10/xmlschema", NULL};
		len = len < 20 ? len : 20;
		return len && s->bytes.at[path] == '/' &&
		       text_has(slice_of(s->bytes.at + path, len), schema);
	}
	for (size_t i = 0; i < sizeof(hosts) / sizeof(*hosts); i++)
		if (slice_starts_word(m->token, hosts[i]))
			return true;
	len = len < m->end - path ? len : m->end - path;
	if (text_has(slice_of(s->bytes.at + path, len), namespace_paths))
		return true;
	size_t from = m->url_at > BEFORE_URL ? m->url_at - BEFORE_URL : 0;
	struct slice near = slice_of(s->bytes.at + from, m->url_at - from);
	for (size_t i = near.len; i > 0; i--)
		if (near.at[i - 1] == '<' || near.at[i - 1] == '>' || near.at[i - 1] == '\n' ||
		    near.at[i - 1] == 0)
			return text_has(slice_from(near, i), before);
	return text_has(near, before);
}

/* Members of package descriptions: where people find it. */
static bool is_homepage(const struct mention *m, struct slice run, size_t run_at)
{
	static const char *const keys[] = {"homepage",      "bugs",    "repository", "home-page",
					   "project-url",   "license", "author",     "funding",
					   "documentation", NULL};

	return m->url_at != SIZE_MAX && m->url_at >= run_at &&
	       text_has(text_key_before(run, m->url_at - run_at), keys);
}

/* One of the words begins where a word of the text begins. */
static bool has_word(struct slice text, const char *const *words)
{
	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = slice_lower(text.at[i]);
		if ((i > 0 && text_is_alnum(text.at[i - 1])) || !(text_is_alpha(c) || c == '('))
			continue;
		for (const char *const *word = words; *word; word++)
			if ((*word)[0] == (char)c && slice_starts_word(slice_from(text, i), *word))
				return true;
	}
	return false;
}

/* A sentence for people, not a value for a machine. */
static bool is_prose(const struct mention *m, struct slice run, size_t run_at)
{
	static const char *const words[] = {
		"report",        "bugs",        "bug ",        "home page",    "homepage",
		"documentation", "license",     "licence",     "copyright",    "(c)",
		"warranty",      "more info",   "for details", "written by",   "available",
		"e.g.",          "for example", "contact",     "author",       "website",
		"please",        "see ",        "see:",        "described",    "visit",
		"manual",        "maintain",    "released",    "published by", "powered by",
		"thanks",        "support:",    "read ",       "refer",        "specification",
		"usage:",        "faq",         "wiki",        "instructions", "help:",
		"feedback",      "web site",    "learn more",  "defined in",   "according",
		"obsolete",      "deprecated",  NULL};
	size_t blanks = 0, at = m->at - run_at;

	for (size_t i = 0; i < run.len; i++)
		blanks += run.at[i] == ' ';
	if (blanks >= 1 && m->url_at != SIZE_MAX && m->url_at > run_at &&
	    run.at[m->url_at - run_at - 1] == '<')
		return true;
	/* a header of a request that stands in a text of its own */
	struct slice head = slice_of(run.at, at);
	if (slice_find_word(head, "host:") < head.len && slice_find_word(run, "http/1") < run.len)
		return false;
	return blanks >= PROSE_BLANKS && has_word(run, words);
}

enum image_suppression noise_of_name(const struct sifting *s, struct slice host)
{
	if (!is_host(host) || !noise_registrable(host))
		return SUPPRESSED_NO_NAME;
	if (is_example(host))
		return SUPPRESSED_EXAMPLE;
	return sift_is_project(s->sift, host) ? SUPPRESSED_PROJECT : SUPPRESSIONS;
}

/* Public keys of OpenPGP, RFC 4880 section 4.2: they name their owners' pages. */
static bool is_keyring(const struct sifting *s)
{
	return text_ends(s->file->path, ".gpg") && s->bytes.len && (s->bytes.at[0] & 0x80);
}

enum image_suppression noise_of_host(struct sifting *s, const struct mention *m)
{
	size_t run_at;

	if (!is_host(m->token) || !noise_registrable(m->token))
		return SUPPRESSED_NO_NAME;
	if (is_example(m->token))
		return SUPPRESSED_EXAMPLE;
	if ((m->at < s->shared->authority_end && !s->unfolded) || is_keyring(s))
		return SUPPRESSED_AUTHORITY;
	if (is_namespace(s, m))
		return SUPPRESSED_NAMESPACE;
	struct slice run = text_run(s, m->at, &run_at);
	if (m->url_at == SIZE_MAX && !names_is_server(s, m, run, run_at))
		return SUPPRESSED_NO_NAME;
	if (s->file->content == IMAGE_PAPER || text_in_comment(s, m->at) ||
	    (m->url_at != SIZE_MAX && text_is_language(s) && !text_is_quoted(s, m->url_at)))
		return SUPPRESSED_PAPER;
	if (sift_is_project(s->sift, m->token))
		return SUPPRESSED_PROJECT;
	if (is_prose(m, run, run_at) || is_homepage(m, run, run_at))
		return SUPPRESSED_PAPER;
	return SUPPRESSIONS;
}

/* ---- addresses ---- */

static bool key_is_version(struct slice key)
{
	static const char *const words[] = {"ver",     "rev",      "build",   "oid",
					    "release", "firmware", "depends", "swid",
					    "driver",  "patch",    "sdk",     NULL};

	return (key.len == 1 && slice_lower(key.at[0]) == 'v') || text_has(key, words);
}

/* Object identifiers: arcs of ISO, ITU and both that certificates and SNMP are full of. */
static bool is_identifier(const uint8_t *b)
{
	return (b[0] == 2 && b[1] == 5 && b[2] <= 50) || /* X.500, ITU-T X.520 and X.521 */
	       (b[0] == 1 && b[1] == 3 &&
		(b[2] == 6 || b[2] == 14 || b[2] == 36 || b[2] == 101 || b[2] == 132)) ||
	       (b[0] == 1 && b[1] == 0 && b[2] <= 10) || (b[0] == 2 && b[1] == 16) ||
	       (b[0] == 2 && b[1] == 23 && b[2] <= 140);
}

static bool is_sample(const uint8_t *b)
{
	return (b[0] == 1 && b[1] == 2 && b[2] == 3) ||
	       (b[1] == b[0] + 1 && b[2] == b[1] + 1 && b[3] == b[2] + 1);
}

/* Resolvers that everyone knows by such numbers. */
static bool is_resolver(const uint8_t *b)
{
	return memcmp(b, "\x08\x08\x08\x08", 4) == 0 || memcmp(b, "\x08\x08\x04\x04", 4) == 0 ||
	       memcmp(b, "\x01\x01\x01\x01", 4) == 0 || memcmp(b, "\x01\x00\x00\x01", 4) == 0 ||
	       memcmp(b, "\x09\x09\x09\x09", 4) == 0 || memcmp(b, "\x04\x02\x02", 3) == 0;
}

/* What stands right before or behind makes it a version, a network or a part of a path. */
static enum image_suppression by_neighbours(const struct sifting *s, const struct mention *m)
{
	uint8_t before = m->at > 0 ? s->bytes.at[m->at - 1] : 0;
	uint8_t before_it = m->at > 1 ? s->bytes.at[m->at - 2] : 0;
	uint8_t behind = m->end < s->bytes.len ? s->bytes.at[m->end] : 0;
	uint8_t next = m->end + 1 < s->bytes.len ? s->bytes.at[m->end + 1] : 0;

	if (before == '/' || before == '~' || before == '^' || before == '+' || before == '#')
		return SUPPRESSED_VERSION;
	if ((before == '=' || before == ' ') &&
	    (before_it == '>' || before_it == '<' || before_it == '~'))
		return SUPPRESSED_VERSION;
	if (before == '>' && before_it == '=')
		return SUPPRESSED_VERSION;
	if (behind == '/' && text_is_digit(next) && m->port == 0)
		return SUPPRESSED_LOCAL;
	if (behind == '+' || behind == '~' || behind == '(' || before == '_' || behind == '_')
		return SUPPRESSED_VERSION;
	return SUPPRESSIONS;
}

static bool is_small(const uint8_t *b)
{
	return b[0] <= SMALL_OCTET && b[1] <= SMALL_OCTET && b[2] <= SMALL_OCTET &&
	       b[3] <= SMALL_OCTET;
}

/* In a program: the whole string, or the end of "key=", "host:". */
static bool stands_alone(const struct mention *m, struct slice run, size_t run_at)
{
	size_t from = m->at - run_at, to = m->end - run_at;
	uint8_t before = from > 0 ? run.at[from - 1] : 0;
	uint8_t behind = to < run.len ? run.at[to] : 0;

	/* a number of two bytes may stand before a text in a table */
	return (from <= 2 || strchr(" =:,;\"'(<>[|@\t\r\n", before)) &&
	       (!behind || strchr(" ,;\"')<>]|&/?\t\r\n", behind));
}

static enum image_suppression bare_address(struct sifting *s, const struct mention *m,
					   const struct addr *addr, struct slice run, size_t run_at)
{
	const uint8_t *b = addr->bytes;
	enum image_suppression why = by_neighbours(s, m);
	struct slice key = text_key_before(run, m->at - run_at);
	bool hint = names_key_hints(key) || m->port != 0;

	if (why != SUPPRESSIONS)
		return why;
	if (slice_find_word(key, "mask") < key.len)
		return SUPPRESSED_LOCAL;
	if (key_is_version(key) && !names_key_hints(key))
		return SUPPRESSED_VERSION;
	if (addr->family == 4 && !hint) {
		if (b[0] == 255 || ((b[3] == 0 || b[3] == 255) && !is_resolver(b)))
			return b[0] <= SMALL_OCTET && b[3] == 0 ? SUPPRESSED_VERSION
								: SUPPRESSED_LOCAL;
		if (is_identifier(b) ||
		    (is_small(b) && !is_resolver(b) && !(b[0] == 10 && sifting_connects(s))))
			return SUPPRESSED_VERSION;
	}
	/* a prefix */
	if (addr->family == 6 && memcmp(b + 8, "\0\0\0\0\0\0\0", 8) == 0)
		return SUPPRESSED_LOCAL;
	if (!sifting_is_text(s) && !(stands_alone(m, run, run_at) && (hint || sifting_connects(s))))
		return SUPPRESSED_CODE;
	return SUPPRESSIONS;
}

enum image_suppression noise_of_address(struct sifting *s, const struct mention *m,
					const struct addr *addr)
{
	size_t run_at;

	if (addr_is_loopback(addr) || addr_is_unspecified(addr) || addr_is_multicast(addr) ||
	    addr_is_broadcast(addr) || !addr_is_unicast(addr) || addr_is_link_local(addr))
		return SUPPRESSED_LOCAL;
	if (addr_is_documentation(addr) || (addr->family == 4 && is_sample(addr->bytes)))
		return SUPPRESSED_EXAMPLE;
	struct slice run = text_run(s, m->at, &run_at);
	if (m->url_at == SIZE_MAX) {
		enum image_suppression why = bare_address(s, m, addr, run, run_at);
		if (why != SUPPRESSIONS)
			return why;
	}
	if (m->at < s->shared->authority_end && !s->unfolded)
		return SUPPRESSED_AUTHORITY;
	if (s->file->content == IMAGE_PAPER || text_in_comment(s, m->at) ||
	    is_prose(m, run, run_at))
		return SUPPRESSED_PAPER;
	return SUPPRESSIONS;
}
