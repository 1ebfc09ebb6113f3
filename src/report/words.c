/* SPDX-License-Identifier: Apache-2.0 */
#include "report/words.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/err.h"

const char *words_real(double v, unsigned places, char text[WORDS_REAL_MAX])
{
	static const uint32_t scales[] = {1, 10, 100, 1000, 10000, 100000, 1000000};
	must(places < sizeof(scales) / sizeof(*scales));
	if (!isfinite(v))
		v = 0;
	if (fabs(v) > 1e12)
		v = v < 0 ? -1e12 : 1e12;
	uint64_t scaled = (uint64_t)llround(fabs(v) * scales[places]);
	bool sign = v < 0 && scaled;
	uint64_t whole = scaled / scales[places], part = scaled % scales[places];
	char digits[WORDS_REAL_MAX];
	size_t at = sizeof(digits);
	digits[--at] = '\0';
	for (unsigned i = 0; i < places; i++, part /= 10)
		digits[--at] = (char)('0' + part % 10);
	if (places)
		digits[--at] = '.';
	do
		digits[--at] = (char)('0' + whole % 10);
	while (whole /= 10);
	if (sign)
		digits[--at] = '-';
	memcpy(text, digits + at, sizeof(digits) - at);
	return text;
}

/* False for times that no calendar holds; the packet's clock may say anything. */
static bool split_time(int64_t time_us, struct tm *ret_tm, unsigned *ret_us)
{
	int64_t s = time_us / 1000000, us = time_us % 1000000;
	if (us < 0) {
		us += 1000000;
		s--;
	}
	time_t t = (time_t)s;
	struct tm tm;
	if (!gmtime_r(&t, &tm) || tm.tm_year < -1900 || tm.tm_year > 8099)
		return false;
	*ret_tm = tm;
	*ret_us = (unsigned)us;
	return true;
}

static char *put_two(char *to, int n)
{
	to[0] = (char)('0' + n / 10);
	to[1] = (char)('0' + n % 10);
	return to + 2;
}

const char *words_iso_time(int64_t time_us, char text[WORDS_TIME_MAX])
{
	struct tm tm;
	unsigned us;
	if (!split_time(time_us, &tm, &us))
		return "9999-12-31T23:59:59.999999Z";
	int year = tm.tm_year + 1900;
	char *to = put_two(text, year / 100);
	to = put_two(to, year % 100);
	const int parts[] = {tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec};
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		*to++ = "--T::"[i];
		to = put_two(to, parts[i]);
	}
	*to++ = '.';
	for (unsigned scale = 10000; scale; scale /= 100)
		to = put_two(to, (int)(us / scale % 100));
	memcpy(to, "Z", 2);
	return text;
}

