/* SPDX-License-Identifier: Apache-2.0
 *
 * Audits captures one after the other in one process: starting anew for each would cost more than
 * the audit. Standard input: length (32 bits, big-endian) and bytes of a capture, again and again.
 * Standard output: for each, the exit status that `camtrail audit` would have and the milliseconds
 * that it took. tests/e2e/test_mutate.py drives it.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "fuzz.h"
#include "fuzz_audit.h"

enum { SECONDS_MAX = 20 };

static void too_slow(int signal)
{
	static const char words[] = "audit_many: not finished in time\n";

	(void)signal;
	(void)!write(STDERR_FILENO, words, sizeof(words) - 1);
	abort();
}

static long now_ms(void)
{
	struct timespec t;
	must(clock_gettime(CLOCK_MONOTONIC, &t) == 0);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int main(void)
{
	uint8_t head[4];

	(void)signal(SIGALRM, too_slow);
	while (fread(head, 1, sizeof(head), stdin) == sizeof(head)) {
		struct cursor in = cursor_over(slice_of(head, sizeof(head)));
		uint32_t len = cursor_be32(&in);
		uint8_t *bytes = malloc(len ? len : 1);
		must(bytes && fread(bytes, 1, len, stdin) == len);
		int fd = fuzz_file(slice_of(bytes, len));
		free(bytes);
		long began = now_ms();
		(void)alarm(SECONDS_MAX);
		int status = fuzz_audit_capture(fd);
		(void)alarm(0);
		must(status >= 0 && status <= 3);
		printf("%d %ld\n", status, now_ms() - began);
		if (fflush(stdout))
			return 1;
	}
	return 0;
}
