/* SPDX-License-Identifier: Apache-2.0
 *
 * The commands; each gets its own name as argv[0] and returns the process's exit status.
 */
#ifndef CAMTRAIL_APP_COMMANDS_H
#define CAMTRAIL_APP_COMMANDS_H

int command_audit(int argc, char **argv);
int command_explain(int argc, char **argv);
int command_observe(int argc, char **argv);

/* "camtrail: sentence" on standard error; returns EXIT_CANNOT. */
int command_failed(const char *sentence);

#endif
