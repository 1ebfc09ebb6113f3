/* SPDX-License-Identifier: Apache-2.0
 *
 * The supplier's declaration (cameras.csv) from memory. Texts are kept as written: what was
 * declared is evidence too.
 */
#include <stdio.h>
#include <stdlib.h>

#include "ledger/table.h"

enum column {
	COLUMN_SERIAL,
	COLUMN_MAC,
	COLUMN_ADDRESS,
	COLUMN_BRAND,
	COLUMN_MODEL,
	COLUMN_MAKER,
	COLUMN_COUNTRY,
	COLUMN_CERTIFICATE,
	COLUMN_SUPPLIER,
	COLUMN_CONTRACT,
	COLUMN_SITE,
	COLUMN_POSITION,
	COLUMN_FIRMWARE_AUTHOR,
	COLUMN_LICENCE,
	COLUMNS
};

static const struct {
	const char *name;
	enum column column;
} headers[] = {
	{"serial", COLUMN_SERIAL},
	{"serialnumber", COLUMN_SERIAL},
	{"serialno", COLUMN_SERIAL},
	{"sn", COLUMN_SERIAL},
	{"mac", COLUMN_MAC},
	{"macaddress", COLUMN_MAC},
	{"address", COLUMN_ADDRESS},
	{"ip", COLUMN_ADDRESS},
	{"ipaddress", COLUMN_ADDRESS},
	{"brand", COLUMN_BRAND},
	{"model", COLUMN_MODEL},
	{"maker", COLUMN_MAKER},
	{"manufacturer", COLUMN_MAKER},
	{"country", COLUMN_COUNTRY},
	{"certificate", COLUMN_CERTIFICATE},
	{"supplier", COLUMN_SUPPLIER},
	{"contract", COLUMN_CONTRACT},
	{"site", COLUMN_SITE},
	{"position", COLUMN_POSITION},
	{"firmwareauthor", COLUMN_FIRMWARE_AUTHOR},
	{"licence", COLUMN_LICENCE},
	{"license", COLUMN_LICENCE},
};

struct parsing {
	struct declarations *out;
	const char *file;
	struct complaints *complaints;
	bool products; /* a row may tell of a product, not of a unit */
	bool has_header, usable;
	int field_of[COLUMNS]; /* -1 = absent */
};

static void read_header(struct parsing *p, const struct table_row *row)
{
	for (size_t c = 0; c < COLUMNS; c++)
		p->field_of[c] = -1;
	for (size_t i = 0; i < row->n; i++)
		for (size_t h = 0; h < sizeof(headers) / sizeof(headers[0]); h++)
			if (table_is_column(row->fields[i], headers[h].name) &&
			    p->field_of[headers[h].column] < 0)
				p->field_of[headers[h].column] = (int)i;
	p->has_header = true;
	p->out->has_serial = p->field_of[COLUMN_SERIAL] >= 0;
	p->out->has_mac = p->field_of[COLUMN_MAC] >= 0;
	p->out->has_address = p->field_of[COLUMN_ADDRESS] >= 0;
	p->out->has_maker = p->field_of[COLUMN_MAKER] >= 0;
	p->out->has_country = p->field_of[COLUMN_COUNTRY] >= 0;
	p->out->has_certificate = p->field_of[COLUMN_CERTIFICATE] >= 0;
	p->usable = p->out->has_serial || p->out->has_mac || p->out->has_address ||
		    (p->products && (p->field_of[COLUMN_MODEL] >= 0 || p->out->has_maker ||
				     p->field_of[COLUMN_BRAND] >= 0));
}

static struct slice field(const struct parsing *p, const struct table_row *row, enum column c)
{
	int at = p->field_of[c];
	return at >= 0 && (size_t)at < row->n ? row->fields[at] : slice_of(NULL, 0);
}

static const char *text_of(const struct parsing *p, const struct table_row *row, enum column c)
{
	struct slice s = slice_until_nul(field(p, row, c));
	char *copy = mem_new(s.len + 1, 1);
	if (s.len)
		memcpy(copy, s.at, s.len);
	return copy;
}

