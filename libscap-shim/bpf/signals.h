/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Signals: which one, and who sent it.
 *
 * A fatal signal without a handler never arrives as itself: the kernel marks the process as ending, and each of its
 * threads takes a SIGKILL without sender. So the sender is noted when the signal is made (signal_generate, which runs
 * in the sender), and the signal itself is the exit code that the kernel keeps for the process.
 * The sender's number is that of the first pid name space, whatever siginfo says to a process in an inner one.
 */
#ifndef PROBE_SIGNALS_H
#define PROBE_SIGNALS_H

#include "narrow.h"
#include "tasks.h"

#define SIGKILL 9
#define SIGCHLD 17
#define SIGNAL_GROUP_EXIT 4 /* signal_struct.flags */

enum si_code { SI_USER = 0, SI_TIMER = -2, SI_ASYNCIO = -4, SI_SIGIO = -5, CLD_EXITED = 1, CLD_CONTINUED = 6 };
/* Instead of a siginfo: sent by the current process, and by the kernel. */
enum no_info { SEND_SIG_NOINFO, SEND_SIG_PRIV };
/* The outcome of a signal when it was made. */
enum generated { GENERATED_DELIVERED = 0, GENERATED_LOST_INFO = 4 };

#define SENDER_KERNEL 0
/* Made before the probe was attached. */
#define SENDER_UNKNOWN (-1)
#define SENDERS_MAX 4096

/* Who sent the last signal of each number to a process, or to a thread. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, SENDERS_MAX);
	__type(key, u64);
	__type(value, s32);
} signal_senders SEC(".maps");

/* Read as a number: the verifier takes an argument that is a pointer for one that is never 0. */
static __always_inline struct kernel_siginfo *info_argument(u64 *ctx)
{
	u64 address = 0;

	bpf_probe_read_kernel(&address, sizeof(address), &ctx[1]);
	return (void *)address;
}

static __always_inline u64 sender_key(u32 id, u32 sig)
{
	return (u64)id << 32 | sig;
}

static __always_inline bool is_real_info(struct kernel_siginfo *info)
{
	return (u64)info > SEND_SIG_PRIV;
}

/* Whether the siginfo names a process. */
static __always_inline bool names_sender(int sig, int code)
{
	if (sig == SIGCHLD && code >= CLD_EXITED && code <= CLD_CONTINUED)
		return true;
	return code <= SI_USER && code != SI_TIMER && code != SI_ASYNCIO && code != SI_SIGIO;
}

static __always_inline u32 namespace_level(struct task_struct *task)
{
	return BPF_CORE_READ(task, thread_pid, level);
}

/* In the sender, or in an interrupt. */
static __always_inline s32 sender_of(struct kernel_siginfo *info, int sig, struct task_struct *target)
{
	struct task_struct *task = CURRENT_TASK();

	if ((u64)info == SEND_SIG_NOINFO)
		return FIELD(task, tgid);
	if (!is_real_info(info) || !names_sender(sig, BPF_CORE_READ(info, si_code)))
		return SENDER_KERNEL;
	/* Of a child that ended the caller may be another one. */
	if (sig == SIGCHLD && !namespace_level(target))
		return BPF_CORE_READ(info, _sifields._kill._pid);
	return FIELD(task, tgid);
}

HOOK("signal_generate")
int signal_generate(u64 *ctx)
{
	struct kernel_siginfo *info = info_argument(ctx);
	struct task_struct *target = (void *)ctx[2];
	int sig = ctx[0], group = ctx[3], result = ctx[4];
	u32 tid, tgid;
	s32 sender;
	u64 key;

	if (!control.armed || (result != GENERATED_DELIVERED && result != GENERATED_LOST_INFO))
		return 0;
	tid = BPF_CORE_READ(target, pid);
	tgid = BPF_CORE_READ(target, tgid);
	sender = sender_of(info, sig, target);
	key = sender_key(tgid, sig);
	bpf_map_update_elem(&signal_senders, &key, &sender, BPF_ANY);
	if (group || tid == tgid)
		return 0;
	key = sender_key(tid, sig);
	bpf_map_update_elem(&signal_senders, &key, &sender, BPF_ANY);
	return 0;
}

/* The note on the thread goes: the next signal may be the whole process's. */
static __always_inline s64 noted_sender(u32 tid, u32 tgid, u32 sig)
{
	u64 key = sender_key(tid, sig);
	s32 *noted = bpf_map_lookup_elem(&signal_senders, &key);
	s64 sender;

	if (noted && tid != tgid) {
		sender = *noted;
		bpf_map_delete_elem(&signal_senders, &key);
		return sender;
	}
	key = sender_key(tgid, sig);
	noted = bpf_map_lookup_elem(&signal_senders, &key);
	return noted ? *noted : SENDER_UNKNOWN;
}

struct arrival {
	u32 sig;
	s64 sender;
};

static __always_inline struct arrival arrival_of(struct kernel_siginfo *info, u32 sig, u32 tid, u32 tgid)
{
	struct task_struct *task = CURRENT_TASK();
	struct signal_struct *signal = BPF_CORE_READ(task, signal);
	struct arrival arrival = { sig, SENDER_KERNEL };
	u32 fatal;

	if (is_real_info(info)) {
		if (!names_sender(sig, BPF_CORE_READ(info, si_code)))
			return arrival;
		arrival.sender = namespace_level(task) ? noted_sender(tid, tgid, sig) :
							 BPF_CORE_READ(info, _sifields._kill._pid);
		return arrival;
	}
	if (sig != SIGKILL)
		return arrival;
	/* Another thread ends the process, by exit_group or execve: no signal was sent. */
	arrival.sender = tgid;
	if (!(BPF_CORE_READ(signal, flags) & SIGNAL_GROUP_EXIT))
		return arrival;
	fatal = BPF_CORE_READ(signal, group_exit_code) & 0x7f;
	if (fatal) {
		arrival.sig = fatal;
		arrival.sender = noted_sender(tid, tgid, fatal);
	}
	return arrival;
}

HOOK("signal_deliver")
int signal_deliver(u64 *ctx)
{
	struct task_struct *task = CURRENT_TASK();
	struct arrival arrival;
	u32 tid, tgid;
	struct event e;

	if (!control.armed)
		return 0;
	tid = FIELD(task, pid);
	tgid = FIELD(task, tgid);
	if (is_own(tgid) || !event_wanted(TYPE_SIGNAL, tgid, tid))
		return 0;
	arrival = arrival_of(info_argument(ctx), ctx[0], tid, tgid);
	if (!event_begin(&e, tid, EVENT_SMALL, false))
		return 0;
	event_is(&e, TYPE_SIGNAL, 3);
	put_u64(&e, arrival.sender);
	put_u64(&e, tid);
	put_u8(&e, arrival.sig);
	event_commit(&e);
	return 0;
}

#endif
