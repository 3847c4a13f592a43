// SPDX-License-Identifier: Apache-2.0
#include "probe.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "images.h"

#define LOG_BYTES (16u << 20) /* touched when needed only */
#define VMLINUX_BTF "/sys/kernel/btf/vmlinux"

/* --- time --- */

static uint64_t clock_ns(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return (uint64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

uint64_t boot_clock_ns(void)
{
	return clock_ns(CLOCK_BOOTTIME);
}

/* The two clocks cannot be read at once: of several tries the one with the least time between is the best. */
static uint64_t measure_clock_offset(void)
{
	uint64_t best = UINT64_MAX, offset = 0;

	for (int i = 0; i < 32; i++) {
		uint64_t before = clock_ns(CLOCK_BOOTTIME);
		uint64_t wall = clock_ns(CLOCK_REALTIME);
		uint64_t after = clock_ns(CLOCK_BOOTTIME);

		if (after - before < best) {
			best = after - before;
			offset = wall - (before + (after - before) / 2);
		}
	}
	return offset;
}

/* --- load --- */

static int silent(enum libbpf_print_level level, const char *format, va_list args)
{
	(void)level, (void)format, (void)args;
	return 0;
}

static uint32_t power_of_two(uint32_t value)
{
	uint32_t power = 1;

	while (power < value)
		power <<= 1;
	return power;
}

/* There is a lane for every CPU that could be plugged in: all of them together take an eighth of the memory at most. */
static uint32_t affordable(uint32_t ring_bytes, uint32_t n_cpus)
{
	uint64_t memory = (uint64_t)sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE);

	while (ring_bytes > RING_MIN && (uint64_t)n_cpus * (ring_bytes + LANE_SLACK) > memory / 8)
		ring_bytes >>= 1;
	return ring_bytes;
}

static bool is_realtime_kernel(void)
{
	return access("/sys/kernel/realtime", F_OK) == 0;
}

static int configure(struct probe *probe, const struct scap_shim_config *config)
{
	struct settings settings = {
		.clock_offset = probe->clock_offset,
		.ring_bytes = probe->ring_bytes,
		.ring_mask = probe->ring_bytes - 1,
		.reserve_bytes = probe->ring_bytes / 8,
		.wake_bytes = probe->ring_bytes / 4,
		.snaplen = config->snaplen,
		.requests_snaplen = config->requests_snaplen,
	};
	struct bpf_map *lanes = bpf_object__find_map_by_name(probe->object, "lanes");
	struct bpf_map *rodata = bpf_object__find_map_by_name(probe->object, ".rodata.settings");
	int err;

	if (!lanes || !rodata)
		return -ENOENT;
	if (config->cpu_time_ms)
		settings.flags |= SETTING_CPU_TIME;
	if (config->flags & SCAP_SHIM_PAGE_FAULTS)
		settings.flags |= SETTING_GUARD_REENTRY;
	if (config->flags & SCAP_SHIM_NO_ENVIRONMENT)
		settings.flags |= SETTING_NO_ENVIRONMENT;
	if (is_realtime_kernel())
		settings.flags |= SETTING_GUARD_REENTRY | SETTING_ATOMIC_GUARD;
	probe->stride = LANE_HEADER + (uint64_t)probe->ring_bytes + LANE_SLACK;
	err = bpf_map__set_value_size(lanes, probe->stride);
	if (!err)
		err = bpf_map__set_max_entries(lanes, probe->n_cpus);
	if (!err)
		err = bpf_map__set_initial_value(rodata, &settings, sizeof(settings));
	return err;
}

/* Iterators that read memory of the threads they come to: 5.18, 376040e47334 "bpf: Add bpf_copy_from_user_task() helper". */
static bool can_look_at_waits(void)
{
	struct utsname kernel;
	unsigned int major = 0, minor = 0;

	uname(&kernel);
	sscanf(kernel.release, "%u.%u", &major, &minor);
	return major > 5 || (major == 5 && minor >= 18);
}

/* Programs for what was not asked for are not even loaded. */
static void choose_programs(struct probe *probe, const struct scap_shim_config *config)
{
	static const struct {
		const char *name;
		uint32_t flag;
	} optional[] = {
		{ "context_switch", SCAP_SHIM_SWITCHES },
		{ "page_fault_user", SCAP_SHIM_PAGE_FAULTS },
		{ "page_fault_kernel", SCAP_SHIM_PAGE_FAULTS },
		{ "signal_deliver", SCAP_SHIM_SIGNALS },
		{ "signal_generate", SCAP_SHIM_SIGNALS },
	};
	static const char *const of_cpu_time[] = { "cpu_times", "last_switch" };
	struct bpf_program *program;

	for (size_t i = 0; i < sizeof(optional) / sizeof(optional[0]); i++) {
		program = bpf_object__find_program_by_name(probe->object, optional[i].name);
		if (program && !(config->flags & optional[i].flag))
			bpf_program__set_autoload(program, false);
	}
	for (size_t i = 0; i < sizeof(of_cpu_time) / sizeof(of_cpu_time[0]); i++) {
		program = bpf_object__find_program_by_name(probe->object, of_cpu_time[i]);
		if (program && !config->cpu_time_ms)
			bpf_program__set_autoload(program, false);
	}
	program = bpf_object__find_program_by_name(probe->object, "task_waits");
	if (program && (config->flags & SCAP_SHIM_NO_WAITS || !can_look_at_waits()))
		bpf_program__set_autoload(program, false);
	/* A kernel may be built without io_uring. */
	program = bpf_object__find_program_by_name(probe->object, "io_uring_complete");
	if (program && libbpf_find_vmlinux_btf_id("io_uring_complete", BPF_TRACE_RAW_TP) < 0)
		bpf_program__set_autoload(program, false);
}

static int open_object(struct probe *probe, const struct scap_shim_config *config, bool raw, char *log)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = "sysdrill");
	struct bpf_program *program;
	int err;

	probe->object = bpf_object__open_mem(
		raw ? probe_raw_image : probe_image,
		raw ? probe_raw_image_end - probe_raw_image : probe_image_end - probe_image, &opts);
	if (!probe->object)
		return -errno;
	err = configure(probe, config);
	if (err)
		return err;
	choose_programs(probe, config);
	/* Written to for a program that is refused only: libbpf asks for a log in a second try. */
	bpf_object__for_each_program (program, probe->object)
		bpf_program__set_log_buf(program, log, LOG_BYTES);
	return bpf_object__load(probe->object);
}

