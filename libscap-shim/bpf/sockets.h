/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Sockets: making, naming, connecting, options. */
#ifndef PROBE_SOCKETS_H
#define PROBE_SOCKETS_H

#include "addresses.h"
#include "io.h"

#define EINPROGRESS 115

ENTER(socket)
{
	put_u32(e, (u8)arg(call, 0));
	put_u32(e, arg(call, 1));
	put_u32(e, arg(call, 2));
}
RESULT(socket)

ENTER(socketpair)
{
	enter_socket(e, call);
}

EXIT(socketpair)
{
	s32 fds[2] = { -1, -1 };
	u64 own = 0, peer = 0;

	if (!ret && !bpf_probe_read_user(fds, sizeof(fds), (void *)arg(call, 3))) {
		struct sock *sk = BPF_CORE_READ(socket_of_fd(fds[0]), sk);

		own = (u64)sk;
		peer = (u64)BPF_CORE_READ((struct unix_sock *)sk, peer);
	}
	put_u64(e, ret);
	put_fd(e, fds[0]);
	put_fd(e, fds[1]);
	put_u64(e, own);
	put_u64(e, peer);
}

ENTER(bind)
{
	put_fd(e, arg(call, 0));
}

EXIT(bind)
{
	put_u64(e, ret);
	put_sockaddr(e, arg(call, 1), arg(call, 2));
}

ENTER(connect)
{
	put_fd(e, arg(call, 0));
	put_sockaddr(e, arg(call, 1), arg(call, 2));
}

EXIT(connect)
{
	put_u64(e, ret);
	if (ret == 0 || ret == -EINPROGRESS)
		put_tuple(e, arg(call, 0), false, NOT_NAMED);
	else
		put_empty(e);
	put_fd(e, arg(call, 0));
}

ENTER(listen)
{
	put_fd(e, arg(call, 0));
	put_u32(e, arg(call, 1));
}
RESULT(listen)

/* The queue is that of the listening socket, seen when the call returns. */
static __always_inline void put_accept(struct event *e, const struct call *call, s64 ret)
{
	u32 len = 0, max = 0;

	put_u64(e, ret);
	if (ret < 0) {
		put_empty(e);
	} else {
		struct sock *listener = BPF_CORE_READ(socket_of_fd(arg(call, 0)), sk);

		put_tuple(e, ret, true, NOT_NAMED);
		len = BPF_CORE_READ(listener, sk_ack_backlog);
		max = BPF_CORE_READ(listener, sk_max_ack_backlog);
	}
	put_u8(e, len && max ? (u64)len * 100 / max : 0);
	put_u32(e, len);
	put_u32(e, max);
}

NO_ENTER(accept)
EXIT(accept)
{
	put_accept(e, call, ret);
}

ENTER(accept4)
{
	put_u32(e, fd_flags(arg(call, 3)));
}

EXIT(accept4)
{
	put_accept(e, call, ret);
}

ENTER(shutdown)
{
	put_fd(e, arg(call, 0));
	put_u8(e, shutdown_how(arg(call, 1)));
}
RESULT(shutdown)

NO_ENTER(getsockname)
EXIT(getsockname)
{
}
NO_ENTER(getpeername)
EXIT(getpeername)
{
}

/* --- options --- */

/* The first byte says what follows. */
enum option_kind { OPTION_BYTES, OPTION_ERRNO, OPTION_UINT32, OPTION_UINT64, OPTION_TIMEVAL };

/* Options of SOL_SOCKET that are not an int: SO_LINGER, SO_PEERCRED, filters, names, groups. */
static __always_inline bool is_int_option(u32 option)
{
	return option <= 49 && option != 13 && option != 17 && option != 25 && option != 26 && option != 28 &&
	       option != 31;
}

static __always_inline void put_option(struct event *e, u32 level, u32 option, u64 from, u32 len)
{
	u64 start = e->pos, value[2] = {};

	if (level != SOL_SOCKET) {
		add_u8(e, OPTION_BYTES);
		add_user_bytes(e, from, len & 0x3fff);
	} else if (option == SO_ERROR) {
		bpf_probe_read_user(value, 4, (void *)from);
		add_u8(e, OPTION_ERRNO);
		add_u64(e, -(s64)(s32)value[0]);
	} else if ((option == SO_RCVTIMEO || option == SO_SNDTIMEO || option == SO_RCVTIMEO_NEW ||
		    option == SO_SNDTIMEO_NEW) &&
		   len >= 16) {
		bpf_probe_read_user(value, 16, (void *)from);
		add_u8(e, OPTION_TIMEVAL);
		add_u64(e, value[0] * 1000000000 + value[1] * 1000);
	} else if (option == SO_COOKIE) {
		bpf_probe_read_user(value, 8, (void *)from);
		add_u8(e, OPTION_UINT64);
		add_u64(e, value[0]);
	} else if (is_int_option(option)) {
		bpf_probe_read_user(value, 4, (void *)from);
		add_u8(e, OPTION_UINT32);
		add_u32(e, value[0]);
	} else {
		add_u8(e, OPTION_BYTES);
		add_user_bytes(e, from, len & 0x3fff);
	}
	put_len(e, e->pos - start);
}

static __always_inline void put_sockopt(struct event *e, const struct call *call, s64 ret, u32 len)
{
	put_u64(e, ret);
	put_fd(e, arg(call, 0));
	put_u8(e, MATCH(SOCKOPT_LEVELS, arg(call, 1), 0));
	put_u8(e, sockopt_name(arg(call, 1), arg(call, 2)));
	put_option(e, arg(call, 1), arg(call, 2), arg(call, 3), len);
	put_u32(e, len);
}

NO_ENTER(setsockopt)
EXIT(setsockopt)
{
	put_sockopt(e, call, ret, arg(call, 4));
}

/* The length is the kernel's answer, or the caller's if the call failed. */
NO_ENTER(getsockopt)
EXIT(getsockopt)
{
	u32 len = 0;

	bpf_probe_read_user(&len, sizeof(len), (void *)arg(call, 4));
	put_sockopt(e, call, ret, len);
}

#endif
