/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Writers of event parameters: each appends one parameter and its length.
 * What cannot be read (a bad pointer, a page that is not in memory) becomes an empty parameter: it is not a drop.
 */
#ifndef PROBE_PARAMS_H
#define PROBE_PARAMS_H

#include "ring.h"

#define PATH_BYTES 4096
/* The longest I/O buffer; with everything else the block stays below 64 KiB, as readers demand. */
#define DATA_BYTES 0xefff

/*
 * The verifier follows every path through a loop unless the states at its end are alike. A mask that changes nothing
 * gives a value the same known range on each path; written in assembly, because the compiler would drop it.
 */
#define FORGET(value) asm volatile("%0 &= 0xffff" : "+r"(value))

static __always_inline void put_len(struct event *e, u64 len)
{
	*(u16 *)AT(e, e->lens) = len;
	e->lens += 2;
}

static __always_inline void put_empty(struct event *e)
{
	put_len(e, 0);
}

/* Raw bytes of a parameter whose length is written later. */
static __always_inline void add_u8(struct event *e, u8 value)
{
	*(u8 *)AT(e, e->pos) = value;
	e->pos += 1;
}

static __always_inline void add_u16(struct event *e, u16 value)
{
	*(u16 *)AT(e, e->pos) = value;
	e->pos += 2;
}

static __always_inline void add_u32(struct event *e, u32 value)
{
	*(u32 *)AT(e, e->pos) = value;
	e->pos += 4;
}

static __always_inline void add_u64(struct event *e, u64 value)
{
	*(u64 *)AT(e, e->pos) = value;
	e->pos += 8;
}

static __always_inline void put_u8(struct event *e, u8 value)
{
	add_u8(e, value);
	put_len(e, 1);
}

static __always_inline void put_u16(struct event *e, u16 value)
{
	add_u16(e, value);
	put_len(e, 2);
}

static __always_inline void put_u32(struct event *e, u32 value)
{
	add_u32(e, value);
	put_len(e, 4);
}

static __always_inline void put_u64(struct event *e, u64 value)
{
	add_u64(e, value);
	put_len(e, 8);
}

/* Descriptors and process ids are 32-bit in the call and 64-bit in the event. */
static __always_inline void put_fd(struct event *e, u64 fd)
{
	put_u64(e, (s64)(s32)fd);
}

#define AT_FDCWD (-100)

/* The length with the NUL, as the helper returns it, but for an empty string: of that 6.1 says 0, and 6.18 says 1. */
static __always_inline long read_user_string(u8 *to, u64 max, u64 from)
{
	long len = bpf_probe_read_user_str(to, max, (void *)from);

	if (len)
		return len;
	*to = 0;
	return 1;
}

/* The first `max` bytes at most; the length counts the final NUL. */
static __always_inline u64 add_user_string(struct event *e, u64 from, u32 max)
{
	long len = read_user_string(AT(e, e->pos), max, from);

	if (len <= 0)
		return 0;
	len &= 0x1fff;
	e->pos += len;
	FORGET(e->pos);
	return len;
}

static __always_inline u64 add_kernel_string(struct event *e, const void *from, u32 max)
{
	long len = bpf_probe_read_kernel_str(AT(e, e->pos), max, from);

	if (len <= 0)
		return 0;
	len &= 0x1fff;
	e->pos += len;
	FORGET(e->pos);
	return len;
}

static __always_inline void put_user_string(struct event *e, u64 from)
{
	put_len(e, add_user_string(e, from, PATH_BYTES));
}

static __always_inline void put_kernel_string(struct event *e, const void *from, u32 max)
{
	put_len(e, add_kernel_string(e, from, max));
}

static __always_inline u64 add_user_bytes(struct event *e, u64 from, u64 len)
{
	if (len > DATA_BYTES)
		len = DATA_BYTES;
	if (!len || bpf_probe_read_user(AT(e, e->pos), len, (void *)from))
		return 0;
	e->pos += len;
	FORGET(e->pos);
	return len;
}

static __always_inline void put_user_bytes(struct event *e, u64 from, u64 len)
{
	put_len(e, add_user_bytes(e, from, len));
}

/* The first bytes of an I/O buffer of `len` bytes. */
static __always_inline void put_data(struct event *e, u64 from, s64 len)
{
	if (len <= 0) {
		put_empty(e);
		return;
	}
	put_user_bytes(e, from, len < settings.snaplen ? len : settings.snaplen);
}

#endif
