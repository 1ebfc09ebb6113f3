/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_test.h"

extern const struct dissector ssh_dissector;

/* salesforce/hassh README, example 1: the lists of a client, and their hassh. */
#define KEXES                                                                    \
	"curve25519-sha256@libssh.org,diffie-hellman-group-exchange-sha256,ecdh" \
	"-sha2-nistp521,ecdh-sha2-nistp384,ecdh-sha2-nistp256,diffie-hellman-gr" \
	"oup-exchange-sha1,diffie-hellman-group1-sha1,diffie-hellman-group14-sh" \
	"a1,diffie-hellman-group14-sha256,diffie-hellman-group15-sha512,diffie-" \
	"hellman-group16-sha512,diffie-hellman-group17-sha512,diffie-hellman-gr" \
	"oup18-sha512,diffie-hellman-group14-sha256@ssh.com,diffie-hellman-grou" \
	"p15-sha256,diffie-hellman-group15-sha256@ssh.com,diffie-hellman-group1" \
	"5-sha384@ssh.com,diffie-hellman-group16-sha256,diffie-hellman-group16-" \
	"sha384@ssh.com,diffie-hellman-group16-sha512@ssh.com,diffie-hellman-gr" \
	"oup18-sha512@ssh.com"
#define CIPHERS                                                                  \
	"aes128-cbc,aes128-ctr,aes192-cbc,aes192-ctr,aes256-cbc,aes256-ctr,blow" \
	"fish-cbc,blowfish-ctr,cast128-cbc,cast128-ctr,idea-cbc,idea-ctr,serpen" \
	"t128-cbc,serpent128-ctr,serpent192-cbc,serpent192-ctr,serpent256-cbc,s" \
	"erpent256-ctr,3des-cbc,3des-ctr,twofish128-cbc,twofish128-ctr,twofish1" \
	"92-cbc,twofish192-ctr,twofish256-cbc,twofish256-ctr,twofish-cbc,arcfou" \
	"r,arcfour128,arcfour256"
#define MACS                                                                     \
	"hmac-sha1,hmac-sha1-96,hmac-md5,hmac-md5-96,hmac-sha2-256,hmac-sha2-51" \
	"2"
#define COMPRESSIONS "zlib@openssh.com,zlib,none"
#define HASSH "8a8ae540028bf433cd68356c1b9e8d5b"

#define CLIENT_LINE "SSH-2.0-OpenSSH_9.2p1 Debian\r\n"
#define SERVER_LINE "SSH-2.0-dropbear_2019.78\r\n"
#define CLIENT_SAYS "ssh.client SSH-2.0-OpenSSH_9.2p1 Debian\n"
#define SERVER_SAYS "ssh.server SSH-2.0-dropbear_2019.78\n"

struct side {
	size_t len;
	uint8_t bytes[8192];
};

static void put(struct side *s, const void *at, size_t n)
{
	assert_true(s->len + n <= sizeof(s->bytes));
	memcpy(s->bytes + s->len, at, n);
	s->len += n;
}

static void put_be32(struct side *s, size_t number)
{
	const uint8_t bytes[4] = {(uint8_t)(number >> 24), (uint8_t)(number >> 16),
				  (uint8_t)(number >> 8), (uint8_t)number};
	put(s, bytes, 4);
}

/* Version line and KEXINIT: lists stand there and back as a client and a server order them. */
static void speaks(struct side *s, const char *line, bool client)
{
	static const uint8_t zeros[16], padding[7], kind = 20, pad = 7;
	const char *kept[3] = {CIPHERS, MACS, COMPRESSIONS};
	const char *other[3] = {"aes256-ctr", "", "none"};
	*s = (struct side){0};
	put(s, line, strlen(line));
	size_t start = s->len;
	put_be32(s, 0);
	put(s, &pad, 1);
	put(s, &kind, 1);
	put(s, zeros, 16);
	put_be32(s, strlen(KEXES));
	put(s, KEXES, strlen(KEXES));
	put_be32(s, 7);
	put(s, "ssh-rsa", 7);
	for (unsigned i = 0; i < 3; i++) {
		const char *there = client ? kept[i] : other[i],
			   *back = client ? other[i] : kept[i];
		put_be32(s, strlen(there));
		put(s, there, strlen(there));
		put_be32(s, strlen(back));
		put(s, back, strlen(back));
	}
	put_be32(s, 0);
	put_be32(s, 0);
	put(s, zeros, 5);
	put(s, padding, 7);
	size_t len = s->len - start - 4;
	s->bytes[start + 2] = (uint8_t)(len >> 8);
	s->bytes[start + 3] = (uint8_t)len;
}