static bool identity(const struct parsing *p, const struct table_row *row, struct declaration *d)
{
	struct slice mac = field(p, row, COLUMN_MAC), address = field(p, row, COLUMN_ADDRESS);

	if (mac.len && (!mac_parse(mac, &d->mac) || !mac_is_set(&d->mac))) {
		complain(p->complaints, "%s:%u: \"%.*s\" is no MAC address: row skipped", p->file,
			 row->line, (int)(mac.len < 40 ? mac.len : 40), (const char *)mac.at);
		return false;
	}
	d->has_mac = mac.len > 0;
	if (address.len && !addr_parse(address, &d->address)) {
		complain(p->complaints, "%s:%u: \"%.*s\" is no IP address: row skipped", p->file,
			 row->line, (int)(address.len < 50 ? address.len : 50),
			 (const char *)address.at);
		return false;
	}
	if (!p->products && !d->has_mac && !address.len && field(p, row, COLUMN_SERIAL).len == 0) {
		complain(p->complaints,
			 "%s:%u: neither serial nor MAC nor address is given: row skipped", p->file,
			 row->line);
		return false;
	}
	return true;
}

static bool read_row(void *ctx, const struct table_row *row)
{
	struct parsing *p = ctx;
	struct declarations *out = p->out;
	struct declaration d = {.line = row->line};

	if (!p->has_header) {
		read_header(p, row);
		return p->usable;
	}
	if (out->n == DECLARATIONS_MAX) {
		complain(p->complaints, "%s:%u: more than %d rows: the rest was skipped", p->file,
			 row->line, DECLARATIONS_MAX);
		return false;
	}
	if (!identity(p, row, &d))
		return true;
	d.serial = text_of(p, row, COLUMN_SERIAL);
	d.brand = text_of(p, row, COLUMN_BRAND);
	d.model = text_of(p, row, COLUMN_MODEL);
	d.maker = text_of(p, row, COLUMN_MAKER);
	d.country = text_of(p, row, COLUMN_COUNTRY);
	d.certificate = text_of(p, row, COLUMN_CERTIFICATE);
	d.supplier = text_of(p, row, COLUMN_SUPPLIER);
	d.contract = text_of(p, row, COLUMN_CONTRACT);
	d.site = text_of(p, row, COLUMN_SITE);
	d.position = text_of(p, row, COLUMN_POSITION);
	d.firmware_author = text_of(p, row, COLUMN_FIRMWARE_AUTHOR);
	d.licence = text_of(p, row, COLUMN_LICENCE);
	if ((out->n & (out->n - 1)) == 0)
		out->rows = mem_resize(out->rows, out->n ? out->n * 2 : 1, sizeof(*out->rows));
	out->rows[out->n++] = d;
	return true;
}

static int parse(struct declarations *ret, bool products, struct slice text, const char *file,
		 struct complaints *complaints, struct err *err)
{
	struct declarations out = {0};
	struct parsing p = {
		.out = &out, .products = products, .file = file, .complaints = complaints};

	table_read(text, file, complaints, read_row, &p);
	if (!p.usable) {
		declarations_done(&out);
		return err_set(err,
			       "%s: the first row must name the columns, with at least one of "
			       "%s among them",
			       file,
			       products ? "model, brand, maker, serial, mac and address"
					: "serial, mac and address");
	}
	*ret = out;
	return 0;
}

int declarations_parse(struct declarations *ret, struct slice text, const char *file,
		       struct complaints *complaints, struct err *err)
{
	return parse(ret, false, text, file, complaints, err);
}

int declarations_parse_products(struct declarations *ret, struct slice text, const char *file,
				struct complaints *complaints, struct err *err)
{
	return parse(ret, true, text, file, complaints, err);
}

void declarations_done(struct declarations *d)
{
	if (!d)
		return;
	for (size_t i = 0; i < d->n; i++) {
		const struct declaration *r = &d->rows[i];
		const char *texts[] = {r->serial,  r->brand,       r->model,           r->maker,
				       r->country, r->certificate, r->supplier,        r->contract,
				       r->site,    r->position,    r->firmware_author, r->licence};
		for (size_t k = 0; k < sizeof(texts) / sizeof(texts[0]); k++)
			free((void *)(uintptr_t)texts[k]);
	}
	free(d->rows);
	*d = (struct declarations){0};
}
