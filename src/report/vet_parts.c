/* SPDX-License-Identifier: Apache-2.0 */
#include "report/vet_parts.h"

#include <ctype.h>
#include <string.h>

/* Names as knowledge/components.csv has them, in lower case. */
static const struct vet_part parts[] = {
	{"apache", "application", "apache", "http_server"},
	{"busybox", "application", "busybox", "busybox"},
	{"curl", "library", "haxx", "libcurl"},
	{"dnsmasq", "application", "thekelleys", "dnsmasq"},
	{"dropbear", "application", "dropbear_ssh_project", "dropbear_ssh"},
	{"e2fsprogs", "application", "e2fsprogs_project", "e2fsprogs"},
	{"ffmpeg", "library", "ffmpeg", "ffmpeg"},
	{"glibc", "library", "gnu", "glibc"},
	{"goahead", "application", "embedthis", "goahead"},
	{"gsoap", "library", "genivia", "gsoap"},
	{"hostapd", "application", "w1.fi", "hostapd"},
	{"jquery", "library", "jquery", "jquery"},
	{"libjpeg-turbo", "library", "libjpeg-turbo", "libjpeg-turbo"},
	{"libpng", "library", "libpng", "libpng"},
	{"lighttpd", "application", "lighttpd", "lighttpd"},
	{"linux", "operating-system", "linux", "linux_kernel"},
	{"live555", "library", "live555", "streaming_media"},
	{"lua", "library", "lua", "lua"},
	{"mbed tls", "library", "arm", "mbed_tls"},
	{"miniupnpd", "application", "miniupnp_project", "miniupnpd"},
	{"mosquitto", "application", "eclipse", "mosquitto"},
	{"musl", "library", "musl-libc", "musl"},
	{"nginx", "application", "f5", "nginx"},
	{"openssh", "application", "openbsd", "openssh"},
	{"openssl", "library", "openssl", "openssl"},
	{"openvpn", "application", "openvpn", "openvpn"},
	{"php", "application", "php", "php"},
	{"polarssl", "library", "polarssl", "polarssl"},
	{"proftpd", "application", "proftpd", "proftpd"},
	{"python", "application", "python", "python"},
	{"samba", "application", "samba", "samba"},
	{"sqlite", "library", "sqlite", "sqlite"},
	{"strongswan", "application", "strongswan", "strongswan"},
	{"thttpd", "application", "acme", "thttpd"},
	{"u-boot", "firmware", "denx", "u-boot"},
	{"uclibc", "library", "uclibc", "uclibc"},
	{"wpa_supplicant", "application", "w1.fi", "wpa_supplicant"},
	{"zlib", "library", "zlib", "zlib"},
};

void vet_part_split(struct slice text, struct slice *ret_name, struct slice *ret_version)
{
	size_t at = text.len;

	while (at > 0 && text.at[at - 1] != ' ')
		at--;
	if (at == 0) {
		*ret_name = text;
		*ret_version = slice_of(text.at, 0);
		return;
	}
	*ret_version = slice_of(text.at + at, text.len - at);
	while (at > 0 && text.at[at - 1] == ' ')
		at--;
	*ret_name = slice_of(text.at, at);
}

const struct vet_part *vet_part_find(struct slice name)
{
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (slice_same_word(name, parts[i].name))
			return &parts[i];
	return NULL;
}

/* A version as people write them: digits first, then what versions are made of. */
static bool is_version(struct slice v)
{
	if (v.len == 0 || v.len > 64 || !isdigit(v.at[0]))
		return false;
	for (size_t i = 0; i < v.len; i++)
		if (!isalnum(v.at[i]) && !strchr(".-_+~", v.at[i]))
			return false;
	return true;
}

/* Letters, digits, _ . and - stand as they are, other printable characters behind a backslash. */
static void put_cpe(struct buf *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		uint8_t c = (uint8_t)text[i];
		if (!isalnum(c) && c != '_' && c != '.' && c != '-')
			buf_u8(out, '\\');
		buf_u8(out, slice_lower(c));
	}
}

void vet_part_cpe(struct buf *out, const struct vet_part *part, struct slice version)
{
	struct slice update = slice_of(version.at, 0);

	if (!is_version(version))
		return;
	/* OpenSSH's portable releases: 7.9p1 is version 7.9, update p1 */
	if (strcmp(part->product, "openssh") == 0 && memchr(version.at, 'p', version.len)) {
		const uint8_t *p = memchr(version.at, 'p', version.len);
		update = slice_of(p, (size_t)(version.at + version.len - p));
		version.len -= update.len;
	}
	buf_printf(out, "cpe:2.3:%c:", strcmp(part->type, "operating-system") == 0 ? 'o' : 'a');
	put_cpe(out, part->vendor, strlen(part->vendor));
	buf_u8(out, ':');
	put_cpe(out, part->product, strlen(part->product));
	buf_u8(out, ':');
	put_cpe(out, (const char *)version.at, version.len);
	buf_u8(out, ':');
	if (update.len)
		put_cpe(out, (const char *)update.at, update.len);
	else
		buf_u8(out, '*');
	buf_text(out, ":*:*:*:*:*:*");
}

/* RFC 3986's unreserved characters stand as they are. */
static void put_percent(struct buf *out, const uint8_t *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (isalnum(text[i]) || strchr("-._~", text[i]))
			buf_u8(out, text[i]);
		else
			buf_printf(out, "%%%02X", text[i]);
}

void vet_part_purl(struct buf *out, const struct vet_part *part, struct slice version)
{
	if (!is_version(version))
		return;
	buf_text(out, "pkg:generic/");
	put_percent(out, (const uint8_t *)part->name, strlen(part->name));
	buf_u8(out, '@');
	put_percent(out, version.at, version.len);
}
