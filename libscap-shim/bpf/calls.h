/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* clang-format off */
/*
 * The system calls that have an event type of their own: the one table from which the dispatch code, the narrowing,
 * docs/reference/probe-calls.md and the tests are made.
 *
 *   CALL(name, pair, in, out, flags)
 *
 * name   the call (x86-64); the handlers are enter_NAME and exit_NAME in the family's file
 * pair   number of the enter event type; the exit event type is the next one
 * in     parameters of the enter event
 * out    parameters of the exit event
 * flags  STATE: the event changes what readers know about threads and descriptors, and is never narrowed away
 *        SOCKET: it does so unless the descriptor is a stream socket (datagram tuples are learnt from I/O)
 *        PATHS, BIG: how much to reserve (ring.h); neither: scalars and I/O data up to snaplen
 *
 * Type numbers and parameter counts are those of the enter-and-exit schema that libs 0.20 and earlier write: types
 * below 336 wherever one of them has the call's own name, because sysdig 0.29.3 knows no others, and counts that
 * newer readers have a conversion for. The exceptions, with what they cost, are in
 * docs/adr/0003-probe-event-types.md.
 */
#ifndef PROBE_CALLS_H
#define PROBE_CALLS_H

#define STATE 1
#define SOCKET 2
#define PATHS 4
#define BIG 8

/* Calls that only 32-bit programs make get numbers above the native ones. */
#define __NR_mmap2 500
#define __NR_llseek 501
#define __NR_stat64 502
#define __NR_lstat64 503
#define __NR_fstat64 504

/* Handled in the hook itself, without a tail call: the calls that programs make most. */
#define CALLS_HOT(CALL)                              \
	CALL(read, 6, 2, 2, 0)                       \
	CALL(write, 8, 2, 2, 0)                      \
	CALL(close, 4, 1, 1, STATE)                  \
	CALL(pread64, 112, 3, 2, 0)                  \
	CALL(pwrite64, 114, 3, 2, 0)                 \
	CALL(lseek, 86, 3, 1, 0)                     \
	CALL(fstat, 70, 1, 1, 0)                     \
	CALL(futex, 64, 3, 1, 0)                     \
	CALL(epoll_wait, 78, 2, 1, 0)

/* io.h: data through descriptors */
#define CALLS_IO(CALL)                               \
	CALL(readv, 116, 1, 3, BIG)                  \
	CALL(writev, 118, 2, 2, BIG)                 \
	CALL(preadv, 120, 2, 3, BIG)                 \
	CALL(pwritev, 122, 3, 2, BIG)                \
	CALL(process_vm_readv, 420, 0, 3, BIG)       \
	CALL(process_vm_writev, 422, 0, 3, BIG)      \
	CALL(sendfile, 188, 4, 2, 0)                 \
	CALL(splice, 166, 4, 1, 0)                   \
	CALL(copy_file_range, 332, 3, 3, 0)          \
	CALL(llseek, 88, 3, 1, 0)                    \
	CALL(ioctl, 170, 3, 1, 0)                    \
	CALL(flock, 242, 2, 1, 0)                    \
	CALL(poll, 80, 2, 2, BIG)                    \
	CALL(ppoll, 254, 3, 2, BIG)                  \
	CALL(select, 82, 0, 1, 0)                    \
	CALL(getdents, 236, 1, 1, 0)                 \
	CALL(getdents64, 238, 1, 1, 0)               \
	CALL(io_uring_setup, 338, 0, 8, STATE)       \
	CALL(io_uring_enter, 340, 0, 6, 0)           \
	CALL(io_uring_register, 342, 0, 5, 0)

