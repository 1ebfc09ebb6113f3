/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/collection.h"
#include "base/buf.h"
#include "sift/sift.h"

struct shelf {
	char dir[64];
	struct knowledge *knowledge;
	struct sift *sift;
	char said[4096];
};

static void put(const struct shelf *s, const char *name, const char *bytes, size_t len)
{
	char path[256];

	(void)snprintf(path, sizeof(path), "%s/%s", s->dir, name);
	FILE *f = fopen(path, "we");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
}

static void folder(const struct shelf *s, const char *name)
{
	char path[256];

	(void)snprintf(path, sizeof(path), "%s/%s", s->dir, name);
	assert_int_equal(mkdir(path, 0755), 0);
}

static void say(void *ctx, const char *sentence)
{
	struct shelf *s = ctx;
	size_t len = strlen(s->said);
	(void)snprintf(s->said + len, sizeof(s->said) - len, "%s\n", sentence);
}

static struct releases read_all(struct shelf *s)
{
	struct releases r;
	struct err err = {{0}};
	const struct collection_job job = {.path = s->dir,
					   .option = "--reference",
					   .how = {.sift = s->sift,
						   .limits = {.depth = 4,
							      .files = 1000,
							      .bytes = 1 << 20,
							      .bytes_one = 1 << 20,
							      .seconds = 30},
						   .threads = 1},
					   .knowledge = s->knowledge,
					   .say = say,
					   .ctx = s};

	s->said[0] = '\0';
	if (collection_read(&r, &job, &err))
		fail_msg("%s", err.text);
	return r;
}

static int setup(void **state)
{
	struct shelf *s = mem_new(1, sizeof(*s));
	struct err err = {{0}};

	(void)snprintf(s->dir, sizeof(s->dir), "/tmp/camtrail-shelf-XXXXXX");
	assert_non_null(mkdtemp(s->dir));
	s->knowledge = know_load(SOURCE_ROOT "/knowledge", NULL, &err);
	s->sift = sift_new(NULL, 1, &err);
	assert_non_null(s->knowledge);
	assert_non_null(s->sift);
	folder(s, "acme");
	put(s, "acme/one.sh", "#!/bin/sh\nping cloud.unknown-maker.com\n", 39);
	put(s, "acme/two.bin", "nothing in here", 15);
	put(s, "loose.bin", "more of nothing", 15);
	put(s, ".hidden", "x", 1);
	*state = s;
	return 0;
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st, (void)flag, (void)ftw;
	return remove(path);
}

