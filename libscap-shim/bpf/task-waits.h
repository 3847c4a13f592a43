/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What every thread waits for: state, call and its arguments, since when, where in kernel and program.
 *
 * An iterator over all threads runs once a second, in a thread of its own (src/waits.c): it sleeps where memory of a
 * program has to be read in. It reports what has changed: a thread that is off the CPU for the same call as in the last
 * look has not run since, or its count of switches would have grown.
 * docs/adr/0018-waits.md says why it is an iterator.
 */
#ifndef PROBE_TASK_WAITS_H
#define PROBE_TASK_WAITS_H

#include "cpu-time.h"

#ifndef PROBE_RAW_TP

/* What was reported last. */
struct wait_seen {
	u64 switches;
	u32 state, look;
	u64 nr;
};

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct wait_seen);
} waits_seen SEC(".maps");

/* Too large for the stack. One look at a time. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct wait_record);
} wait_scratch SEC(".maps");

/* Boot clock minus the scheduler's, ns. */
static u64 clock_gap;

/*
 * The scheduler has a clock of its own, which no helper reads. It wrote down when it gave the CPU to the thread that looks:
 * a moment ago at the first task of a look, longer at the later ones.
 */
static __always_inline void measure_gap(u64 seq_num)
{
	u64 gap = bpf_ktime_get_boot_ns() - FIELD(CURRENT_TASK(), sched_info.last_arrival);

	if (!seq_num || gap < clock_gap)
		clock_gap = gap;
}

/* It left the CPU when it had run for as long as it did since it was given it. */
static __always_inline u64 time_off_cpu(struct task_struct *task)
{
	u64 arrival = task->sched_info.last_arrival;
	u64 ran = task->se.sum_exec_runtime - task->se.prev_sum_exec_runtime;
	u64 now = bpf_ktime_get_boot_ns() - clock_gap;

	if (!arrival)
		return ~0ull;
	return arrival + ran < now ? now - arrival - ran : 0;
}

#define TASK_IDLE 0x402

/* The letters of /proc/PID/stat (fs/proc/array.c). */
static __always_inline u32 state_letter(u32 state, u32 exit_state)
{
	if ((state & TASK_IDLE) == TASK_IDLE)
		return 'I';
	/* The lowest bit of these says it. */
	switch ((state | exit_state) & -(state | exit_state) & 0x7f) {
	case 0x01:
		return 'S';
	case 0x02:
		return 'D';
	case 0x04:
		return 'T';
	case 0x08:
		return 't';
	case 0x10:
		return 'X';
	case 0x20:
		return 'Z';
	case 0x40:
		return 'P';
	}
	return 'R';
}

/* --- memory of the program --- */

#define FUTEX_COMMANDS 0x7f /* without private and realtime */
/* WAIT, LOCK_PI, WAIT_BITSET, WAIT_REQUEUE_PI, LOCK_PI2 */
#define FUTEX_WAITS (1 << 0 | 1 << 6 | 1 << 9 | 1 << 11 | 1 << 13)

/* pthread_mutex_t starts with these in both C libraries of Linux that have an owner there (glibc, since 2.0). */
struct mutex_head {
	u32 word, count, owner;
};

static __always_inline void read_futex(struct wait_record *record, struct task_struct *task)
{
	struct mutex_head head;

	if (!(FUTEX_WAITS >> (record->args[1] & FUTEX_COMMANDS & 31) & 1))
		return;
	if (bpf_copy_from_user_task(&head, sizeof(head), (void *)record->args[0], task, 0))
		return;
	record->word = head.word;
	record->owner = head.owner;
}

struct user_time {
	s64 seconds, ns;
};

static __always_inline u64 read_limit(u64 address, struct task_struct *task)
{
	struct user_time time;

	if (!address || bpf_copy_from_user_task(&time, sizeof(time), (void *)address, task, 0))
		return address ? ~0ull : 0;
	return time.seconds * 1000000000 + time.ns;
}

static __always_inline u64 limit_of_ms(s32 ms)
{
	return ms < 0 ? 0 : (u64)ms * 1000000;
}

