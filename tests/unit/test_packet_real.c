/* SPDX-License-Identifier: Apache-2.0
 * Real captures, where CAMTRAIL_SHARED has them: as many packets of each kind as tshark counts
 * (`tshark -q -z io,phs -r FILE`). */
#include "frames.h"

#include <pcap/pcap.h>

struct count {
	const char *file;
	unsigned packets, tcp, udp, icmp, igmp, arp;
};

static const struct count counts[] = {
	{"iot-sentinel-D-LinkCam-A-1.pcap", 624, 198, 371, 1, 36, 12},
	{"iot-sentinel-D-LinkHomeHub-1.pcap", 723, 588, 104, 8, 5, 18},
	{"iot-sentinel-EdimaxCam1-Setup-A-1-STA.pcap", 49, 0, 41, 0, 3, 3},
	{"iot-sentinel-HueBridge-A-1.pcap", 1513, 1244, 228, 19, 8, 14},
	{"iot-sentinel-TP-LinkPlugHS110-1.pcap", 52, 32, 12, 1, 0, 5},
	{"rtp.pcapng", 112, 37, 75, 0, 0, 0},
	{"rtsp.pcap", 568, 568, 0, 0, 0, 0},
	{"ssdp-m-search.pcap", 19, 0, 19, 0, 0, 0},
	{"tplink_shp.pcap", 251, 0, 251, 0, 0, 0},
	{"tuya_lp.pcap", 98, 0, 98, 0, 0, 0},
	{"xiaomi.pcap", 52, 52, 0, 0, 0, 0},
};

static void take(struct count *c, const struct packet *p)
{
	c->packets++;
	c->tcp += p->what == PACKET_TCP;
	c->udp += p->what == PACKET_UDP;
	c->icmp += p->what == PACKET_ICMP;
	c->igmp += p->what == PACKET_IP && p->transport == 2;
	c->arp += p->what == PACKET_FRAME && p->ethertype == 0x0806;
	assert_int_not_equal(p->what, PACKET_UNREADABLE);
	assert_int_not_equal(p->what, PACKET_FRAGMENT);
}

/* Skips when the file is not there. */
static void count_file(const char *path, struct count *ret_count)
{
	char why[PCAP_ERRBUF_SIZE];
	struct pcap_pkthdr *head;
	const u_char *at;
	pcap_t *pcap = pcap_open_offline(path, why);

	if (!pcap)
		skip();
	int link = pcap_datalink(pcap);
	while (pcap_next_ex(pcap, &head, &at) == 1) {
		struct packet p = walk((uint32_t)link, slice_of(at, head->caplen), head->len);
		take(ret_count, &p);
	}
	pcap_close(pcap);
}

static void counts_as_tshark(void **state)
{
	const char *shared = getenv("CAMTRAIL_SHARED");
	char path[4096];
	(void)state;

	if (!shared)
		skip();
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		const struct count *want = &counts[i];
		struct count have = {0};
		(void)snprintf(path, sizeof(path), "%s/captures/%s", shared, want->file);
		count_file(path, &have);
		if (have.packets != want->packets || have.tcp != want->tcp ||
		    have.udp != want->udp || have.icmp != want->icmp || have.igmp != want->igmp ||
		    have.arp != want->arp)
			fail_msg("%s: %u packets, %u tcp, %u udp, %u icmp, %u igmp, %u arp",
				 want->file, have.packets, have.tcp, have.udp, have.icmp, have.igmp,
				 have.arp);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(counts_as_tshark)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
