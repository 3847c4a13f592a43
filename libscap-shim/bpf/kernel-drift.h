/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What changed between kernels, in one place: each function hides one change and names the commit that made it.
 * `struct x___y` is a CO-RE flavour: it stands for the kernel's `struct x` as some kernels have it.
 */
#ifndef PROBE_KERNEL_DRIFT_H
#define PROBE_KERNEL_DRIFT_H

#include <bpf/bpf_core_read.h>
#include "kernel-types.h"

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct counter___old {
	s64 counter;
};
struct mm_rss_stat___old {
	struct counter___old count[4];
};
struct mm_struct___array_of_atomics {
	struct mm_rss_stat___old rss_stat;
};
struct percpu_counter {
	s64 count;
};
struct mm_struct___percpu {
	struct percpu_counter rss_stat[4];
};
struct mm_rss_stat {
	struct counter___old count[4];
};

struct kernfs_node___parent {
	struct kernfs_node *parent;
};
struct kernfs_node___rcu_parent {
	struct kernfs_node *__parent;
};

struct timespec64___inode {
	s64 tv_sec;
	long tv_nsec;
};
struct inode___plain {
	struct timespec64___inode i_ctime, i_mtime;
};
struct inode___hidden_ctime {
	struct timespec64___inode __i_ctime;
};
struct inode___hidden_mtime {
	struct timespec64___inode __i_mtime;
};
struct inode___split {
	s64 i_mtime_sec, i_ctime_sec;
	u32 i_mtime_nsec, i_ctime_nsec;
};

struct task_struct___loginuid {
	struct uid loginuid;
};
struct task_struct___boottime {
	u64 start_boottime;
};
struct task_struct___real_start_time {
	u64 real_start_time;
};

struct io_cqe___request {
	s32 res;
};
struct io_kiocb___request {
	u8 opcode;
	struct io_cqe___request cqe;
};
struct io_open___slot {
	u32 file_slot;
};

#pragma clang attribute pop

#define RSS_FILE 0
#define RSS_ANON 1
#define RSS_SWAP 2
#define RSS_SHMEM 3

/*
 * 6.2, f1a7941243c1 "mm: convert mm's rss stats into percpu_counter"
 * A macro: only a constant index can be relocated.
 */
#define MM_RSS(mm, kind)                                                                                    \
	(bpf_core_type_exists(struct mm_rss_stat)                                                           \
		 ? BPF_CORE_READ((struct mm_struct___array_of_atomics *)(mm), rss_stat.count[kind].counter) \
		 : BPF_CORE_READ((struct mm_struct___percpu *)(mm), rss_stat[kind].count))

/* 6.15, 633488947ef6 "kernfs: Use RCU to access kernfs_node::parent" */
static __always_inline struct kernfs_node *kernfs_parent(struct kernfs_node *node)
{
	struct kernfs_node___rcu_parent *renamed = (void *)node;

	if (bpf_core_field_exists(renamed->__parent))
		return BPF_CORE_READ(renamed, __parent);
	return BPF_CORE_READ((struct kernfs_node___parent *)node, parent);
}

/* 6.13, 4e40eff0b573 "fs: add infrastructure for multigrain timestamps": the top bit of the nanoseconds is a flag */
#define NSEC_MASK 0x3fffffff

static __always_inline u64 epoch_ns(s64 sec, u64 nsec)
{
	return sec < 0 ? 0 : (u64)sec * 1000000000 + (nsec & NSEC_MASK);
}

/*
 * 6.6, 13bc24457850 "fs: rename i_ctime field to __i_ctime";
 * 6.7, 12cd44023651 "fs: rename inode i_atime and i_mtime fields";
 * 6.11, 3aa63a569c64 "fs: switch timespec64 fields in inode to discrete integers"
 */
static __always_inline u64 inode_ctime(struct inode *inode)
{
	struct inode___split *split = (void *)inode;
	struct inode___hidden_ctime *hidden = (void *)inode;
	struct inode___plain *plain = (void *)inode;

	if (bpf_core_field_exists(split->i_ctime_sec))
		return epoch_ns(BPF_CORE_READ(split, i_ctime_sec), BPF_CORE_READ(split, i_ctime_nsec));
	if (bpf_core_field_exists(hidden->__i_ctime))
		return epoch_ns(BPF_CORE_READ(hidden, __i_ctime.tv_sec), BPF_CORE_READ(hidden, __i_ctime.tv_nsec));
	return epoch_ns(BPF_CORE_READ(plain, i_ctime.tv_sec), BPF_CORE_READ(plain, i_ctime.tv_nsec));
}

static __always_inline u64 inode_mtime(struct inode *inode)
{
	struct inode___split *split = (void *)inode;
	struct inode___hidden_mtime *hidden = (void *)inode;
	struct inode___plain *plain = (void *)inode;

	if (bpf_core_field_exists(split->i_mtime_sec))
		return epoch_ns(BPF_CORE_READ(split, i_mtime_sec), BPF_CORE_READ(split, i_mtime_nsec));
	if (bpf_core_field_exists(hidden->__i_mtime))
		return epoch_ns(BPF_CORE_READ(hidden, __i_mtime.tv_sec), BPF_CORE_READ(hidden, __i_mtime.tv_nsec));
	return epoch_ns(BPF_CORE_READ(plain, i_mtime.tv_sec), BPF_CORE_READ(plain, i_mtime.tv_nsec));
}

/* Absent without CONFIG_AUDIT. */
static __always_inline u32 task_loginuid(struct task_struct *task)
{
	struct task_struct___loginuid *audited = (void *)task;

	return bpf_core_field_exists(audited->loginuid) ? BPF_CORE_READ(audited, loginuid.val) : (u32)-1;
}

/*
 * 5.19: io_uring_complete is given the request. Before that the argument is user data, and the
 * request has no cqe. Read as a number: it may be NULL, which the verifier does not expect of an argument.
 */
static __always_inline void *uring_request(u64 *ctx)
{
	struct io_kiocb___request *request = NULL;
	u64 address = 0;

	if (!bpf_core_field_exists(request->cqe))
		return NULL;
	bpf_probe_read_kernel(&address, sizeof(address), &ctx[1]);
	return (void *)address;
}

static __always_inline u32 uring_opcode(void *request)
{
	struct io_kiocb___request *known = request;

	return bpf_core_field_exists(known->cqe) ? BPF_CORE_READ(known, opcode) : 0;
}

static __always_inline s32 uring_result(void *request)
{
	struct io_kiocb___request *known = request;

	return bpf_core_field_exists(known->cqe) ? BPF_CORE_READ(known, cqe.res) : -1;
}

/* The request starts with the arguments of its operation. */
static __always_inline bool uring_opens_slot(void *request)
{
	struct io_open___slot *open = request;

	return bpf_core_field_exists(open->file_slot) && BPF_CORE_READ(open, file_slot);
}

/* 5.5, cf25e24db61c "time: Rename tsk->real_start_time to ->start_boottime" */
static __always_inline u64 task_start_boottime(struct task_struct *task)
{
	struct task_struct___boottime *renamed = (void *)task;

	if (bpf_core_field_exists(renamed->start_boottime))
		return BPF_CORE_READ(renamed, start_boottime);
	return BPF_CORE_READ((struct task_struct___real_start_time *)task, real_start_time);
}

#endif