const char *words_time(int64_t time_us, char text[WORDS_TIME_MAX])
{
	struct tm tm;
	unsigned us;
	if (time_us == 0)
		return "";
	if (!split_time(time_us, &tm, &us))
		return "beyond year 9999";
	snprintf(text, WORDS_TIME_MAX, "%04d-%02d-%02d %02d:%02d:%02d", tm.tm_year + 1900,
		 tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
	return text;
}

const char *words_count(uint64_t n, char text[WORDS_NUMBER_MAX])
{
	char digits[24];
	int len = snprintf(digits, sizeof(digits), "%" PRIu64, n);
	char *to = text;
	for (int i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			*to++ = ',';
		*to++ = digits[i];
	}
	*to = '\0';
	return text;
}

const char *words_bytes(uint64_t n, char text[WORDS_NUMBER_MAX])
{
	static const char *const units[] = {"kB", "MB", "GB", "TB", "PB", "EB"};
	char number[WORDS_REAL_MAX];
	if (n < 1000) {
		snprintf(text, WORDS_NUMBER_MAX, "%u B", (unsigned)n);
		return text;
	}
	double v = (double)n / 1000;
	size_t unit = 0;
	while (v >= 999.95 && unit + 1 < sizeof(units) / sizeof(*units)) {
		v /= 1000;
		unit++;
	}
	snprintf(text, WORDS_NUMBER_MAX, "%s %s", words_real(v, v < 99.95 ? 1 : 0, number),
		 units[unit]);
	return text;
}

const char *words_duration(int64_t us, char text[WORDS_NUMBER_MAX])
{
	int64_t s = us / 1000000;
	if (us < 0)
		s = 0;
	int64_t minutes = s / 60, hours = minutes / 60, days = hours / 24;
	if (days)
		snprintf(text, WORDS_NUMBER_MAX, "%lld day%s %lld h", (long long)days,
			 days == 1 ? "" : "s", (long long)(hours % 24));
	else if (hours)
		snprintf(text, WORDS_NUMBER_MAX, "%lld h %lld min", (long long)hours,
			 (long long)(minutes % 60));
	else if (minutes)
		snprintf(text, WORDS_NUMBER_MAX, "%lld min %lld s", (long long)minutes,
			 (long long)(s % 60));
	else
		snprintf(text, WORDS_NUMBER_MAX, "%lld s", (long long)s);
	return text;
}

const char *words_between(int64_t first_us, int64_t last_us, char text[WORDS_NUMBER_MAX])
{
	int64_t us;

	if (__builtin_sub_overflow(last_us, first_us, &us))
		us = last_us > first_us ? INT64_MAX : 0;
	return words_duration(us, text);
}

const char *words_percent(double probability, char text[WORDS_NUMBER_MAX])
{
	char number[WORDS_REAL_MAX];
	if (!(probability > 0))
		return "0%";
	if (probability >= 1)
		return "100%";
	if (probability >= 0.995)
		return ">99%";
	if (probability < 0.005)
		return "<1%";
	snprintf(text, WORDS_NUMBER_MAX, "%s%%", words_real(probability * 100, 0, number));
	return text;
}

void words_plural(struct buf *out, uint64_t n, const char *one, const char *many)
{
	char text[WORDS_NUMBER_MAX];
	buf_printf(out, "%s %s", words_count(n, text), n == 1 ? one : many);
}

const char *words_kind(enum device_kind k)
{
	static const char *const names[DEVICE_KINDS] = {
		[KIND_UNKNOWN] = "unknown",
		[KIND_CAMERA] = "camera",
		[KIND_RECORDER] = "recorder",
		[KIND_OTHER] = "other",
	};
	must(k < DEVICE_KINDS);
	return names[k];
}

const char *words_transport(uint8_t transport, char text[WORDS_NUMBER_MAX])
{
	switch (transport) {
	case TRANSPORT_TCP:
		return "tcp";
	case TRANSPORT_UDP:
		return "udp";
	case TRANSPORT_ICMP:
	case TRANSPORT_ICMP6:
		return "icmp";
	case TRANSPORT_SCTP:
		return "sctp";
	default:
		snprintf(text, WORDS_NUMBER_MAX, "ip-%u", transport);
		return text;
	}
}

const char *words_endpoint(const struct addr *a, uint16_t port, char text[WORDS_ENDPOINT_MAX])
{
	char address[ADDR_TEXT_MAX];
	addr_print(a, address);
	if (port == 0)
		snprintf(text, WORDS_ENDPOINT_MAX, "%s", address);
	else
		snprintf(text, WORDS_ENDPOINT_MAX, a->family == 6 ? "[%s]:%u" : "%s:%u", address,
			 port);
	return text;
}

const char *words_rung(enum rung r)
{
	switch (r) {
	case RUNG_CONFIGURED:
		return "address set in the device, no traffic seen";
	case RUNG_ASKED:
		return "asked for the name only";
	case RUNG_ATTEMPTED:
		return "tried to reach, no answer seen";
	case RUNG_CONTACTED:
		return "answered, no data sent to it";
	case RUNG_SENT:
		return "data was sent to it";
	case RUNG_FOOTAGE:
		return "video was sent to it";
	}
	return "";
}

const char *words_maker(const struct knowledge *k, int maker)
{
	if (maker < 0)
		return "unknown";
	must((size_t)maker < k->n_makers);
	return k->makers[maker].name;
}

const char *words_forge(enum forgeability f)
{
	switch (f) {
	case FORGE_F0:
		return "a label, changed in minutes";
	case FORGE_F1:
		return "a setting, easily changed";
	case FORGE_F2:
		return "hard to change without the source code";
	case FORGE_F3:
		return "part of the maker's own program, very hard to change";
	}
	return "";
}

const char *words_sharing(enum sharing s)
{
	switch (s) {
	case SHARE_S1:
		return "one maker only";
	case SHARE_S2:
		return "one maker and its labels";
	case SHARE_S3:
		return "shared by a few makers";
	case SHARE_S4:
		return "shared by many makers";
	}
	return "";
}

const char *words_class(enum evidence_class c)
{
	static const char *const names[EVIDENCE_CLASSES] = {
		[CLASS_LABEL] = "brand and model texts",
		[CLASS_MAC] = "MAC registration",
		[CLASS_HOST] = "host name and DHCP",
		[CLASS_DISCOVERY] = "discovery protocol",
		[CLASS_WEB] = "web server",
		[CLASS_MEDIA] = "video service",
		[CLASS_TLS] = "encryption and certificates",
		[CLASS_CLOUD] = "servers it looks for",
		[CLASS_CONTROL] = "control protocol",
		[CLASS_FIRMWARE] = "firmware",
	};
	must(c < EVIDENCE_CLASSES);
	return names[c];
}

void words_seen_value(struct buf *out, const struct seen *s)
{
	char address[ADDR_TEXT_MAX];

	switch (obs_kind_info(s->kind)->type) {
	case OBS_TEXT:
		buf_slice(out, s->text);
		break;
	case OBS_NUMBER:
		buf_printf(out, "%" PRIu64, s->number);
		break;
	case OBS_ADDR:
		buf_text(out, addr_print(&s->addr, address));
		break;
	case OBS_BYTES:
		for (size_t i = 0; i < s->text.len; i++)
			buf_printf(out, "%02x", s->text.at[i]);
		break;
	case OBS_NAMED_ADDR:
		buf_slice(out, s->text);
		buf_printf(out, " -> %s", addr_print(&s->addr, address));
		break;
	}
}

void words_heartbeat(struct buf *out, const struct heartbeat *h)
{
	char number[WORDS_REAL_MAX];

	if (h->period_s <= 0)
		return;
	double off = h->period_s - floor(h->period_s + 0.5);
	bool whole = h->period_s >= 10 || (h->period_s >= 1 && off > -0.05 && off < 0.05);
	buf_printf(out, "every %s s", words_real(h->period_s, whole ? 0 : 1, number));
	if (h->has_bytes && h->least_bytes == h->most_bytes)
		buf_printf(out, ", %u bytes", h->least_bytes);
	else if (h->has_bytes)
		buf_printf(out, ", %u to %u bytes", h->least_bytes, h->most_bytes);
	if (h->known)
		buf_printf(out, ": %s", h->known->name);
	if (h->addresses > 1)
		buf_printf(out, ", to %zu addresses", h->addresses);
}
