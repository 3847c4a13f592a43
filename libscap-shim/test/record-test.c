// SPDX-License-Identifier: Apache-2.0
/* Recording and watching without a probe: where files end, what happens when one cannot be had, a full disk. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../src/blocks.h"
#include "../src/shim.h"
#include "check.h"

#define BLOCK 60u
#define FILES 64

struct run {
	struct scap_shim shim;
	int files[FILES];
	int n_files;
	int refusals; /* answers of -1 before the next file */
	uint64_t time; /* of the next event */
};

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (uint64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void pause_ms(int ms)
{
	const struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&t, NULL);
}

/* A generic event with a code and a native number. */
static void make_block(uint8_t *to, uint64_t time, uint16_t code)
{
	const uint32_t head[2] = { 0x216, BLOCK }, params = 2, total = BLOCK;
	const uint16_t type = 0, lengths[2] = { 2, 2 }, values[2] = { code, 334 };

	memset(to, 0, BLOCK);
	memcpy(to, head, 8);
	memcpy(to + 10, &time, 8);
	memcpy(to + 30, &type, 2);
	memcpy(to + 32, &params, 4);
	memcpy(to + 36, lengths, 4);
	memcpy(to + 40, values, 4);
	memcpy(to + BLOCK - 4, &total, 4);
}

static int memory_file(void)
{
	return memfd_create("recording", MFD_CLOEXEC);
}

static void begin(struct run *run, const struct scap_shim_recording *options)
{
	memset(run, 0, sizeof(*run));
	CHECK(queue_init(&run->shim.queue, 64 * CHUNK_BYTES) == 0);
	outlet_init(&run->shim.record, &run->shim, READER_MAIN);
	outlet_init(&run->shim.watch, &run->shim, READER_WATCH);
	run->shim.record.options = *options;
	run->time = now_ns();
	run->files[run->n_files++] = memory_file();
	CHECK(outlet_start(&run->shim.record, run->files[0], "head", 4) == 0);
}

static void put_events(struct run *run, int n, uint64_t step_ns)
{
	for (int i = 0; i < n; i++, run->time += step_ns) {
		uint32_t room;
		uint8_t *to;

		while (!(to = queue_room(&run->shim.queue, BLOCK, &room)))
			pause_ms(1);
		make_block(to, run->time, i % 2 ? 334 : 41);
		queue_advance(&run->shim.queue, BLOCK, 1);
	}
	queue_publish(&run->shim.queue);
}

/* Ends the stream, and gives files as they are asked for. */
static void finish(struct run *run)
{
	struct outlet *record = &run->shim.record;

	queue_close(&run->shim.queue);
	while (!atomic_load(&record->is_finished)) {
		if (atomic_load(&record->wants_file)) {
			int fd = run->refusals-- > 0 ? -1 : (run->files[run->n_files++] = memory_file());

			CHECK(run->n_files <= FILES);
			CHECK(outlet_answer(record, fd, "head", 4) == 0);
		}
		pause_ms(1);
	}
	outlet_join(record);
}

static void end(struct run *run)
{
	for (int i = 0; i < run->n_files; i++)
		close(run->files[i]);
	queue_free(&run->shim.queue);
}

static uint64_t size_of(int fd)
{
	struct stat status;

	CHECK(fstat(fd, &status) == 0);
	return status.st_size;
}

static void files_end_after_so_many_events(void)
{
	struct run run;

	begin(&run, &(struct scap_shim_recording){ .max_events = 400, .count = 1500 });
	put_events(&run, 5000, 1);
	finish(&run);
	CHECK(run.n_files == 4);
	for (int i = 0; i < 4; i++)
		CHECK(size_of(run.files[i]) == 4 + BLOCK * (i < 3 ? 400 : 300));
	CHECK(run.shim.record.events == 1500 && run.shim.record.lost == 0 && run.shim.record.is_complete);
	end(&run);
}

static void no_file_is_larger_than_it_may_be(void)
{
	const uint64_t max = 100000;
	struct run run;
	uint64_t sum = 0;

	begin(&run, &(struct scap_shim_recording){ .max_bytes = max });
	put_events(&run, 20000, 1);
	finish(&run);
	for (int i = 0; i < run.n_files; i++) {
		CHECK(size_of(run.files[i]) <= max);
		CHECK(i == run.n_files - 1 || size_of(run.files[i]) > max - BLOCK);
		sum += size_of(run.files[i]) - 4;
	}
	CHECK(sum == 20000 * BLOCK);
	CHECK(run.shim.record.bytes_in_files == sum + 4 * (uint64_t)run.n_files);
	end(&run);
}

