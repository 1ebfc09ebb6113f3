/* SPDX-License-Identifier: Apache-2.0
 *
 * Time servers: what ntpdate, rdate and sntp are called with, ntp.conf and chrony.conf, settings whose
 * name says so, and names that begin with "ntp." or "time.".
 */
#include "sift/extractor.h"

enum { PATTERN_COMMAND, PATTERN_SETTING, PATTERN_LINE, PATTERN_NAME, PATTERN_POOL };

/* "server x" means time in these files, or with these words on the line. */
static bool is_about_time(const struct sifting *s, size_t at)
{
	static const char *const files[] = {"ntp", "chrony", "timesync", NULL};
	static const char *const words[] = {"iburst", "minpoll", "maxpoll", "prefer", NULL};
	size_t from;

	return text_has(s->file->path, files) || text_has(text_line(s, at, &from), words);
}

static void found(struct sifting *s, unsigned pattern, size_t end)
{
	struct mention m;
	/* names are looked at from within, values from behind what says so */
	bool is_name = pattern == PATTERN_NAME || pattern == PATTERN_POOL;

	if (end < s->past || (pattern == PATTERN_LINE && !is_about_time(s, end - 1)))
		return;
	if (is_name) {
		size_t at = end - 1;
		while (at > 0 && end - at < 64 &&
		       (text_is_alnum(s->bytes.at[at - 1]) || s->bytes.at[at - 1] == '.' ||
			s->bytes.at[at - 1] == '-'))
			at--;
		if (!text_is_alnum(s->bytes.at[at]) || !servers_value_at(s, at, &m))
			return;
	} else if (!servers_value_at(s, pattern == PATTERN_LINE ? end - 1 : end, &m)) {
		return;
	}
	if (m.at + m.token.len <= s->past)
		return;
	s->past = m.at + m.token.len;
	sifting_server(s, OBS_IMAGE_NTP, m.at, m.token, m.port);
}

const struct extractor extractor_ntp = {
	.name = "ntp",
	.patterns =
		{"\\b(?:ntpdate|rdate|sntp|htpdate|ntpclient|msntp) [ -]{0,2}",
		 ("(?i)(?:ntp|timesync|time)[-_. ]?(?:server|host|svr|srv|addr|pool|ip|url|domain|"
		  "name|hostname|serverip|serveraddr|serveraddress)[-_]?[0-9]?[\"']{0,1} "
		  "{0,2}[=:>]"),
		 "(?m)^(?:server|pool|peer|list server|NTP=|FallbackNTP=)[ \\t']{0,4}[0-9A-Za-z]",
		 "(?i)[^-0-9a-z._](?:s?ntp|time)[-0-9a-z]{0,8}\\.[0-9a-z]", "(?i)\\.ntp\\.org"},
	.found = found,
};
