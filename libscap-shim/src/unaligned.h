/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers of blocks, which are packed: any address may hold one. For blocks.c and lanes.c. */
#ifndef UNALIGNED_H
#define UNALIGNED_H

#include <stdint.h>
#include <string.h>

static inline uint16_t read_u16(const uint8_t *at)
{
	uint16_t value;

	memcpy(&value, at, sizeof(value));
	return value;
}

static inline uint32_t read_u32(const uint8_t *at)
{
	uint32_t value;

	memcpy(&value, at, sizeof(value));
	return value;
}

static inline uint64_t read_u64(const uint8_t *at)
{
	uint64_t value;

	memcpy(&value, at, sizeof(value));
	return value;
}

#endif
