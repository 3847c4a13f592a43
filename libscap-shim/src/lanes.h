/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading the lanes of all CPUs (bpf/wire.h) in order of time.
 *
 * A pass takes the events up to a moment shortly before it began: everything older has been published by then, so that
 * passes follow each other in order; what is younger stays in its lane for the next pass. Within a pass the lanes are
 * merged. Runs of events from one lane are copied as they are.
 */
#ifndef SHIM_LANES_H
#define SHIM_LANES_H

#include <linux/types.h>
#include <stdbool.h>
#include <stdint.h>

#include "../bpf/wire.h"
#include "queue.h"

/* An event carries the time at which its program began; it is published a few hundred ns later, seldom more. */
#define PASS_MARGIN_NS 200000

struct lane_view {
	struct lane *lane;
	const uint8_t *data;
	uint64_t pos, head; /* of this pass */
	uint64_t ts; /* of the event at pos */
};

struct lanes {
	struct lane_view *views;
	uint32_t *order; /* of this pass: a heap of the lanes that have events, by time */
	uint32_t n;
	uint32_t n_order;
	uint32_t ring_bytes;
	uint64_t ring_peak;
	uint64_t broken; /* bytes skipped because a lane did not hold blocks: never, unless this file has a bug */
};

/* `memory` holds n elements of `stride` bytes, as the probe's map does. */
int lanes_init(struct lanes *lanes, void *memory, uint32_t n, uint64_t stride, uint32_t ring_bytes);
void lanes_free(struct lanes *lanes);

/* Moves events with ts <= until to the queue; the number of bytes. *full: the queue had no room for all of them. */
uint64_t lanes_drain(struct lanes *lanes, struct queue *queue, uint64_t until, bool *full);

/* The highest fill of any lane, now. */
uint64_t lanes_fill(const struct lanes *lanes);

#endif
