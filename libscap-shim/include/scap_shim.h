/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libscapshim: live system calls as blocks of a .scap file.
 *
 * A shim loads the probe, takes events from the lanes of all CPUs in order of time, and hands them on as a stream of
 * whole EV_V2 blocks: to the caller's buffer (drain), or straight to files (record), and beside that to a watcher
 * (watch). It writes no section header and no tables: those are the caller's, as are blocks that it adds (inject).
 *
 * The kernel is never made to wait. When nobody takes the blocks the queue fills, then the lanes, and then the probe
 * drops events and counts them; the last part of each lane is kept for events that change what readers know about
 * threads and descriptors. There is no other place where an event can be lost, except when recording fails.
 *
 * Every function that can fail returns a negative errno; scap_shim_last_error() then says in a sentence what happened
 * and what to do. All structures are fixed-width, little-endian, without implicit padding. One thread at a time may
 * call functions on a shim; scap_shim_stats() and scap_shim_set_filter() may be called from any.
 */
#ifndef SCAP_SHIM_H
#define SCAP_SHIM_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SCAP_SHIM_API __attribute__((visibility("default")))
#define SCAP_SHIM_ABI_VERSION 2u
#define SCAP_SHIM_OWN_MAX 15
#define SCAP_SHIM_SET_MAX 256
#define SCAP_SHIM_COMM_BYTES 16
#define SCAP_SHIM_TYPE_WORDS 8

enum scap_shim_flag {
	SCAP_SHIM_SWITCHES = 1, /* context switches, as `switch` events */
	SCAP_SHIM_PAGE_FAULTS = 2,
	SCAP_SHIM_SIGNALS = 4, /* on by default */
	SCAP_SHIM_RAW_TRACEPOINTS = 8, /* do not try tp_btf programs first */
	SCAP_SHIM_NO_WAITS = 16, /* do not look once a second at what threads wait for */
	SCAP_SHIM_NO_ENVIRONMENT = 32, /* environments of programs that start are left out */
	SCAP_SHIM_WATCHED = 1 << 16, /* scap_shim_watch() will be called: what comes before it is kept for it */
};

struct scap_shim_config {
	uint32_t abi_version;
	uint32_t flags; /* enum scap_shim_flag */
	uint32_t ring_bytes; /* per CPU, rounded up to a power of two, less if memory is scarce; 256 KiB to 256 MiB */
	uint32_t queue_bytes; /* between the kernel and the caller; less if memory is scarce; at least 1 MiB */
	uint32_t snaplen; /* bytes of I/O data kept per event; 61439 at most */
	uint32_t cpu_time_ms; /* between procinfo events; 0: none */
	uint32_t n_own;
	uint32_t own[SCAP_SHIM_OWN_MAX]; /* thread groups to leave out, besides the calling process */
	uint32_t requests_snaplen; /* of what begins like a request or an answer, if it is more than snaplen */
	uint32_t reserved; /* zero */
};

enum scap_shim_narrow {
	SCAP_SHIM_NARROW_PIDS = 1,
	SCAP_SHIM_NARROW_TIDS = 2,
	SCAP_SHIM_NARROW_COMMS = 4,
	SCAP_SHIM_NARROW_UIDS = 8,
	SCAP_SHIM_NARROW_CGROUPS = 16,
	SCAP_SHIM_NARROW_TYPES = 32,
};

/*
 * What is wanted: events that match every dimension in use. Events that change the state of threads and descriptors are
 * delivered in any case. All zero: everything.
 */
struct scap_shim_filter {
	uint32_t abi_version;
	uint32_t narrow; /* enum scap_shim_narrow: the dimensions in use */
	uint32_t n_pids;
	uint32_t n_tids;
	uint32_t n_comms;
	uint32_t n_uids;
	uint32_t n_cgroups;
	uint32_t reserved;
	uint32_t pids[SCAP_SHIM_SET_MAX];
	uint32_t tids[SCAP_SHIM_SET_MAX];
	uint32_t uids[SCAP_SHIM_SET_MAX]; /* effective user ids */
	char comms[SCAP_SHIM_SET_MAX][SCAP_SHIM_COMM_BYTES]; /* padded with NULs */
	uint64_t cgroups[SCAP_SHIM_SET_MAX]; /* v2, with all below them: inode numbers of directories, not of the root */
	uint64_t types[SCAP_SHIM_TYPE_WORDS]; /* bit n: event type n; enter and exit types are separate */
	uint64_t generic[SCAP_SHIM_TYPE_WORDS]; /* bit n: generic events with portable call code n */
};