static int teardown(void **state)
{
	struct shelf *s = *state;

	(void)nftw(s->dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	sift_free(s->sift);
	know_free(s->knowledge);
	free(s);
	return 0;
}

static void folders_name_the_maker(void **state)
{
	struct shelf *s = *state;
	struct releases r = read_all(s);

	assert_int_equal(r.collection.n, 3);
	assert_string_equal(r.collection.releases[0].name, "acme/one.sh");
	assert_string_equal(r.collection.releases[0].maker, "acme");
	assert_string_equal(r.collection.releases[2].name, "loose.bin");
	assert_string_equal(r.collection.releases[2].maker, "");
	assert_int_equal(r.collection.releases[0].n_files, 1);
	assert_int_equal(r.collection.releases[0].n_programs, 1);
	assert_int_equal(r.collection.releases[0].n_servers, 1);
	assert_string_equal(r.collection.releases[0].servers[0], "cloud.unknown-maker.com");
	assert_string_equal(s->said, "");
	collection_done(&r);
}

static void set_time(const struct shelf *s, const char *name, time_t t)
{
	char path[256];
	const struct timespec times[2] = {{t, 0}, {t, 0}};

	(void)snprintf(path, sizeof(path), "%s/%s", s->dir, name);
	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

/* What stands in the index is taken from it: here something that the file does not hold. */
static void only_what_changed_is_read_again(void **state)
{
	struct shelf *s = *state;
	struct releases r;
	char path[256];
	bool damaged;
	struct err err = {{0}};
	const char *const planted[] = {"planted.unknown-maker.com"};

	set_time(s, "acme/one.sh", 1000000);
	r = read_all(s);
	struct release fake = r.collection.releases[0];
	fake.servers = planted;
	(void)snprintf(path, sizeof(path), "%s/.camtrail-index.sqlite", s->dir);
	struct release_index *x = release_index_open(path, &damaged, &err);
	assert_non_null(x);
	assert_false(damaged);
	const struct release_entry entry = {.path = "acme/one.sh",
					    .size = 39,
					    .modified_ns = 1000000ll * 1000000000,
					    .release = &fake};
	assert_int_equal(release_index_put(x, &entry, &err), 0);
	release_index_close(x);
	collection_done(&r);
	r = read_all(s);
	assert_string_equal(r.collection.releases[0].servers[0], planted[0]);
	collection_done(&r);
	/* touched, but the same content */
	set_time(s, "acme/one.sh", 2000000);
	r = read_all(s);
	assert_string_equal(r.collection.releases[0].servers[0], planted[0]);
	collection_done(&r);
	/* of the same size, changed */
	put(s, "acme/one.sh", "#!/bin/sh\nping cloud.unknown-maler.com\n", 39);
	set_time(s, "acme/one.sh", 3000000);
	r = read_all(s);
	assert_string_equal(r.collection.releases[0].servers[0], "cloud.unknown-maler.com");
	collection_done(&r);
}

static void what_is_gone_is_forgotten(void **state)
{
	struct shelf *s = *state;
	struct releases r = read_all(s);
	char path[256];

	collection_done(&r);
	(void)snprintf(path, sizeof(path), "%s/acme/two.bin", s->dir);
	assert_int_equal(unlink(path), 0);
	r = read_all(s);
	assert_int_equal(r.collection.n, 2);
	collection_done(&r);
}

static void a_damaged_index_is_made_anew(void **state)
{
	struct shelf *s = *state;
	struct releases r = read_all(s);
	char path[256];

	collection_done(&r);
	(void)snprintf(path, sizeof(path), "%s/.camtrail-index.sqlite", s->dir);
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	for (off_t at = 0; at < 16384; at += 512)
		assert_int_equal(pwrite(fd, "no database here", 16, at), 16);
	close(fd);
	r = read_all(s);
	assert_int_equal(r.collection.n, 3);
	assert_non_null(strstr(s->said, "damaged and is made anew"));
	collection_done(&r);
	r = read_all(s);
	assert_string_equal(s->said, "");
	collection_done(&r);
}

static void lists_of_digests(void **state)
{
	static const char hex[] =
		"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeFF";
	struct shelf *s = *state;
	struct releases r;
	struct err err = {{0}};
	char text[1000], path[256];

	(void)snprintf(path, sizeof(path), "%s/list", s->dir);
	(void)snprintf(text, sizeof(text), "# certified\n%s  fw 1.bin\n%s *fw2.bin\n", hex, hex);
	put(s, "list", text, strlen(text));
	assert_int_equal(collection_read_list(&r, path, &err), 0);
	assert_int_equal(r.collection.n, 2);
	assert_string_equal(r.collection.releases[0].name, "fw 1.bin");
	assert_string_equal(r.collection.releases[1].name, "fw2.bin");
	assert_int_equal(r.collection.releases[0].files[0].sha256[31], 0xff);
	assert_true(r.collection.releases[0].listed_only);
	collection_done(&r);
	(void)snprintf(text, sizeof(text), "SHA256;Name\n%s;\"a;b\"\n", hex);
	put(s, "list", text, strlen(text));
	assert_int_equal(collection_read_list(&r, path, &err), 0);
	assert_string_equal(r.collection.releases[0].name, "a;b");
	collection_done(&r);
	static const char *const bad[] = {"", "name,digest\na,b\n", "name,sha256\na,xyz\n",
					  "# only a note\n"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		err = (struct err){{0}};
		put(s, "list", bad[i], strlen(bad[i]));
		assert_int_equal(collection_read_list(&r, path, &err), -1);
		assert_non_null(strstr(err.text, path));
	}
	(void)snprintf(text, sizeof(text), "%s  a\nnonsense\n", hex);
	put(s, "list", text, strlen(text));
	err = (struct err){{0}};
	assert_int_equal(collection_read_list(&r, path, &err), -1);
	assert_non_null(strstr(err.text, ":2:"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(folders_name_the_maker, setup, teardown),
		cmocka_unit_test_setup_teardown(only_what_changed_is_read_again, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_gone_is_forgotten, setup, teardown),
		cmocka_unit_test_setup_teardown(a_damaged_index_is_made_anew, setup, teardown),
		cmocka_unit_test_setup_teardown(lists_of_digests, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