/* Which argument is a path: the first (1) or the second (2). */
static __always_inline u32 path_argument(u64 nr)
{
	switch (nr) {
	case __NR_open:
	case __NR_stat:
	case __NR_lstat:
	case __NR_access:
	case __NR_execve:
	case __NR_truncate:
	case __NR_chdir:
	case __NR_rename:
	case __NR_mkdir:
	case __NR_rmdir:
	case __NR_creat:
	case __NR_link:
	case __NR_unlink:
	case __NR_readlink:
	case __NR_chmod:
	case __NR_chown:
	case __NR_lchown:
	case __NR_mknod:
	case __NR_statfs:
	case __NR_umount2:
		return 1;
	case __NR_symlink:
	case __NR_mount:
	case __NR_openat:
	case __NR_mkdirat:
	case __NR_mknodat:
	case __NR_fchownat:
	case __NR_newfstatat:
	case __NR_unlinkat:
	case __NR_renameat:
	case __NR_linkat:
	case __NR_readlinkat:
	case __NR_fchmodat:
	case __NR_faccessat:
	case __NR_execveat:
	case __NR_renameat2:
	case __NR_statx:
	case __NR_openat2:
	case __NR_faccessat2:
		return 2;
	}
	return 0;
}

/* A path may end short of what follows it in memory: a page that is missing there must not cost the path. */
static __always_inline void read_path(struct wait_record *record, struct task_struct *task, u64 address)
{
	u32 to_page_end = 4096 - (address & 4095);
	u32 bytes = to_page_end < WAIT_PATH ? to_page_end : WAIT_PATH;

	if (bpf_copy_from_user_task(record->path, bytes, (void *)address, task, 0))
		record->path[0] = 0;
	record->path[WAIT_PATH - 1] = 0;
}

static __always_inline void read_arguments(struct wait_record *record, struct task_struct *task, u64 nr)
{
	u32 path = path_argument(nr);

	switch (nr) {
	case __NR_futex:
		read_futex(record, task);
		break;
	case __NR_nanosleep:
		record->limit = read_limit(record->args[0], task);
		break;
	case __NR_clock_nanosleep:
		if (!record->args[1])
			record->limit = read_limit(record->args[2], task);
		break;
	case __NR_poll:
		record->limit = limit_of_ms(record->args[2]);
		break;
	case __NR_epoll_wait:
	case __NR_epoll_pwait:
		record->limit = limit_of_ms(record->args[3]);
		break;
	}
	if (path)
		read_path(record, task, path == 1 ? record->args[0] : record->args[1]);
}

/* --- stacks --- */

#define KERNEL_FRAMES 16
#define FUNCTION_BYTES 64

static __always_inline void write_stack(struct wait_record *record, struct task_struct *task)
{
	u64 frames[KERNEL_FRAMES];
	long bytes = bpf_get_task_stack(task, frames, sizeof(frames), 0);
	u32 at = 0;

	for (u32 i = 0; i < KERNEL_FRAMES && (long)(i * 8) < bytes && at < WAIT_STACK - FUNCTION_BYTES; i++) {
		long written;

		written = bpf_snprintf(record->stack + (at & (WAIT_STACK - 1)), FUNCTION_BYTES, "%ps ", &frames[i], 8);
		/* The count includes the NUL, and what did not fit. */
		if (written <= 1 || written > FUNCTION_BYTES)
			break;
		at += written - 1;
	}
	record->stack[at ? (at - 1) & (WAIT_STACK - 1) : 0] = 0;
}

#define VM_EXEC 4

struct frame_search {
	struct wait_frame *frame;
	u64 address;
};

static long on_area(struct task_struct *task, struct vm_area_struct *area, struct frame_search *search)
{
	struct wait_frame *frame = search->frame;
	struct file *file = area->vm_file;

	if (!(area->vm_flags & VM_EXEC) || !file || !frame)
		return 0;
	frame->offset = search->address - area->vm_start + (area->vm_pgoff << 12);
	bpf_probe_read_kernel_str(frame->file, WAIT_FILE_NAME, BPF_CORE_READ(file, f_path.dentry, d_name.name));
	return 0;
}

#define STACK_MAX (8u << 20)