enum scap_shim_recording_flag {
	SCAP_SHIM_GZIP = 1,
	SCAP_SHIM_COMPAT = 2, /* for sysdig 0.29.3: no codes of generic events that it cannot print */
};

/* Where the files of a recording end; 0: not by this. The caller's own blocks count in bytes alone. */
struct scap_shim_recording {
	uint32_t flags; /* enum scap_shim_recording_flag */
	uint32_t reserved;
	uint64_t max_bytes; /* of a file, all that is in it; never more, unless a single event or the head is larger */
	uint64_t max_events; /* of a file */
	uint64_t max_ns; /* of the times of a file's events */
	uint64_t count; /* events of all files together */
	uint64_t total_ns; /* of the times of all events */
};

/*
 * Counters since open. Every event that the probe saw is in exactly one of: kernel_events, drops_ring,
 * drops_ring_state, drops_reentered, narrowed. (misses are runs that the kernel itself refused.) kernel_events +
 * sampled_events = events_out + queued + still in the lanes + drops_sink.
 */
struct scap_shim_stats {
	uint64_t kernel_events; /* published by the probe */
	uint64_t kernel_bytes;
	uint64_t drops_ring; /* a lane was full */
	uint64_t drops_ring_state; /* a lane was full to the last byte: readers lose track */
	uint64_t drops_reentered; /* page faults that the probe itself caused, mostly */
	uint64_t misses; /* recursion, as counted by the kernel */
	uint64_t narrowed; /* left out by the filter */
	uint64_t sampled_events; /* procinfo events made by the shim */
	uint64_t drops_sampled; /* procinfo events for which the queue had no room; the next one makes up for them */
	uint64_t events_out; /* drained or recorded */
	uint64_t bytes_out;
	uint64_t drops_sink; /* events given up because recording failed or was stopped with a full pipe */
	uint64_t queue_bytes; /* in use now */
	uint64_t queue_peak;
	uint64_t queue_capacity;
	uint64_t ring_peak; /* highest fill of a lane that the drain thread met */
	uint64_t ring_capacity;
	uint64_t thread_cpu_ns; /* CPU time of the shim's threads */
	uint64_t doorbells; /* times that a lane woke the drain thread */
	uint64_t files; /* of the recording, begun */
	uint64_t file_bytes; /* that have reached them, heads included, compressed where they are */
	uint64_t watched_events; /* written to who watches */
	uint64_t drops_watch; /* not written to who watches: it was too slow, or went away */
	uint32_t n_cpus;
	uint32_t attached; /* 0 or 1 */
	uint32_t raw_tracepoints; /* 1: the fallback is in use */
	uint32_t wants_file; /* 1: the recording waits for scap_shim_next_file() */
	uint32_t complete; /* 1: the recording has its `count` events, or its time */
	uint32_t finished; /* 1, after stop: everything is written, or given up */
	int32_t sink_error; /* negative errno with which recording ended, or 0 */
	int32_t watch_error;
};

struct scap_shim_cpu_stats {
	uint64_t events;
	uint64_t bytes;
	uint64_t drops;
	uint64_t fill;
};

/* A member of one of the structures above, for callers in other languages. */
struct scap_shim_member {
	char name[40]; /* "config.snaplen" */
	uint32_t offset;
	uint32_t size;
};

struct scap_shim;

SCAP_SHIM_API uint32_t scap_shim_abi_version(void);
/* Fills the table up to `capacity` members; returns how many there are. */
SCAP_SHIM_API int32_t scap_shim_layout(struct scap_shim_member *members, uint32_t capacity);

/* The defaults: 8 MiB per CPU, 64 MiB of queue, 80 bytes of data, 512 of requests, signals, CPU time once a second. */
SCAP_SHIM_API int32_t scap_shim_config_init(struct scap_shim_config *config);

/*
 * Loads the probe. On failure *shim is still set (unless memory is short) and takes scap_shim_last_error() and
 * scap_shim_close() only. -EPERM, -ENOENT (no BTF), -EOPNOTSUPP (kernel too old), -EINVAL, …
 */
SCAP_SHIM_API int32_t scap_shim_open(const struct scap_shim_config *config, struct scap_shim **shim);

