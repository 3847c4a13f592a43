/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The handle and who touches what.
 *
 *   lanes ──drain thread──► queue ──┬─ caller's thread (scap_shim_drain), or record thread (scap_shim_record)
 *   procinfo ───┘             ▲     └─ watch thread (scap_shim_watch)
 *   caller's blocks ──────────┤ (scap_shim_inject)
 *   waits thread ─────────────┘
 *
 * The drain thread alone reads the lanes and fills the queue; each outlet empties it for itself. Counters that cross
 * threads are atomic; the filter has a lock of its own.
 */
#ifndef SHIM_SHIM_H
#define SHIM_SHIM_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "file.h"
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
	atomic_ullong drained_events;
	atomic_ullong drained_bytes;
	atomic_ullong misses;
};

/* The caller's answer to wants_file. */
struct next_file {
	bool is_answer;
	int fd; /* -1: none for now */
	void *head;
	uint32_t head_bytes;
};

/* A reader of the queue that writes to descriptors, by a thread of its own. */
struct outlet {
	struct scap_shim *shim;
	enum queue_reader_id reader;
	struct scap_shim_recording options;
	bool cuts; /* blocks must be looked at one by one */

	pthread_t thread;
	bool running; /* to be joined */
	atomic_bool is_finished;
	atomic_bool is_complete; /* options.count has been reached: the rest is passed over */
	atomic_int error;
	atomic_ullong events, bytes; /* written */
	atomic_ullong lost; /* events given up after an error */
	atomic_ullong files, bytes_in_files;

	pthread_mutex_t lock; /* of `next` */
	pthread_cond_t answered;
	atomic_bool wants_file;
	struct next_file next;

	/* the thread's own */
	struct file file;
	bool is_open;
	uint64_t closed_bytes; /* of the files before this one */
	uint64_t events_in_file, counted;
	uint64_t until; /* ns since the epoch: events from then on belong into another file */
	uint64_t end; /* ns since the epoch: events from then on are not wanted; 0: not known yet */
	uint64_t retry_at; /* monotonic ns: until then no other file is asked for */
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
	atomic_ullong recording_ns; /* how long it is to be; 0: no end is given */
	uint64_t sampled_at; /* ns since the epoch: the last sample of CPU times */
	bool is_end_sampled; /* the recording has had its last sample of CPU times */
	atomic_bool stopping;
	atomic_bool closing; /* nobody answers any more */
	int doorbell_poll; /* epoll on the doorbell and on `wake` */
	int wake; /* eventfd: stop now */
	void *doorbell_reader;

	struct outlet record, watch;

	pthread_t waits_thread;
	bool waits_running;
	int waits_wake; /* eventfd: stop now */
	atomic_bool waits_stopping;
	atomic_bool waits_full; /* the next look reports all */

	struct chunk *draining; /* partly copied by scap_shim_drain() */
	uint32_t draining_at, draining_events; /* how far, and what is left */
};

/* drain.c */
int drain_start(struct scap_shim *shim);
/* Asks the thread to end; what is left in the lanes it hands to the recording, if there is one. */
void drain_stop(struct scap_shim *shim);
void drain_join(struct scap_shim *shim);

/* Signals stay with the caller's threads. */
int shim_create_thread(pthread_t *thread, void *(*loop)(void *), void *argument);

/* waits.c */
int waits_start(struct scap_shim *shim);
/* The next look reports every thread, not only those that have changed: a file begins. */
void waits_say_all(struct scap_shim *shim);
/* False: it hangs in the kernel, over the memory of some process, and still uses the shim. */
bool waits_stop(struct scap_shim *shim);

/* cpu-time.c: appends a procinfo event for each thread that ran since the last sample; returns how many. */
uint32_t cpu_time_sample(struct scap_shim *shim, uint64_t ts);

/* record.c */
void outlet_init(struct outlet *outlet, struct scap_shim *shim, enum queue_reader_id reader);
int outlet_start(struct outlet *outlet, int fd, const void *head, uint32_t head_bytes);
int outlet_answer(struct outlet *outlet, int fd, const void *head, uint32_t head_bytes);
void outlet_join(struct outlet *outlet);

#endif
