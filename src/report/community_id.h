/* SPDX-License-Identifier: Apache-2.0
 *
 * Community ID v1 (the open specification for a flow's name, seed 0), by which other tools find
 * the same flow: "1:" and the base64 of SHA-1 over
 *
 *   be16 seed | lower address | higher address | u8 protocol | 0 | be16 its port | be16 its port
 *
 * The lower endpoint comes first, so that both directions give one name. ICMP has no ports: there
 * its type stands for the sender's and the answer's type for the receiver's, as the specification
 * takes over from Zeek; a type that nobody answers has its code there, and is not turned round.
 */
#ifndef CAMTRAIL_REPORT_COMMUNITY_ID_H
#define CAMTRAIL_REPORT_COMMUNITY_ID_H

#include <stdbool.h>

#include "base/addr.h"

enum { COMMUNITY_ID_MAX = 32 }; /* with NUL */

/* False when there is none: addresses not set or of two families, or not TCP, UDP, SCTP or ICMP.
 * ICMP: src_port is the type, dst_port the code. */
bool community_id(const struct addr *src, uint16_t src_port, const struct addr *dst,
		  uint16_t dst_port, uint8_t transport, char ret_id[COMMUNITY_ID_MAX]);

#endif
