/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Open files of the current task: descriptor → file, device, inode, layer of an overlay, path. */
#ifndef PROBE_FILES_H
#define PROBE_FILES_H

#include "flags.h"
#include "hook.h"
#include "kernel-drift.h"
#include "params.h"

#define OVERLAY_MAGIC 0x794c7630
#define FMODE_CREATED 0x100000
#define S_IFMT 0170000
#define S_IFSOCK 0140000

enum overlay_layer { NOT_OVERLAY, OVERLAY_UPPER, OVERLAY_LOWER };

static __always_inline struct file *file_of_fd(s32 fd)
{
	struct task_struct *task = CURRENT_TASK();
	struct fdtable *table = BPF_CORE_READ(task, files, fdt);
	struct file **slots = BPF_CORE_READ(table, fd);
	struct file *file = NULL;

	if (fd < 0 || (u32)fd >= BPF_CORE_READ(table, max_fds))
		return NULL;
	bpf_probe_read_kernel(&file, sizeof(file), &slots[fd]);
	return file;
}

/* Overlayfs keeps its own data after the inode; the first member is the dentry in the upper layer, if there is one. */
static __always_inline enum overlay_layer overlay_layer(struct inode *inode)
{
	void *upper = NULL;

	if (BPF_CORE_READ(inode, i_sb, s_magic) != OVERLAY_MAGIC)
		return NOT_OVERLAY;
	bpf_probe_read_kernel(&upper, sizeof(upper), (void *)inode + bpf_core_type_size(struct inode));
	return upper ? OVERLAY_UPPER : OVERLAY_LOWER;
}

struct file_facts {
	u32 dev;
	u64 ino;
	u32 flags; /* portable open flags that only the kernel knows: created, layers */
};

static __always_inline struct file_facts facts_of_fd(s64 fd)
{
	struct file_facts facts = {};
	struct file *file = file_of_fd(fd);
	struct inode *inode;
	enum overlay_layer layer;

	if (fd < 0 || !file)
		return facts;
	inode = BPF_CORE_READ(file, f_inode);
	facts.dev = encode_dev(BPF_CORE_READ(inode, i_sb, s_dev));
	facts.ino = BPF_CORE_READ(inode, i_ino);
	if (BPF_CORE_READ(file, f_mode) & FMODE_CREATED)
		facts.flags |= PORTABLE_CREATED;
	layer = overlay_layer(inode);
	if (layer == OVERLAY_UPPER)
		facts.flags |= PORTABLE_UPPER_LAYER;
	if (layer == OVERLAY_LOWER)
		facts.flags |= PORTABLE_LOWER_LAYER;
	return facts;
}

/* NULL if the descriptor is not a socket. */
static __always_inline struct socket *socket_of_fd(s32 fd)
{
	struct file *file = file_of_fd(fd);

	if (!file || (BPF_CORE_READ(file, f_inode, i_mode) & S_IFMT) != S_IFSOCK)
		return NULL;
	return BPF_CORE_READ(file, private_data);
}

/* --- paths --- */

#define PATH_COMPONENTS 64
#define NAME_BYTES 256
/* Paths are built from their end towards the front, below this place in the scratch space. */
#define PATH_END (EVENT_MAX / 2)

/*
 * Writes the path of a file, as the mount name space of its mount shows it, to scratch space, and returns where it
 * starts. Deeper than PATH_COMPONENTS (components and mounts): the front is missing. A file without a directory: its
 * bare name.
 */
__noinline int write_path(u64 file_address)
{
	struct file *file = (void *)file_address;
	struct dentry *dentry = BPF_CORE_READ(file, f_path.dentry);
	struct vfsmount *mnt = BPF_CORE_READ(file, f_path.mnt);
	struct mount *mount = (void *)mnt - bpf_core_field_offset(struct mount, mnt);
	u8 *scratch = current_event();
	u64 at = PATH_END;

	if (!scratch)
		return PATH_END;
	scratch += EVENT_MAX;
	scratch[PATH_END] = 0;
	for (int i = 0; i < PATH_COMPONENTS; i++) {
		struct dentry *root = BPF_CORE_READ(mount, mnt.mnt_root);
		struct dentry *parent = BPF_CORE_READ(dentry, d_parent);
		struct mount *above = BPF_CORE_READ(mount, mnt_parent);
		bool top = dentry == root || dentry == parent;
		u64 len = BPF_CORE_READ(dentry, d_name.len) & (NAME_BYTES - 1);

		if (dentry == root && mount != above) {
			dentry = BPF_CORE_READ(mount, mnt_mountpoint);
			mount = above;
			continue;
		}
		if (top && at != PATH_END)
			break;
		at -= len;
		FORGET(at);
		if (bpf_probe_read_kernel(scratch + at, len, BPF_CORE_READ(dentry, d_name.name)) || top)
			break; /* "/", or a name such as "memfd:x" */
		at -= 1;
		FORGET(at);
		scratch[at] = '/';
		dentry = parent;
	}
	return at;
}

static __always_inline void put_file_path(struct event *e, struct file *file)
{
	put_kernel_string(e, SCRATCH(e, write_path((u64)file)), PATH_BYTES);
}

#endif
