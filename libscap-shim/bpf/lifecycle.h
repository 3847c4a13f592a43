/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Events that are not system calls: threads that end or start without one, context switches, page faults.
 */
#ifndef PROBE_LIFECYCLE_H
#define PROBE_LIFECYCLE_H

#include "cpu-time.h"
#include "narrow.h"
#include "tasks.h"

#define PF_EXITING 0x4
#define PF_IO_WORKER 0x10
#define PF_USER_WORKER 0x4000

/* --- exit --- */

#define GROUP_SEARCH 64
#define ANCESTOR_SEARCH 64

/*
 * A thread of the same group that lives on; 0 if there is none; -1 if the search was too short.
 * A global function: the verifier looks at it once, instead of at each turn of the loop that calls it.
 */
__noinline int alive_sibling(u64 task_address)
{
	struct task_struct *task = (void *)task_address;
	struct signal_struct *signal = BPF_CORE_READ(task, signal);
	struct list_head *head = (void *)signal + bpf_core_field_offset(struct signal_struct, thread_head);
	struct list_head *node = BPF_CORE_READ(signal, thread_head.next);

	for (int i = 0; i < GROUP_SEARCH; i++) {
		struct task_struct *thread = (void *)node - bpf_core_field_offset(struct task_struct, thread_node);

		if (node == head)
			return 0;
		if (!(BPF_CORE_READ(thread, flags) & PF_EXITING))
			return BPF_CORE_READ(thread, pid);
		node = BPF_CORE_READ(thread, thread_node.next);
	}
	return -1;
}

/* Who gets the children, as the kernel will decide it a little later: a sibling, a sub-reaper above, or init. */
static __always_inline s64 next_reaper(struct task_struct *task)
{
	struct list_head *children = (void *)task + bpf_core_field_offset(struct task_struct, children);
	struct signal_struct *signal = BPF_CORE_READ(task, signal);
	struct pid *pid = BPF_CORE_READ(task, thread_pid);
	u32 level = BPF_CORE_READ(pid, level);
	struct pid_namespace *ns = namespace_of(pid);
	struct task_struct *init = BPF_CORE_READ(ns, child_reaper), *above;
	s64 tid;

	if (BPF_CORE_READ(task, children.next) == children)
		return 0;
	tid = alive_sibling(bpf_get_current_task());
	if (tid)
		return tid;
	if (init == task)
		return 0;
	if (!BPF_CORE_READ_BITFIELD_PROBED(signal, has_child_subreaper))
		return BPF_CORE_READ(init, pid);
	above = BPF_CORE_READ(task, real_parent);
	for (int i = 0; i < ANCESTOR_SEARCH; i++) {
		if (above == init || BPF_CORE_READ(above, thread_pid, level) != level)
			return BPF_CORE_READ(init, pid);
		signal = BPF_CORE_READ(above, signal);
		if (BPF_CORE_READ_BITFIELD_PROBED(signal, is_child_subreaper)) {
			tid = alive_sibling((u64)above);
			if (tid)
				return tid;
		}
		above = BPF_CORE_READ(above, real_parent);
	}
	return -1;
}

/* A sample of the thread; its sum is as old as the last tick, unless it is leaving the CPU. */
static __always_inline void put_cpu_times(struct task_struct *task)
{
	u32 tid = FIELD(task, pid), tgid = FIELD(task, tgid);
	struct cpu_record times;
	struct event e;

	if (!(settings.flags & SETTING_CPU_TIME) || !event_wanted(TYPE_PROCINFO, tgid, tid))
		return;
	cpu_times_of(&times, task);
	if (!event_begin(&e, tid, EVENT_SMALL, true))
		return;
	event_is(&e, TYPE_PROCINFO, PROCINFO_PARAMS);
	put_u64(&e, times.user / NS_PER_HUNDREDTH);
	put_u64(&e, times.system / NS_PER_HUNDREDTH);
	put_u64(&e, times.user);
	put_u64(&e, times.system);
	put_u64(&e, times.major_faults);
	put_u64(&e, times.minor_faults);
	event_commit(&e);
}

