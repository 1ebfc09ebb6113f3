/* SPDX-License-Identifier: Apache-2.0 */
#include "tcp_test.h"

extern const struct dissector ftp_dissector, telnet_dissector;

static struct slice raw(const char *text, size_t len)
{
	return slice_of(text, len);
}
#define RAW(text) raw(text, sizeof(text) - 1)

static void refused(const struct dissector *d, uint16_t port, bool from_client, struct slice bytes)
{
	struct proto_piece piece = {from_client, bytes};
	struct proto_test t;
	proto_test_init(&t, d, port);
	assert_int_equal(proto_stream(&t, d, &piece, 1, SIZE_MAX).word, VERDICT_NOT_MINE);
	assert_string_equal(proto_lines(&t), "");
	proto_test_done(&t);
}

static void ftp_greets(void **state)
{
	const struct proto_piece pieces[] = {{false, RAW("220-Example FTP\r\n220 ready\r\n")},
					     {true, RAW("USER secret\r\n")}};
	const struct proto_piece usual[] = {{false, RAW("220 Operation successful\n")}};
	(void)state;
	proto_stream_any_split(&ftp_dissector, 2121, pieces, 2, "ftp.greeting Example FTP\n");
	proto_stream_any_split(&ftp_dissector, 21, usual, 1, "ftp.greeting Operation successful\n");
	refused(&ftp_dissector, 25, false, RAW("220 mail.example ESMTP\r\n"));
	refused(&ftp_dissector, 21, false, RAW("220 mail.example ESMTP\r\n"));
	refused(&ftp_dissector, 2121, false, RAW("220 Operation successful\r\n"));
	refused(&ftp_dissector, 21, false, RAW("2200 FTP\r\n"));
	refused(&ftp_dissector, 21, false, RAW("SSH-2.0-x\r\n"));
	refused(&ftp_dissector, 21, true, RAW("220 Example FTP\r\n"));
}

static void telnet_prints_until_it_waits(void **state)
{
	const struct proto_piece pieces[] = {
		{false, RAW("\xff\xfd\x01\xff\xfb\x03")},
		{true, RAW("\xff\xfc\x01")},
		{false, RAW("\xff\xfa\x18\x01\xff\xf0\r\nModel: EX\r\n\xff\xf1"
			    "cam Login: ")},
		{true, RAW("secret\r\n")},
		{false, RAW("Password: ")}};
	uint8_t endless[600];
	struct proto_piece long_one = {false, slice_of(endless, sizeof(endless))};
	(void)state;
	/* the client's options are no business of it */
	proto_stream_any_split(&telnet_dissector, 23, pieces, 1, "");
	const struct proto_piece server[] = {pieces[0], pieces[2], pieces[4]};
	proto_stream_any_split(&telnet_dissector, 2323, server, 3,
			       "telnet.greeting Model: EX\\x0d\\x0acam Login:\n");
	memset(endless, 'a', sizeof(endless));
	memcpy(endless, "\xff\xfb\x01", 3);
	struct proto_test t;
	proto_test_init(&t, &telnet_dissector, 23);
	assert_int_equal(proto_stream(&t, &telnet_dissector, &long_one, 1, 7).word, VERDICT_DONE);
	assert_int_equal(strlen(proto_lines(&t)), strlen("telnet.greeting \n") + 512);
	proto_test_done(&t);
	refused(&telnet_dissector, 24, false, pieces[0].bytes);
	refused(&telnet_dissector, 23, true, pieces[0].bytes);
	refused(&telnet_dissector, 23, false, RAW("login: "));
	refused(&telnet_dissector, 23, false, RAW("\xff\xd8\xff\xe0"));
	static uint8_t options[3000];
	for (size_t i = 0; i + 3 <= sizeof(options); i += 3)
		memcpy(options + i, "\xff\xfb\x01", 3);
	refused(&telnet_dissector, 23, false, slice_of(options, sizeof(options)));
}

static void damaged_greetings(void **state)
{
	(void)state;
	stream_torture_on(&ftp_dissector, 21, false, RAW("220-Example FTP\r\n220 ready\r\n"));
	stream_torture_on(&telnet_dissector, 23, false,
			  RAW("\xff\xfd\x01\xff\xfb\x03\xff\xfa\x18\x01\xff\xf0\r\nModel: EX\r\n"
			      "\xff\xf1"
			      "cam Login: "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ftp_greets),
		cmocka_unit_test(telnet_prints_until_it_waits),
		cmocka_unit_test(damaged_greetings),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
