/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * One event, from reservation to publication, written in place into the lane of this CPU (wire.h).
 *
 * Why not BPF_MAP_TYPE_RINGBUF: its reservations must have a constant size, so an event of variable size is either
 * built elsewhere and copied, or reserves its maximum; each costs two helper calls and a spin lock; and its reader
 * cannot peek, which ordering by time needs. Here the writer is alone, so a reservation is a comparison and
 * publication a store.
 */
#ifndef PROBE_RING_H
#define PROBE_RING_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "kernel-types.h"
#include "machine.h"
#include "wire.h"

#define EVENT_MASK (EVENT_MAX - 1)
#define BLOCK_TYPE_EV_V2 0x216
#define EVENT_HEADER 26 /* ts, tid, len, type, nparams */
#define BLOCK_HEADER 10 /* block type, block length, cpu */
#define PARAMS_AT (BLOCK_HEADER + EVENT_HEADER)

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1); /* set to the number of possible CPUs at load */
	__uint(key_size, sizeof(u32));
	__uint(value_size, LANE_HEADER + LANE_SLACK); /* ring_bytes are added at load */
} lanes SEC(".maps");

/* Carries no data: it exists to be polled. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} doorbell SEC(".maps");

const volatile struct settings settings SEC(".rodata.settings") = {};
struct control control SEC(".data.control") = {};

struct event {
	struct lane *lane;
	u8 *at; /* first byte of the block */
	u64 start; /* its position in the lane */
	u64 ts;
	u64 tid;
	u64 pos; /* bytes of the block written so far */
	u64 lens; /* where the next parameter length goes */
	u32 cpu;
	u16 type;
	u16 nparams;
};

#define AT(e, offset) ((e)->at + ((offset)&EVENT_MASK))
/* Space after the event for intermediate values; part of the reservation when EVENT_BIG is asked for. */
#define SCRATCH(e, offset) ((e)->at + EVENT_MAX + ((offset)&EVENT_MASK))

/* Sizes to reserve; the event itself then takes what it needs. */
#define EVENT_SMALL 512u /* scalars only */
#define EVENT_PATHS 10240u /* and up to two paths */
#define EVENT_BIG (2 * EVENT_MAX) /* anything, and scratch space */

static __always_inline bool lane_slow_reserve(struct lane *lane, u64 need, bool state)
{
	u64 head = lane->head;
	u64 fill = head - *(volatile u64 *)&lane->tail;
	u64 limit = settings.ring_bytes - (state ? 0 : settings.reserve_bytes);
	u64 ahead = settings.ring_bytes >> 4;

	if (fill >= settings.wake_bytes && control.sleeping) {
		u64 ring = 1;

		control.sleeping = 0; /* once is enough */
		bpf_ringbuf_output(&doorbell, &ring, sizeof(ring), BPF_RB_FORCE_WAKEUP);
		lane->doorbells++;
	}
	if (fill + need > limit) {
		lane->drops[state ? DROP_RING_FULL_STATE : DROP_RING_FULL]++;
		return false;
	}
	/* The next look at tail is due after `ahead` bytes, sooner if a smaller event may not fit by then. */
	limit = settings.ring_bytes - settings.reserve_bytes;
	if (fill + ahead > limit)
		ahead = fill > limit ? 0 : limit - fill;
	lane->check_at = head + ahead;
	return true;
}

static __always_inline bool lane_enter(struct lane *lane)
{
	if (!(settings.flags & SETTING_GUARD_REENTRY))
		return true;
	if (settings.flags & SETTING_ATOMIC_GUARD) {
		if (!__sync_val_compare_and_swap(&lane->writing, 0, 1))
			return true;
	} else if (!lane->writing) {
		lane->writing = 1;
		return true;
	}
	__sync_fetch_and_add(&lane->drops[DROP_REENTERED], 1);
	return false;
}

static __always_inline void lane_leave(struct lane *lane)
{
	barrier();
	if (settings.flags & SETTING_GUARD_REENTRY)
		lane->writing = 0;
}

static __always_inline struct lane *lane_of_this_cpu(u32 *cpu)
{
	*cpu = bpf_get_smp_processor_id();
	return bpf_map_lookup_elem(&lanes, cpu);
}

/*
 * Functions that loop are global (__noinline, not static): the verifier looks at them once, and not again on every path
 * that leads to them. They can be given numbers only, so they find the event that is being written by themselves.
 */
static __always_inline u8 *current_event(void)
{
	u32 cpu;
	struct lane *lane = lane_of_this_cpu(&cpu);

	return lane ? (u8 *)lane + LANE_HEADER + (lane->head & settings.ring_mask) : NULL;
}

/* False: dropped, and counted. True: event_commit() must follow. */
static __always_inline bool event_begin(struct event *e, u64 tid, u32 need, bool state)
{
	struct lane *lane = lane_of_this_cpu(&e->cpu);

	if (!lane || !lane_enter(lane))
		return false;
	if (lane->head + need > lane->check_at && !lane_slow_reserve(lane, need, state)) {
		lane_leave(lane);
		return false;
	}
	e->lane = lane;
	e->start = lane->head;
	e->at = (u8 *)lane + LANE_HEADER + (e->start & settings.ring_mask);
	e->tid = tid;
	e->ts = bpf_ktime_get_boot_ns() + settings.clock_offset;
	return true;
}

/* Says what the event is; parameters follow in order, exactly `nparams` of them. */
static __always_inline void event_is(struct event *e, u16 type, u16 nparams)
{
	e->type = type;
	e->nparams = nparams;
	e->lens = PARAMS_AT;
	e->pos = PARAMS_AT + 2 * nparams;
}

static __always_inline void event_commit(struct event *e)
{
	struct lane *lane = e->lane;
	u64 end = e->pos & EVENT_MASK;
	u64 total = (end + 4 + 3) & ~3ull;

	*(u32 *)AT(e, end) = 0; /* padding; the trailer overwrites what is not */
	*(u32 *)AT(e, total - 4) = total;
	*(u32 *)AT(e, 0) = BLOCK_TYPE_EV_V2;
	*(u32 *)AT(e, 4) = total;
	*(u16 *)AT(e, 8) = e->cpu;
	*(u64 *)AT(e, 10) = e->ts;
	*(u64 *)AT(e, 18) = e->tid;
	*(u32 *)AT(e, 26) = end - BLOCK_HEADER;
	*(u16 *)AT(e, 30) = e->type;
	*(u32 *)AT(e, 32) = e->nparams;
	lane->events++;
	lane->last_ts = e->ts;
	publish(&lane->head, e->start + total);
	lane_leave(lane);
}

#endif