/* From the address that the call was made at along the frame pointers, as far as they lead to code. */
static __always_inline void write_frames(struct wait_record *record, struct task_struct *task, struct pt_regs *regs)
{
	u64 address = BPF_CORE_READ(regs, REG_CODE), base = BPF_CORE_READ(regs, REG_FRAME), low = BPF_CORE_READ(regs, REG_STACK);
	u64 top = low + STACK_MAX;

	for (u32 i = 0; i < WAIT_FRAMES; i++) {
		struct wait_frame *frame = &record->frames[i];
		struct frame_search search = { .frame = frame, .address = address };
		u64 link[2];

		/* Does not wait: fails where somebody is changing the map of the memory. */
		if (bpf_find_vma(task, address, on_area, &search, 0) || !frame->file[0])
			return;
		record->n_frames = i + 1;
		if (base <= low || base > top || base & 7)
			return;
		if (bpf_copy_from_user_task(link, sizeof(link), (void *)base, task, 0))
			return;
		low = base;
		base = link[0];
		address = link[1];
	}
}

/* --- the iterator --- */

/* What is behind the end of a text stays as it was: nobody reads it. */
static __always_inline void begin_record(struct wait_record *record, struct task_struct *task, u32 letter)
{
	record->tid = task->pid;
	record->state = letter;
	record->call = record->word = record->owner = ~0u;
	record->waited = letter == 'R' ? 0 : time_off_cpu(task);
	record->limit = 0;
	record->n_frames = 0;
	record->path[0] = record->stack[0] = 0;
	for (u32 i = 0; i < WAIT_ARGS; i++)
		record->args[i] = 0;
	for (u32 i = 0; i < WAIT_FRAMES; i++)
		record->frames[i].file[0] = 0;
}

static __always_inline void fill_call(struct wait_record *record, struct task_struct *task, struct pt_regs *regs, u64 nr)
{
	bool compat = IN_COMPAT_CALL(task);

	record->args[0] = BPF_CORE_READ(regs, REG_ARG0);
	record->args[1] = BPF_CORE_READ(regs, REG_ARG1);
	record->args[2] = BPF_CORE_READ(regs, REG_ARG2);
	record->args[3] = BPF_CORE_READ(regs, REG_ARG3);
	record->args[4] = BPF_CORE_READ(regs, REG_ARG4);
	record->args[5] = BPF_CORE_READ(regs, REG_ARG5);
	/* Numbers and registers of 32-bit calls are others. */
	nr = common_number(nr);
	if (compat || nr >= CALL_CODES)
		return;
	record->call = call_codes[CALL_INDEX(nr)];
	read_arguments(record, task, nr);
}

static __always_inline void fill_wait(struct wait_record *record, struct task_struct *task, u64 nr)
{
	struct pt_regs *regs = (struct pt_regs *)bpf_task_pt_regs(task);

	if (task->mm && nr != ~0ull)
		fill_call(record, task, regs, nr);
	write_stack(record, task);
	if (task->mm)
		write_frames(record, task, regs);
}

SEC("iter.s/task")
int task_waits(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	struct wait_record *record;
	struct wait_seen *seen;
	u64 switches, nr = ~0ull;
	u32 letter, zero = 0;

	measure_gap(ctx->meta->seq_num);
	if (!task || task->flags & PF_KTHREAD || is_own(task->tgid))
		return 0;
	seen = bpf_task_storage_get(&waits_seen, task, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
	record = bpf_map_lookup_elem(&wait_scratch, &zero);
	if (!seen || !record)
		return 0;
	letter = state_letter(task->__state, task->exit_state);
	switches = task->nvcsw + task->nivcsw;
	if (letter != 'R' && letter != 'Z')
		nr = BPF_CORE_READ((struct pt_regs *)bpf_task_pt_regs(task), REG_NUMBER);
	if (seen->look == control.look && seen->state == letter &&
	    (letter == 'R' || (seen->switches == switches && seen->nr == nr)))
		return 0;
	begin_record(record, task, letter);
	if (letter != 'R' && letter != 'Z')
		fill_wait(record, task, nr);
	/* A full buffer: the kernel shows this thread again in the next read. */
	if (bpf_seq_write(ctx->meta->seq, record, sizeof(*record)))
		return 0;
	seen->switches = switches;
	seen->state = letter;
	seen->nr = nr;
	seen->look = control.look;
	return 0;
}

#endif

#endif
