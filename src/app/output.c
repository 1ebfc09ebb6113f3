/* SPDX-License-Identifier: Apache-2.0 */
#include "app/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_standard_output(const char *path)
{
	return strcmp(path, "-") == 0;
}

int output_check(const char *path, bool force, struct err *err)
{
	struct stat st;

	if (is_standard_output(path) || stat(path, &st) != 0)
		return 0;
	if (S_ISDIR(st.st_mode))
		return err_set(err, "%s: is a directory", path);
	if (!force && S_ISREG(st.st_mode))
		return err_set(err, "%s: exists; --force replaces it", path);
	return 0;
}

int output_open(struct output *o, const char *path, bool force, struct err *err)
{
	struct stat st;

	*o = (struct output){.force = force};
	if (output_check(path, force, err))
		return -1;
	if (is_standard_output(path)) {
		o->file = stdout;
		return 0;
	}
	o->path = mem_text(path);
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) { /* a pipe or device: written straight */
		o->file = fopen(path, "we");
	} else if (asprintf(&o->temporary, "%s.part-%ld", path, (long)getpid()) >= 0) {
		int fd = open(o->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
		o->file = fd >= 0 ? fdopen(fd, "w") : NULL;
	}
	if (!o->file) {
		(void)err_set(err, "%s: %s", path, strerror(errno));
		output_drop(o);
		return -1;
	}
	return 0;
}

static int put_in_place(const struct output *o)
{
	if (o->force)
		return rename(o->temporary, o->path);
	return renameat2(AT_FDCWD, o->temporary, AT_FDCWD, o->path, RENAME_NOREPLACE);
}

int output_commit(struct output *o, struct err *err)
{
	const char *name = o->path ? o->path : "standard output";
	int bad = fflush(o->file) || ferror(o->file);

	if (!o->path)
		return bad ? err_set(err, "%s: %s", name, strerror(errno)) : 0;
	bad = bad || (o->temporary && fsync(fileno(o->file)));
	int why = errno;
	if (fclose(o->file) && !bad) {
		bad = 1;
		why = errno;
	}
	o->file = NULL;
	if (!bad && o->temporary && put_in_place(o)) {
		bad = 1;
		why = errno;
	}
	if (bad)
		(void)err_set(err, "%s: could not be written: %s", name, strerror(why));
	else if (o->temporary)
		o->temporary[0] = '\0';
	output_drop(o);
	return bad ? -1 : 0;
}

void output_drop(struct output *o)
{
	if (o->file && o->path)
		fclose(o->file);
	if (o->temporary && o->temporary[0])
		(void)unlink(o->temporary);
	free(o->path);
	free(o->temporary);
	*o = (struct output){.file = NULL};
}
