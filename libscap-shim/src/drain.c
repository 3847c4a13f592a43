// SPDX-License-Identifier: Apache-2.0
/*
 * The drain thread: a pass over the lanes every few milliseconds while there are events, less often when there are
 * none, at once when a lane rings because it is a quarter full. It blocks all signals: they are the caller's.
 */
#include "shim.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define BUSY_MS 10
#define IDLE_MS 40
#define FULL_MS 5 /* until the consumer has made room */
#define MISSES_EVERY_NS 1000000000ull
/* A recording of whole seconds, which count from its first event, has a sample right before its end. */
#define GRID_LEAD_NS 3000000ull
/* Less than this after the last sample there is no other at the end: a tick of the scheduler would be too much of it. */
#define LAST_AFTER_NS 100000000ull

static uint64_t wall_clock(const struct scap_shim *shim)
{
	return boot_clock_ns() + shim->probe.clock_offset;
}

static int on_doorbell(void *context, void *data, size_t bytes)
{
	(void)context, (void)data, (void)bytes;
	return 0;
}

/* For the consumer, not for events: the lanes may be as full as they like. */
static void wait_for_room(const struct scap_shim *shim)
{
	struct pollfd wake = { .fd = shim->wake, .events = POLLIN };

	poll(&wake, 1, FULL_MS);
}

static void wait_for_events(struct scap_shim *shim, int ms)
{
	struct epoll_event events[2];
	struct control *control = shim->probe.control;
	int n;

	__atomic_store_n(&control->sleeping, 1, __ATOMIC_SEQ_CST);
	/* A lane that filled before the flag was set did not ring. */
	if (lanes_fill(&shim->lanes) < shim->lanes.ring_bytes / 4) {
		n = epoll_wait(shim->doorbell_poll, events, 2, ms);
		if (n > 0)
			ring_buffer__consume(shim->doorbell_reader);
	}
	__atomic_store_n(&control->sleeping, 0, __ATOMIC_SEQ_CST);
}

static void go_first(void)
{
	struct sched_param param = { .sched_priority = DRAIN_PRIORITY };

	if (sched_setscheduler(0, SCHED_RR, &param))
		setpriority(PRIO_PROCESS, 0, THREAD_NICE);
}

/* The time from which on events do not belong to the recording: it begins with the first of them (record.c). */
static uint64_t recording_end(const struct scap_shim *shim)
{
	uint64_t length = atomic_load(&shim->recording_ns), begin = shim->queue.first_time;

	return length && begin ? begin + length : UINT64_MAX;
}

/*
 * A recording ends with a sample, at the end that it was given or now, after all events that belong to it: without it the
 * last part of a second would have no CPU time.
 */
static void sample_last(struct scap_shim *shim)
{
	uint64_t now = wall_clock(shim), end = recording_end(shim);
	uint64_t ts = now < end ? now : end - 1;

	if (shim->config.cpu_time_ms && !shim->is_end_sampled && ts > shim->sampled_at + LAST_AFTER_NS)
		cpu_time_sample(shim, ts);
	shim->is_end_sampled = true;
}

/* Nothing is published any more: no margin. False: nobody takes what is left. */
static bool drain_until(struct scap_shim *shim, uint64_t until)
{
	const struct timespec pause = { .tv_nsec = FULL_MS * 1000000 };
	bool full = true;

	while (full && !atomic_load(&shim->closing)) {
		lanes_drain(&shim->lanes, &shim->queue, until, &full);
		if (full)
			nanosleep(&pause, NULL);
	}
	return !full;
}

static void hand_over_the_rest(struct scap_shim *shim)
{
	if (drain_until(shim, recording_end(shim) - 1))
		sample_last(shim);
	drain_until(shim, UINT64_MAX);
	queue_close(&shim->queue);
}

static void sample_at_given_end(struct scap_shim *shim, uint64_t until)
{
	uint64_t end = recording_end(shim);
	bool full;

	if (shim->is_end_sampled || until < end)
		return;
	lanes_drain(&shim->lanes, &shim->queue, end - 1, &full);
	if (!full)
		sample_last(shim);
}

/* ns until the next sample is due: on the grid, or at the end of a recording that has one. */
static uint64_t until_sample(const struct scap_shim *shim, uint64_t now, uint64_t sample_at)
{
	uint64_t end = recording_end(shim);

	if (!shim->is_end_sampled && end < sample_at)
		sample_at = end;
	return sample_at > now ? sample_at - now : 0;
}

