/* SPDX-License-Identifier: Apache-2.0
 *
 * The declaration as a whole: was every declared camera seen and every seen camera declared, are
 * serial numbers unique and as declared.
 */
#include <stdlib.h>

#include "judge/private.h"

static bool said_serial(const struct device *d, const char *serial)
{
	for (size_t i = 0; i < d->n_seen; i++)
		if (obs_kind_info(d->seen[i].kind)->role == OBS_ROLE_SERIAL &&
		    label_same((const char *)d->seen[i].text.at, serial))
			return true;
	return false;
}

/* Serial number and MAC of the row against what the device says and uses. */
void finding_serial(const struct judging *j, size_t device)
{
	const struct device *d = &j->in->ledger->devices[device];
	const struct verdict_device *v = &j->out->devices[device];
	const struct declaration *row = finding_declared(j, device);
	char mac[MAC_TEXT_MAX];

	if (!row)
		return;
	bool serial = row->serial[0] && v->serial[0] && !label_is_generic(v->serial);
	bool serial_fits = !serial || said_serial(d, row->serial);
	bool mac_fits = !row->has_mac || !d->by_mac || mac_equal(&row->mac, &d->mac);
	if (!serial && mac_fits)
		return;
	bool fits = serial_fits && mac_fits;
	struct finding *f =
		finding_add(j, QUESTION_SERIAL, fits ? ANSWER_CONSISTENT : ANSWER_UNEXPLAINED,
			    fits ? SEVERITY_INFO : SEVERITY_MEDIUM, (long)device);
	struct line l = line_over(f->statement, sizeof(f->statement));
	if (serial) {
		line_add(&l, "Declared serial number: ");
		line_quote(&l, row->serial);
		line_add(&l, ", the device says ");
		line_quote(&l, v->serial);
		line_add(&l, ".");
	}
	if (!mac_fits)
		line_add(&l, " Declared MAC address: %s, the device uses %s.",
			 mac_print(&row->mac, mac), d->id);
	l = line_over(f->does_not_show, sizeof(f->does_not_show));
	line_add(&l,
		 "A serial number in traffic is the device's own word; the plate on its case was "
		 "not read.");
	struct evidence_ref ref = finding_seen(device, v->serial_seen);
	if (serial)
		finding_evidence(f, &ref);
}

/* The supplier of the cameras need not declare it: the site knows it. */
static void undeclared_recorder(const struct judging *j, size_t device)
{
	struct finding *f = finding_add(j, QUESTION_DECLARED_SEEN, ANSWER_CONSISTENT, SEVERITY_INFO,
					(long)device);
	struct line l = line_over(f->statement, sizeof(f->statement));
	line_add(&l, "site.conf names this recorder; it is in no row of the declaration.");
	l = line_over(f->does_not_show, sizeof(f->does_not_show));
	line_add(&l, "That it is the recorder which site.conf means: only its address or MAC "
		     "address is the same.");
}

void finding_undeclared(const struct judging *j, size_t device)
{
	const struct verdict_device *v = &j->out->devices[device];

	if (!j->in->declarations || v->declaration >= 0 ||
	    (v->kind != KIND_CAMERA && v->kind != KIND_RECORDER))
		return;
	if (kind_is_named_recorder(j->in->site, &j->in->ledger->devices[device])) {
		undeclared_recorder(j, device);
		return;
	}
	struct finding *f = finding_add(j, QUESTION_DECLARED_SEEN, ANSWER_UNEXPLAINED,
					SEVERITY_MEDIUM, (long)device);
	struct line l = line_over(f->statement, sizeof(f->statement));
	line_add(&l, "This %s (probability %.2f) is in no row of the declaration.",
		 finding_noun(j, device), v->kind_probability);
	l = line_over(f->does_not_show, sizeof(f->does_not_show));
	line_add(&l, "It may belong to another delivery or another owner.");
	for (size_t i = 0; i < v->n_votes; i++) {
		struct evidence_ref ref = finding_seen(device, v->votes[i].seen);
		if (v->votes[i].kind_weight[v->kind] > 0 && v->votes[i].seen != SIZE_MAX)
			finding_evidence(f, &ref);
	}
}

static void say_row(struct line *l, const struct declaration *r)
{
	char text[ADDR_TEXT_MAX];
	line_add(l, "line %u (", r->line);
	if (r->serial[0]) {
		line_add(l, "serial ");
		line_quote(l, r->serial);
	} else if (r->has_mac) {
		line_add(l, "MAC %s", mac_print(&r->mac, text));
	} else {
		line_add(l, "address %s", addr_print(&r->address, text));
	}
	line_add(l, ")");
}

static struct finding *row_finding(const struct judging *j, enum question q, enum answer a,
				   enum severity s, size_t row)
{
	struct finding *f = finding_add(j, q, a, s, -1);
	f->declaration = (long)row;
	return f;
}

