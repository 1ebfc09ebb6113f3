/* SPDX-License-Identifier: Apache-2.0 */
#include "base/err.h"

#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

int err_set(struct err *err, const char *format, ...)
{
	if (!err)
		return -1;
	va_list args;
	va_start(args, format);
	(void)vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	return -1;
}

int err_context(struct err *err, const char *format, ...)
{
	char was[ERR_TEXT_MAX];

	if (!err)
		return -1;
	memcpy(was, err->text, sizeof(was));
	va_list args;
	va_start(args, format);
	int len = vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	if (len >= 0 && (size_t)len < sizeof(err->text))
		(void)snprintf(err->text + len, sizeof(err->text) - (size_t)len, ": %.*s",
			       (int)sizeof(was) - 1, was);
	return -1;
}

bool err_is_set(const struct err *err)
{
	return err && err->text[0] != '\0';
}

void err_broken(const char *file, int line, const char *condition)
{
	fprintf(stderr, "camtrail: internal mistake at %s:%d: %s\n", file, line, condition);
	abort();
}

void mem_none_left(void)
{
	fputs("camtrail: out of memory\n", stderr);
	quick_exit(MEM_NONE_LEFT); /* nothing that would take memory: only at_quick_exit */
}

static void *never_null(void *memory)
{
	if (!memory)
		mem_none_left();
	return memory;
}

void *mem_new(unsigned long count, unsigned long size)
{
	return never_null(calloc(count ? count : 1, size ? size : 1));
}

void *mem_resize(void *old, unsigned long count, unsigned long size)
{
	return never_null(reallocarray(old, count ? count : 1, size ? size : 1));
}

char *mem_text(const char *text)
{
	return never_null(strdup(text));
}

enum {
	HUGE_PAGES_FROM = 1 << 20,
	HUGE_PAGE = 2 << 20,
	PAGE = 4096,
	HEAP_NEW = 512 << 10,
	HEAP_STEP = 256 << 20, /* by which the heap grows: address space, taken as it is touched */
	HEAP_PIECE_MAX = 4 << 20, /* what is larger is mapped by itself, and grows without a copy */
};

/* Bytes, or an address, rounded up. */
static uintptr_t to_huge_page(uintptr_t n)
{
	return (n + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
}

void *mem_reserve(unsigned long size)
{
	bool huge = size >= HUGE_PAGES_FROM;
	unsigned long whole = huge ? to_huge_page(size) : size;
	void *memory = mmap(NULL, whole, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (memory == MAP_FAILED)
		return never_null(NULL);
	/* Tables of many megabytes are hit at random: with small pages every hit would miss the
	 * TLB too. Not granted is no harm. */
	if (huge)
		(void)madvise(memory, whole, MADV_HUGEPAGE);
	return memory;
}

void mem_release(void *memory, unsigned long size)
{
	if (memory)
		(void)munmap(memory, size >= HUGE_PAGES_FROM ? to_huge_page(size) : size);
}

bool mem_is_watched(void)
{
#if defined(__SANITIZE_ADDRESS__)
	return true;
#elif defined(__has_feature)
	return __has_feature(address_sanitizer);
#else
	return false;
#endif
}

/* Then room that is only set aside counts like any other. */
static bool is_limited(int resource)
{
	struct rlimit limit;
	return getrlimit(resource, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
}

static bool is_memory_limited(void)
{
	return is_limited(RLIMIT_AS) || is_limited(RLIMIT_DATA);
}

/* Takes for good what the heap could still give below an address, but for small pieces. */
static void leave_heap_below(uintptr_t address)
{
	enum { SMALL = HUGE_PAGE / 64 };

	for (size_t size = HUGE_PAGE / 2; size >= SMALL; size /= 2) {
		char *volatile piece = malloc(size);
		while (piece && (uintptr_t)piece + size < address)
			piece = malloc(size);
		free(piece);
	}
}

void mem_leave_page(void)
{
	if (is_memory_limited())
		return;
	leave_heap_below(to_huge_page((uintptr_t)sbrk(0) - mallinfo2().keepcost));
}

void mem_expect_much(void)
{
	if (is_memory_limited())
		return;
	if (!mallopt(M_TOP_PAD, HEAP_STEP) || !mallopt(M_MMAP_THRESHOLD, HEAP_PIECE_MAX))
		return;
	(void)mallopt(M_ARENA_MAX, 1); /* threads' heaps of their own would come in small pages */
	/* more than a new heap has; the page behind it is touched, and so a small one for good */
	char *inside = never_null(malloc(HEAP_NEW)), *end = sbrk(0);
	uintptr_t begin = to_huge_page((uintptr_t)inside + HEAP_NEW + PAGE);
	free(inside);
	/* else another allocator is at work, which has its heap elsewhere */
	if (begin > (uintptr_t)end || (uintptr_t)end - begin > 2 * (uintptr_t)HEAP_STEP)
		return;
	(void)madvise((void *)begin, (uintptr_t)end - begin, MADV_HUGEPAGE);
	leave_heap_below(begin);
}
