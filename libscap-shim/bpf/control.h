/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Signals, ids, limits, name spaces, time, semaphores, modules, keys. */
#ifndef PROBE_CONTROL_H
#define PROBE_CONTROL_H

#include "executables.h"
#include "waits.h"

/* --- signals and tracing --- */

ENTER(kill)
{
	put_fd(e, arg(call, 0));
	put_u8(e, arg(call, 1));
}
RESULT(kill)

ENTER(tkill)
{
	enter_kill(e, call);
}
RESULT(tkill)

ENTER(tgkill)
{
	put_fd(e, arg(call, 0));
	put_fd(e, arg(call, 1));
	put_u8(e, arg(call, 2));
}
RESULT(tgkill)

enum ptrace_kind { PTRACE_UINT64, PTRACE_SIGNAL };

ENTER(ptrace)
{
	put_u16(e, MATCH(PTRACE_REQUESTS, arg(call, 0), 0));
	put_fd(e, arg(call, 1));
}

/* The dynamic parameters start with a byte that says what follows. */
EXIT(ptrace)
{
	u64 request = arg(call, 0);
	bool resumes = request == 7 || request == 9 || request == 17 || request == 24;
	bool peeks = request >= 1 && request <= 3;

	put_u64(e, ret);
	add_u8(e, PTRACE_UINT64);
	add_u64(e, ret < 0 ? 0 : arg(call, 2));
	put_len(e, 9);
	if (ret >= 0 && resumes) {
		add_u8(e, PTRACE_SIGNAL);
		add_u8(e, arg(call, 3));
		put_len(e, 2);
		return;
	}
	add_u8(e, PTRACE_UINT64);
	add_u64(e, ret < 0 ? 0 : peeks ? read_user_u64(arg(call, 3)) : arg(call, 3));
	put_len(e, 9);
}

enum prctl_option { PR_SET_NAME = 15, PR_GET_NAME = 16, PR_GET_CHILD_SUBREAPER = 37 };

NO_ENTER(prctl)
EXIT(prctl)
{
	u32 option = arg(call, 0), reaper = 0;
	u64 second = arg(call, 1);

	put_u64(e, ret);
	put_u32(e, option);
	if (option == PR_SET_NAME || option == PR_GET_NAME) {
		put_user_string(e, second);
		put_u64(e, 0);
		return;
	}
	if (option == PR_GET_CHILD_SUBREAPER) {
		bpf_probe_read_user(&reaper, sizeof(reaper), (void *)second);
		second = reaper;
	}
	put_empty(e);
	put_u64(e, second);
}

ENTER(seccomp)
{
	put_u64(e, arg(call, 0));
	put_u64(e, arg(call, 1));
}
RESULT(seccomp)

/* --- ids --- */

NO_ENTER(capset)
EXIT(capset)
{
	struct task_struct *task = CURRENT_TASK();

	put_u64(e, ret);
	put_u64(e, CAPABILITIES(task, cap_inheritable));
	put_u64(e, CAPABILITIES(task, cap_permitted));
	put_u64(e, CAPABILITIES(task, cap_effective));
}

ENTER(setns)
{
	put_fd(e, arg(call, 0));
	put_u32(e, BITS(CLONE_BITS, arg(call, 1)));
}
RESULT(setns)

ENTER(unshare)
{
	put_u32(e, BITS(CLONE_BITS, arg(call, 0)));
}
RESULT(unshare)

NO_ENTER(setsid)
RESULT(setsid)

ENTER(setpgid)
{
	put_fd(e, arg(call, 0));
	put_fd(e, arg(call, 1));
}
RESULT(setpgid)

ENTER(setuid)
{
	put_u32(e, arg(call, 0));
}
RESULT(setuid)

ENTER(setgid)
{
	put_u32(e, arg(call, 0));
}
RESULT(setgid)

ENTER(setresuid)
{
	put_u32(e, arg(call, 0));
	put_u32(e, arg(call, 1));
	put_u32(e, arg(call, 2));
}
RESULT(setresuid)

ENTER(setresgid)
{
	enter_setresuid(e, call);
}
RESULT(setresgid)

NO_ENTER(setreuid)
EXIT(setreuid)
{
	put_u64(e, ret);
	put_u32(e, arg(call, 0));
	put_u32(e, arg(call, 1));
}

NO_ENTER(setregid)
EXIT(setregid)
{
	exit_setreuid(e, call, ret);
}

/* The id itself, 32 bits. */
#define RESULT_ID(name)          \
	NO_ENTER(name)           \
	EXIT(name)               \
	{                        \
		put_u32(e, ret); \
	}

RESULT_ID(getuid)
RESULT_ID(geteuid)
RESULT_ID(getgid)
RESULT_ID(getegid)

static __always_inline u32 read_user_u32(u64 from)
{
	u32 value = 0;

	bpf_probe_read_user(&value, sizeof(value), (void *)from);
	return value;
}

NO_ENTER(getresuid)
EXIT(getresuid)
{
	put_u64(e, ret);
	put_u32(e, read_user_u32(arg(call, 0)));
	put_u32(e, read_user_u32(arg(call, 1)));
	put_u32(e, read_user_u32(arg(call, 2)));
}

NO_ENTER(getresgid)
EXIT(getresgid)
{
	exit_getresuid(e, call, ret);
}

/* --- limits --- */

/* Current and maximum; -1 if there is nothing to read. */
static __always_inline void put_limit(struct event *e, u64 from)
{
	u64 limit[2];

	if (!from || bpf_probe_read_user(limit, sizeof(limit), (void *)from))
		limit[0] = limit[1] = ~0ull;
	put_u64(e, limit[0]);
	put_u64(e, limit[1]);
}

