/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Memory maps. */
#ifndef PROBE_MEMORY_H
#define PROBE_MEMORY_H

#include "io.h"
#include "tasks.h"

/* res, vm_size, vm_rss, vm_swap */
#define RESULT_MEMORY(name)                    \
	EXIT(name)                             \
	{                                      \
		put_u64(e, ret);               \
		put_memory(e, CURRENT_TASK()); \
	}

ENTER(brk)
{
	put_u64(e, arg(call, 0));
}
RESULT_MEMORY(brk)

ENTER(mmap)
{
	put_u64(e, arg(call, 0));
	put_u64(e, arg(call, 1));
	put_u32(e, BITS(PROT_BITS, arg(call, 2)));
	put_u32(e, BITS(MMAP_BITS, arg(call, 3)));
	put_fd(e, arg(call, 4));
	put_u64(e, arg(call, 5));
}
RESULT_MEMORY(mmap)

ENTER(mmap2)
{
	enter_mmap(e, call);
}
RESULT_MEMORY(mmap2)

ENTER(munmap)
{
	put_u64(e, arg(call, 0));
	put_u64(e, arg(call, 1));
}
RESULT_MEMORY(munmap)

ENTER(mprotect)
{
	put_u64(e, arg(call, 0));
	put_u64(e, arg(call, 1));
	put_u32(e, BITS(PROT_BITS, arg(call, 2)));
}
RESULT(mprotect)

NO_ENTER(mlock)
EXIT(mlock)
{
	put_u64(e, ret);
	put_u64(e, arg(call, 0));
	put_u64(e, arg(call, 1));
}

NO_ENTER(munlock)
EXIT(munlock)
{
	exit_mlock(e, call, ret);
}

NO_ENTER(mlock2)
EXIT(mlock2)
{
	exit_mlock(e, call, ret);
	put_u32(e, arg(call, 2) & 1);
}

NO_ENTER(mlockall)
EXIT(mlockall)
{
	put_u64(e, ret);
	put_u32(e, arg(call, 0) & 7);
}

NO_ENTER(munlockall)
RESULT(munlockall)

#endif
