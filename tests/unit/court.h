/* SPDX-License-Identifier: Apache-2.0
 *
 * Judging hand-made scenes by small tables of invented makers: Borg and its subsidiary Borgling,
 * Acme, the label Lablon (known to be bought from Borg), Lamps, which makes no cameras, and forty
 * more cameras makers so that the prior is spread as in the real tables.
 */
#ifndef CAMTRAIL_TEST_COURT_H
#define CAMTRAIL_TEST_COURT_H

#include "scene.h"

#include "judge/judge.h"

#define ACME_MAC "00:00:01:00:00:01"
#define BORG_MAC "00:00:02:00:00:01"
#define LABLON_MAC "00:00:03:00:00:01"
#define MODULE_MAC "00:00:05:00:00:01" /* of a radio module: no maker's own */
#define SITE_GW "02:00:00:00:00:fe"

struct court {
	char dir[64];
	struct knowledge *knowledge;
	struct oui_list *oui;
	struct site *site;
	struct ledger *ledger;
	bool declared;
	struct declarations declarations;
	struct judgement *judgement;
};

/* Settles and judges; frees the scene. site and cameras (CSV) may be NULL. */
struct court *court_of(struct scene *scene, const char *site, const char *cameras);
/* The same with the records in another order; keeps the scene. */
struct court *court_shuffled(const struct scene *scene, const char *cameras, unsigned seed);
void court_free(struct court *c);

const struct verdict_device *court_device(const struct court *c, const char *id);
/* The finding of that question about that device (NULL = site, any of the declaration); NULL. */
const struct finding *court_finding(const struct court *c, enum question q, const char *id);
int court_maker(const struct court *c, const char *id);

/* A device with a MAC that says things; addresses are 10.0.0.n. */
void court_camera(struct scene *s, const char *mac, const char *addr);
void court_says(struct scene *s, const char *mac, const char *addr, enum obs_kind kind,
		const char *text, uint64_t frame);

#endif
