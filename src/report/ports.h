/* SPDX-License-Identifier: Apache-2.0
 *
 * What devices say by LLDP and CDP to the other end of their cable: which port of which switch the
 * capture heard, and what a camera that speaks so says of itself. Nothing is concluded: a name
 * stands beside a port only where the device said one name, a description or VLAN only where it
 * said one port.
 */
#ifndef CAMTRAIL_REPORT_PORTS_H
#define CAMTRAIL_REPORT_PORTS_H

#include "report/summary.h"

/* A port that a device announced which says it is a switch, a router or an access point. */
struct heard_port {
	size_t device;
	const char *noun;     /* "switch", "router", "access point" */
	const char *protocol; /* "LLDP", "CDP" */
	const struct seen *port;
	const struct seen *name, *description,
		*vlan; /* NULL = not said, or not surely this port's */
};

/* In order of devices, LLDP before CDP. */
void ports_each(const struct ledger *l, void (*take)(void *ctx, const struct heard_port *p),
		void *ctx);
/* switch "sw-3", port Gi1/0/12 ("gate west"), VLAN 20, by LLDP, site.pcap frame 9: raw text */
void ports_sentence(struct buf *out, const struct report_input *in, const struct heard_port *p);
/* What such a port does not tell. */
extern const char ports_caution[];

/* The observation was announced by LLDP or CDP. */
bool ports_announced(const struct seen *seen);
/* The device announces itself, but not as a switch, router or access point. */
bool ports_is_station(const struct device *d);

#endif
