/* SPDX-License-Identifier: Apache-2.0
 * What vet --keep writes: hostile names stay below the directory, nothing is followed, nothing is run. */
#include "test.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <jansson.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/keep.h"

static const char *const names[] = {"../up/fw.bin"};

struct place {
	char dir[64], into[80];
	struct keep *keep;
};

static void begin(struct place *p)
{
	struct err err = {{0}};
	strcpy(p->dir, "/tmp/camtrail-keep-XXXXXX");
	assert_non_null(mkdtemp(p->dir));
	snprintf(p->into, sizeof(p->into), "%s/kept", p->dir);
	p->keep = keep_new(p->into, names, 1, &err);
	assert_non_null(p->keep);
}

static void tell(struct keep *k, uint32_t id, uint32_t parent, struct slice name, uint64_t size)
{
	struct image_record r = {.type = IMAGE_RECORD_FILE,
				 .file = {.id = id, .parent = parent, .size = size, .name = name}};
	r.file.sha256[0] = (uint8_t)id;
	r.file.mode = 06777;
	keep_take(k, &r);
}

static void piece(struct keep *k, uint32_t id, uint64_t offset, const char *text)
{
	keep_take(k, &(struct image_record){
			     .type = IMAGE_RECORD_PIECE,
			     .piece = {.file = id, .offset = offset, .bytes = slice_text(text)}});
}

static size_t end(struct place *p)
{
	struct err err = {{0}};
	size_t files = 0;
	if (keep_end(p->keep, &files, &err))
		fail_msg("%s", err.text);
	return files;
}

static int drop(const char *path, const struct stat *st, int flag, struct FTW *at)
{
	(void)st;
	(void)flag;
	(void)at;
	return remove(path);
}

static void done(struct place *p)
{
	nftw(p->dir, drop, 16, FTW_DEPTH | FTW_PHYS);
}

static void assert_holds(const struct place *p, const char *path, const char *text)
{
	char whole[PATH_MAX], got[256] = {0};
	struct stat st;
	snprintf(whole, sizeof(whole), "%s/%s", p->into, path);
	int fd = open(whole, O_RDONLY | O_NOFOLLOW);
	if (fd < 0)
		fail_msg("%s: %s", path, strerror(errno));
	assert_true(read(fd, got, sizeof(got) - 1) >= 0);
	assert_string_equal(got, text);
	assert_int_equal(fstat(fd, &st), 0);
	assert_true(S_ISREG(st.st_mode));
	assert_int_equal(st.st_mode & 07777, 0600);
	close(fd);
}

static json_t *manifest(const struct place *p)
{
	char path[PATH_MAX];
	snprintf(path, sizeof(path), "%s/manifest.json", p->into);
	json_t *m = json_load_file(path, JSON_ALLOW_NUL, NULL);
	assert_non_null(m);
	return m;
}

static const json_t *entry_of(const json_t *m, uint8_t id)
{
	const json_t *files = json_object_get(m, "files");
	char lead[3];
	snprintf(lead, sizeof(lead), "%02x", id);
	for (size_t i = 0; i < json_array_size(files); i++) {
		const json_t *e = json_array_get(files, i);
		if (strncmp(json_string_value(json_object_get(e, "sha256")), lead, 2) == 0)
			return e;
	}
	fail_msg("%u is not in the manifest", id);
	return NULL;
}

static const char *path_of(const json_t *m, uint8_t id)
{
	return json_string_value(json_object_get(entry_of(m, id), "path"));
}

