/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "report/summary.h"
#include "report_site.h"

static void like_findings_are_folded(void **state)
{
	struct report_site *site = report_site_large(100);
	struct summary *s = summary_new(report_site_input(site));
	size_t members = 0, contradicted = 0;
	(void)state;

	for (size_t i = 0; i < s->n_groups; i++) {
		members += s->groups[i].n;
		for (size_t m = 1; m < s->groups[i].n; m++) {
			const struct finding *f = &s->j->findings[s->groups[i].members[m]];
			assert_int_equal(f->question, s->groups[i].first->question);
			assert_int_equal(f->answer, s->groups[i].first->answer);
			assert_true(s->groups[i].members[m] > s->groups[i].members[m - 1]);
		}
		if (s->groups[i].first->answer == ANSWER_CONTRADICTED)
			contradicted++;
	}
	assert_int_equal(members, s->j->n_findings);
	assert_int_equal(contradicted, 1);
	assert_int_equal(s->groups[0].n, 10);
	assert_true(s->n_groups < 15);
	summary_free(s);
	report_site_free(site);
}

/* The statements differ in an address only, which would fold, but they name two servers. */
static void two_servers_are_two_findings(void **state)
{
	struct report_site *site = report_site_small();
	struct judgement *j = report_site_judgement(site);
	struct evidence_ref to[2] = {{0, SIZE_MAX, 0, SIZE_MAX}, {0, SIZE_MAX, 1, SIZE_MAX}};
	(void)state;

	j->n_findings = 2;
	for (size_t i = 0; i < 2; i++) {
		j->findings[i] = (struct finding){.question = QUESTION_SERVER_REACHED,
						  .answer = ANSWER_UNEXPLAINED,
						  .declaration = -1,
						  .n_evidence = 1,
						  .evidence = &to[i]};
		snprintf(j->findings[i].statement, STATEMENT_MAX, "It reached 192.0.2.%zu today.",
			 i);
	}
	struct summary *s = summary_new(report_site_input(site));
	assert_int_equal(s->n_groups, 2);
	summary_free(s);
	to[1].contact = 0;
	s = summary_new(report_site_input(site));
	assert_int_equal(s->n_groups, 1);
	assert_int_equal(s->groups[0].n, 2);
	summary_free(s);
	report_site_free(site);
}

static void servers_add_up(void **state)
{
	struct report_site *site = report_site_large(100);
	const struct ledger *l = report_site_ledger(site);
	struct summary *s = summary_new(report_site_input(site));
	uint64_t out = 0, sum = 0;
	size_t contacts = 0, pairs = 0;
	(void)state;

	for (size_t d = 0; d < l->n_devices; d++) {
		contacts += l->devices[d].n_contacts;
		for (size_t c = 0; c < l->devices[d].n_contacts; c++)
			out += l->devices[d].contacts[c].out.bytes;
	}
	for (size_t i = 0; i < s->n_servers; i++) {
		pairs += s->servers[i].n;
		sum += s->servers[i].bytes_out;
		if (i)
			assert_true(s->servers[i].rung <= s->servers[i - 1].rung);
	}
	assert_int_equal(s->n_servers, 6);
	assert_int_equal(pairs, contacts);
	assert_int_equal(sum, out);
	summary_free(s);
	report_site_free(site);
}

static void names_that_were_contacted_are_not_asked_only(void **state)
{
	struct report_site *site = report_site_small();
	const struct ledger *l = report_site_ledger(site);
	struct device *d = &report_site_ledger(site)->devices[0];
	struct summary *s = summary_new(report_site_input(site));
	(void)state;

	assert_int_equal(s->n_asked, 1);
	assert_string_equal(s->asked[0].name, "never.example");
	summary_free(s);

	/* an answer gave the address of a contact, whatever its name */
	d->asked[1].addrs = &d->contacts[1].addr;
	d->asked[1].n_addrs = 1;
	struct asked_check *check = asked_check_new(l, d);
	assert_false(asked_check_only(check, &d->asked[1]));
	asked_check_free(check);

	/* or of a device inside that it talked with */
	struct local_talk talk = {.peer = 1};
	d->asked[1].addrs = &report_site_ledger(site)->devices[1].addresses[0].addr;
	check = asked_check_new(l, d);
	assert_true(asked_check_only(check, &d->asked[1]));
	asked_check_free(check);
	d->local = &talk;
	d->n_local = 1;
	check = asked_check_new(l, d);
	assert_false(asked_check_only(check, &d->asked[1]));
	asked_check_free(check);

	/* case does not matter */
	d->n_local = 0;
	d->asked[1].n_addrs = 0;
	d->asked[1].name = "A.P2P.Example";
	check = asked_check_new(l, d);
	assert_false(asked_check_only(check, &d->asked[1]));
	asked_check_free(check);
	report_site_free(site);
}

static void countries_count_devices_once(void **state)
{
	struct report_site *site = report_site_large(100);
	struct summary *s = summary_new(report_site_input(site));
	size_t china = 0;
	(void)state;

	for (size_t d = 0; d < s->ledger->n_devices; d++) {
		const struct device *device = &s->ledger->devices[d];
		bool there = false;
		for (size_t c = 0; c < device->n_contacts; c++)
			there |= strcmp(s->j->devices[d].places[c].country, "CN") == 0;
		china += there;
	}
	assert_int_equal(s->n_countries, 4);
	for (size_t i = 0; i < s->n_countries; i++)
		if (strcmp(s->countries[i].country, "China") == 0)
			assert_int_equal(s->countries[i].devices, china);
	for (size_t i = 1; i < s->n_countries; i++)
		assert_true(s->countries[i].devices <= s->countries[i - 1].devices);
	summary_free(s);
	report_site_free(site);
}

static void routers_and_phones_are_not_watched(void **state)
{
	struct report_site *site = report_site_small();
	struct summary *s = summary_new(report_site_input(site));
	(void)state;
	assert_true(summary_watches(s->j, 0));
	assert_true(summary_watches(s->j, 1));
	assert_false(summary_watches(s->j, 2));
	assert_false(summary_watches(s->j, 3));
	assert_int_equal(s->totals.relabelled, 1);
	assert_int_equal(s->totals.outside, 1);
	assert_int_equal(s->totals.outside_sent, 1);
	summary_free(s);
	report_site_free(site);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(like_findings_are_folded),
		cmocka_unit_test(two_servers_are_two_findings),
		cmocka_unit_test(servers_add_up),
		cmocka_unit_test(names_that_were_contacted_are_not_asked_only),
		cmocka_unit_test(countries_count_devices_once),
		cmocka_unit_test(routers_and_phones_are_not_watched),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
