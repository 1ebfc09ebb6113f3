/* SPDX-License-Identifier: Apache-2.0
 *
 * What OpenSSL reads and builds at first use, used once while that is still allowed: its
 * configuration, the tables of its provider, the decoders of keys.
 */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>
#include <libpsl.h>

#include "sift/sift.h"

void sift_prepare(void)
{
	/* PKCS #8 of Ed25519, the example of RFC 8410 section 10.3 */
	static const unsigned char key[] = {
		0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70,
		0x04, 0x22, 0x04, 0x20, 0xd4, 0xee, 0x72, 0xdb, 0xf9, 0x13, 0x58, 0x4a,
		0xd5, 0xb6, 0xd8, 0xf1, 0xf7, 0x69, 0xf8, 0xad, 0x3a, 0xfe, 0x7c, 0x28,
		0xcb, 0xf1, 0xd4, 0xfb, 0xe0, 0x97, 0xa8, 0x8f, 0x44, 0x75, 0x58, 0x42};
	const unsigned char *at = key;
	unsigned char digest[32], *public = NULL;

	(void)EVP_Digest("", 0, digest, NULL, EVP_sha256(), NULL);
	EVP_PKEY *parsed = d2i_AutoPrivateKey(NULL, &at, sizeof(key));
	if (parsed)
		(void)i2d_PUBKEY(parsed, &public);
	OPENSSL_free(public);
	EVP_PKEY_free(parsed);
	at = key;
	X509_free(d2i_X509(NULL, &at, sizeof(key)));
	X509 *empty = X509_new();
	if (empty)
		(void)X509_check_ca(empty);
	X509_free(empty);
	ERR_clear_error();
	(void)psl_builtin();
}
