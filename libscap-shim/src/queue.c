// SPDX-License-Identifier: Apache-2.0
#include "queue.h"

#include "blocks.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

/* Chunks that are kept when the queue runs empty: 8 MiB. */
#define KEPT_CHUNKS 32
/* Blocks of the caller's that may wait: 16 MiB. */
#define INJECTED_MAX (16u << 20)

/* The first chunks are the next to be used. */
static void free_in_order(struct queue *queue)
{
	queue->free = NULL;
	for (size_t i = queue->n_chunks; i-- > 0;) {
		struct chunk *chunk = &queue->chunks[i];

		if (chunk == queue->filling)
			continue;
		chunk->next = queue->free;
		queue->free = chunk;
	}
}

static void release_range(struct queue *queue, size_t from, size_t to)
{
	if (from < to)
		madvise(queue->memory + from * CHUNK_BYTES, (to - from) * CHUNK_BYTES, MADV_DONTNEED);
}

/* All is taken: the memory of a burst is not needed any more. What is being filled stays as it is. */
static void release_locked(struct queue *queue)
{
	size_t filling = queue->filling ? (size_t)(queue->filling - queue->chunks) : 0;
	size_t touched = queue->touched;

	if (filling < KEPT_CHUNKS) {
		release_range(queue, KEPT_CHUNKS, touched);
		queue->touched = KEPT_CHUNKS;
	} else {
		release_range(queue, KEPT_CHUNKS, filling);
		release_range(queue, filling + 1, touched);
		queue->touched = filling + 1;
	}
	free_in_order(queue);
}

