/* SPDX-License-Identifier: Apache-2.0
 *
 * What delivered images say of devices on the wire: which images are a device's own, and how far it
 * went towards the servers that they carry.
 *
 * An image is the device's when the user says so; else when the device says the image's model, those of
 * its own version before others; else when the declaration says that model of it; else, when there
 * is but one image and it names no model, when it is a camera or recorder of the image's maker. Models
 * are the same when they are but for case and punctuation. A server that is carried and was not
 * reached for is no contact: it stands on the lowest rung and never moves the exit status.
 */
#include <ctype.h>
#include <stdlib.h>

#include "judge/private.h"

enum { MODEL_ROOM = 256 };

const char *firmware_match_name(enum firmware_match m)
{
	static const char *const names[FIRMWARE_MATCHES] = {
		[FIRMWARE_NAMED] = "the command line names it",
		[FIRMWARE_VERSION] = "it says the image's model and version",
		[FIRMWARE_MODEL] = "it says the image's model",
		[FIRMWARE_DECLARED] = "it is declared as that model",
		[FIRMWARE_MAKER] = "it is of the image's maker",
	};
	must((unsigned)m < FIRMWARE_MATCHES);
	return names[m];
}

/* Letters and digits of it, in lower case. */
static void squeeze(const char *text, char to[MODEL_ROOM])
{
	size_t n = 0;

	for (; *text && n + 1 < MODEL_ROOM; text++)
		if (isalnum((unsigned char)*text))
			to[n++] = (char)slice_lower((uint8_t)*text);
	to[n] = '\0';
}

static bool same_text(const char *a, const char *b)
{
	char left[MODEL_ROOM], right[MODEL_ROOM];

	squeeze(a, left);
	squeeze(b, right);
	return left[0] && strcmp(left, right) == 0;
}

static bool has_model(const struct firmware_image *image, const char *model)
{
	for (size_t i = 0; model && i < image->n_models; i++)
		if (same_text(image->models[i], model))
			return true;
	return false;
}

static enum firmware_match match_of(const struct judging *j, size_t device,
				    const struct firmware_image *image)
{
	const struct verdict_device *v = &j->out->devices[device];
	const struct declaration *declared = finding_declared(j, device);

	if (j->in->firmware_of)
		return j->in->firmware_of[device] ? FIRMWARE_NAMED : FIRMWARE_MATCHES;
	if (has_model(image, v->model))
		return v->firmware && same_text(image->version, v->firmware) ? FIRMWARE_VERSION
									     : FIRMWARE_MODEL;
	if (declared && has_model(image, declared->model))
		return FIRMWARE_DECLARED;
	if (image->n_models || j->in->firmware->n != 1 || !image->maker[0] || v->maker < 0 ||
	    (v->kind != KIND_CAMERA && v->kind != KIND_RECORDER))
		return FIRMWARE_MATCHES;
	int maker = know_maker(j->in->knowledge, slice_text(image->maker));
	return maker >= 0 && maker_same_group(j->in->knowledge, maker, v->maker) ? FIRMWARE_MAKER
										 : FIRMWARE_MATCHES;
}

static void choose_images(const struct judging *j, size_t device)
{
	const struct firmware *f = j->in->firmware;
	struct verdict_device *v = &j->out->devices[device];

	v->own_images = mem_new(f->n + 1, sizeof(*v->own_images));
	for (size_t i = 0; i < f->n; i++) {
		enum firmware_match match = match_of(j, device, &f->images[i]);
		if (match > v->firmware_match || match == FIRMWARE_MATCHES)
			continue;
		if (match < v->firmware_match)
			v->n_own_images = 0;
		v->firmware_match = match;
		v->own_images[v->n_own_images++] = i;
	}
}

/* How far the device went, by name and by address. */
struct reach {
	struct map names, addrs; /* lower case -> asked or contact; -> contact: number + 1 */
	struct map asked;        /* lower case -> asked: number + 1 */
};

static size_t lower_name(uint8_t key[NAME_TEXT_MAX], const char *name)
{
	size_t len = strnlen(name, NAME_TEXT_MAX);
	for (size_t i = 0; i < len; i++)
		key[i] = slice_lower((uint8_t)name[i]);
	return len;
}

/* Of several contacts the one on the highest rung. */
static void put_contact(struct map *m, const void *key, size_t len, const struct device *d,
			size_t contact)
{
	uintptr_t was = (uintptr_t)map_get(m, key, len);

	if (len && (!was || d->contacts[was - 1].rung < d->contacts[contact].rung))
		(void)map_put(m, key, len, (void *)(uintptr_t)(contact + 1));
}

