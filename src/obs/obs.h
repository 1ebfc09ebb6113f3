/* SPDX-License-Identifier: Apache-2.0
 *
 * An observation: one fact read from packets: what, where, about which device. The only words
 * that all rooms share. An observation says what was seen, never what it means, and is never
 * edited.
 */
#ifndef CAMTRAIL_OBS_OBS_H
#define CAMTRAIL_OBS_OBS_H

#include "base/addr.h"
#include "base/cursor.h"

enum obs_kind {
#define KIND(NAME, name, TYPE, cap, per_flow, SUBJECT, ROLE, sentence) OBS_##NAME,
#include "obs/kinds.def"
#undef KIND
	OBS_KINDS /* how many */
};

enum obs_type { OBS_TEXT, OBS_NUMBER, OBS_ADDR, OBS_BYTES, OBS_NAMED_ADDR };
enum obs_subject { OBS_ABOUT_SENDER, OBS_ABOUT_RECEIVER };
enum obs_role {
	OBS_ROLE_NONE,
	OBS_ROLE_BRAND,
	OBS_ROLE_MODEL,
	OBS_ROLE_FIRMWARE,
	OBS_ROLE_SERIAL,
	OBS_ROLE_MAC,
	OBS_ROLE_HOSTNAME,
};

/* A row of kinds.def. */
struct obs_kind_info {
	const char *name;
	enum obs_type type;
	uint16_t cap;
	uint16_t per_flow;
	enum obs_subject subject;
	enum obs_role role;
	const char *sentence;
};

/* kind must be < OBS_KINDS */
const struct obs_kind_info *obs_kind_info(enum obs_kind kind);
/* False when no kind has that name. */
bool obs_kind_by_name(struct slice name, enum obs_kind *ret_kind);

enum transport {
	TRANSPORT_NONE = 0,
	TRANSPORT_ICMP = 1,
	TRANSPORT_TCP = 6,
	TRANSPORT_UDP = 17,
	TRANSPORT_ICMP6 = 58,
	TRANSPORT_SCTP = 132
}; /* IANA protocol numbers */

/* Where an observation was made: enough to open the capture and see the same. */
struct where {
	uint32_t capture; /* number of the capture in this run, from 0 */
	uint64_t frame;   /* number of the frame in that capture, from 1, as Wireshark counts */
	int64_t time_us;  /* time of that frame, microseconds since 1970 UTC */
	struct mac src_mac, dst_mac; /* all zero where the link has none */
	struct addr src, dst;        /* of the innermost IP header; family 0 where there is none */
	uint16_t src_port, dst_port; /* host order; ICMP: type and code; else 0 */
	uint8_t transport;           /* enum transport or another IANA protocol number */
	bool from_client;            /* the sender opened the flow (sent its first packet) */
	bool ended;                  /* TCP, in a dissector's feed: the sender sends no more */
	bool pictures;               /* in a dissector's feed: every picture of this flow is wanted,
				      * not only what it is: go on to its end */
};

struct obs {
	enum obs_kind kind;
	struct where where;
	bool has_about; /* the device is `about`, whoever sent the packet (a relayed DHCP) */
	struct mac about;
	bool cut;          /* text was longer than the kind's cap */
	uint64_t number;   /* NUMBER */
	struct addr addr;  /* ADDR, NAMED_ADDR */
	struct slice text; /* TEXT, BYTES, NAMED_ADDR (the name); raw bytes from the wire */
};

#endif
