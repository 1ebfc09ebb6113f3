/* SPDX-License-Identifier: Apache-2.0
 *
 * NetIP messages, for netip.c (TCP) and for whoever reads the search by datagrams (UDP 34569): the
 * head, the names of messages, and what the JSON behind it says of the device.
 */
#ifndef CAMTRAIL_PROTO_NETIP_MESSAGE_H
#define CAMTRAIL_PROTO_NETIP_MESSAGE_H

#include "base/cursor.h"
#include "obs/sink.h"

enum {
	NETIP_HEAD = 20,
	NETIP_ID_SEARCH = 1530, /* asked; 1531 answers */
	NETIP_ID_MEDIA = 1412,
};

struct netip_head {
	uint16_t id;
	uint32_t length; /* of what follows */
};

/* Reads a head without consuming it. False when the 20 bytes are none. */
bool netip_head(struct cursor in, struct netip_head *ret_head);
/* Says which message it is; nothing when the number has no name here. */
void netip_say_message(uint16_t id, struct sink *out);
/* Says what the JSON of an answer tells of the device; nothing when the message is no answer. False
 * when the JSON breaks its rules. */
bool netip_say_body(uint16_t id, struct slice json, struct sink *out);

/* The kinds that the two may say, for `emits`: all but OBS_KINDS at the end. */
#define NETIP_EMITS                                                                              \
	OBS_NETIP_MESSAGE, OBS_NETIP_MODEL, OBS_NETIP_SERIAL, OBS_NETIP_FIRMWARE, OBS_NETIP_MAC, \
		OBS_NETIP_NAME, OBS_NETIP_FIELD

#endif
