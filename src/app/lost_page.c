/* SPDX-License-Identifier: Apache-2.0 */
#include "app/lost_page.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { PAGE = 4096 };

/* mmap() is a bare system call, so it may be called here. */
static void put_zeros(int number, siginfo_t *info, void *context)
{
	uint8_t *at = info->si_addr;
	int was = errno;

	(void)context;
	at -= (uintptr_t)at % PAGE;
	(void)number;
	if (info->si_code != BUS_ADRERR ||
	    mmap(at, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED)
		abort();
	errno = was;
}

void lost_page_becomes_zeros(void)
{
	struct sigaction action = {.sa_sigaction = put_zeros, .sa_flags = SA_SIGINFO};

	(void)sigemptyset(&action.sa_mask);
	(void)sigaction(SIGBUS, &action, NULL);
}
