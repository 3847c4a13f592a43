/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Socket addresses and tuples.
 *
 * Ports are host order, addresses network order. A tuple names its source first: the caller's own end for what goes
 * out, the peer for what comes in. Families other than the three below make an empty parameter.
 */
#ifndef PROBE_ADDRESSES_H
#define PROBE_ADDRESSES_H

#include <bpf/bpf_endian.h>
#include "files.h"

#define AF_UNIX 1
#define AF_INET 2
#define AF_INET6 10
#define UNIX_PATH 108
#define SOCK_STREAM 1

/* Of a tuple: which way data go, and that the socket is a stream. */
enum tuple_direction { OUTBOUND = 0, INBOUND = 1, STREAM = 2 };

struct user_address {
	u16 family;
	u16 port; /* network order */
	u32 ip4;
	u8 ip6[16];
};

/* The caller's sockaddr, inet families only. sin_port and sin6_port, sin_addr and sin6_flowinfo share their places. */
static __always_inline bool read_address(struct user_address *address, u64 from)
{
	*address = (struct user_address){};
	if (!from || bpf_probe_read_user(address, 8, (void *)from))
		return false;
	if (address->family == AF_INET6)
		bpf_probe_read_user(address->ip6, 16, (void *)(from + 8));
	return address->family == AF_INET || address->family == AF_INET6;
}

/* A sockaddr that a call names, in the caller's memory; address 0: none. */
struct named_end {
	u64 address;
	u32 len;
};

static __always_inline void add_ip6(struct event *e, const void *ip6)
{
	add_u64(e, ((const u64 *)ip6)[0]);
	add_u64(e, ((const u64 *)ip6)[1]);
}

/* A path in a sockaddr_un of `len` bytes; the name of an abstract socket loses its leading NUL. */
static __always_inline void put_unix_path(struct event *e, u64 start, u64 written)
{
	if (!written) {
		*(u8 *)AT(e, e->pos) = 0;
		e->pos += 1;
	}
	put_len(e, e->pos - start);
}

/* The name need not end with NUL: len bounds it, and a NUL is added. */
static __always_inline u64 add_user_unix_path(struct event *e, u64 from, u32 len)
{
	u32 room = len - 2;
	u8 first = 0;

	from += 2;
	bpf_probe_read_user(&first, 1, (void *)from);
	if (room && !first) {
		from++;
		room--;
	}
	room &= 127;
	return room ? add_user_string(e, from, room + 1) : 0;
}

static __always_inline void put_sockaddr(struct event *e, u64 from, u32 len)
{
	struct user_address address;
	u64 start = e->pos;

	if (len < 2 || len > 128) {
		put_empty(e);
		return;
	}
	if (read_address(&address, from)) {
		add_u8(e, address.family);
		if (address.family == AF_INET)
			add_u32(e, address.ip4);
		else
			add_ip6(e, address.ip6);
		add_u16(e, bpf_ntohs(address.port));
		put_len(e, e->pos - start);
		return;
	}
	if (address.family != AF_UNIX) {
		put_empty(e);
		return;
	}
	add_u8(e, AF_UNIX);
	put_unix_path(e, start, add_user_unix_path(e, from, len));
}

static __always_inline void add_inet_end(struct event *e, u32 ip, u16 port)
{
	add_u32(e, ip);
	add_u16(e, bpf_ntohs(port));
}

static __always_inline void add_inet6_end(struct event *e, const void *ip, u16 port)
{
	add_ip6(e, ip);
	add_u16(e, bpf_ntohs(port));
}

/*
 * Whether the call's own address counts: an unconnected socket has no other, and a datagram goes where the call says.
 * Streams ignore it.
 */
static __always_inline bool takes_given(u16 peer_port, bool inbound, bool stream)
{
	return !peer_port || (!inbound && !stream);
}

static __always_inline void put_inet_tuple(struct event *e, struct sock *sk, u32 direction,
					   const struct user_address *given)
{
	bool inbound = direction & INBOUND;
	u32 own_ip = BPF_CORE_READ((struct inet_sock *)sk, inet_saddr);
	u16 own_port = BPF_CORE_READ((struct inet_sock *)sk, inet_sport);
	u32 peer_ip = BPF_CORE_READ(sk, __sk_common.skc_daddr);
	u16 peer_port = BPF_CORE_READ(sk, __sk_common.skc_dport);
	u64 start = e->pos;

	if (takes_given(peer_port, inbound, direction & STREAM) && given->family == AF_INET) {
		peer_ip = given->ip4;
		peer_port = given->port;
	}
	add_u8(e, AF_INET);
	if (inbound)
		add_inet_end(e, peer_ip, peer_port);
	add_inet_end(e, own_ip, own_port);
	if (!inbound)
		add_inet_end(e, peer_ip, peer_port);
	put_len(e, e->pos - start);
}

