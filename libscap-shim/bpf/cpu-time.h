/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * CPU time per thread.
 *
 * The scheduler keeps each thread's time on CPU to the nanosecond (se.sum_exec_runtime), brought up to date at every
 * switch and every tick. utime and stime are estimates (on most kernels they count ticks); they only say how to split
 * the exact total, as the kernel itself does for /proc.
 * An iterator over all threads runs once a second, and a thread that ends has its last sample when it leaves the CPU for
 * good: between two ticks the sum is up to 4 ms old, which may be all that the thread ever used.
 * docs/adr/0002-probe-cpu-time.md says why.
 */
#ifndef PROBE_CPU_TIME_H
#define PROBE_CPU_TIME_H

#include "hook.h"

#define PF_KTHREAD 0x200000

/* What was reported last, ns. Neither part may shrink when the estimate changes: readers subtract. */
struct cpu_seen {
	u64 runtime;
	u64 user, system;
};

static __always_inline void split_time(struct cpu_record *record, struct task_struct *task, const struct cpu_seen *last)
{
	u64 total = FIELD(task, se.sum_exec_runtime);
	u64 utime = FIELD(task, utime), stime = FIELD(task, stime);
	u64 share = stime ? stime * 1024 / (utime + stime) : 0; /* of 1024; overflows after 200 days of system time */

	record->tid = FIELD(task, pid);
	record->major_faults = FIELD(task, maj_flt);
	record->minor_faults = FIELD(task, min_flt);
	record->system = total / 1024 * share;
	if (last && record->system < last->system)
		record->system = last->system;
	if (record->system > total)
		record->system = total;
	record->user = total - record->system;
	if (last && record->user < last->user && total >= last->user) {
		record->user = last->user;
		record->system = total - last->user;
	}
}

#ifdef PROBE_RAW_TP

static __always_inline void cpu_times_of(struct cpu_record *record, struct task_struct *task)
{
	split_time(record, task, NULL);
}

#else

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct cpu_seen);
} cpu_seen SEC(".maps");

static __always_inline void cpu_times_of(struct cpu_record *record, struct task_struct *task)
{
	split_time(record, task, bpf_task_storage_get(&cpu_seen, task, NULL, 0));
}

/*
 * Threads that ran since the last pass; all of them in the first one, so that the second has something to subtract
 * from. Sysdrill's own too: it makes no events of calls, but what it uses is part of what the machine uses.
 */
SEC("iter/task")
int cpu_times(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	struct cpu_record record;
	struct cpu_seen *seen;
	u64 runtime;

	if (!task || task->flags & PF_KTHREAD)
		return 0;
	seen = bpf_task_storage_get(&cpu_seen, task, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (!seen)
		return 0;
	runtime = task->se.sum_exec_runtime;
	if (seen->runtime == runtime)
		return 0;
	split_time(&record, task, seen);
	/* A full buffer: the kernel shows this thread again in the next read. */
	if (bpf_seq_write(ctx->meta->seq, &record, sizeof(record)))
		return 0;
	seen->runtime = runtime;
	seen->user = record.user;
	seen->system = record.system;
	return 0;
}

#endif

#endif