static struct proto_piece piece(bool from_client, const struct side *s)
{
	return (struct proto_piece){from_client, slice_of(s->bytes, s->len)};
}

static void refused(bool from_client, struct slice bytes)
{
	struct proto_piece one = {from_client, bytes};
	struct proto_test t;
	proto_test_init(&t, &ssh_dissector, 22);
	assert_int_equal(proto_stream(&t, &ssh_dissector, &one, 1, SIZE_MAX).word,
			 VERDICT_NOT_MINE);
	assert_string_equal(proto_lines(&t), "");
	proto_test_done(&t);
}

static void both_sides(void **state)
{
	static struct side client, server;
	struct proto_piece pieces[4];
	struct proto_test t;
	(void)state;
	speaks(&client, CLIENT_LINE, true);
	speaks(&server, SERVER_LINE, false);
	pieces[0] = piece(false, &server);
	pieces[1] = piece(true, &client);
	pieces[2] = pieces[3] = (struct proto_piece){true, slice_text("sealed")};
	proto_stream_any_split(&ssh_dissector, 2222, pieces, 4,
			       SERVER_SAYS "ssh.server_hassh " HASSH "\n" CLIENT_SAYS
					   "ssh.client_hassh " HASSH "\n");
	proto_test_init(&t, &ssh_dissector, 22);
	assert_int_equal(proto_stream(&t, &ssh_dissector, pieces, 2, SIZE_MAX).word, VERDICT_DONE);
	proto_test_done(&t);
	/* One side's alone; one whose lists do not come. */
	proto_stream_any_split(&ssh_dissector, 22, pieces + 1, 1,
			       CLIENT_SAYS "ssh.client_hassh " HASSH "\n");
	pieces[0].bytes = slice_text(SERVER_LINE "binary...");
	proto_stream_any_split(&ssh_dissector, 22, pieces, 2,
			       SERVER_SAYS CLIENT_SAYS "ssh.client_hassh " HASSH "\n");
}

static void only_lines(void **state)
{
	const struct proto_piece pieces[] = {{true, slice_text("SSH-2.0-Go\r\nabc")},
					     {false, slice_text("x")}};
	uint8_t endless[300];
	(void)state;
	proto_stream_any_split(&ssh_dissector, 2222, pieces, 2, "ssh.client SSH-2.0-Go\n");
	memset(endless, 'a', sizeof(endless));
	memcpy(endless, "SSH-", 4);
	refused(false, slice_of(endless, sizeof(endless)));
	refused(false, slice_text("SSX-2.0\r\n"));
	refused(true, slice_text("GET / HTTP/1.1\r\n\r\n"));
}

/* Whatever byte of the lists is changed, nothing but lines and 32 digits comes of it. */
static void any_byte_changed(void **state)
{
	static struct side client;
	size_t line = strlen(CLIENT_LINE);
	(void)state;
	speaks(&client, CLIENT_LINE, true);
	for (size_t at = line; at < client.len; at += at < line + 64 ? 1 : 7) {
		uint8_t was = client.bytes[at];
		const uint8_t values[] = {0, 0xff, (uint8_t)~was, (uint8_t)(was ^ 1)};
		for (size_t i = 0; i < sizeof(values); i++) {
			struct proto_piece one = piece(true, &client);
			struct proto_test t;
			client.bytes[at] = values[i];
			proto_test_init(&t, &ssh_dissector, 22);
			(void)proto_stream(&t, &ssh_dissector, &one, 1, SIZE_MAX);
			size_t len = strlen(proto_lines(&t));
			assert_memory_equal(proto_lines(&t), CLIENT_SAYS, strlen(CLIENT_SAYS));
			assert_true(len == strlen(CLIENT_SAYS) ||
				    len == strlen(CLIENT_SAYS "ssh.client_hassh " HASSH "\n"));
			proto_test_done(&t);
		}
		client.bytes[at] = was;
	}
	/* A list longer than its packet; a packet longer than any; more padding than packet. */
	static const char *const packets[] = {
		"0000001c 04 14 00000000000000000000000000000000 000000ff"
		"00000000",
		"00010000 04 14 00", "00000005 04 14 000000", "0000001c 04 15 00"};
	for (size_t i = 0; i < sizeof(packets) / sizeof(packets[0]); i++) {
		struct proto_piece two[] = {{true, slice_text(CLIENT_LINE)},
					    {true, hex(packets[i])}};
		proto_stream_any_split(&ssh_dissector, 22, two, 2, CLIENT_SAYS);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_sides),
		cmocka_unit_test(only_lines),
		cmocka_unit_test(any_byte_changed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
