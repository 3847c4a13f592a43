// SPDX-License-Identifier: Apache-2.0
// How events of older schemas become events of schema 4, where an exit event alone describes the whole call. A rule is for one
// event type with so many parameters: `+` appends parameters, `KEY` makes another event of it that has these and no more.
// Sources: oN parameter N of the event itself, eN of the enter event of the same call, 0 a zero, - nothing. Where the enter
// event was not seen, eN is a zero too, `eN?` nothing. Facts from the converter of falcosecurity/libs, 2026.

import { eventType } from '../../src/engine/scap/event-types.js';

type Row = readonly [keys: string, nparams: string, to: string, sources: string];

const ROWS: readonly Row[] = [
  ['generic_x', '1', '+', 'e1?'],
  ['open_x', '4 5', '+', '-'],
  [
    'close_x epoll_create_x epoll_create1_x nanosleep_x inotify_init_x unshare_x fstat_x epollwait_x getdents_x getdents64_x',
    '1',
    '+',
    'e0',
  ],
  ['read_x write_x', '2', '+', 'e0 e1'],
  ['link_x', '1', 'link_2_x', 'o0 e0? e1?'],
  ['linkat_x', '1', 'linkat_2_x', 'o0 e0? e1? e2? e3? -'],
  ['unlink_x', '1', 'unlink_2_x', 'o0 e0?'],
  ['unlinkat_x', '1', 'unlinkat_2_x', 'o0 e0? e1? -'],
  ['pread_x pwrite_x sendto_x sendmsg_x pwritev_x', '2', '+', 'e0 e1 e2'],
  ['dup_x', '1', 'dup_1_x', 'o0 e0?'],
  ['signalfd_x tgkill_x socket_x futex_x lseek_x llseek_x ioctl_3_x mprotect_x semget_x', '1', '+', 'e0 e1 e2'],
  ['kill_x tkill_x timerfd_create_x listen_x shutdown_x eventfd_x flock_x seccomp_x', '1', '+', 'e0 e1'],
  ['getrlimit_x setrlimit_x', '3', '+', 'e0'],
  ['prlimit_x', '5', '+', 'e0? e1?'],
  ['schedswitch_1_e', '1', 'schedswitch_6_e', 'o0 - - - - -'],
  ['fcntl_x', '1', '+', 'e0 e1'],
  ['fcntl_x', '3', '+', '0'],
  ['brk_1_x', '1', 'brk_4_x', 'o0 e0? - - -'],
  ['brk_4_x', '4', '+', 'e0?'],
  ['execve_8_x', '8', 'execve_13_x', 'o0-7 - - - - -'],
  ['execve_13_x', '13', 'execve_14_x', 'o0-12 -'],
  ['execve_14_x', '14', 'execve_15_x', 'o0-12 - o13'],
  ['execve_15_x', '15', 'execve_16_x', 'o0-13 - o14'],
  ['execve_16_x', '16', 'execve_17_x', 'o0-15 -'],
  ['execve_17_x', '17', 'execve_18_x', 'o0-16'],
  ['execve_18_x', '17', 'execve_19_x', 'o0-16 -'],
  ['execve_19_x', '18 19 26 27 28 29', '+', '-'],
  ['execve_19_x', '20 23', '+', '- - -'],
  ['execve_19_x', '30', '+', 'e0?'],
  ['execveat_x', '19 26 27 28 29', '+', '-'],
  ['execveat_x', '20 23', '+', '- - -'],
  ['clone_11_x', '11', 'clone_16_x', 'o0-7 - - - - - o8-10'],
  ['clone_16_x', '16', 'clone_17_x', 'o0-12 - o13-15'],
  ['clone_17_x', '17', 'clone_20_x', 'o0-13 - o14-16 - -'],
  ['fork_x', '16', 'fork_17_x', 'o0-12 - o13-15'],
  ['fork_17_x', '17', 'fork_20_x', 'o0-13 - o14-16 - -'],
  ['vfork_x', '16', 'vfork_17_x', 'o0-12 - o13-15'],
  ['vfork_17_x', '17', 'vfork_20_x', 'o0-13 - o14-16 - -'],
  ['clone_20_x fork_20_x vfork_20_x clone3_x', '20', '+', '-'],
  ['bind_x umount2_x eventfd2_x access_x', '2', '+', 'e0'],
  ['connect_x', '2', '+', 'e0'],
  ['connect_x', '3', '+', 'e1'],
  ['connect_e', '1', '+', '0'],
  ['procexit_e', '0', 'procexit_1_e', '- - - - -'],
  ['socket_x', '4', '+', '0'],
  ['accept_x', '3', 'accept_5_x', 'o0-2 0 0'],
  ['accept4_x', '3', 'accept4_6_x', 'o0-2 0 0 e0'],
  ['accept4_5_x', '5', 'accept4_6_x', 'o0-4 e0'],
  ['accept4_6_x', '5', '+', 'e0'],
  ['readv_x', '3', '+', 'e0'],
  ['writev_x', '2', '+', 'e0 e1'],
  ['preadv_x recvfrom_x', '3', '+', 'e0 e1'],
  ['setresuid_x setresgid_x', '1', '+', 'e0? e1? e2?'],
  ['setuid_x setgid_x fchdir_x', '1', '+', 'e0?'],
  ['recv_x send_x', '2', '+', 'e0 e1 0'],
  ['socketpair_x', '5', '+', 'e0 e1 e2'],
  ['sendmmsg_x', '0', '+', '0 - - - -'],
  ['recvmmsg_x', '0', '+', '0 - - - - -'],
  ['recvmsg_x', '4', '+', '0'],
  ['recvmsg_x', '5', '+', 'e0'],
  ['creat_x', '3 4 5', '+', '-'],
  ['open_e', '0', '+', '- - -'],
  ['creat_e', '0', '+', '- -'],
  ['openat_2_e', '0', '+', '- - - -'],
  ['openat2_e', '0', '+', '- - - - -'],
  ['mkdir_2_x', '2', '+', 'e0?'],
  ['mkdir_x', '1', 'mkdir_2_x', 'o0 e0? e1?'],
  ['rmdir_x', '1', 'rmdir_2_x', 'o0 e0?'],
  ['openat_x', '1', 'openat_2_x', 'o0 e0? e1? e2? e3? - -'],
  ['openat_2_x', '5 6', '+', '-'],
  ['openat2_x', '6', '+', '- -'],
  ['poll_x', '2', '+', 'e1'],
  ['ppoll_x', '2', '+', 'e1 e2'],
  ['newselect_x', '1', 'select_x', 'o0'],
  ['ioctl_2_x', '1', 'ioctl_3_x', 'o0 e0? e1? -'],
  ['mmap_x mmap2_x', '4', '+', 'e0 e1 e2 e3 e4 e5'],
  ['munmap_x', '4', '+', 'e0 e1'],
  ['splice_x semctl_x', '1', '+', 'e0 e1 e2 e3'],
  ['ptrace_x', '0', '+', '- - -'],
  ['ptrace_x', '3', '+', 'e0? e1?'],
  ['sendfile_x', '2', '+', 'e0 e1 e3'],
  ['quotactl_x', '14', '+', 'e0 e1 e2 e3'],
  ['setns_x setpgid_x', '1', '+', 'e0? e1?'],
  ['semop_x', '8', '+', 'e0'],
  ['mount_x', '4', '+', 'e0'],
  ['umount_x', '2', 'umount_1_x', 'o0-1'],
  ['bpf_x', '1', 'bpf_2_x', 'o0 e0?'],
  ['copy_file_range_x', '3', '+', 'e0 e1 e2'],
  ['signalfd4_x', '2', '+', 'e0 e1'],
  ['container_json_e', '1', 'container_json_2_e', 'o0'],
];

