// SPDX-License-Identifier: Apache-2.0
#include "lanes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "unaligned.h"

#define BLOCK_TYPE 0x216u
#define BLOCK_MIN 40u
#define LENGTH_AT 4
#define TIME_AT 10

int lanes_init(struct lanes *lanes, void *memory, uint32_t n, uint64_t stride, uint32_t ring_bytes)
{
	memset(lanes, 0, sizeof(*lanes));
	lanes->views = calloc(n, sizeof(*lanes->views));
	lanes->order = calloc(n, sizeof(*lanes->order));
	if (!lanes->views || !lanes->order) {
		lanes_free(lanes);
		return -ENOMEM;
	}
	for (uint32_t i = 0; i < n; i++) {
		uint8_t *element = (uint8_t *)memory + i * stride;

		lanes->views[i].lane = (struct lane *)element;
		lanes->views[i].data = element + LANE_HEADER;
	}
	lanes->n = n;
	lanes->ring_bytes = ring_bytes;
	return 0;
}

void lanes_free(struct lanes *lanes)
{
	free(lanes->views);
	free(lanes->order);
	memset(lanes, 0, sizeof(*lanes));
}

static const uint8_t *block_at(const struct lanes *lanes, const struct lane_view *view, uint64_t pos)
{
	return view->data + (pos & (lanes->ring_bytes - 1));
}

/* --- the heap: the lane with the earliest event first --- */

static bool earlier(const struct lanes *lanes, uint32_t a, uint32_t b)
{
	return lanes->views[a].ts < lanes->views[b].ts;
}

static void sift_down(struct lanes *lanes, uint32_t at)
{
	uint32_t *order = lanes->order;

	for (;;) {
		uint32_t least = at, left = 2 * at + 1, right = left + 1, swap;

		if (left < lanes->n_order && earlier(lanes, order[left], order[least]))
			least = left;
		if (right < lanes->n_order && earlier(lanes, order[right], order[least]))
			least = right;
		if (least == at)
			return;
		swap = order[at];
		order[at] = order[least];
		order[least] = swap;
		at = least;
	}
}

/* Time of the earliest event in the lanes other than the first one of the heap. */
static uint64_t next_ts(const struct lanes *lanes, uint64_t until)
{
	uint64_t ts = until;

	for (uint32_t i = 1; i < lanes->n_order && i < 3; i++)
		if (lanes->views[lanes->order[i]].ts < ts)
			ts = lanes->views[lanes->order[i]].ts;
	return ts;
}

/* --- a pass --- */

static void begin_pass(struct lanes *lanes, uint64_t until)
{
	lanes->n_order = 0;
	for (uint32_t i = 0; i < lanes->n; i++) {
		struct lane_view *view = &lanes->views[i];

		view->head = __atomic_load_n(&view->lane->head, __ATOMIC_ACQUIRE);
		view->pos = view->lane->tail;
		if (view->head == view->pos)
			continue;
		if (view->head - view->pos > lanes->ring_peak)
			lanes->ring_peak = view->head - view->pos;
		view->ts = read_u64(block_at(lanes, view, view->pos) + TIME_AT);
		if (view->ts <= until)
			lanes->order[lanes->n_order++] = i;
	}
	for (uint32_t i = lanes->n_order / 2; i-- > 0;)
		sift_down(lanes, i);
}

/*
 * Copies events of one lane while they are not younger than `until` and fit into `room`: one run, contiguous in the
 * lane. The bytes copied.
 */
static uint32_t copy_run(struct lanes *lanes, struct lane_view *view, uint64_t until, uint8_t *to, uint32_t room,
			 uint32_t *events)
{
	const uint8_t *start = block_at(lanes, view, view->pos);
	uint32_t in_ring = lanes->ring_bytes - (uint32_t)(start - view->data);
	uint32_t bytes = 0;

	*events = 0;
	while (view->pos < view->head && view->ts <= until) {
		uint32_t length = read_u32(start + bytes + LENGTH_AT);

		if (read_u32(start + bytes) != BLOCK_TYPE || length < BLOCK_MIN || length > EVENT_MAX ||
		    length > view->head - view->pos) {
			lanes->broken += view->head - view->pos;
			view->pos = view->head;
			break;
		}
		if (bytes + length > room)
			break;
		bytes += length;
		view->pos += length;
		++*events;
		if (view->pos < view->head)
			view->ts = read_u64(block_at(lanes, view, view->pos) + TIME_AT);
		/* The next event is at the start of the ring, though this one may have run past its end. */
		if (bytes >= in_ring)
			break;
	}
	memcpy(to, start, bytes);
	return bytes;
}

static void release(struct lane_view *view)
{
	__atomic_store_n(&view->lane->tail, view->pos, __ATOMIC_RELEASE);
}

uint64_t lanes_drain(struct lanes *lanes, struct queue *queue, uint64_t until, bool *full)
{
	uint64_t total = 0;

	*full = false;
	begin_pass(lanes, until);
	while (lanes->n_order) {
		struct lane_view *view = &lanes->views[lanes->order[0]];
		uint32_t room, events, bytes;
		uint8_t *to = queue_room(queue, EVENT_MAX, &room);

		if (!to) {
			*full = true;
			break;
		}
		bytes = copy_run(lanes, view, next_ts(lanes, until), to, room, &events);
		queue_advance(queue, bytes, events);
		total += bytes;
		release(view);
		if (view->pos >= view->head || view->ts > until)
			lanes->order[0] = lanes->order[--lanes->n_order];
		sift_down(lanes, 0);
	}
	queue_publish(queue);
	return total;
}

uint64_t lanes_fill(const struct lanes *lanes)
{
	uint64_t most = 0;

	for (uint32_t i = 0; i < lanes->n; i++) {
		uint64_t fill =
			__atomic_load_n(&lanes->views[i].lane->head, __ATOMIC_ACQUIRE) - lanes->views[i].lane->tail;

		if (fill > most)
			most = fill;
	}
	return most;
}
