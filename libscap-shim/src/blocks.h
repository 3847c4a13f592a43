/* SPDX-License-Identifier: Apache-2.0 */
/* Event blocks in a run of whole ones: where a file must end, and codes that old readers cannot print. */
#ifndef SHIM_BLOCKS_H
#define SHIM_BLOCKS_H

#include <stdint.h>

/* What a run may have at most. A block belongs to it if its time is before `until`. */
struct block_limits {
	uint64_t bytes;
	uint64_t events;
	uint64_t until; /* ns since the epoch */
};

/* ns since the epoch, of the first block. */
uint64_t blocks_time(const uint8_t *data);

/* Bytes of the first blocks of [data, data + bytes) within the limits; *events: how many blocks. */
uint32_t blocks_within(const uint8_t *data, uint32_t bytes, const struct block_limits *limits, uint32_t *events);

/*
 * Generic events whose portable code sysdig 0.29.3 has no name for (it crashes on them) get code 0, "unknown"; the native
 * number after it stays, and newer readers name the call by that.
 */
void blocks_make_compatible(uint8_t *data, uint32_t bytes);

#endif
