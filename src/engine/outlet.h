/* SPDX-License-Identifier: Apache-2.0
 *
 * The reader's way out: records are encoded into a block and given on when it is full. Nothing
 * else leaves a reader.
 */
#ifndef CAMTRAIL_ENGINE_OUTLET_H
#define CAMTRAIL_ENGINE_OUTLET_H

#include "obs/codec.h"

struct outlet {
	struct buf block;
	void (*give)(void *ctx, struct slice records); /* whole records */
	void *ctx;
};

void outlet_init(struct outlet *o, void (*give)(void *ctx, struct slice records), void *ctx);
void outlet_done(struct outlet *o);
void outlet_put(struct outlet *o, const struct record *record);
void outlet_put_observation(struct outlet *o, const struct obs *obs);
void outlet_flush(struct outlet *o);

#endif
