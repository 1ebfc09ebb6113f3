/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CAMTRAIL_ENGINE_ICMP_H
#define CAMTRAIL_ENGINE_ICMP_H

#include "engine/talk.h"
#include "net/packet.h"

/* ICMP that is no conversation: errors about others' packets, neighbour discovery. True when the
 * packet must not be counted as a flow. */
bool icmp_apart(struct talks *talks, const struct packet *p, const struct where *w);

#endif
