/* SPDX-License-Identifier: Apache-2.0
 *
 * The commands. Each is one const struct and one function, which gets parsed options; main.c parses
 * them, prints what went wrong and makes the exit status.
 */
#ifndef CAMTRAIL_APP_COMMANDS_H
#define CAMTRAIL_APP_COMMANDS_H

#include "app/options.h"

struct command {
	const char *summary;
	const char *usage;
	struct options_shape shape;
	/* An exit status; -1 and err: could not do what was asked. */
	int (*run)(const struct options *o, struct err *err);
};

extern const struct command command_audit, command_explain, command_knowledge, command_observe,
	command_vet;

#endif
