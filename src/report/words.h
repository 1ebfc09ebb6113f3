/* SPDX-License-Identifier: Apache-2.0
 *
 * Wording and number formats that all reports share. English, independent of the locale, so that
 * the same findings give the same bytes on any machine.
 */
#ifndef CAMTRAIL_REPORT_WORDS_H
#define CAMTRAIL_REPORT_WORDS_H

#include "base/buf.h"
#include "judge/judge.h"

enum { WORDS_REAL_MAX = 32, WORDS_TIME_MAX = 32, WORDS_NUMBER_MAX = 32, WORDS_ENDPOINT_MAX = 64 };

/* Rounded half away from zero; places at most 6. */
const char *words_real(double v, unsigned places, char text[WORDS_REAL_MAX]);
/* "2024-03-01T08:00:00.000000Z" */
const char *words_iso_time(int64_t time_us, char text[WORDS_TIME_MAX]);
/* "2024-03-01 08:00:00", UTC, for people; "" for 0. */
const char *words_time(int64_t time_us, char text[WORDS_TIME_MAX]);
/* "1,513" */
const char *words_count(uint64_t n, char text[WORDS_NUMBER_MAX]);
/* "1.4 MB", decimal units */
const char *words_bytes(uint64_t n, char text[WORDS_NUMBER_MAX]);
/* "2 days 3 h", "12 min", "40 s" */
const char *words_duration(int64_t us, char text[WORDS_NUMBER_MAX]);
/* The same of the time between two moments, which may be any that a file says. */
const char *words_between(int64_t first_us, int64_t last_us, char text[WORDS_NUMBER_MAX]);
/* A verdict at least so probable is shown without its number where space is scarce. */
#define WORDS_SURE 0.95
/* "97%"; never "100%" or "0%" unless exactly that: ">99%", "<1%" */
const char *words_percent(double probability, char text[WORDS_NUMBER_MAX]);
/* "1 camera", "1,300 cameras": appends. */
void words_plural(struct buf *out, uint64_t n, const char *one, const char *many);

/* "camera", "recorder", "other", "unknown" */
const char *words_kind(enum device_kind k);
/* "tcp", "udp", "icmp", else the protocol number */
const char *words_transport(uint8_t transport, char text[WORDS_NUMBER_MAX]);
/* "203.0.113.9:8800", "[2001:db8::1]:443", without port when it is 0 */
const char *words_endpoint(const struct addr *a, uint16_t port, char text[WORDS_ENDPOINT_MAX]);
/* "China" for "CN"; the code itself when it is not known; "" for "". */
const char *words_country(const char *alpha2);
/* What a rung means, in one short clause: "tried to reach, no answer". */
const char *words_rung(enum rung r);
/* The maker's name, "unknown" for -1. */
const char *words_maker(const struct knowledge *k, int maker);
/* F0 to F3, S1 to S4 in words. */
const char *words_forge(enum forgeability f);
const char *words_sharing(enum sharing s);
const char *words_class(enum evidence_class c);

/* "every 8 s, 44 bytes: PPPP registration, to 4 addresses": appends; nothing when there is none. */
void words_heartbeat(struct buf *out, const struct heartbeat *h);

/* The value of an observation as raw text: numbers in decimal, bytes in hex, a named address as
 * "name -> address". Still to be escaped. */
void words_seen_value(struct buf *out, const struct seen *s);

#endif
