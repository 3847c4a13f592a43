/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Waits for descriptors; io_uring. */
#ifndef PROBE_WAITS_H
#define PROBE_WAITS_H

#include <linux/io_uring.h>
#include "io.h"

/* --- waits --- */

#define POLL_MAX 64

struct poll_entry {
	s32 fd;
	u16 events, returned;
};

/* Appends the list at `pos`; returns where it ends. */
__noinline int add_poll(u64 from, u64 count, u64 pos, u64 returned)
{
	u32 n = count > POLL_MAX ? POLL_MAX : count;
	u8 *event = current_event();

	if (!event)
		return pos;
	FORGET(pos);
	if (n && bpf_probe_read_user(event + EVENT_MAX, n * sizeof(struct poll_entry), (void *)from))
		n = 0;
	*(u16 *)(event + pos) = n;
	pos += 2;
	for (u32 i = 0; i < POLL_MAX; i++) {
		struct poll_entry *entry = (struct poll_entry *)(event + EVENT_MAX) + i;
		u64 events = returned ? entry->returned : entry->events;

		if (i >= n)
			break;
		FORGET(events);
		events = BITS(POLL_BITS, events);
		FORGET(events);
		FORGET(pos);
		*(s64 *)(event + pos) = entry->fd;
		*(u16 *)(event + pos + 8) = events;
		pos += 10;
	}
	return pos;
}

static __always_inline void put_poll(struct event *e, u64 from, u64 count, bool returned)
{
	u64 start = e->pos;

	e->pos = add_poll(from, count, start, returned);
	FORGET(e->pos);
	put_len(e, e->pos - start);
}

/* Of a timespec; ~0, which readers print as "none", without one. */
static __always_inline u64 timeout_ns(u64 from)
{
	s64 time[2];

	if (!from || bpf_probe_read_user(time, sizeof(time), (void *)from))
		return ~0ull;
	return time[0] * 1000000000 + time[1];
}

ENTER(poll)
{
	put_poll(e, arg(call, 0), (u32)arg(call, 1), false);
	put_fd(e, arg(call, 2));
}

EXIT(poll)
{
	put_u64(e, ret);
	put_poll(e, arg(call, 0), (u32)arg(call, 1), true);
}

ENTER(ppoll)
{
	put_poll(e, arg(call, 0), (u32)arg(call, 1), false);
	put_u64(e, timeout_ns(arg(call, 2)));
	put_u32(e, read_user_u64(arg(call, 3)));
}

EXIT(ppoll)
{
	exit_poll(e, call, ret);
}

NO_ENTER(select)
RESULT(select)

/* --- io_uring --- */

NO_ENTER(io_uring_setup)
EXIT(io_uring_setup)
{
	struct io_uring_params params = {};

	bpf_probe_read_user(&params, sizeof(params), (void *)arg(call, 1));
	put_u64(e, ret);
	put_u32(e, arg(call, 0));
	put_u32(e, params.sq_entries);
	put_u32(e, params.cq_entries);
	put_u32(e, BITS(URING_SETUP_BITS, params.flags));
	put_u32(e, params.sq_thread_cpu);
	put_u32(e, params.sq_thread_idle);
	put_u32(e, params.features & 0x7ff);
}

NO_ENTER(io_uring_enter)
EXIT(io_uring_enter)
{
	put_u64(e, ret);
	put_fd(e, arg(call, 0));
	put_u32(e, arg(call, 1));
	put_u32(e, arg(call, 2));
	put_u32(e, arg(call, 3) & 15);
	put_u32(e, arg(call, 4));
}

NO_ENTER(io_uring_register)
EXIT(io_uring_register)
{
	put_u64(e, ret);
	put_fd(e, arg(call, 0));
	put_u16(e, arg(call, 1));
	put_u64(e, arg(call, 2));
	put_u32(e, arg(call, 3));
}

#endif
