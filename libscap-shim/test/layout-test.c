// SPDX-License-Identifier: Apache-2.0
/* The structures of the interface and of the lanes: no padding, no gaps, sizes that both sides count on. */
#include <linux/types.h>
#include <stddef.h>
#include <string.h>

#include "../bpf/wire.h"
#include "../include/scap_shim.h"
#include "check.h"

/* The probe's side of a lane and the shim's are apart: the probe must not fetch a line that the shim writes. */
_Static_assert(offsetof(struct lane, tail) % 128 == 0, "tail shares a cache line");
_Static_assert(sizeof(struct lane) <= LANE_HEADER, "lane header");
_Static_assert(LANE_SLACK >= 3 * EVENT_MAX, "an event, its scratch space and one copy go past the end of the ring");
_Static_assert(sizeof(struct settings) == 40, "settings");
_Static_assert(sizeof(struct cpu_record) == 40, "cpu_record");
_Static_assert(sizeof(struct wait_record) == 88 + 256 + 512 + 8 * 40, "wait_record");
_Static_assert(SCAP_SHIM_OWN_MAX + 1 == OWN_MAX, "own");

static void members_follow_each_other(void)
{
	struct scap_shim_member members[128];
	int32_t n = scap_shim_layout(members, 128);
	uint32_t end = 0;
	char structure[40] = "";

	CHECK(n > 0 && n <= 128);
	for (int32_t i = 0; i < n; i++) {
		size_t prefix = strcspn(members[i].name, ".");

		if (strncmp(structure, members[i].name, prefix + 1) != 0) {
			snprintf(structure, sizeof(structure), "%.*s.", (int)prefix, members[i].name);
			end = 0;
		}
		CHECK(members[i].offset == end);
		end += members[i].size;
		if (strcmp(structure, "stats.") == 0 && (i + 1 == n || strncmp(members[i + 1].name, "stats.", 6) != 0))
			CHECK(end == sizeof(struct scap_shim_stats));
	}
}

static void defaults(void)
{
	struct scap_shim_config config;

	memset(&config, 0xff, sizeof(config));
	CHECK(scap_shim_config_init(&config) == 0);
	CHECK(config.abi_version == scap_shim_abi_version());
	CHECK(config.flags == SCAP_SHIM_SIGNALS && config.snaplen == 80 && config.cpu_time_ms == 1000);
	CHECK(config.requests_snaplen == 512);
	CHECK(config.n_own == 0 && config.reserved == 0);
}

/* What is wrong is said before anything is loaded, in a sentence with a next step. */
static void refuses(uint32_t version, uint32_t ring, uint32_t queue, uint32_t snaplen, uint32_t n_own)
{
	struct scap_shim_config config;
	struct scap_shim *shim;

	scap_shim_config_init(&config);
	config.abi_version = version;
	config.ring_bytes = ring;
	config.queue_bytes = queue;
	config.snaplen = snaplen;
	config.n_own = n_own;
	CHECK(scap_shim_open(&config, &shim) == -22);
	CHECK(strstr(scap_shim_last_error(shim), "; ") != NULL);
	CHECK(scap_shim_start(shim) < 0);
	CHECK(scap_shim_drain(shim, NULL, 0, NULL) < 0);
	CHECK(scap_shim_record(shim, 1, NULL, NULL, 0) < 0);
	CHECK(scap_shim_stop(shim) == 0);
	CHECK(scap_shim_close(shim) == 0);
}

int main(void)
{
	members_follow_each_other();
	defaults();
	refuses(99, 8u << 20, 64u << 20, 80, 0);
	refuses(1, 1, 64u << 20, 80, 0);
	refuses(1, 1u << 31, 64u << 20, 80, 0);
	refuses(1, 8u << 20, 100, 80, 0);
	refuses(1, 8u << 20, 64u << 20, 1u << 20, 0);
	refuses(1, 8u << 20, 64u << 20, 80, 16);
	CHECK(scap_shim_close(NULL) == 0);
	return 0;
}