HOOK("sched_process_exit")
int process_exit(u64 *ctx)
{
	struct task_struct *task = CURRENT_TASK();
	u32 status, tid, tgid;
	struct event e;

	if (!control.armed)
		return 0;
	tid = FIELD(task, pid);
	tgid = FIELD(task, tgid);
	if (is_own(tgid))
		return 0;
	put_cpu_times(task);
	if (!event_begin(&e, tid, EVENT_SMALL, true))
		return 0;
	status = FIELD(task, exit_code);
	event_is(&e, TYPE_PROCEXIT, 5);
	put_u64(&e, status);
	put_u64(&e, status >> 8 & 0xff);
	put_u8(&e, status & 0x7f);
	put_u8(&e, status & 0x80 ? 1 : 0);
	put_u64(&e, next_reaper(task));
	event_commit(&e);
	return 0;
}

/*
 * A thread that has ended leaves the CPU for the last time: the scheduler has just brought its sum up to date, the time in which
 * its memory was given back included. It may be switched out before: then there is one sample more.
 */
HOOK("sched_switch")
int last_switch(u64 *ctx)
{
	struct task_struct *prev = (void *)ctx[1];

	if (!FIELD(prev, exit_state) || !control.armed)
		return 0;
	put_cpu_times(prev);
	return 0;
}

/* --- threads that no call returns to --- */

/*
 * A new thread is announced by its own return from clone, where the machine has such a return. Two kinds never return from one: workers that the kernel
 * starts inside a process (io_uring, vhost), and programs that it starts itself (user-mode helpers). The first do not
 * pass sched_process_fork either.
 */
HOOK("task_newtask")
int new_task(u64 *ctx)
{
	struct task_struct *parent = CURRENT_TASK(), *child = (void *)ctx[0];
	u32 flags, tid;
	struct event e;

	if (!control.armed)
		return 0;
	flags = BPF_CORE_READ(child, flags);
	if (flags & PF_KTHREAD)
		return 0;
	note_clone_flags(FIELD(parent, pid), BPF_CORE_READ(child, pid), ctx[1]);
	if (CHILD_RETURNS && !(flags & (PF_IO_WORKER | PF_USER_WORKER)) && !(FIELD(parent, flags) & PF_KTHREAD))
		return 0;
	tid = BPF_CORE_READ(child, pid);
	if (is_own(BPF_CORE_READ(child, tgid)))
		return 0;
	if (!event_begin(&e, tid, EVENT_BIG, true))
		return 0;
	event_is(&e, TYPE_CLONE + 1, CLONE_PARAMS);
	put_clone_exit(&e, child, 0, clone_flags(child, ctx[1]));
	event_commit(&e);
	return 0;
}

/* --- context switches, page faults --- */

HOOK("sched_switch")
int context_switch(u64 *ctx)
{
	struct task_struct *prev = (void *)ctx[1], *next = (void *)ctx[2];
	u32 tid, tgid;
	struct event e;

	if (!control.armed)
		return 0;
	tid = BPF_CORE_READ(prev, pid);
	tgid = BPF_CORE_READ(prev, tgid);
	/* The drain thread's own switches would go on for ever. */
	if (is_own(tgid) || is_own(BPF_CORE_READ(next, tgid)) || !event_wanted(TYPE_SWITCH, tgid, tid))
		return 0;
	if (!event_begin(&e, tid, EVENT_SMALL, false))
		return 0;
	event_is(&e, TYPE_SWITCH, 6);
	put_u64(&e, BPF_CORE_READ(next, pid));
	put_u64(&e, BPF_CORE_READ(prev, maj_flt));
	put_u64(&e, BPF_CORE_READ(prev, min_flt));
	put_memory(&e, prev);
	event_commit(&e);
	return 0;
}

static __always_inline int page_fault(u64 *ctx)
{
	struct pt_regs *regs = (void *)ctx[1];
	struct task_struct *task = CURRENT_TASK();
	u32 tid, tgid;
	struct event e;

	if (!control.armed)
		return 0;
	tid = FIELD(task, pid);
	tgid = FIELD(task, tgid);
	if (is_own(tgid) || !event_wanted(TYPE_PAGE_FAULT, tgid, tid))
		return 0;
	if (!event_begin(&e, tid, EVENT_SMALL, false))
		return 0;
	event_is(&e, TYPE_PAGE_FAULT, 3);
	put_u64(&e, ctx[0]);
	put_u64(&e, FIELD(regs, REG_CODE));
	put_u32(&e, page_fault_flags(ctx[2]));
	event_commit(&e);
	return 0;
}

HOOK("page_fault_user")
int page_fault_user(u64 *ctx)
{
	return page_fault(ctx);
}

HOOK("page_fault_kernel")
int page_fault_kernel(u64 *ctx)
{
	return page_fault(ctx);
}

#endif
