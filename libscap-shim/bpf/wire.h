/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * What the probe and the shim share: the lanes, the control block and the settings fixed at load time.
 * Both sides include this file; a change here is a change of both.
 *
 * A lane is the ring buffer of one CPU: one element of an mmap-able array map,
 *
 *   | struct lane, padded to LANE_HEADER | ring_bytes of events | LANE_SLACK |
 *
 * filled with complete EV_V2 blocks, so that the shim copies bytes and never builds an event.
 * An event starts at (head & (ring_bytes - 1)) and is contiguous: one that starts near the end of the ring runs on into
 * the slack, and the start of the ring that it "covers" stays unused until the next turn.
 * One writer (the programs of that CPU run with preemption off), one reader (the drain thread); positions only grow.
 */
#ifndef SCAP_SHIM_WIRE_H
#define SCAP_SHIM_WIRE_H

#define LANE_HEADER 4096u
/* An event is at most EVENT_MAX bytes; scratch space for it follows; both may lie past the end of the ring. */
#define EVENT_MAX 0x10000u
#define LANE_SLACK 0x40000u

enum lane_drop {
	DROP_RING_FULL, /* no room for an event that changes no state */
	DROP_RING_FULL_STATE, /* not even room in the part that is kept for events that change state */
	DROP_REENTERED, /* a program interrupted another one that was writing to the same lane */
	DROP_CAUSES,
};

struct lane {
	/* written by the probe */
	__u64 head; /* bytes published since load */
	__u64 check_at; /* below this position an event fits without looking at tail */
	__u64 events; /* events published */
	__u64 last_ts; /* time of the last published event */
	__u64 drops[DROP_CAUSES];
	__u64 narrowed; /* calls that the filter kept out */
	__u64 writing; /* guards against reentry, where that can happen */
	__u64 doorbells; /* times that the drain thread was woken */
	__u64 spare[6];
	/* written by the shim; a cache line pair of its own, because the probe reads it rarely */
	__u64 tail; /* bytes consumed since load */
	__u64 spare2[15];
};

enum setting_flag {
	SETTING_GUARD_REENTRY = 1, /* page-fault programs, or a kernel whose tracepoints are preemptible */
	SETTING_ATOMIC_GUARD = 2, /* preemptible tracepoints: the guard must be taken atomically */
	SETTING_CPU_TIME = 4, /* procinfo events at thread exit */
	SETTING_NO_ENVIRONMENT = 8, /* exec events with an empty environment */
};

/* Fixed when the probe is loaded: the verifier folds these into the code. */
struct settings {
	__u64 clock_offset; /* wall clock minus boot clock, ns */
	__u32 ring_bytes; /* a power of two */
	__u32 ring_mask; /* ring_bytes - 1 */
	__u32 reserve_bytes; /* part of the ring that only state events may fill */
	__u32 wake_bytes; /* fill at which a sleeping drain thread is woken */
	__u32 snaplen; /* bytes of I/O data kept per event */
	__u32 flags; /* enum setting_flag */
	__u32 requests_snaplen; /* the same where it begins like a request or an answer; not above snaplen: as other data */
	__u32 spare;
};

#define OWN_MAX 16
#define EVENT_TYPES 512
#define CALL_CODES 512

enum narrow_flag {
	NARROW_PIDS = 1,
	NARROW_TIDS = 2,
	NARROW_COMMS = 4,
	NARROW_UIDS = 8,
	NARROW_CGROUPS = 16,
	NARROW_TYPES = 32,
};

/* Changed at run time by the shim, read by the probe at each event. */
struct control {
	__u32 armed; /* 0: every program returns at once */
	__u32 sleeping; /* the drain thread waits for the doorbell */
	__u32 narrow; /* enum narrow_flag: the dimensions in use; all of them must match */
	__u32 n_own;
	__u32 own[OWN_MAX]; /* thread groups that are left out: sysdrill's own */
	__u64 types[EVENT_TYPES / 64]; /* NARROW_TYPES: a set bit is wanted */
	__u64 generic[CALL_CODES / 64]; /* of the generic events: wanted by portable code */
	__u32 look; /* another number: the next look at what threads wait for reports all of them */
	__u32 spare;
};

/*
 * The parameters of a procinfo event: user and system time in hundredths of a second, which is what readers know, and
 * after them the same in nanoseconds, then major and minor page faults, which they pass over. All cumulative.
 */
#define PROCINFO_PARAMS 6
#define NS_PER_HUNDREDTH 10000000ull

/* One record of the CPU-time iterator, ns. */
struct cpu_record {
	__u64 tid;
	__u64 user;
	__u64 system;
	__u64 major_faults;
	__u64 minor_faults;
};

#define WAIT_PATH 256
#define WAIT_STACK 512
#define WAIT_ARGS 6
#define WAIT_FRAMES 8
#define WAIT_FILE_NAME 32

/* A place in a program: file name and offset in it, as `objdump` counts. */
struct wait_frame {
	char file[WAIT_FILE_NAME];
	__u64 offset;
};

/* One record of the iterator over waiting threads. All bits set: unknown. */
struct wait_record {
	__u64 waited; /* ns off the CPU */
	__u64 args[WAIT_ARGS]; /* of the call */
	__u64 limit; /* ns after which the call returns by itself; 0: never */
	__u32 tid;
	__u32 call; /* portable code; none in user mode */
	__u32 word; /* futex: what its address holds */
	__u32 owner; /* futex: of a mutex of the C library, thread id in the name space of the process */
	__u32 state; /* a letter, as in /proc/PID/stat */
	__u32 n_frames;
	char path[WAIT_PATH]; /* that the call was given; NUL-terminated */
	char stack[WAIT_STACK]; /* kernel functions joined by blanks, the innermost first; NUL-terminated */
	struct wait_frame frames[WAIT_FRAMES]; /* where the program is */
};

#endif
