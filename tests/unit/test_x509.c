/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_test.h"

extern const struct dissector x509_dissector;

/* A DER value from the hex texts of its parts, ended by NULL. */
static const char *der(const char *tag, ...)
{
	static char pool[64][8192];
	static unsigned next;
	char *to = pool[next++ % 64];
	char parts[4096] = "";
	va_list args;

	va_start(args, tag);
	for (const char *part; (part = va_arg(args, const char *));)
		strncat(parts, part, sizeof(parts) - strlen(parts) - 1);
	va_end(args);
	size_t len = hex(parts).len;
	snprintf(to, sizeof(pool[0]), len < 128 ? "%s%02zx%s" : "%s82%04zx%s", tag, len, parts);
	return to;
}

static const char *text(const char *tag, const char *value)
{
	char digits[1024] = "";
	for (size_t i = 0; value[i]; i++)
		snprintf(digits + 2 * i, 3, "%02x", (unsigned char)value[i]);
	return der(tag, digits, NULL);
}

static const char *attribute(const char *oid, const char *value)
{
	return der("30", der("06", oid, NULL), value, NULL);
}

static const char *set(const char *first, const char *second)
{
	return der("31", first, second, NULL);
}

#define CN "550403"
#define ORGANIZATION "55040a"
#define COUNTRY "550406"

struct parts {
	const char *serial, *issuer, *from, *until, *subject, *extensions;
};

/* What isn't given has a plain value. */
static struct slice certificate(struct parts p)
{
	const char *plain = der("30", set(attribute(CN, text("13", "a")), ""), NULL);
	const char *tbs =
		der("30", "a003020102", p.serial ? p.serial : "020101", "30020500",
		    p.issuer ? p.issuer : plain,
		    der("30", p.from ? p.from : text("17", "700101000000Z"),
			p.until ? p.until : text("17", "491231235959Z"), NULL),
		    p.subject ? p.subject : plain, "3000" /* key */,
		    p.extensions ? der("a3", der("30", p.extensions, NULL), NULL) : "", NULL);
	return hex(der("30", tbs, "3000", "030100", NULL));
}

static void assert_lines(struct slice bytes, enum verdict_word word, const char *lines)
{
	struct proto_test t;
	proto_test_init(&t, &x509_dissector, 443);
	struct verdict v = proto_datagram(&t, &x509_dissector, bytes);
	assert_string_equal(proto_lines(&t), lines);
	assert_int_equal(v.word, word);
	proto_test_done(&t);
}

static struct slice rich(void)
{
	return certificate((struct parts){
		.serial = "020600f1a2b3c4d5",
		.issuer = der("30", set(attribute(COUNTRY, text("13", "KR")), ""),
			      set(attribute(ORGANIZATION, text("0c", "Example Co., Ltd.")), ""),
			      NULL),
		.subject = der("30", set(attribute(ORGANIZATION, text("0c", "Example")), ""),
			       set(attribute(CN, text("13", "cam")),
				   attribute("2a864886f70d010901", text("16", "a@example.org"))),
			       NULL),
		.from = text("17", "200229120000Z"),
		.until = text("18", "20500301000000Z"),
		.extensions = der(
			"30", "0603551d11",
			der("04",
			    der("30", text("82", "cam.example.org"), "8704c0000207",
				"871020010db8000000000000000000000007", text("81", "a@b"), NULL),
			    NULL),
			NULL),
	});
}

#define RICH                                                          \
	"cert.subject O=Example, CN=cam+emailAddress=a@example.org\n" \
	"cert.issuer C=KR, O=Example Co., Ltd.\n"                     \
	"cert.serial f1a2b3c4d5\n"                                    \
	"cert.not_before 1582977600\ncert.not_after 2529705600\n"     \
	"cert.name cam.example.org\ncert.name 192.0.2.7\ncert.name 2001:db8::7\n"

static void names_serial_and_times(void **state)
{
	(void)state;
	assert_lines(rich(), VERDICT_DONE, RICH);
}

