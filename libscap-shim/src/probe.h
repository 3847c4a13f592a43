/* SPDX-License-Identifier: Apache-2.0 */
/* The probe as libbpf sees it: load, attach, detach; the control block and the lanes, mapped. */
#ifndef SHIM_PROBE_H
#define SHIM_PROBE_H

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../bpf/wire.h"
#include "../include/scap_shim.h"
#include "problem.h"

#define PROBE_LINKS_MAX 16
#define RING_MIN (256u << 10)
#define RING_MAX (256u << 20)

struct bpf_object;
struct bpf_link;

struct probe {
	struct bpf_object *object;
	struct bpf_link *links[PROBE_LINKS_MAX];
	uint32_t n_links;
	struct bpf_link *cpu_times, *task_waits;
	/* Descriptors from which iterators are made; -1 if the kernel has none. */
	int cpu_times_link, task_waits_link;
	bool raw;
	void *lanes;
	size_t lanes_bytes;
	uint64_t stride;
	uint32_t n_cpus;
	struct control *control;
	size_t control_bytes;
	int doorbell;
	uint64_t clock_offset; /* wall clock minus boot clock, ns */
	uint32_t ring_bytes;
};

int probe_load(struct probe *probe, const struct scap_shim_config *config, struct problem *problem);
int probe_attach(struct probe *probe, struct problem *problem);
/* No events any more. Threads can still be looked at, until probe_end_iterators(). */
void probe_detach(struct probe *probe);
void probe_end_iterators(struct probe *probe);
void probe_free(struct probe *probe);

/* Fills a set of the probe; `stride` bytes from one key to the next. */
int probe_set_keys(struct probe *probe, const char *map, const void *keys, uint32_t n, size_t stride,
		   struct problem *problem);

/* Runs that the kernel refused because of recursion. */
uint64_t probe_misses(const struct probe *probe);

/* A descriptor to read one look at all threads from; negative errno. `link`: one of those above. */
int probe_iterate(int link);

uint64_t boot_clock_ns(void);

#endif