/* An IPv6 socket may be given an IPv4 address: it becomes a mapped one. */
static __always_inline void take_given(u64 *to, const struct user_address *given)
{
	u32 *words = (u32 *)to;

	if (given->family == AF_INET6) {
		__builtin_memcpy(to, given->ip6, sizeof(given->ip6));
		return;
	}
	to[0] = 0;
	words[2] = bpf_htonl(0xffff);
	words[3] = given->ip4;
}

static __always_inline void put_inet6_tuple(struct event *e, struct sock *sk, u32 direction,
					    const struct user_address *given)
{
	bool inbound = direction & INBOUND;
	struct in6_address own_ip = BPF_CORE_READ((struct inet_sock *)sk, pinet6, saddr);
	struct in6_address peer_ip = BPF_CORE_READ(sk, __sk_common.skc_v6_daddr);
	u16 own_port = BPF_CORE_READ((struct inet_sock *)sk, inet_sport);
	u16 peer_port = BPF_CORE_READ(sk, __sk_common.skc_dport);
	u64 start = e->pos;

	if (takes_given(peer_port, inbound, direction & STREAM) && given->family) {
		take_given((u64 *)&peer_ip, given);
		peer_port = given->port;
	}
	add_u8(e, AF_INET6);
	if (inbound)
		add_inet6_end(e, &peer_ip, peer_port);
	add_inet6_end(e, &own_ip, own_port);
	if (!inbound)
		add_inet6_end(e, &peer_ip, peer_port);
	put_len(e, e->pos - start);
}

/* A datagram to a path: only the path of its receiver is known. */
static __always_inline void put_unix_datagram(struct event *e, struct sock *sk, const struct named_end *given)
{
	u64 start = e->pos;

	add_u8(e, AF_UNIX);
	add_u64(e, 0);
	add_u64(e, (u64)sk);
	put_unix_path(e, start, add_user_unix_path(e, given->address, given->len));
}

/* Two kernel addresses, which name the sockets, and the path of the end that data go to. */
static __always_inline void put_unix_tuple(struct event *e, struct sock *sk, bool inbound)
{
	struct sock *peer = BPF_CORE_READ((struct unix_sock *)sk, peer);
	struct sock *named = inbound ? sk : peer;
	struct unix_address *address = BPF_CORE_READ((struct unix_sock *)named, addr);
	char *path = (void *)address + bpf_core_field_offset(struct unix_address, name) + 2;
	s32 len = BPF_CORE_READ(address, len) - 2;
	u64 start = e->pos;
	char first = 0;

	add_u8(e, AF_UNIX);
	add_u64(e, (u64)(inbound ? sk : peer));
	add_u64(e, (u64)(inbound ? peer : sk));
	if (!address || len <= 0 || len > UNIX_PATH) {
		put_unix_path(e, start, 0);
		return;
	}
	bpf_probe_read_kernel(&first, 1, path);
	if (!first) {
		path++;
		len--;
	}
	len &= 127;
	put_unix_path(e, start, add_kernel_string(e, path, len + 1));
}

static __always_inline void put_tuple(struct event *e, s32 fd, bool inbound, struct named_end named)
{
	struct socket *socket = socket_of_fd(fd);
	struct sock *sk = BPF_CORE_READ(socket, sk);
	u16 family = socket ? BPF_CORE_READ(sk, __sk_common.skc_family) : 0;
	bool stream = socket && BPF_CORE_READ(socket, type) == SOCK_STREAM;
	u32 direction = (inbound ? INBOUND : OUTBOUND) | (stream ? STREAM : 0);
	struct user_address given;

	if (family == AF_UNIX) {
		if (!inbound && !stream && named.address && named.len > 2 && named.len <= 2 + UNIX_PATH)
			put_unix_datagram(e, sk, &named);
		else
			put_unix_tuple(e, sk, inbound);
		return;
	}
	if (family != AF_INET && family != AF_INET6) {
		put_empty(e);
		return;
	}
	read_address(&given, named.address);
	if (given.family != AF_INET && given.family != AF_INET6)
		given.family = 0;
	if (family == AF_INET)
		put_inet_tuple(e, sk, direction, &given);
	else
		put_inet6_tuple(e, sk, direction, &given);
}

#define NOT_NAMED ((struct named_end){ 0, 0 })

#endif
