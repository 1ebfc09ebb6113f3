/* SPDX-License-Identifier: Apache-2.0
 *
 * Texts that name a firm: labels that devices show and declarations write. A label is whatever
 * its owner wants it to be; what is decided here is only whether two texts mean the same firm.
 */
#include <ctype.h>

#include "judge/private.h"

/* What many firmwares send where a brand should stand. */
static const char *const generic[] = {
	"",
	"-",
	"camera",
	"default",
	"general",
	"generic",
	"h264",
	"h265",
	"hd",
	"hdipc",
	"ip camera",
	"ip-camera",
	"ip_camera",
	"ipc",
	"ipcam",
	"ipcamera",
	"ipnc",
	"manufacturer",
	"model",
	"n/a",
	"network camera",
	"network video recorder",
	"networkcamera",
	"none",
	"null",
	"nvr",
	"nvt",
	"oem",
	"onvif",
	"private",
	"unknown",
	"unnamed",
	"vendor",
};

bool label_is_generic(const char *text)
{
	struct slice s = slice_trim(slice_text(text));
	for (size_t i = 0; i < sizeof(generic) / sizeof(generic[0]); i++)
		if (slice_same_word(s, generic[i]))
			return true;
	return false;
}

static bool word_byte(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* The name stands in the text with no letter or digit around it. */
static bool has_word(const char *text, const char *name)
{
	size_t len = strlen(name);
	if (len == 0)
		return false;
	for (const char *at = text; (at = strcasestr(at, name)); at++)
		if ((at == text || !word_byte(at[-1])) && !word_byte(at[len]))
			return true;
	return false;
}

int label_maker(const struct knowledge *k, const char *text)
{
	int best = know_maker(k, slice_trim(slice_text(text)));
	size_t best_len = 0;

	if (best >= 0 || !text[0])
		return best;
	for (size_t i = 0; i < k->n_makers; i++) {
		size_t len = strlen(k->makers[i].name);
		if (len > best_len && has_word(text, k->makers[i].name)) {
			best = (int)i;
			best_len = len;
		}
	}
	return best;
}

const struct brand *label_brand_of(const struct knowledge *k, const char *brand, int maker)
{
	struct slice wanted = slice_trim(slice_text(brand));
	for (size_t i = 0; i < k->n_brands; i++)
		if (slice_same_word(wanted, k->brands[i].brand) &&
		    maker_same_group(k, k->brands[i].maker, maker))
			return &k->brands[i];
	return NULL;
}

/* Letters and digits only, in lower case. */
static size_t squeeze(const char *text, char *to, size_t room)
{
	size_t n = 0;
	for (; *text && n + 1 < room; text++)
		if (word_byte(*text))
			to[n++] = (char)tolower((unsigned char)*text);
	to[n] = '\0';
	return n;
}

bool label_same(const char *a, const char *b)
{
	char left[256], right[256];
	size_t n_left = squeeze(a, left, sizeof(left)), n_right = squeeze(b, right, sizeof(right));

	if (n_left == 0 || n_right == 0)
		return n_left == n_right;
	if (n_left < 3 || n_right < 3)
		return strcmp(left, right) == 0;
	return strstr(left, right) || strstr(right, left);
}
