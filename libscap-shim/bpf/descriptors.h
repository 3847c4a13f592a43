/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What makes, copies and closes descriptors. */
#ifndef PROBE_DESCRIPTORS_H
#define PROBE_DESCRIPTORS_H

#include "io.h"

/* --- open --- */

struct open_request {
	u64 path;
	u32 flags, mode;
};

static __always_inline void put_open(struct event *e, const struct open_request *open, u32 found)
{
	put_user_string(e, open->path);
	put_u32(e, open_flags(open->flags) | found);
	put_u32(e, open_mode(open->flags, open->mode));
}

ENTER(open)
{
	struct open_request open = { arg(call, 0), arg(call, 1), arg(call, 2) };

	put_open(e, &open, 0);
}

EXIT(open)
{
	struct open_request open = { arg(call, 0), arg(call, 1), arg(call, 2) };
	struct file_facts facts = facts_of_fd(ret);

	put_u64(e, ret);
	put_open(e, &open, facts.flags);
	put_u32(e, facts.dev);
	put_u64(e, facts.ino);
}

ENTER(openat)
{
	struct open_request open = { arg(call, 1), arg(call, 2), arg(call, 3) };

	put_fd(e, arg(call, 0));
	put_open(e, &open, 0);
}

EXIT(openat)
{
	struct open_request open = { arg(call, 1), arg(call, 2), arg(call, 3) };
	struct file_facts facts = facts_of_fd(ret);

	put_u64(e, ret);
	put_fd(e, arg(call, 0));
	put_open(e, &open, facts.flags);
	put_u32(e, facts.dev);
	put_u64(e, facts.ino);
}

struct open_how {
	u64 flags, mode, resolve;
};

ENTER(openat2)
{
	struct open_how how = {};
	struct open_request open;

	bpf_probe_read_user(&how, sizeof(how), (void *)arg(call, 2));
	open = (struct open_request){ arg(call, 1), how.flags, how.mode };
	put_fd(e, arg(call, 0));
	put_open(e, &open, 0);
	put_u32(e, BITS(RESOLVE_BITS, how.resolve));
}

EXIT(openat2)
{
	struct file_facts facts = facts_of_fd(ret);
	struct open_how how = {};
	struct open_request open;

	bpf_probe_read_user(&how, sizeof(how), (void *)arg(call, 2));
	open = (struct open_request){ arg(call, 1), how.flags, how.mode };
	put_u64(e, ret);
	put_fd(e, arg(call, 0));
	put_open(e, &open, facts.flags);
	put_u32(e, BITS(RESOLVE_BITS, how.resolve));
	put_u32(e, facts.dev);
	put_u64(e, facts.ino);
}

ENTER(creat)
{
	put_user_string(e, arg(call, 0));
	put_u32(e, arg(call, 1) & 07777);
}

EXIT(creat)
{
	struct file_facts facts = facts_of_fd(ret);

	put_u64(e, ret);
	put_user_string(e, arg(call, 0));
	put_u32(e, arg(call, 1) & 07777);
	put_u32(e, facts.dev);
	put_u64(e, facts.ino);
	/* This call's layer flags are 1 and 2. */
	put_u16(e, (facts.flags & PORTABLE_UPPER_LAYER ? 1 : 0) | (facts.flags & PORTABLE_LOWER_LAYER ? 2 : 0));
}

NO_ENTER(open_by_handle_at)
EXIT(open_by_handle_at)
{
	struct file_facts facts = facts_of_fd(ret);
	struct file *file = file_of_fd(ret);

	put_u64(e, ret);
	put_fd(e, arg(call, 0));
	put_u32(e, open_flags(arg(call, 2)) | facts.flags);
	if (ret < 0 || !file)
		put_empty(e);
	else
		put_file_path(e, file);
	put_u32(e, facts.dev);
	put_u64(e, facts.ino);
}

/* --- copies and closing --- */

NO_ENTER(close_range)
EXIT(close_range)
{
	put_u64(e, ret);
	put_u32(e, arg(call, 0));
	put_u32(e, arg(call, 1));
	put_u32(e, arg(call, 2) & 6);
}

ENTER(dup)
{
	put_fd(e, arg(call, 0));
}
RESULT(dup)