/* On a grid: late samples must not shift the later ones. */
static uint64_t next_sample(const struct scap_shim *shim, uint64_t now)
{
	uint64_t interval = (uint64_t)shim->config.cpu_time_ms * 1000000;
	uint64_t origin = shim->queue.first_time ? shim->queue.first_time : now;

	if (interval <= GRID_LEAD_NS)
		return now + interval;
	return origin + ((now + GRID_LEAD_NS - origin) / interval + 1) * interval - GRID_LEAD_NS;
}

static void *drain_loop(void *argument)
{
	struct scap_shim *shim = argument;
	uint64_t interval = (uint64_t)shim->config.cpu_time_ms * 1000000;
	uint64_t now = wall_clock(shim), sample_at = now, misses_at = now;

	prctl(PR_SET_NAME, "scap-drain");
	go_first();
	while (!atomic_load(&shim->stopping)) {
		uint64_t bytes, until;
		bool full;
		int wait;

		until = wall_clock(shim) - PASS_MARGIN_NS;
		sample_at_given_end(shim, until);
		bytes = lanes_drain(&shim->lanes, &shim->queue, until, &full);
		now = wall_clock(shim);
		if (interval && now >= sample_at) {
			cpu_time_sample(shim, until);
			sample_at = next_sample(shim, now);
		}
		if (now >= misses_at) {
			atomic_store(&shim->counters.misses, probe_misses(&shim->probe));
			misses_at = now + MISSES_EVERY_NS;
		}
		if (full) {
			wait_for_room(shim);
			continue;
		}
		wait = bytes ? BUSY_MS : IDLE_MS;
		if (interval && until_sample(shim, now, sample_at) < (uint64_t)wait * 1000000)
			wait = until_sample(shim, now, sample_at) / 1000000 + 1;
		wait_for_events(shim, wait);
	}
	if (shim->record.running)
		hand_over_the_rest(shim);
	return NULL;
}

static void close_if_open(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static int watch(struct scap_shim *shim, int fd)
{
	struct epoll_event event = { .events = EPOLLIN };

	return epoll_ctl(shim->doorbell_poll, EPOLL_CTL_ADD, fd, &event) ? -errno : 0;
}

static void free_waiting(struct scap_shim *shim)
{
	if (shim->doorbell_reader)
		ring_buffer__free(shim->doorbell_reader);
	shim->doorbell_reader = NULL;
	close_if_open(&shim->doorbell_poll);
	close_if_open(&shim->wake);
}

/* Signals that were blocked stay blocked in the new thread. */
int shim_create_thread(pthread_t *thread, void *(*loop)(void *), void *argument)
{
	sigset_t all, old;
	int err;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	err = -pthread_create(thread, NULL, loop, argument);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return err;
}

int drain_start(struct scap_shim *shim)
{
	int err;

	shim->doorbell_poll = epoll_create1(EPOLL_CLOEXEC);
	shim->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	shim->doorbell_reader = ring_buffer__new(shim->probe.doorbell, on_doorbell, NULL, NULL);
	if (shim->doorbell_poll < 0 || shim->wake < 0 || !shim->doorbell_reader) {
		err = -errno;
		goto cleanup;
	}
	err = watch(shim, shim->probe.doorbell);
	if (!err)
		err = watch(shim, shim->wake);
	if (!err)
		err = shim_create_thread(&shim->drain_thread, drain_loop, shim);
	if (err)
		goto cleanup;
	shim->drain_running = true;
	return 0;

cleanup:
	free_waiting(shim);
	return problem_set(&shim->problem, err,
			   "cannot start the drain thread (%s); raise the limits: ulimit -n, ulimit -u",
			   strerror(-err));
}

void drain_stop(struct scap_shim *shim)
{
	uint64_t one = 1;

	if (!shim->drain_running)
		return;
	atomic_store(&shim->stopping, true);
	if (write(shim->wake, &one, sizeof(one)) < 0)
		(void)0; /* the thread wakes by itself within IDLE_MS */
}

void drain_join(struct scap_shim *shim)
{
	bool full = true;

	if (!shim->drain_running)
		return;
	pthread_join(shim->drain_thread, NULL);
	shim->drain_running = false;
	/* Without a recording, what does not fit into the queue stays for scap_shim_drain(). */
	if (!shim->record.running) {
		lanes_drain(&shim->lanes, &shim->queue, UINT64_MAX, &full);
		if (!full)
			sample_last(shim);
	}
	probe_end_iterators(&shim->probe);
	free_waiting(shim);
}
