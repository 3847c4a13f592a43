/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What clone, fork and exec events say about a thread; the writers of those two events' parameters. */
#ifndef PROBE_TASKS_H
#define PROBE_TASKS_H

#include "files.h"

#define RLIMIT_NOFILE 7
#define ARGS_BYTES 4096 /* readers take no more than a page of arguments, and one of environment */
#define PIDTYPE_TGID 1
#define PIDTYPE_PGID 2

/* --- ids --- */

static __always_inline struct pid_namespace *namespace_of(struct pid *pid)
{
	u32 level = BPF_CORE_READ(pid, level);
	struct upid *numbers = (void *)pid + bpf_core_field_offset(struct pid, numbers);

	return BPF_CORE_READ(&numbers[level & 31], ns);
}

/* The number of a pid in its own name space. */
static __always_inline s64 own_number(struct pid *pid)
{
	u32 level = BPF_CORE_READ(pid, level);
	struct upid *numbers = (void *)pid + bpf_core_field_offset(struct pid, numbers);

	return BPF_CORE_READ(&numbers[level & 31], nr);
}

/* Its number in the initial name space. */
static __always_inline s64 host_number(struct pid *pid)
{
	return BPF_CORE_READ(pid, numbers[0].nr);
}

static __always_inline u32 clone_flags(struct task_struct *task, u32 flags)
{
	u32 portable = BITS(CLONE_BITS, flags);
	struct pid_namespace *ns = namespace_of(BPF_CORE_READ(task, thread_pid));

	/* Readers cannot take the caller's return value for the child's id then. */
	if (BPF_CORE_READ(ns, level) || BPF_CORE_READ(task, nsproxy, pid_ns_for_children) != ns)
		portable |= PORTABLE_CHILD_IN_PIDNS;
	return portable;
}

/*
 * Flags of clones that have not returned yet, by caller and by child: when they return, the arguments of clone3 may be
 * gone from the caller's memory, which goes on while the child starts.
 */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 8192);
	__type(key, u32);
	__type(value, u32);
} flags_of_clones SEC(".maps");

static __always_inline void note_clone_flags(u32 caller, u32 child, u32 flags)
{
	bpf_map_update_elem(&flags_of_clones, &caller, &flags, BPF_ANY);
	bpf_map_update_elem(&flags_of_clones, &child, &flags, BPF_ANY);
}

/* `otherwise` where the call made no thread, or began before the probe was attached. */
static __always_inline u32 take_clone_flags(u32 tid, u32 otherwise)
{
	u32 *noted = bpf_map_lookup_elem(&flags_of_clones, &tid);
	u32 flags = noted ? *noted : otherwise;

	if (noted)
		bpf_map_delete_elem(&flags_of_clones, &tid);
	return flags;
}

static __always_inline u32 tty_number(struct task_struct *task)
{
	struct tty_struct *tty = BPF_CORE_READ(task, signal, tty);
	struct tty_driver *driver = BPF_CORE_READ(tty, driver);

	if (!tty || !driver)
		return 0;
	return encode_dev((BPF_CORE_READ(driver, major) << 20 | BPF_CORE_READ(driver, minor_start)) +
			  BPF_CORE_READ(tty, index));
}

/* --- memory --- */

#define PAGES_TO_KB(pages) ((pages) << 2)

/* vm_size, vm_rss, vm_swap */
static __always_inline void put_memory(struct event *e, struct task_struct *task)
{
	struct mm_struct *mm = BPF_CORE_READ(task, mm);

	put_u32(e, PAGES_TO_KB(BPF_CORE_READ(mm, total_vm)));
	put_u32(e, mm ? PAGES_TO_KB(MM_RSS(mm, RSS_FILE) + MM_RSS(mm, RSS_ANON) + MM_RSS(mm, RSS_SHMEM)) : 0);
	put_u32(e, mm ? PAGES_TO_KB(MM_RSS(mm, RSS_SWAP)) : 0);
}

/* --- strings --- */

static __always_inline u64 area(u64 start, u64 end)
{
	return end <= start ? 0 : end - start < ARGS_BYTES ? end - start : ARGS_BYTES;
}

/* exe is the first string of the argument area, args the rest of it. */
static __always_inline void put_exe_args(struct event *e, struct task_struct *task)
{
	u64 start = BPF_CORE_READ(task, mm, arg_start);
	u64 end = BPF_CORE_READ(task, mm, arg_end);
	u64 exe = add_user_string(e, start, ARGS_BYTES);

	put_len(e, exe);
	put_user_bytes(e, start + exe, exe ? area(start + exe, end) : 0);
}

static __always_inline void put_environment(struct event *e, struct task_struct *task)
{
	u64 start = BPF_CORE_READ(task, mm, env_start);

	put_user_bytes(e, start, area(start, BPF_CORE_READ(task, mm, env_end)));
}

#define STRINGS_MAX 64

