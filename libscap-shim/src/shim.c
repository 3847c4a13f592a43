// SPDX-License-Identifier: Apache-2.0
/* The public functions. */
#include "shim.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define QUEUE_MIN (1u << 20)
#define SNAPLEN_MAX 61439u /* DATA_BYTES in bpf/params.h */

uint32_t scap_shim_abi_version(void)
{
	return SCAP_SHIM_ABI_VERSION;
}

int32_t scap_shim_config_init(struct scap_shim_config *config)
{
	memset(config, 0, sizeof(*config));
	config->abi_version = SCAP_SHIM_ABI_VERSION;
	config->flags = SCAP_SHIM_SIGNALS;
	config->ring_bytes = 8u << 20;
	config->queue_bytes = 256u << 20;
	config->snaplen = 80;
	config->requests_snaplen = 512;
	config->cpu_time_ms = 1000;
	return 0;
}

/* --- open --- */

/* A thirty-second of the memory at most. */
static size_t affordable_queue(uint32_t wanted)
{
	uint64_t most = (uint64_t)sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE) / 32;

	if (wanted <= most)
		return wanted;
	return most > QUEUE_MIN ? most : QUEUE_MIN;
}

static int check_config(const struct scap_shim_config *config, struct problem *problem)
{
	if (config->abi_version != SCAP_SHIM_ABI_VERSION)
		return problem_set(
			problem, -EINVAL,
			"the caller speaks version %u of the interface, this library version %u; rebuild both",
			config->abi_version, SCAP_SHIM_ABI_VERSION);
	if (config->ring_bytes < RING_MIN || config->ring_bytes > RING_MAX)
		return problem_set(problem, -EINVAL, "ring_bytes is %u; give a value from %u to %u", config->ring_bytes,
				   RING_MIN, RING_MAX);
	if (config->queue_bytes < QUEUE_MIN)
		return problem_set(problem, -EINVAL, "queue_bytes is %u; give at least %u", config->queue_bytes,
				   QUEUE_MIN);
	if (config->snaplen > SNAPLEN_MAX || config->requests_snaplen > SNAPLEN_MAX)
		return problem_set(problem, -EINVAL, "snaplen is %u, of requests %u; give %u or less", config->snaplen,
				   config->requests_snaplen, SNAPLEN_MAX);
	if (config->n_own > SCAP_SHIM_OWN_MAX)
		return problem_set(problem, -EINVAL, "n_own is %u; %u thread groups at most can be left out",
				   config->n_own, SCAP_SHIM_OWN_MAX);
	return 0;
}

static void leave_out_own(struct control *control, const struct scap_shim_config *config)
{
	control->own[0] = getpid();
	for (uint32_t i = 0; i < config->n_own; i++)
		control->own[i + 1] = config->own[i];
	control->n_own = config->n_own + 1;
}

int32_t scap_shim_open(const struct scap_shim_config *config, struct scap_shim **result)
{
	struct scap_shim *shim = calloc(1, sizeof(*shim));
	int err;

	*result = shim;
	if (!shim)
		return -ENOMEM;
	pthread_mutex_init(&shim->filter_lock, NULL);
	shim->doorbell_poll = shim->wake = shim->waits_wake = -1;
	outlet_init(&shim->record, shim, READER_MAIN);
	outlet_init(&shim->watch, shim, READER_WATCH);
	err = check_config(config, &shim->problem);
	if (err)
		return err;
	shim->config = *config;
	err = probe_load(&shim->probe, config, &shim->problem);
	if (err)
		goto cleanup;
	leave_out_own(shim->probe.control, config);
	err = lanes_init(&shim->lanes, shim->probe.lanes, shim->probe.n_cpus, shim->probe.stride,
			 shim->probe.ring_bytes);
	if (!err)
		err = queue_init(&shim->queue, affordable_queue(config->queue_bytes));
	if (err) {
		problem_set(&shim->problem, err, "not enough memory for a queue of %u bytes; ask for a smaller one",
			    config->queue_bytes);
		goto cleanup;
	}
	if (config->flags & SCAP_SHIM_WATCHED)
		queue_join(&shim->queue, READER_WATCH);
	shim->state = SHIM_OPEN;
	return 0;

cleanup:
	lanes_free(&shim->lanes);
	probe_free(&shim->probe);
	return err;
}

/* --- start, stop, close --- */

