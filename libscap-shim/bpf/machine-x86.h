/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* x86-64: where a call's number and arguments are. */
#ifndef PROBE_MACHINE_X86_H
#define PROBE_MACHINE_X86_H

#define REG_NUMBER orig_ax
#define REG_ARG0 di
#define REG_ARG1 si
#define REG_ARG2 dx
#define REG_ARG3 r10
#define REG_ARG4 r8
#define REG_ARG5 r9

#define REG_COMPAT0 bx
#define REG_COMPAT1 cx
#define REG_COMPAT2 dx
#define REG_COMPAT3 si
#define REG_COMPAT4 di
#define REG_COMPAT5 bp

#define REG_CODE ip
#define REG_STACK sp
#define REG_FRAME bp

#define TS_COMPAT 2 /* the task is in a 32-bit call */
#define IN_COMPAT_CALL(task) (FIELD(task, thread_info.status) & TS_COMPAT)

#define NATIVE_RT_SIGRETURN __NR_rt_sigreturn

/* A child passes the end of the call that made it. */
#define CHILD_RETURNS true

static __always_inline u64 common_number(u64 nr)
{
	return nr;
}

static __always_inline void publish(u64 *at, u64 value)
{
	/* x86 keeps stores in order. */
	barrier();
	*(volatile u64 *)at = value;
}

#endif
