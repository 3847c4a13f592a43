// SPDX-License-Identifier: Apache-2.0
#include "blocks.h"

#include <string.h>

#include "unaligned.h"

/* | type 4 | length 4 | cpu 2 | time 8 | tid 8 | length 4 | event type 2 | parameters 4 | their lengths, 2 each | … */
#define LENGTH_AT 4
#define TIME_AT 10
#define EVENT_TYPE_AT 30
#define PARAMS_AT 32
#define LENGTHS_AT 36
#define BLOCK_MIN 40u

#define GENERIC_ENTER 0
#define GENERIC_EXIT 1
/* sysdig 0.29.3 has names for the codes below. */
#define KNOWN_CODES 329

uint64_t blocks_time(const uint8_t *data)
{
	return read_u64(data + TIME_AT);
}

uint32_t blocks_within(const uint8_t *data, uint32_t bytes, const struct block_limits *limits, uint32_t *events)
{
	uint32_t at = 0;

	*events = 0;
	while (at < bytes && *events < limits->events) {
		uint32_t length = read_u32(data + at + LENGTH_AT);

		if (at + length > limits->bytes || read_u64(data + at + TIME_AT) >= limits->until)
			break;
		at += length;
		++*events;
	}
	return at;
}

void blocks_make_compatible(uint8_t *data, uint32_t bytes)
{
	const uint16_t unknown = 0;

	for (uint32_t at = 0; at + BLOCK_MIN <= bytes; at += read_u32(data + at + LENGTH_AT)) {
		uint16_t type = read_u16(data + at + EVENT_TYPE_AT);
		uint32_t n = read_u32(data + at + PARAMS_AT);
		uint8_t *code = data + at + LENGTHS_AT + 2 * n;

		if (type > GENERIC_EXIT || !n || read_u16(data + at + LENGTHS_AT) != sizeof(unknown))
			continue;
		if (read_u16(code) >= KNOWN_CODES)
			memcpy(code, &unknown, sizeof(unknown));
	}
}
