/* SPDX-License-Identifier: Apache-2.0
 *
 * Certificates (X.509, RFC 5280), as PEM and as DER at any place: who is named, by whom, until when.
 * The addresses in them (revocation lists, policies) are the issuer's and nobody's server; the names
 * that a certificate of no authority stands for are given as hosts.
 */
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <time.h>

#include "sift/armour.h"

enum { CERTIFICATE_MOST = 32768, FAILURES_MOST = 2000, NAMES_MOST = 200 };

static void give_name(struct sifting *s, enum obs_kind kind, size_t at, const X509_NAME *name)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *text;

	if (!bio)
		return;
	if (X509_NAME_print_ex(bio, name, 0, XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB) >= 0) {
		long len = BIO_get_mem_data(bio, &text);
		if (len > 0)
			sifting_text(s, kind, at, slice_of(text, (size_t)len));
	}
	BIO_free(bio);
}

static void give_hosts(struct sifting *s, size_t at, X509 *x)
{
	GENERAL_NAMES *names = X509_get_ext_d2i(x, NID_subject_alt_name, NULL, NULL);
	int n = names ? sk_GENERAL_NAME_num(names) : 0;

	for (int i = 0; i < n && i < NAMES_MOST; i++) {
		const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
		if (name->type != GEN_DNS || ASN1_STRING_length(name->d.dNSName) <= 0)
			continue;
		struct slice host = slice_of(ASN1_STRING_get0_data(name->d.dNSName),
					     (size_t)ASN1_STRING_length(name->d.dNSName));
		if (slice_starts(host, "*."))
			host = slice_from(host, 2);
		servers_give_name(s, at, host);
	}
	GENERAL_NAMES_free(names);
}

/* URLs inside, which nobody is sent to but to check the certificate. */
static void count_addresses(struct sifting *s, struct slice der)
{
	const uint8_t *at = der.at, *end = der.at + der.len, *to;

	while ((at = memmem(at, (size_t)(end - at), "http", 4)) != NULL) {
		for (to = at; to<end && * to> ' ' && *to < 0x7f;)
			to++;
		sifting_suppress(s, SUPPRESSED_AUTHORITY, slice_of(at, (size_t)(to - at)));
		at = to;
	}
}

/* at: where it or its armour stands. How many bytes it takes; 0 = it is none. */
static size_t take(struct sifting *s, size_t at, struct slice der, bool in_place)
{
	const unsigned char *to = der.at;
	long len = der.len < CERTIFICATE_MOST ? (long)der.len : CERTIFICATE_MOST;
	X509 *x = d2i_X509(NULL, &to, len);
	struct tm end;
	unsigned char digest[32];

	ERR_clear_error();
	if (!x)
		return 0;
	size_t size = (size_t)(to - der.at);
	if (in_place && !s->unfolded)
		s->shared->authority_end = at + size;
	give_name(s, OBS_IMAGE_CERT_SUBJECT, at, X509_get_subject_name(x));
	give_name(s, OBS_IMAGE_CERT_ISSUER, at, X509_get_issuer_name(x));
	if (EVP_Digest(der.at, size, digest, NULL, EVP_sha256(), NULL))
		sifting_bytes(s, OBS_IMAGE_CERT_SHA256, at, slice_of(digest, sizeof(digest)));
	if (ASN1_TIME_to_tm(X509_get0_notAfter(x), &end)) {
		time_t seconds = timegm(&end);
		if (seconds >= 0)
			sifting_number(s, OBS_IMAGE_CERT_EXPIRES, at, (uint64_t)seconds);
	}
	if (X509_check_ca(x) == 0)
		give_hosts(s, at, x);
	if (!in_place)
		count_addresses(s, slice_of(der.at, size));
	X509_free(x);
	ERR_clear_error();
	return size;
}

static void take_armoured(struct sifting *s, size_t begin)
{
	struct slice body;
	struct buf der;
	size_t end;

	if (!armour_body(s, begin, &body, &end))
		return;
	buf_init(&der, ARMOUR_MOST);
	(void)armour_decode(body, &der);
	if (der.len && take(s, begin, slice_of(der.at, der.len), false))
		s->past = end;
	buf_done(&der);
}

static void found(struct sifting *s, unsigned pattern, size_t end)
{
	/* bytes from the start of the certificate to the end of each pattern */
	static const uint8_t before[] = {0, 14, 13, 12};

	if (end < s->past || s->memo >= FAILURES_MOST)
		return;
	s->memo++;
	if (pattern == 0) {
		take_armoured(s, end);
		return;
	}
	size_t at = end - before[pattern];
	size_t size = take(s, at, slice_from(s->bytes, at), true);
	if (size) {
		s->past = at + size;
		s->memo--;
	}
}

const struct extractor extractor_certificate = {
	.name = "certificate",
	.patterns = {"-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----",
		     "\\x30\\x82..\\x30\\x82..\\xa0\\x03\\x02\\x01[\\x00-\\x02]\\x02",
		     "\\x30\\x82..\\x30\\x81.\\xa0\\x03\\x02\\x01[\\x00-\\x02]\\x02",
		     "\\x30\\x81.\\x30\\x81.\\xa0\\x03\\x02\\x01[\\x00-\\x02]\\x02"},
	.found = found,
};
