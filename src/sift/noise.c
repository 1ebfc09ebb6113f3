/* SPDX-License-Identifier: Apache-2.0
 *
 * What looks like a server and is none.
 */
#include <ctype.h>
#include <libpsl.h>
#include <string.h>

#include "sift/extractor.h"

bool noise_registrable(struct slice host)
{
	char name[256];
	const psl_ctx_t *psl = psl_builtin();

	if (host.len >= sizeof(name) || !psl)
		return false;
	for (size_t i = 0; i < host.len; i++)
		name[i] = (char)slice_lower(host.at[i]);
	name[host.len] = '\0';
	/* under a suffix that the list has, not under its rule for names it does not know */
	return psl_registrable_domain(psl, name) != NULL &&
	       !psl_is_public_suffix2(psl, name, PSL_TYPE_ANY) &&
	       psl_is_public_suffix2(psl, strrchr(name, '.') + 1,
				     PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE);
}

static bool under(struct slice host, const char *domain)
{
	size_t len = strlen(domain);

	return host.len >= len && slice_same_word(slice_from(host, host.len - len), domain) &&
	       (host.len == len || host.at[host.len - len - 1] == '.');
}

enum image_suppression noise_of_host(struct sifting *s, size_t at, struct slice host, bool from_url)
{
	(void)at;
	(void)from_url;
	if (!memchr(host.at, '.', host.len) || !noise_registrable(host))
		return SUPPRESSED_NO_NAME;
	if (under(host, "example.com") || under(host, "example.net") || under(host, "example.org"))
		return SUPPRESSED_EXAMPLE;
	if (s->file->content == IMAGE_PAPER)
		return SUPPRESSED_PAPER;
	if (sift_is_project(s->sift, host))
		return SUPPRESSED_PROJECT;
	return SUPPRESSIONS;
}

enum image_suppression noise_of_address(struct sifting *s, size_t at, size_t len,
					const struct addr *addr)
{
	(void)at;
	(void)len;
	if (addr_is_loopback(addr) || addr_is_unspecified(addr) || addr_is_multicast(addr) ||
	    addr_is_broadcast(addr))
		return SUPPRESSED_LOCAL;
	if (s->file->content == IMAGE_PAPER)
		return SUPPRESSED_PAPER;
	return sifting_connects(s) ? SUPPRESSIONS : SUPPRESSED_CODE;
}
