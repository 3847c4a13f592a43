/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Calls that make threads and calls that start programs. Their exits carry so much that each of the two kinds has one
 * writer, inlined once, instead of a handler per call.
 */
#ifndef PROBE_PROCESSES_H
#define PROBE_PROCESSES_H

#include "executables.h"
#include "io.h"

NO_ENTER(clone)
NO_ENTER(clone3)
NO_ENTER(fork)
NO_ENTER(vfork)

ENTER(execve)
{
	put_user_string(e, arg(call, 0));
}

ENTER(execveat)
{
	put_fd(e, arg(call, 0));
	put_user_string(e, arg(call, 1));
	put_u32(e, BITS(EXECVEAT_BITS, arg(call, 4)));
}

#define EXEC_PARAMS 30

static __always_inline bool flags_are_given(u32 nr)
{
	return nr == __NR_clone || nr == __NR_clone3;
}

/* The caller's exit, and the child's, which returns 0 from the call that its parent made. */
static __always_inline void exit_threads_call(struct event *e, const struct call *call, s64 ret)
{
	struct task_struct *task = CURRENT_TASK();
	u32 flags = 0;

	if (call->nr == __NR_clone)
		flags = arg(call, 0);
	else if (call->nr == __NR_clone3)
		flags = read_user_u64(arg(call, 0)); /* the first member of struct clone_args */
	/* Forks keep their 0: those flags are nobody's arguments. */
	flags = take_clone_flags(call->tid, flags) & (flags_are_given(call->nr) ? ~0u : 0);
	event_is(e, call->info.pair + 1, CLONE_PARAMS);
	put_clone_exit(e, task, ret, clone_flags(task, flags));
}

/* A successful execveat leaves as execve: the kernel sets the call number with the new program's personality. */
static __always_inline void exit_programs_call(struct event *e, const struct call *call, s64 ret)
{
	bool at = call->nr == __NR_execveat;
	struct exec_request request = {
		at ? arg(call, 2) : arg(call, 1),
		at ? arg(call, 3) : arg(call, 2),
		call->compat,
	};

	event_is(e, call->info.pair + 1, EXEC_PARAMS);
	put_exec_exit(e, CURRENT_TASK(), ret, &request);
}

#endif
