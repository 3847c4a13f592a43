/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* clang-format off */
/*
 * Kernel flag and command values → the portable values that .scap files carry.
 * The tables pair a kernel value with a portable one; what has no pair is left out, as no reader would know it.
 * Where both agree bit for bit there is only a mask.
 */
#ifndef PROBE_FLAGS_H
#define PROBE_FLAGS_H

#include <asm/fcntl.h>
#include <linux/sched.h>
#include "kernel-types.h"

/* A kernel value of several bits (O_SYNC, O_TMPFILE) must be there completely. */
#define BITS(TABLE, value)              \
	({                              \
		u32 given_ = (value);   \
		u32 bits_ = 0;          \
		TABLE(BITS_PAIR)        \
		bits_;                  \
	})
#define BITS_PAIR(kernel, portable)             \
	if ((given_ & (kernel)) == (kernel))    \
		bits_ |= portable;

#define MATCH(TABLE, value, otherwise)  \
	({                              \
		u32 given_ = (value);   \
		u32 found_ = otherwise; \
		TABLE(MATCH_PAIR)       \
		found_;                 \
	})
#define MATCH_PAIR(kernel, portable) \
	if (given_ == (kernel))      \
		found_ = portable;

/* --- files --- */

#define PORTABLE_CLOEXEC 4096
#define PORTABLE_CREATED 16384
#define PORTABLE_UPPER_LAYER 32768
#define PORTABLE_LOWER_LAYER 65536

#define OPEN_BITS(PAIR) \
	PAIR(O_CREAT, 4) PAIR(O_APPEND, 8) PAIR(O_DSYNC, 16) PAIR(O_EXCL, 32) PAIR(O_NONBLOCK, 64) \
	PAIR(O_SYNC, 128) PAIR(O_TRUNC, 256) PAIR(O_DIRECT, 512) PAIR(O_DIRECTORY, 1024) \
	PAIR(O_LARGEFILE, 2048) PAIR(O_CLOEXEC, PORTABLE_CLOEXEC) PAIR(O_TMPFILE, 8192)

static __always_inline u32 open_flags(u32 flags)
{
	/* O_RDONLY, O_WRONLY, O_RDWR are 1, 2, 3; the fourth combination opens for ioctl only. */
	u32 mode = (flags & O_ACCMODE) == O_ACCMODE ? 1 : (flags & O_ACCMODE) + 1;

	return mode | BITS(OPEN_BITS, flags);
}

/* The mode means something only when a file may be created. */
static __always_inline u32 open_mode(u32 flags, u32 mode)
{
	return flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE ? mode & 07777 : 0;
}

/*
 * Of pipe2, dup3, accept4, eventfd2, signalfd4, inotify_init1, timerfd_create: the kernel gives their flags O_*
 * values.
 */
#define FD_BITS(PAIR) PAIR(O_NONBLOCK, 64) PAIR(O_DIRECT, 512) PAIR(O_CLOEXEC, PORTABLE_CLOEXEC)

static __always_inline u32 fd_flags(s32 flags)
{
	return flags < 0 ? 0 : BITS(FD_BITS, flags);
}

#define RESOLVE_BITS(PAIR) \
	PAIR(0x01, 16) /* RESOLVE_NO_XDEV */ \
	PAIR(0x02, 4) /* RESOLVE_NO_MAGICLINKS */ \
	PAIR(0x04, 8) /* RESOLVE_NO_SYMLINKS */ \
	PAIR(0x08, 1) /* RESOLVE_BENEATH */ \
	PAIR(0x10, 2) /* RESOLVE_IN_ROOT */ \
	PAIR(0x20, 32) /* RESOLVE_CACHED */

#define FCNTL_COMMANDS(PAIR) \
	PAIR(F_DUPFD, 1) PAIR(F_GETFD, 2) PAIR(F_SETFD, 3) PAIR(F_GETFL, 4) PAIR(F_SETFL, 5) \
	PAIR(F_GETLK, 6) PAIR(F_SETLK, 8) PAIR(F_SETLKW, 9) PAIR(F_SETOWN, 10) PAIR(F_GETOWN, 12) \
	PAIR(F_SETSIG, 13) PAIR(F_GETSIG, 15) PAIR(F_SETOWN_EX, 21) PAIR(F_GETOWN_EX, 22) \
	PAIR(1024, 23) /* F_SETLEASE */ \
	PAIR(1025, 24) /* F_GETLEASE */ \
	PAIR(1029, 25) /* F_CANCELLK */ \
	PAIR(1030, 26) /* F_DUPFD_CLOEXEC */ \
	PAIR(1026, 27) /* F_NOTIFY */ \
	PAIR(1031, 28) /* F_SETPIPE_SZ */ \
	PAIR(1032, 29) /* F_GETPIPE_SZ */ \
	PAIR(F_OFD_GETLK, 30) PAIR(F_OFD_SETLK, 31) PAIR(F_OFD_SETLKW, 32)

