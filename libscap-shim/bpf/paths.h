/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The file system by name: status, names, modes, owners, mounts, quota. */
#ifndef PROBE_PATHS_H
#define PROBE_PATHS_H

#include <linux/mount.h>
#include "io.h"

/* res, path of argument 0 */
#define RESULT_PATH(name)                         \
	EXIT(name)                                \
	{                                         \
		put_u64(e, ret);                  \
		put_user_string(e, arg(call, 0)); \
	}

/* --- status and directories --- */

NO_ENTER(stat)
RESULT_PATH(stat)
NO_ENTER(lstat)
RESULT_PATH(lstat)
NO_ENTER(stat64)
RESULT_PATH(stat64)
NO_ENTER(lstat64)
RESULT_PATH(lstat64)

ENTER(fstat64)
{
	put_fd(e, arg(call, 0));
}
RESULT(fstat64)

NO_ENTER(newfstatat)
EXIT(newfstatat)
{
	put_u64(e, ret);
	put_fd(e, arg(call, 0));
	put_user_string(e, arg(call, 1));
	put_u32(e, arg(call, 3) & NEWFSTATAT_MASK);
}

ENTER(access)
{
	put_u32(e, arg(call, 1) & 7);
}
RESULT_PATH(access)

NO_ENTER(getcwd)
EXIT(getcwd)
{
	put_u64(e, ret);
	if (ret < 0)
		put_empty(e);
	else
		put_user_string(e, arg(call, 0));
}

NO_ENTER(chdir)
RESULT_PATH(chdir)

ENTER(fchdir)
{
	put_fd(e, arg(call, 0));
}
RESULT(fchdir)

NO_ENTER(chroot)
RESULT_PATH(chroot)

ENTER(mkdir)
{
	put_u32(e, arg(call, 1));
}
RESULT_PATH(mkdir)

NO_ENTER(mkdirat)
EXIT(mkdirat)
{
	put_u64(e, ret);
	put_fd(e, arg(call, 0));
	put_user_string(e, arg(call, 1));
	put_u32(e, arg(call, 2));
}

NO_ENTER(rmdir)
RESULT_PATH(rmdir)

/* --- names --- */

NO_ENTER(unlink)
RESULT_PATH(unlink)

NO_ENTER(unlinkat)
EXIT(unlinkat)
{
	put_u64(e, ret);
	put_fd(e, arg(call, 0));
	put_user_string(e, arg(call, 1));
	put_u32(e, arg(call, 2) & UNLINKAT_MASK);
}

#define RESULT_TWO_PATHS(name)                    \
	NO_ENTER(name)                            \
	EXIT(name)                                \
	{                                         \
		put_u64(e, ret);                  \
		put_user_string(e, arg(call, 0)); \
		put_user_string(e, arg(call, 1)); \
	}

RESULT_TWO_PATHS(link)
RESULT_TWO_PATHS(symlink)
RESULT_TWO_PATHS(rename)

NO_ENTER(renameat)
EXIT(renameat)
{
	put_u64(e, ret);
	put_fd(e, arg(call, 0));
	put_user_string(e, arg(call, 1));
	put_fd(e, arg(call, 2));
	put_user_string(e, arg(call, 3));
}

NO_ENTER(renameat2)
EXIT(renameat2)
{
	exit_renameat(e, call, ret);
	put_u32(e, arg(call, 4));
}

NO_ENTER(linkat)
EXIT(linkat)
{
	exit_renameat(e, call, ret);
	put_u32(e, arg(call, 4) & LINKAT_MASK);
}

NO_ENTER(symlinkat)
EXIT(symlinkat)
{
	put_u64(e, ret);
	put_user_string(e, arg(call, 0));
	put_fd(e, arg(call, 1));
	put_user_string(e, arg(call, 2));
}

NO_ENTER(mknod)
EXIT(mknod)
{
	put_u64(e, ret);
	put_user_string(e, arg(call, 0));
	put_u32(e, mknod_mode(arg(call, 1)));
	put_u32(e, arg(call, 2)); /* encoded already, unlike the kernel's own numbers */
}

NO_ENTER(mknodat)
EXIT(mknodat)
{
	put_u64(e, ret);
	put_fd(e, arg(call, 0));
	put_user_string(e, arg(call, 1));
	put_u32(e, mknod_mode(arg(call, 2)));
	put_u32(e, arg(call, 3));
}

/* --- modes and owners --- */

NO_ENTER(chmod)
EXIT(chmod)
{
	put_u64(e, ret);
	put_user_string(e, arg(call, 0));
	put_u32(e, arg(call, 1) & 07777);
}

NO_ENTER(fchmod)
EXIT(fchmod)
{
	put_u64(e, ret);
	put_fd(e, arg(call, 0));
	put_u32(e, arg(call, 1) & 07777);
}

NO_ENTER(fchmodat)
EXIT(fchmodat)
{
	put_u64(e, ret);
	put_fd(e, arg(call, 0));
	put_user_string(e, arg(call, 1));
	put_u32(e, arg(call, 2) & 07777);
}

