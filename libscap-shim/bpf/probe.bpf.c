// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The probe: every system call, entry and exit, as the events of a .scap file.
 *
 * Each hook has one program for the calls that are made most and for those without a type of their own (generic), and
 * one per family for the rest, reached by a tail call whose index is constant, so that the kernel patches in a direct
 * jump. There is one program array per hook: kernels from 6.12 refuse to share one between hooks (28ead3eaabc1).
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "control.h"
#include "descriptors.h"
#include "generic.h"
#include "lifecycle.h"
#include "memory.h"
#include "messages.h"
#include "narrow.h"
#include "paths.h"
#include "processes.h"
#include "signals.h"
#include "sockets.h"
#include "task-waits.h"
#include "waits.h"

char LICENSE[] SEC("license") = "Dual MIT/GPL";

#define JUMP_TABLE(name)                               \
	struct {                                       \
		__uint(type, BPF_MAP_TYPE_PROG_ARRAY); \
		__uint(max_entries, FAMILIES);         \
		__uint(key_size, sizeof(u32));         \
		__uint(value_size, sizeof(u32));       \
	} name SEC(".maps")

JUMP_TABLE(enter_families);
JUMP_TABLE(exit_families);

static __always_inline u32 space_for(const struct call *call)
{
	u32 data = settings.snaplen > settings.requests_snaplen ? settings.snaplen : settings.requests_snaplen;

	if (call->info.flags & BIG)
		return EVENT_BIG;
	if (!call->info.pair)
		return EVENT_PATHS; /* two paths at most (generic.h) */
	return (call->info.flags & PATHS ? EVENT_PATHS : EVENT_SMALL) + data;
}

static __always_inline bool changes_state(const struct call *call)
{
	return call->info.flags & STATE;
}

/* Only looked at when the filter would leave the call out. */
static __always_inline bool narrowed(const struct call *call, u32 exit)
{
	u32 type = call->info.pair + exit;

	if (!control.narrow || changes_state(call))
		return false;
	if ((!(control.narrow & NARROW_TYPES) || wanted_type(type, call->code)) && wanted_thread(call->tgid, call->tid))
		return false;
	if (call->info.flags & SOCKET) {
		struct socket *socket = socket_of_fd(arg(call, 0));

		if (socket && BPF_CORE_READ(socket, type) != SOCK_STREAM)
			return false;
	}
	count_narrowed();
	return true;
}

#define JUMP(table)                                             \
	switch (call.info.family) {                             \
	case IO:                                                \
		bpf_tail_call_static(ctx, &table, IO);          \
		return 0;                                       \
	case DESCRIPTORS:                                       \
		bpf_tail_call_static(ctx, &table, DESCRIPTORS); \
		return 0;                                       \
	case PATH_CALLS:                                        \
		bpf_tail_call_static(ctx, &table, PATH_CALLS);  \
		return 0;                                       \
	case SOCKETS:                                           \
		bpf_tail_call_static(ctx, &table, SOCKETS);     \
		return 0;                                       \
	case MESSAGES:                                          \
		bpf_tail_call_static(ctx, &table, MESSAGES);    \
		return 0;                                       \
	case THREADS:                                           \
		bpf_tail_call_static(ctx, &table, THREADS);     \
		return 0;                                       \
	case PROGRAMS:                                          \
		bpf_tail_call_static(ctx, &table, PROGRAMS);    \
		return 0;                                       \
	case CONTROL:                                           \
		bpf_tail_call_static(ctx, &table, CONTROL);     \
		return 0;                                       \
	case MEMORY:                                            \
		bpf_tail_call_static(ctx, &table, MEMORY);      \
		return 0;                                       \
	}

#define ENTER_CASE(name, pair, in, out, flags) \
	case __NR_##name:                      \
		event_is(&e, pair, in);        \
		enter_##name(&e, &call);       \
		break;

#define EXIT_CASE(name, pair, in, out, flags)  \
	case __NR_##name:                      \
		event_is(&e, (pair) + 1, out); \
		exit_##name(&e, &call, ret);   \
		break;

static __always_inline u64 exiting_call(struct pt_regs *regs)
{
	return FIELD(regs, REG_NUMBER);
}

#define ENOSYS 38

