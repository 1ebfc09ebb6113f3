/* SPDX-License-Identifier: Apache-2.0
 *
 * site.conf from memory (inih underneath). Nothing that can't be understood is passed over: a
 * wrong site gives wrong findings.
 */
#include "ledger/site.h"

#include <ini.h>
#include <stdio.h>
#include <stdlib.h>

enum { SITE_TEXT_MAX = 1 << 20, HOST_NAME_MAX_LEN = 253 };

struct parsing {
	struct site *site;
	char why[ERR_TEXT_MAX]; /* of the first line that failed */
};

struct site *site_new(void)
{
	struct site *s = mem_new(1, sizeof(*s));
	s->name = mem_text("");
	return s;
}

void site_free(struct site *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->n_permitted; i++)
		free((void *)(uintptr_t)s->permitted[i].name);
	free((void *)(uintptr_t)s->name);
	free(s->networks);
	free(s->own);
	free(s->recorders);
	free(s->recorder_macs);
	free(s->permitted);
	free(s->resolvers);
	free(s);
}

__attribute__((format(printf, 2, 3))) static int refuse(struct parsing *p, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	if (!p->why[0])
		(void)vsnprintf(p->why, sizeof(p->why), format, args);
	va_end(args);
	return 0; /* as inih wants a failure */
}

/* Room for one more of *list; NULL when the list is full. */
static void *one_more(struct parsing *p, void *list, size_t *n, size_t size)
{
	void **at = list;
	if (*n == SITE_LIST_MAX) {
		(void)refuse(p, "more than %d entries in a list", SITE_LIST_MAX);
		return NULL;
	}
	*at = mem_resize(*at, *n + 1, size);
	return (uint8_t *)*at + size * (*n)++;
}

static int add_net(struct parsing *p, struct slice item, struct net **list, size_t *n)
{
	struct net net;
	if (!net_parse(item, &net))
		return refuse(p, "\"%.*s\" is no network or address", (int)item.len, item.at);
	struct net *at = one_more(p, list, n, sizeof(net));
	if (!at)
		return 0;
	*at = net;
	return 1;
}

static int add_network(struct parsing *p, struct slice item)
{
	return add_net(p, item, &p->site->networks, &p->site->n_networks);
}

static int add_own(struct parsing *p, struct slice item)
{
	return add_net(p, item, &p->site->own, &p->site->n_own);
}

static int add_addr(struct parsing *p, struct slice item, struct addr **list, size_t *n)
{
	struct addr addr;
	if (!addr_parse(item, &addr))
		return refuse(p, "\"%.*s\" is no address", (int)item.len, item.at);
	struct addr *at = one_more(p, list, n, sizeof(addr));
	if (!at)
		return 0;
	*at = addr;
	return 1;
}

static int add_recorder(struct parsing *p, struct slice item)
{
	struct site *s = p->site;
	struct mac mac;
	if (!mac_parse(item, &mac))
		return add_addr(p, item, &s->recorders, &s->n_recorders);
	struct mac *at = one_more(p, &s->recorder_macs, &s->n_recorder_macs, sizeof(mac));
	if (!at)
		return 0;
	*at = mac;
	return 1;
}

static int add_resolver(struct parsing *p, struct slice item)
{
	return add_addr(p, item, &p->site->resolvers, &p->site->n_resolvers);
}

/* Cuts what follows the last `stop`; false when there is none. */
static bool cut_tail(struct slice *s, uint8_t stop, struct slice *ret_tail)
{
	for (size_t i = s->len; i > 0; i--) {
		if (s->at[i - 1] != stop)
			continue;
		*ret_tail = slice_of(s->at + i, s->len - i);
		s->len = i - 1;
		return true;
	}
	return false;
}

static bool transport_of(struct slice word, uint8_t *ret)
{
	static const struct {
		const char *word;
		uint8_t number;
	} transports[] = {{"tcp", 6}, {"udp", 17}, {"icmp", 1}, {"icmp6", 58}, {"sctp", 132}};
	for (size_t i = 0; i < sizeof(transports) / sizeof(transports[0]); i++) {
		if (slice_same_word(word, transports[i].word)) {
			*ret = transports[i].number;
			return true;
		}
	}
	return false;
}

/* ".suffix" or a host name with a letter in it. */
static bool is_host_name(struct slice s)
{
	bool letter = false;
	for (size_t i = 0; i < s.len; i++) {
		uint8_t c = slice_lower(s.at[i]);
		bool fine = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
			    c == '_' || c == '.';
		if (!fine || (c == '.' && i + 1 < s.len && s.at[i + 1] == '.'))
			return false;
		letter |= c >= 'a' && c <= 'z';
	}
	return letter && s.len <= HOST_NAME_MAX_LEN;
}

static char *lower_copy(struct slice s)
{
	char *copy = mem_new(s.len + 1, 1);
	for (size_t i = 0; i < s.len; i++)
		copy[i] = (char)slice_lower(s.at[i]);
	return copy;
}

