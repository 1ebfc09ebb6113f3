/* SPDX-License-Identifier: Apache-2.0
 *
 * The two hellos of a TLS handshake (RFC 5246 7.4.1, RFC 8446 4.1), for tls.c and quic.c: a body
 * without its handshake header in, observations out. Knows nothing of records and flows.
 */
#ifndef CAMTRAIL_PROTO_TLS_HELLO_H
#define CAMTRAIL_PROTO_TLS_HELLO_H

#include "base/cursor.h"
#include "obs/sink.h"

enum { TLS_1_3 = 0x0304 };

/* Server name, ALPN, highest version, JA4, which begins with `carrier`: 't' for TCP, 'q' for QUIC.
 * False when the body breaks its own rules; what stood
 * before the fault is observed. */
bool tls_client_hello(struct cursor body, char carrier, struct sink *out);

/* Version and cipher suite chosen; a HelloRetryRequest says the same two. *ret_version is the
 * version chosen, written on success only. */
bool tls_server_hello(struct cursor body, struct sink *out, uint16_t *ret_version);

#endif