static void reach_init(struct reach *r, const struct device *d)
{
	uint8_t key[NAME_TEXT_MAX];

	map_init(&r->names);
	map_init(&r->addrs);
	map_init(&r->asked);
	for (size_t i = 0; i < d->n_contacts; i++) {
		const struct contact *c = &d->contacts[i];
		put_contact(&r->addrs, &c->addr, sizeof(c->addr), d, i);
		put_contact(&r->names, key, lower_name(key, c->name), d, i);
	}
	for (size_t i = 0; i < d->n_asked; i++)
		(void)map_put(&r->asked, key, lower_name(key, d->asked[i].name),
			      (void *)(uintptr_t)(i + 1));
}

static void reach_done(struct reach *r)
{
	map_done(&r->names, NULL);
	map_done(&r->addrs, NULL);
	map_done(&r->asked, NULL);
}

static void raise(struct configured *to, const struct device *d, uintptr_t contact)
{
	if (!contact || (to->contact != SIZE_MAX && d->contacts[contact - 1].rung <= to->rung))
		return;
	to->contact = contact - 1;
	to->rung = d->contacts[contact - 1].rung;
}

static void look_up(const struct reach *r, const struct device *d, const struct firmware_server *s,
		    struct configured *to)
{
	uint8_t key[NAME_TEXT_MAX];
	size_t len = lower_name(key, s->name);
	uintptr_t asked = len ? (uintptr_t)map_get(&r->asked, key, len) : 0;

	if (len)
		raise(to, d, (uintptr_t)map_get(&r->names, key, len));
	if (s->addr.family)
		raise(to, d, (uintptr_t)map_get(&r->addrs, &s->addr, sizeof(s->addr)));
	if (!asked)
		return;
	const struct asked_name *name = &d->asked[asked - 1];
	for (size_t i = 0; i < name->n_addrs; i++)
		raise(to, d,
		      (uintptr_t)map_get(&r->addrs, &name->addrs[i], sizeof(name->addrs[i])));
	if (to->rung < RUNG_ASKED)
		to->rung = RUNG_ASKED;
}

static bool is_permitted(const struct site *site, const struct firmware_server *s)
{
	if (site && s->name[0] && finding_name_permitted(site, s->name))
		return true;
	for (size_t i = 0; site && s->addr.family && i < site->n_permitted; i++) {
		const struct permitted *p = &site->permitted[i];
		if (p->net.base.family && !p->name[0] && net_has(&p->net, &s->addr) &&
		    (p->port == 0 || p->port == s->port))
			return true;
	}
	return false;
}

void firmware_match(const struct judging *j, size_t device)
{
	const struct firmware *f = j->in->firmware;
	const struct device *d = &j->in->ledger->devices[device];
	struct verdict_device *v = &j->out->devices[device];
	struct reach reach;
	size_t all = 0;

	if (!f || d->router)
		return;
	choose_images(j, device);
	for (size_t i = 0; i < v->n_own_images; i++)
		all += f->images[v->own_images[i]].n_servers;
	if (!all)
		return;
	v->configured = mem_new(all, sizeof(*v->configured));
	v->from_firmware = mem_new(d->n_contacts + 1, sizeof(*v->from_firmware));
	reach_init(&reach, d);
	for (size_t i = 0; i < v->n_own_images; i++) {
		const struct firmware_image *image = &f->images[v->own_images[i]];
		for (size_t k = 0; k < image->n_servers; k++) {
			struct configured *to = &v->configured[v->n_configured++];
			*to = (struct configured){
				.image = v->own_images[i],
				.server = k,
				.rung = RUNG_CONFIGURED,
				.contact = SIZE_MAX,
				.permitted = is_permitted(j->in->site, &image->servers[k])};
			look_up(&reach, d, &image->servers[k], to);
			if (to->contact != SIZE_MAX)
				v->from_firmware[to->contact] = true;
		}
	}
	reach_done(&reach);
}

/* ---- the finding ---- */

struct carried_count {
	size_t all, permitted, contacted, asked, silent;
	bool alarming, loud; /* something alarming; something that is no clock and no check */
};

static const struct firmware_server *server_of(const struct judging *j, const struct configured *c)
{
	return &j->in->firmware->images[c->image].servers[c->server];
}

static struct carried_count count(const struct judging *j, const struct verdict_device *v)
{
	struct carried_count n = {.all = v->n_configured};