ENTER(dup2)
{
	put_fd(e, arg(call, 0));
}

EXIT(dup2)
{
	put_u64(e, ret);
	put_fd(e, arg(call, 0));
	put_fd(e, arg(call, 1));
}

ENTER(dup3)
{
	put_fd(e, arg(call, 0));
}

EXIT(dup3)
{
	exit_dup2(e, call, ret);
	put_u32(e, fd_flags(arg(call, 2)) & PORTABLE_CLOEXEC);
}

ENTER(fcntl)
{
	put_fd(e, arg(call, 0));
	put_u8(e, MATCH(FCNTL_COMMANDS, arg(call, 1), 0));
}

EXIT(fcntl)
{
	put_u64(e, ret);
	enter_fcntl(e, call);
	put_u64(e, arg(call, 2));
}

/* --- makers --- */

NO_ENTER(pipe)
EXIT(pipe)
{
	s32 fds[2] = { -1, -1 };

	if (bpf_probe_read_user(fds, sizeof(fds), (void *)arg(call, 0)))
		fds[0] = fds[1] = -1;
	put_u64(e, ret);
	put_fd(e, fds[0]);
	put_fd(e, fds[1]);
	put_u64(e, ret ? 0 : facts_of_fd(fds[0]).ino);
}

NO_ENTER(pipe2)
EXIT(pipe2)
{
	exit_pipe(e, call, ret);
	put_u32(e, fd_flags(arg(call, 1)));
}

ENTER(eventfd)
{
	put_u64(e, (u32)arg(call, 0));
	put_u32(e, 0); /* only eventfd2 has flags */
}
RESULT(eventfd)

ENTER(eventfd2)
{
	put_u64(e, (u32)arg(call, 0));
}

EXIT(eventfd2)
{
	put_u64(e, ret);
	put_u16(e, fd_flags(arg(call, 1)));
}

ENTER(signalfd4)
{
	put_fd(e, arg(call, 0));
	put_u32(e, read_user_u64(arg(call, 1))); /* signals 1 to 32 */
}

EXIT(signalfd4)
{
	put_u64(e, ret);
	put_u16(e, fd_flags(arg(call, 3)));
}

ENTER(signalfd)
{
	enter_signalfd4(e, call);
	put_u8(e, 0); /* only signalfd4 has flags */
}
RESULT(signalfd)

ENTER(timerfd_create)
{
	put_u8(e, arg(call, 0));
	put_u8(e, fd_flags(arg(call, 1))); /* the parameter is a byte: close-on-exec does not fit */
}
RESULT(timerfd_create)

ENTER(inotify_init)
{
	put_u8(e, 0); /* only inotify_init1 has flags */
}
RESULT(inotify_init)

NO_ENTER(inotify_init1)
EXIT(inotify_init1)
{
	put_u64(e, ret);
	put_u16(e, fd_flags(arg(call, 0)));
}

ENTER(epoll_create)
{
	put_u32(e, arg(call, 0));
}
RESULT(epoll_create)

ENTER(epoll_create1)
{
	put_u32(e, arg(call, 0) & O_CLOEXEC ? 1 : 0);
}
RESULT(epoll_create1)

NO_ENTER(userfaultfd)
EXIT(userfaultfd)
{
	put_u64(e, ret);
	put_u32(e, fd_flags(arg(call, 0)));
}

NO_ENTER(memfd_create)
EXIT(memfd_create)
{
	put_u64(e, ret);
	put_user_string(e, arg(call, 0));
	put_u32(e, arg(call, 1) & 7);
}

NO_ENTER(pidfd_open)
EXIT(pidfd_open)
{
	put_u64(e, ret);
	put_fd(e, arg(call, 0));
	put_u32(e, arg(call, 1) & O_NONBLOCK ? 1 : 0);
}

NO_ENTER(pidfd_getfd)
EXIT(pidfd_getfd)
{
	put_u64(e, ret);
	put_fd(e, arg(call, 0));
	put_fd(e, arg(call, 1));
	put_u32(e, arg(call, 2));
}

ENTER(bpf)
{
	put_fd(e, arg(call, 0));
}

EXIT(bpf)
{
	put_u64(e, ret);
	put_u32(e, arg(call, 0));
}

#endif