static void members_lie_in_a_readable_tree(void **state)
{
	struct place p;
	(void)state;
	begin(&p);
	/* members' records come before their parents' */
	piece(p.keep, 3, 0, "hel");
	piece(p.keep, 4, 0, "inner");
	piece(p.keep, 3, 3, "lo");
	tell(p.keep, 4, 3, slice_text("deep/file"), 5);
	tell(p.keep, 3, 2, slice_text("usr/bin/app"), 5);
	tell(p.keep, 2, 1, slice_text("rootfs.zip"), 100);
	tell(p.keep, 5, 2, slice_text("etc/nothing"), 0);
	tell(p.keep, 1, 0, slice_text("fw.bin"), 1000);
	assert_int_equal(end(&p), 3);
	assert_holds(&p, "fw.bin/rootfs.zip.inside/usr/bin/app", "hello");
	assert_holds(&p, "fw.bin/rootfs.zip.inside/usr/bin/app.inside/deep/file", "inner");
	assert_holds(&p, "fw.bin/rootfs.zip.inside/etc/nothing", "");
	json_t *m = manifest(&p);
	assert_int_equal(json_array_size(json_object_get(m, "files")), 5);
	const json_t *e = entry_of(m, 4);
	assert_string_equal(json_string_value(json_object_get(e, "inside")),
			    "fw.bin/rootfs.zip.inside/usr/bin/app");
	assert_string_equal(json_string_value(json_object_get(e, "name")), "deep/file");
	assert_string_equal(json_string_value(json_object_get(e, "image")), names[0]);
	assert_true(json_is_true(json_object_get(e, "written")));
	assert_true(json_is_false(json_object_get(entry_of(m, 1), "written")));
	json_decref(m);
	done(&p);
}

static void assert_harmless(const char *path)
{
	assert_true(path[0] != '/' && path[0] != '-');
	assert_null(strstr(path, "/../"));
	assert_null(strstr(path, "/-"));
	assert_true(strncmp(path, "../", 3) != 0);
	assert_null(strchr(path, '\\'));
	for (const char *at = path; *at; at++)
		assert_true((uint8_t)*at >= ' ' && (uint8_t)*at != 0x7f);
	assert_null(strstr(path, "\xe2\x80\xae"));
	for (const char *at = path; (at = strchr(at, '/')); at++)
		assert_true(strcspn(at + 1, "/") <= 255);
}

static void hostile_names_stay_inside(void **state)
{
	static const struct {
		const char *at;
		size_t len;
	} hostile[] = {
		{"../../../../etc/passwd", 22},
		{"/etc/passwd", 11},
		{"..", 2},
		{".", 1},
		{"", 0},
		{"-rf", 3},
		{"a/-rf/--help", 12},
		{"a\\..\\b", 6},
		{"nul\0inside", 10},
		{"\x1b[2J\x07\n\r\t", 8},
		{"\xe2\x80\xaegpj.exe", 10},
		{"\xff\xfe\x80", 3},
		{"a//b///c", 8},
		{"manifest.json", 13},
		{".parts/7", 8},
	};
	enum { HOSTILE = sizeof(hostile) / sizeof(*hostile) };
	char long_name[1000], deep[1000];
	struct place p;
	(void)state;
	begin(&p);
	memset(long_name, 'x', sizeof(long_name));
	for (size_t i = 0; i < sizeof(deep); i++)
		deep[i] = i % 2 ? '/' : 'd';
	tell(p.keep, 1, 0, slice_text("fw.bin"), 1000);
	for (uint32_t i = 0; i < HOSTILE; i++) {
		tell(p.keep, 10 + i, 1, slice_of(hostile[i].at, hostile[i].len), 1);
		piece(p.keep, 10 + i, 0, "x");
	}
	tell(p.keep, 60, 1, slice_of(long_name, sizeof(long_name)), 1);
	piece(p.keep, 60, 0, "x");
	tell(p.keep, 61, 1, slice_of(deep, sizeof(deep)), 1);
	piece(p.keep, 61, 0, "x");
	assert_int_equal(end(&p), HOSTILE + 2);
	json_t *m = manifest(&p);
	for (uint32_t i = 0; i < HOSTILE; i++) {
		const char *path = path_of(m, (uint8_t)(10 + i));
		assert_harmless(path);
		assert_int_equal(strncmp(path, "fw.bin/", 7), 0);
		assert_holds(&p, path, "x");
		/* told as it was, byte for byte */
		const json_t *name = json_object_get(entry_of(m, (uint8_t)(10 + i)), "name");
		if (i != 11)
			assert_int_equal(json_string_length(name), hostile[i].len);
	}
	assert_string_equal(json_string_value(json_object_get(entry_of(m, 21), "name_hex")),
			    "fffe80");
	assert_harmless(path_of(m, 60));
	assert_holds(&p, path_of(m, 60), "x");
	assert_holds(&p, path_of(m, 61), "x");
	json_decref(m);
	/* nothing beside the directory, nothing left over in it */
	char outside[128];
	snprintf(outside, sizeof(outside), "%s/etc", p.dir);
	assert_int_equal(access(outside, F_OK), -1);
	snprintf(outside, sizeof(outside), "%s/.parts", p.into);
	assert_int_equal(access(outside, F_OK), -1);
	done(&p);
}

