/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Descriptors that no call of the thread opens: those that come with a message (SCM_RIGHTS), and files that io_uring
 * opens. Each is described by what the kernel knows of the file.
 *
 * After the parameters of recvmsg and recvmmsg that readers know, a list, for each descriptor:
 *
 *   s32 fd, u16 type bits of the mode (of sockets also their type), u32 device, u64 inode, u16 length and path, u16 length and tuple
 */
#ifndef PROBE_PASSED_FDS_H
#define PROBE_PASSED_FDS_H

#include "addresses.h"
#include "narrow.h"

/* SCM_MAX_FD: the kernel passes no more with one message. */
#define PASSED_MAX 253
/* An event ends below 64 KiB: after this place no descriptor begins, whose path may have 4 KiB. */
#define PASSED_END 0xe000
#define CONTROLS_MAX 4
#define SOL_SOCKET_LEVEL 1
#define SCM_RIGHTS 1
#define NO_RIGHTS (-1)

/* struct cmsghdr */
struct control_header {
	u64 len;
	s32 level, type;
};

/* Where in the control data the descriptors' header is; credentials and time stamps may be before it. */
__noinline int find_rights(u64 control, u64 len)
{
	u64 at = 0;

	for (int i = 0; i < CONTROLS_MAX; i++) {
		struct control_header header;

		if (at + sizeof(header) > len || bpf_probe_read_user(&header, sizeof(header), (void *)(control + at)))
			return NO_RIGHTS;
		if (header.level == SOL_SOCKET_LEVEL && header.type == SCM_RIGHTS)
			return at;
		if (header.len < sizeof(header))
			return NO_RIGHTS;
		at += (header.len + 7) & ~7ull;
	}
	return NO_RIGHTS;
}

/* A length that is written when what follows is. */
static __always_inline void open_slot(struct event *e)
{
	e->lens = e->pos;
	e->pos += 2;
}

/* One descriptor of the list, at `pos`; returns where it ends. */
__noinline int add_passed_fd(u64 fd, u64 pos)
{
	struct event e = { .at = current_event(), .pos = pos };
	struct file_facts facts = facts_of_fd((s32)fd);
	struct file *file = file_of_fd(fd);
	u16 mode = BPF_CORE_READ(file, f_inode, i_mode) & S_IFMT;
	struct socket *socket = socket_of_fd((s32)fd);

	if (!e.at)
		return pos;
	FORGET(e.pos);
	add_u32(&e, fd);
	add_u16(&e, socket ? mode | BPF_CORE_READ(socket, type) : mode);
	add_u32(&e, facts.dev);
	add_u64(&e, facts.ino);
	open_slot(&e);
	if (file && mode != S_IFSOCK)
		put_file_path(&e, file);
	else
		put_empty(&e);
	FORGET(e.pos);
	open_slot(&e);
	if (mode == S_IFSOCK)
		put_tuple(&e, fd, false, NOT_NAMED);
	else
		put_empty(&e);
	return e.pos;
}

/* The list, at `pos`, of the descriptors after the header at `rights`. */
__noinline int add_passed_fds(u64 rights, u64 pos)
{
	struct control_header header;
	u64 end = pos;

	if (bpf_probe_read_user(&header, sizeof(header), (void *)rights))
		return pos;
	for (u32 i = 0; i < PASSED_MAX; i++) {
		s32 fd;

		if (sizeof(header) + (i + 1) * sizeof(fd) > header.len || end > PASSED_END)
			break;
		if (bpf_probe_read_user(&fd, sizeof(fd), (void *)(rights + sizeof(header) + i * sizeof(fd))))
			break;
		end = add_passed_fd((u32)fd, end);
		FORGET(end);
	}
	return end;
}

static __always_inline void put_passed_fds(struct event *e, u64 rights)
{
	u64 start = e->pos;

	e->pos = add_passed_fds(rights, start);
	FORGET(e->pos);
	put_len(e, e->pos - start);
}

/* --- io_uring --- */

#define TYPE_OPENAT_EXIT 307
#define OPENAT_PARAMS 7
#define URING_OPENAT 18
#define URING_OPENAT2 28

/*
 * An open that io_uring made for the thread, as the exit of an openat; there is no entry. A file that goes to a slot of
 * the ring has no descriptor.
 */
HOOK("io_uring_complete")
int io_uring_complete(u64 *ctx)
{
	struct task_struct *task = CURRENT_TASK();
	u32 tid, tgid, opcode;
	struct file_facts facts;
	struct file *file;
	struct event e;
	void *request;
	s32 fd;

	if (!control.armed)
		return 0;
	request = uring_request(ctx);
	opcode = uring_opcode(request);
	if (opcode != URING_OPENAT && opcode != URING_OPENAT2)
		return 0;
	tid = FIELD(task, pid);
	tgid = FIELD(task, tgid);
	fd = uring_result(request);
	if (is_own(tgid) || fd < 0 || uring_opens_slot(request))
		return 0;
	file = file_of_fd(fd);
	if (!file || !event_begin(&e, tid, EVENT_BIG, true))
		return 0;
	facts = facts_of_fd(fd);
	event_is(&e, TYPE_OPENAT_EXIT, OPENAT_PARAMS);
	put_fd(&e, fd);
	put_fd(&e, AT_FDCWD);
	put_file_path(&e, file);
	put_u32(&e, open_flags(BPF_CORE_READ(file, f_flags)) | facts.flags);
	put_u32(&e, 0);
	put_u32(&e, facts.dev);
	put_u64(&e, facts.ino);
	event_commit(&e);
	return 0;
}

#endif
