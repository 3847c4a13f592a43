/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What begins like a request or an answer of a protocol that readers decode: more of it is kept than of other data.
 *
 * Looked at is what was kept already, the first 16 bytes of it, and only where there is more to keep. A likeness is
 * enough: what it gets wrong costs a few hundred bytes of a recording and no more. Which protocols: docs/adr/0033.
 */
#ifndef PROBE_REQUESTS_H
#define PROBE_REQUESTS_H

#include "files.h"

#define S_IFIFO 0010000
/* Bytes that are looked at; a snaplen below it leaves nothing to go by. */
#define REQUEST_START 16

#define FOUR(a, b, c, d) ((u32)(a) | (u32)(b) << 8 | (u32)(c) << 16 | (u32)(d) << 24)

/* Bytes 0 to 7 and 8 to 15 of a transfer of `len` bytes. */
struct beginning {
	u64 low, high;
	u64 len;
};

static __always_inline u32 byte_at(const struct beginning *b, u32 index)
{
	return (u8)(b->low >> (8 * index));
}

static __always_inline u32 little(const struct beginning *b)
{
	return b->low;
}

static __always_inline u32 big(const struct beginning *b)
{
	return __builtin_bswap32((u32)b->low);
}

/* HTTP/1, the preface of HTTP/2, memcached's words, AMQP's. */
static __always_inline bool begins_with_word(const struct beginning *b)
{
	switch (little(b)) {
	case FOUR('G', 'E', 'T', ' '):
	case FOUR('H', 'E', 'A', 'D'):
	case FOUR('P', 'O', 'S', 'T'):
	case FOUR('P', 'U', 'T', ' '):
	case FOUR('D', 'E', 'L', 'E'):
	case FOUR('P', 'A', 'T', 'C'):
	case FOUR('O', 'P', 'T', 'I'):
	case FOUR('C', 'O', 'N', 'N'):
	case FOUR('T', 'R', 'A', 'C'):
	case FOUR('H', 'T', 'T', 'P'):
	case FOUR('P', 'R', 'I', ' '):
	case FOUR('A', 'M', 'Q', 'P'):
	case FOUR('g', 'e', 't', ' '):
	case FOUR('g', 'e', 't', 's'):
	case FOUR('g', 'a', 't', ' '):
	case FOUR('g', 'a', 't', 's'):
	case FOUR('s', 'e', 't', ' '):
	case FOUR('a', 'd', 'd', ' '):
	case FOUR('c', 'a', 's', ' '):
	case FOUR('r', 'e', 'p', 'l'):
	case FOUR('a', 'p', 'p', 'e'):
	case FOUR('p', 'r', 'e', 'p'):
	case FOUR('d', 'e', 'l', 'e'):
	case FOUR('V', 'A', 'L', 'U'):
		return true;
	}
	return false;
}

static __always_inline bool is_digit(u32 byte)
{
	return byte - '0' < 10;
}

/* RESP: a type, and a length or a text. Syslog: a priority. */
static __always_inline bool begins_with_mark(const struct beginning *b)
{
	u32 next = byte_at(b, 1);

	switch (byte_at(b, 0)) {
	case '*':
	case '$':
	case '%':
	case '~':
	case '>':
	case '=':
	case '!':
	case '<':
		return is_digit(next);
	case '+':
	case '-':
		return (next | 0x20) - 'a' < 26;
	}
	return false;
}

/* A letter (or digit) and a length below 64 KiB, as PostgreSQL has it after the start of a connection. */
static __always_inline bool begins_with_letter(const struct beginning *b)
{
	u32 first = byte_at(b, 0);

	return ((first | 0x20) - 'a' < 26 || is_digit(first)) && !byte_at(b, 1) && !byte_at(b, 2);
}

/*
 * The length of all that follows: Kafka, DNS over TCP, MySQL, the start-up message of PostgreSQL, MongoDB; or of the
 * first of several packets of MySQL, whose number follows.
 */
