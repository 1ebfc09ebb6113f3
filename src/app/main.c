/* SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "app/output.h"
#include "app/version.h"

static const struct {
	const char *name;
	const struct command *command;
} commands[] = {
	{"audit", &command_audit},
	{"explain", &command_explain},
	{"knowledge", &command_knowledge},
	{"observe", &command_observe},
	{"vet", &command_vet},
};

enum { N_COMMANDS = sizeof(commands) / sizeof(commands[0]) };

static void usage(FILE *to)
{
	fputs("camtrail finds out what a site's cameras really are, whom they talk to, and "
	      "proves it.\n\n"
	      "Usage: camtrail COMMAND [OPTIONS] CAPTURE...\n\nCommands:\n",
	      to);
	for (unsigned i = 0; i < N_COMMANDS; i++)
		fprintf(to, "  %-9s %s\n", commands[i].name, commands[i].command->summary);
	fputs("\nStart with:  camtrail audit site.pcapng\n"
	      "Options:     camtrail COMMAND --help    Manual: man camtrail\n",
	      to);
}

static int failed(const struct err *err)
{
	output_tell(err->text);
	return EXIT_CANNOT;
}

static int run_command(const struct command *c, int argc, char **argv)
{
	struct options o;
	struct err err = {{0}};
	int status = -1;

	mem_expect_much();
	switch (options_parse(&o, argc, argv, &c->shape, &err)) {
	case OPTIONS_HELP:
		fputs(c->usage, stdout);
		status = output_standard(&err);
		break;
	case OPTIONS_BAD:
		break;
	case OPTIONS_GO:
		status = c->run(&o, &err);
		break;
	}
	return status < 0 ? failed(&err) : status;
}

int main(int argc, char **argv)
{
	/* a closed pipe and a file that may not grow are errors of write(), told by output.c */
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGXFSZ, SIG_IGN);
	output_end_clean();
	if (argc < 2) {
		usage(stderr);
		return EXIT_CANNOT;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
	    strcmp(argv[1], "help") == 0) {
		usage(stdout);
		return 0;
	}
	if (strcmp(argv[1], "--version") == 0) {
		puts("camtrail " CAMTRAIL_VERSION);
		return 0;
	}
	for (unsigned i = 0; i < N_COMMANDS; i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return run_command(commands[i].command, argc - 1, argv + 1);
	fprintf(stderr, "camtrail: there is no command '%s'; camtrail --help lists them\n",
		argv[1]);
	return EXIT_CANNOT;
}
