// SPDX-License-Identifier: Apache-2.0
// The kinds of events that sysdrill itself puts into a stream. docs/reference/own-events.md is made of this table. A kind
// keeps its name, its version and the order of its fields for ever; new fields are appended.

import type { OwnEventKind } from './own-payload.js';

/**
 * Without it a thread without CPU samples may have been busy; with it, it was idle. Recordings of before December 2026 have
 * a notification instead (state/own-events.ts).
 */
export const CPU_SAMPLES = {
  name: 'cpu-samples',
  version: 1,
  description: 'From here on, CPU samples (procinfo) come for every thread that ran, each second.',
  fields: [],
} as const satisfies OwnEventKind;

/** Written by libscap-shim/src/waits.c, as are the next two. */
export const WAITS_BEGIN = {
  name: 'waits-begin',
  version: 1,
  description: 'The events sysdrill.waits that follow speak of every thread again: what was said before is void.',
  fields: [],
} as const satisfies OwnEventKind;

/** A thread that is not named again is as it was: off the CPU for the same call, or on its way. */
export const WAITS = {
  name: 'waits',
  version: 1,
  description: 'What threads wait for: a record for each one that is not as it was in the last look, once a second.',
  fields: [
    { name: 'tid', type: 'u32', unit: '', description: 'Thread.' },
    {
      name: 'state',
      type: 'text',
      unit: '',
      description: 'Letter of its state, as in /proc/PID/stat: R, S, D, T, t, Z, I, X.',
    },
    {
      name: 'call',
      type: 'u32',
      unit: '',
      description: 'Code of the call that it is in, the code of generic events; unknown where it is in none.',
    },
    {
      name: 'args',
      type: 'text',
      unit: '',
      description: 'The six arguments of the call as hexadecimal numbers, joined by blanks.',
    },
    { name: 'waited', type: 'u64', unit: 'ns', description: 'How long it had been off the CPU.' },
    {
      name: 'limit',
      type: 'u64',
      unit: 'ns',
      description: 'After so long the call returns by itself; 0: never, or no limit was read.',
    },
    { name: 'word', type: 'u32', unit: '', description: 'Of a futex: the number at its address.' },
    {
      name: 'owner',
      type: 'u32',
      unit: '',
      description:
        'Of a futex: the number eight bytes after its address. In a mutex of the C library it is the thread that holds it, as its own process numbers threads.',
    },
    { name: 'path', type: 'text', unit: '', description: 'Path that the call was given.' },
    {
      name: 'stack',
      type: 'text',
      unit: '',
      description: 'Functions of the kernel that it is in, the innermost first, joined by blanks.',
    },
    {
      name: 'user_stack',
      type: 'text',
      unit: '',
      description:
        'Where its program is: `file+offset`, the innermost first, joined by blanks, as far as frame pointers lead.',
    },
  ],
} as const satisfies OwnEventKind;

export const LOCKS = {
  name: 'locks',
  version: 1,
  description: 'Who waits for whose file lock, as /proc/locks has it: all pairs, whenever one of them has changed.',
  fields: [
    { name: 'waiter', type: 'u32', unit: '', description: 'Process that waits.' },
    { name: 'holder', type: 'u32', unit: '', description: 'Process that holds the lock.' },
    { name: 'kind', type: 'text', unit: '', description: 'FLOCK, POSIX, OFDLCK or LEASE.' },
    { name: 'major', type: 'u32', unit: '', description: 'Device of the file.' },
    { name: 'minor', type: 'u32', unit: '', description: 'Device of the file.' },
    { name: 'inode', type: 'u64', unit: '', description: 'Inode of the file.' },
  ],
} as const satisfies OwnEventKind;