static __always_inline bool begins_with_length(const struct beginning *b)
{
	u32 packet = little(b) & 0xffffff;

	if (big(b) == b->len || big(b) + 4 == b->len || (big(b) >> 16) + 2 == b->len || little(b) == b->len)
		return true;
	return packet && (packet + 4 == b->len || byte_at(b, 3) == 1);
}

/* MySQL's server reads the length by itself: what follows is a command, then text. */
static __always_inline bool begins_with_command(const struct beginning *b)
{
	u32 command = byte_at(b, 0), next = byte_at(b, 1);

	return (command == 3 || command == 22) && next >= '\t' && next < 0x7f;
}

/* One question, in a datagram: no port is asked for, because resolvers of a machine listen on others too. */
static __always_inline bool begins_with_question(const struct beginning *b)
{
	return byte_at(b, 4) == 0 && byte_at(b, 5) == 1 && !(byte_at(b, 2) & 0x78) && !byte_at(b, 6);
}

/* Binary headers: AMQP 0.9.1, Cassandra, memcached, TLS, HTTP/2, MongoDB. */
static __always_inline bool begins_with_header(const struct beginning *b)
{
	u32 first = byte_at(b, 0), version = first & 0x7f;

	if (first >= 1 && first <= 3 && !byte_at(b, 1) && !byte_at(b, 3))
		return true;
	if (version >= 3 && version <= 5 && byte_at(b, 1) < 32 && byte_at(b, 4) <= 16 && !byte_at(b, 5))
		return true;
	if (first == 0x80 || first == 0x81)
		return !byte_at(b, 5);
	if (first == 22)
		return byte_at(b, 1) == 3;
	if (!first && (byte_at(b, 1) | byte_at(b, 2)) && byte_at(b, 3) < 10 && !(byte_at(b, 5) & 0x80))
		return true;
	return (u32)(b->high >> 32) == 2013 || (u32)(b->high >> 32) == 1;
}

/* Whether what was kept at `pos` begins so; `len`: bytes of the transfer. Global: verified once (ring.h). */
__noinline int begins_a_message(u64 pos, u64 len)
{
	u8 *event = current_event();
	struct beginning b = { .len = len };

	if (!event)
		return 0;
	pos &= EVENT_MASK;
	b.low = *(u64 *)(event + pos);
	b.high = *(u64 *)(event + pos + 8);
	return begins_with_word(&b) || begins_with_mark(&b) || begins_with_letter(&b) || begins_with_length(&b) ||
	       begins_with_command(&b) || begins_with_question(&b) || begins_with_header(&b);
}

static __always_inline bool is_socket_or_pipe(s32 fd)
{
	struct file *file = file_of_fd(fd);
	u32 kind = file ? BPF_CORE_READ(file, f_inode, i_mode) & S_IFMT : 0;

	return kind == S_IFSOCK || kind == S_IFIFO;
}

/* Bytes to keep of a transfer of `len` bytes, of which the first snaplen are at `pos`. */
static __always_inline u64 bytes_to_keep(s32 fd, u64 pos, u64 len)
{
	if (len <= settings.snaplen || settings.snaplen < REQUEST_START ||
	    settings.requests_snaplen <= settings.snaplen)
		return len < settings.snaplen ? len : settings.snaplen;
	if (!begins_a_message(pos, len) || !is_socket_or_pipe(fd))
		return settings.snaplen;
	return len < settings.requests_snaplen ? len : settings.requests_snaplen;
}

/* The first bytes of a buffer of `len` bytes that went through a descriptor. */
static __always_inline void put_transferred(struct event *e, s32 fd, u64 from, s64 len)
{
	u64 start = e->pos, kept;

	if (len <= 0) {
		put_empty(e);
		return;
	}
	kept = add_user_bytes(e, from, (u64)len < settings.snaplen ? len : settings.snaplen);
	if (kept && kept < (u64)len)
		kept += add_user_bytes(e, from + kept, bytes_to_keep(fd, start, len) - kept);
	put_len(e, kept);
}

#endif
