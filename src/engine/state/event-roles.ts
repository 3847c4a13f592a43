// SPDX-License-Identifier: Apache-2.0
// What the types of events mean to the state engine, as tables by type.

import { EVENT_TYPES, ParamType } from '../scap/event-types.js';

/** Index of the parameter with the fd on exit events of the newest schema; -1 where the exit carries none. */
export const EXIT_FD_PARAM = Int8Array.from(EVENT_TYPES, (type) => {
  if (!type.isExit) return -1;
  if (type.key === 'copy_file_range_x') return 1;
  if (type.key === 'splice_x') return 2;
  return type.params.findIndex((p, i) => i > 0 && p.type === ParamType.FD);
});

/** As EXIT_FD_PARAM, of the enter event: 0 for nearly all calls, mmap names its fd fifth. */
export const ENTER_FD_PARAM = Int8Array.from(EVENT_TYPES, (type) =>
  type.isExit ? -1 : type.params.findIndex((p) => p.type === ParamType.FD),
);

/**
 * Index of the parameter with the return value: 0 where it is called `res` or `fd`, -1 where an exit has none. Generic
 * exits have one in recordings of our own probe.
 */
export const RESULT_PARAM = Int8Array.from(EVENT_TYPES, (type) => {
  const name = type.params[0]?.name;
  if (type.key === 'generic_x') return type.params.findIndex((p) => p.name === 'res');
  return type.isExit && (name === 'res' || name === 'fd') ? 0 : -1;
});

/** Calls that return how many messages they moved: the parameter with the bytes, which count as their result. */
export const MOVED_PARAM = Int8Array.from(EVENT_TYPES, ({ key }) =>
  key === 'sendmmsg_x' || key === 'recvmmsg_x' ? 2 : -1,
);

/** Exits that do not create an unknown thread: the child's own event or none will say what it is. */
export const NO_PLACEHOLDER: ReadonlySet<number> = new Set(
  EVENT_TYPES.filter((t) => /^(clone|fork|vfork|clone3)(_\d+)?_x$|^procexit|^schedswitch/.test(t.key)).map((t) => t.id),
);
export const IS_SWITCH = Uint8Array.from(EVENT_TYPES, (t) => (t.key.startsWith('schedswitch') ? 1 : 0));
export const PROCINFO = EVENT_TYPES.findIndex((t) => t.key === 'procinfo_e');
export const COPY_FILE_RANGE_EXIT = EVENT_TYPES.findIndex((t) => t.key === 'copy_file_range_x');
/** Enter-typed events that interrupt a call without ending it. */
export const INTERRUPTS_CALL = Uint8Array.from(EVENT_TYPES, (t) =>
  /^(signaldeliver|page_fault|schedswitch|procexit)/.test(t.key) || t.origin !== 'syscall' ? 1 : 0,
);
/** Notes of the capture tool: the tid in their header, if any, says nothing. */
export const NO_THREAD = Uint8Array.from(EVENT_TYPES, (t) =>
  /^(container_json|user_|group_|pluginevent|asyncevent)/.test(t.key) ? 1 : 0,
);
/** Enter events whose arguments their exit needs. */
export const STORED_ENTERS = Uint8Array.from(EVENT_TYPES, (t) =>
  !t.isExit &&
  /^(open|creat|openat|openat_2|openat2|execve_1[89]|execveat|connect|socket|eventfd2?|set(re)?s?[ug]id|setresuid|setresgid|getrlimit|setrlimit|prlimit|fcntl|sendto|sendmsg|unshare|setns|dup_1|dup2|dup3|linkat|unlinkat|close_range|inotify_init1?|signalfd4?|epoll_create1|accept4(_5|_6)?)_e$/.test(
    t.key,
  )
    ? 1
    : 0,
);
/** Of those, the ones that handlers of processes and credentials read. */
export const STORED_FOR_THREADS = Uint8Array.from(EVENT_TYPES, (t, type) =>
  STORED_ENTERS[type] === 1 && /^(execve|set|get|prlimit|unshare)/.test(t.key) ? 1 : 0,
);
export const CLOSE_ENTER = EVENT_TYPES.findIndex((t) => t.key === 'close_e');
export const EXECVEAT_ENTER = EVENT_TYPES.findIndex((t) => t.key === 'execveat_e');
export const EXECVE_EXITS: ReadonlySet<number> = new Set(
  EVENT_TYPES.filter((t) => t.key === 'execve_18_x' || t.key === 'execve_19_x').map((t) => t.id),
);
