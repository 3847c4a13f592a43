/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * In-kernel narrowing: what the user's filter will not show is not copied, unless readers need it to keep track of
 * threads and descriptors. Looked at only while a filter is set (control.narrow).
 */
#ifndef PROBE_NARROW_H
#define PROBE_NARROW_H

#include "hook.h"

#define NARROW_ENTRIES 1024
/* How deep below the root a wanted cgroup may be: Kubernetes has four, a Podman in a container in a pod eight. */
#define CGROUP_LEVELS 12

#define NARROW_SET(name, key_bytes)                  \
	struct {                                     \
		__uint(type, BPF_MAP_TYPE_HASH);     \
		__uint(max_entries, NARROW_ENTRIES); \
		__uint(key_size, key_bytes);         \
		__uint(value_size, 1);               \
	} name SEC(".maps")

NARROW_SET(narrow_pids, 4);
NARROW_SET(narrow_tids, 4);
NARROW_SET(narrow_comms, 16);
NARROW_SET(narrow_uids, 4);
NARROW_SET(narrow_cgroups, 8);

static __always_inline bool wanted_type(u32 type, u32 code)
{
	const u64 *bits = type <= TYPE_GENERIC + 1 ? control.generic : control.types;
	u32 bit = type <= TYPE_GENERIC + 1 ? code : type;

	return bits[bit >> 6 & 7] >> (bit & 63) & 1;
}

/* In one of the wanted cgroups, or in one below. */
static __always_inline bool in_wanted_cgroup(void)
{
#pragma unroll
	for (int level = 1; level <= CGROUP_LEVELS; level++) {
		u64 cgroup = bpf_get_current_ancestor_cgroup_id(level);

		if (!cgroup)
			return false;
		if (bpf_map_lookup_elem(&narrow_cgroups, &cgroup))
			return true;
	}
	return false;
}

static __always_inline bool wanted_thread(u32 tgid, u32 tid)
{
	u32 narrow = control.narrow;

	if (narrow & NARROW_PIDS && !bpf_map_lookup_elem(&narrow_pids, &tgid))
		return false;
	if (narrow & NARROW_TIDS && !bpf_map_lookup_elem(&narrow_tids, &tid))
		return false;
	if (narrow & NARROW_COMMS) {
		char comm[16] = {};

		bpf_get_current_comm(comm, sizeof(comm));
		if (!bpf_map_lookup_elem(&narrow_comms, comm))
			return false;
	}
	if (narrow & NARROW_UIDS) {
		struct task_struct *task = CURRENT_TASK();
		u32 uid = FIELD(task, cred, euid.val);

		if (!bpf_map_lookup_elem(&narrow_uids, &uid))
			return false;
	}
	return !(narrow & NARROW_CGROUPS) || in_wanted_cgroup();
}

static __always_inline void count_narrowed(void)
{
	u32 cpu;
	struct lane *lane = lane_of_this_cpu(&cpu);

	if (lane)
		lane->narrowed++;
}

/* Events outside system calls. */
static __always_inline bool event_wanted(u32 type, u32 tgid, u32 tid)
{
	if (!control.narrow)
		return true;
	if ((!(control.narrow & NARROW_TYPES) || wanted_type(type, 0)) && wanted_thread(tgid, tid))
		return true;
	count_narrowed();
	return false;
}

#endif
