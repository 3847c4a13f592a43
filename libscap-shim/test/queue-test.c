// SPDX-License-Identifier: Apache-2.0
/* The queue between the drain thread and the consumer: order, bounds, reuse, the end, two threads. */
#include <pthread.h>
#include <string.h>

#include "../src/queue.h"
#include "check.h"

static void put(struct queue *queue, uint32_t value, uint32_t bytes)
{
	uint32_t room;
	uint8_t *to = queue_room(queue, bytes, &room);

	CHECK(to && room >= bytes);
	memset(to, 0, bytes);
	memcpy(to, &value, sizeof(value));
	queue_advance(queue, bytes, 1);
}

static void first_in_first_out(void)
{
	struct queue queue;
	uint32_t expected = 0;

	CHECK(queue_init(&queue, 4 * CHUNK_BYTES) == 0);
	CHECK(queue_take(&queue, 0) == NULL);
	for (uint32_t i = 0; i < 3000; i++)
		put(&queue, i, 300);
	queue_close(&queue);
	for (struct chunk *chunk; (chunk = queue_take(&queue, 0)); queue_give_back(&queue, chunk)) {
		CHECK(chunk->events * 300 == chunk->used);
		for (uint32_t at = 0; at < chunk->used; at += 300) {
			uint32_t value;

			memcpy(&value, chunk->data + at, sizeof(value));
			CHECK(value == expected++);
		}
	}
	CHECK(expected == 3000);
	queue_free(&queue);
}

static void bounded(void)
{
	uint64_t bytes, peak;
	struct queue queue;
	struct chunk *chunk;
	uint32_t room;
	int n = 0;

	CHECK(queue_init(&queue, 3 * CHUNK_BYTES) == 0);
	while (queue_room(&queue, CHUNK_BYTES, &room)) {
		queue_advance(&queue, CHUNK_BYTES, 1);
		n++;
	}
	CHECK(n == 3 && room == 0);
	queue_fill(&queue, &bytes, &peak);
	CHECK(bytes == 3ull * CHUNK_BYTES && peak == bytes);
	chunk = queue_take(&queue, 0);
	CHECK(chunk && queue_room(&queue, 1, &room) == NULL); /* taken, but still in use */
	queue_give_back(&queue, chunk);
	CHECK(queue_room(&queue, 1, &room) == chunk->data); /* the same memory again */
	queue_free(&queue);
}

/* A chunk that is not full waits while the consumer has others; it is not lost. */
static void small_chunks_are_gathered(void)
{
	struct queue queue;
	struct chunk *first, *second;

	CHECK(queue_init(&queue, 8 * CHUNK_BYTES) == 0);
	put(&queue, 1, 100);
	queue_publish(&queue);
	for (int i = 0; i < 50; i++) {
		put(&queue, 2, 100);
		queue_publish(&queue);
	}
	first = queue_take(&queue, 0);
	CHECK(first && first->events == 1);
	CHECK(queue_take(&queue, 0) == NULL);
	queue_publish(&queue);
	second = queue_take(&queue, 0);
	CHECK(second && second->events == 50);
	queue_free(&queue);
}

#define TOTAL 2000000u

static void *produce(void *argument)
{
	struct queue *queue = argument;
	uint64_t seed = 7;

	for (uint32_t i = 0; i < TOTAL;) {
		uint32_t room;

		if (!queue_room(queue, 64, &room))
			continue; /* full: try again, as the drain thread does */
		put(queue, i++, 64);
		if (random_below(&seed, 1000) == 0)
			queue_publish(queue);
	}
	queue_close(queue);
	return NULL;
}

static void two_threads(void)
{
	uint32_t expected = 0;
	struct queue queue;
	pthread_t producer;

	CHECK(queue_init(&queue, 5 * CHUNK_BYTES) == 0);
	CHECK(pthread_create(&producer, NULL, produce, &queue) == 0);
	for (;;) {
		struct chunk *chunk = queue_take(&queue, 1000);

		if (!chunk)
			break;
		for (uint32_t at = 0; at < chunk->used; at += 64) {
			uint32_t value;

			memcpy(&value, chunk->data + at, sizeof(value));
			CHECK(value == expected++);
		}
		queue_give_back(&queue, chunk);
	}
	pthread_join(producer, NULL);
	CHECK(expected == TOTAL);
	queue_free(&queue);
}

int main(void)
{
	first_in_first_out();
	bounded();
	small_chunks_are_gathered();
	two_threads();
	return 0;
}
