/* SPDX-License-Identifier: Apache-2.0
 *
 * MAC addresses behind a router, as other tools print them: `ip neigh`, `arp -a`, a switch's
 * table, or CSV with a header. Outside CSV a line gives the first address and the first MAC on it,
 * whatever stands between.
 */
#include <stdlib.h>

#include "ledger/table.h"

enum { NEIGHBOURS_MAX = 1 << 20 };

static void add(struct neighbours *out, const struct addr *addr, const struct mac *mac)
{
	if (out->n == NEIGHBOURS_MAX || !mac_is_set(mac) || !addr_is_unicast(addr))
		return;
	if ((out->n & (out->n - 1)) == 0)
		out->rows = mem_resize(out->rows, out->n ? out->n * 2 : 1, sizeof(*out->rows));
	out->rows[out->n++] = (struct neighbour){*addr, *mac};
}

static bool any_of(struct slice header, const char *const *names)
{
	for (; *names; names++)
		if (table_is_column(header, *names))
			return true;
	return false;
}

struct csv_table {
	struct neighbours *out;
	const char *file;
	struct complaints *complaints;
	int address, mac; /* fields, -1 = not found */
	bool has_header;
};

static bool csv_row(void *ctx, const struct table_row *row)
{
	static const char *const address_names[] = {
		"ip", "address", "ipaddress", "internetaddress", "host", NULL};
	static const char *const mac_names[] = {
		"mac", "lladdr", "hardwareaddress", "hardwareaddr", "macaddress", "physicaladdress",
		NULL};
	struct csv_table *t = ctx;
	struct addr addr;
	struct mac mac;

	if (!t->has_header) {
		t->has_header = true;
		for (size_t i = 0; i < row->n; i++) {
			if (t->address < 0 && any_of(row->fields[i], address_names))
				t->address = (int)i;
			if (t->mac < 0 && any_of(row->fields[i], mac_names))
				t->mac = (int)i;
		}
		return t->address >= 0 && t->mac >= 0;
	}
	if (!t->out)
		return false; /* only the header was wanted */
	size_t need = (size_t)(t->address > t->mac ? t->address : t->mac);
	if (need < row->n && addr_parse(row->fields[t->address], &addr) &&
	    mac_parse(row->fields[t->mac], &mac))
		add(t->out, &addr, &mac);
	else
		complain(t->complaints, "%s:%u: no address with a MAC address: row skipped",
			 t->file, row->line);
	return true;
}

static bool is_csv(struct slice text)
{
	struct csv_table t = {.address = -1, .mac = -1};
	table_read(text, "", NULL, csv_row, &t);
	return t.address >= 0 && t.mac >= 0;
}

static bool between(uint8_t c)
{
	return c == ' ' || c == '\t' || c == ',' || c == ';' || c == '(' || c == ')' || c == '"' ||
	       c == '\r' || c == '\n';
}

static struct slice next_word(struct slice *line)
{
	size_t start = 0;
	while (start < line->len && between(line->at[start]))
		start++;
	size_t end = start;
	while (end < line->len && !between(line->at[end]))
		end++;
	struct slice word = slice_of(line->at + start, end - start);
	*line = slice_of(line->at + end, line->len - end);
	return word;
}

/* What one line of a printed table says. */
struct line_facts {
	bool has_addr, has_mac, unresolved;
	struct addr addr;
	struct mac mac;
};

static struct line_facts read_line(struct slice line)
{
	struct line_facts f = {0};
	struct slice word;

	while ((word = next_word(&line)).len) {
		if (!f.has_addr && addr_parse(word, &f.addr))
			f.has_addr = true;
		else if (!f.has_mac && mac_parse(word, &f.mac))
			f.has_mac = true;
		else if (slice_same_word(word, "failed") || slice_same_word(word, "incomplete") ||
			 slice_same_word(word, "<incomplete>") || slice_same_word(word, "noarp"))
			f.unresolved = true;
	}
	return f;
}

static void read_lines(struct neighbours *out, struct slice text, const char *file,
		       struct complaints *complaints)
{
	unsigned number = 0;

	text = table_without_mark(text);
	while (text.len) {
		const uint8_t *end = memchr(text.at, '\n', text.len);
		size_t len = end ? (size_t)(end - text.at) + 1 : text.len;
		struct slice line = slice_trim(slice_of(text.at, len));
		struct line_facts f = read_line(line);
		text = slice_of(text.at + len, text.len - len);
		number++;
		if (f.has_addr && f.has_mac)
			add(out, &f.addr, &f.mac);
		else if (line.len && !f.unresolved && line.at[0] != '#' && (f.has_addr || out->n))
			complain(complaints, "%s:%u: no address with a MAC address: line skipped",
				 file, number);
	}
}

int neighbours_parse(struct neighbours *ret, struct slice text, const char *file,
		     struct complaints *complaints, struct err *err)
{
	struct neighbours out = {0};

	if (is_csv(text)) {
		struct csv_table t = {.out = &out,
				      .file = file,
				      .complaints = complaints,
				      .address = -1,
				      .mac = -1};
		table_read(text, file, complaints, csv_row, &t);
	} else {
		read_lines(&out, text, file, complaints);
	}
	if (out.n == 0) {
		neighbours_done(&out);
		return err_set(err, "%s: no line gives an IP address with a MAC address", file);
	}
	*ret = out;
	return 0;
}

void neighbours_done(struct neighbours *n)
{
	if (!n)
		return;
	free(n->rows);
	*n = (struct neighbours){0};
}
