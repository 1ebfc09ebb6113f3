/* SPDX-License-Identifier: Apache-2.0
 *
 * compile-knowledge DIR FILE: run by the build, so that camtrail needs not compile its patterns.
 */
#include <stdio.h>

#include "know/know.h"

int main(int argc, char **argv)
{
	struct err err = {{0}};
	struct knowledge *k = argc == 3 ? know_load(argv[1], NULL, &err) : NULL;

	if (!k || know_compile(k, argv[2], &err) != 0) {
		fprintf(stderr, "compile-knowledge DIR FILE: %s\n", err.text);
		return 1;
	}
	know_free(k);
	return 0;
}
