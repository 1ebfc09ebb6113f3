/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_test.h"

extern const struct dissector igd_dissector;

static void expect(const char *text, enum verdict_word word, const char *want)
{
	struct proto_test t;
	proto_test_init(&t, &igd_dissector, 0);
	assert_int_equal(proto_datagram(&t, &igd_dissector, slice_text(text)).word, word);
	assert_string_equal(proto_lines(&t), want);
	proto_test_done(&t);
}

#define HEAD                                    \
	"<?xml version=\"1.0\"?>\n<s:Envelope " \
	"xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>"
#define TAIL "</s:Body></s:Envelope>\r\n"
#define SERVICE " xmlns:u=\"urn:schemas-upnp-org:service:WANIPConnection:1\">"
#define ASKS                                                                              \
	HEAD "<u:AddPortMapping" SERVICE                                                  \
	     "<NewRemoteHost></NewRemoteHost><NewExternalPort>8000</NewExternalPort>"     \
	     "<NewProtocol>TCP</NewProtocol><NewInternalPort>80</NewInternalPort>"        \
	     "<NewInternalClient>10.20.0.7</NewInternalClient><NewEnabled>1</NewEnabled>" \
	     "<NewPortMappingDescription>Web access</NewPortMappingDescription>"          \
	     "<NewLeaseDuration>0</NewLeaseDuration></u:AddPortMapping>" TAIL

static void a_door_is_asked_for(void **state)
{
	(void)state;
	expect(ASKS, VERDICT_DONE,
	       "portmap.asked UPnP: TCP port 8000 outside to 10.20.0.7 port 80, \"Web access\"\n");
	expect(HEAD "<m:AddAnyPortMapping><NewExternalPort>0</NewExternalPort>"
		    "<NewProtocol>UDP</NewProtocol><NewInternalPort>5000</NewInternalPort>"
		    "</m:AddAnyPortMapping>" TAIL,
	       VERDICT_DONE, "portmap.asked UPnP: UDP any port outside to itself port 5000\n");
}

static void the_router_answers(void **state)
{
	(void)state;
	expect(HEAD "<u:AddPortMappingResponse" SERVICE "</u:AddPortMappingResponse>" TAIL,
	       VERDICT_DONE, "portmap.granted UPnP\n");
	expect(HEAD "<u:GetExternalIPAddressResponse" SERVICE
		    "<NewExternalIPAddress>203.0.113.9</NewExternalIPAddress>"
		    "</u:GetExternalIPAddressResponse>" TAIL,
	       VERDICT_DONE, "portmap.external 203.0.113.9\n");
	expect(HEAD "<u:GetExternalIPAddressResponse" SERVICE
		    "<NewExternalIPAddress>0.0.0.0</NewExternalIPAddress>"
		    "</u:GetExternalIPAddressResponse>" TAIL,
	       VERDICT_DONE, "");
}

static void no_door(void **state)
{
	(void)state;
	expect(HEAD "<u:AddPortMapping><NewExternalPort>99999</NewExternalPort>"
		    "<NewProtocol>TCP</NewProtocol><NewInternalPort>80</NewInternalPort>"
		    "</u:AddPortMapping>" TAIL,
	       VERDICT_DONE, "");
	expect(HEAD "<u:AddPortMapping><NewExternalPort>80</NewExternalPort>"
		    "<NewInternalPort>80</NewInternalPort></u:AddPortMapping>" TAIL,
	       VERDICT_DONE, "");
	/* what another one asked for, listed */
	expect(HEAD "<u:GetGenericPortMappingEntryResponse><NewExternalPort>80</NewExternalPort>"
		    "</u:GetGenericPortMappingEntryResponse>" TAIL,
	       VERDICT_NOT_MINE, "");
	expect("<AddPortMapping><NewExternalPort>80</NewExternalPort></AddPortMapping>",
	       VERDICT_NOT_MINE, "");
	expect("", VERDICT_NOT_MINE, "");
}

static void broken_documents(void **state)
{
	(void)state;
	expect(HEAD "<u:AddPortMapping><NewExternalPort>80</NewExternalPort>", VERDICT_MALFORMED,
	       "");
	proto_datagram_torture(&igd_dissector, slice_text(ASKS));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_door_is_asked_for),
		cmocka_unit_test(the_router_answers),
		cmocka_unit_test(no_door),
		cmocka_unit_test(broken_documents),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
