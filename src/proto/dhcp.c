/* SPDX-License-Identifier: Apache-2.0
 *
 * DHCP for IPv4 (RFC 2131, options RFC 2132, 4702): how a device introduces itself to its network.
 *
 *   0      1      2      3      4 ...        28            44        236            240
 *   +------+------+------+------+-----------+--------------+---------+--------------+--------
 *   | op   | htype| hlen | hops | xid secs  | chaddr[16]   | sname   | cookie       | options
 *   |      |      |      |      | flags and |              | file    | 63 82 53 63  | code len
 *   |      |      |      |      | 4 addrs   |              |         |              | value ...
 *   +------+------+------+------+-----------+--------------+---------+--------------+--------
 *
 * The client is told by chaddr, not by who sent the frame: relays and servers speak for it.
 * Skipped on purpose: sname and file (boot loaders), option overload (52), authentication (90).
 */
#include "proto/dissector.h"

enum {
	DHCP_BOOTREQUEST = 1,
	DHCP_BOOTREPLY = 2,
	DHCP_HTYPE_ETHERNET = 1,
	DHCP_ACK = 5,
	OPTION_PAD = 0,
	OPTION_ROUTER = 3,
	OPTION_RESOLVER = 6,
	OPTION_HOSTNAME = 12,
	OPTION_TIME_SERVER = 42,
	OPTION_VENDOR_SPECIFIC = 43,
	OPTION_REQUESTED = 50,
	OPTION_MESSAGE = 53,
	OPTION_PARAMETERS = 55,
	OPTION_VENDOR_CLASS = 60,
	OPTION_CLIENT_ID = 61,
	OPTION_USER_CLASS = 77,
	OPTION_FQDN = 81,
	OPTION_END = 255,
	LIST_MAX = 4 * 255, /* text of 255 numbers below 256 with commas */
};

/* Decimal numbers with commas, as fingerprint collections write them. */
struct number_list {
	uint8_t text[LIST_MAX];
	size_t len;
};

static void list_add(struct number_list *list, uint8_t number)
{
	if (list->len + 4 > sizeof(list->text))
		return;
	if (list->len)
		list->text[list->len++] = ',';
	if (number >= 100)
		list->text[list->len++] = (uint8_t)('0' + number / 100);
	if (number >= 10)
		list->text[list->len++] = (uint8_t)('0' + number / 10 % 10);
	list->text[list->len++] = (uint8_t)('0' + number % 10);
}

static void each_address(struct cursor value, enum obs_kind kind, struct sink *out)
{
	while (cursor_left(&value) >= 4) {
		struct addr a = addr_from_wire(cursor_take(&value, 4));
		sink_addr(out, kind, &a);
	}
}

/* RFC 4702: flags, two result codes, then the name, either as text or as DNS labels. */
static void fqdn(struct cursor value, struct sink *out)
{
	uint8_t name[255];
	size_t len = 0;
	uint8_t flags = cursor_u8(&value);

	cursor_skip(&value, 2);
	if (!(flags & 4)) {
		sink_text(out, OBS_DHCP_FQDN, slice_until_nul(cursor_rest(&value)));
		return;
	}
	while (cursor_left(&value) > 0) {
		struct slice label = cursor_take(&value, cursor_u8(&value));
		if (label.len == 0 || len + label.len + 1 > sizeof(name))
			break;
		if (len)
			name[len++] = '.';
		memcpy(name + len, label.at, label.len);
		len += label.len;
	}
	sink_text(out, OBS_DHCP_FQDN, slice_of(name, len));
}

static void parameters(struct cursor value, struct sink *out)
{
	struct number_list list = {.len = 0};
	while (cursor_left(&value) > 0)
		list_add(&list, cursor_u8(&value));
	sink_text(out, OBS_DHCP_PARAMETERS, slice_of(list.text, list.len));
}

static void client_option(uint8_t code, struct cursor value, struct sink *out)
{
	switch (code) {
	case OPTION_HOSTNAME:
		sink_text(out, OBS_DHCP_HOSTNAME, slice_until_nul(cursor_rest(&value)));
		break;
	case OPTION_VENDOR_SPECIFIC:
		sink_bytes(out, OBS_DHCP_VENDOR_SPECIFIC, cursor_rest(&value));
		break;
	case OPTION_REQUESTED:
		each_address(value, OBS_DHCP_REQUESTED, out);
		break;
	case OPTION_PARAMETERS:
		parameters(value, out);
		break;
	case OPTION_VENDOR_CLASS:
		sink_text(out, OBS_DHCP_VENDOR_CLASS, slice_until_nul(cursor_rest(&value)));
		break;
	case OPTION_CLIENT_ID:
		sink_bytes(out, OBS_DHCP_CLIENT_ID, cursor_rest(&value));
		break;
	case OPTION_USER_CLASS:
		sink_text(out, OBS_DHCP_USER_CLASS, slice_until_nul(cursor_rest(&value)));
		break;
	case OPTION_FQDN:
		fqdn(value, out);
		break;
	default:
		break;
	}
}