	for (size_t i = 0; i < v->n_configured; i++) {
		const struct configured *c = &v->configured[i];
		const struct firmware_server *s = server_of(j, c);
		n.permitted += c->permitted;
		if (c->rung >= RUNG_ATTEMPTED)
			n.contacted++;
		else if (c->rung == RUNG_ASKED)
			n.asked++;
		else
			n.silent++;
		n.alarming |= s->alarming && !c->permitted;
		n.loud |= !s->quiet && !c->permitted;
	}
	return n;
}

static void say_server(struct line *l, const struct firmware_server *s)
{
	char text[ADDR_TEXT_MAX];

	if (s->name[0])
		line_quote(l, s->name);
	else
		line_add(l, "%s", addr_print(&s->addr, text));
	if (s->port)
		line_add(l, " port %u", s->port);
	if (s->country[0])
		line_add(l, ", %s", s->country);
}

/* The most alarming of those that stayed silent. */
static void say_silent(const struct judging *j, struct line *l, const struct verdict_device *v,
		       size_t n)
{
	size_t said = 0;

	for (size_t i = 0; i < v->n_configured && said < CONTACTS_TOLD; i++) {
		const struct configured *c = &v->configured[i];
		if (c->rung != RUNG_CONFIGURED || c->permitted)
			continue;
		line_add(l, "%s", said++ ? "; " : " Not reached for here: ");
		say_server(l, server_of(j, c));
	}
	if (said && n > said)
		line_add(l, "; and %zu more", n - said);
	if (said)
		line_add(l, ".");
}

static void say_image(const struct judging *j, struct line *l, const struct verdict_device *v)
{
	const struct firmware_image *image = &j->in->firmware->images[v->own_images[0]];

	line_quote(l, image->name);
	if (v->n_own_images > 1)
		line_add(l, " and %zu more", v->n_own_images - 1);
	line_add(l, " (taken for this device's: %s)", firmware_match_name(v->firmware_match));
}

static void say_statement(const struct judging *j, struct finding *f,
			  const struct verdict_device *v, const struct carried_count *n)
{
	struct line l = line_over(f->statement, sizeof(f->statement));

	line_add(&l, "The firmware ");
	say_image(j, &l, v);
	line_add(&l,
		 " carries %zu server%s: in these captures %zu %s reached for, %zu only asked for "
		 "by "
		 "name, %zu not at all",
		 n->all, n->all == 1 ? "" : "s", n->contacted, n->contacted == 1 ? "was" : "were",
		 n->asked, n->silent);
	if (n->permitted)
		line_add(&l, "; the site permits %zu", n->permitted);
	line_add(&l, ".");
	say_silent(j, &l, v, n->silent);
}

static bool is_whole(const struct judging *j, const struct verdict_device *v)
{
	for (size_t i = 0; i < v->n_own_images; i++)
		if (j->in->firmware->images[v->own_images[i]].incomplete)
			return false;
	return true;
}

void finding_carried(const struct judging *j, size_t device)
{
	const struct device *d = &j->in->ledger->devices[device];
	const struct verdict_device *v = &j->out->devices[device];

	if (v->n_configured == 0)
		return;
	const struct carried_count n = count(j, v);
	bool all_permitted = n.permitted == n.all;
	struct finding *f = finding_add(j, QUESTION_SERVER_CARRIED,
					all_permitted ? ANSWER_CONSISTENT : ANSWER_UNEXPLAINED,
					all_permitted ? SEVERITY_INFO
					: n.alarming  ? SEVERITY_MEDIUM
					: n.loud      ? SEVERITY_LOW
						      : SEVERITY_INFO,
					(long)device);
	say_statement(j, f, v, &n);
	struct line l = line_over(f->does_not_show, sizeof(f->does_not_show));
	line_add(&l,
		 "A server that is carried need not be called: silence in these captures can mean "
		 "later, on an occasion, or never.");
	if (v->firmware_match != FIRMWARE_NAMED)
		line_add(&l, " That the device runs this image is inferred: %s.",
			 firmware_match_name(v->firmware_match));
	if (!is_whole(j, v))
		line_add(&l, " Not all of the image could be read.");
	for (size_t i = 0; i < v->n_configured; i++) {
		const struct configured *c = &v->configured[i];
		struct evidence_ref ref = finding_contact(device, c->contact);
		if (c->contact == SIZE_MAX && c->rung == RUNG_ASKED)
			ref = finding_seen(device, finding_query(d, server_of(j, c)->name));
		if (ref.contact != SIZE_MAX || ref.seen != SIZE_MAX)
			finding_evidence(f, &ref);
	}
}
