/* SPDX-License-Identifier: Apache-2.0
 *
 * Country and network of an address from offline databases: MaxMind's MMDB format (libmaxminddb)
 * for both, or, for networks, sorted CSV (asn.c). What a database says is a claim of that
 * database on its date; it is not where a machine stands.
 *
 * Records read: {"country_code": "US"} (ip-location-db) or {"country": {"iso_code": "US"}}
 * (GeoIP2); {"autonomous_system_number": n, "autonomous_system_organization": "..."}.
 */
#include "know/tables.h"

#include <maxminddb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct places {
	MMDB_s country, networks;
	bool has_country, has_networks;
	struct asn_list *asn; /* instead of networks */
	char date[11];
};

static int open_database(const char *file, MMDB_s *ret_database, struct err *err)
{
	int status = MMDB_open(file, MMDB_MODE_MMAP, ret_database);

	if (status == MMDB_SUCCESS)
		return 0;
	return err_set(err, "%s: %s", file, MMDB_strerror(status));
}

static bool is_mmdb(const char *file)
{
	size_t len = strlen(file);
	return len > 5 && strcmp(file + len - 5, ".mmdb") == 0;
}

static int open_all(struct places *p, const char *country_file, const char *asn_file,
		    struct err *err)
{
	if (country_file) {
		if (open_database(country_file, &p->country, err) < 0)
			return -1;
		p->has_country = true;
		time_t built = (time_t)p->country.metadata.build_epoch;
		struct tm day;
		if (gmtime_r(&built, &day))
			(void)strftime(p->date, sizeof(p->date), "%Y-%m-%d", &day);
	}
	if (asn_file && is_mmdb(asn_file)) {
		if (open_database(asn_file, &p->networks, err) < 0)
			return -1;
		p->has_networks = true;
	} else if (asn_file) {
		p->asn = asn_open(asn_file, err);
		if (!p->asn)
			return -1;
	}
	return 0;
}

struct places *places_open(const char *country_file, const char *asn_file, struct err *err)
{
	struct places *p = mem_new(1, sizeof(*p));

	if (open_all(p, country_file, asn_file, err) < 0) {
		places_close(p);
		return NULL;
	}
	return p;
}

void places_close(struct places *p)
{
	if (!p)
		return;
	if (p->has_country)
		MMDB_close(&p->country);
	if (p->has_networks)
		MMDB_close(&p->networks);
	asn_close(p->asn);
	free(p);
}

static bool find(const MMDB_s *database, const struct addr *addr, MMDB_entry_s *ret_entry)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
	const struct sockaddr *where;
	int status = MMDB_SUCCESS;

	if (addr->family == 4) {
		memcpy(&v4.sin_addr, addr->bytes, 4);
		where = (const struct sockaddr *)(const void *)&v4;
	} else if (addr->family == 6 && database->metadata.ip_version == 6) {
		memcpy(&v6.sin6_addr, addr->bytes, 16);
		where = (const struct sockaddr *)(const void *)&v6;
	} else {
		return false;
	}
	MMDB_lookup_result_s found = MMDB_lookup_sockaddr(database, where, &status);
	*ret_entry = found.entry;
	return status == MMDB_SUCCESS && found.found_entry;
}

static bool get_text(MMDB_entry_s *entry, const char *const *path, char *to, size_t room)
{
	MMDB_entry_data_s data;

	if (MMDB_aget_value(entry, &data, path) != MMDB_SUCCESS || !data.has_data ||
	    data.type != MMDB_DATA_TYPE_UTF8_STRING)
		return false;
	size_t len = data.data_size < room - 1 ? data.data_size : room - 1;
	memcpy(to, data.utf8_string, len);
	to[len] = '\0';
	return true;
}

static void find_country(const struct places *p, const struct addr *addr, struct place *ret_place)
{
	static const char *const flat[] = {"country_code", NULL};
	static const char *const deep[] = {"country", "iso_code", NULL};
	MMDB_entry_s entry;

	if (find(&p->country, addr, &entry) &&
	    !get_text(&entry, flat, ret_place->country, sizeof(ret_place->country)))
		(void)get_text(&entry, deep, ret_place->country, sizeof(ret_place->country));
}

static void find_network(const struct places *p, const struct addr *addr, struct place *ret_place)
{
	static const char *const number[] = {"autonomous_system_number", NULL};
	static const char *const name[] = {"autonomous_system_organization", NULL};
	MMDB_entry_s entry;
	MMDB_entry_data_s data;

	if (!find(&p->networks, addr, &entry))
		return;
	if (MMDB_aget_value(&entry, &data, number) == MMDB_SUCCESS && data.has_data &&
	    data.type == MMDB_DATA_TYPE_UINT32)
		ret_place->asn = data.uint32;
	(void)get_text(&entry, name, ret_place->network, sizeof(ret_place->network));
}

void places_find(const struct places *p, const struct addr *addr, struct place *ret_place)
{
	memset(ret_place, 0, sizeof(*ret_place));
	if (!addr_is_unicast(addr) || addr_is_private(addr) || addr_is_link_local(addr) ||
	    addr_is_loopback(addr))
		return;
	if (p->has_country)
		find_country(p, addr, ret_place);
	if (p->has_networks)
		find_network(p, addr, ret_place);
	else if (p->asn)
		asn_find(p->asn, addr, ret_place);
}

const char *places_date(const struct places *p)
{
	return p->date;
}