static bool port_of(struct slice word, uint16_t *ret)
{
	uint64_t port;
	if (!slice_decimal(word, &port) || port == 0 || port > UINT16_MAX)
		return false;
	*ret = (uint16_t)port;
	return true;
}

/* address or network or name, each with :port and /transport; [v6]:port; *:port for any server */
static bool permitted_of(struct slice item, struct permitted *ret, struct slice *ret_name)
{
	struct slice rest = item, tail, port = {0};

	*ret = (struct permitted){.name = ""};
	*ret_name = slice_of(NULL, 0);
	if (cut_tail(&rest, '/', &tail) && !transport_of(tail, &ret->transport))
		rest = item; /* a network's length */
	if (net_parse(rest, &ret->net))
		return true;
	if (cut_tail(&rest, ':', &port) && !port_of(port, &ret->port))
		return false;
	if (rest.len > 2 && rest.at[0] == '[' && rest.at[rest.len - 1] == ']')
		rest = slice_of(rest.at + 1, rest.len - 2);
	if (slice_same_word(rest, "*"))
		return ret->port != 0;
	if (net_parse(rest, &ret->net))
		return true;
	if (slice_starts(rest, "*."))
		rest = slice_of(rest.at + 1, rest.len - 1);
	if (rest.len > 1 && rest.at[rest.len - 1] == '.')
		rest.len--;
	*ret_name = rest;
	return is_host_name(rest);
}

static int add_permitted(struct parsing *p, struct slice item)
{
	struct permitted one;
	struct slice name;

	if (!permitted_of(item, &one, &name))
		return refuse(p,
			      "\"%.*s\" is no server: write an address, a network or a host name, "
			      "then :port and /tcp or /udp if only they are meant",
			      (int)item.len, item.at);
	struct permitted *at = one_more(p, &p->site->permitted, &p->site->n_permitted, sizeof(one));
	if (!at)
		return 0;
	*at = one;
	at->name = lower_copy(name);
	return 1;
}

static const struct {
	const char *key;
	int (*add)(struct parsing *p, struct slice item);
} lists[] = {
	{"networks", add_network},   {"own", add_own},
	{"recorders", add_recorder}, {"permitted", add_permitted},
	{"resolvers", add_resolver},
};

static bool parts(uint8_t c)
{
	return c == ',' || c == ' ' || c == '\t';
}

static int add_list(struct parsing *p, int (*add)(struct parsing *, struct slice),
		    const char *value)
{
	struct slice rest = slice_text(value);

	while (rest.len) {
		size_t start = 0;
		while (start < rest.len && parts(rest.at[start]))
			start++;
		size_t end = start;
		while (end < rest.len && !parts(rest.at[end]))
			end++;
		if (end > start && !add(p, slice_of(rest.at + start, end - start)))
			return 0;
		rest = slice_of(rest.at + end, rest.len - end);
	}
	return 1;
}

static int on_key(void *ctx, const char *section, const char *key, const char *value)
{
	struct parsing *p = ctx;

	if (strcmp(section, "site") != 0)
		return refuse(p, "the only section is [site], not [%s]", section);
	if (strcmp(key, "name") == 0) {
		free((void *)(uintptr_t)p->site->name);
		p->site->name = mem_text(value);
		return 1;
	}
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (strcmp(key, lists[i].key) == 0)
			return add_list(p, lists[i].add, value);
	return refuse(p,
		      "there is no key \"%s\"; keys are name, networks, own, recorders, "
		      "permitted, resolvers",
		      key);
}

int site_parse(struct site *s, struct slice text, const char *file, struct err *err)
{
	struct parsing p = {.site = s};

	if (text.len > SITE_TEXT_MAX || (text.len && memchr(text.at, 0, text.len)))
		return err_set(err, "%s: not a text file of at most %d bytes", file, SITE_TEXT_MAX);
	char *copy = mem_new(text.len + 1, 1);
	if (text.len)
		memcpy(copy, text.at, text.len);
	/* the library's settings are its only globals; every user of it sets all that matter */
	ini_allow_bom = true;
	ini_allow_multiline = true;
	ini_allow_inline_comments = true;
	ini_inline_comment_prefixes = ";#";
	ini_start_comment_prefixes = ";#";
	ini_use_stack = false;
	ini_allow_realloc = true;
	ini_initial_alloc = 256;
	ini_max_line = SITE_TEXT_MAX + 16;
	ini_allow_no_value = false;
	ini_stop_on_first_error = true;
	int line = ini_parse_string(copy, on_key, &p);
	free(copy);
	if (line == 0)
		return 0;
	if (line < 0)
		return err_set(err, "%s: out of memory", file);
	return err_set(err, "%s:%d: %s", file, line,
		       p.why[0] ? p.why : "neither [section] nor key = value");
}
