/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Data through descriptors: the hot calls, vectors of buffers. */
#ifndef PROBE_IO_H
#define PROBE_IO_H

#include "requests.h"

#define ENTER(name) static __always_inline void enter_##name(struct event *e, const struct call *call)
#define EXIT(name) static __always_inline void exit_##name(struct event *e, const struct call *call, s64 ret)
#define NO_ENTER(name) \
	ENTER(name)    \
	{              \
	}
/* The exit says no more than the result. */
#define RESULT(name)             \
	EXIT(name)               \
	{                        \
		put_u64(e, ret); \
	}

/* --- hot calls --- */

ENTER(read)
{
	put_fd(e, arg(call, 0));
	put_u32(e, arg(call, 2));
}

EXIT(read)
{
	put_u64(e, ret);
	put_transferred(e, arg(call, 0), arg(call, 1), ret);
}

ENTER(write)
{
	put_fd(e, arg(call, 0));
	put_u32(e, arg(call, 2));
}

/* A failed write shows what was to be written. */
EXIT(write)
{
	put_u64(e, ret);
	put_transferred(e, arg(call, 0), arg(call, 1), ret > 0 ? ret : arg(call, 2));
}

ENTER(close)
{
	put_fd(e, arg(call, 0));
}
RESULT(close)

ENTER(pread64)
{
	enter_read(e, call);
	put_u64(e, arg(call, 3));
}

EXIT(pread64)
{
	put_u64(e, ret);
	put_data(e, arg(call, 1), ret);
}

ENTER(pwrite64)
{
	enter_write(e, call);
	put_u64(e, arg(call, 3));
}

EXIT(pwrite64)
{
	put_u64(e, ret);
	put_data(e, arg(call, 1), ret > 0 ? ret : arg(call, 2));
}

ENTER(lseek)
{
	put_fd(e, arg(call, 0));
	put_u64(e, call->compat ? (s64)(s32)arg(call, 1) : (s64)arg(call, 1));
	put_u8(e, arg(call, 2));
}
RESULT(lseek)

ENTER(fstat)
{
	put_fd(e, arg(call, 0));
}
RESULT(fstat)

ENTER(futex)
{
	put_u64(e, arg(call, 0));
	put_u16(e, arg(call, 1) & FUTEX_MASK);
	put_u64(e, arg(call, 2));
}
RESULT(futex)

/* Readers know the first parameter, and pass over the descriptor. */
ENTER(epoll_wait)
{
	put_fd(e, arg(call, 2));
	put_fd(e, arg(call, 0));
}
RESULT(epoll_wait)

/* --- vectors --- */

#define IOV_MAX_READ 32

struct vector {
	u64 base, len;
};

/* Buffers that a call was given; fd -1: not through a descriptor of the caller's. */
struct vectors {
	u64 from, count;
	s32 fd;
};

/* Copies the descriptors to scratch space; the number of them. */
static __always_inline u32 read_vector(u8 *event, u64 from, u64 count)
{
	u32 n = count > IOV_MAX_READ ? IOV_MAX_READ : count;

	if (!n || bpf_probe_read_user(event + EVENT_MAX, n * sizeof(struct vector), (void *)from))
		return 0;
	return n;
}

/* What the buffers hold together. */
__noinline int vector_bytes(u64 from, u64 count)
{
	u8 *event = current_event();
	u32 n, bytes = 0;

	if (!event)
		return 0;
	n = read_vector(event, from, count);
	for (u32 i = 0; i < IOV_MAX_READ; i++)
		bytes += i < n ? ((struct vector *)(event + EVENT_MAX))[i].len : 0;
	return bytes;
}

/* Appends the first `left` bytes of what the buffers hold, at `pos`; returns where it stopped. */
__noinline int add_vector_data(u64 from, u64 count, u64 left, u64 pos)
{
	u8 *event = current_event();
	u32 n;

	if (!event || !left)
		return pos;
	n = read_vector(event, from, count);
	FORGET(pos);
	for (u32 i = 0; i < IOV_MAX_READ; i++) {
		struct vector *v = (struct vector *)(event + EVENT_MAX) + i;
		u64 part = v->len < left ? v->len : left;

		if (i >= n || !left)
			break;
		FORGET(part);
		if (bpf_probe_read_user(event + pos, part, (void *)v->base))
			break;
		pos += part;
		left -= part;
		FORGET(left);
		FORGET(pos);
	}
	return pos;
}

