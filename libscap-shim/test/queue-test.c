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
	CHECK(queue_take(&queue, READER_MAIN, 0) == NULL);
	for (uint32_t i = 0; i < 3000; i++)
		put(&queue, i, 300);
	queue_close(&queue);
	for (struct chunk *chunk; (chunk = queue_take(&queue, READER_MAIN, 0)); queue_give_back(&queue, READER_MAIN, chunk)) {
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
	chunk = queue_take(&queue, READER_MAIN, 0);
	CHECK(chunk && queue_room(&queue, 1, &room) == NULL); /* taken, but still in use */
	queue_give_back(&queue, READER_MAIN, chunk);
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
	first = queue_take(&queue, READER_MAIN, 0);
	CHECK(first && first->events == 1);
	CHECK(queue_take(&queue, READER_MAIN, 0) == NULL);
	queue_publish(&queue);
	second = queue_take(&queue, READER_MAIN, 0);
	CHECK(second && second->events == 50);
	queue_free(&queue);
}

static uint32_t first_value(const struct chunk *chunk)
{
	uint32_t value;

	memcpy(&value, chunk->data, sizeof(value));
	return value;
}

/* Each reader has all chunks; the main one is never short of room because of the watcher. */
static void a_slow_watcher_loses_alone(void)
{
	struct queue queue;
	struct chunk *held, *chunk;
	uint32_t room, n = 0;

	CHECK(queue_init(&queue, 4 * CHUNK_BYTES) == 0);
	queue_join(&queue, READER_WATCH);
	put(&queue, 0, CHUNK_BYTES);
	queue_publish(&queue);
	held = queue_take(&queue, READER_WATCH, 0);
	for (uint32_t i = 0; i < 100; i++) {
		chunk = queue_take(&queue, READER_MAIN, 0);
		CHECK(chunk && first_value(chunk) == i);
		queue_give_back(&queue, READER_MAIN, chunk);
		CHECK(queue_room(&queue, CHUNK_BYTES, &room));
		put(&queue, i + 1, CHUNK_BYTES);
		queue_publish(&queue);
	}
	CHECK(first_value(held) == 0); /* what it is writing stays */
	queue_give_back(&queue, READER_WATCH, held);
	while ((chunk = queue_take(&queue, READER_WATCH, 0))) {
		CHECK(first_value(chunk) > 90);
		queue_give_back(&queue, READER_WATCH, chunk);
		n++;
	}
	CHECK(n + queue_skipped(&queue) + 1 == 101);
	queue_free(&queue);
}

static void a_watcher_that_leaves(void)
{
	struct queue queue;
	struct chunk *chunk;
	uint64_t bytes, peak;

	CHECK(queue_init(&queue, 4 * CHUNK_BYTES) == 0);
	queue_join(&queue, READER_WATCH);
	for (uint32_t i = 0; i < 3; i++)
		put(&queue, i, CHUNK_BYTES);
	CHECK(queue_inject(&queue, "four", 4) == 0);
	queue_close(&queue);
	chunk = queue_take(&queue, READER_MAIN, 0);
	queue_give_back(&queue, READER_MAIN, chunk);
	CHECK(queue_leave(&queue, READER_WATCH) == 3);
	queue_fill(&queue, &bytes, &peak);
	CHECK(bytes == 2 * CHUNK_BYTES + 4);
	queue_free(&queue);
}

static void injected_blocks_are_bounded_and_in_order(void)
{
	static uint8_t blocks[1 << 20];
	struct queue queue;
	struct chunk *chunk;
	int n = 0;

	CHECK(queue_init(&queue, 2 * CHUNK_BYTES) == 0);
	put(&queue, 7, CHUNK_BYTES);
	queue_publish(&queue);
	while (queue_inject(&queue, blocks, sizeof(blocks)) == 0)
		n++;
	CHECK(n == 16);
	chunk = queue_take(&queue, READER_MAIN, 0);
	CHECK(chunk && !chunk->injected && first_value(chunk) == 7);
	queue_give_back(&queue, READER_MAIN, chunk);
	chunk = queue_take(&queue, READER_MAIN, 0);
	CHECK(chunk && chunk->injected && chunk->events == 0 && chunk->used == sizeof(blocks));
	queue_give_back(&queue, READER_MAIN, chunk);
	CHECK(queue_inject(&queue, blocks, sizeof(blocks)) == 0);
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
		struct chunk *chunk = queue_take(&queue, READER_MAIN, 1000);

		if (!chunk)
			break;
		for (uint32_t at = 0; at < chunk->used; at += 64) {
			uint32_t value;

			memcpy(&value, chunk->data + at, sizeof(value));
			CHECK(value == expected++);
		}
		queue_give_back(&queue, READER_MAIN, chunk);
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
	a_slow_watcher_loses_alone();
	a_watcher_that_leaves();
	injected_blocks_are_bounded_and_in_order();
	two_threads();
	return 0;
}