/* descriptors.h: what makes, copies and closes descriptors */
#define CALLS_DESCRIPTORS(CALL)                      \
	CALL(open, 2, 3, 6, STATE | PATHS)           \
	CALL(openat, 306, 4, 7, STATE | PATHS)       \
	CALL(openat2, 326, 5, 8, STATE | PATHS)      \
	CALL(creat, 58, 2, 6, STATE | PATHS)         \
	CALL(open_by_handle_at, 336, 0, 6, STATE | BIG) \
	CALL(close_range, 450, 0, 4, STATE)          \
	CALL(dup, 124, 1, 1, STATE)                  \
	CALL(dup2, 362, 1, 3, STATE)                 \
	CALL(dup3, 364, 1, 4, STATE)                 \
	CALL(fcntl, 150, 2, 4, STATE)                \
	CALL(pipe, 60, 0, 4, STATE)                  \
	CALL(pipe2, 392, 0, 5, STATE)                \
	CALL(eventfd, 62, 2, 1, STATE)               \
	CALL(eventfd2, 396, 1, 2, STATE)             \
	CALL(signalfd, 126, 3, 1, STATE)             \
	CALL(signalfd4, 398, 2, 2, STATE)            \
	CALL(timerfd_create, 136, 2, 1, STATE)       \
	CALL(inotify_init, 138, 1, 1, STATE)         \
	CALL(inotify_init1, 394, 0, 2, STATE)        \
	CALL(epoll_create, 374, 1, 1, STATE)         \
	CALL(epoll_create1, 376, 1, 1, STATE)        \
	CALL(userfaultfd, 320, 0, 2, STATE)          \
	CALL(memfd_create, 404, 0, 3, STATE | PATHS) \
	CALL(pidfd_open, 408, 0, 3, STATE)           \
	CALL(pidfd_getfd, 406, 0, 4, STATE)          \
	CALL(bpf, 368, 1, 2, STATE)

/* paths.h: the file system by name */
#define CALLS_PATHS(CALL)                            \
	CALL(stat, 66, 0, 2, PATHS)                  \
	CALL(lstat, 68, 0, 2, PATHS)                 \
	CALL(stat64, 72, 0, 2, PATHS)                \
	CALL(lstat64, 74, 0, 2, PATHS)               \
	CALL(fstat64, 76, 1, 1, 0)                   \
	CALL(newfstatat, 418, 0, 4, PATHS)           \
	CALL(access, 264, 1, 2, PATHS)               \
	CALL(getcwd, 92, 0, 2, STATE | PATHS)        \
	CALL(chdir, 94, 0, 2, STATE | PATHS)         \
	CALL(fchdir, 96, 1, 1, STATE)                \
	CALL(chroot, 266, 0, 2, STATE | PATHS)       \
	CALL(mkdir, 276, 1, 2, PATHS)                \
	CALL(mkdirat, 304, 0, 4, PATHS)              \
	CALL(rmdir, 278, 0, 2, PATHS)                \
	CALL(unlink, 300, 0, 2, PATHS)               \
	CALL(unlinkat, 302, 0, 4, PATHS)             \
	CALL(link, 308, 0, 3, PATHS)                 \
	CALL(linkat, 310, 0, 6, PATHS)               \
	CALL(symlink, 178, 0, 3, PATHS)              \
	CALL(symlinkat, 180, 0, 4, PATHS)            \
	CALL(rename, 174, 0, 3, PATHS)               \
	CALL(renameat, 176, 0, 5, PATHS)             \
	CALL(renameat2, 318, 0, 6, PATHS)            \
	CALL(chmod, 314, 0, 3, PATHS)                \
	CALL(fchmod, 316, 0, 3, 0)                   \
	CALL(fchmodat, 312, 0, 4, PATHS)             \
	CALL(chown, 378, 0, 4, PATHS)                \
	CALL(lchown, 380, 0, 4, PATHS)               \
	CALL(fchown, 382, 0, 4, 0)                   \
	CALL(fchownat, 384, 0, 6, PATHS)             \
	CALL(mknod, 414, 0, 4, PATHS)                \
	CALL(mknodat, 416, 0, 5, PATHS)              \
	CALL(mount, 256, 1, 4, STATE | BIG)          \
	CALL(umount2, 390, 1, 2, STATE | PATHS)      \
	CALL(fsconfig, 372, 0, 7, BIG)               \
	CALL(quotactl, 190, 4, 14, PATHS)

/* sockets.h */
#define CALLS_SOCKETS(CALL)                          \
	CALL(socket, 18, 3, 1, STATE)                \
	CALL(socketpair, 42, 3, 5, STATE)            \
	CALL(bind, 20, 1, 2, STATE)                  \
	CALL(connect, 22, 2, 3, STATE)               \
	CALL(listen, 24, 2, 1, STATE)                \
	CALL(accept, 246, 0, 5, STATE)               \
	CALL(accept4, 388, 1, 5, STATE)              \
	CALL(shutdown, 36, 2, 1, STATE)              \
	CALL(getsockname, 38, 0, 0, 0)               \
	CALL(getpeername, 40, 0, 0, 0)               \
	CALL(setsockopt, 44, 0, 6, 0)                \
	CALL(getsockopt, 46, 0, 6, STATE)