static void close_object(struct probe *probe)
{
	bpf_object__close(probe->object);
	probe->object = NULL;
}

/* The end of a verifier log is where it says why. */
static const char *log_tail(const char *log)
{
	size_t len = strlen(log);

	return len > 400 ? log + len - 400 : log;
}

static void explain_load(struct problem *problem, int err, const char *log)
{
	struct utsname kernel;

	uname(&kernel);
	if (err == -EPERM && geteuid() != 0)
		problem_set(problem, err,
			    "not permitted to load the probe; run as root, or: sudo setcap "
			    "cap_bpf,cap_perfmon,cap_sys_resource,cap_sys_ptrace,cap_dac_read_search+ep "
			    "$(readlink -f $(which node))");
	else if (err == -EPERM)
		problem_set(
			problem, err,
			"the kernel refuses BPF even to root (lockdown, a container, or a missing capability); try on "
			"the host, or: cat /sys/kernel/security/lockdown");
	else if (access(VMLINUX_BTF, R_OK) != 0)
		problem_set(problem, err,
			    "kernel %s has no type information (%s); boot one with CONFIG_DEBUG_INFO_BTF=y",
			    kernel.release, VMLINUX_BTF);
	else if (err == -ENOMEM)
		problem_set(problem, err, "not enough memory for the probe's buffers; ask for a smaller ring");
	else
		problem_set(problem, err, "kernel %s does not accept the probe (%s); report this text: %s",
			    kernel.release, strerror(-err), log_tail(log));
}

