// SPDX-License-Identifier: Apache-2.0
/* Offsets of the public structures, for a test in the caller's language to compare with its own. */
#include <stddef.h>
#include <string.h>

#include "../include/scap_shim.h"

#define MEMBER(type, member)                                                  \
	{                                                                     \
#type "." #member, offsetof(struct scap_shim_##type, member), \
			sizeof(((struct scap_shim_##type *)0)->member)        \
	}

static const struct scap_shim_member members_of_all[] = {
	MEMBER(config, abi_version),	MEMBER(config, flags),
	MEMBER(config, ring_bytes),	MEMBER(config, queue_bytes),
	MEMBER(config, snaplen),	MEMBER(config, cpu_time_ms),
	MEMBER(config, n_own),		MEMBER(config, own),
	MEMBER(config, requests_snaplen),
	MEMBER(config, reserved),	MEMBER(filter, abi_version),
	MEMBER(filter, narrow),		MEMBER(filter, n_pids),
	MEMBER(filter, n_tids),		MEMBER(filter, n_comms),
	MEMBER(filter, n_uids),		MEMBER(filter, n_cgroups),
	MEMBER(filter, reserved),	MEMBER(filter, pids),
	MEMBER(filter, tids),		MEMBER(filter, uids),
	MEMBER(filter, comms),		MEMBER(filter, cgroups),
	MEMBER(filter, types),		MEMBER(filter, generic),
	MEMBER(stats, kernel_events),	MEMBER(stats, kernel_bytes),
	MEMBER(stats, drops_ring),	MEMBER(stats, drops_ring_state),
	MEMBER(stats, drops_reentered), MEMBER(stats, misses),
	MEMBER(stats, narrowed),	MEMBER(stats, sampled_events),
	MEMBER(stats, drops_sampled),	MEMBER(stats, events_out),
	MEMBER(stats, bytes_out),	MEMBER(stats, drops_sink),
	MEMBER(stats, queue_bytes),	MEMBER(stats, queue_peak),
	MEMBER(stats, queue_capacity),	MEMBER(stats, ring_peak),
	MEMBER(stats, ring_capacity),	MEMBER(stats, thread_cpu_ns),
	MEMBER(stats, doorbells),	MEMBER(stats, files),
	MEMBER(stats, file_bytes),	MEMBER(stats, watched_events),
	MEMBER(stats, drops_watch),	MEMBER(stats, n_cpus),
	MEMBER(stats, attached),	MEMBER(stats, raw_tracepoints),
	MEMBER(stats, wants_file),	MEMBER(stats, complete),
	MEMBER(stats, finished),	MEMBER(stats, sink_error),
	MEMBER(stats, watch_error),	MEMBER(recording, flags),
	MEMBER(recording, reserved),	MEMBER(recording, max_bytes),
	MEMBER(recording, max_events),	MEMBER(recording, max_ns),
	MEMBER(recording, count),	MEMBER(recording, total_ns),
	MEMBER(cpu_stats, events),
	MEMBER(cpu_stats, bytes),	MEMBER(cpu_stats, drops),
	MEMBER(cpu_stats, fill),
};

int32_t scap_shim_layout(struct scap_shim_member *members, uint32_t capacity)
{
	uint32_t n = sizeof(members_of_all) / sizeof(members_of_all[0]);

	if (members)
		memcpy(members, members_of_all, (capacity < n ? capacity : n) * sizeof(*members));
	return n;
}