/* A NULL-terminated array of strings in the caller's memory: what a failed exec was asked to run. One page at most. */
__noinline int add_strings(u64 array, u64 pos)
{
	u8 *event = current_event();
	u64 left = ARGS_BYTES;

	if (!event)
		return pos;
	FORGET(pos);
	for (u32 i = 0; i < STRINGS_MAX; i++) {
		u64 string = 0;
		long len;

		if (bpf_probe_read_user(&string, sizeof(string), (u64 *)array + i) || !string)
			break;
		FORGET(left);
		len = read_user_string(event + pos, left, string);
		if (len <= 0)
			break;
		pos += len;
		left -= len;
		FORGET(pos);
		if (!left)
			break;
	}
	return pos;
}

static __always_inline void put_strings(struct event *e, u64 array)
{
	u64 start = e->pos;

	e->pos = add_strings(array, start);
	FORGET(e->pos);
	put_len(e, e->pos - start);
}

#define CGROUP_LEVELS 12

/* Writes the path of a cgroup to scratch space and returns where it starts. Global: see write_path(). */
__noinline int write_cgroup_path(u64 node_address)
{
	struct kernfs_node *node = (void *)node_address;
	u8 *scratch = current_event();
	u64 at = PATH_END;

	if (!scratch)
		return PATH_END;
	scratch += EVENT_MAX;
	scratch[PATH_END] = 0;
	for (int i = 0; i < CGROUP_LEVELS; i++) {
		struct kernfs_node *parent = kernfs_parent(node);
		u8 *name = scratch + PATH_END + 1;
		long len;

		if (!node || !parent)
			break;
		/* A name's length is not kept: it is read once after the path, then in front of it. */
		len = bpf_probe_read_kernel_str(name, NAME_BYTES, BPF_CORE_READ(node, name)) - 1;
		if (len <= 0)
			break;
		len &= NAME_BYTES - 1;
		at -= len;
		FORGET(at);
		bpf_probe_read_kernel(scratch + at, len, name);
		at -= 1;
		FORGET(at);
		scratch[at] = '/';
		node = parent;
	}
	if (at == PATH_END) {
		at -= 1;
		scratch[at] = '/';
	}
	return at;
}

/* "name=/path", NUL-terminated. */
static __always_inline void add_cgroup(struct event *e, struct task_struct *task, u32 controller)
{
	struct cgroup_subsys_state *state = BPF_CORE_READ(task, cgroups, subsys[controller & 15]);

	if (!add_kernel_string(e, BPF_CORE_READ(state, ss, name), 64))
		return;
	*(u8 *)AT(e, e->pos - 1) = '=';
	add_kernel_string(e, SCRATCH(e, write_cgroup_path((u64)BPF_CORE_READ(state, cgroup, kn))), ARGS_BYTES);
}

/* The controllers that readers look at to find containers; kernels without one of them skip it. */
static __always_inline void put_cgroups(struct event *e, struct task_struct *task)
{
	u64 start = e->pos;

#define ADD(id)                                                    \
	if (bpf_core_enum_value_exists(enum cgroup_subsys_id, id)) \
	add_cgroup(e, task, bpf_core_enum_value(enum cgroup_subsys_id, id))
	ADD(cpuset_cgrp_id);
	ADD(cpu_cgrp_id);
	ADD(cpuacct_cgrp_id);
	ADD(io_cgrp_id);
	ADD(memory_cgrp_id);
#undef ADD
	put_len(e, e->pos - start);
}

/* --- the two events --- */

/* tid, pid, ptid, cwd, fdlimit, pgft_maj, pgft_min, vm_size, vm_rss, vm_swap, comm, cgroups */
static __always_inline void put_thread(struct event *e, struct task_struct *task)
{
	put_u64(e, BPF_CORE_READ(task, pid));
	put_u64(e, BPF_CORE_READ(task, tgid));
	put_u64(e, BPF_CORE_READ(task, real_parent, pid));
	put_u8(e, 0); /* cwd: an empty string, readers follow chdir; without a byte sysdig 0.29.3 prints what comes behind */
	put_u64(e, BPF_CORE_READ(task, signal, rlim[RLIMIT_NOFILE].rlim_cur));
	put_u64(e, BPF_CORE_READ(task, maj_flt));
	put_u64(e, BPF_CORE_READ(task, min_flt));
	put_memory(e, task);
	put_kernel_string(e, (void *)task + bpf_core_field_offset(struct task_struct, comm), 16);
	put_cgroups(e, task);
}

#define CLONE_PARAMS 21

/* The exit of a call that makes threads, as the caller (ret > 0) and as the child (ret == 0) see it. */
static __always_inline void put_clone_exit(struct event *e, struct task_struct *task, s64 ret, u32 flags)
{
	struct pid *tid = BPF_CORE_READ(task, thread_pid);
	struct pid *tgid = BPF_CORE_READ(task, signal, pids[PIDTYPE_TGID]);

	put_u64(e, ret);
	if (ret < 0) {
		put_empty(e);
		put_empty(e);
	} else {
		put_exe_args(e, task);
	}
	put_thread(e, task);
	put_u32(e, flags);
	put_u32(e, BPF_CORE_READ(task, cred, euid.val));
	put_u32(e, BPF_CORE_READ(task, cred, egid.val));
	put_u64(e, own_number(tid));
	put_u64(e, own_number(tgid));
	put_u64(e, ret ? 0 : task_start_boottime(BPF_CORE_READ(namespace_of(tgid), child_reaper)));
}

#endif