/* The first bytes of the buffers' content, which has `len` bytes. */
static __always_inline void put_vector_data(struct event *e, struct vectors v, s64 len)
{
	u64 left = len < 0 ? 0 : len < settings.snaplen ? len : settings.snaplen;
	u64 start = e->pos, more = left;

	e->pos = add_vector_data(v.from, v.count, left, start);
	FORGET(e->pos);
	if (left && left < (u64)len && e->pos - start == left)
		more = bytes_to_keep(v.fd, start, len);
	if (more > left) {
		e->pos = add_vector_data(v.from, v.count, more, start);
		FORGET(e->pos);
	}
	put_len(e, e->pos - start);
}

static __always_inline struct vectors vectors_of(const struct call *call)
{
	return (struct vectors){ arg(call, 1), arg(call, 2), arg(call, 0) };
}

ENTER(readv)
{
	put_fd(e, arg(call, 0));
}

EXIT(readv)
{
	put_u64(e, ret);
	put_u32(e, ret > 0 ? ret : 0);
	put_vector_data(e, vectors_of(call), ret);
}

ENTER(writev)
{
	put_fd(e, arg(call, 0));
	put_u32(e, vector_bytes(arg(call, 1), arg(call, 2)));
}

EXIT(writev)
{
	put_u64(e, ret);
	put_vector_data(e, vectors_of(call), ret > 0 ? ret : settings.snaplen);
}

ENTER(preadv)
{
	put_fd(e, arg(call, 0));
	put_u64(e, arg(call, 3));
}

EXIT(preadv)
{
	exit_readv(e, call, ret);
}

ENTER(pwritev)
{
	enter_writev(e, call);
	put_u64(e, arg(call, 3));
}

EXIT(pwritev)
{
	exit_writev(e, call, ret);
}

NO_ENTER(process_vm_readv)
EXIT(process_vm_readv)
{
	put_u64(e, ret);
	put_fd(e, arg(call, 0));
	put_vector_data(e, (struct vectors){ arg(call, 1), arg(call, 2), -1 }, ret);
}

NO_ENTER(process_vm_writev)
EXIT(process_vm_writev)
{
	exit_process_vm_readv(e, call, ret);
}

/* --- between descriptors --- */

static __always_inline u64 read_user_u64(u64 from)
{
	u64 value = 0;

	bpf_probe_read_user(&value, sizeof(value), (void *)from);
	return value;
}

ENTER(sendfile)
{
	put_fd(e, arg(call, 0));
	put_fd(e, arg(call, 1));
	put_u64(e, read_user_u64(arg(call, 2)));
	put_u64(e, arg(call, 3));
}

EXIT(sendfile)
{
	put_u64(e, ret);
	put_u64(e, read_user_u64(arg(call, 2)));
}

ENTER(splice)
{
	put_fd(e, arg(call, 0));
	put_fd(e, arg(call, 2));
	put_u64(e, arg(call, 4));
	put_u32(e, arg(call, 5) & 15);
}
RESULT(splice)

/* Where a copy starts: what the caller points at, or the position of the file. */
static __always_inline u64 copy_offset(u64 from, s32 fd)
{
	struct file *file = file_of_fd(fd);

	if (from)
		return read_user_u64(from);
	return file ? BPF_CORE_READ(file, f_pos) : 0;
}

ENTER(copy_file_range)
{
	put_fd(e, arg(call, 0));
	put_u64(e, copy_offset(arg(call, 1), arg(call, 0)));
	put_u64(e, arg(call, 4));
}

/* The kernel has moved the offset on by what was copied. */
EXIT(copy_file_range)
{
	put_u64(e, ret);
	put_fd(e, arg(call, 2));
	put_u64(e, copy_offset(arg(call, 3), arg(call, 2)) - (ret > 0 ? ret : 0));
}

ENTER(llseek)
{
	put_fd(e, arg(call, 0));
	put_u64(e, arg(call, 1) << 32 | (u32)arg(call, 2));
	put_u8(e, arg(call, 4));
}
RESULT(llseek)

ENTER(ioctl)
{
	put_fd(e, arg(call, 0));
	put_u64(e, arg(call, 1));
	put_u64(e, arg(call, 2));
}
RESULT(ioctl)

ENTER(flock)
{
	put_fd(e, arg(call, 0));
	put_u32(e, arg(call, 1) & 15);
}
RESULT(flock)

ENTER(getdents)
{
	put_fd(e, arg(call, 0));
}
RESULT(getdents)

ENTER(getdents64)
{
	put_fd(e, arg(call, 0));
}
RESULT(getdents64)

#endif