static __always_inline u32 mknod_mode(u32 mode)
{
	return mode & 0170000 ? mode & 0177777 : (mode & 07777) | 0100000; /* no type means a regular file */
}

#define FCHOWNAT_BITS(PAIR) \
	PAIR(0x100, 1024) /* AT_SYMLINK_NOFOLLOW */ \
	PAIR(0x1000, 4096) /* AT_EMPTY_PATH */
#define LINKAT_MASK 0x1400 /* AT_SYMLINK_FOLLOW, AT_EMPTY_PATH */
#define UNLINKAT_MASK 0x200 /* AT_REMOVEDIR */
#define NEWFSTATAT_MASK 0x1900 /* AT_EMPTY_PATH, AT_NO_AUTOMOUNT, AT_SYMLINK_NOFOLLOW */

#define EXECVEAT_BITS(PAIR) \
	PAIR(0x1000, 1) /* AT_EMPTY_PATH */ \
	PAIR(0x100, 2) /* AT_SYMLINK_NOFOLLOW */

#define MOUNT_MAGIC_MASK 0xffff0000u
#define MOUNT_MAGIC 0xc0ed0000u /* old programs put it in the upper half */

static __always_inline u32 mount_flags(u32 flags)
{
	return (flags & MOUNT_MAGIC_MASK) == MOUNT_MAGIC ? flags & ~MOUNT_MAGIC_MASK : flags;
}

/* --- devices and quota --- */

/* The kernel's own dev_t (12 bits major, 20 bits minor) → what user space sees. */
static __always_inline u32 encode_dev(u32 dev)
{
	u32 major = dev >> 20, minor = dev & 0xfffff;

	return (minor & 0xff) | major << 8 | (minor & ~0xffu) << 12;
}

enum quota_command { QUOTA_ON = 1, QUOTA_GETFMT = 4, QUOTA_GETINFO = 8, QUOTA_SETINFO = 16, QUOTA_GET = 32, QUOTA_SET = 64 };
#define QUOTA_HAS_ID (QUOTA_GET | QUOTA_SET | 1024 | 2048) /* and the XFS pair */

#define QUOTA_COMMANDS(PAIR) \
	PAIR(0x800001, 128) PAIR(0x800002, QUOTA_ON) PAIR(0x800003, 2) PAIR(0x800004, QUOTA_GETFMT) \
	PAIR(0x800005, QUOTA_GETINFO) PAIR(0x800006, QUOTA_SETINFO) PAIR(0x800007, QUOTA_GET) \
	PAIR(0x800008, QUOTA_SET) PAIR(0x5801, 256) PAIR(0x5802, 512) PAIR(0x5803, 1024) PAIR(0x5804, 2048) \
	PAIR(0x5805, 4096) PAIR(0x5806, 8192) \
	PAIR(0x5807, 16384) /* Q_X…: 'X' << 8 */
#define QUOTA_TYPES(PAIR) PAIR(0, 1) PAIR(1, 2)
#define QUOTA_FORMAT_NONE 1
#define QUOTA_FORMATS(PAIR) PAIR(1, 2) PAIR(2, 4) PAIR(4, 8)

/* --- processes --- */

#define PORTABLE_CLONE_THREAD 8192
#define PORTABLE_CHILD_IN_PIDNS 536870912

#define CLONE_BITS(PAIR) \
	PAIR(CLONE_FILES, 1) PAIR(CLONE_FS, 2) PAIR(CLONE_IO, 4) PAIR(CLONE_NEWIPC, 8) \
	PAIR(CLONE_NEWNET, 16) PAIR(CLONE_NEWNS, 32) PAIR(CLONE_NEWPID, 64) PAIR(CLONE_NEWUTS, 128) \
	PAIR(CLONE_PARENT, 256) PAIR(CLONE_PARENT_SETTID, 512) PAIR(CLONE_PTRACE, 1024) \
	PAIR(CLONE_SIGHAND, 2048) PAIR(CLONE_SYSVSEM, 4096) PAIR(CLONE_THREAD, PORTABLE_CLONE_THREAD) \
	PAIR(CLONE_UNTRACED, 16384) PAIR(CLONE_VM, 32768) PAIR(CLONE_NEWUSER, 1048576) \
	PAIR(CLONE_CHILD_CLEARTID, 8388608) PAIR(CLONE_CHILD_SETTID, 16777216) PAIR(CLONE_SETTLS, 33554432) \
	PAIR(CLONE_VFORK, 134217728) PAIR(CLONE_NEWCGROUP, 268435456)

static __always_inline u32 rlimit_resource(u32 resource)
{
	return resource < 16 ? resource : 255;
}

