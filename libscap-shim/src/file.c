// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define POLL_MS 50
#define GIVE_UP_NS 2000000000ull
#define PACKED_BYTES (64u << 10)
/* Recording must keep up: level 1 packs system calls four times as fast as the default, into a tenth more. */
#define GZIP_LEVEL 1
#define GZIP_FORMAT (15 + 16)
/* Trailer, and what a flush adds. */
#define GZIP_END 64
/* A reader of a pipe that is late for a moment must not make us wait. */
#define PIPE_BYTES (1 << 20)

static uint64_t monotonic_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* Regular files are written to as they are; the thread must be able to end while nobody reads a pipe or socket. */
static int own_descriptor(int fd, const struct stat *status)
{
	char path[32];
	int own = -1;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (S_ISFIFO(status->st_mode))
		own = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
	/* No /proc: writing to the pipe may block, and stopping then waits for the reader. */
	if (own < 0)
		own = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	return own < 0 ? -errno : own;
}

static void widen(int fd, bool is_socket)
{
	int bytes = PIPE_BYTES;

	if (!is_socket)
		fcntl(fd, F_SETPIPE_SZ, bytes);
	else if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &bytes, sizeof(bytes)))
		setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof(bytes));
}

static int begin_gzip(struct file *file)
{
	file->packed = malloc(PACKED_BYTES);
	if (!file->packed)
		return -ENOMEM;
	if (deflateInit2(&file->gzip, GZIP_LEVEL, Z_DEFLATED, GZIP_FORMAT, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
		free(file->packed);
		return -ENOMEM;
	}
	file->compress = true;
	return 0;
}

int file_open(struct file *file, int fd, bool compress, const atomic_bool *hurry)
{
	struct stat status;
	int err;

	memset(file, 0, sizeof(*file));
	file->hurry = hurry;
	if (fstat(fd, &status))
		return -errno;
	file->is_socket = S_ISSOCK(status.st_mode);
	file->fd = own_descriptor(fd, &status);
	if (file->fd < 0)
		return file->fd;
	if (file->is_socket || S_ISFIFO(status.st_mode))
		widen(file->fd, file->is_socket);
	err = compress ? begin_gzip(file) : 0;
	if (err)
		close(file->fd);
	return err;
}

static int put(struct file *file, const uint8_t *data, size_t bytes)
{
	struct pollfd ready = { .fd = file->fd, .events = POLLOUT };
	uint64_t progress = monotonic_ns();

	while (bytes) {
		ssize_t n = file->is_socket ? send(file->fd, data, bytes, MSG_DONTWAIT | MSG_NOSIGNAL) :
					      write(file->fd, data, bytes);

		if (n > 0) {
			data += n;
			bytes -= n;
			file->bytes += n;
			progress = monotonic_ns();
			continue;
		}
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return -errno;
		if (atomic_load(file->hurry) && monotonic_ns() - progress > GIVE_UP_NS)
			return -ETIMEDOUT;
		poll(&ready, 1, POLL_MS);
	}
	return 0;
}

static int pack(struct file *file, const uint8_t *data, uint32_t bytes, int flush)
{
	z_stream *gzip = &file->gzip;
	int err;

	gzip->next_in = (Bytef *)data;
	gzip->avail_in = bytes;
	do {
		gzip->next_out = file->packed;
		gzip->avail_out = PACKED_BYTES;
		/* It fails only where it is used wrongly; then nothing comes out, and the loop ends. */
		deflate(gzip, flush);
		err = put(file, file->packed, PACKED_BYTES - gzip->avail_out);
	} while (!err && !gzip->avail_out);
	return err;
}

int file_write(struct file *file, const uint8_t *data, uint32_t bytes)
{
	if (!file->compress)
		return put(file, data, bytes);
	file->pending += bytes;
	return pack(file, data, bytes, Z_NO_FLUSH);
}

int file_flush(struct file *file)
{
	if (!file->pending)
		return 0;
	file->pending = 0;
	return pack(file, NULL, 0, Z_SYNC_FLUSH);
}

uint64_t file_bound(const struct file *file, uint32_t bytes)
{
	if (!file->compress)
		return file->bytes + bytes;
	return file->bytes + deflateBound((z_stream *)&file->gzip, file->pending + bytes) + GZIP_END;
}

int file_close(struct file *file)
{
	int err = 0;

	if (file->compress) {
		err = pack(file, NULL, 0, Z_FINISH);
		deflateEnd(&file->gzip);
		free(file->packed);
	}
	/* A full disk may show only now. */
	if (close(file->fd) && !err)
		err = -errno;
	file->fd = -1;
	return err;
}
