/* SPDX-License-Identifier: Apache-2.0
 *
 * Filter expressions (pcap-filter(7)), compiled by libpcap for each link type. Runs in the keeper:
 * libpcap looks up names that an expression mentions.
 */
#include "capture/capture.h"

#include <stdlib.h>

#include <pcap/pcap.h>

static const struct {
	uint32_t link;
	int compiled_as; /* libpcap's number, DLT */
} LINKS[] = {
	{LINK_ETHERNET, DLT_EN10MB},
	{LINK_RAW, DLT_RAW},
	{LINK_IPV4, DLT_IPV4},
	{LINK_IPV6, DLT_IPV6},
	{LINK_LINUX_SLL, DLT_LINUX_SLL},
	{LINK_LINUX_SLL2, DLT_LINUX_SLL2},
	{LINK_NULL, DLT_RAW}, /* see capture_set_filter */
	{LINK_LOOP, DLT_RAW},
};

enum { N_LINKS = sizeof(LINKS) / sizeof(LINKS[0]) };

/* NULL when the expression makes no sense for the link type; err then says why, unless it already
 * says something. */
static struct bpf_program *compile(const char *expression, int link, struct err *err)
{
	pcap_t *dead = pcap_open_dead(link, FRAME_BYTES_MAX);
	struct bpf_program *program = mem_new(1, sizeof(*program));

	must(dead);
	if (pcap_compile(dead, program, expression, 1, PCAP_NETMASK_UNKNOWN) != 0) {
		if (!err_is_set(err))
			err_set(err, "filter \"%s\": %s", expression, pcap_geterr(dead));
		free(program);
		program = NULL;
	}
	pcap_close(dead);
	return program;
}

struct capture_filter *filter_compile(const char *expression, struct err *err)
{
	struct capture_filter *filters = mem_new(N_LINKS + 1, sizeof(*filters));
	struct err why = {0};
	size_t n = 0;

	for (size_t i = 0; i < N_LINKS; i++) {
		struct bpf_program *program = compile(expression, LINKS[i].compiled_as, &why);
		if (program)
			filters[n++] = (struct capture_filter){LINKS[i].link, program};
	}
	if (n)
		return filters;
	filter_free(filters);
	err_set(err, "%s", why.text);
	return NULL;
}

void filter_free(struct capture_filter *filters)
{
	if (!filters)
		return;
	for (size_t i = 0; filters[i].program; i++) {
		struct bpf_program *program = (struct bpf_program *)(uintptr_t)filters[i].program;
		pcap_freecode(program);
		free(program);
	}
	free(filters);
}
