/* SPDX-License-Identifier: Apache-2.0
 *
 * Who is offered what: the table's short cut over the marks of all dissectors says the same as the
 * marks one by one, and unknown traffic is offered to next to nobody. */
#include "test.h"

#include <dirent.h>
#include <fcntl.h>

#include "capture/capture.h"
#include "engine/table.h"
#include "net/packet.h"

enum {
	NOISE = 20000,
	NOISE_LEN = 12,
	PORT = 40000,   /* nobody's */
	WANTED_MAX = 1, /* dissectors, on average */
};

static const enum carrier carriers[] = {CARRIER_DATAGRAM, CARRIER_STREAM};

/* The order holds those whose marks fit, each once, and nobody else. */
static void check_message(const struct table_index *t, enum carrier carrier, uint16_t port_a,
			  uint16_t port_b, struct slice bytes)
{
	uint8_t order[TABLE_MAX];
	unsigned in_order[TABLE_MAX] = {0};
	unsigned n = table_order(t, port_a, port_b, bytes, order);

	for (unsigned i = 0; i < n; i++)
		in_order[order[i]]++;
	for (unsigned i = 0; i < table_size(); i++) {
		const struct dissector *d = table_dissector(i);
		bool fits = d->carrier == carrier && marks_fit(d->marks, port_a, port_b, bytes);
		if (in_order[i] != fits)
			fail_msg("%s is offered what %s its marks %u times", d->name,
				 fits ? "fits" : "does not fit", in_order[i]);
	}
	assert_int_equal(table_wanted(t, port_a, port_b, bytes), n > 0);
}

static void check_frame(struct table_index *const indexes[2], const struct frame *f,
			unsigned *payloads)
{
	struct packet p;

	packet_walk(f->link, slice_of(f->at, f->len), f->wire_len, &p);
	if ((p.what != PACKET_UDP && p.what != PACKET_TCP) || !p.payload.len)
		return;
	bool is_stream = p.what == PACKET_TCP;
	check_message(indexes[is_stream], carriers[is_stream], p.src_port, p.dst_port, p.payload);
	(*payloads)++;
}

static void check_capture(struct table_index *const indexes[2], const char *path,
			  unsigned *payloads)
{
	struct frame frames[CAPTURE_BATCH];
	struct err err = {{0}};
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t n;

	if (fd < 0)
		return; /* a file beside the cases */
	struct capture *c = capture_open(fd, path, &err);
	assert_non_null(c);
	while ((n = capture_next(c, frames, CAPTURE_BATCH)))
		for (size_t i = 0; i < n; i++)
			check_frame(indexes, &frames[i], payloads);
	capture_close(c);
}

static void agrees_with_the_marks(void **state)
{
	struct table_index *indexes[2] = {table_index_new(carriers[0]),
					  table_index_new(carriers[1])};
	DIR *dir = opendir(SOURCE_ROOT "/tests/golden");
	unsigned payloads = 0;
	const struct dirent *entry;
	char path[4096];
	(void)state;

	assert_non_null(dir);
	while ((entry = readdir(dir))) {
		(void)snprintf(path, sizeof(path), SOURCE_ROOT "/tests/golden/%s/input.pcap",
			       entry->d_name);
		check_capture(indexes, path, &payloads);
	}
	(void)closedir(dir);
	assert_true(payloads > 400);
	table_index_free(indexes[0]);
	table_index_free(indexes[1]);
}

/* xorshift32 */
static uint32_t noise(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

/* Ciphered data of unknown protocols looks like this; on average it may cost few calls. */
static void noise_is_offered_to_next_to_nobody(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(carriers) / sizeof(carriers[0]); i++) {
		struct table_index *t = table_index_new(carriers[i]);
		uint32_t seed = 1;
		unsigned offered = 0;
		for (unsigned k = 0; k < NOISE; k++) {
			uint8_t bytes[NOISE_LEN], order[TABLE_MAX];
			for (size_t b = 0; b < sizeof(bytes); b++)
				bytes[b] = (uint8_t)(noise(&seed) >> 16);
			struct slice payload = slice_of(bytes, sizeof(bytes));
			check_message(t, carriers[i], PORT, PORT + 1, payload);
			offered += table_order(t, PORT, PORT + 1, payload, order);
		}
		assert_in_range(offered, 0, WANTED_MAX * NOISE);
		table_index_free(t);
	}
}

/* What may begin with anything would be offered everything. */
static void all_have_marks(void **state)
{
	(void)state;
	for (unsigned i = 0; i < table_size(); i++) {
		const struct dissector *d = table_dissector(i);
		if ((d->carrier == CARRIER_DATAGRAM || d->carrier == CARRIER_STREAM) &&
		    (!d->marks || mark_ends(d->marks)))
			fail_msg("%s has no marks", d->name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_the_marks),
		cmocka_unit_test(noise_is_offered_to_next_to_nobody),
		cmocka_unit_test(all_have_marks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
