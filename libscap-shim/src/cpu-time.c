// SPDX-License-Identifier: Apache-2.0
/*
 * procinfo events: the cumulative CPU time of every thread that ran since the last sample, all with one time stamp.
 * Readers subtract two events of a thread; the interval is what makes hundredths of a second percent.
 */
#include "shim.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define BLOCK_EV_V2 0x216u
#define PROCINFO 234u
#define EVENT_BYTES (26u + PROCINFO_PARAMS * (2u + 8u)) /* header, lengths, values */
#define BLOCK_BYTES ((10u + EVENT_BYTES + 3u) / 4u * 4u + 4u) /* block type, length, cpu, event, padding, length */
#define RECORDS 512u
#define NO_CPU 0

static void write_block(uint8_t *to, const struct cpu_record *record, uint64_t ts)
{
	const uint32_t head[2] = { BLOCK_EV_V2, BLOCK_BYTES };
	const uint16_t cpu = NO_CPU, type = PROCINFO;
	const uint32_t len = EVENT_BYTES, nparams = PROCINFO_PARAMS, total = BLOCK_BYTES;
	const uint64_t values[PROCINFO_PARAMS] = {
		record->user / NS_PER_HUNDREDTH,
		record->system / NS_PER_HUNDREDTH,
		record->user,
		record->system,
		record->major_faults,
		record->minor_faults,
	};
	uint16_t lens[PROCINFO_PARAMS];

	for (uint32_t i = 0; i < PROCINFO_PARAMS; i++)
		lens[i] = sizeof(values[i]);
	memset(to, 0, BLOCK_BYTES);
	memcpy(to, head, 8);
	memcpy(to + 8, &cpu, 2);
	memcpy(to + 10, &ts, 8);
	memcpy(to + 18, &record->tid, 8);
	memcpy(to + 26, &len, 4);
	memcpy(to + 30, &type, 2);
	memcpy(to + 32, &nparams, 4);
	memcpy(to + 36, lens, sizeof(lens));
	memcpy(to + 36 + sizeof(lens), values, sizeof(values));
	memcpy(to + BLOCK_BYTES - 4, &total, 4);
}

uint32_t cpu_time_sample(struct scap_shim *shim, uint64_t ts)
{
	struct cpu_record records[RECORDS];
	uint32_t sampled = 0;
	ssize_t bytes;
	int iterator;

	iterator = probe_iterate(shim->probe.cpu_times_link);
	if (iterator < 0)
		return 0;
	while ((bytes = read(iterator, records, sizeof(records))) > 0 || (bytes < 0 && errno == EAGAIN)) {
		for (ssize_t i = 0; bytes > 0 && i < bytes / (ssize_t)sizeof(records[0]); i++) {
			uint32_t room;
			uint8_t *to = queue_room(&shim->queue, BLOCK_BYTES, &room);

			if (!to) {
				atomic_fetch_add(&shim->counters.drops_sampled, 1);
				continue;
			}
			write_block(to, &records[i], ts);
			queue_advance(&shim->queue, BLOCK_BYTES, 1);
			sampled++;
		}
	}
	close(iterator);
	atomic_fetch_add(&shim->counters.sampled_events, sampled);
	queue_publish(&shim->queue);
	shim->sampled_at = ts;
	return sampled;
}
