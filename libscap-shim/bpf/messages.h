/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Sockets: sending and receiving. */
#ifndef PROBE_MESSAGES_H
#define PROBE_MESSAGES_H

#include "addresses.h"
#include "io.h"
#include "passed-fds.h"

#define CONTROL_BYTES 4096

struct message {
	u64 name;
	u64 name_len;
	u64 vector, count;
	u64 control, control_len;
	u64 flags;
};

/* struct mmsghdr */
struct counted_message {
	struct message message;
	u32 bytes, unused;
};

/* All zero, and so without data, if it cannot be read. */
static __always_inline void read_message(struct message *message, u64 from)
{
	if (bpf_probe_read_user(message, sizeof(*message), (void *)from))
		*message = (struct message){};
}

static __always_inline struct named_end named_by(const struct message *message)
{
	return (struct named_end){ message->name, message->name_len };
}

static __always_inline struct vectors buffers_of(const struct call *call, const struct message *message)
{
	return (struct vectors){ message->vector, message->count, arg(call, 0) };
}

/* --- sending --- */

ENTER(sendto)
{
	put_fd(e, arg(call, 0));
	put_u32(e, arg(call, 2));
	put_tuple(e, arg(call, 0), false, (struct named_end){ arg(call, 4), arg(call, 5) });
}

/* With fd, size and tuple, as newer tables have it. */
#define SEND_PARAMS 5

/* Whether a socket of an inet family has no peer: it may have its own port only since this call. */
static __always_inline bool is_unconnected(s32 fd)
{
	struct socket *socket = socket_of_fd(fd);
	struct sock *sk = BPF_CORE_READ(socket, sk);
	u16 family = socket ? BPF_CORE_READ(sk, __sk_common.skc_family) : 0;

	return (family == AF_INET || family == AF_INET6) && !BPF_CORE_READ(sk, __sk_common.skc_dport);
}

EXIT(sendto)
{
	bool full = ret > 0 && is_unconnected(arg(call, 0));

	if (full)
		event_is(e, e->type, SEND_PARAMS);
	put_u64(e, ret);
	put_transferred(e, arg(call, 0), arg(call, 1), ret > 0 ? ret : arg(call, 2));
	if (!full)
		return;
	put_fd(e, arg(call, 0));
	put_u32(e, arg(call, 2));
	put_tuple(e, arg(call, 0), false, (struct named_end){ arg(call, 4), arg(call, 5) });
}

ENTER(sendmsg)
{
	struct message message;

	read_message(&message, arg(call, 1));
	put_fd(e, arg(call, 0));
	put_u32(e, vector_bytes(message.vector, message.count));
	put_tuple(e, arg(call, 0), false, named_by(&message));
}

EXIT(sendmsg)
{
	bool full = ret > 0 && is_unconnected(arg(call, 0));
	struct message message;

	read_message(&message, arg(call, 1));
	if (full)
		event_is(e, e->type, SEND_PARAMS);
	put_u64(e, ret);
	put_vector_data(e, buffers_of(call, &message), ret > 0 ? ret : settings.snaplen);
	if (!full)
		return;
	put_fd(e, arg(call, 0));
	put_u32(e, vector_bytes(message.vector, message.count));
	put_tuple(e, arg(call, 0), false, named_by(&message));
}

/*
 * One event for the call, though newer tools write one for each message: then a call would have several exits.
 * res is the number of messages, as the call returned it; size the bytes of all of them; data and tuple are the
 * first's.
 */
static __always_inline u32 counted_bytes(u64 from, s64 messages)
{
	u32 bytes = 0;

	for (u32 i = 0; i < IOV_MAX_READ && i < messages; i++) {
		u32 part = 0;

		bpf_probe_read_user(&part, sizeof(part), &((struct counted_message *)from)[i].bytes);
		bytes += part;
	}
	return bytes;
}

NO_ENTER(sendmmsg)
EXIT(sendmmsg)
{
	struct message message;
	u32 first = 0;

	read_message(&message, arg(call, 1));
	bpf_probe_read_user(&first, sizeof(first), &((struct counted_message *)arg(call, 1))->bytes);
	put_u64(e, ret);
	put_fd(e, arg(call, 0));
	put_u32(e, ret > 0 ? counted_bytes(arg(call, 1), ret) : 0);
	put_vector_data(e, buffers_of(call, &message), ret > 0 ? first : 0);
	if (ret > 0)
		put_tuple(e, arg(call, 0), false, named_by(&message));
	else
		put_empty(e);
}

/* --- receiving --- */

ENTER(recvfrom)
{
	put_fd(e, arg(call, 0));
	put_u32(e, arg(call, 2));
}

EXIT(recvfrom)
{
	put_u64(e, ret);
	put_transferred(e, arg(call, 0), arg(call, 1), ret);
	if (ret > 0)
		put_tuple(e, arg(call, 0), true, (struct named_end){ arg(call, 4), 0 });
	else
		put_empty(e);
}

ENTER(recvmsg)
{
	put_fd(e, arg(call, 0));
}

static __always_inline void put_control(struct event *e, const struct message *message)
{
	put_user_bytes(e, message->control,
		       message->control_len < CONTROL_BYTES ? message->control_len : CONTROL_BYTES);
}

/* Where the header of passed descriptors is in memory; 0: there are none. */
static __always_inline u64 rights_of(const struct message *message)
{
	int at = message->control_len ? find_rights(message->control, message->control_len) : NO_RIGHTS;

	return at < 0 ? 0 : message->control + at;
}

#define RECVMSG_PARAMS 5
#define RECVMMSG_PARAMS 6

EXIT(recvmsg)
{
	struct message message;
	u64 rights;

	put_u64(e, ret);
	put_u32(e, ret > 0 ? ret : 0);
	if (ret <= 0) {
		put_empty(e);
		put_empty(e);
		put_empty(e);
		return;
	}
	read_message(&message, arg(call, 1));
	rights = rights_of(&message);
	if (rights) {
		/* With the fd that newer tables have before it. */
		event_is(e, e->type, RECVMSG_PARAMS + 2);
		put_u64(e, ret);
		put_u32(e, ret);
	}
	put_vector_data(e, buffers_of(call, &message), ret);
	put_tuple(e, arg(call, 0), true, named_by(&message));
	put_control(e, &message);
	if (!rights)
		return;
	put_fd(e, arg(call, 0));
	put_passed_fds(e, rights);
}

NO_ENTER(recvmmsg)
EXIT(recvmmsg)
{
	struct message message;
	u32 first = 0;
	u64 rights;

	put_u64(e, ret);
	put_fd(e, arg(call, 0));
	if (ret <= 0) {
		put_u32(e, 0);
		put_empty(e);
		put_empty(e);
		put_empty(e);
		return;
	}
	read_message(&message, arg(call, 1));
	rights = rights_of(&message);
	if (rights) {
		event_is(e, e->type, RECVMMSG_PARAMS + 1);
		put_u64(e, ret);
		put_fd(e, arg(call, 0));
	}
	bpf_probe_read_user(&first, sizeof(first), &((struct counted_message *)arg(call, 1))->bytes);
	put_u32(e, counted_bytes(arg(call, 1), ret));
	put_vector_data(e, buffers_of(call, &message), first);
	put_tuple(e, arg(call, 0), true, named_by(&message));
	put_control(e, &message);
	if (rights)
		put_passed_fds(e, rights);
}

#endif
