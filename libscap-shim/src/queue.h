/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A bounded queue of chunks of whole blocks, between the drain thread and those who take the blocks.
 *
 * Every reader gets every chunk; a chunk is free again when all of them have given it back. When no chunk is free the
 * oldest ones that only the watcher still has to take are taken from it, and counted: a watcher never costs the recording
 * an event.
 *
 * Free chunks are reused last in, first out: while the readers keep up, the same few chunks go round and stay in the
 * cache, whatever the bound. What a burst has used goes back to the system once it has been taken. One producer; a thread
 * for each reader; all lock, a few hundred times a second.
 */
#ifndef SHIM_QUEUE_H
#define SHIM_QUEUE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CHUNK_BYTES (256u << 10)

enum queue_reader_id {
	READER_MAIN, /* who drains, or the recording; always there */
	READER_WATCH,
	READERS,
};

struct chunk {
	struct chunk *next; /* the one published after it, or the next free one */
	uint8_t *data;
	uint32_t used; /* bytes filled by the producer */
	uint32_t events;
	uint32_t holders; /* readers that have not given it back; bit n: reader n */
	bool injected; /* not from the probe: allocated for itself, and no events to be counted */
};

struct queue_reader {
	struct chunk *next; /* the oldest that it has not taken */
	bool active;
	uint64_t skipped_events; /* taken from it for want of room */
};

struct queue {
	pthread_mutex_t lock;
	pthread_cond_t filled;
	struct chunk *chunks; /* all of them */
	uint8_t *memory;
	size_t n_chunks;
	size_t touched; /* chunks from the first on that may have been used since the last release */
	struct chunk *free;
	struct chunk *last; /* published last; NULL if it is free again */
	struct chunk *filling; /* the producer's */
	uint64_t first_time; /* ns since the epoch, of the first block; the producer's */
	struct queue_reader readers[READERS];
	uint64_t published_bytes; /* not yet given back by all */
	uint64_t injected_bytes; /* of them */
	uint64_t peak_bytes;
	bool closed;
};

int queue_init(struct queue *queue, size_t bytes);
void queue_free(struct queue *queue);

/* Where the producer may write next, and how much; 0 bytes of room when all chunks are in use. */
uint8_t *queue_room(struct queue *queue, uint32_t at_least, uint32_t *room);
void queue_advance(struct queue *queue, uint32_t bytes, uint32_t events);
/* Lets the readers have what was written; may wait for more while the main reader has other chunks to take. */
void queue_publish(struct queue *queue);
/* Puts blocks of the caller's into the stream, from any thread; -ENOSPC when the readers are far behind. */
int queue_inject(struct queue *queue, const void *blocks, uint32_t bytes);
/* No more will come: waiting readers return. */
void queue_close(struct queue *queue);

/* From the next chunk on. */
void queue_join(struct queue *queue, enum queue_reader_id reader);
/* Takes no more; what it has not taken is given back. The number of events in it. */
uint64_t queue_leave(struct queue *queue, enum queue_reader_id reader);
/* The oldest chunk that the reader has not taken, or NULL: at once if wait_ms is 0, after that time, or at the end. */
struct chunk *queue_take(struct queue *queue, enum queue_reader_id reader, int wait_ms);
void queue_give_back(struct queue *queue, enum queue_reader_id reader, struct chunk *chunk);
/* Events taken from the watcher for want of room. */
uint64_t queue_skipped(struct queue *queue);
void queue_fill(struct queue *queue, uint64_t *bytes, uint64_t *peak);

#endif
