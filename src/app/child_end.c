/* SPDX-License-Identifier: Apache-2.0 */
#include "app/child_end.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

bool child_ended_well(const struct child_end *end, char *reason, size_t room)
{
	int status = end->status;

	if (end->misdeed)
		(void)snprintf(reason, room, "%s %s and was ended; what it sent before is kept",
			       end->who, end->misdeed);
	else if (err_is_set(end->err))
		(void)snprintf(reason, room, "%s sent bytes that can't be trusted (%.120s)",
			       end->who, end->err->text);
	else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
		(void)snprintf(reason, room,
			       "%s tried something that its jail forbids and was ended; what it "
			       "sent before is kept",
			       end->who);
	else if (WIFSIGNALED(status))
		(void)snprintf(reason, room,
			       "%s was ended by signal %d (%s); what it sent before is kept",
			       end->who, WTERMSIG(status), strsignal(WTERMSIG(status)));
	else if (WEXITSTATUS(status) != 0 || !end->ended)
		(void)snprintf(reason, room,
			       "%s ended early with status %d; what it sent before is kept",
			       end->who, WEXITSTATUS(status));
	else
		return true;
	return false;
}