static void server_option(uint8_t code, struct cursor value, struct sink *out)
{
	switch (code) {
	case OPTION_ROUTER:
		each_address(value, OBS_DHCP_ROUTER, out);
		break;
	case OPTION_RESOLVER:
		each_address(value, OBS_DHCP_RESOLVER, out);
		break;
	case OPTION_TIME_SERVER:
		each_address(value, OBS_DHCP_TIME_SERVER, out);
		break;
	default:
		break;
	}
}

/* Walks the options; gives the message type (0 = none) to the caller. */
static uint8_t options(struct cursor *in, bool from_server, struct sink *out)
{
	struct number_list order = {.len = 0};
	uint8_t message = 0;

	while (cursor_left(in) > 0) {
		uint8_t code = cursor_u8(in);
		if (code == OPTION_END)
			break;
		if (code == OPTION_PAD)
			continue;
		struct cursor value = cursor_within(in, cursor_u8(in));
		if (!cursor_fine(in))
			break;
		list_add(&order, code);
		if (code == OPTION_MESSAGE) {
			message = cursor_peek(&value, 0);
			if (!from_server)
				sink_number(out, OBS_DHCP_MESSAGE, message);
		} else if (from_server) {
			server_option(code, value, out);
		} else {
			client_option(code, value, out);
		}
	}
	if (!from_server)
		sink_text(out, OBS_DHCP_OPTION_ORDER, slice_of(order.text, order.len));
	return message;
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct mac client = {0};
	(void)state, (void)where;

	uint8_t op = cursor_u8(in);
	uint8_t htype = cursor_u8(in);
	uint8_t hlen = cursor_u8(in);
	cursor_skip(in, 13); /* hops, xid, secs, flags, ciaddr */
	struct addr your = addr_from_wire(cursor_take(in, 4));
	cursor_skip(in, 8); /* siaddr, giaddr */
	struct slice chaddr = cursor_take(in, 16);
	cursor_skip(in, 192); /* sname, file */
	uint32_t cookie = cursor_be32(in);
	if (!cursor_fine(in) || cookie != 0x63825363 ||
	    (op != DHCP_BOOTREQUEST && op != DHCP_BOOTREPLY))
		return verdict(VERDICT_NOT_MINE);
	if (htype != DHCP_HTYPE_ETHERNET || hlen != sizeof(client.bytes))
		return verdict(VERDICT_NEXT);
	memcpy(client.bytes, chaddr.at, sizeof(client.bytes));
	sink_about(out, &client);
	uint8_t message = options(in, op == DHCP_BOOTREPLY, out);
	if (message == DHCP_ACK && !addr_is_unspecified(&your))
		sink_addr(out, OBS_DHCP_ASSIGNED, &your);
	return cursor_fine(in) ? verdict(VERDICT_NEXT) : verdict_malformed("option cut off");
}

static const struct mark marks[] = {MARK("\x01"), MARK("\x02"), {0}};
static const struct hint hints[] = {{.port = 67}, {.port = 68}, {0}};
static const enum obs_kind emits[] = {
	OBS_DHCP_MESSAGE,      OBS_DHCP_HOSTNAME,     OBS_DHCP_FQDN,
	OBS_DHCP_VENDOR_CLASS, OBS_DHCP_USER_CLASS,   OBS_DHCP_VENDOR_SPECIFIC,
	OBS_DHCP_PARAMETERS,   OBS_DHCP_OPTION_ORDER, OBS_DHCP_CLIENT_ID,
	OBS_DHCP_REQUESTED,    OBS_DHCP_ASSIGNED,     OBS_DHCP_RESOLVER,
	OBS_DHCP_ROUTER,       OBS_DHCP_TIME_SERVER,  OBS_KINDS};

extern const struct dissector dhcp_dissector;
const struct dissector dhcp_dissector = {
	.name = "dhcp",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