export const HOST = {
  name: 'host',
  version: 1,
  description: 'The machine as a whole, once a second, as /proc has it. Counters begin with the start of the machine.',
  fields: [
    { name: 'load1', type: 'f64', unit: '', description: 'Load average of one minute.' },
    { name: 'load5', type: 'f64', unit: '', description: 'Of five minutes.' },
    { name: 'load15', type: 'f64', unit: '', description: 'Of fifteen minutes.' },
    { name: 'memory_total', type: 'u64', unit: 'bytes', description: 'Memory.' },
    { name: 'memory_available', type: 'u64', unit: 'bytes', description: 'Memory that programs can have.' },
    { name: 'memory_cached', type: 'u64', unit: 'bytes', description: 'Memory that holds parts of files.' },
    { name: 'swap_total', type: 'u64', unit: 'bytes', description: 'Swap.' },
    { name: 'swap_free', type: 'u64', unit: 'bytes', description: 'Swap that is not in use.' },
    { name: 'disk_read', type: 'u64', unit: 'bytes', description: 'Read from disks so far, partitions not counted.' },
    { name: 'disk_written', type: 'u64', unit: 'bytes', description: 'Written to disks so far.' },
    { name: 'net_received', type: 'u64', unit: 'bytes', description: 'Received so far, the loopback not counted.' },
    { name: 'net_sent', type: 'u64', unit: 'bytes', description: 'Sent so far.' },
    {
      name: 'stall_cpu',
      type: 'u64',
      unit: 'ns',
      description: 'Time so far in which something waited for a CPU (PSI).',
    },
    {
      name: 'stall_memory',
      type: 'u64',
      unit: 'ns',
      description: 'Time so far in which something waited for memory (PSI).',
    },
    {
      name: 'stall_io',
      type: 'u64',
      unit: 'ns',
      description: 'Time so far in which something waited for disks (PSI).',
    },
  ],
} as const satisfies OwnEventKind;

export const HOST_CPUS = {
  name: 'host-cpus',
  version: 1,
  description:
    'What each CPU has done since the start of the machine, once a second: a record for each that is online.',
  fields: [
    { name: 'cpu', type: 'u32', unit: '', description: 'Number of the CPU.' },
    { name: 'user', type: 'u64', unit: 'ns', description: 'In programs, those of lowered priority included.' },
    { name: 'system', type: 'u64', unit: 'ns', description: 'In the kernel, interrupts included.' },
    { name: 'waiting', type: 'u64', unit: 'ns', description: 'Idle while something waited for a disk.' },
    { name: 'stolen', type: 'u64', unit: 'ns', description: 'Taken by the hypervisor for other machines.' },
    { name: 'idle', type: 'u64', unit: 'ns', description: 'Idle.' },
  ],
} as const satisfies OwnEventKind;

export const CGROUPS = {
  name: 'cgroups',
  version: 1,
  description:
    'What the control groups of the containers say, once a second: a record for each container. Counters begin with the container.',
  fields: [
    { name: 'container', type: 'text', unit: '', description: 'Id of the container, its first 12 characters.' },
    { name: 'cpu', type: 'u64', unit: 'ns', description: 'CPU time so far.' },
    { name: 'cpu_limit', type: 'f64', unit: '', description: 'Cores that it may use; 0: no limit.' },
    { name: 'periods', type: 'u64', unit: '', description: 'Periods of the limit so far in which it ran.' },
    { name: 'throttled', type: 'u64', unit: '', description: 'Periods so far in which it was stopped at the limit.' },
    { name: 'throttled_time', type: 'u64', unit: 'ns', description: 'For how long it was stopped so far.' },
    { name: 'memory', type: 'u64', unit: 'bytes', description: 'Memory, cached parts of files included.' },
    { name: 'memory_limit', type: 'u64', unit: 'bytes', description: 'Memory that it may use; 0: no limit.' },
    { name: 'oom_kills', type: 'u64', unit: '', description: 'Processes so far that were killed at the limit.' },
    { name: 'pids', type: 'u64', unit: '', description: 'Processes and threads.' },
    { name: 'pids_limit', type: 'u64', unit: '', description: 'Processes and threads that it may have; 0: no limit.' },
    { name: 'stall_cpu', type: 'u64', unit: 'ns', description: 'Time so far in which it waited for a CPU (PSI).' },
    { name: 'stall_memory', type: 'u64', unit: 'ns', description: 'Time so far in which it waited for memory (PSI).' },
    { name: 'stall_io', type: 'u64', unit: 'ns', description: 'Time so far in which it waited for disks (PSI).' },
  ],
} as const satisfies OwnEventKind;

