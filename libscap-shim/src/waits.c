// SPDX-License-Identifier: Apache-2.0
/*
 * The waits thread: once a second what threads wait for, as events `sysdrill.waits` (bpf/task-waits.h has the look).
 *
 * A thread of its own and of ordinary priority: to read an argument the kernel may have to take the lock of a process's
 * memory, and who holds that may be what the machine is in trouble with. Nothing else waits for this thread; where it
 * does not come back, what it uses is left to it.
 */
#define _GNU_SOURCE /* pthread_timedjoin_np */
#include "shim.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "own-event.h"

#define LOOK_MS 1000
/* Looks until everything is said again, for readers that have lost something. */
#define LOOKS_TO_FULL 60
#define RECORDS 24u
#define JOIN_SECONDS 1
#define NAME "sysdrill.waits"
#define VERSION 1

/* All threads are said again: what was said before is void. */
#define FULL "sysdrill.waits-begin"

/* Who waits for whose file lock, as /proc/locks has it: all pairs, when one of them has changed. */
#define LOCKS "sysdrill.locks"
#define LOCK_PAIRS 1024

struct lock_pair {
	char kind[12]; /* FLOCK, POSIX, OFDLCK, LEASE */
	uint32_t waiter, holder; /* process ids; 0: not known */
	uint32_t major, minor;
	uint64_t inode;
};

struct waits {
	struct scap_shim *shim;
	struct lock_pair pairs[LOCK_PAIRS], said[LOCK_PAIRS];
	uint32_t n_pairs, n_said;
	struct own_event event;
	struct wait_record records[RECORDS];
};

static uint64_t event_time(const struct scap_shim *shim)
{
	return boot_clock_ns() + shim->probe.clock_offset;
}

static void put_args(struct own_event *event, const struct wait_record *record)
{
	char text[WAIT_ARGS * 19 + 1];
	int at = 0;

	if (record->call != UINT32_MAX)
		for (int i = 0; i < WAIT_ARGS; i++)
			at += snprintf(text + at, sizeof(text) - at, i ? " %llx" : "%llx",
				       (unsigned long long)record->args[i]);
	own_text(event, text, at);
}

static void put_frames(struct own_event *event, const struct wait_record *record)
{
	char text[WAIT_FRAMES * (WAIT_FILE_NAME + 20) + 1];
	int at = 0;

	for (uint32_t i = 0; i < record->n_frames && i < WAIT_FRAMES; i++)
		at += snprintf(text + at, sizeof(text) - at, i ? " %.*s+0x%llx" : "%.*s+0x%llx", WAIT_FILE_NAME,
			       record->frames[i].file, (unsigned long long)record->frames[i].offset);
	own_text(event, text, at);
}

static void put_record(struct own_event *event, const struct wait_record *record)
{
	const char state = record->state;

	own_record_begin(event);
	own_u32(event, record->tid);
	own_text(event, &state, 1);
	own_u32(event, record->call);
	put_args(event, record);
	own_u64(event, record->waited);
	own_u64(event, record->limit);
	own_u32(event, record->word);
	own_u32(event, record->owner);
	own_text(event, record->path, WAIT_PATH);
	own_text(event, record->stack, WAIT_STACK);
	put_frames(event, record);
	own_record_end(event);
}

static void send(struct waits *waits)
{
	uint32_t bytes = own_event_end(&waits->event, event_time(waits->shim));

	/* Where there is no room, the next look at everything makes up for it. */
	queue_inject(&waits->shim->queue, waits->event.bytes, bytes);
}

static void take(struct waits *waits, const struct wait_record *record)
{
	put_record(&waits->event, record);
	if (own_event_has_room(&waits->event))
		return;
	send(waits);
	own_event_begin(&waits->event, NAME, VERSION);
}

static void look(struct waits *waits)
{
	int iterator = probe_iterate(waits->shim->probe.task_waits_link);
	ssize_t bytes;

	if (iterator < 0)
		return;
	own_event_begin(&waits->event, NAME, VERSION);
	while ((bytes = read(iterator, waits->records, sizeof(waits->records))) > 0 || (bytes < 0 && errno == EAGAIN))
		for (ssize_t i = 0; bytes > 0 && i < bytes / (ssize_t)sizeof(waits->records[0]); i++)
			take(waits, &waits->records[i]);
	close(iterator);
	if (waits->event.records)
		send(waits);
}

/* --- file locks --- */