export interface Source {
  readonly from: 'own' | 'enter' | 'nothing';
  readonly param: number;
  /** Where there is none: a zero (all bits of a user or group id) instead of nothing. */
  readonly orZero: boolean;
}

export interface Rule {
  readonly to: number;
  readonly sources: readonly Source[];
}

function parseSource(text: string): readonly Source[] {
  if (text === '-' || text === '0') return [{ from: 'nothing', param: 0, orZero: text === '0' }];
  const [, letter, first, last = first, mark] = /^([oe])(\d+)(?:-(\d+))?(\?)?$/.exec(text) ?? [];
  if (first === undefined) throw new Error(`conversion rules: bad source ${text}`);
  const count = Number(last) - Number(first) + 1;
  return Array.from({ length: count }, (_, i) => ({
    from: letter === 'o' ? 'own' : 'enter',
    param: Number(first) + i,
    orZero: letter === 'e' && mark !== '?',
  }));
}

const RULES: ReadonlyMap<string, Rule> = new Map(
  ROWS.flatMap(([keys, counts, to, text]) =>
    keys.split(' ').flatMap((key) =>
      counts.split(' ').map((count): [string, Rule] => {
        const own = Array.from({ length: to === '+' ? Number(count) : 0 }, (_, param): Source => {
          return { from: 'own', param, orZero: false };
        });
        const sources = [...own, ...text.split(' ').flatMap(parseSource)];
        const { id, params } = eventType(to === '+' ? key : to);
        if (sources.length > params.length) throw new Error(`conversion rules: too many parameters for ${key}`);
        return [`${eventType(key).id} ${count}`, { to: id, sources }];
      }),
    ),
  ),
);

/** The next step of an event on its way to the newest schema; undefined where it is there. */
export function ruleFor(type: number, nparams: number): Rule | undefined {
  return RULES.get(`${type} ${nparams}`);
}