static int load_object(struct probe *probe, const struct scap_shim_config *config, struct problem *problem)
{
	bool raw_only = config->flags & SCAP_SHIM_RAW_TRACEPOINTS;
	char *log = calloc(1, LOG_BYTES);
	int err = -EINVAL;

	if (!log)
		return problem_set(problem, -ENOMEM, "out of memory; close something and try again");
	if (!raw_only) {
		err = open_object(probe, config, false, log);
		if (err)
			explain_load(problem, err, log);
	}
	if (err && err != -EPERM && err != -ENOMEM) {
		close_object(probe);
		probe->raw = true;
		err = open_object(probe, config, true, log);
		/* The variant that was meant to work is the one to complain about. */
		if (err && raw_only)
			explain_load(problem, err, log);
	}
	if (!err)
		problem_clear(problem);
	free(log);
	return err;
}

/* --- maps --- */

static void *map_memory(struct probe *probe, const char *name, size_t bytes)
{
	struct bpf_map *map = bpf_object__find_map_by_name(probe->object, name);
	void *memory;

	if (!map)
		return NULL;
	memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, bpf_map__fd(map), 0);
	return memory == MAP_FAILED ? NULL : memory;
}

static int fill_jump_table(struct probe *probe, const char *map, const char *direction)
{
	static const char *const families[] = {
		NULL, "io", "descriptors", "paths", "sockets", "messages", "threads", "programs", "control", "memory",
	};
	int table = bpf_object__find_map_fd_by_name(probe->object, map);

	for (uint32_t i = 1; i < sizeof(families) / sizeof(families[0]); i++) {
		struct bpf_program *program;
		char name[32];
		int fd;

		snprintf(name, sizeof(name), "%s_%s", direction, families[i]);
		program = bpf_object__find_program_by_name(probe->object, name);
		if (!program)
			return -ENOENT;
		fd = bpf_program__fd(program);
		if (bpf_map_update_elem(table, &i, &fd, BPF_ANY))
			return -errno;
	}
	return 0;
}

int probe_load(struct probe *probe, const struct scap_shim_config *config, struct problem *problem)
{
	struct rlimit unlimited = { RLIM_INFINITY, RLIM_INFINITY };
	long page = sysconf(_SC_PAGESIZE);
	int err;

	memset(probe, 0, sizeof(*probe));
	probe->cpu_times_link = probe->task_waits_link = -1;
	probe->n_cpus = libbpf_num_possible_cpus();
	probe->clock_offset = measure_clock_offset();
	probe->ring_bytes = affordable(power_of_two(config->ring_bytes), probe->n_cpus);
	libbpf_set_print(silent);
	/* Needed before 5.11 only; containers without CAP_SYS_RESOURCE refuse it, and then it does not matter. */
	setrlimit(RLIMIT_MEMLOCK, &unlimited);
	err = load_object(probe, config, problem);
	if (err)
		return err;
	err = fill_jump_table(probe, "enter_families", "enter");
	if (!err)
		err = fill_jump_table(probe, "exit_families", "exit");
	if (err)
		return problem_set(problem, err,
				   "cannot link the probe's programs (%s); the kernel may be too old: 5.11 is needed",
				   strerror(-err));
	probe->lanes_bytes = (probe->stride * probe->n_cpus + page - 1) / page * page;
	probe->lanes = map_memory(probe, "lanes", probe->lanes_bytes);
	probe->control_bytes = (sizeof(struct control) + page - 1) / page * page;
	probe->control = map_memory(probe, ".data.control", probe->control_bytes);
	probe->doorbell = bpf_object__find_map_fd_by_name(probe->object, "doorbell");
	if (!probe->lanes || !probe->control || probe->doorbell < 0)
		return problem_set(problem, -EOPNOTSUPP,
				   "cannot map the probe's buffers (%s); the kernel may be too old: 5.11 is needed",
				   strerror(errno));
	return 0;
}

/* --- attach --- */

