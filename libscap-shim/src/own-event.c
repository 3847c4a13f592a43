// SPDX-License-Identifier: Apache-2.0
#include "own-event.h"

#include <string.h>

/* | type 4 | length 4 | cpu 2 | flags 4 | time 8 | tid 8 | length 4 | event type 2 | parameters 4 | their lengths, 4 each | … */
#define BLOCK_EVF_V2_LARGE 0x222u /* lengths of parameters have 32 bits */
#define STATE_ONLY 1u
#define ASYNC_EVENT 402u
#define N_PARAMS 3u
#define LENGTH_AT 4u
#define FLAGS_AT 10u
#define EVENT_AT 14u
#define TYPE_AT (EVENT_AT + 20)
#define LENGTHS_AT (EVENT_AT + 26)
#define PARAMS_AT (LENGTHS_AT + 4 * N_PARAMS)
#define PLUGIN_BYTES 4u
#define TRAILER 4u

static void put(struct own_event *event, const void *from, uint32_t bytes)
{
	memcpy(event->bytes + event->at, from, bytes);
	event->at += bytes;
}

static void set_u16(struct own_event *event, uint32_t at, uint16_t value)
{
	memcpy(event->bytes + at, &value, sizeof(value));
}

static void set_u32(struct own_event *event, uint32_t at, uint32_t value)
{
	memcpy(event->bytes + at, &value, sizeof(value));
}

void own_event_begin(struct own_event *event, const char *name, uint16_t version)
{
	const uint32_t name_bytes = strlen(name) + 1, no_plugin = 0;
	const uint64_t no_thread = UINT64_MAX;

	memset(event->bytes, 0, PARAMS_AT);
	event->at = PARAMS_AT;
	event->records = 0;
	set_u32(event, 0, BLOCK_EVF_V2_LARGE);
	set_u32(event, FLAGS_AT, STATE_ONLY);
	memcpy(event->bytes + EVENT_AT + 8, &no_thread, sizeof(no_thread));
	set_u16(event, TYPE_AT, ASYNC_EVENT);
	set_u32(event, TYPE_AT + 2, N_PARAMS);
	set_u32(event, LENGTHS_AT, PLUGIN_BYTES);
	set_u32(event, LENGTHS_AT + 4, name_bytes);
	put(event, &no_plugin, PLUGIN_BYTES);
	put(event, name, name_bytes);
	event->data_at = event->at;
	put(event, &version, sizeof(version));
	put(event, &event->records, sizeof(event->records));
}

void own_record_begin(struct own_event *event)
{
	const uint16_t later = 0;

	event->record_at = event->at;
	put(event, &later, sizeof(later));
}

void own_u32(struct own_event *event, uint32_t value)
{
	put(event, &value, sizeof(value));
}

void own_u64(struct own_event *event, uint64_t value)
{
	put(event, &value, sizeof(value));
}

void own_text(struct own_event *event, const char *text, size_t most)
{
	uint16_t bytes = strnlen(text, most);

	put(event, &bytes, sizeof(bytes));
	put(event, text, bytes);
}

void own_record_end(struct own_event *event)
{
	set_u16(event, event->record_at, event->at - event->record_at - 2);
	event->records++;
}

int own_event_has_room(const struct own_event *event)
{
	return event->at + 2 + OWN_RECORD_MAX + 3 + TRAILER <= OWN_EVENT_MAX;
}

uint32_t own_event_end(struct own_event *event, uint64_t time)
{
	uint32_t end = event->at, total = (end + 3) / 4 * 4 + TRAILER;

	set_u16(event, event->data_at + 2, event->records);
	set_u32(event, LENGTHS_AT + 8, end - event->data_at);
	memcpy(event->bytes + EVENT_AT, &time, sizeof(time));
	set_u32(event, EVENT_AT + 16, end - EVENT_AT);
	memset(event->bytes + end, 0, total - TRAILER - end);
	set_u32(event, total - TRAILER, total);
	set_u32(event, LENGTH_AT, total);
	return total;
}