int32_t scap_shim_start(struct scap_shim *shim)
{
	int err;

	if (shim->state != SHIM_OPEN)
		return problem_set(&shim->problem, -EINVAL, "the shim cannot be started now; open a new one");
	err = probe_attach(&shim->probe, &shim->problem);
	if (err)
		return err;
	err = drain_start(shim);
	if (err) {
		probe_detach(&shim->probe);
		return err;
	}
	shim->state = SHIM_RUNNING;
	/* All hooks are in place: from here on, everywhere at once. */
	__atomic_store_n(&shim->probe.control->armed, 1, __ATOMIC_SEQ_CST);
	/* Without it everything else works. */
	waits_start(shim);
	return 0;
}

/* --- outlets --- */

static int check_outlet(struct scap_shim *shim, const struct outlet *outlet)
{
	if (shim->state != SHIM_OPEN && shim->state != SHIM_RUNNING)
		return problem_set(&shim->problem, -EINVAL,
				   "the shim is not open; recording starts before it is stopped");
	if (outlet->running)
		return problem_set(&shim->problem, -EBUSY, "already recording; one recording per shim");
	return 0;
}

int32_t scap_shim_record(struct scap_shim *shim, int32_t fd, const struct scap_shim_recording *recording,
			 const void *head, uint32_t head_bytes)
{
	int err = check_outlet(shim, &shim->record);

	if (err)
		return err;
	if (recording)
		shim->record.options = *recording;
	atomic_store(&shim->recording_ns, shim->record.options.total_ns);
	return outlet_start(&shim->record, fd, head, head_bytes);
}

int32_t scap_shim_next_file(struct scap_shim *shim, int32_t fd, const void *head, uint32_t head_bytes)
{
	int err = outlet_answer(&shim->record, fd, head, head_bytes);

	if (!err)
		waits_say_all(shim);
	return err ? problem_set(&shim->problem, err, "no file is asked for (%s); look at stats.wants_file first",
				 strerror(-err)) : 0;
}

int32_t scap_shim_watch(struct scap_shim *shim, int32_t fd, const void *head, uint32_t head_bytes)
{
	int err = check_outlet(shim, &shim->watch);

	if (err)
		return err;
	queue_join(&shim->queue, READER_WATCH);
	err = outlet_start(&shim->watch, fd, head, head_bytes);
	if (err)
		queue_leave(&shim->queue, READER_WATCH);
	return err;
}

int32_t scap_shim_inject(struct scap_shim *shim, const void *blocks, uint32_t bytes)
{
	if (shim->state == SHIM_FAILED)
		return problem_set(&shim->problem, -EINVAL, "the shim is not open; see the error of scap_shim_open");
	return queue_inject(&shim->queue, blocks, bytes);
}

int32_t scap_shim_stop(struct scap_shim *shim)
{
	if (shim->state != SHIM_RUNNING)
		return 0;
	__atomic_store_n(&shim->probe.control->armed, 0, __ATOMIC_SEQ_CST);
	waits_stop(shim);
	/* Detaching waits for programs that are still running, so nothing is published after it. */
	probe_detach(&shim->probe);
	drain_stop(shim);
	if (!shim->record.running)
		drain_join(shim);
	atomic_store(&shim->counters.misses, probe_misses(&shim->probe));
	shim->state = SHIM_STOPPED;
	return 0;
}

int32_t scap_shim_join(struct scap_shim *shim)
{
	if (shim->state != SHIM_STOPPED)
		return 0;
	drain_join(shim);
	outlet_join(&shim->record);
	queue_close(&shim->queue);
	outlet_join(&shim->watch);
	return 0;
}

int32_t scap_shim_close(struct scap_shim *shim)
{
	if (!shim)
		return 0;
	scap_shim_stop(shim);
	atomic_store(&shim->closing, true);
	if (shim->state == SHIM_STOPPED)
		scap_shim_join(shim);
	else if (shim->state == SHIM_OPEN)
		queue_close(&shim->queue);
	outlet_join(&shim->record);
	outlet_join(&shim->watch);
	/* It ends with the process. */
	if (!waits_stop(shim))
		return 0;
	queue_free(&shim->queue);
	lanes_free(&shim->lanes);
	probe_free(&shim->probe);
	pthread_mutex_destroy(&shim->filter_lock);
	free(shim);
	return 0;
}

/* --- drain --- */

static uint32_t whole_blocks(const uint8_t *data, uint32_t bytes, uint32_t capacity, uint32_t *events)
{
	uint32_t at = 0;

	*events = 0;
	while (at < bytes) {
		uint32_t length;

		memcpy(&length, data + at + 4, sizeof(length));
		if (at + length > capacity)
			break;
		at += length;
		++*events;
	}
	return at;
}