/*
 * The call by which a signal handler returns puts back the registers of the code that was interrupted, the number of
 * its call among them, which is -1 then. What calls with that number itself gets -ENOSYS.
 */
static __always_inline bool returns_from_signal(const struct call *call, s64 ret)
{
	return call->nr == (u32)-1 && !call->compat && ret != -ENOSYS;
}

HOOK("sys_enter")
int sys_enter(u64 *ctx)
{
	struct call call;
	struct event e;

	if (!call_init(&call, (void *)ctx[0], ctx[1]) || narrowed(&call, 0))
		return 0;
	JUMP(enter_families)
	if (!event_begin(&e, call.tid, space_for(&call), changes_state(&call)))
		return 0;
	if (!call.info.pair)
		call.nr = CALL_CODES;
	switch (call.nr) {
		CALLS_HOT(ENTER_CASE)
	default:
		put_generic_enter(&e, &call, ctx[1]);
	}
	event_commit(&e);
	return 0;
}

HOOK("sys_exit")
int sys_exit(u64 *ctx)
{
	s64 ret = ctx[1];
	u64 nr = exiting_call((void *)ctx[0]);
	struct call call;
	struct event e;

	if (!call_init(&call, (void *)ctx[0], nr) || narrowed(&call, 1))
		return 0;
	JUMP(exit_families)
	if (!event_begin(&e, call.tid, space_for(&call), changes_state(&call)))
		return 0;
	if (returns_from_signal(&call, ret)) {
		nr = NATIVE_RT_SIGRETURN;
		call.code = call_codes[__NR_rt_sigreturn];
	}
	if (!call.info.pair)
		call.nr = CALL_CODES;
	switch (call.nr) {
		CALLS_HOT(EXIT_CASE)
	default:
		put_generic_exit(&e, &call, nr, ret);
	}
	event_commit(&e);
	return 0;
}

#define ENTER_PROGRAM(family, CALLS)                                                    \
	HOOK("sys_enter")                                                               \
	int enter_##family(u64 *ctx)                                                    \
	{                                                                               \
		struct call call;                                                       \
		struct event e;                                                         \
                                                                                        \
		if (!call_init(&call, (void *)ctx[0], ctx[1]))                          \
			return 0;                                                       \
		if (!event_begin(&e, call.tid, space_for(&call), changes_state(&call))) \
			return 0;                                                       \
		switch (call.nr) {                                                      \
			CALLS(ENTER_CASE)                                               \
		}                                                                       \
		event_commit(&e);                                                       \
		return 0;                                                               \
	}

#define EXIT_PROGRAM(family, body)                                                      \
	HOOK("sys_exit")                                                                \
	int exit_##family(u64 *ctx)                                                     \
	{                                                                               \
		s64 ret = ctx[1];                                                       \
		struct call call;                                                       \
		struct event e;                                                         \
                                                                                        \
		if (!call_init(&call, (void *)ctx[0], exiting_call((void *)ctx[0])))    \
			return 0;                                                       \
		if (!event_begin(&e, call.tid, space_for(&call), changes_state(&call))) \
			return 0;                                                       \
		body;                                                                   \
		event_commit(&e);                                                       \
		return 0;                                                               \
	}

#define FAMILY_PROGRAMS(family, CALLS) \
	ENTER_PROGRAM(family, CALLS)   \
	EXIT_PROGRAM(family, switch (call.nr){ CALLS(EXIT_CASE) })

FAMILY_PROGRAMS(io, CALLS_IO)
FAMILY_PROGRAMS(descriptors, CALLS_DESCRIPTORS)
FAMILY_PROGRAMS(paths, CALLS_PATHS)
FAMILY_PROGRAMS(sockets, CALLS_SOCKETS)
FAMILY_PROGRAMS(messages, CALLS_MESSAGES)
FAMILY_PROGRAMS(control, CALLS_CONTROL)
FAMILY_PROGRAMS(memory, CALLS_MEMORY)
ENTER_PROGRAM(threads, CALLS_THREADS)
EXIT_PROGRAM(threads, exit_threads_call(&e, &call, ret))
ENTER_PROGRAM(programs, CALLS_PROGRAMS)
EXIT_PROGRAM(programs, exit_programs_call(&e, &call, ret))
