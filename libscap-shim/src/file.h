/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes to a descriptor, plain or through gzip; never blocks for longer than its `patience` once it is set. */
#ifndef SHIM_FILE_H
#define SHIM_FILE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <zlib.h>

struct file {
	int fd; /* its own, closed by file_close() */
	bool is_socket;
	bool compress;
	const atomic_bool *hurry; /* when set, a write without progress for two seconds fails with -ETIMEDOUT */
	uint64_t bytes; /* that have reached the descriptor */
	uint64_t pending; /* uncompressed bytes since the last flush */
	z_stream gzip;
	uint8_t *packed; /* output of the compressor */
};

/* Takes over a descriptor of the caller's: dup of it, for a pipe with an open file description of its own. */
int file_open(struct file *file, int fd, bool compress, const atomic_bool *hurry);
int file_write(struct file *file, const uint8_t *data, uint32_t bytes);
/* What was written so far can be read. */
int file_flush(struct file *file);
/* Bytes that the file can have at most once `bytes` more are written and it is closed. */
uint64_t file_bound(const struct file *file, uint32_t bytes);
/* Writes the end of the compressed data. The descriptor is closed in any case. */
int file_close(struct file *file);

#endif
