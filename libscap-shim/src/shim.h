/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The handle and who touches what.
 *
 *   lanes ──drain thread──► queue ──┬─ caller's thread (scap_shim_drain)
 *   procinfo ───┘                   └─ record thread (scap_shim_record)
 *
 * The drain thread alone reads the lanes and fills the queue; one consumer empties it. Counters that cross threads are
 * atomic; the filter has a lock of its own.
 */
#ifndef SHIM_SHIM_H
#define SHIM_SHIM_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "lanes.h"
#include "probe.h"
#include "problem.h"
#include "queue.h"

/*
 * On a busy machine lanes and queue must not fill while a thread of ours waits for its turn; they need little of it. The
 * drain thread goes before everything of ordinary priority: between sessions (autogroup) and control groups a nice value
 * says nothing. Neither is permitted without CAP_SYS_NICE: then drops begin at a lower load.
 */
#define DRAIN_PRIORITY 1
#define THREAD_NICE (-20)

enum shim_state { SHIM_FAILED, SHIM_OPEN, SHIM_RUNNING, SHIM_STOPPED };

struct shim_counters {
	atomic_ullong sampled_events;
	atomic_ullong drops_sampled;
	atomic_ullong events_out;
	atomic_ullong bytes_out;
	atomic_ullong drops_sink;
	atomic_ullong misses;
	atomic_int sink_error;
};

struct scap_shim {
	enum shim_state state;
	struct scap_shim_config config;
	struct probe probe;
	struct lanes lanes;
	struct queue queue;
	struct shim_counters counters;
	struct problem problem;
	pthread_mutex_t filter_lock;

	pthread_t drain_thread;
	bool drain_running;
	atomic_bool stopping;
	int doorbell_poll; /* epoll on the doorbell and on `wake` */
	int wake; /* eventfd: stop now */
	void *doorbell_reader;

	pthread_t record_thread;
	bool recording;
	int record_fd; /* the record thread's own */

	struct chunk *draining; /* partly copied by scap_shim_drain() */
};

/* drain.c */
int drain_start(struct scap_shim *shim);
/* Takes what is left in the lanes, then ends. */
void drain_stop(struct scap_shim *shim);

/* cpu-time.c: appends a procinfo event for each thread that ran; returns how many. */
uint32_t cpu_time_sample(struct scap_shim *shim, uint64_t ts);

/* record.c */
int record_start(struct scap_shim *shim, int fd);
void record_stop(struct scap_shim *shim);

#endif
