/* SPDX-License-Identifier: Apache-2.0
 *
 * The command line of the commands that read captures.
 */
#ifndef CAMTRAIL_APP_OPTIONS_H
#define CAMTRAIL_APP_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "app/reader.h"
#include "base/err.h"

enum exit_status {
	EXIT_NOTHING_FOUND = 0,
	EXIT_FOUND = 1,      /* something contradicted, or an unpermitted contact */
	EXIT_CANNOT = 2,     /* could not do what was asked */
	EXIT_INCOMPLETE = 3, /* nothing found, but the input was not whole */
};

struct options {
	size_t n_captures;
	const char *const *captures; /* paths, "-" = standard input */
	const char *device;          /* explain */
	const char *declared, *site, *neighbours, *knowledge, *filter;
	const char *firmware, *firmware_of; /* audit: what vet found, and whose it is */
	const char *like;                   /* audit: a device that the others are held against */
	const char *json, *html, *csv, *jsonl;
	const char *extract; /* directory for pictures that went outside */
	const char *reference, *certified, *keep, *cyclonedx; /* vet */
	bool compare;   /* vet: the first file with the second */
	size_t n_words; /* knowledge */
	const char *const *words;
	const char *table, *maker, *class, *grade; /* knowledge list */
	size_t memory;
	bool hash, force, quiet;
	int width;  /* columns, 0 = ask the terminal */
	int colour; /* -1 = only on a terminal */
	struct reader_how how;
};

/* What of it a command takes. */
struct options_shape {
	const char *const *names; /* of its long options, then NULL; NULL = all that audit takes */
	bool takes_device;        /* the last argument is a device */
	bool takes_words;         /* arguments are words, no captures */
	bool takes_images;        /* arguments are delivered files, not captures */
};

enum options_result { OPTIONS_GO, OPTIONS_HELP, OPTIONS_BAD };

/* argv[0] is the command's own name. */
enum options_result options_parse(struct options *o, int argc, char **argv,
				  const struct options_shape *shape, struct err *err);

#endif