static bool is_hook(const char *name)
{
	return strncmp(name, "enter_", 6) != 0 && strncmp(name, "exit_", 5) != 0 && strcmp(name, "cpu_times") != 0 &&
	       strcmp(name, "task_waits") != 0;
}

/* What a kernel may lack without the probe losing its sense. */
static bool is_optional(const char *name)
{
	return strncmp(name, "page_fault_", 11) == 0 || strcmp(name, "io_uring_complete") == 0;
}

/* NULL: not loaded, or refused. */
static struct bpf_link *attach_iterator(struct probe *probe, const char *name, int *fd)
{
	struct bpf_program *program = bpf_object__find_program_by_name(probe->object, name);
	struct bpf_link *link = NULL;

	if (program && bpf_program__autoload(program))
		link = bpf_program__attach_iter(program, NULL);
	*fd = link ? bpf_link__fd(link) : -1;
	return link;
}

int probe_attach(struct probe *probe, struct problem *problem)
{
	struct bpf_program *program;

	bpf_object__for_each_program (program, probe->object) {
		const char *name = bpf_program__name(program);
		struct bpf_link *link;

		if (!bpf_program__autoload(program) || !is_hook(name))
			continue;
		link = bpf_program__attach(program);
		if (!link) {
			int err = -errno;

			if (is_optional(name))
				continue;
			probe_detach(probe);
			return problem_set(problem, err,
					   "cannot attach to %s (%s); is another tracer in the way? try: bpftool prog",
					   bpf_program__section_name(program), strerror(-err));
		}
		probe->links[probe->n_links++] = link;
	}
	probe->cpu_times = attach_iterator(probe, "cpu_times", &probe->cpu_times_link);
	probe->task_waits = attach_iterator(probe, "task_waits", &probe->task_waits_link);
	return 0;
}

int probe_iterate(int link)
{
	return link < 0 ? -ENOENT : bpf_iter_create(link);
}

void probe_detach(struct probe *probe)
{
	for (uint32_t i = 0; i < probe->n_links; i++)
		bpf_link__destroy(probe->links[i]);
	probe->n_links = 0;
}

void probe_end_iterators(struct probe *probe)
{
	if (probe->cpu_times)
		bpf_link__destroy(probe->cpu_times);
	if (probe->task_waits)
		bpf_link__destroy(probe->task_waits);
	probe->cpu_times = probe->task_waits = NULL;
	probe->cpu_times_link = probe->task_waits_link = -1;
}

void probe_free(struct probe *probe)
{
	probe_detach(probe);
	probe_end_iterators(probe);
	if (probe->lanes)
		munmap(probe->lanes, probe->lanes_bytes);
	if (probe->control)
		munmap(probe->control, probe->control_bytes);
	probe->lanes = NULL;
	probe->control = NULL;
	if (probe->object)
		close_object(probe);
}

/* --- run time --- */

int probe_set_keys(struct probe *probe, const char *map, const void *keys, uint32_t n, size_t stride,
		   struct problem *problem)
{
	int fd = bpf_object__find_map_fd_by_name(probe->object, map);
	uint8_t old[SCAP_SHIM_COMM_BYTES], one = 1;

	while (bpf_map_get_next_key(fd, NULL, old) == 0)
		bpf_map_delete_elem(fd, old);
	for (uint32_t i = 0; i < n; i++)
		if (bpf_map_update_elem(fd, (const uint8_t *)keys + i * stride, &one, BPF_ANY))
			return problem_set(problem, -errno,
					   "cannot set the filter in the kernel (%s); try a simpler filter",
					   strerror(errno));
	return 0;
}

uint64_t probe_misses(const struct probe *probe)
{
	struct bpf_program *program;
	uint64_t misses = 0;

	if (!probe->object)
		return 0;
	bpf_object__for_each_program (program, probe->object) {
		struct bpf_prog_info info = {};
		uint32_t bytes = sizeof(info);

		if (bpf_program__autoload(program) && !bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &bytes))
			misses += info.recursion_misses;
	}
	return misses;
}