/* messages.h */
#define CALLS_MESSAGES(CALL)                         \
	CALL(sendto, 30, 3, 2, SOCKET)               \
	CALL(sendmsg, 48, 3, 2, SOCKET | BIG)        \
	CALL(sendmmsg, 50, 0, 5, SOCKET | BIG)       \
	CALL(recvfrom, 34, 2, 3, SOCKET)             \
	CALL(recvmsg, 52, 1, 5, SOCKET | BIG)        \
	CALL(recvmmsg, 54, 0, 6, SOCKET | BIG)

/* processes.h */
#define CALLS_THREADS(CALL)                          \
	CALL(clone, 222, 0, 21, STATE | BIG)         \
	CALL(clone3, 334, 0, 21, STATE | BIG)        \
	CALL(fork, 224, 0, 21, STATE | BIG)          \
	CALL(vfork, 226, 0, 21, STATE | BIG)

#define CALLS_PROGRAMS(CALL)                         \
	CALL(execve, 292, 1, 30, STATE | BIG)        \
	CALL(execveat, 330, 3, 30, STATE | BIG)

/* control.h: signals, ids, limits, name spaces, modules, semaphores */
#define CALLS_CONTROL(CALL)                          \
	CALL(kill, 128, 2, 1, 0)                     \
	CALL(tkill, 130, 2, 1, 0)                    \
	CALL(tgkill, 132, 3, 1, 0)                   \
	CALL(ptrace, 168, 2, 3, 0)                   \
	CALL(prctl, 400, 0, 4, STATE | PATHS)        \
	CALL(seccomp, 298, 2, 1, 0)                  \
	CALL(capset, 352, 0, 4, STATE)               \
	CALL(setns, 240, 2, 1, STATE)                \
	CALL(unshare, 284, 1, 1, STATE)              \
	CALL(setsid, 274, 0, 1, STATE)               \
	CALL(setpgid, 294, 2, 1, STATE)              \
	CALL(setuid, 198, 1, 1, STATE)               \
	CALL(setgid, 200, 1, 1, STATE)               \
	CALL(setreuid, 426, 0, 3, STATE)             \
	CALL(setregid, 428, 0, 3, STATE)             \
	CALL(setresuid, 192, 3, 1, STATE)            \
	CALL(setresgid, 194, 3, 1, STATE)            \
	CALL(getuid, 202, 0, 1, 0)                   \
	CALL(geteuid, 204, 0, 1, 0)                  \
	CALL(getgid, 206, 0, 1, 0)                   \
	CALL(getegid, 208, 0, 1, 0)                  \
	CALL(getresuid, 210, 0, 4, 0)                \
	CALL(getresgid, 212, 0, 4, 0)                \
	CALL(getrlimit, 140, 1, 3, STATE)            \
	CALL(setrlimit, 142, 1, 4, STATE)            \
	CALL(prlimit64, 144, 2, 7, STATE)            \
	CALL(nanosleep, 134, 1, 1, 0)                \
	CALL(semget, 262, 3, 1, 0)                   \
	CALL(semop, 250, 1, 8, 0)                    \
	CALL(semctl, 252, 4, 1, 0)                   \
	CALL(init_module, 410, 0, 4, PATHS)          \
	CALL(finit_module, 412, 0, 4, PATHS)         \
	CALL(delete_module, 424, 0, 3, PATHS)        \
	CALL(keyctl, 452, 0, 6, BIG)

/* memory.h */
#define CALLS_MEMORY(CALL)                           \
	CALL(brk, 158, 1, 4, 0)                      \
	CALL(mmap, 160, 6, 4, 0)                     \
	CALL(mmap2, 162, 6, 4, 0)                    \
	CALL(munmap, 164, 2, 4, 0)                   \
	CALL(mprotect, 328, 3, 1, 0)                 \
	CALL(mlock, 344, 0, 3, 0)                    \
	CALL(munlock, 346, 0, 3, 0)                  \
	CALL(mlock2, 370, 0, 4, 0)                   \
	CALL(mlockall, 348, 0, 2, 0)                 \
	CALL(munlockall, 350, 0, 1, 0)

/* Event types that are not a call's. */
#define TYPE_GENERIC 0
#define TYPE_CLONE 222
#define TYPE_SWITCH 152
#define TYPE_PROCEXIT 186
#define TYPE_SIGNAL 232
#define TYPE_PROCINFO 234
#define TYPE_PAGE_FAULT 290

#endif