NO_ENTER(chown)
EXIT(chown)
{
	put_u64(e, ret);
	put_user_string(e, arg(call, 0));
	put_u32(e, arg(call, 1));
	put_u32(e, arg(call, 2));
}

NO_ENTER(lchown)
EXIT(lchown)
{
	exit_chown(e, call, ret);
}

NO_ENTER(fchown)
EXIT(fchown)
{
	put_u64(e, ret);
	put_fd(e, arg(call, 0));
	put_u32(e, arg(call, 1));
	put_u32(e, arg(call, 2));
}

NO_ENTER(fchownat)
EXIT(fchownat)
{
	put_u64(e, ret);
	put_fd(e, arg(call, 0));
	put_user_string(e, arg(call, 1));
	put_u32(e, arg(call, 2));
	put_u32(e, arg(call, 3));
	put_u32(e, BITS(FCHOWNAT_BITS, arg(call, 4)));
}

/* --- mounts and quota --- */

ENTER(mount)
{
	put_u32(e, mount_flags(arg(call, 3)));
}

EXIT(mount)
{
	put_u64(e, ret);
	put_user_string(e, arg(call, 0));
	put_user_string(e, arg(call, 1));
	put_user_string(e, arg(call, 2));
}

ENTER(umount2)
{
	put_u32(e, arg(call, 1) & 15);
}
RESULT_PATH(umount2)

NO_ENTER(fsconfig)
EXIT(fsconfig)
{
	u32 command = arg(call, 1);
	bool is_string =
		command == FSCONFIG_SET_STRING || command == FSCONFIG_SET_PATH || command == FSCONFIG_SET_PATH_EMPTY;

	put_u64(e, ret);
	put_fd(e, arg(call, 0));
	put_u32(e, command);
	put_user_string(e, arg(call, 2));
	put_user_bytes(e, arg(call, 3), ret >= 0 && command == FSCONFIG_SET_BINARY ? (u32)arg(call, 4) & 0x3fff : 0);
	put_user_string(e, ret >= 0 && is_string ? arg(call, 3) : 0);
	put_u32(e, arg(call, 4));
}

struct quota_block {
	u64 hard_blocks, soft_blocks, space, hard_inodes, soft_inodes, inodes, block_time, inode_time;
	u32 valid;
};

struct quota_info {
	u64 block_grace, inode_grace;
	u32 flags, valid;
};

ENTER(quotactl)
{
	u32 command = MATCH(QUOTA_COMMANDS, arg(call, 0) >> 8, 0);

	put_u16(e, command);
	put_u8(e, MATCH(QUOTA_TYPES, arg(call, 0) & 0xff, 0));
	put_u32(e, command & QUOTA_HAS_ID ? arg(call, 2) : 0);
	put_u8(e, command == QUOTA_ON ? MATCH(QUOTA_FORMATS, arg(call, 2), QUOTA_FORMAT_NONE) : QUOTA_FORMAT_NONE);
}

EXIT(quotactl)
{
	u32 command = MATCH(QUOTA_COMMANDS, arg(call, 0) >> 8, 0);
	struct quota_block block = {};
	struct quota_info info = {};
	u32 format = 0;

	if (command == QUOTA_GET || command == QUOTA_SET)
		bpf_probe_read_user(&block, sizeof(block), (void *)arg(call, 3));
	if (command == QUOTA_GETINFO || command == QUOTA_SETINFO)
		bpf_probe_read_user(&info, sizeof(info), (void *)arg(call, 3));
	if (command == QUOTA_GETFMT)
		bpf_probe_read_user(&format, sizeof(format), (void *)arg(call, 3));
	put_u64(e, ret);
	put_user_string(e, arg(call, 1));
	put_user_string(e, command == QUOTA_ON ? arg(call, 3) : 0);
	/* dqb_valid: 1 block limits, 2 space, 4 inode limits, 16 and 32 the times */
	put_u64(e, block.valid & 1 ? block.hard_blocks : 0);
	put_u64(e, block.valid & 1 ? block.soft_blocks : 0);
	put_u64(e, block.valid & 2 ? block.space : 0);
	put_u64(e, block.valid & 4 ? block.hard_inodes : 0);
	put_u64(e, block.valid & 4 ? block.soft_inodes : 0);
	put_u64(e, block.valid & 16 ? block.block_time : 0);
	put_u64(e, block.valid & 32 ? block.inode_time : 0);
	put_u64(e, info.valid & 1 ? info.block_grace : 0);
	put_u64(e, info.valid & 2 ? info.inode_grace : 0);
	put_u8(e, info.valid & 4 ? info.flags : 0);
	put_u8(e, command == QUOTA_GETFMT ? MATCH(QUOTA_FORMATS, format, QUOTA_FORMAT_NONE) : QUOTA_FORMAT_NONE);
}

#endif