static void string_types_and_unknown_attributes(void **state)
{
	(void)state;
	const char *subject = der("30", set(attribute(CN, "1e06 0043 ac00 00e9"), ""), /* BMP */
				  set(attribute(CN, "1402 41e9"), ""),                 /* T61 */
				  set(attribute(CN, "1c04 0001f4f7"), ""), /* four-byte */
				  set(attribute("2b0601040182370201", "1301 78"), ""),
				  set(attribute("88370304", "1301 79"), ""), NULL);
	assert_lines(certificate((struct parts){.subject = subject}), VERDICT_DONE,
		     "cert.subject CN=C\\xea\\xb0\\x80\\xc3\\xa9, CN=A\\xc3\\xa9, "
		     "CN=\\xf0\\x9f\\x93\\xb7, 1.3.6.1.4.1.311.2.1=x, 2.999.3.4=y\n"
		     "cert.issuer CN=a\ncert.serial 01\n"
		     "cert.not_before 0\ncert.not_after 2524607999\n");
}

static void times_in_every_dress(void **state)
{
	static const struct {
		const char *tag, *text;
		long long seconds; /* -1 = no observation */
	} cases[] = {
		{"17", "7001010000Z", 0},
		{"17", "700101000001Z", 1},
		{"17", "691231235959Z", -1},
		{"17", "000301000000Z", 951868800},
		{"18", "20000229000000Z", 951782400},
		{"18", "21000301000000Z", 4107542400},
		{"18", "20240101090000+0900", 1704067200},
		{"18", "20231231190000-0500", 1704067200},
		{"18", "20240101000000", 1704067200},
		{"18", "99991231235959Z", 253402300799},
		{"18", "20241301000000Z", -1},
		{"18", "20240001000000Z", -1},
		{"18", "20240100000000Z", -1},
		{"18", "2024", -1},
		{"17", "x00101000000Z", -1},
		{"13", "700101000000Z", -1},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char want[256] = "cert.subject CN=a\ncert.issuer CN=a\ncert.serial 01\n";
		if (cases[i].seconds >= 0)
			snprintf(want + strlen(want), 100, "cert.not_before %lld\n",
				 cases[i].seconds);
		strcat(want, "cert.not_after 2524607999\n");
		assert_lines(certificate((struct parts){.from = text(cases[i].tag, cases[i].text)}),
			     VERDICT_DONE, want);
	}
}

static void not_a_certificate(void **state)
{
	(void)state;
	assert_lines(slice_of(NULL, 0), VERDICT_NOT_MINE, "");
	assert_lines(slice_text("<html></html>"), VERDICT_NOT_MINE, "");
	assert_lines(hex("3003020101"), VERDICT_NOT_MINE, "");
	assert_lines(hex("3080 3080"), VERDICT_NOT_MINE, "");
	/* a subject that is no name */
	assert_lines(certificate((struct parts){.subject = "3003 020101"}), VERDICT_MALFORMED, "");
	assert_lines(certificate((struct parts){.issuer = "3003 310130"}), VERDICT_MALFORMED,
		     "cert.subject CN=a\n");
	proto_datagram_torture(&x509_dissector, rich());
}

/* A name of very many parts is read up to a bound. */
static void many_parts(void **state)
{
	char parts[4096] = "";
	struct proto_test t;
	(void)state;
	for (int i = 0; i < 100; i++)
		strcat(parts, set(attribute(CN, text("13", "z")), ""));
	proto_test_init(&t, &x509_dissector, 443);
	(void)proto_datagram(&t, &x509_dissector,
			     certificate((struct parts){.subject = der("30", parts, NULL)}));
	size_t n = 0;
	for (const char *at = proto_lines(&t); (at = strstr(at, "CN=z")); at++)
		n++;
	assert_int_equal(n, 32);
	proto_test_done(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_serial_and_times),
		cmocka_unit_test(string_types_and_unknown_attributes),
		cmocka_unit_test(times_in_every_dress),
		cmocka_unit_test(not_a_certificate),
		cmocka_unit_test(many_parts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