/* Attaches the probe and starts to collect. What is drained from now on begins at this moment, on all CPUs at once. */
SCAP_SHIM_API int32_t scap_shim_start(struct scap_shim *shim);

/* Copies whole blocks, without waiting: the number of bytes, 0 if there is nothing. stats may be NULL. */
SCAP_SHIM_API int32_t scap_shim_drain(struct scap_shim *shim, void *buffer, uint32_t capacity,
				      struct scap_shim_stats *stats);

/*
 * From now on the blocks go to fd, after `head`, written by a thread of the shim; scap_shim_drain() then returns -EBUSY.
 * The caller may close fd. `recording` may be NULL: one plain file without an end. When a file has had its share,
 * stats.wants_file asks for the next one, and the queue holds the events until it is there. A pipe or socket that is not
 * read for long costs events, as described above; an error ends the recording (stats.sink_error).
 */
SCAP_SHIM_API int32_t scap_shim_record(struct scap_shim *shim, int32_t fd, const struct scap_shim_recording *recording,
				       const void *head, uint32_t head_bytes);

/* The next file and what it begins with. fd -1: there is none, the current one goes on; asked again after a second. */
SCAP_SHIM_API int32_t scap_shim_next_file(struct scap_shim *shim, int32_t fd, const void *head, uint32_t head_bytes);

/*
 * The same blocks to a second descriptor, a pipe or socket. A reader that is slow or has stopped never costs the recording
 * an event: what the queue cannot hold for it is taken from it (stats.drops_watch), in runs of whole blocks.
 */
SCAP_SHIM_API int32_t scap_shim_watch(struct scap_shim *shim, int32_t fd, const void *head, uint32_t head_bytes);

/* Whole blocks of the caller's, into all that is written from now on. -ENOSPC: the readers are too far behind. */
SCAP_SHIM_API int32_t scap_shim_inject(struct scap_shim *shim, const void *blocks, uint32_t bytes);

SCAP_SHIM_API int32_t scap_shim_stats(struct scap_shim *shim, struct scap_shim_stats *stats);
/* One entry per possible CPU, up to `capacity`; returns how many there are. */
SCAP_SHIM_API int32_t scap_shim_cpu_stats(struct scap_shim *shim, struct scap_shim_cpu_stats *stats, uint32_t capacity);

SCAP_SHIM_API int32_t scap_shim_set_filter(struct scap_shim *shim, const struct scap_shim_filter *filter);

/*
 * Detaches. What was collected can still be drained; a recording goes on to its end (stats.finished), and may still ask
 * for files. A pipe or socket that takes nothing for two seconds is given up.
 */
SCAP_SHIM_API int32_t scap_shim_stop(struct scap_shim *shim);
/* After stop: returns when everything is written. Not where files may be asked for: the request would get no reply. */
SCAP_SHIM_API int32_t scap_shim_join(struct scap_shim *shim);
/* What a recording still has goes into its current file. */
SCAP_SHIM_API int32_t scap_shim_close(struct scap_shim *shim);

/* The user at the other end of a connected unix socket (SO_PEERCRED). Needs no shim. */
SCAP_SHIM_API int32_t scap_shim_peer_uid(int32_t fd, uint32_t *uid);
/* Its groups when it connected, the effective one first (SO_PEERGROUPS, Linux 4.13): how many, or -errno. */
SCAP_SHIM_API int32_t scap_shim_peer_groups(int32_t fd, uint32_t *groups, uint32_t capacity);

/* Valid until the next call on the shim. */
SCAP_SHIM_API const char *scap_shim_last_error(const struct scap_shim *shim);

_Static_assert(sizeof(struct scap_shim_config) == 96, "scap_shim_config");
_Static_assert(sizeof(struct scap_shim_filter) == 32 + 3 * 1024 + 4096 + 2048 + 128, "scap_shim_filter");
_Static_assert(sizeof(struct scap_shim_recording) == 48, "scap_shim_recording");
_Static_assert(sizeof(struct scap_shim_stats) == 216, "scap_shim_stats");
_Static_assert(sizeof(struct scap_shim_cpu_stats) == 32, "scap_shim_cpu_stats");
_Static_assert(sizeof(struct scap_shim_member) == 48, "scap_shim_member");

#ifdef __cplusplus
}
#endif

#endif
