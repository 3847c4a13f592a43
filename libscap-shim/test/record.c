// SPDX-License-Identifier: Apache-2.0
/*
 * record FILE|- [seconds [flags [filter-comm]]]: the smallest program around the shim; used by tests and benchmarks.
 * Writes a section header, then what the shim sees, until SIGINT or the time is over. Prints the statistics to stderr
 * as one line of JSON. This is not the recorder of sysdrill, which writes the tables that a file should start with.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../include/scap_shim.h"

static int fail(const char *what, int err, struct scap_shim *shim)
{
	fprintf(stderr, "%s: %s: %s\n", what, strerror(-err), scap_shim_last_error(shim));
	scap_shim_close(shim);
	return 1;
}

static int write_header(int fd)
{
	const uint32_t head[3] = { 0x0a0d0d0a, 28, 0x1a2b3c4d };
	const uint16_t version[2] = { 1, 2 };
	const uint64_t unknown = UINT64_MAX;
	const uint32_t total = 28;
	uint8_t block[28];

	memcpy(block, head, 12);
	memcpy(block + 12, version, 4);
	memcpy(block + 16, &unknown, 8);
	memcpy(block + 24, &total, 4);
	return write(fd, block, sizeof(block)) == sizeof(block) ? 0 : -errno;
}

static void print_stats(struct scap_shim *shim, uint64_t cpu_ns)
{
	struct scap_shim_stats s;

	scap_shim_stats(shim, &s);
	fprintf(stderr,
		"{\"events\":%llu,\"bytes\":%llu,\"dropsRing\":%llu,\"dropsRingState\":%llu,\"dropsReentered\":%llu,"
		"\"misses\":%llu,\"narrowed\":%llu,\"sampled\":%llu,\"eventsOut\":%llu,\"bytesOut\":%llu,\"dropsSink\":"
		"%llu,"
		"\"queuePeak\":%llu,\"ringPeak\":%llu,\"doorbells\":%llu,\"sinkError\":%d,\"raw\":%u,\"cpuNs\":%llu}\n",
		(unsigned long long)s.kernel_events, (unsigned long long)s.kernel_bytes,
		(unsigned long long)s.drops_ring, (unsigned long long)s.drops_ring_state,
		(unsigned long long)s.drops_reentered, (unsigned long long)s.misses, (unsigned long long)s.narrowed,
		(unsigned long long)s.sampled_events, (unsigned long long)s.events_out, (unsigned long long)s.bytes_out,
		(unsigned long long)s.drops_sink, (unsigned long long)s.queue_peak, (unsigned long long)s.ring_peak,
		(unsigned long long)s.doorbells, s.sink_error, s.raw_tracepoints, (unsigned long long)cpu_ns);
}

static uint64_t process_cpu_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (uint64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

int main(int argc, char **argv)
{
	int seconds = argc > 2 ? atoi(argv[2]) : 0;
	struct scap_shim_config config;
	struct scap_shim *shim;
	struct timespec limit = { seconds ? seconds : 1 << 30, 0 };
	uint64_t before;
	sigset_t signals;
	int fd, err;

	if (argc < 2)
		return 2;
	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	fd = strcmp(argv[1], "-") == 0 ? 1 : open(argv[1], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd < 0 || write_header(fd))
		return fprintf(stderr, "%s: %s\n", argv[1], strerror(errno)), 1;
	scap_shim_config_init(&config);
	if (argc > 3)
		config.flags = strtoul(argv[3], NULL, 0);
	err = scap_shim_open(&config, &shim);
	if (err)
		return fail("open", err, shim);
	if (argc > 4) {
		static struct scap_shim_filter filter = { .abi_version = SCAP_SHIM_ABI_VERSION,
							  .narrow = SCAP_SHIM_NARROW_COMMS,
							  .n_comms = 1 };

		strncpy(filter.comms[0], argv[4], SCAP_SHIM_COMM_BYTES - 1);
		err = scap_shim_set_filter(shim, &filter);
		if (err)
			return fail("filter", err, shim);
	}
	before = process_cpu_ns();
	err = scap_shim_record(shim, fd, NULL, NULL, 0);
	if (!err)
		err = scap_shim_start(shim);
	if (err)
		return fail("start", err, shim);
	fprintf(stderr, "recording\n");
	sigtimedwait(&signals, NULL, &limit);
	scap_shim_stop(shim);
	scap_shim_join(shim);
	print_stats(shim, process_cpu_ns() - before);
	scap_shim_close(shim);
	return 0;
}