#define PTRACE_REQUESTS(PAIR) \
	PAIR(0, 1) PAIR(1, 2) PAIR(2, 3) PAIR(3, 4) PAIR(4, 5) PAIR(5, 6) PAIR(6, 7) PAIR(7, 8) PAIR(8, 9) \
	PAIR(9, 10) PAIR(16, 11) PAIR(17, 12) PAIR(24, 13) PAIR(0x4200, 14) PAIR(0x4201, 15) \
	PAIR(0x4202, 16) PAIR(0x4203, 17) PAIR(0x4204, 18) PAIR(0x4205, 19) PAIR(0x4206, 20) \
	PAIR(0x4207, 21) PAIR(0x4208, 22) PAIR(0x4209, 23) PAIR(0x420a, 24) PAIR(0x420b, 25) PAIR(12, 26) \
	PAIR(13, 27) PAIR(14, 28) PAIR(15, 29) PAIR(18, 30) PAIR(19, 31) PAIR(21, 32) PAIR(25, 33) \
	PAIR(26, 34) PAIR(30, 35) PAIR(31, 36) PAIR(32, 37) PAIR(33, 38)

/* --- memory --- */

#define PROT_BITS(PAIR) \
	PAIR(1, 1) PAIR(2, 2) PAIR(4, 4) PAIR(8, 8) PAIR(0x01000000, 16) PAIR(0x02000000, 32) \
	PAIR(0x10, 64)
#define MMAP_BITS(PAIR) \
	PAIR(0x01, 1) PAIR(0x02, 2) PAIR(0x10, 4) PAIR(0x20, 8) PAIR(0x40, 16) PAIR(0x4000, 64) \
	PAIR(0x8000, 128) PAIR(0x10000, 256) PAIR(0x100, 512) PAIR(0x800, 1024) PAIR(0x1000, 2048) \
	PAIR(0x2000, 16384)
/* x86: present, write, user, reserved bit, instruction fetch; the first three have a name for either value. */
static __always_inline u32 page_fault_flags(u64 error)
{
	return (error & 1 ? 1 : 2) | (error & 2 ? 4 : 8) | (error & 4 ? 16 : 32) | (error & 8 ? 64 : 0) |
	       (error & 16 ? 128 : 0);
}

/* --- inter-process communication --- */

#define POLL_BITS(PAIR) \
	PAIR(0x001, 1) PAIR(0x002, 2) PAIR(0x004, 4) PAIR(0x2000, 8) PAIR(0x008, 16) PAIR(0x010, 32) \
	PAIR(0x020, 64) PAIR(0x040, 128) PAIR(0x080, 256) PAIR(0x100, 512) PAIR(0x200, 1024)
#define SEMOP_BITS(PAIR) PAIR(04000, 1) PAIR(0x1000, 2)
#define SEMGET_BITS(PAIR) PAIR(01000, 8192) PAIR(02000, 16384)
#define SEMCTL_SETVAL 16
#define SEMCTL_COMMANDS(PAIR) \
	PAIR(0, 4) PAIR(1, 2) PAIR(2, 1) PAIR(3, 8) PAIR(18, 32) PAIR(19, 16) PAIR(11, 256) PAIR(12, 512) \
	PAIR(13, 64) PAIR(14, 128) PAIR(15, 1024) PAIR(SEMCTL_SETVAL, 4096) PAIR(17, 2048)
#define URING_SETUP_BITS(PAIR) PAIR(1, 1) PAIR(2, 2) PAIR(4, 8) PAIR(8, 16) PAIR(16, 32) PAIR(32, 64) PAIR(64, 128)
#define FUTEX_MASK 0x1ff /* operation, private flag, clock flag */

/* --- sockets --- */

#define SOL_SOCKET 1
#define SO_ERROR 4
#define SO_RCVTIMEO 20
#define SO_SNDTIMEO 21
#define SO_COOKIE 57
#define SO_RCVTIMEO_NEW 66
#define SO_SNDTIMEO_NEW 67

#define SOCKOPT_LEVELS(PAIR) PAIR(SOL_SOCKET, 1) PAIR(6, 2)
/* The numbers up to SO_ATTACH_BPF are the same on both sides. */
#define SOCKOPT_NAMES(PAIR) \
	PAIR(55, 52) PAIR(SO_COOKIE, 53) PAIR(59, 51) PAIR(SO_RCVTIMEO_NEW, 20) PAIR(SO_SNDTIMEO_NEW, 21)

static __always_inline u32 sockopt_name(u32 level, u32 name)
{
	if (level != SOL_SOCKET)
		return 0;
	return name <= 50 ? name : MATCH(SOCKOPT_NAMES, name, 0);
}

static __always_inline u32 shutdown_how(u32 how)
{
	return how <= 2 ? how : 0xff;
}

/* --- modules --- */

#define DELETE_MODULE_BITS(PAIR) PAIR(O_NONBLOCK, 2) PAIR(O_TRUNC, 1)

#endif
