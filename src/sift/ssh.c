/* SPDX-License-Identifier: Apache-2.0
 *
 * Public SSH keys as they stand in authorized_keys and known_hosts: type, base64 of the key blob
 * (RFC 4253 section 6.6), comment.
 */
#include <openssl/evp.h>
#include <string.h>

#include "sift/armour.h"

enum { BLOB_MOST = 8192, COMMENT_MOST = 100 };

static void found(struct sifting *s, unsigned pattern, size_t end)
{
	struct buf blob;
	char fingerprint[64];
	uint8_t digest[32];
	size_t begin = end - 4, from = begin - 1;

	(void)pattern;
	if (end < s->past || end < 8)
		return;
	while (from > 0 && begin - from < 40 && s->bytes.at[from - 1] > ' ' &&
	       s->bytes.at[from - 1] < 0x7f && s->bytes.at[from - 1] != '"')
		from--;
	struct slice type = slice_of(s->bytes.at + from, begin - 1 - from);
	struct slice text = slice_from(s->bytes, begin);
	text.len = text.len < BLOB_MOST ? text.len : BLOB_MOST;
	const uint8_t *line = memchr(text.at, '\n', text.len);
	text.len = line ? (size_t)(line - text.at) : text.len;
	buf_init(&blob, BLOB_MOST);
	size_t used = armour_decode(text, &blob);
	struct cursor c = cursor_over(slice_of(blob.at, blob.len));
	struct slice inner = cursor_take(&c, cursor_be32(&c));
	if (cursor_fine(&c) && cursor_left(&c) >= 32 && slice_equal(inner, type) &&
	    EVP_Digest(blob.at, blob.len, digest, NULL, EVP_sha256(), NULL)) {
		int len = EVP_EncodeBlock((unsigned char *)fingerprint, digest, sizeof(digest));
		while (len > 0 && fingerprint[len - 1] == '=')
			len--;
		struct slice comment = slice_from(text, used);
		while (comment.len && comment.at[0] == '=')
			comment = slice_from(comment, 1);
		size_t n = 0;
		while (n < comment.len && n < COMMENT_MOST && comment.at[n] >= ' ' &&
		       comment.at[n] < 0x7f && comment.at[n] != '"')
			n++;
		comment = slice_trim(slice_of(comment.at, n));
		sifting_say(s, OBS_IMAGE_SSH_KEY, from, "%.*s SHA256:%.*s%s%.*s", (int)type.len,
			    (const char *)type.at, len, fingerprint, comment.len ? " " : "",
			    (int)comment.len, (const char *)comment.at);
		s->past = begin + used;
	}
	buf_done(&blob);
}

const struct extractor extractor_ssh = {
	.name = "ssh",
	.patterns = {"ssh-(?:rsa|dss|ed25519) AAAA", "ecdsa-sha2-nistp(?:256|384|521) AAAA"},
	.found = found,
};