static void give_back_drained(struct scap_shim *shim)
{
	queue_give_back(&shim->queue, READER_MAIN, shim->draining);
	shim->draining = NULL;
}

static bool take_to_drain(struct scap_shim *shim)
{
	struct chunk *chunk = queue_take(&shim->queue, READER_MAIN, 0);

	shim->draining = chunk;
	shim->draining_at = 0;
	shim->draining_events = chunk && !chunk->injected ? chunk->events : 0;
	return chunk != NULL;
}

static uint32_t drain_chunk(struct scap_shim *shim, uint8_t *to, uint32_t room)
{
	struct chunk *chunk = shim->draining;
	uint32_t left = chunk->used - shim->draining_at, bytes = left, events = shim->draining_events;

	if (left > room)
		bytes = whole_blocks(chunk->data + shim->draining_at, left, room, &events);
	memcpy(to, chunk->data + shim->draining_at, bytes);
	shim->draining_at += bytes;
	if (!chunk->injected) {
		shim->draining_events -= events;
		atomic_fetch_add(&shim->counters.drained_events, events);
		atomic_fetch_add(&shim->counters.drained_bytes, bytes);
	}
	if (shim->draining_at == chunk->used)
		give_back_drained(shim);
	return bytes;
}

int32_t scap_shim_drain(struct scap_shim *shim, void *buffer, uint32_t capacity, struct scap_shim_stats *stats)
{
	uint32_t total = 0;

	if (shim->state == SHIM_FAILED)
		return problem_set(&shim->problem, -EINVAL, "the shim is not open; see the error of scap_shim_open");
	if (shim->record.running)
		return problem_set(&shim->problem, -EBUSY, "the blocks go to the recording; drain without it");
	while (total < capacity && total <= INT32_MAX - CHUNK_BYTES) {
		uint32_t bytes;
		bool full;

		if (!shim->draining && !take_to_drain(shim) && shim->state == SHIM_STOPPED) {
			lanes_drain(&shim->lanes, &shim->queue, UINT64_MAX, &full);
			take_to_drain(shim);
		}
		if (!shim->draining)
			break;
		bytes = drain_chunk(shim, (uint8_t *)buffer + total, capacity - total);
		if (!bytes)
			break;
		total += bytes;
	}
	if (stats)
		scap_shim_stats(shim, stats);
	return total;
}

/* --- statistics and filter --- */

