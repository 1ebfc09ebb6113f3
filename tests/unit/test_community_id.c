/* SPDX-License-Identifier: Apache-2.0
 * The vectors are the specification's own, seed 0: corelight/community-id-spec, README.md and
 * baseline/; those of ICMP: corelight/pycommunityid, tests/communityid_test.py. */
#include "test.h"

#include "obs/obs.h"
#include "report/community_id.h"

static const struct {
	uint8_t transport;
	const char *src, *dst;
	uint16_t src_port, dst_port;
	const char *want;
} vectors[] = {
	{6, "128.232.110.120", "66.35.250.204", 34855, 80, "1:LQU9qZlK+B5F3KDmev6m5PMibrg="},
	{6, "66.35.250.204", "128.232.110.120", 80, 34855, "1:LQU9qZlK+B5F3KDmev6m5PMibrg="},
	{17, "192.168.1.52", "8.8.8.8", 54585, 53, "1:d/FP5EW3wiY1vCndhwleRRKHowQ="},
	{17, "8.8.8.8", "192.168.1.52", 53, 54585, "1:d/FP5EW3wiY1vCndhwleRRKHowQ="},
	{132, "192.168.170.8", "192.168.170.56", 7, 7, "1:MP2EtRCAUIZvTw6MxJHLV7N7JDs="},
	{132, "192.168.170.56", "192.168.170.8", 7, 7, "1:MP2EtRCAUIZvTw6MxJHLV7N7JDs="},
	{6, "2001:470:e5bf:dead:4957:2174:e82c:4887", "2607:f8b0:400c:c03::1a", 63943, 25,
	 "1:/qFaeAR+gFe1KYjMzVDsMv+wgU4="},
	{6, "2607:f8b0:400c:c03::1a", "2001:470:e5bf:dead:4957:2174:e82c:4887", 25, 63943,
	 "1:/qFaeAR+gFe1KYjMzVDsMv+wgU4="},
	{1, "192.168.0.89", "192.168.0.1", 8, 0, "1:X0snYXpgwiv9TZtqg64sgzUn6Dk="},
	{1, "192.168.0.1", "192.168.0.89", 0, 8, "1:X0snYXpgwiv9TZtqg64sgzUn6Dk="},
	{1, "192.168.0.89", "192.168.0.1", 20, 0, "1:3o2RFccXzUgjl7zDpqmY7yJi8rI="},
	{1, "192.168.0.89", "192.168.0.1", 20, 1, "1:tz/fHIDUHs19NkixVVoOZywde+I="},
	{1, "192.168.0.1", "192.168.0.89", 0, 20, "1:X0snYXpgwiv9TZtqg64sgzUn6Dk="},
	{58, "fe80::200:86ff:fe05:80da", "fe80::260:97ff:fe07:69ea", 135, 0,
	 "1:dGHyGvjMfljg6Bppwm3bg0LO8TY="},
	{58, "fe80::260:97ff:fe07:69ea", "fe80::200:86ff:fe05:80da", 136, 0,
	 "1:dGHyGvjMfljg6Bppwm3bg0LO8TY="},
	{58, "3ffe:507:0:1:260:97ff:fe07:69ea", "3ffe:507:0:1:200:86ff:fe05:80da", 3, 0,
	 "1:NdobDX8PQNJbAyfkWxhtL2Pqp5w="},
	{58, "3ffe:507:0:1:200:86ff:fe05:80da", "3ffe:507:0:1:260:97ff:fe07:69ea", 3, 0,
	 "1:/OGBt9BN1ofenrmSPWYicpij2Vc="},
	{6, "127.0.0.1", "10.0.0.1", 1234, 80, "1:mgRgpIZSu0KHDp/QrtcWZpkJpMU="},
};

static struct addr address(const char *text)
{
	struct addr a = {0};
	assert_true(addr_parse(slice_text(text), &a));
	return a;
}

static void the_specification_agrees(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(vectors) / sizeof(*vectors); i++) {
		struct addr src = address(vectors[i].src), dst = address(vectors[i].dst);
		char id[COMMUNITY_ID_MAX] = "";
		assert_true(community_id(&src, vectors[i].src_port, &dst, vectors[i].dst_port,
					 vectors[i].transport, id));
		assert_string_equal(id, vectors[i].want);
	}
}

static void equal_addresses_are_ordered_by_port(void **state)
{
	struct addr a = address("10.0.0.1");
	char one[COMMUNITY_ID_MAX], other[COMMUNITY_ID_MAX];
	(void)state;
	assert_true(community_id(&a, 9, &a, 7, TRANSPORT_UDP, one));
	assert_true(community_id(&a, 7, &a, 9, TRANSPORT_UDP, other));
	assert_string_equal(one, other);
}

static void what_has_no_id_gets_none(void **state)
{
	struct addr v4 = address("10.0.0.1"), v6 = address("fe80::1"), none = {0};
	char id[COMMUNITY_ID_MAX] = "untouched";
	(void)state;
	assert_false(community_id(&v4, 1, &v6, 2, TRANSPORT_TCP, id));
	assert_false(community_id(&none, 1, &none, 2, TRANSPORT_TCP, id));
	assert_false(community_id(&v4, 8, &v6, 0, TRANSPORT_ICMP, id));
	assert_false(community_id(&v4, 0, &v4, 0, TRANSPORT_NONE, id));
	assert_string_equal(id, "untouched");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_specification_agrees),
		cmocka_unit_test(equal_addresses_are_ordered_by_port),
		cmocka_unit_test(what_has_no_id_gets_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
