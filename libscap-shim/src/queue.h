/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A bounded queue of chunks of whole blocks, between the drain thread and whoever takes the blocks.
 *
 * Free chunks are reused last in, first out: while the consumer keeps up, the same few chunks go round and stay in the
 * cache, whatever the bound. What a burst has used goes back to the system once it has been taken. One producer, one
 * consumer; both sides lock, a few hundred times a second.
 */
#ifndef SHIM_QUEUE_H
#define SHIM_QUEUE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CHUNK_BYTES (256u << 10)

struct chunk {
	struct chunk *next;
	uint8_t *data;
	uint32_t used; /* bytes filled by the producer */
	uint32_t taken; /* bytes that the consumer is done with */
	uint32_t events;
};

struct queue {
	pthread_mutex_t lock;
	pthread_cond_t filled;
	struct chunk *chunks; /* all of them */
	uint8_t *memory;
	size_t n_chunks;
	size_t touched; /* chunks from the first on that may have been used since the last release */
	struct chunk *free;
	struct chunk *first, *last; /* published, oldest first */
	struct chunk *filling; /* the producer's */
	uint64_t published_bytes; /* not yet taken */
	uint64_t peak_bytes;
	bool closed;
};

int queue_init(struct queue *queue, size_t bytes);
void queue_free(struct queue *queue);

/* Where the producer may write next, and how much; 0 bytes of room when all chunks are in use. */
uint8_t *queue_room(struct queue *queue, uint32_t at_least, uint32_t *room);
void queue_advance(struct queue *queue, uint32_t bytes, uint32_t events);
/* Lets the consumer have what was written; may wait for more while it has other chunks to take. */
void queue_publish(struct queue *queue);
/* No more will come: a waiting consumer returns. */
void queue_close(struct queue *queue);

/* The oldest published chunk, or NULL: at once if wait_ms is 0, after that time, or when the queue is closed. */
struct chunk *queue_take(struct queue *queue, int wait_ms);
void queue_give_back(struct queue *queue, struct chunk *chunk);
void queue_fill(struct queue *queue, uint64_t *bytes, uint64_t *peak);

#endif