static void equal_names_are_numbered(void **state)
{
	struct place p;
	(void)state;
	begin(&p);
	tell(p.keep, 1, 0, slice_text("fw.bin"), 1000);
	for (uint32_t i = 2; i < 6; i++) {
		char text[2] = {(char)('a' + i), '\0'};
		tell(p.keep, i, 1, slice_text("same"), 1);
		piece(p.keep, i, 0, text);
	}
	/* a file where another wants a folder */
	tell(p.keep, 6, 1, slice_text("same/below"), 1);
	piece(p.keep, 6, 0, "g");
	assert_int_equal(end(&p), 5);
	json_t *m = manifest(&p);
	for (uint8_t i = 2; i < 6; i++) {
		char text[2] = {(char)('a' + i), '\0'};
		assert_holds(&p, path_of(m, i), text);
	}
	assert_holds(&p, path_of(m, 6), "g");
	for (uint8_t i = 2; i < 6; i++)
		for (uint8_t k = 2; k < i; k++)
			assert_string_not_equal(path_of(m, i), path_of(m, k));
	json_decref(m);
	done(&p);
}

static void only_a_new_or_empty_directory_will_do(void **state)
{
	char dir[] = "/tmp/camtrail-keep-XXXXXX", path[64], link[64];
	struct err err = {{0}};
	size_t files;
	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/mine", dir);
	close(open(path, O_CREAT | O_WRONLY, 0600));
	assert_null(keep_new(dir, names, 1, &err));
	assert_non_null(strstr(err.text, "not empty"));
	assert_null(keep_new(path, names, 1, &err));
	unlink(path);
	/* empty is good enough */
	struct keep *k = keep_new(dir, names, 1, &err);
	assert_non_null(k);
	/* a link that appears meanwhile is not followed */
	snprintf(link, sizeof(link), "%s/fw.bin", dir);
	assert_int_equal(symlink("/tmp", link), 0);
	tell(k, 1, 0, slice_text("fw.bin"), 9);
	tell(k, 2, 1, slice_text("camtrail-keep-stray"), 1);
	piece(k, 2, 0, "x");
	(void)keep_end(k, &files, &err);
	assert_int_equal(access("/tmp/camtrail-keep-stray", F_OK), -1);
	nftw(dir, drop, 16, FTW_DEPTH | FTW_PHYS);
}

static void a_lost_parent_loses_only_the_place(void **state)
{
	struct place p;
	(void)state;
	begin(&p);
	tell(p.keep, 1, 0, slice_text("fw.bin"), 9);
	tell(p.keep, 3, 2, slice_text("orphan"), 1); /* 2 never comes */
	piece(p.keep, 3, 0, "o");
	piece(p.keep, 9, 0, "n"); /* nor is 9 ever told of */
	tell(p.keep, 7, 7, slice_text("its own parent"), 1);
	piece(p.keep, 7, 0, "s");
	assert_int_equal(end(&p), 3);
	json_t *m = manifest(&p);
	assert_holds(&p, path_of(m, 3), "o");
	assert_holds(&p, path_of(m, 7), "s");
	json_decref(m);
	done(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(members_lie_in_a_readable_tree),
		cmocka_unit_test(hostile_names_stay_inside),
		cmocka_unit_test(equal_names_are_numbered),
		cmocka_unit_test(only_a_new_or_empty_directory_will_do),
		cmocka_unit_test(a_lost_parent_loses_only_the_place),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
