/* SPDX-License-Identifier: Apache-2.0
 *
 * For tests of the readers of HTTP interfaces: one document as the served side sent it, or as a
 * client did.
 */
#ifndef CAMTRAIL_API_TEST_H
#define CAMTRAIL_API_TEST_H

#include "proto_test.h"

static inline void assert_sent(const struct dissector *d, bool from_client, const char *text,
			       enum verdict_word word, const char *want)
{
	struct proto_test t;

	proto_test_init(&t, d, 80);
	t.where.from_client = from_client;
	struct verdict v = proto_datagram(&t, d, slice_text(text));
	assert_string_equal(proto_lines(&t), want);
	assert_int_equal(v.word, word);
	proto_test_done(&t);
}

/* The answer gives want, the same text sent by a client nothing, and damaged it breaks nothing. */
static inline void assert_answer(const struct dissector *d, const char *text, const char *want)
{
	assert_sent(d, false, text, VERDICT_DONE, want);
	assert_sent(d, true, text, VERDICT_NOT_MINE, "");
	proto_datagram_torture(d, slice_text(text));
}

static inline void assert_no_answer(const struct dissector *d, const char *text)
{
	assert_sent(d, false, text, VERDICT_NOT_MINE, "");
}

#endif
