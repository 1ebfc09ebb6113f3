/* SPDX-License-Identifier: Apache-2.0
 *
 * The reader's jail. A process that entered it can read descriptors that it already has, write to
 * two of them, ask for and give back memory, read the clock, draw random bytes and end: nothing else. It opens
 * nothing, connects nowhere, starts nothing, and any other call ends it (SIGSYS). The calls and
 * the reason for each are listed in docs/threat-model.md.
 */
#ifndef CAMTRAIL_APP_JAIL_H
#define CAMTRAIL_APP_JAIL_H

#include "base/err.h"

/* Takes every right on files away (Landlock), for good; needs no_new_privs. False where the kernel
 * does not have it. A second wall: jail_enter does it and forbids the calls themselves as well. */
bool jail_landlock(void);

/* Closes every descriptor but those listed and standard error, forbids new privileges and core dumps,
 * installs the filter: written may be to standard error and to out, one of keep. 0, or -1 and err
 * when the kernel refuses: the caller must not go on then. */
int jail_enter(const int *keep, unsigned n_keep, int out, struct err *err);

/* The same for the worker of vet, whose threads run already: it may also map, read and write at
 * places in the files that it has (images are open for reading only), and wait for its threads. What
 * would open a file is refused, not punished: libraries try. */
int jail_enter_files(const int *keep, unsigned n_keep, int out, struct err *err);

/* Before threads start: where the process is root, it becomes the user and group `nobody` (65534), but
 * for a container whose root may not or that has no such user. 0, or -1 and err. */
int jail_drop_root(struct err *err);

#endif
