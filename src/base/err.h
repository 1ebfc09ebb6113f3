/* SPDX-License-Identifier: Apache-2.0
 *
 * What went wrong in the world (a disk, a file, a database), as a value with one sentence. Built
 * where it failed, given context on the way up, printed once, in app/. Bytes from the wire never
 * make an err: they make observations.
 */
#ifndef CAMTRAIL_BASE_ERR_H
#define CAMTRAIL_BASE_ERR_H

#include <stdarg.h>
#include <stdbool.h>

enum { ERR_TEXT_MAX = 512 };

struct err {
	char text[ERR_TEXT_MAX]; /* "" = no error */
};

/* Sets the sentence and returns -1, so that a failing function ends with
 * `return err_set(err, "...")`. err may be NULL: nobody wants the sentence. */
__attribute__((format(printf, 2, 3))) int err_set(struct err *err, const char *format, ...);

/* Puts "context: " before the sentence that is there; returns -1. */
__attribute__((format(printf, 2, 3))) int err_context(struct err *err, const char *format, ...);

bool err_is_set(const struct err *err);

/* Our own mistakes, never reachable from input: says where and aborts. On in every build. */
#define must(condition)                                             \
	do {                                                        \
		if (!(condition))                                   \
			err_broken(__FILE__, __LINE__, #condition); \
	} while (0)

__attribute__((noreturn)) void err_broken(const char *file, int line, const char *condition);

enum { MEM_NONE_LEFT = 2 }; /* exit status: could not do what was asked */
/* Says "out of memory" and exits. */
__attribute__((noreturn)) void mem_none_left(void);

/* Memory for start-up and for the keeper's tables: never returns NULL, dies with a sentence. */
__attribute__((returns_nonnull, warn_unused_result)) void *mem_new(unsigned long count,
								   unsigned long size);
__attribute__((returns_nonnull, warn_unused_result)) void *
mem_resize(void *old, unsigned long count, unsigned long size);
__attribute__((returns_nonnull, warn_unused_result)) char *mem_text(const char *text);
/* Zeroed address space whose pages are taken as they are touched; given back by mem_release. */
__attribute__((returns_nonnull, warn_unused_result)) void *mem_reserve(unsigned long size);
void mem_release(void *memory, unsigned long size);
/* The heap's next megabytes come in huge pages, where the kernel grants them: a ledger is some tens of
 * megabytes of small things, and a fault for each 4 KiB of them was a quarter of an audit where faults
 * are dear (guests with shadow page tables). Once, before the heap has grown; without it all works the same. */
void mem_expect_much(void);
/* What the heap gives from here on stands in a huge page of its own. In a process that was forked the
 * page at the heap's end is shared with the other, and each small page of it that is written to would
 * have to be copied. */
void mem_leave_page(void);
/* Whether somebody (a sanitizer) minds what a process has not given back when it ends. */
bool mem_is_watched(void);

#endif