static void nor_a_compressed_one(void)
{
	const uint64_t max = 200000;
	struct run run;

	begin(&run, &(struct scap_shim_recording){ .max_bytes = max, .flags = SCAP_SHIM_GZIP });
	/* Times that differ in every bit: hardly anything to be compressed in eight bytes of sixty. */
	for (int i = 0; i < 400; i++)
		put_events(&run, 100, (uint64_t)rand() << 20 | rand());
	finish(&run);
	CHECK(run.n_files > 1);
	for (int i = 0; i < run.n_files; i++)
		CHECK(size_of(run.files[i]) <= max);
	CHECK(run.shim.record.events == 40000);
	end(&run);
}

static void files_end_by_the_times_of_events(void)
{
	const uint64_t second = 1000000000;
	struct run run;

	begin(&run, &(struct scap_shim_recording){ .max_ns = second });
	run.time = run.shim.record.until - second;
	put_events(&run, 35, second / 10);
	finish(&run);
	/* The later files begin now, not in the future: they get one event each until their clock has caught up. */
	CHECK(size_of(run.files[0]) == 4 + 10 * BLOCK);
	CHECK(run.shim.record.events == 35);
	end(&run);
}

static void the_whole_lasts_so_long(void)
{
	struct run run;

	begin(&run, &(struct scap_shim_recording){ .total_ns = 1000, .max_events = 30 });
	put_events(&run, 1000, 10);
	finish(&run);
	CHECK(run.shim.record.events == 100 && run.n_files == 4 && run.shim.record.is_complete);
	end(&run);
}

static void a_file_that_cannot_be_had(void)
{
	struct run run;

	begin(&run, &(struct scap_shim_recording){ .max_events = 10 });
	run.refusals = 1;
	put_events(&run, 100, 1);
	finish(&run);
	CHECK(run.n_files == 1); /* asked again after a second, when all was written */
	CHECK(size_of(run.files[0]) == 4 + 100 * BLOCK);
	CHECK(run.shim.record.events == 100 && run.shim.record.lost == 0);
	end(&run);
}

static void a_full_disk(void)
{
	struct run run;

	memset(&run, 0, sizeof(run));
	CHECK(queue_init(&run.shim.queue, 4 * CHUNK_BYTES) == 0);
	outlet_init(&run.shim.record, &run.shim, READER_MAIN);
	run.files[run.n_files++] = open("/dev/full", O_WRONLY | O_CLOEXEC);
	CHECK(outlet_start(&run.shim.record, run.files[0], NULL, 0) == 0);
	put_events(&run, 100000, 1);
	finish(&run);
	CHECK(run.shim.record.error == -ENOSPC && run.shim.record.lost == 100000 && run.shim.record.events == 0);
	end(&run);
}

static void codes_for_old_readers(void)
{
	uint8_t blocks[2 * BLOCK];
	uint16_t code, native;

	make_block(blocks, 1, 328);
	make_block(blocks + BLOCK, 2, 329);
	blocks_make_compatible(blocks, sizeof(blocks));
	memcpy(&code, blocks + 40, 2);
	CHECK(code == 328);
	memcpy(&code, blocks + BLOCK + 40, 2);
	memcpy(&native, blocks + BLOCK + 42, 2);
	CHECK(code == 0 && native == 334);
}

/* Nobody reads the pipe: the file has everything, the pipe whole blocks up to where it is full. */
static void a_watcher_that_does_not_read(void)
{
	struct run run;
	int ends[2];

	CHECK(pipe2(ends, O_CLOEXEC) == 0);
	begin(&run, &(struct scap_shim_recording){ 0 });
	queue_join(&run.shim.queue, READER_WATCH);
	CHECK(outlet_start(&run.shim.watch, ends[1], "head", 4) == 0);
	put_events(&run, 1000000, 1);
	atomic_store(&run.shim.stopping, true);
	finish(&run);
	CHECK(size_of(run.files[0]) == 4 + 1000000ull * BLOCK && run.shim.record.lost == 0);
	outlet_join(&run.shim.watch);
	CHECK(run.shim.watch.error == -ETIMEDOUT);
	CHECK(run.shim.watch.events + run.shim.watch.lost + queue_skipped(&run.shim.queue) == 1000000);
	CHECK(run.shim.watch.lost + queue_skipped(&run.shim.queue) > 900000);
	close(ends[0]);
	close(ends[1]);
	end(&run);
}

int main(void)
{
	files_end_after_so_many_events();
	no_file_is_larger_than_it_may_be();
	nor_a_compressed_one();
	files_end_by_the_times_of_events();
	the_whole_lasts_so_long();
	a_file_that_cannot_be_had();
	a_full_disk();
	codes_for_old_readers();
	a_watcher_that_does_not_read();
	return 0;
}
