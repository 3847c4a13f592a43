// SPDX-License-Identifier: Apache-2.0
/*
 * Recording: blocks from the queue to a descriptor, by a thread of the shim, so that no byte passes through the caller.
 *
 * Regular files are written to as they are. Pipes are opened again without blocking (the flag belongs to the open file,
 * which the caller may share with others), sockets are sent to without blocking: the thread must be able to end while
 * nobody reads.
 */
#define _GNU_SOURCE
#include "shim.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define TAKE_MS 100
#define POLL_MS 50
#define GIVE_UP_NS 2000000000ull /* after stop, without progress */

static uint64_t monotonic_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static ssize_t put(int fd, bool is_socket, const uint8_t *data, size_t bytes)
{
	if (is_socket)
		return send(fd, data, bytes, MSG_DONTWAIT | MSG_NOSIGNAL);
	return write(fd, data, bytes);
}

/* Writes the chunk; a negative errno if that is no longer possible or, while stopping, not for GIVE_UP_NS. */
static int write_chunk(struct scap_shim *shim, struct chunk *chunk, bool is_socket)
{
	struct pollfd ready = { .fd = shim->record_fd, .events = POLLOUT };
	uint64_t progress = monotonic_ns();

	while (chunk->taken < chunk->used) {
		ssize_t n = put(shim->record_fd, is_socket, chunk->data + chunk->taken, chunk->used - chunk->taken);

		if (n > 0) {
			chunk->taken += n;
			progress = monotonic_ns();
			continue;
		}
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return -errno;
		if (atomic_load(&shim->stopping) && monotonic_ns() - progress > GIVE_UP_NS)
			return -ETIMEDOUT;
		poll(&ready, 1, POLL_MS);
	}
	atomic_fetch_add(&shim->counters.events_out, chunk->events);
	atomic_fetch_add(&shim->counters.bytes_out, chunk->used);
	return 0;
}

static void *record_loop(void *argument)
{
	struct scap_shim *shim = argument;
	struct stat status;
	bool is_socket = fstat(shim->record_fd, &status) == 0 && S_ISSOCK(status.st_mode);
	int err = 0;

	prctl(PR_SET_NAME, "scap-record");
	setpriority(PRIO_PROCESS, 0, THREAD_NICE);
	for (;;) {
		struct chunk *chunk = queue_take(&shim->queue, TAKE_MS);

		if (!chunk) {
			if (shim->queue.closed)
				return NULL;
			continue;
		}
		if (!err) {
			err = write_chunk(shim, chunk, is_socket);
			atomic_store(&shim->counters.sink_error, err);
		}
		/* After an error the queue is emptied all the same: the lanes must not fill, and what is lost is counted. */
		if (err)
			atomic_fetch_add(&shim->counters.drops_sink, chunk->events);
		queue_give_back(&shim->queue, chunk);
	}
}

/* A descriptor of our own, which the caller cannot close; for a pipe, with an open file description of its own. */
static int own_descriptor(int fd)
{
	struct stat status;
	char path[32];
	int own = -1;

	if (fstat(fd, &status))
		return -errno;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (S_ISFIFO(status.st_mode))
		own = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
	/* No /proc: writing to the pipe may block, and stopping then waits for the reader. */
	if (own < 0)
		own = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	return own < 0 ? -errno : own;
}

int record_start(struct scap_shim *shim, int fd)
{
	sigset_t all, old;
	int err;

	shim->record_fd = own_descriptor(fd);
	if (shim->record_fd < 0)
		return problem_set(&shim->problem, shim->record_fd,
				   "cannot record to descriptor %d (%s); is it open for writing?", fd,
				   strerror(-shim->record_fd));
	sigfillset(&all);
	/* SIGPIPE among them: a reader that goes away is an error value, not the end of the process. */
	pthread_sigmask(SIG_SETMASK, &all, &old);
	err = -pthread_create(&shim->record_thread, NULL, record_loop, shim);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (err) {
		close(shim->record_fd);
		return problem_set(&shim->problem, err,
				   "cannot start the record thread (%s); raise the limit: ulimit -u", strerror(-err));
	}
	shim->recording = true;
	return 0;
}

void record_stop(struct scap_shim *shim)
{
	if (!shim->recording)
		return;
	queue_close(&shim->queue);
	pthread_join(shim->record_thread, NULL);
	close(shim->record_fd);
	shim->recording = false;
}
