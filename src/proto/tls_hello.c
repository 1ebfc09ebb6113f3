/* SPDX-License-Identifier: Apache-2.0
 *
 * ClientHello and ServerHello (RFC 8446 4.1.2, 4.1.3; extensions RFC 6066 3, RFC 7301, RFC 8446
 * 4.2.1), and the JA4 fingerprint of a ClientHello.
 *
 *   ClientHello: version 2 | random 32 | session id <1> | cipher suites <2> | compression <1> |
 *                extensions <2> of: type 2, data <2>          (<n> = length of n bytes, then data)
 *   ServerHello: version 2 | random 32 | session id <1> | cipher suite 2 | compression 1 |
 *                extensions <2>
 *
 * JA4 (FoxIO, technical_details/JA4.md in github.com/FoxIO-LLC/ja4): a_b_c, where
 *   a = "t" or "q" (QUIC), two characters of version, "d" with a server name or "i" without, count
 * of cipher suites, count of extensions, first and last character of the first ALPN name; b = 12
 * digits of SHA-256 of the cipher suites as sorted hex words; c = 12 digits of SHA-256 of the
 * extension types sorted, without server name and ALPN, then
 *       "_" and the signature algorithms in their own order.
 * GREASE values (RFC 8701) count nowhere.
 *
 * Skipped on purpose: random, session id and key shares (they change every time).
 */
#include "proto/tls_hello.h"

#include "base/sha256.h"
#include "proto/text.h"

enum {
	EXTENSION_SERVER_NAME = 0,
	EXTENSION_SIGNATURES = 13,
	EXTENSION_ALPN = 16,
	EXTENSION_VERSIONS = 43,
	RANDOM_BYTES = 32,
	WORDS_MAX =
		200, /* of each list; real clients send fewer than 120, hostile ones get no JA4 */
	JA4_PART = 12,
};

struct words {
	uint16_t word[WORDS_MAX];
	size_t n;
	bool too_many;
};

struct hello {
	uint16_t version; /* highest offered */
	bool has_server_name;
	struct slice alpn; /* first name */
	struct words ciphers, extensions, signatures;
};

static bool is_grease(uint16_t word)
{
	return (word & 0x0f0f) == 0x0a0a && word >> 8 == (word & 0xff);
}

static void words_add(struct words *w, uint16_t word)
{
	if (is_grease(word))
		return;
	if (w->n == WORDS_MAX)
		w->too_many = true;
	else
		w->word[w->n++] = word;
}

/* 16-bit words filling the cursor. */
static bool words_all(struct words *w, struct cursor *list)
{
	while (cursor_left(list) > 0)
		words_add(w, cursor_be16(list));
	return cursor_fine(list);
}

static void words_sort(struct words *w)
{
	for (size_t i = 1; i < w->n; i++) {
		uint16_t word = w->word[i];
		size_t at = i;
		for (; at > 0 && w->word[at - 1] > word; at--)
			w->word[at] = w->word[at - 1];
		w->word[at] = word;
	}
}

static bool server_name(struct cursor *data, struct sink *out)
{
	struct cursor list = cursor_within(data, cursor_be16(data));

	while (cursor_left(&list) > 0) {
		uint8_t type = cursor_u8(&list);
		struct slice name = cursor_take(&list, cursor_be16(&list));
		if (type == 0 && cursor_fine(&list))
			sink_text(out, OBS_TLS_SNI, name);
	}
	return cursor_fine(data) && cursor_fine(&list);
}

static bool alpn(struct cursor *data, struct hello *hello, struct sink *out)
{
	struct cursor list = cursor_within(data, cursor_be16(data));
	struct text names;

	text_clear(&names);
	while (cursor_left(&list) > 0) {
		struct slice name = cursor_take(&list, cursor_u8(&list));
		if (!hello->alpn.len)
			hello->alpn = name;
		if (names.len)
			text_byte(&names, ',');
		text_put(&names, name);
	}
	if (!cursor_fine(data) || !cursor_fine(&list))
		return false;
	sink_text(out, OBS_TLS_ALPN, text_view(&names));
	return true;
}

static bool versions(struct cursor *data, struct hello *hello)
{
	struct cursor list = cursor_within(data, cursor_u8(data));
	uint16_t highest = 0;

	while (cursor_left(&list) > 0) {
		uint16_t version = cursor_be16(&list);
		if (!is_grease(version) && version > highest)
			highest = version;
	}
	if (highest)
		hello->version = highest;
	return cursor_fine(data) && cursor_fine(&list);
}

static bool extension(struct hello *hello, uint16_t type, struct cursor *data, struct sink *out)
{
	struct cursor list;

	switch (type) {
	case EXTENSION_SERVER_NAME:
		hello->has_server_name = true;
		/* Some clients send it empty. */
		return cursor_left(data) == 0 || server_name(data, out);
	case EXTENSION_ALPN:
		return alpn(data, hello, out);
	case EXTENSION_VERSIONS:
		return versions(data, hello);
	case EXTENSION_SIGNATURES:
		list = cursor_within(data, cursor_be16(data));
		return cursor_fine(data) && words_all(&hello->signatures, &list);
	default:
		return true;
	}
}

static bool extensions(struct hello *hello, struct cursor *body, struct sink *out)
{
	if (cursor_left(body) == 0)
		return true;
	struct cursor list = cursor_within(body, cursor_be16(body));
	while (cursor_left(&list) > 0) {
		uint16_t type = cursor_be16(&list);
		struct cursor data = cursor_within(&list, cursor_be16(&list));
		if (!cursor_fine(&list) || !extension(hello, type, &data, out))
			return false;
		words_add(&hello->extensions, type);
	}
	return cursor_fine(body);
}

