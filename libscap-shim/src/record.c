// SPDX-License-Identifier: Apache-2.0
/*
 * Blocks from the queue to descriptors, each by a thread of its own, so that no byte passes through the caller: the
 * recording, whose files are cut here, and the watcher meanwhile. The caller opens files and gives what each begins
 * with; between two files the recording waits for it, and the queue takes the events up.
 */
#define _GNU_SOURCE
#include "blocks.h"
#include "shim.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define TAKE_MS 100
#define FLUSH_NS 1000000000ull
#define RETRY_NS 1000000000ull /* after a file could not be opened */
/* What is given to the compressor between two looks at the size of the file. */
#define PIECE_BYTES (64u << 10)

static uint64_t clock_ns(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (uint64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* --- files --- */

static int open_next(struct outlet *outlet, int fd)
{
	int err = file_open(&outlet->file, fd, outlet->options.flags & SCAP_SHIM_GZIP, &outlet->shim->stopping);

	if (err)
		return err;
	outlet->is_open = true;
	outlet->events_in_file = 0;
	outlet->closed_bytes = atomic_load(&outlet->bytes_in_files);
	atomic_fetch_add(&outlet->files, 1);
	while (outlet->options.max_ns && outlet->until <= clock_ns(CLOCK_REALTIME))
		outlet->until += outlet->options.max_ns;
	return 0;
}

static int write_bytes(struct outlet *outlet, const uint8_t *data, uint32_t bytes)
{
	int err = file_write(&outlet->file, data, bytes);

	atomic_store(&outlet->bytes_in_files, outlet->closed_bytes + outlet->file.bytes);
	return err;
}

static int close_file(struct outlet *outlet)
{
	int err = 0;

	if (outlet->is_open) {
		err = file_close(&outlet->file);
		atomic_store(&outlet->bytes_in_files, outlet->closed_bytes + outlet->file.bytes);
	}
	outlet->is_open = false;
	return err;
}

/* Waits for the caller's answer: a file, or none for now, or the end of the shim. */
static int next_file(struct outlet *outlet)
{
	struct next_file next;
	int err = 0;

	pthread_mutex_lock(&outlet->lock);
	atomic_store(&outlet->wants_file, true);
	while (!outlet->next.is_answer && !atomic_load(&outlet->shim->closing))
		pthread_cond_wait(&outlet->answered, &outlet->lock);
	atomic_store(&outlet->wants_file, false);
	next = outlet->next;
	memset(&outlet->next, 0, sizeof(outlet->next));
	pthread_mutex_unlock(&outlet->lock);
	if (!next.is_answer || next.fd < 0) {
		outlet->retry_at = clock_ns(CLOCK_MONOTONIC) + RETRY_NS;
		return 0;
	}
	err = close_file(outlet);
	if (!err)
		err = open_next(outlet, next.fd);
	close(next.fd);
	if (!err)
		err = write_bytes(outlet, next.head, next.head_bytes);
	free(next.head);
	return err;
}

/* --- cutting --- */

static uint32_t fitting(struct outlet *outlet, const uint8_t *data, uint32_t bytes, struct block_limits *limits,
			uint32_t *events)
{
	uint64_t max = outlet->options.max_bytes;

	if (!max)
		return blocks_within(data, bytes, limits, events);
	if (!outlet->file.compress) {
		limits->bytes = max > outlet->file.bytes ? max - outlet->file.bytes : 0;
		return blocks_within(data, bytes, limits, events);
	}
	limits->bytes = PIECE_BYTES;
	bytes = blocks_within(data, bytes, limits, events);
	if (file_bound(&outlet->file, bytes) > max && file_flush(&outlet->file) == 0 &&
	    file_bound(&outlet->file, bytes) > max)
		return *events = 0;
	return bytes;
}

/* How many bytes of whole blocks go into the current file, of those that are wanted at all. */
static uint32_t span(struct outlet *outlet, const uint8_t *data, uint32_t bytes, uint32_t *events)
{
	const struct scap_shim_recording *options = &outlet->options;
	struct block_limits limits = { UINT64_MAX, UINT64_MAX, UINT64_MAX };
	bool rotates = options->max_events || options->max_bytes || options->max_ns;
	uint64_t left = options->count ? options->count - outlet->counted : UINT64_MAX;
	uint64_t end = outlet->end ? outlet->end : UINT64_MAX;

	limits.until = end;
	if (rotates && clock_ns(CLOCK_MONOTONIC) >= outlet->retry_at) {
		if (options->max_events)
			limits.events = options->max_events > outlet->events_in_file ?
						options->max_events - outlet->events_in_file : 0;
		if (options->max_ns && outlet->until < end)
			limits.until = outlet->until;
		if (limits.events > left)
			limits.events = left;
		bytes = fitting(outlet, data, bytes, &limits, events);
		/* A file without an event is not a valid capture: it gets one, however old or full it is. */
		if (bytes || outlet->events_in_file)
			return bytes;
		limits = (struct block_limits){ UINT64_MAX, 1, end };
		return blocks_within(data, UINT32_MAX, &limits, events);
	}
	limits.events = left;
	return blocks_within(data, bytes, &limits, events);
}

static void count(struct outlet *outlet, uint32_t bytes, uint32_t events)
{
	outlet->events_in_file += events;
	outlet->counted += events;
	atomic_fetch_add(&outlet->events, events);
	atomic_fetch_add(&outlet->bytes, bytes);
	if (outlet->options.count && outlet->counted >= outlet->options.count)
		atomic_store(&outlet->is_complete, true);
}

/* The time of all files begins with their first event. */
static bool is_over(struct outlet *outlet, const uint8_t *data)
{
	uint64_t time;

	if (!outlet->options.total_ns)
		return false;
	time = blocks_time(data);
	if (!outlet->end)
		outlet->end = time + outlet->options.total_ns;
	if (time < outlet->end)
		return false;
	atomic_store(&outlet->is_complete, true);
	return true;
}

static int write_cut(struct outlet *outlet, const struct chunk *chunk, uint32_t *written)
{
	uint32_t at = 0;
	int err = 0;

	while (at < chunk->used && !err && !atomic_load(&outlet->is_complete)) {
		uint32_t events, bytes;

		if (is_over(outlet, chunk->data + at))
			break;
		bytes = span(outlet, chunk->data + at, chunk->used - at, &events);
		if (!bytes) {
			err = next_file(outlet);
			continue;
		}
		err = write_bytes(outlet, chunk->data + at, bytes);
		if (err)
			break;
		at += bytes;
		*written += events;
		count(outlet, bytes, events);
	}
	return err;
}

/* *written: events of the chunk that have been written. */
static int write_chunk(struct outlet *outlet, const struct chunk *chunk, uint32_t *written)
{
	int err;

	if (atomic_load(&outlet->is_complete))
		return 0;
	if (chunk->injected)
		return write_bytes(outlet, chunk->data, chunk->used);
	if (outlet->options.flags & SCAP_SHIM_COMPAT)
		blocks_make_compatible(chunk->data, chunk->used);
	if (outlet->cuts)
		return write_cut(outlet, chunk, written);
	err = write_bytes(outlet, chunk->data, chunk->used);
	if (!err) {
		*written = chunk->events;
		count(outlet, chunk->used, chunk->events);
	}
	return err;
}

/* --- the thread --- */

static void fail(struct outlet *outlet, int err)
{
	int none = 0;

	if (err)
		atomic_compare_exchange_strong(&outlet->error, &none, err);
}

static void take_chunk(struct outlet *outlet, struct chunk *chunk)
{
	uint32_t written = 0;

	/* After an error the queue is still emptied: the lanes must not fill, and what is lost is counted. */
	if (!atomic_load(&outlet->error))
		fail(outlet, write_chunk(outlet, chunk, &written));
	if (atomic_load(&outlet->error) && !chunk->injected)
		atomic_fetch_add(&outlet->lost, chunk->events - written);
	queue_give_back(&outlet->shim->queue, outlet->reader, chunk);
}

static void flush_if_due(struct outlet *outlet, uint64_t *flushed)
{
	uint64_t now = clock_ns(CLOCK_MONOTONIC);

	if (!outlet->file.compress || now - *flushed < FLUSH_NS || atomic_load(&outlet->error))
		return;
	*flushed = now;
	fail(outlet, file_flush(&outlet->file));
	atomic_store(&outlet->bytes_in_files, outlet->closed_bytes + outlet->file.bytes);
}

static void *outlet_loop(void *argument)
{
	struct outlet *outlet = argument;
	struct queue *queue = &outlet->shim->queue;
	uint64_t flushed = clock_ns(CLOCK_MONOTONIC);

	prctl(PR_SET_NAME, outlet->reader == READER_MAIN ? "scap-record" : "scap-watch");
	setpriority(PRIO_PROCESS, 0, THREAD_NICE);
	if (outlet->next.head_bytes)
		fail(outlet, write_bytes(outlet, outlet->next.head, outlet->next.head_bytes));
	free(outlet->next.head);
	memset(&outlet->next, 0, sizeof(outlet->next));
	for (;;) {
		struct chunk *chunk = queue_take(queue, outlet->reader, TAKE_MS);

		if (chunk)
			take_chunk(outlet, chunk);
		else if (queue->closed)
			break;
		flush_if_due(outlet, &flushed);
	}
	fail(outlet, close_file(outlet));
	atomic_store(&outlet->is_finished, true);
	return NULL;
}

static int start_thread(struct outlet *outlet)
{
	sigset_t all, old;
	int err;

	sigfillset(&all);
	/* SIGPIPE among them: a reader that goes away is an error value, not the end of the process. */
	pthread_sigmask(SIG_SETMASK, &all, &old);
	err = -pthread_create(&outlet->thread, NULL, outlet_loop, outlet);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return err;
}

static int set_next(struct next_file *next, int fd, const void *head, uint32_t head_bytes)
{
	memset(next, 0, sizeof(*next));
	next->fd = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 0);
	if (fd >= 0 && next->fd < 0)
		return -errno;
	if (head_bytes) {
		next->head = malloc(head_bytes);
		if (!next->head) {
			close(next->fd);
			return -ENOMEM;
		}
		memcpy(next->head, head, head_bytes);
	}
	next->head_bytes = head_bytes;
	next->is_answer = true;
	return 0;
}

void outlet_init(struct outlet *outlet, struct scap_shim *shim, enum queue_reader_id reader)
{
	outlet->shim = shim;
	outlet->reader = reader;
	pthread_mutex_init(&outlet->lock, NULL);
	pthread_cond_init(&outlet->answered, NULL);
}

int outlet_start(struct outlet *outlet, int fd, const void *head, uint32_t head_bytes)
{
	struct problem *problem = &outlet->shim->problem;
	const struct scap_shim_recording *options = &outlet->options;
	int err;

	outlet->until = options->max_ns ? clock_ns(CLOCK_REALTIME) : 0;
	outlet->cuts = options->max_bytes || options->max_events || options->max_ns || options->count ||
		       options->total_ns;
	err = open_next(outlet, fd);
	if (err)
		return problem_set(problem, err, "cannot record to descriptor %d (%s); is it open for writing?", fd,
				   strerror(-err));
	err = set_next(&outlet->next, -1, head, head_bytes);
	if (!err)
		err = start_thread(outlet);
	if (err) {
		close_file(outlet);
		return problem_set(problem, err, "cannot start the record thread (%s); raise the limit: ulimit -u",
				   strerror(-err));
	}
	outlet->running = true;
	return 0;
}

int outlet_answer(struct outlet *outlet, int fd, const void *head, uint32_t head_bytes)
{
	int err = 0;

	pthread_mutex_lock(&outlet->lock);
	if (!atomic_load(&outlet->wants_file) || outlet->next.is_answer)
		err = -EINVAL;
	else
		err = set_next(&outlet->next, fd, head, head_bytes);
	/* At once: the thread may wake up much later, and the caller must not open another file meanwhile. */
	if (!err)
		atomic_store(&outlet->wants_file, false);
	pthread_cond_broadcast(&outlet->answered);
	pthread_mutex_unlock(&outlet->lock);
	return err;
}

void outlet_join(struct outlet *outlet)
{
	if (!outlet->running)
		return;
	pthread_mutex_lock(&outlet->lock);
	pthread_cond_broadcast(&outlet->answered);
	pthread_mutex_unlock(&outlet->lock);
	pthread_join(outlet->thread, NULL);
	outlet->running = false;
}
