/* SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "app/options.h"
#include "app/version.h"

static const struct command {
	const char *name, *summary;
	int (*run)(int argc, char **argv);
} commands[] = {
	{"audit", "which devices are cameras, who made them, whom they contact", command_audit},
	{"explain", "every observation behind one device's verdicts", command_explain},
	{"observe", "the raw observations of a capture, one a line", command_observe},
};

enum { N_COMMANDS = sizeof(commands) / sizeof(commands[0]) };

static void usage(FILE *to)
{
	fputs("camtrail finds out what a site's cameras really are, whom they talk to, and "
	      "proves it.\n\n"
	      "Usage: camtrail COMMAND [OPTIONS] CAPTURE...\n\nCommands:\n",
	      to);
	for (unsigned i = 0; i < N_COMMANDS; i++)
		fprintf(to, "  %-9s %s\n", commands[i].name, commands[i].summary);
	fputs("\nStart with:  camtrail audit site.pcapng\n"
	      "Options:     camtrail COMMAND --help    Manual: man camtrail\n",
	      to);
}

int command_failed(const char *sentence)
{
	fprintf(stderr, "camtrail: %s\n", sentence);
	return EXIT_CANNOT;
}

int main(int argc, char **argv)
{
	(void)signal(SIGPIPE, SIG_IGN); /* a closed pipe is an error of write(), told as one */
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
			return commands[i].run(argc - 1, argv + 1);
	fprintf(stderr, "camtrail: there is no command '%s'; camtrail --help lists them\n",
		argv[1]);
	return EXIT_CANNOT;
}
