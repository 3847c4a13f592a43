/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Calls without an event type of their own: which of their arguments are descriptors, paths and processes, by number of
 * x86-64. After the two parameters that readers know of a generic event (code, native number) come those of
 * GENERIC_PARAMS; readers pass over parameters that they do not know.
 *
 *   enter: fd, fd2, pid          exit: res, fd, path, fd2, path2
 *
 * What a call does not have is empty.
 */
#ifndef PROBE_GENERIC_H
#define PROBE_GENERIC_H

#include "io.h"

#define GENERIC_ENTER_PARAMS 5
#define GENERIC_EXIT_PARAMS 7

/* Numbers of arguments, from 1; 0: none. */
struct generic_shape {
	u8 fd, path, fd2, path2, pid;
};

/* clang-format off */
#define FD(number) [number] = { .fd = 1 }
#define TWO_FDS(number, second) [number] = { .fd = 1, .fd2 = second }
#define PATH(number) [number] = { .path = 1 }
#define DIR_PATH(number) [number] = { .fd = 1, .path = 2 }
#define PID(number) [number] = { .pid = 1 }

static const struct generic_shape generic_shapes[CALL_CODES] = {
	PID(__NR_wait4), PID(__NR_sched_setparam), PID(__NR_sched_getparam), PID(__NR_sched_setscheduler),
	PID(__NR_sched_getscheduler), PID(__NR_sched_setaffinity), PID(__NR_sched_getaffinity),
	PID(__NR_getpgid), PID(__NR_getsid), PID(__NR_sched_setattr), PID(__NR_sched_getattr), PID(__NR_rt_sigqueueinfo),
	PID(__NR_rt_tgsigqueueinfo), PID(__NR_move_pages), PID(__NR_migrate_pages), PID(__NR_get_robust_list),
	[__NR_waitid] = { .pid = 2 }, [__NR_kcmp] = { .pid = 1 }, [__NR_perf_event_open] = { .pid = 2 },

	FD(__NR_fsync), FD(__NR_fdatasync), FD(__NR_ftruncate), FD(__NR_fstatfs), FD(__NR_readahead), FD(__NR_fadvise64),
	FD(__NR_fsetxattr), FD(__NR_fgetxattr), FD(__NR_flistxattr), FD(__NR_fremovexattr), FD(__NR_sync_file_range),
	FD(__NR_syncfs), FD(__NR_fallocate), FD(__NR_vmsplice), FD(__NR_timerfd_settime), FD(__NR_timerfd_gettime),
	FD(__NR_epoll_pwait), FD(441 /* epoll_pwait2 */), FD(__NR_mq_timedsend), FD(__NR_mq_timedreceive),
	FD(__NR_mq_notify), FD(__NR_mq_getsetattr), FD(__NR_preadv2), FD(__NR_pwritev2), FD(__NR_inotify_rm_watch),
	FD(424 /* pidfd_send_signal */), FD(432 /* fsmount */), FD(440 /* process_madvise */), FD(443 /* quotactl_fd */),
	FD(445 /* landlock_add_rule */), FD(446 /* landlock_restrict_self */), FD(448 /* process_mrelease */),
	FD(451 /* cachestat */), FD(468 /* file_getattr */),
	TWO_FDS(__NR_epoll_ctl, 3), TWO_FDS(__NR_tee, 2), TWO_FDS(__NR_kexec_file_load, 2),

	PATH(__NR_truncate), PATH(__NR_readlink), PATH(__NR_utime), PATH(__NR_utimes), PATH(__NR_statfs), PATH(__NR_uselib),
	PATH(__NR_acct), PATH(__NR_swapon), PATH(__NR_swapoff), PATH(__NR_setxattr), PATH(__NR_lsetxattr),
	PATH(__NR_getxattr), PATH(__NR_lgetxattr), PATH(__NR_listxattr), PATH(__NR_llistxattr), PATH(__NR_removexattr),
	PATH(__NR_lremovexattr), PATH(__NR_mq_open), PATH(__NR_mq_unlink),
	[__NR_pivot_root] = { .path = 1, .path2 = 2 },

	DIR_PATH(__NR_readlinkat), DIR_PATH(__NR_faccessat), DIR_PATH(439 /* faccessat2 */), DIR_PATH(__NR_utimensat), DIR_PATH(__NR_futimesat),
	DIR_PATH(__NR_statx), DIR_PATH(__NR_name_to_handle_at), DIR_PATH(__NR_inotify_add_watch), DIR_PATH(428 /* open_tree */),
	DIR_PATH(433 /* fspick */), DIR_PATH(442 /* mount_setattr */), DIR_PATH(452 /* fchmodat2 */), DIR_PATH(463 /* setxattrat */),
	DIR_PATH(464 /* getxattrat */), DIR_PATH(465 /* listxattrat */), DIR_PATH(466 /* removexattrat */), DIR_PATH(467 /* open_tree_attr */),
	[429 /* move_mount */] = { .fd = 1, .path = 2, .fd2 = 3, .path2 = 4 },
	[__NR_fanotify_mark] = { .fd = 1, .fd2 = 4, .path2 = 5 },
};
#undef FD
#undef TWO_FDS
#undef PATH
#undef DIR_PATH
#undef PID
/* clang-format on */

