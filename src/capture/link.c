/* SPDX-License-Identifier: Apache-2.0
 *
 * Link types by number: those that net/ can walk, and names for the others (tcpdump.org/linktypes,
 * through libpcap's table, which has them under the same numbers but for the oldest few).
 */
#include "capture/capture.h"

#include <pcap/pcap.h>

enum { LINK_OLD_RAW = 12, LINK_OPENBSD_RAW = 14 };

bool link_type_known(uint32_t link, uint32_t *ret_link)
{
	switch (link) {
	case LINK_OLD_RAW:
	case LINK_OPENBSD_RAW:
		*ret_link = LINK_RAW;
		return true;
	case LINK_NULL:
	case LINK_ETHERNET:
	case LINK_RAW:
	case LINK_LOOP:
	case LINK_LINUX_SLL:
	case LINK_IPV4:
	case LINK_IPV6:
	case LINK_LINUX_SLL2:
		*ret_link = link;
		return true;
	default:
		return false;
	}
}

const char *link_type_name(uint32_t link)
{
	if (link == LINK_RAW)
		return "RAW";
	const char *name = link <= INT16_MAX ? pcap_datalink_val_to_name((int)link) : NULL;
	return name ? name : "unknown";
}
