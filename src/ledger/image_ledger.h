/* SPDX-License-Identifier: Apache-2.0
 *
 * An inventory of delivered files as a ledger, so that judge() reads it as it reads a site: each image
 * is a device "image:N" whose observations are what stands in it. Nothing here is contacted: names
 * of servers are names asked for, at the rung `configured` at most.
 *
 * An observation's where: capture is the number of the image; frame is the number of the inventory
 * item + 1, or for the path of a file (OBS_IMAGE_PATH) n_items + number of the file + 1. What one file
 * holds was put there by whoever made that file, as what one conversation says comes from one
 * program, so it gets the same parties: src and dst are addresses of the private kind that stand for
 * the file and are shown nowhere.
 */
#ifndef CAMTRAIL_LEDGER_IMAGE_LEDGER_H
#define CAMTRAIL_LEDGER_IMAGE_LEDGER_H

#include "ledger/inventory.h"
#include "ledger/ledger.h"

/* Of the settled inventory (borrowed while the ledger lives); wanted[k]: observations of that kind are
 * of use. Equal ones of an image are folded; the first stands for them. */
struct ledger *image_ledger_new(const struct inventory *inv, const bool wanted[OBS_KINDS]);

/* Where an observation of such a ledger stands: the file, and the item or -1 (the path of the file
 * itself). */
void image_ledger_place(const struct inventory *inv, const struct seen *s, size_t *ret_file,
			long *ret_item);

#endif