ENTER(getrlimit)
{
	put_u8(e, rlimit_resource(arg(call, 0)));
}

EXIT(getrlimit)
{
	put_u64(e, ret);
	put_limit(e, ret ? 0 : arg(call, 1));
}

ENTER(setrlimit)
{
	put_u8(e, rlimit_resource(arg(call, 0)));
}

EXIT(setrlimit)
{
	put_u64(e, ret);
	put_limit(e, arg(call, 1));
	put_u8(e, rlimit_resource(arg(call, 0)));
}

ENTER(prlimit64)
{
	put_fd(e, arg(call, 0));
	put_u8(e, rlimit_resource(arg(call, 1)));
}

EXIT(prlimit64)
{
	put_u64(e, ret);
	put_limit(e, arg(call, 2));
	put_limit(e, ret ? 0 : arg(call, 3));
	enter_prlimit64(e, call);
}

/* --- time and semaphores --- */

ENTER(nanosleep)
{
	u64 ns = timeout_ns(arg(call, 0));

	put_u64(e, ns == ~0ull ? 0 : ns);
}
RESULT(nanosleep)

ENTER(semget)
{
	put_u32(e, arg(call, 0));
	put_u32(e, arg(call, 1));
	put_u32(e, BITS(SEMGET_BITS, arg(call, 2)));
}
RESULT(semget)

struct semaphore_op {
	u16 number;
	s16 change;
	u16 flags;
};

ENTER(semop)
{
	put_u32(e, arg(call, 0));
}

/* The first two operations. */
EXIT(semop)
{
	u64 count = arg(call, 2);
	struct semaphore_op ops[2] = {};

	if (!ret && count)
		bpf_probe_read_user(ops, count > 1 ? sizeof(ops) : sizeof(ops[0]), (void *)arg(call, 1));
	put_u64(e, ret);
	put_u32(e, count);
	put_u16(e, ops[0].number);
	put_u16(e, ops[0].change);
	put_u16(e, BITS(SEMOP_BITS, ops[0].flags));
	put_u16(e, ops[1].number);
	put_u16(e, ops[1].change);
	put_u16(e, BITS(SEMOP_BITS, ops[1].flags));
}

ENTER(semctl)
{
	u32 command = (u16)arg(call, 2);

	put_u32(e, arg(call, 0));
	put_u32(e, arg(call, 1));
	put_u16(e, MATCH(SEMCTL_COMMANDS, command, 0));
	put_u32(e, command == SEMCTL_SETVAL ? arg(call, 3) : 0);
}
RESULT(semctl)

/* --- modules and keys --- */

NO_ENTER(init_module)
EXIT(init_module)
{
	put_u64(e, ret);
	put_data(e, arg(call, 0), arg(call, 1));
	put_u64(e, arg(call, 1));
	put_user_string(e, arg(call, 2));
}

NO_ENTER(finit_module)
EXIT(finit_module)
{
	put_u64(e, ret);
	put_fd(e, arg(call, 0));
	put_user_string(e, arg(call, 1));
	put_u32(e, arg(call, 2) & 7);
}

NO_ENTER(delete_module)
EXIT(delete_module)
{
	put_u64(e, ret);
	put_user_string(e, arg(call, 0));
	put_u32(e, BITS(DELETE_MODULE_BITS, arg(call, 1)));
}

enum keyctl_kind { KEYCTL_INT64, KEYCTL_STRING };

static __always_inline void put_keyctl(struct event *e, bool used, bool is_string, u64 value)
{
	u64 start = e->pos;

	add_u8(e, used && is_string ? KEYCTL_STRING : KEYCTL_INT64);
	if (used && is_string)
		add_user_string(e, value, PATH_BYTES);
	else
		add_u64(e, used ? value : 0);
	put_len(e, e->pos - start);
}

/* For each operation: how many of the four arguments it takes, and which of them are strings (bit n: argument n). */
struct keyctl_shape {
	u8 args, strings;
};

#define KEYCTL_OPERATIONS 64
static const struct keyctl_shape keyctl_shapes[KEYCTL_OPERATIONS] = {
	[0] = { 2 },	 [1] = { 1, 1 },  [2] = { 3 },	   [3] = { 1 },	    [4] = { 3 },     [5] = { 2 },
	[6] = { 3 },	 [7] = { 1 },	  [8] = { 2 },	   [9] = { 2 },	    [10] = { 4, 6 }, [11] = { 3 },
	[12] = { 4 },	 [13] = { 3 },	  [14] = { 1 },	   [15] = { 2 },    [16] = { 1 },    [17] = { 3 },
	[18] = { 0 },	 [19] = { 4 },	  [20] = { 4 },	   [21] = { 1 },    [22] = { 2 },    [23] = { 4 },
	[24] = { 3, 4 }, [25] = { 4, 2 }, [26] = { 4, 2 }, [27] = { 4, 2 }, [28] = { 4, 2 }, [29] = { 3, 6 },
	[30] = { 4 },	 [31] = { 2 },	  [32] = { 3 },
};

NO_ENTER(keyctl)
EXIT(keyctl)
{
	u32 operation = arg(call, 0);
	struct keyctl_shape shape = keyctl_shapes[operation & (KEYCTL_OPERATIONS - 1)];

	if (operation >= KEYCTL_OPERATIONS)
		shape = (struct keyctl_shape){};
	put_u64(e, ret);
	put_u32(e, operation);
	put_keyctl(e, shape.args > 0, shape.strings & 1, arg(call, 1));
	put_keyctl(e, shape.args > 1, shape.strings & 2, arg(call, 2));
	put_keyctl(e, shape.args > 2, shape.strings & 4, arg(call, 3));
	put_keyctl(e, shape.args > 3, shape.strings & 8, arg(call, 4));
}

#endif
