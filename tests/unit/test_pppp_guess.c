/* SPDX-License-Identifier: Apache-2.0
 *
 * Flows under unpublished keys in which no device id can be read. The messages are those of
 * registration with servers as palant.info's overview lists them: types and lengths.
 */
#include "pppp_test.h"

#include "proto/pppp_guess.h"

extern const struct dissector pppp_dissector;
static const struct dissector *const d = &pppp_dissector;

static const struct pppp_key unpublished = {{0x51, 0xaf, 0x93, 0x2c}};

#define HELLO "f1000000"
#define HELLO_TOLD "f1010010 0002 6c7d 010200cb 0000000000000000"
#define SEALED                                                              \
	"f112002c 8f14a9c3d2e17b6655443a2b1c0d9e8f7a6b5c4d3e2f1a0b9c8d7e6f" \
	"5a4b3c2d1e0f9a8b7c6d5e4f10213243"
#define SEALED_TOLD "f1130008 0102030405060708"
#define ALIVE "f1e00000"

struct step {
	bool from_client;
	const char *clear;
};

static enum verdict_word run(struct proto_test *t, uint16_t port, struct pppp_key key,
			     const struct step *steps, size_t n)
{
	struct verdict v = {0};
	proto_test_init(t, d, port);
	for (size_t i = 0; i < n; i++) {
		t->where.from_client = steps[i].from_client;
		v = proto_datagram(t, d, obfuscate(key, hex(steps[i].clear)));
	}
	return v.word;
}

static void expect(uint16_t port, const struct step *steps, size_t n, enum verdict_word word,
		   const char *want)
{
	struct proto_test t;
	assert_int_equal(run(&t, port, unpublished, steps, n), word);
	assert_string_equal(proto_lines(&t), want);
	proto_test_done(&t);
}

#define DEVICE_KEY "pppp.device_key 51af932c\n"
#define REGISTERED                                   \
	DEVICE_KEY "pppp.message device registers\n" \
		   "pppp.form ciphered registration 12\n"

static void an_answered_registration(void **state)
{
	static const struct step steps[] = {{true, HELLO},        {false, HELLO_TOLD},
					    {true, SEALED},       {false, SEALED_TOLD},
					    {true, "f1ee000100"}, {true, ALIVE}};
	(void)state;
	expect(32100, steps, 2, VERDICT_NEXT, "");
	expect(32100, steps, 3, VERDICT_NEXT, REGISTERED);
	expect(32108, steps, 6, VERDICT_NEXT,
	       REGISTERED "pppp.key 51af932c\npppp.message registration answered\n"
			  "pppp.key 51af932c\npppp.message keep-alive\n");
	expect(60722, steps, 3, VERDICT_NEXT, REGISTERED);
	expect(32101, steps, 6, VERDICT_NOT_MINE, "");
}

/* A device that asks a server that never answers says the same again and again. */
static void an_unanswered_one(void **state)
{
	static const struct step steps[] = {
		{true, HELLO}, {true, SEALED}, {true, HELLO}, {true, SEALED}, {true, SEALED}};
	(void)state;
	expect(32100, steps, 3, VERDICT_NEXT, "");
	expect(32100, steps, 4, VERDICT_NEXT, REGISTERED);
}

static void one_message_alone_is_no_proof(void **state)
{
	static const struct step alive[] = {
		{true, ALIVE}, {true, ALIVE}, {false, ALIVE}, {true, ALIVE}};
	static const struct step sealed[] = {{true, SEALED}, {true, SEALED}, {true, SEALED}};
	static const struct step other[] = {{true, HELLO}, {true, SEALED}, {true, "f2000000"}};
	struct proto_test t;
	(void)state;
	expect(32100, alive, 4, VERDICT_NEXT, "");
	expect(32100, sealed, 3, VERDICT_NEXT, "");
	expect(32100, other, 3, VERDICT_NOT_MINE, "");
	/* what never proves itself is left */
	proto_test_init(&t, d, 32100);
	enum verdict_word word = VERDICT_NEXT;
	unsigned n = 0;
	for (; word == VERDICT_NEXT && n < 1000; n++)
		word = proto_datagram(&t, d, obfuscate(unpublished, hex(ALIVE))).word;
	assert_int_equal(word, VERDICT_NOT_MINE);
	assert_int_equal(n, 65);
	proto_test_done(&t);
}

/* Of every key that a phrase can give, most from a registration, nearly all when a session is
 * opened; never a wrong one. */
