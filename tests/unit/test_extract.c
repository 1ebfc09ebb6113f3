/* SPDX-License-Identifier: Apache-2.0
 *
 * Pictures as files: for the user alone, nothing written over, names made of addresses only. */
#include "test.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/extract.h"

struct desk {
	char dir[64], out[80];
};

static struct desk desk_new(void)
{
	struct desk d = {.dir = "/tmp/camtrail-extract-XXXXXX"};
	assert_non_null(mkdtemp(d.dir));
	(void)snprintf(d.out, sizeof(d.out), "%s/out", d.dir);
	return d;
}

static int remove_one(const char *path, const struct stat *status, int flag, struct FTW *ftw)
{
	(void)status, (void)flag, (void)ftw;
	return remove(path);
}

static void desk_done(const struct desk *d)
{
	assert_int_equal(nftw(d->dir, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

static void piece(struct extract *x, uint8_t camera, uint16_t port, enum media_codec codec,
		  bool start_code, const char *text)
{
	struct footage_record f = {
		.path = {.sender = {.addr = {.family = 4, .bytes = {10, 0, 0, camera}}},
			 .receiver = {.addr = {.family = 6, .bytes = {0x20, 1, 0xd, 0xb8}}},
			 .transport = TRANSPORT_TCP,
			 .src_port = port,
			 .dst_port = 443},
		.codec = (uint8_t)codec,
		.start_code = start_code,
		.bytes = slice_text(text)};

	extract_take(x, &f);
}

static size_t read_file(const struct desk *d, const char *name, char *to, size_t room)
{
	char path[200];
	struct stat status;

	(void)snprintf(path, sizeof(path), "%s/%s", d->out, name);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0600);
	FILE *f = fopen(path, "re");
	assert_non_null(f);
	size_t n = fread(to, 1, room, f);
	assert_int_equal(fclose(f), 0);
	return n;
}

static void streams_become_files_of_the_user_alone(void **state)
{
	struct desk d = desk_new();
	struct err err = {{0}};
	struct stat status;
	char text[100];
	size_t files = 0;
	(void)state;
	struct extract *x = extract_new(d.out, &err);
	assert_non_null(x);
	piece(x, 7, 1000, MEDIA_H264, true, "one");
	piece(x, 8, 1000, MEDIA_MJPEG, false, "jpeg");
	piece(x, 7, 1000, MEDIA_H264, false, "two");
	piece(x, 7, 1000, MEDIA_H264, true, "three");
	assert_int_equal(extract_end(x, &files, &err), 0);
	assert_int_equal(files, 2);
	assert_int_equal(stat(d.out, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0700);
	assert_int_equal(
		read_file(&d, "0001_10.0.0.7_1000_to_2001_db8___443_track0.h264", text, 100), 19);
	assert_memory_equal(text, "\0\0\0\1onetwo\0\0\0\1three", 19);
	assert_int_equal(
		read_file(&d, "0002_10.0.0.8_1000_to_2001_db8___443_track0.mjpeg", text, 100), 4);
	desk_done(&d);
}

static void a_directory_with_something_in_it_is_refused(void **state)
{
	struct desk d = desk_new();
	struct err err = {{0}};
	char path[100];
	size_t files = 0;
	(void)state;
	struct extract *x = extract_new(d.out, &err); /* empty: made here, then used again */
	assert_int_equal(extract_end(x, &files, &err), 0);
	x = extract_new(d.out, &err);
	assert_non_null(x);
	piece(x, 7, 1, MEDIA_H265, true, "x");
	assert_int_equal(extract_end(x, &files, &err), 0);
	assert_null(extract_new(d.out, &err));
	assert_non_null(strstr(err.text, "something is in it"));
	(void)snprintf(path, sizeof(path), "%s/none/deeper", d.dir);
	err = (struct err){{0}};
	assert_null(extract_new(path, &err));
	assert_non_null(strstr(err.text, "can't be made"));
	(void)snprintf(path, sizeof(path), "%s/file", d.dir);
	FILE *f = fopen(path, "we");
	assert_non_null(f);
	assert_int_equal(fclose(f), 0);
	err = (struct err){{0}};
	assert_null(extract_new(path, &err));
	assert_true(err_is_set(&err));
	desk_done(&d);
}

/* More streams than may be open at a time: each file has all of its own, in order. */
static void many_streams_are_written_in_turns(void **state)
{
	enum { STREAMS = 500 };
	struct desk d = desk_new();
	struct err err = {{0}};
	char name[100], text[100];
	size_t files = 0;
	(void)state;
	struct extract *x = extract_new(d.out, &err);
	for (unsigned round = 0; round < 3; round++)
		for (uint16_t i = 0; i < STREAMS; i++)
			piece(x, 7, i, MEDIA_H264, false,
			      round == 0   ? "a"
			      : round == 1 ? "b"
					   : "c");
	assert_int_equal(extract_end(x, &files, &err), 0);
	assert_int_equal(files, STREAMS);
	for (unsigned i = 0; i < STREAMS; i++) {
		(void)snprintf(name, sizeof(name), "%04u_10.0.0.7_%u_to_2001_db8___443_track0.h264",
			       i + 1, i);
		assert_int_equal(read_file(&d, name, text, sizeof(text)), 3);
		assert_memory_equal(text, "abc", 3);
	}
	desk_done(&d);
}

/* Whatever a record says, a name stays inside the directory and holds nothing but plain characters. */
static void names_are_plain_whatever_comes(void **state)
{
	struct desk d = desk_new();
	struct err err = {{0}};
	size_t files = 0, seen = 0;
	(void)state;
	struct extract *x = extract_new(d.out, &err);
	for (unsigned i = 0; i < 256; i++) {
		struct footage_record f = {.codec = (uint8_t)(i % MEDIA_CODECS),
					   .track = (uint8_t)i,
					   .bytes = slice_text("x")};
		f.path.sender.addr.family = f.path.receiver.addr.family = i & 1 ? 6 : 4;
		memset(f.path.sender.addr.bytes, (int)i, 16);
		memset(f.path.receiver.addr.bytes, '/', 16);
		extract_take(x, &f);
	}
	assert_int_equal(extract_end(x, &files, &err), 0);
	assert_int_equal(files, 256);
	DIR *dir = opendir(d.out);
	assert_non_null(dir);
	for (struct dirent *e; (e = readdir(dir));) {
		if (e->d_name[0] == '.')
			continue;
		seen++;
		assert_int_equal(strspn(e->d_name, "0123456789abcdefghijklmnopqrstuvwxyz._"),
				 strlen(e->d_name));
	}
	assert_int_equal(closedir(dir), 0);
	assert_int_equal(seen, 256);
	desk_done(&d);
}

/* A link that somebody puts there meanwhile is not followed; the failure is told once, at the end. */
static void links_are_not_followed(void **state)
{
	struct desk d = desk_new();
	struct err err = {{0}};
	char path[200], target[100];
	struct stat status;
	size_t files = 0;
	(void)state;
	struct extract *x = extract_new(d.out, &err);
	(void)snprintf(path, sizeof(path), "%s/0001_10.0.0.7_1_to_2001_db8___443_track0.h264",
		       d.out);
	(void)snprintf(target, sizeof(target), "%s/elsewhere", d.dir);
	assert_int_equal(symlink(target, path), 0);
	piece(x, 7, 1, MEDIA_H264, true, "secret");
	piece(x, 8, 1, MEDIA_H264, true, "dropped");
	assert_int_equal(extract_end(x, &files, &err), -1);
	assert_non_null(strstr(err.text, "0001_10.0.0.7"));
	assert_int_equal(stat(target, &status), -1);
	desk_done(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(streams_become_files_of_the_user_alone),
		cmocka_unit_test(a_directory_with_something_in_it_is_refused),
		cmocka_unit_test(many_streams_are_written_in_turns),
		cmocka_unit_test(names_are_plain_whatever_comes),
		cmocka_unit_test(links_are_not_followed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
