/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* arm64: where a call's number and arguments are, and what the call is called on x86-64. */
#ifndef PROBE_MACHINE_ARM64_H
#define PROBE_MACHINE_ARM64_H

#define REG_NUMBER syscallno
/* The result overwrites the first argument; the kernel keeps a copy. */
#define REG_ARG0 orig_x0
#define REG_ARG1 regs[1]
#define REG_ARG2 regs[2]
#define REG_ARG3 regs[3]
#define REG_ARG4 regs[4]
#define REG_ARG5 regs[5]

#define REG_COMPAT0 orig_x0
#define REG_COMPAT1 regs[1]
#define REG_COMPAT2 regs[2]
#define REG_COMPAT3 regs[3]
#define REG_COMPAT4 regs[4]
#define REG_COMPAT5 regs[5]

#define REG_CODE pc
#define REG_STACK sp
#define REG_FRAME regs[29]

#define TIF_32BIT 22
#define IN_COMPAT_CALL(task) (FIELD(task, thread_info.flags) >> TIF_32BIT & 1)

#define NATIVE_RT_SIGRETURN 139

/* ret_from_fork goes to the program without the hook at the end of calls. */
#define CHILD_RETURNS false

#define NUMBERS 295

/* The numbers of include/uapi/asm-generic/unistd.h; 511 where there is no call. Later ones are the same everywhere. */
/* clang-format off */
static const u16 common_numbers[CALL_CODES] = {
	/*   0 */ 206, 207, 209, 210, 208, 188, 189, 190, 191, 192, 193, 194, 195, 196, 197, 198,
	/*  16 */ 199, 79, 212, 290, 291, 233, 281, 32, 292, 72, 294, 254, 255, 16, 251, 252,
	/*  32 */ 73, 259, 258, 263, 266, 265, 264, 166, 165, 155, 180, 137, 138, 76, 77, 285,
	/*  48 */ 269, 80, 81, 161, 91, 268, 260, 93, 257, 3, 153, 293, 179, 217, 8, 0,
	/*  64 */ 1, 19, 20, 17, 18, 295, 296, 40, 270, 271, 289, 278, 275, 276, 267, 262,
	/*  80 */ 5, 162, 74, 75, 277, 283, 286, 287, 280, 163, 125, 126, 135, 60, 231, 247,
	/*  96 */ 218, 272, 202, 273, 274, 35, 36, 38, 246, 175, 176, 222, 224, 225, 223, 226,
	/* 112 */ 227, 228, 229, 230, 103, 101, 142, 144, 145, 143, 203, 204, 24, 146, 147, 148,
	/* 128 */ 219, 62, 200, 234, 131, 130, 13, 14, 127, 128, 129, 15, 141, 140, 169, 114,
	/* 144 */ 106, 113, 105, 117, 118, 119, 120, 122, 123, 100, 109, 121, 124, 112, 115, 116,
	/* 160 */ 63, 170, 171, 97, 160, 98, 95, 157, 309, 96, 164, 159, 39, 110, 102, 107,
	/* 176 */ 104, 108, 186, 99, 240, 241, 242, 243, 244, 245, 68, 71, 70, 69, 64, 66,
	/* 192 */ 220, 65, 29, 31, 30, 67, 41, 53, 49, 50, 43, 42, 51, 52, 44, 45,
	/* 208 */ 54, 55, 48, 46, 47, 187, 12, 11, 25, 248, 249, 250, 56, 59, 9, 221,
	/* 224 */ 167, 168, 10, 26, 149, 150, 151, 152, 27, 28, 216, 237, 239, 238, 256, 279,
	/* 240 */ 297, 298, 288, 299, 511, 511, 511, 511, 511, 511, 511, 511, 511, 511, 511, 511,
	/* 256 */ 511, 511, 511, 511, 61, 302, 300, 301, 303, 304, 305, 306, 308, 307, 310, 311,
	/* 272 */ 312, 313, 314, 315, 316, 317, 318, 319, 321, 322, 323, 324, 325, 326, 327, 328,
	/* 288 */ 329, 330, 331, 332, 333, 334, 320,
};
/* clang-format on */

static __always_inline u64 common_number(u64 nr)
{
	if (nr >= NUMBERS)
		return nr;
	asm volatile("" : "+r"(nr));
	return common_numbers[nr & (CALL_CODES - 1)];
}

/* An exchange of BPF orders all stores before it. */
static __always_inline void publish(u64 *at, u64 value)
{
	__sync_lock_test_and_set(at, value);
}

#endif