static __always_inline struct generic_shape shape_of(const struct call *call, u64 nr)
{
	nr = common_number(nr);
	if (call->compat || nr >= CALL_CODES)
		return (struct generic_shape){};
	return generic_shapes[CALL_INDEX(nr)];
}

/* An argument by number, from 1. */
static __always_inline u64 numbered_arg(const struct call *call, u32 number)
{
	switch (number) {
	case 1:
		return arg(call, 0);
	case 2:
		return arg(call, 1);
	case 3:
		return arg(call, 2);
	case 4:
		return arg(call, 3);
	default:
		return arg(call, 4);
	}
}

static __always_inline void put_numbered_fd(struct event *e, const struct call *call, u32 number)
{
	if (number)
		put_fd(e, numbered_arg(call, number));
	else
		put_empty(e);
}

static __always_inline void put_numbered_path(struct event *e, const struct call *call, u32 number)
{
	if (number)
		put_user_string(e, numbered_arg(call, number));
	else
		put_empty(e);
}

static __always_inline bool has_paths(const struct generic_shape *shape)
{
	return shape->path || shape->path2;
}

static __always_inline void put_generic_enter(struct event *e, const struct call *call, u64 nr)
{
	struct generic_shape shape = shape_of(call, nr);
	bool plain = !shape.fd && !shape.fd2 && !shape.pid;

	event_is(e, TYPE_GENERIC, plain ? 2 : GENERIC_ENTER_PARAMS);
	put_u16(e, call->code);
	put_u16(e, nr);
	if (plain)
		return;
	put_numbered_fd(e, call, shape.fd);
	put_numbered_fd(e, call, shape.fd2);
	put_numbered_fd(e, call, shape.pid);
}

static __always_inline void put_generic_exit(struct event *e, const struct call *call, u64 nr, s64 ret)
{
	struct generic_shape shape = shape_of(call, nr);
	bool plain = !shape.fd && !shape.fd2 && !has_paths(&shape);

	/* rt_sigreturn "returns" what the interrupted code had in the register. */
	bool returns = nr != NATIVE_RT_SIGRETURN;

	event_is(e, TYPE_GENERIC + 1, !returns ? 2 : plain ? 3 : GENERIC_EXIT_PARAMS);
	put_u16(e, call->code);
	put_u16(e, nr);
	if (returns)
		put_u64(e, ret);
	if (plain)
		return;
	put_numbered_fd(e, call, shape.fd);
	put_numbered_path(e, call, shape.path);
	put_numbered_fd(e, call, shape.fd2);
	put_numbered_path(e, call, shape.path2);
}

#endif