static void not_seen(const struct judging *j, size_t row)
{
	const struct declaration *r = &j->in->declarations->rows[row];
	long other = j->out->private->same_device_as[row];
	struct finding *f =
		row_finding(j, QUESTION_DECLARED_SEEN, ANSWER_UNEXPLAINED, SEVERITY_LOW, row);
	struct line l = line_over(f->statement, sizeof(f->statement));

	line_add(&l, "Declared in ");
	say_row(&l, r);
	if (other >= 0)
		line_add(&l, ": the device that it names is already that of line %u.",
			 j->in->declarations->rows[other].line);
	else
		line_add(&l, ": not seen in these captures.");
	l = line_over(f->does_not_show, sizeof(f->does_not_show));
	line_add(&l,
		 "A camera that was switched off, on another segment or silent is not seen "
		 "either%s.",
		 j->in->ledger->incomplete ? "; and the input is incomplete" : "");
}

static void all_seen(const struct judging *j)
{
	struct finding *f =
		finding_add(j, QUESTION_DECLARED_SEEN, ANSWER_CONSISTENT, SEVERITY_INFO, -1);
	struct line l = line_over(f->statement, sizeof(f->statement));
	line_add(&l, "All %zu declared cameras were seen.", j->in->declarations->n);
	l = line_over(f->does_not_show, sizeof(f->does_not_show));
	line_add(&l, "Devices that sent nothing while the captures ran are not known.");
}

static size_t key_of(const char *serial, uint8_t key[256])
{
	size_t n = 0;
	for (; serial[n] && n < 256; n++)
		key[n] = slice_lower((uint8_t)serial[n]);
	return n;
}

static void declared_twice(const struct judging *j, size_t first, size_t again)
{
	const struct declarations *rows = j->in->declarations;
	const struct declaration *a = &rows->rows[first], *b = &rows->rows[again];
	bool repeated = (!a->has_mac || !b->has_mac || mac_equal(&a->mac, &b->mac)) &&
			addr_equal(&a->address, &b->address);
	struct finding *f =
		row_finding(j, QUESTION_SERIAL, repeated ? ANSWER_UNEXPLAINED : ANSWER_CONTRADICTED,
			    repeated ? SEVERITY_LOW : SEVERITY_MEDIUM, again);
	struct line l = line_over(f->statement, sizeof(f->statement));

	line_add(&l, "Serial number ");
	line_quote(&l, b->serial);
	line_add(&l, " is declared in line %u and in line %u%s.", a->line, b->line,
		 repeated ? ", for what looks like the same device" : ", for different devices");
	l = line_over(f->does_not_show, sizeof(f->does_not_show));
	line_add(&l, "Which of the rows is right; a mistake in writing is possible.");
}

static void check_rows(const struct judging *j)
{
	const struct declarations *rows = j->in->declarations;
	struct map serials;
	uint8_t key[256];

	map_init(&serials);
	for (size_t i = 0; i < rows->n; i++) {
		size_t len = key_of(rows->rows[i].serial, key);
		if (len == 0)
			continue;
		uintptr_t was = (uintptr_t)map_get(&serials, key, len);
		if (was)
			declared_twice(j, was - 1, i);
		else
			(void)map_put(&serials, key, len, (void *)(uintptr_t)(i + 1));
	}
	map_done(&serials, NULL);
}

static void seen_twice(const struct judging *j, size_t first, size_t again)
{
	const struct verdict_device *a = &j->out->devices[first], *b = &j->out->devices[again];
	struct finding *f =
		finding_add(j, QUESTION_SERIAL, ANSWER_UNEXPLAINED, SEVERITY_MEDIUM, (long)again);
	struct line l = line_over(f->statement, sizeof(f->statement));

	line_add(&l, "Serial number ");
	line_quote(&l, b->serial);
	line_add(&l, " is said by this device and by %s.", j->in->ledger->devices[first].id);
	l = line_over(f->does_not_show, sizeof(f->does_not_show));
	line_add(&l,
		 "Cheap firmware carries one number in all units; two ports of one device say the "
		 "same number.");
	struct evidence_ref ref = finding_seen(first, a->serial_seen);
	finding_evidence(f, &ref);
	ref = finding_seen(again, b->serial_seen);
	finding_evidence(f, &ref);
}

static void check_devices(const struct judging *j)
{
	struct map serials;
	uint8_t key[256];

	map_init(&serials);
	for (size_t i = 0; i < j->out->n_devices; i++) {
		const struct verdict_device *v = &j->out->devices[i];
		size_t len = label_is_generic(v->serial) ? 0 : key_of(v->serial, key);
		if (len == 0 || !finding_is_subject(j, i))
			continue;
		uintptr_t was = (uintptr_t)map_get(&serials, key, len);
		if (was)
			seen_twice(j, was - 1, i);
		else
			(void)map_put(&serials, key, len, (void *)(uintptr_t)(i + 1));
	}
	map_done(&serials, NULL);
}

void finding_documents(const struct judging *j)
{
	const struct declarations *rows = j->in->declarations;
	size_t missing = 0;

	check_devices(j);
	if (!rows)
		return;
	for (size_t i = 0; i < rows->n; i++) {
		if (j->out->private->device_of[i] >= 0)
			continue;
		missing++;
		not_seen(j, i);
	}
	if (rows->n && missing == 0)
		all_seen(j);
	check_rows(j);
}