int queue_init(struct queue *queue, size_t bytes)
{
	pthread_condattr_t attr;
	size_t n = (bytes + CHUNK_BYTES - 1) / CHUNK_BYTES;

	memset(queue, 0, sizeof(*queue));
	queue->chunks = calloc(n, sizeof(*queue->chunks));
	if (!queue->chunks)
		return -ENOMEM;
	/* Mapped, not allocated: chunks that are never used cost no memory. */
	queue->memory = mmap(NULL, n * CHUNK_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (queue->memory == MAP_FAILED) {
		free(queue->chunks);
		queue->chunks = NULL;
		queue->memory = NULL;
		return -ENOMEM;
	}
	/* While the consumer is away each chunk is used for the first time: few large faults, not many small ones. */
	madvise(queue->memory, n * CHUNK_BYTES, MADV_HUGEPAGE);
	queue->n_chunks = n;
	for (size_t i = 0; i < n; i++)
		queue->chunks[i].data = queue->memory + i * CHUNK_BYTES;
	free_in_order(queue);
	queue->readers[READER_MAIN].active = true;
	pthread_mutex_init(&queue->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&queue->filled, &attr);
	pthread_condattr_destroy(&attr);
	return 0;
}

/* Injected chunks that nobody has taken are the only ones with memory of their own. */
static void free_injected(struct queue *queue)
{
	for (int i = 0; i < READERS; i++)
		queue_leave(queue, i);
}

void queue_free(struct queue *queue)
{
	if (!queue->memory)
		return;
	free_injected(queue);
	munmap(queue->memory, queue->n_chunks * CHUNK_BYTES);
	free(queue->chunks);
	pthread_cond_destroy(&queue->filled);
	pthread_mutex_destroy(&queue->lock);
	memset(queue, 0, sizeof(*queue));
}

/* --- publishing --- */

static void free_locked(struct queue *queue, struct chunk *chunk)
{
	queue->published_bytes -= chunk->used;
	if (queue->last == chunk)
		queue->last = NULL;
	if (chunk->injected) {
		queue->injected_bytes -= chunk->used;
		free(chunk);
	} else {
		chunk->next = queue->free;
		queue->free = chunk;
	}
	/* A few chunks over what is kept are not a burst, and would be mapped again at once. */
	if (!queue->published_bytes && queue->touched > 2 * KEPT_CHUNKS)
		release_locked(queue);
}

static void drop_locked(struct queue *queue, enum queue_reader_id reader, struct chunk *chunk)
{
	chunk->holders &= ~(1u << reader);
	if (!chunk->holders)
		free_locked(queue, chunk);
}

static void append_locked(struct queue *queue, struct chunk *chunk)
{
	chunk->next = NULL;
	chunk->holders = 0;
	if (queue->last)
		queue->last->next = chunk;
	for (int i = 0; i < READERS; i++) {
		struct queue_reader *reader = &queue->readers[i];

		if (!reader->active)
			continue;
		chunk->holders |= 1u << i;
		if (!reader->next)
			reader->next = chunk;
	}
	queue->last = chunk;
	queue->published_bytes += chunk->used;
	if (queue->published_bytes > queue->peak_bytes)
		queue->peak_bytes = queue->published_bytes;
	if (!chunk->holders)
		free_locked(queue, chunk);
	pthread_cond_broadcast(&queue->filled);
}

static void publish_locked(struct queue *queue)
{
	struct chunk *chunk = queue->filling;

	if (!chunk || !chunk->used)
		return;
	queue->filling = NULL;
	append_locked(queue, chunk);
}

/* Takes the oldest chunks from the watcher that it alone has to take, until one is free. */
static void skip_locked(struct queue *queue)
{
	struct queue_reader *watch = &queue->readers[READER_WATCH];

	if (!watch->active || !queue->readers[READER_MAIN].active)
		return;
	while (!queue->free && watch->next && watch->next->holders == 1u << READER_WATCH) {
		struct chunk *chunk = watch->next;

		watch->next = chunk->next;
		if (!chunk->injected)
			watch->skipped_events += chunk->events;
		drop_locked(queue, READER_WATCH, chunk);
	}
}

static void begin_chunk_locked(struct queue *queue)
{
	struct chunk *chunk;
	size_t index;

	if (!queue->free)
		skip_locked(queue);
	chunk = queue->filling = queue->free;
	if (!chunk)
		return;
	index = (size_t)(chunk - queue->chunks);
	if (index >= queue->touched)
		queue->touched = index + 1;
	queue->free = chunk->next;
	chunk->used = chunk->events = 0;
}

uint8_t *queue_room(struct queue *queue, uint32_t at_least, uint32_t *room)
{
	struct chunk *chunk = queue->filling;

	if (!chunk || CHUNK_BYTES - chunk->used < at_least) {
		pthread_mutex_lock(&queue->lock);
		publish_locked(queue);
		if (!queue->filling)
			begin_chunk_locked(queue);
		chunk = queue->filling;
		pthread_mutex_unlock(&queue->lock);
	}
	*room = chunk ? CHUNK_BYTES - chunk->used : 0;
	return chunk ? chunk->data + chunk->used : NULL;
}

void queue_advance(struct queue *queue, uint32_t bytes, uint32_t events)
{
	if (!queue->first_time && bytes)
		queue->first_time = blocks_time(queue->filling->data + queue->filling->used);
	queue->filling->used += bytes;
	queue->filling->events += events;
}

void queue_publish(struct queue *queue)
{
	if (!queue->filling || !queue->filling->used)
		return;
	pthread_mutex_lock(&queue->lock);
	/* While the main reader has something to do, fill the chunk rather than queue many small ones. */
	if (!queue->readers[READER_MAIN].next || queue->filling->used >= CHUNK_BYTES / 2)
		publish_locked(queue);
	pthread_mutex_unlock(&queue->lock);
}

int queue_inject(struct queue *queue, const void *blocks, uint32_t bytes)
{
	struct chunk *chunk = malloc(sizeof(*chunk) + bytes);
	int err = 0;

	if (!chunk)
		return -ENOMEM;
	memset(chunk, 0, sizeof(*chunk));
	chunk->data = (uint8_t *)(chunk + 1);
	chunk->used = bytes;
	chunk->injected = true;
	memcpy(chunk->data, blocks, bytes);
	pthread_mutex_lock(&queue->lock);
	if (queue->closed || queue->injected_bytes + bytes > INJECTED_MAX) {
		free(chunk);
		err = -ENOSPC;
	} else {
		queue->injected_bytes += bytes;
		append_locked(queue, chunk);
	}
	pthread_mutex_unlock(&queue->lock);
	return err;
}

void queue_close(struct queue *queue)
{
	pthread_mutex_lock(&queue->lock);
	publish_locked(queue);
	queue->closed = true;
	pthread_cond_broadcast(&queue->filled);
	pthread_mutex_unlock(&queue->lock);
}

/* --- readers --- */

void queue_join(struct queue *queue, enum queue_reader_id reader)
{
	pthread_mutex_lock(&queue->lock);
	queue->readers[reader].active = true;
	pthread_mutex_unlock(&queue->lock);
}

uint64_t queue_leave(struct queue *queue, enum queue_reader_id id)
{
	struct queue_reader *reader = &queue->readers[id];
	uint64_t events = 0;

	pthread_mutex_lock(&queue->lock);
	reader->active = false;
	while (reader->next) {
		struct chunk *chunk = reader->next;

		reader->next = chunk->next;
		if (!chunk->injected)
			events += chunk->events;
		drop_locked(queue, id, chunk);
	}
	pthread_mutex_unlock(&queue->lock);
	return events;
}

static struct timespec deadline_after(int ms)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_sec += ms / 1000;
	t.tv_nsec += (long)(ms % 1000) * 1000000;
	if (t.tv_nsec >= 1000000000) {
		t.tv_sec++;
		t.tv_nsec -= 1000000000;
	}
	return t;
}

struct chunk *queue_take(struct queue *queue, enum queue_reader_id id, int wait_ms)
{
	struct queue_reader *reader = &queue->readers[id];
	struct timespec deadline = deadline_after(wait_ms);
	struct chunk *chunk;

	pthread_mutex_lock(&queue->lock);
	while (!reader->next && !queue->closed && wait_ms) {
		if (pthread_cond_timedwait(&queue->filled, &queue->lock, &deadline) == ETIMEDOUT)
			break;
	}
	chunk = reader->next;
	if (chunk)
		reader->next = chunk->next;
	pthread_mutex_unlock(&queue->lock);
	return chunk;
}

void queue_give_back(struct queue *queue, enum queue_reader_id reader, struct chunk *chunk)
{
	pthread_mutex_lock(&queue->lock);
	drop_locked(queue, reader, chunk);
	pthread_mutex_unlock(&queue->lock);
}

uint64_t queue_skipped(struct queue *queue)
{
	uint64_t events;

	pthread_mutex_lock(&queue->lock);
	events = queue->readers[READER_WATCH].skipped_events;
	pthread_mutex_unlock(&queue->lock);
	return events;
}

void queue_fill(struct queue *queue, uint64_t *bytes, uint64_t *peak)
{
	pthread_mutex_lock(&queue->lock);
	*bytes = queue->published_bytes;
	*peak = queue->peak_bytes;
	pthread_mutex_unlock(&queue->lock);
}
