/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/outlet.h"

#include "base/err.h"

enum { BLOCK = 65536 };

void outlet_init(struct outlet *o, void (*give)(void *ctx, struct slice records), void *ctx)
{
	o->give = give;
	o->ctx = ctx;
	buf_init(&o->block, BLOCK + 2 * RECORD_BODY_MAX);
}

void outlet_done(struct outlet *o)
{
	buf_done(&o->block);
}

void outlet_flush(struct outlet *o)
{
	if (o->block.len)
		o->give(o->ctx, slice_of(o->block.at, o->block.len));
	buf_clear(&o->block);
}

static void given(struct outlet *o)
{
	must(!buf_full(&o->block));
	if (o->block.len >= BLOCK)
		outlet_flush(o);
}

void outlet_put(struct outlet *o, const struct record *record)
{
	record_encode(&o->block, record);
	given(o);
}

void outlet_put_observation(struct outlet *o, const struct obs *obs)
{
	record_encode_observation(&o->block, obs);
	given(o);
}
