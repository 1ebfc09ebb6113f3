/* SPDX-License-Identifier: Apache-2.0
 *
 * pcap_loop FILE: libpcap reading a capture and doing nothing with it.
 */
#include <pcap/pcap.h>
#include <stdio.h>

static void nothing(u_char *count, const struct pcap_pkthdr *head, const u_char *bytes)
{
	(void)head, (void)bytes;
	++*(unsigned long *)(void *)count;
}

int main(int argc, char **argv)
{
	char err[PCAP_ERRBUF_SIZE] = "usage: pcap_loop FILE";
	unsigned long count = 0;
	pcap_t *p = argc == 2 ? pcap_open_offline(argv[1], err) : NULL;

	if (!p || pcap_loop(p, -1, nothing, (u_char *)&count) < 0) {
		fprintf(stderr, "%s\n", err);
		return 2;
	}
	pcap_close(p);
	printf("%lu packets\n", count);
	return 0;
}
