/* SPDX-License-Identifier: Apache-2.0
 *
 * Private keys: PEM (RFC 7468, RFC 1421 encryption, OpenSSH's own format), DER of PKCS #1, SEC 1 and
 * PKCS #8, host keys of dropbear. Said is what kind of key it is and the SHA-256 of its public half,
 * so that the same key in two images is seen; never the key.
 */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <string.h>

#include "sift/armour.h"

enum { KEY_MOST = 16384, FAILURES_MOST = 60, MODULUS_MOST = 2050 };

static bool give(struct sifting *s, size_t at, EVP_PKEY *key)
{
	unsigned char *public = NULL;
	char hex[ARMOUR_HEX];
	int len = i2d_PUBKEY(key, &public);
	const char *name = EVP_PKEY_get0_type_name(key);

	if (len <= 0)
		return false;
	armour_sha256(slice_of(public, (size_t)len), hex);
	sifting_say(s, OBS_IMAGE_PRIVATE_KEY, at, "%s, %d bits, public half SHA-256 %s",
		    name ? name : "key", EVP_PKEY_get_bits(key), hex);
	OPENSSL_free(public);
	return true;
}

/* How many bytes the key takes; 0 = it is none. */
static size_t take_der(struct sifting *s, size_t at, struct slice der)
{
	const unsigned char *to = der.at;
	EVP_PKEY *key =
		d2i_AutoPrivateKey(NULL, &to, der.len < KEY_MOST ? (long)der.len : KEY_MOST);
	size_t size = 0;

	if (key && give(s, at, key))
		size = (size_t)(to - der.at);
	EVP_PKEY_free(key);
	ERR_clear_error();
	return size;
}

static struct slice string_of(struct cursor *c)
{
	return cursor_take(c, cursor_be32(c));
}

/* openssh/PROTOCOL.key: magic, cipher, kdf, its options, number of keys, public keys */
static bool take_openssh(struct sifting *s, size_t at, struct slice bytes)
{
	struct cursor c = cursor_over(bytes);
	char hex[ARMOUR_HEX];

	if (!slice_starts(bytes, "openssh-key-v1"))
		return false;
	cursor_skip(&c, 15);
	struct slice cipher = string_of(&c);
	(void)string_of(&c);
	(void)string_of(&c);
	(void)cursor_be32(&c);
	struct slice public = string_of(&c);
	struct cursor inner = cursor_over(public);
	struct slice type = string_of(&inner);
	if (!cursor_fine(&c) || !cursor_fine(&inner) || type.len == 0 || type.len > 60)
		return false;
	for (size_t i = 0; i < type.len; i++)
		if (type.at[i] <= ' ' || type.at[i] >= 0x7f)
			return false;
	armour_sha256(public, hex);
	sifting_say(s, OBS_IMAGE_PRIVATE_KEY, at, "OpenSSH %.*s%s, public half SHA-256 %s",
		    (int)type.len, (const char *)type.at,
		    slice_same_word(cipher, "none") ? "" : ", encrypted", hex);
	return true;
}

static void take_armoured(struct sifting *s, size_t begin)
{
	size_t end, label = begin > 40 ? begin - 40 : 0;
	struct slice body, head = slice_of(s->bytes.at + label, begin - label);
	struct buf der;

	if (!armour_body(s, begin, &body, &end))
		return;
	s->past = end;
	if (slice_find_word(head, "ENCRYPTED PRIVATE") < head.len ||
	    memmem(body.at, body.len, "ENCRYPTED", 9)) {
		bool rsa = slice_find_word(head, "BEGIN RSA") < head.len;
		bool ec = slice_find_word(head, "BEGIN EC ") < head.len;
		sifting_say(s, OBS_IMAGE_PRIVATE_KEY, begin, "%sencrypted",
			    rsa  ? "RSA, "
			    : ec ? "EC, "
				 : "");
		return;
	}
	buf_init(&der, ARMOUR_MOST);
	(void)armour_decode(body, &der);
	struct slice bytes = slice_of(der.at, der.len);
	if (bytes.len && !take_openssh(s, begin, bytes))
		(void)take_der(s, begin, bytes);
	buf_done(&der);
}

/* dropbear's host key: "ssh-rsa", e, n, d, p, q as RFC 4251 numbers; a public key ends with n. */
static bool take_dropbear(struct sifting *s, size_t at)
{
	struct cursor c = cursor_over(slice_from(s->bytes, at));
	char hex[ARMOUR_HEX];

	(void)string_of(&c);
	(void)string_of(&c);
	struct slice n = string_of(&c);
	size_t public = cursor_offset(&c);
	struct slice d = string_of(&c), p = string_of(&c);
	if (!cursor_fine(&c) || n.len < 64 || n.len > MODULUS_MOST || d.len > n.len ||
	    d.len + 8 < n.len || p.len < n.len / 2 - 8 || p.len > n.len / 2 + 8)
		return false;
	armour_sha256(slice_of(s->bytes.at + at, public), hex);
	sifting_say(s, OBS_IMAGE_PRIVATE_KEY, at, "dropbear RSA, %zu bits, public half SHA-256 %s",
		    (n.len - 1) * 8, hex);
	return true;
}

static void found(struct sifting *s, unsigned pattern, size_t end)
{
	/* bytes from the start of the key to the end of each pattern */
	static const uint8_t before[] = {0, 12, 20, 7, 19, 12, 18, 11};

	if (end < s->past || s->memo >= FAILURES_MOST)
		return;
	s->memo++;
	if (pattern == 0) {
		take_armoured(s, end);
		return;
	}
	size_t at = end - before[pattern];
	if (pattern == 6) {
		(void)take_dropbear(s, at);
		return;
	}
	size_t size = take_der(s, at, slice_from(s->bytes, at));
	if (size) {
		s->past = at + size;
		s->memo--;
	}
}

const struct extractor extractor_key = {
	.name = "key",
	.patterns = {"-----BEGIN (?:[A-Z]{2,9} )?PRIVATE KEY-----",
		     /* PKCS #1: SEQUENCE, version 0, modulus */
		     "\\x30\\x82..\\x02\\x01\\x00\\x02\\x82..\\x00",
		     /* PKCS #8: SEQUENCE, version 0, rsaEncryption */
		     "\\x30\\x82..\\x02\\x01\\x00\\x30\\x0d\\x06\\x09\\x2a\\x86\\x48\\x86\\xf7\\x0d"
		     "\\x01\\x01\\x01",
		     /* SEC 1: SEQUENCE, version 1, 32 bytes */
		     "\\x30[\\x31\\x77]\\x02\\x01\\x01\\x04\\x20",
		     /* PKCS #8 of an elliptic curve */
		     "\\x30\\x81.\\x02\\x01\\x00\\x30\\x13\\x06\\x07\\x2a\\x86\\x48\\xce\\x3d\\x02"
		     "\\x01..",
		     /* PKCS #8 of Ed25519, RFC 8410 */
		     "\\x30\\x2e\\x02\\x01\\x00\\x30\\x05\\x06\\x03\\x2b\\x65\\x70",
		     "\\x00\\x00\\x00\\x07ssh-rsa\\x00\\x00\\x00\\x03\\x01\\x00\\x01",
		     "\\x30\\x82..\\x02\\x01\\x00\\x02\\x81.\\x00"},
	.found = found,
};