/** The thread of its header is that of the event that the alert is about. */
export const ALERT = {
  name: 'alert',
  version: 1,
  description: 'A detection rule has matched.',
  fields: [
    { name: 'age', type: 'u64', unit: 'ns', description: 'From the event that it is about to this one.' },
    { name: 'rule', type: 'text', unit: '', description: 'Name of the rule.' },
    { name: 'priority', type: 'text', unit: '', description: 'Priority of the rule, as Falco writes it.' },
    { name: 'source', type: 'text', unit: '', description: 'Where the event comes from, mostly syscall.' },
    { name: 'tags', type: 'text', unit: '', description: 'Tags of the rule, joined by commas.' },
    { name: 'message', type: 'text', unit: '', description: "The rule's output." },
    { name: 'line', type: 'text', unit: '', description: 'The alert as a line: time, priority, output.' },
    { name: 'json', type: 'text', unit: '', description: 'The alert as a JSON object; empty where it is too long.' },
    { name: 'key', type: 'text', unit: '', description: 'Alerts of one rule with the same key are one incident.' },
    { name: 'filter', type: 'text', unit: '', description: 'Filter of the events that made it.' },
    { name: 'span', type: 'u64', unit: 'ns', description: 'How far the events that made it reach back.' },
  ],
} as const satisfies OwnEventKind;

/** Holds until the pod is named again; written by the watcher of the API server (src/kubernetes). */
export const PODS = {
  name: 'pods',
  version: 1,
  description:
    'What the Kubernetes API server says of pods: a record for each one that is new or has changed. Labels are JSON objects.',
  fields: [
    {
      name: 'uid',
      type: 'text',
      unit: '',
      description: 'Unique id of the pod, as the kubelet gives it to containers.',
    },
    { name: 'name', type: 'text', unit: '', description: 'Name of the pod.' },
    { name: 'labels', type: 'text', unit: '', description: 'Labels of the pod.' },
    { name: 'node', type: 'text', unit: '', description: 'Node that it runs on.' },
    { name: 'ip', type: 'text', unit: '', description: 'Address of the pod.' },
    { name: 'namespace', type: 'text', unit: '', description: 'Name of its namespace.' },
    { name: 'namespace_id', type: 'text', unit: '', description: 'Unique id of the namespace.' },
    { name: 'namespace_labels', type: 'text', unit: '', description: 'Labels of the namespace.' },
    {
      name: 'controller_kind',
      type: 'text',
      unit: '',
      description: 'What keeps it running in the end: Deployment, StatefulSet, DaemonSet, Job, CronJob, …',
    },
    { name: 'controller', type: 'text', unit: '', description: 'Name of the controller.' },
    { name: 'controller_id', type: 'text', unit: '', description: 'Unique id of the controller.' },
    { name: 'controller_labels', type: 'text', unit: '', description: 'Labels of the controller.' },
    { name: 'replicaset', type: 'text', unit: '', description: 'Name of its ReplicaSet.' },
    { name: 'replicaset_id', type: 'text', unit: '', description: 'Unique id of the ReplicaSet.' },
    { name: 'replicaset_labels', type: 'text', unit: '', description: 'Labels of the ReplicaSet.' },
    {
      name: 'services',
      type: 'text',
      unit: '',
      description: 'Services that lead to it: a JSON array of objects with name, id and labels.',
    },
  ],
} as const satisfies OwnEventKind;

export const OWN_EVENT_KINDS: readonly OwnEventKind[] = [
  CPU_SAMPLES,
  HOST,
  HOST_CPUS,
  CGROUPS,
  WAITS_BEGIN,
  WAITS,
  LOCKS,
  ALERT,
  PODS,
];
