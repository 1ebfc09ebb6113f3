/* SPDX-License-Identifier: Apache-2.0
 *
 * What a carried server is for: by the tables, by where it stands, by the words of its name; in that
 * order, but for commands that fetch, which say it themselves.
 */
#include "judge/image_private.h"

struct role_word {
	const char *word;
	enum carried_role role;
};

/* Roles as clouds.csv and checks.csv write them. */
static const struct role_word table_roles[] = {
	{"p2p", CARRIED_RELAY},  {"relay", CARRIED_RELAY},    {"cloud", CARRIED_CLOUD},
	{"push", CARRIED_CLOUD}, {"storage", CARRIED_CLOUD},  {"cdn", CARRIED_CLOUD},
	{"ntp", CARRIED_NTP},    {"update", CARRIED_UPDATE},  {"check", CARRIED_CHECK},
	{"dns", CARRIED_CHECK},  {"resolver", CARRIED_CHECK}, {"default", CARRIED_LOCAL},
};

/* Labels of a name, whole, or with digits behind: "ota", "log2". */
static const struct role_word labels[] = {
	{"ota", CARRIED_UPDATE},
	{"fota", CARRIED_UPDATE},
	{"upgrade", CARRIED_UPDATE},
	{"update", CARRIED_UPDATE},
	{"updates", CARRIED_UPDATE},
	{"firmware", CARRIED_UPDATE},
	{"log", CARRIED_DEBUG},
	{"logs", CARRIED_DEBUG},
	{"devlog", CARRIED_DEBUG},
	{"crash", CARRIED_DEBUG},
	{"debug", CARRIED_DEBUG},
	{"test", CARRIED_DEBUG},
	{"syslog", CARRIED_DEBUG},
	{"trace", CARRIED_DEBUG},
	{"telemetry", CARRIED_DEBUG},
	{"p2p", CARRIED_RELAY},
	{"relay", CARRIED_RELAY},
	{"stun", CARRIED_RELAY},
	{"turn", CARRIED_RELAY},
	{"nat", CARRIED_RELAY},
	{"rendezvous", CARRIED_RELAY},
	{"ntp", CARRIED_NTP},
	{"time", CARRIED_NTP},
	{"pool", CARRIED_NTP},
	{"ddns", CARRIED_CHECK},
	{"dyndns", CARRIED_CHECK},
	{"connectivitycheck", CARRIED_CHECK},
	{"cloud", CARRIED_CLOUD},
	{"push", CARRIED_CLOUD},
	{"mqtt", CARRIED_CLOUD},
};

static enum carried_role role_of_table(const char *role)
{
	for (size_t i = 0; i < sizeof(table_roles) / sizeof(*table_roles); i++)
		if (strcmp(table_roles[i].word, role) == 0)
			return table_roles[i].role;
	return CARRIED_NAME;
}

static bool label_is(struct slice label, const char *word)
{
	size_t len = strlen(word);

	if (label.len < len || !slice_starts_word(label, word))
		return false;
	for (size_t i = len; i < label.len; i++)
		if (label.at[i] < '0' || label.at[i] > '9')
			return false;
	return true;
}

/* A label of the name says it; *ret_word: which. The last two labels are the domain, not a role. */
static enum carried_role role_of_labels(const char *name, const char **ret_word)
{
	struct slice rest = slice_text(name);

	while (true) {
		const uint8_t *dot = rest.len ? memchr(rest.at, '.', rest.len) : NULL;
		if (!dot || !memchr(dot + 1, '.', rest.len - (size_t)(dot + 1 - rest.at)))
			return CARRIED_NAME;
		struct slice label = slice_of(rest.at, (size_t)(dot - rest.at));
		for (size_t i = 0; i < sizeof(labels) / sizeof(*labels); i++) {
			if (!label_is(label, labels[i].word))
				continue;
			*ret_word = labels[i].word;
			return labels[i].role;
		}
		rest = slice_from(rest, label.len + 1);
	}
}

static void decide_name(struct image_judgement *j, struct carried *c,
			const struct carried_context *x)
{
	const char *word = "";

	c->role = CARRIED_NAME;
	c->why_role = "a name; nothing more is known of it";
	if (x->fetched) {
		c->role = CARRIED_UPDATE;
		c->why_role = "in a command that fetches something from it";
	} else if (c->cloud) {
		c->role = role_of_table(c->cloud->role);
		c->why_role = image_text(j, "%s of %s, as the tables say", c->cloud->role,
					 c->cloud->operator);
	} else if (x->time) {
		c->role = CARRIED_NTP;
		c->why_role = "set as a time server";
	} else if ((c->role = role_of_labels(c->name, &word)) != CARRIED_NAME) {
		c->why_role = image_text(j, "its name has '%s' in it", word);
	} else if (x->update) {
		c->role = CARRIED_UPDATE;
		c->why_role = "the path of a URL on it speaks of an update";
	}
}

static bool goes_nowhere(const struct addr *a)
{
	return addr_is_documentation(a) || addr_is_loopback(a) || addr_is_unspecified(a) ||
	       addr_is_multicast(a) || addr_is_broadcast(a);
}

static void decide_private(struct image_judgement *j, struct carried *c,
			   const struct carried_context *x)
{
	c->role = CARRIED_ADDRESS_BENCH;
	if (c->known)
		c->why_role = image_text(j, "a private address, known as: %s", c->known->operator);
	else if (x->fetched)
		c->why_role = "a private address in a command that fetches something from it";
	else if (c->port)
		c->why_role = "a private address with a port";
	else {
		c->role = CARRIED_LOCAL;
		c->why_role = "a private address without a port or a command";
	}
}

static void decide_address(struct image_judgement *j, struct carried *c,
			   const struct carried_context *x)
{
	enum carried_role known = c->known ? role_of_table(c->known->role) : CARRIED_NAME;

	if (goes_nowhere(&c->addr) || known == CARRIED_LOCAL) {
		c->role = CARRIED_LOCAL;
		c->why_role = c->known ? image_text(j, "%s", c->known->operator)
				       : "an address that leads nowhere outside";
	} else if (x->time || known == CARRIED_NTP) {
		c->role = CARRIED_NTP;
		c->why_role = "set as a time server";
	} else if (known == CARRIED_CHECK) {
		c->role = CARRIED_CHECK;
		c->why_role = image_text(j, "%s of %s, as the tables say", c->known->role,
					 c->known->operator);
	} else if (addr_is_private(&c->addr) || addr_is_link_local(&c->addr) ||
		   addr_is_shared(&c->addr)) {
		decide_private(j, c, x);
	} else {
		c->role = CARRIED_ADDRESS_ABROAD;
		c->why_role = image_text(
			j, "a public address written out%s%s%s",
			x->fetched ? " in a command that fetches something from it" : "",
			c->known ? ", known as: " : "", c->known ? c->known->operator : "");
	}
}

void carried_decide(struct image_judgement *j, struct carried *c, const struct carried_context *x)
{
	if (c->name[0])
		decide_name(j, c, x);
	else
		decide_address(j, c, x);
}
