/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The exit of execve and execveat: the new program, and whether it may be trusted. */
#ifndef PROBE_EXECUTABLES_H
#define PROBE_EXECUTABLES_H

#include "tasks.h"

#define SB_RDONLY 1
#define S_IMMUTABLE 8
#define MAY_WRITE 2
#define CAP_DAC_OVERRIDE 1
#define CAP_FOWNER 3
#define CAPS_KNOWN ((1ull << 41) - 1)

enum exe_flag { EXE_WRITABLE = 1, EXE_UPPER_LAYER = 2, EXE_FROM_MEMFD = 4, EXE_LOWER_LAYER = 8 };

/* Supplementary groups are sorted: 65,536 of them at most, so 17 halvings find one. */
static __always_inline bool in_group(struct task_struct *task, u32 gid)
{
	struct group_info *info = BPF_CORE_READ(task, cred, group_info);
	u32 *gids = (void *)info + bpf_core_field_offset(struct group_info, gid);
	u32 low = 0, high = BPF_CORE_READ(info, ngroups);

	for (int i = 0; i < 17 && low < high; i++) {
		u32 middle = (low + high) / 2, found = 0;

		bpf_probe_read_kernel(&found, sizeof(found), gids + (middle & 0xffff));
		if (found == gid)
			return true;
		if (found < gid)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

static __always_inline bool is_mapped(struct uid_gid_map *map, u32 id)
{
	u32 n = BPF_CORE_READ(map, nr_extents);

	for (u32 i = 0; i < 5 && i < n; i++) {
		u32 first = BPF_CORE_READ(map, extent[i].lower_first);

		if (id >= first && id - first < BPF_CORE_READ(map, extent[i].count))
			return true;
	}
	return n > 5; /* then the extents are elsewhere, sorted; a map that big covers what exists */
}

#define CAPABILITIES(task, set)                              \
	({                                                   \
		u64 bits_ = 0;                               \
		BPF_CORE_READ_INTO(&bits_, task, cred, set); \
		(bits_ & (CAPS_KNOWN));                      \
	})

/*
 * May the current thread write to the file it was started from? As the kernel decides it, without ACLs and security
 * modules. A global function: the verifier looks at it once, instead of on every path that leads here.
 */
__noinline int is_writable(u64 inode_address)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct inode *inode = (void *)inode_address;
	u32 mode = BPF_CORE_READ(inode, i_mode);
	u32 uid = BPF_CORE_READ(inode, i_uid.val), gid = BPF_CORE_READ(inode, i_gid.val);
	struct user_namespace *ns = BPF_CORE_READ(task, cred, user_ns);
	u64 caps = CAPABILITIES(task, cap_effective);
	bool uid_mapped, gid_mapped;

	if (BPF_CORE_READ(inode, i_sb, s_flags) & SB_RDONLY || BPF_CORE_READ(inode, i_flags) & S_IMMUTABLE)
		return false;
	if (uid == (u32)-1 || gid == (u32)-1)
		return false;
	if (BPF_CORE_READ(task, cred, fsuid.val) == uid)
		return true;
	if (BPF_CORE_READ(task, cred, fsgid.val) == gid || in_group(task, gid))
		mode >>= 3;
	if (mode & MAY_WRITE)
		return true;
	uid_mapped = is_mapped((void *)ns + bpf_core_field_offset(struct user_namespace, uid_map), uid);
	gid_mapped = is_mapped((void *)ns + bpf_core_field_offset(struct user_namespace, gid_map), gid);
	return uid_mapped && (caps & 1 << CAP_FOWNER || (gid_mapped && caps & 1 << CAP_DAC_OVERRIDE));
}

/* A memfd has a dentry without a directory, named "memfd:…". */
static __always_inline bool is_memfd(struct file *file)
{
	struct dentry *dentry = BPF_CORE_READ(file, f_path.dentry);
	char name[8] = {};

	if (!dentry || BPF_CORE_READ(dentry, d_parent) != dentry)
		return false;
	bpf_probe_read_kernel(name, 6, BPF_CORE_READ(dentry, d_name.name));
	return *(u64 *)name == 0x3a64666d656dull; /* "memfd:" */
}

static __always_inline u32 exe_flags(struct task_struct *task, struct file *file, struct inode *inode)
{
	enum overlay_layer layer = overlay_layer(inode);

	return (is_writable((u64)inode) ? EXE_WRITABLE : 0) | (layer == OVERLAY_UPPER ? EXE_UPPER_LAYER : 0) |
	       (layer == OVERLAY_LOWER ? EXE_LOWER_LAYER : 0) | (is_memfd(file) ? EXE_FROM_MEMFD : 0);
}

struct exec_request {
	u64 argv, envp;
	bool compat; /* arrays of 32-bit pointers */
};

/* A failed exec has no new image: its program, arguments and environment are those that were asked for. */
static __always_inline void put_exec_exit(struct event *e, struct task_struct *task, s64 ret,
					  const struct exec_request *request)
{
	struct file *file = BPF_CORE_READ(task, mm, exe_file);
	struct inode *inode = BPF_CORE_READ(file, f_inode);
	u64 exe = 0;

	put_u64(e, ret);
	if (!ret) {
		put_exe_args(e, task);
	} else if (request->compat) {
		put_empty(e);
		put_empty(e);
	} else {
		bpf_probe_read_user(&exe, sizeof(exe), (void *)request->argv);
		put_user_string(e, exe);
		put_strings(e, request->argv + sizeof(u64));
	}
	put_thread(e, task);
	if (settings.flags & SETTING_NO_ENVIRONMENT)
		put_empty(e);
	else if (!ret)
		put_environment(e, task);
	else if (request->compat)
		put_empty(e);
	else
		put_strings(e, request->envp);
	put_u32(e, tty_number(task));
	put_u64(e, own_number(BPF_CORE_READ(task, signal, pids[PIDTYPE_PGID])));
	put_u32(e, task_loginuid(task));
	put_u32(e, exe_flags(task, file, inode));
	put_u64(e, CAPABILITIES(task, cap_inheritable));
	put_u64(e, CAPABILITIES(task, cap_permitted));
	put_u64(e, CAPABILITIES(task, cap_effective));
	put_u64(e, BPF_CORE_READ(inode, i_ino));
	put_u64(e, inode_ctime(inode));
	put_u64(e, inode_mtime(inode));
	put_u32(e, BPF_CORE_READ(task, cred, euid.val));
	put_file_path(e, file);
	put_u64(e, host_number(BPF_CORE_READ(task, signal, pids[PIDTYPE_PGID])));
	put_u32(e, BPF_CORE_READ(task, cred, egid.val));
}

#endif