static void most_keys_are_found(void **state)
{
	static const struct step steps[] = {
		{true, HELLO},        {false, HELLO_TOLD}, {true, SEALED},
		{false, SEALED_TOLD}, {true, HELLO},       {true, SEALED},
		{true, ALIVE},        {false, "f1e10000"}, {true, "f1f00000"}};
	unsigned tried = 0, early = 0, late = 0;
	(void)state;
	for (unsigned a = 0; a < 256; a += 7) {
		for (unsigned b = 0; b < 256; b += 9) {
			struct pppp_key key = {
				{(uint8_t)a, (uint8_t)-a, (uint8_t)b, (uint8_t)(a * 3 ^ b)}};
			char want[64];
			struct proto_test t;
			(void)snprintf(want, sizeof(want), "key %02x%02x%02x%02x\n", key.k[0],
				       key.k[1], key.k[2], key.k[3]);
			for (size_t n = 4; n <= 9; n += 5) {
				(void)run(&t, 32100, key, steps, n);
				const char *lines = proto_lines(&t);
				bool found = strstr(lines, want) != NULL;
				/* a short message may fit a published key too; who registers
				 * is not told under a wrong one */
				const char *device = strstr(lines, "device_key ");
				assert_true(!device || memcmp(device + 7, want, 12) == 0);
				*(n == 4 ? &early : &late) += found;
				proto_test_done(&t);
			}
			tried++;
		}
	}
	print_message("of %u keys %u after 4 messages, %u after 9\n", tried, early, late);
	assert_true(early > tried * 60 / 100);
	assert_true(late > tried * 95 / 100);
}

static uint64_t x = 88172645463325252ULL;
static uint8_t next_byte(void)
{
	x ^= x << 13, x ^= x >> 7, x ^= x << 17;
	return (uint8_t)(x >> 24);
}

/* The many ways in which others' datagrams begin. */
static void stranger(uint8_t bytes[64], unsigned form, unsigned turn, size_t len)
{
	for (size_t i = 0; i < 64; i++)
		bytes[i] = next_byte();
	if (form >= 1)
		bytes[0] = (uint8_t)(0x40 + form); /* one first byte */
	if (form == 1 || form == 8) { /* what only the key's free bytes can contradict */
		bytes[1] = (uint8_t)((bytes[1] & 0xfc) | 2);
		bytes[2] = (uint8_t)(bytes[2] | 3);
	}
	if (form == 2) {
		bytes[1] = (uint8_t)(turn & 3); /* type, length */
		bytes[2] = 0;
		bytes[3] = (uint8_t)len;
	} else if (form == 3) {
		bytes[1] = 96; /* RTP's sequence */
		bytes[2] = 7;
		bytes[3] = (uint8_t)turn;
	} else if (form == 4) {
		memcpy(bytes + 1, "ABC", 3); /* a mark of four bytes */
	} else if (form == 5) {
		bytes[1] = (uint8_t)turn; /* a counter, then length less 4 */
		bytes[2] = 0;
		bytes[3] = (uint8_t)(len - 4);
	} else if (form == 6) {
		bytes[1] = (uint8_t)(turn & 1); /* two messages over and over */
		bytes[2] = bytes[3] = 0;
	} else if (form == 7) {
		bytes[1] = bytes[2] = bytes[3] = (uint8_t)(turn / 2); /* each twice */
	}
}

static void strangers_are_never_taken(void **state)
{
	static const size_t lengths[] = {4, 4, 8, 12, 20, 24, 44, 48};
	unsigned long datagrams = 0;
	(void)state;
	for (unsigned round = 0; round < 400000; round++) {
		struct pppp_guess guess = {0};
		enum pppp_guessed got = PPPP_OPEN;
		for (unsigned turn = 0; turn < 12 && got == PPPP_OPEN; turn++, datagrams++) {
			uint8_t bytes[64];
			struct pppp_key key;
			size_t len = lengths[(round / 9 + turn * (round / 72 % 3)) % 8];
			stranger(bytes, round % 9, turn, len);
			got = pppp_guess_add(&guess, slice_of(bytes, len), &key);
		}
		assert_int_not_equal(got, PPPP_KEY_FOUND);
	}
	print_message("%lu datagrams of 400000 flows\n", datagrams);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answered_registration),
		cmocka_unit_test(an_unanswered_one),
		cmocka_unit_test(one_message_alone_is_no_proof),
		cmocka_unit_test(most_keys_are_found),
		cmocka_unit_test(strangers_are_never_taken),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