/* `1: FLOCK  ADVISORY  WRITE 700 08:01:1234 0 EOF`; who waits for it follows with an arrow after the number. */
static bool parse_lock(const char *line, struct lock_pair *lock, bool *waits)
{
	const char *at = strchr(line, ':');
	long pid;
	int n;

	if (!at)
		return false;
	*waits = strncmp(at, ": -> ", 5) == 0;
	n = sscanf(at + (*waits ? 5 : 1), "%11s %*s %*s %ld %x:%x:%lu", lock->kind, &pid, &lock->major, &lock->minor,
		   &lock->inode);
	/* Locks that belong to an open file, not to a process, have -1. */
	lock->holder = n == 5 && pid > 0 ? pid : 0;
	return n == 5;
}

static void add_pair(struct waits *waits, const struct lock_pair *lock, uint32_t waiter)
{
	struct lock_pair *pair = &waits->pairs[waits->n_pairs];

	if (waits->n_pairs == LOCK_PAIRS)
		return;
	*pair = *lock;
	pair->waiter = waiter;
	waits->n_pairs++;
}

static void read_locks(struct waits *waits)
{
	struct lock_pair held = {}, lock;
	FILE *file = fopen("/proc/locks", "re");
	char line[256];
	bool is_waiting;

	memset(waits->pairs, 0, sizeof(waits->pairs));
	waits->n_pairs = 0;
	if (!file)
		return;
	while (fgets(line, sizeof(line), file)) {
		memset(&lock, 0, sizeof(lock));
		if (!parse_lock(line, &lock, &is_waiting))
			continue;
		if (is_waiting)
			add_pair(waits, &held, lock.holder);
		else
			held = lock;
	}
	fclose(file);
}

static void put_pair(struct own_event *event, const struct lock_pair *pair)
{
	own_record_begin(event);
	own_u32(event, pair->waiter ? pair->waiter : UINT32_MAX);
	own_u32(event, pair->holder ? pair->holder : UINT32_MAX);
	own_text(event, pair->kind, sizeof(pair->kind));
	own_u32(event, pair->major);
	own_u32(event, pair->minor);
	own_u64(event, pair->inode);
	own_record_end(event);
}

static void say_locks(struct waits *waits, bool all)
{
	size_t bytes = sizeof(waits->pairs);

	read_locks(waits);
	if (!all && waits->n_pairs == waits->n_said && !memcmp(waits->pairs, waits->said, bytes))
		return;
	memcpy(waits->said, waits->pairs, bytes);
	waits->n_said = waits->n_pairs;
	own_event_begin(&waits->event, LOCKS, VERSION);
	/* 1,024 pairs of some forty bytes fit. */
	for (uint32_t i = 0; i < waits->n_pairs; i++)
		put_pair(&waits->event, &waits->pairs[i]);
	send(waits);
}

static void begin_again(struct waits *waits)
{
	struct control *control = waits->shim->probe.control;

	__atomic_fetch_add(&control->look, 1, __ATOMIC_SEQ_CST);
	own_event_begin(&waits->event, FULL, VERSION);
	send(waits);
}

static void *wait_loop(void *argument)
{
	struct waits *waits = argument;
	struct scap_shim *shim = waits->shim;
	struct pollfd wake = { .fd = shim->waits_wake, .events = POLLIN };
	uint32_t looks = 0;
	bool all;

	prctl(PR_SET_NAME, "scap-waits");
	while (!atomic_load(&shim->waits_stopping)) {
		all = atomic_exchange(&shim->waits_full, false) || looks % LOOKS_TO_FULL == 0;
		if (all) {
			begin_again(waits);
			looks = 0;
		}
		looks++;
		look(waits);
		say_locks(waits, all);
		poll(&wake, 1, LOOK_MS);
	}
	free(waits);
	return NULL;
}

int waits_start(struct scap_shim *shim)
{
	struct waits *waits;
	int err;

	if (shim->probe.task_waits_link < 0)
		return 0;
	waits = calloc(1, sizeof(*waits));
	if (!waits)
		return -ENOMEM;
	waits->shim = shim;
	shim->waits_wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	err = shim->waits_wake < 0 ? -errno : shim_create_thread(&shim->waits_thread, wait_loop, waits);
	if (err)
		free(waits);
	else
		shim->waits_running = true;
	return err;
}

void waits_say_all(struct scap_shim *shim)
{
	atomic_store(&shim->waits_full, true);
}

bool waits_stop(struct scap_shim *shim)
{
	struct timespec deadline;
	uint64_t one = 1;

	if (!shim->waits_running)
		return true;
	atomic_store(&shim->waits_stopping, true);
	if (write(shim->waits_wake, &one, sizeof(one)) < 0)
		return false;
	clock_gettime(CLOCK_REALTIME, &deadline);
	deadline.tv_sec += JOIN_SECONDS;
	if (pthread_timedjoin_np(shim->waits_thread, NULL, &deadline))
		return false;
	shim->waits_running = false;
	close(shim->waits_wake);
	shim->waits_wake = -1;
	return true;
}
