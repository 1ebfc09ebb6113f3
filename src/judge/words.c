/* SPDX-License-Identifier: Apache-2.0
 *
 * The words of questions, answers and severities, and the exit status they lead to.
 */
#include "judge/judge.h"

const char *question_name(enum question q)
{
	static const char *const names[QUESTIONS] = {
		[QUESTION_MAKER] = "maker",
		[QUESTION_LABEL] = "label",
		[QUESTION_COUNTRY] = "country",
		[QUESTION_DECLARED_SEEN] = "declared seen",
		[QUESTION_SERIAL] = "serial",
		[QUESTION_CERTIFICATE] = "certificate",
		[QUESTION_SERVER_REACHED] = "server reached",
		[QUESTION_INBOUND] = "inbound",
		[QUESTION_FOOTAGE] = "footage",
		[QUESTION_IDENTITY] = "identity",
		[QUESTION_FIRMWARE_AUTHOR] = "firmware author",
		[QUESTION_SERVER_CARRIED] = "server carried",
	};
	must((unsigned)q < QUESTIONS);
	return names[q];
}

const char *answer_name(enum answer a)
{
	static const char *const names[ANSWERS] = {
		[ANSWER_CONSISTENT] = "consistent",     [ANSWER_CONTRADICTED] = "contradicted",
		[ANSWER_UNEXPLAINED] = "unexplained",   [ANSWER_NOT_TESTED] = "not tested",
		[ANSWER_INCONCLUSIVE] = "inconclusive",
	};
	must((unsigned)a < ANSWERS);
	return names[a];
}

const char *severity_name(enum severity s)
{
	static const char *const names[SEVERITIES] = {
		[SEVERITY_INFO] = "info",
		[SEVERITY_LOW] = "low",
		[SEVERITY_MEDIUM] = "medium",
		[SEVERITY_HIGH] = "high",
	};
	must((unsigned)s < SEVERITIES);
	return names[s];
}

int judgement_exit(const struct judgement *j)
{
	if (j->contradicted || j->contacts_unpermitted)
		return 1;
	return j->ledger->incomplete ? 3 : 0;
}
