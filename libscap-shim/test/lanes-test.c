// SPDX-License-Identifier: Apache-2.0
/*
 * The merge of the lanes, over lanes in plain memory that a stand-in for the probe fills: same layout, same rules.
 */
#include <string.h>

#include "../src/lanes.h"
#include "check.h"

#define LANES 4
#define RING (64u << 10)
#define STRIDE (LANE_HEADER + RING + LANE_SLACK)
#define BLOCK 0x216u

struct world {
	uint8_t *memory;
	struct lanes lanes;
	struct queue queue;
	uint64_t seed;
	uint64_t clock;
	uint64_t published, events_out, last_ts, bytes_out;
};

static void world_init(struct world *world, uint64_t seed, size_t queue_bytes)
{
	memset(world, 0, sizeof(*world));
	world->memory = aligned_alloc(4096, (size_t)LANES * STRIDE);
	CHECK(world->memory);
	memset(world->memory, 0, (size_t)LANES * STRIDE);
	world->seed = seed;
	world->clock = 1000;
	CHECK(lanes_init(&world->lanes, world->memory, LANES, STRIDE, RING) == 0);
	CHECK(queue_init(&world->queue, queue_bytes) == 0);
}

static void world_free(struct world *world)
{
	lanes_free(&world->lanes);
	queue_free(&world->queue);
	free(world->memory);
}

static struct lane *lane_of(const struct world *world, uint32_t cpu)
{
	return (struct lane *)(world->memory + (size_t)cpu * STRIDE);
}

/* As the probe writes one; false if the ring is full. */
static bool publish(struct world *world, uint32_t cpu, uint32_t body, uint64_t ts)
{
	struct lane *lane = lane_of(world, cpu);
	uint32_t total = (40 + body + 3) & ~3u, type = BLOCK;
	uint8_t *at = (uint8_t *)lane + LANE_HEADER + (lane->head & (RING - 1));

	if (lane->head + total - lane->tail > RING)
		return false;
	memset(at, 0xee, total);
	memcpy(at, &type, 4);
	memcpy(at + 4, &total, 4);
	memcpy(at + 8, &cpu, 2);
	memcpy(at + 10, &ts, 8);
	memcpy(at + 18, &lane->events, 8);
	memcpy(at + total - 4, &total, 4);
	lane->events++;
	lane->head += total;
	world->published++;
	return true;
}

/* Everything that is in the queue: whole blocks, in order of time, each lane's in its own order. */
static void take_all(struct world *world, uint64_t *next_of_lane)
{
	struct chunk *chunk;

	for (; (chunk = queue_take(&world->queue, READER_MAIN, 0));
	     queue_give_back(&world->queue, READER_MAIN, chunk)) {
		uint32_t events = 0, at = 0;

		while (at < chunk->used) {
			const uint8_t *block = chunk->data + at;
			uint32_t type, length, trailer;
			uint64_t ts, number;
			uint16_t cpu;

			memcpy(&type, block, 4);
			memcpy(&length, block + 4, 4);
			memcpy(&cpu, block + 8, 2);
			memcpy(&ts, block + 10, 8);
			memcpy(&number, block + 18, 8);
			CHECK(type == BLOCK && at + length <= chunk->used && cpu < LANES);
			memcpy(&trailer, block + length - 4, 4);
			CHECK(trailer == length);
			CHECK(number == next_of_lane[cpu]++);
			CHECK(ts >= world->last_ts);
			world->last_ts = ts;
			at += length;
			events++;
		}
		CHECK(events == chunk->events);
		world->events_out += events;
		world->bytes_out += chunk->used;
	}
}

/*
 * Random rates, sizes, pauses: nothing lost, nothing twice, always in order; sizes up to a full event cross the
 * ring's end.
 */
static void random_traffic(uint64_t seed)
{
	uint64_t next_of_lane[LANES] = {}, tries = 0;
	struct world world;
	bool full;

	world_init(&world, seed, 4 * CHUNK_BYTES);
	while (world.published < 200000 && tries++ < 1000000) {
		uint32_t cpu = random_below(&world.seed, LANES), burst = 1 + random_below(&world.seed, 40);
		uint32_t largest = random_below(&world.seed, 100) == 0 ? 20000 : 200;

		for (uint32_t i = 0; i < burst; i++) {
			world.clock += random_below(&world.seed, 50);
			publish(&world, cpu, random_below(&world.seed, largest), world.clock);
		}
		if (random_below(&world.seed, 20) == 0) {
			/* What is younger than this may still be overtaken; it stays. */
			lanes_drain(&world.lanes, &world.queue, world.clock - random_below(&world.seed, 300), &full);
			take_all(&world, next_of_lane);
		}
	}
	do {
		lanes_drain(&world.lanes, &world.queue, UINT64_MAX, &full);
		take_all(&world, next_of_lane);
		queue_publish(&world.queue);
		take_all(&world, next_of_lane);
	} while (full);
	CHECK(world.events_out == world.published);
	CHECK(world.lanes.broken == 0);
	CHECK(lanes_fill(&world.lanes) == 0);
	world_free(&world);
}

/* A queue without room: events stay in the lanes, and nothing is lost when there is room again. */
static void full_queue(void)
{
	uint64_t next_of_lane[LANES] = {}, in_lanes;
	struct world world;
	bool full;

	world_init(&world, 99, CHUNK_BYTES);
	for (int round = 0; round < 8; round++)
		for (uint32_t i = 0; publish(&world, i % LANES, 1000, ++world.clock); i++)
			if (i > 1000)
				break;
	lanes_drain(&world.lanes, &world.queue, UINT64_MAX, &full);
	while (publish(&world, 0, 1000, ++world.clock))
		continue;
	in_lanes = lanes_fill(&world.lanes);
	CHECK(in_lanes > 0);
	for (int i = 0; i < 100 && lanes_fill(&world.lanes); i++) {
		take_all(&world, next_of_lane);
		lanes_drain(&world.lanes, &world.queue, UINT64_MAX, &full);
	}
	queue_publish(&world.queue);
	take_all(&world, next_of_lane);
	CHECK(world.events_out == world.published);
	world_free(&world);
}

/* A lane that does not hold blocks must not end in an endless loop or outside of it. */
static void broken_lane(void)
{
	struct world world;
	struct lane *lane;
	bool full;

	world_init(&world, 5, 4 * CHUNK_BYTES);
	CHECK(publish(&world, 1, 100, 5000));
	lane = lane_of(&world, 1);
	memset((uint8_t *)lane + LANE_HEADER + 4, 0xff, 4);
	lanes_drain(&world.lanes, &world.queue, UINT64_MAX, &full);
	CHECK(world.lanes.broken > 0 && lanes_fill(&world.lanes) == 0);
	world_free(&world);
}

int main(void)
{
	for (uint64_t seed = 1; seed <= 8; seed++)
		random_traffic(seed);
	full_queue();
	broken_lane();
	return 0;
}