static uint64_t thread_cpu_ns(pthread_t thread)
{
	struct timespec t;
	clockid_t clock;

	if (pthread_getcpuclockid(thread, &clock) || clock_gettime(clock, &t))
		return 0;
	return (uint64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void add_lane(struct scap_shim_stats *stats, const struct lane *lane)
{
	stats->kernel_events += lane->events;
	stats->kernel_bytes += lane->head;
	stats->drops_ring += lane->drops[DROP_RING_FULL];
	stats->drops_ring_state += lane->drops[DROP_RING_FULL_STATE];
	stats->drops_reentered += lane->drops[DROP_REENTERED];
	stats->narrowed += lane->narrowed;
	stats->doorbells += lane->doorbells;
}

static void add_outlets(struct scap_shim *shim, struct scap_shim_stats *stats)
{
	struct outlet *record = &shim->record, *watch = &shim->watch;

	stats->events_out = atomic_load(&shim->counters.drained_events) + atomic_load(&record->events);
	stats->bytes_out = atomic_load(&shim->counters.drained_bytes) + atomic_load(&record->bytes);
	stats->drops_sink = atomic_load(&record->lost);
	stats->sink_error = atomic_load(&record->error);
	stats->files = atomic_load(&record->files);
	stats->file_bytes = atomic_load(&record->bytes_in_files);
	stats->wants_file = atomic_load(&record->wants_file);
	stats->complete = atomic_load(&record->is_complete);
	stats->watched_events = atomic_load(&watch->events);
	stats->drops_watch = atomic_load(&watch->lost) + queue_skipped(&shim->queue);
	stats->watch_error = atomic_load(&watch->error);
	stats->finished = (!record->running || atomic_load(&record->is_finished)) &&
			  (!watch->running || atomic_load(&watch->is_finished));
}

int32_t scap_shim_stats(struct scap_shim *shim, struct scap_shim_stats *stats)
{
	memset(stats, 0, sizeof(*stats));
	if (shim->state == SHIM_FAILED)
		return problem_set(&shim->problem, -EINVAL, "the shim is not open; see the error of scap_shim_open");
	for (uint32_t i = 0; i < shim->lanes.n; i++)
		add_lane(stats, shim->lanes.views[i].lane);
	stats->misses = atomic_load(&shim->counters.misses);
	stats->sampled_events = atomic_load(&shim->counters.sampled_events);
	stats->drops_sampled = atomic_load(&shim->counters.drops_sampled);
	add_outlets(shim, stats);
	queue_fill(&shim->queue, &stats->queue_bytes, &stats->queue_peak);
	stats->queue_capacity = shim->queue.n_chunks * (uint64_t)CHUNK_BYTES;
	stats->ring_peak = shim->lanes.ring_peak;
	stats->ring_capacity = shim->lanes.ring_bytes;
	if (shim->drain_running)
		stats->thread_cpu_ns += thread_cpu_ns(shim->drain_thread);
	if (shim->record.running)
		stats->thread_cpu_ns += thread_cpu_ns(shim->record.thread);
	if (shim->watch.running)
		stats->thread_cpu_ns += thread_cpu_ns(shim->watch.thread);
	stats->n_cpus = shim->lanes.n;
	stats->attached = shim->state == SHIM_RUNNING;
	stats->raw_tracepoints = shim->probe.raw;
	return 0;
}

int32_t scap_shim_cpu_stats(struct scap_shim *shim, struct scap_shim_cpu_stats *stats, uint32_t capacity)
{
	for (uint32_t i = 0; i < shim->lanes.n && i < capacity; i++) {
		const struct lane *lane = shim->lanes.views[i].lane;

		stats[i].events = lane->events;
		stats[i].bytes = lane->head;
		stats[i].drops = 0;
		for (int cause = 0; cause < DROP_CAUSES; cause++)
			stats[i].drops += lane->drops[cause];
		stats[i].fill = lane->head - lane->tail;
	}
	return shim->lanes.n;
}

static int set_sets(struct scap_shim *shim, const struct scap_shim_filter *filter)
{
	struct probe *probe = &shim->probe;
	struct problem *problem = &shim->problem;
	int err = probe_set_keys(probe, "narrow_pids", filter->pids, filter->n_pids, 4, problem);

	if (!err)
		err = probe_set_keys(probe, "narrow_tids", filter->tids, filter->n_tids, 4, problem);
	if (!err)
		err = probe_set_keys(probe, "narrow_uids", filter->uids, filter->n_uids, 4, problem);
	if (!err)
		err = probe_set_keys(probe, "narrow_comms", filter->comms, filter->n_comms, SCAP_SHIM_COMM_BYTES,
				     problem);
	if (!err)
		err = probe_set_keys(probe, "narrow_cgroups", filter->cgroups, filter->n_cgroups, 8, problem);
	return err;
}

int32_t scap_shim_set_filter(struct scap_shim *shim, const struct scap_shim_filter *filter)
{
	struct control *control = shim->probe.control;
	int err;

	if (shim->state == SHIM_FAILED)
		return problem_set(&shim->problem, -EINVAL, "the shim is not open; see the error of scap_shim_open");
	if (filter->abi_version != SCAP_SHIM_ABI_VERSION)
		return problem_set(&shim->problem, -EINVAL, "the filter has version %u, this library %u; rebuild both",
				   filter->abi_version, SCAP_SHIM_ABI_VERSION);
	if (filter->n_pids > SCAP_SHIM_SET_MAX || filter->n_tids > SCAP_SHIM_SET_MAX ||
	    filter->n_uids > SCAP_SHIM_SET_MAX || filter->n_comms > SCAP_SHIM_SET_MAX ||
	    filter->n_cgroups > SCAP_SHIM_SET_MAX)
		return problem_set(&shim->problem, -EINVAL,
				   "a set of the filter has more than %u members; filter afterwards instead",
				   SCAP_SHIM_SET_MAX);
	pthread_mutex_lock(&shim->filter_lock);
	/* While the sets change everything is delivered: too much for a moment rather than too little. */
	__atomic_store_n(&control->narrow, 0, __ATOMIC_SEQ_CST);
	err = set_sets(shim, filter);
	if (!err) {
		memcpy(control->types, filter->types, sizeof(control->types));
		memcpy(control->generic, filter->generic, sizeof(control->generic));
		__atomic_store_n(&control->narrow, filter->narrow, __ATOMIC_SEQ_CST);
	}
	pthread_mutex_unlock(&shim->filter_lock);
	return err;
}

const char *scap_shim_last_error(const struct scap_shim *shim)
{
	return shim ? shim->problem.text : "out of memory; close something and try again";
}