static const char *version_name(uint16_t version)
{
	switch (version) {
	case 0x0304:
		return "13";
	case 0x0303:
		return "12";
	case 0x0302:
		return "11";
	case 0x0301:
		return "10";
	case 0x0300:
		return "s3";
	case 0x0002:
		return "s2";
	default:
		return "00";
	}
}

static bool is_alphanumeric(uint8_t c)
{
	c = slice_lower(c);
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Two characters: of the name itself, or of its hex form when either end is no letter or digit. */
static void alpn_ends(struct text *to, struct slice name)
{
	if (!name.len) {
		text_word(to, "00");
		return;
	}
	uint8_t first = name.at[0], last = name.at[name.len - 1];
	if (is_alphanumeric(first) && is_alphanumeric(last)) {
		text_byte(to, first);
		text_byte(to, last);
	} else {
		text_hex(to, first >> 4, 1);
		text_hex(to, last & 15, 1);
	}
}

static void two_digits(struct text *to, size_t n)
{
	n = n > 99 ? 99 : n;
	text_byte(to, (uint8_t)('0' + n / 10));
	text_byte(to, (uint8_t)('0' + n % 10));
}

/* A list in hash input form: hex words with commas. */
struct hashed {
	size_t len;
	uint8_t bytes[2 * WORDS_MAX * 5];
};

static void hashed_put(struct hashed *h, const struct words *w)
{
	for (size_t i = 0; i < w->n && h->len + 5 <= sizeof(h->bytes); i++) {
		if (i)
			h->bytes[h->len++] = ',';
		for (unsigned shift = 16; shift > 0; shift -= 4)
			h->bytes[h->len++] =
				(uint8_t) "0123456789abcdef"[w->word[i] >> (shift - 4) & 15];
	}
}

static void hashed_end(const struct hashed *h, struct text *to)
{
	uint8_t digest[SHA256_BYTES] = {0};

	if (h->len)
		sha256_digest(slice_of(h->bytes, h->len), digest);
	for (unsigned i = 0; i < JA4_PART / 2; i++)
		text_hex(to, digest[i], 2);
}

static void ja4(struct hello *hello, char carrier, struct sink *out)
{
	struct words kept = {.n = 0};
	struct hashed hashed = {.len = 0};
	struct text to;

	if (hello->ciphers.too_many || hello->extensions.too_many || hello->signatures.too_many)
		return;
	text_clear(&to);
	text_byte(&to, (uint8_t)carrier);
	text_word(&to, version_name(hello->version));
	text_byte(&to, hello->has_server_name ? 'd' : 'i');
	two_digits(&to, hello->ciphers.n);
	two_digits(&to, hello->extensions.n);
	alpn_ends(&to, hello->alpn);
	text_byte(&to, '_');
	words_sort(&hello->ciphers);
	hashed_put(&hashed, &hello->ciphers);
	hashed_end(&hashed, &to);
	text_byte(&to, '_');
	for (size_t i = 0; i < hello->extensions.n; i++) {
		uint16_t type = hello->extensions.word[i];
		if (type != EXTENSION_SERVER_NAME && type != EXTENSION_ALPN)
			words_add(&kept, type);
	}
	words_sort(&kept);
	hashed.len = 0;
	hashed_put(&hashed, &kept);
	if (hello->signatures.n) {
		hashed.bytes[hashed.len++] = '_';
		hashed_put(&hashed, &hello->signatures);
	}
	hashed_end(&hashed, &to);
	sink_text(out, OBS_TLS_JA4, text_view(&to));
}

bool tls_client_hello(struct cursor body, char carrier, struct sink *out)
{
	struct hello hello = {.version = cursor_be16(&body)};

	cursor_skip(&body, RANDOM_BYTES);
	cursor_skip(&body, cursor_u8(&body)); /* session id */
	struct cursor suites = cursor_within(&body, cursor_be16(&body));
	cursor_skip(&body, cursor_u8(&body)); /* compression methods */
	if (!cursor_fine(&body) || !words_all(&hello.ciphers, &suites) ||
	    !extensions(&hello, &body, out))
		return false;
	sink_number(out, OBS_TLS_CLIENT_VERSION, hello.version);
	ja4(&hello, carrier, out);
	return true;
}

bool tls_server_hello(struct cursor body, struct sink *out, uint16_t *ret_version)
{
	uint16_t version = cursor_be16(&body);

	cursor_skip(&body, RANDOM_BYTES);
	cursor_skip(&body, cursor_u8(&body)); /* session id */
	uint16_t cipher = cursor_be16(&body);
	cursor_skip(&body, 1); /* compression method */
	if (!cursor_fine(&body))
		return false;
	if (cursor_left(&body) > 0) {
		struct cursor list = cursor_within(&body, cursor_be16(&body));
		while (cursor_left(&list) > 0) {
			uint16_t type = cursor_be16(&list);
			struct cursor data = cursor_within(&list, cursor_be16(&list));
			if (type == EXTENSION_VERSIONS && cursor_left(&data) == 2)
				version = cursor_be16(&data);
		}
		if (!cursor_fine(&list) || !cursor_fine(&body))
			return false;
	}
	sink_number(out, OBS_TLS_VERSION, version);
	sink_number(out, OBS_TLS_CIPHER, cipher);
	*ret_version = version;
	return true;
}
