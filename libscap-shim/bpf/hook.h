/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Who made which call, at either hook.
 *
 * The probe is built twice: as tp_btf programs, where kernel structures are read by plain loads, and (PROBE_RAW_TP)
 * as raw tracepoint programs for kernels that refuse those, where each read is a helper call.
 */
#ifndef PROBE_HOOK_H
#define PROBE_HOOK_H

#include <bpf/bpf_core_read.h>
#include "call-numbers.h"
#include "calls.h"
#include "codes.h"
#include "machine.h"
#include "ring.h"

#ifdef PROBE_RAW_TP
#define HOOK(name) SEC("raw_tp/" name)
#define FIELD(...) BPF_CORE_READ(__VA_ARGS__)
#define CURRENT_TASK() ((struct task_struct *)bpf_get_current_task())
#else
#define HOOK(name) SEC("tp_btf/" name)
#define FIELD(...) (___arrow(__VA_ARGS__))
#define CURRENT_TASK() bpf_get_current_task_btf()
#endif

enum family { HOT, IO, DESCRIPTORS, PATH_CALLS, SOCKETS, MESSAGES, THREADS, PROGRAMS, CONTROL, MEMORY, FAMILIES };

struct call_info {
	u16 pair; /* 0: generic */
	u8 family;
	u8 flags;
};

/* clang-format off */
static const struct call_info calls[CALL_CODES] = {
#define FAMILY HOT
#define CALL(name, pair, in, out, flags) [__NR_##name] = { pair, FAMILY, flags },
	CALLS_HOT(CALL)
#undef FAMILY
#define FAMILY IO
	CALLS_IO(CALL)
#undef FAMILY
#define FAMILY DESCRIPTORS
	CALLS_DESCRIPTORS(CALL)
#undef FAMILY
#define FAMILY PATH_CALLS
	CALLS_PATHS(CALL)
#undef FAMILY
#define FAMILY SOCKETS
	CALLS_SOCKETS(CALL)
#undef FAMILY
#define FAMILY MESSAGES
	CALLS_MESSAGES(CALL)
#undef FAMILY
#define FAMILY THREADS
	CALLS_THREADS(CALL)
#undef FAMILY
#define FAMILY PROGRAMS
	CALLS_PROGRAMS(CALL)
#undef FAMILY
#define FAMILY CONTROL
	CALLS_CONTROL(CALL)
#undef FAMILY
#define FAMILY MEMORY
	CALLS_MEMORY(CALL)
#undef FAMILY
#undef CALL
};
/* clang-format on */

/*
 * An index into a table of calls. Masked where it is used, and hidden from the compiler, which leaves out a mask after a
 * comparison, and the verifier of 6.1 forgets a comparison of a number that was put on the stack before.
 */
#define CALL_INDEX(nr)                                \
	({                                            \
		u64 index_ = (nr);                    \
		asm volatile("" : "+r"(index_));      \
		index_ & (CALL_CODES - 1);            \
	})

struct call {
	struct pt_regs *regs;
	struct call_info info;
	u64 tid;
	u32 tgid;
	u32 nr; /* of x86-64, or one of the numbers from 500 */
	u32 code; /* portable code, for a generic event */
	bool compat;
};

static __always_inline u64 arg(const struct call *call, int index)
{
	struct pt_regs *regs = call->regs;

	if (call->compat)
		switch (index) {
		case 0:
			return (u32)FIELD(regs, REG_COMPAT0);
		case 1:
			return (u32)FIELD(regs, REG_COMPAT1);
		case 2:
			return (u32)FIELD(regs, REG_COMPAT2);
		case 3:
			return (u32)FIELD(regs, REG_COMPAT3);
		case 4:
			return (u32)FIELD(regs, REG_COMPAT4);
		default:
			return (u32)FIELD(regs, REG_COMPAT5);
		}
	switch (index) {
	case 0:
		return FIELD(regs, REG_ARG0);
	case 1:
		return FIELD(regs, REG_ARG1);
	case 2:
		return FIELD(regs, REG_ARG2);
	case 3:
		return FIELD(regs, REG_ARG3);
	case 4:
		return FIELD(regs, REG_ARG4);
	default:
		return FIELD(regs, REG_ARG5);
	}
}

/* Sysdrill's own threads are left out: a recorder that records itself recording never stops. */
static __always_inline bool is_own(u32 tgid)
{
	if (tgid == control.own[0])
		return true;
	if (control.n_own > 1)
		for (int i = 1; i < OWN_MAX; i++)
			if (tgid == control.own[i])
				return true;
	return false;
}

/* `nr` as the kernel has it. False: not armed, or a thread of our own. */
static __always_inline bool call_init(struct call *call, struct pt_regs *regs, u64 nr)
{
	struct task_struct *task;

	if (!control.armed)
		return false;
	task = CURRENT_TASK();
	call->tgid = FIELD(task, tgid);
	if (is_own(call->tgid))
		return false;
	call->tid = FIELD(task, pid);
	call->regs = regs;
	call->compat = IN_COMPAT_CALL(task);
	call->info = (struct call_info){};
	call->code = 0;
	if (!call->compat)
		nr = common_number(nr);
	call->nr = nr;
	if (nr >= CALL_CODES)
		return true;
	if (call->compat) {
#ifdef __TARGET_ARCH_arm64
		return true; /* 32-bit calls of ARM are delivered by their numbers only */
#endif
		call->code = compat_calls[CALL_INDEX(nr)];
		if (call->code & GENERIC_CODE) {
			call->code &= ~GENERIC_CODE;
			return true;
		}
		nr = call->nr = call->code;
	}
	call->info = calls[CALL_INDEX(nr)];
	call->code = call_codes[CALL_INDEX(nr)];
	return true;
}

#endif
