/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Events that sysdrill itself puts into a stream, as docs/adr/0012-own-events.md lays them out: async events named
 * `sysdrill.KIND` with records of fields, which readers apply to their state and do not show.
 * The kinds are those of src/engine/scap/own-event-table.ts.
 */
#ifndef SHIM_OWN_EVENT_H
#define SHIM_OWN_EVENT_H

#include <stddef.h>
#include <stdint.h>

/* Longest whole block, trailer included. */
#define OWN_EVENT_MAX 65000u
/* What one record may have at most; own_event_has_room() keeps so much free. */
#define OWN_RECORD_MAX 2048u

struct own_event {
	uint8_t bytes[OWN_EVENT_MAX];
	uint32_t at; /* bytes written */
	uint32_t record_at; /* where the length of the open record is */
	uint32_t data_at; /* where the payload begins */
	uint16_t records;
};

/* `name` with the prefix. Sets all of *event. */
void own_event_begin(struct own_event *event, const char *name, uint16_t version);
void own_record_begin(struct own_event *event);
void own_u32(struct own_event *event, uint32_t value);
void own_u64(struct own_event *event, uint64_t value);
/* Cut at `most` bytes. */
void own_text(struct own_event *event, const char *text, size_t most);
void own_record_end(struct own_event *event);
int own_event_has_room(const struct own_event *event);
/* Returns the length of the block, which is whole then. `time`: ns since the epoch. */
uint32_t own_event_end(struct own_event *event, uint64_t time);

#endif
