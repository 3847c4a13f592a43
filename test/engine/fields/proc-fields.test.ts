// SPDX-License-Identifier: Apache-2.0
// proc.*, thread.*, user.*, group.*, container.*, k8s.*: who made an event, and where.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ContainerInfo } from '../../../src/engine/state/container-info.js';
import { FdType } from '../../../src/engine/state/fd-info.js';
import { CloneFlag, ExeFlag, type ThreadInfo } from '../../../src/engine/state/thread-info.js';
import { BASE, fakeEvent, fdOf, threadOf } from './fake-event.js';
import { checkFields, read } from './read.js';

function eventOf(thread: ThreadInfo, more: Partial<Parameters<typeof fakeEvent>[0]> = {}) {
  return fakeEvent({ type: 'getuid_x', thread, time: 1_000_000_000, ...more });
}

const init = threadOf({
  tid: 1,
  pid: 1,
  vpid: 1,
  comm: 'systemd',
  exe: '/sbin/init',
  exePath: '/usr/lib/systemd',
  sid: 1,
});
const sshd = threadOf({ tid: 90, pid: 90, vpid: 90, comm: 'sshd', parent: init, sid: 90 });
const bash = threadOf({
  tid: 100,
  pid: 100,
  vpid: 100,
  sid: 100,
  pgid: 100,
  vpgid: 100,
  comm: 'bash',
  exe: '-bash',
  exePath: '/usr/bin/bash',
  args: ['-l'],
  env: ['HOME=/home/bob', 'X= spaced '],
  cloneTime: BASE - 5n,
  parent: sshd,
});
const curl = threadOf({
  tid: 200,
  pid: 200,
  ptid: 100,
  vtid: 200,
  vpid: 200,
  sid: 100,
  pgid: 200,
  vpgid: 100,
  comm: 'curl',
  exe: '/usr/bin/curl',
  exePath: '/usr/bin/curl',
  args: ['-6', 'http://x'],
  env: ['PATH=/bin', 'TERM= xterm '],
  cwd: '/srv/labs/',
  tty: 34816,
  cloneTime: BASE,
  fdLimit: 8,
  exeIno: 77,
  exeInoCtime: BASE - 100n,
  exeInoMtime: BASE - 200n,
  pidnsInitStart: BASE - 1000n,
  exeFlags: ExeFlag.WRITABLE | ExeFlag.FROM_MEMFD,
  cgroups: [
    ['cpuset', '/'],
    ['memory', '/user.slice'],
  ],
  capEffective: 0b101n,
  capPermitted: (1n << 41n) - 1n,
  uid: 1000,
  gid: 1000,
  loginUid: 1000,
  user: { uid: 1000, gid: 1000, name: 'bob', home: '/home/bob', shell: '/bin/zsh' },
  group: { gid: 1000, name: 'bobs' },
  loginUser: { uid: 1000, gid: 1000, name: 'bob', home: '/home/bob', shell: '/bin/zsh' },
  parent: bash,
});
const worker = threadOf({ tid: 201, pid: 200, vtid: 201, vpid: 200, comm: 'worker', leader: curl, ptid: 100 });

test('the process itself', () => {
  const fd = fdOf({ type: FdType.FIFO, name: 'pipe:[5]' });
  const event = eventOf(curl, {
    fds: { 0: fd, 1: fdOf({ name: '/tmp/out' }) },
    metrics: { threadCount: 2, fdCount: 2, vmSizeKb: 400, vmRssKb: 100, vmSwapKb: 0, pfMajor: 3, pfMinor: 9 },
  });
  checkFields(event, {
    'proc.pid': 200,
    'proc.vpid': 200,
    'proc.name': 'curl',
    'proc.exe': '/usr/bin/curl',
    'proc.exepath': '/usr/bin/curl',
    'proc.args': '-6 http://x',
    'proc.args[1]': 'http://x',
    'proc.args[2]': '',
    'proc.cmdline': 'curl -6 http://x',
    'proc.exeline': '/usr/bin/curl -6 http://x',
    'proc.cmdnargs': 2,
    'proc.cmdlenargs': 10,
    'proc.env': 'PATH=/bin TERM= xterm ',
    'proc.env[TERM]': 'xterm',
    'proc.env[NONE]': '',
    'proc.cwd': '/srv/labs/',
    'proc.tty': 34816,
    'proc.sid': 100,
    'proc.pgid': 200,
    'proc.vpgid': 100,
    'proc.is_sid_leader': false,
    'proc.is_pgid_leader': true,
    'proc.is_vpgid_leader': false,
    'proc.duration': 1_000_000_000,
    'proc.ppid.duration': 1_000_000_005,
    'proc.pid.ts': BASE,
    'proc.ppid.ts': BASE - 5n,
    'proc.nthreads': 2,
    'proc.nchilds': 1,
    'proc.fdopencount': 2,
    'proc.fdlimit': 8,
    'proc.fdusage': 25,
    'proc.vmsize': 400,
    'proc.vmrss': 100,
    'proc.vmswap': 0,
    'proc.stdin.type': 'pipe',
    'proc.stdin.name': 'pipe:[5]',
    'proc.stdout.name': '/tmp/out',
    'proc.stdout.type': 'file',
    'proc.stderr.type': undefined,
    'proc.stderr.name': undefined,
    'proc.is_exe_writable': true,
    'proc.is_exe_from_memfd': true,
    'proc.is_exe_upper_layer': false,
    'proc.is_exe_lower_layer': false,
    'proc.exe_ino': 77,
    'proc.exe_ino.ctime': BASE - 100n,
    'proc.exe_ino.mtime': BASE - 200n,
    'proc.exe_ino.ctime_duration_proc_start': 100n,
    'proc.exe_ino.ctime_duration_pidns_start': 900n,
    'proc.pidns_init_start_ts': BASE - 1000n,
    'thread.tid': 200,
    'thread.vtid': 200,
    'thread.ismain': true,
    'thread.nametid': 'curl200',
    'thread.pfmajor': 3,
    'thread.pfminor': 9,
    'thread.vmsize': 400,
    'thread.vmrss': 100,
    'thread.vmsize.b': 409600,
    'thread.vmrss.b': 102400,
    'thread.cgroups': 'cpuset=/ memory=/user.slice',
    'thread.cgroup.memory': '/user.slice',
    'thread.cgroup[nothing]': undefined,
    'thread.cap_effective': 'CAP_CHOWN CAP_DAC_READ_SEARCH',
    'thread.cap_inheritable': '',
    'user.uid': 1000,
    'user.name': 'bob',
    'user.homedir': '/home/bob',
    'user.shell': '/bin/zsh',
    'user.loginuid': 1000,
    'user.loginname': 'bob',
    'group.gid': 1000,
    'group.name': 'bobs',
  });
});

test('relatives', () => {
  checkFields(eventOf(curl), {
    'proc.ppid': 100,
    'proc.pname': 'bash',
    'proc.pexe': '-bash',
    'proc.pexepath': '/usr/bin/bash',
    'proc.pcmdline': 'bash -l',
    'proc.pvpid': 100,
    'proc.aname[0]': 'curl',
    'proc.aname[1]': 'bash',
    'proc.aname[3]': 'systemd',
    'proc.aname[4]': undefined,
    'proc.aname': ['bash', 'sshd', 'systemd'],
    'proc.apid': [100, 90, 1],
    'proc.apid[2]': 90,
    'proc.aexe[1]': '-bash',
    'proc.aexepath[3]': '/usr/lib/systemd',
    'proc.acmdline[1]': 'bash -l',
    'proc.aargs[1]': '-l',
    'proc.aenv': 'PATH=/bin TERM= xterm ',
    'proc.aenv[1]': 'HOME=/home/bob X= spaced ',
    'proc.aenv[HOME]': '/home/bob',
    'proc.aenv[X]': 'spaced',
    // The nearest ancestor: its own variables do not count.
    'proc.aenv[PATH]': '',
    'proc.loginshellid': 100,
  });
  checkFields(eventOf(init), {
    'proc.ppid': undefined,
    'proc.pname': undefined,
    'proc.aname': [],
    'proc.loginshellid': undefined,
  });
  const orphan = threadOf({ tid: 5, pid: 5, ptid: 0 });
  checkFields(eventOf(orphan), { 'proc.ppid': 0, 'proc.pname': undefined });
});

test('leaders of sessions and groups', () => {
  const threads = [curl, bash, sshd, init];
  checkFields(eventOf(curl, { threads }), {
    'proc.sname': 'bash',
    'proc.sid.exe': '-bash',
    'proc.sid.exepath': '/usr/bin/bash',
    'proc.pgid.name': 'curl',
    'proc.pgid.exe': '/usr/bin/curl',
    'proc.vpgid.name': 'bash',
    'proc.vpgid.exepath': '/usr/bin/bash',
  });
  // The leader is gone: the oldest ancestor with the same id.
  checkFields(eventOf(curl), { 'proc.sname': 'bash', 'proc.pgid.name': 'curl' });
  // In a pid namespace the id is not the host's.
  const inside = threadOf({
    tid: 300,
    vtid: 7,
    pid: 300,
    vpid: 7,
    sid: 90,
    comm: 'inside',
    flags: CloneFlag.CHILD_IN_PIDNS,
  });
  checkFields(eventOf(inside, { threads }), { 'proc.sname': 'inside' });
});

test('threads that are not leaders', () => {
  const event = eventOf(worker, { metrics: { vmSizeKb: 400, vmRssKb: 100 } });
  checkFields(event, {
    'proc.pid': 200,
    'thread.tid': 201,
    'thread.ismain': false,
    'proc.name': 'worker',
    'proc.cwd': '/srv/labs/',
    'proc.env[PATH]': '/bin',
    'proc.pname': 'bash',
    'proc.aname[0]': 'curl',
    'proc.vmsize': 400,
    'thread.vmsize': 0,
    'thread.vmsize.b': 0,
  });
});

test('what nobody knows has no value', () => {
  const nobody = threadOf({ tid: 9, pid: -1, vpid: -1, vtid: -1, isPlaceholder: true, comm: '<NA>' });
  checkFields(eventOf(nobody), {
    // As the state has it: -1 is how it says unknown, and how sysdig prints it.
    'proc.pid': -1,
    'proc.vpid': undefined,
    'thread.vtid': undefined,
    'proc.sid': undefined,
    'proc.ppid': undefined,
    'proc.duration': undefined,
    'proc.pid.ts': undefined,
    'proc.exe_ino': undefined,
    'proc.exe_ino.ctime': undefined,
    'proc.exe_ino.ctime_duration_proc_start': undefined,
    'proc.pidns_init_start_ts': undefined,
    'proc.nthreads': undefined,
    'proc.fdusage': undefined,
    'thread.cgroups': undefined,
    'user.uid': undefined,
    // The text that rules compare with.
    'user.name': '<NA>',
    'user.homedir': '<NA>',
    'user.shell': '<NA>',
    'user.loginuid': -1,
    'user.loginname': '<NA>',
    'group.gid': undefined,
    'group.name': '<NA>',
    'proc.cwd': undefined,
    'proc.fdlimit': undefined,
    'container.id': '',
    'container.name': undefined,
  });
  checkFields(fakeEvent({ type: 'schedswitch_6_e', noThread: true }), {
    'proc.name': undefined,
    'proc.duration': undefined,
    'proc.sname': undefined,
    'user.name': undefined,
    'container.id': undefined,
    'thread.nametid': undefined,
  });
  const unnamed = threadOf({ tid: 9, pid: 9, uid: 77, gid: 77, loginUid: 77 });
  checkFields(eventOf(unnamed), {
    'user.name': '<NA>',
    'user.homedir': '<NA>',
    'user.shell': '<NA>',
    'user.loginname': '<NA>',
    'group.name': '<NA>',
  });
  const root = threadOf({ tid: 9, pid: 9, vtid: 9, uid: 0, gid: 0, loginUid: 0 });
  checkFields(eventOf(root), {
    'user.name': 'root',
    'user.homedir': '/root',
    'user.loginname': 'root',
    'group.name': 'root',
    'container.id': 'host',
    'container.name': 'host',
    'container.type': 'host',
    'container.full_id': 'host',
    'container.image': undefined,
    'container.privileged': undefined,
    'container.start_ts': undefined,
    'container.duration': undefined,
  });
});

const web: ContainerInfo = {
  id: '0123456789ab',
  fullId: '0123456789ab'.padEnd(64, 'c'),
  type: 'podman',
  name: 'web',
  image: 'docker.io/nginx:1',
  imageId: '71cc',
  imageRepository: 'docker.io/nginx',
  imageTag: '1',
  imageDigest: 'sha256:ab',
  privileged: true,
  hostPid: false,
  hostNetwork: undefined,
  hostIpc: false,
  isPodSandbox: false,
  createdTime: 1,
  ip: '10.88.0.11',
  cniJson: '',
  podSandboxId: 'feedfacefeedface',
  labels: { 'io.kubernetes.pod.name': 'web-1', 'io.kubernetes.pod.namespace': 'prod', 'io.kubernetes.pod.uid': 'u-1' },
  podSandboxLabels: { tier: 'front', app: 'web', empty: '', 'io.kubernetes.x': 'y', 'annotation.z': 'z' },
  mounts: [
    { source: '/data', destination: '/var/lib', mode: 'Z', readWrite: true, propagation: 'rprivate' },
    { source: '/etc/x', destination: '/x', mode: '', readWrite: false, propagation: '' },
  ],
  env: [],
  user: '',
  healthcheck: { exe: '/bin/check', args: ['-q'] },
  livenessProbe: undefined,
  readinessProbe: undefined,
  hasMetadata: true,
};

function inWeb(parts: Partial<ThreadInfo>): ThreadInfo {
  return threadOf({ tid: 500, pid: 500, vtid: 5, vpid: 5, containerId: web.id, container: web, ...parts });
}

test('containers and pods', () => {
  checkFields(eventOf(inWeb({ pidnsInitStart: BASE })), {
    'container.id': '0123456789ab',
    'container.full_id': web.fullId,
    'container.name': 'web',
    'container.type': 'podman',
    'container.image': 'docker.io/nginx:1',
    'container.image.id': '71cc',
    'container.image.repository': 'docker.io/nginx',
    'container.image.tag': '1',
    'container.image.digest': 'sha256:ab',
    'container.privileged': true,
    'container.host_pid': false,
    'container.host_network': undefined,
    'container.mounts': '/data:/var/lib:Z:true:rprivate,/etc/x:/x::false:',
    'container.mount[0]': '/data:/var/lib:Z:true:rprivate',
    'container.mount[/etc/x]': '/etc/x:/x::false:',
    'container.mount[9]': undefined,
    'container.mount.source[/x]': '/etc/x',
    'container.mount.source[0]': '/data',
    'container.mount.dest[/etc/x]': '/x',
    'container.mount.mode[/data]': 'Z',
    'container.mount.rdwr[1]': 'false',
    'container.mount.propagation[0]': 'rprivate',
    'container.healthcheck': '/bin/check -q',
    'container.liveness_probe': 'NONE',
    'container.start_ts': BASE,
    'container.duration': 1_000_000_000,
    'container.ip': '10.88.0.11',
    'container.cni.json': undefined,
    'k8s.pod.name': 'web-1',
    'k8s.ns.name': 'prod',
    'k8s.pod.uid': 'u-1',
    'k8s.pod.id': 'u-1',
    'k8s.pod.sandbox_id': 'feedfacefeed',
    'k8s.pod.full_sandbox_id': 'feedfacefeedface',
    'k8s.pod.label.app': 'web',
    'k8s.pod.label[nope]': undefined,
    'k8s.pod.labels': 'app:web, empty, tier:front',
    'k8s.pod.ip': '10.88.0.11',
    'k8s.svc.name': undefined,
  });
  const bare = { ...web, podSandboxId: '', type: 'lxc', hasMetadata: false } as const;
  checkFields(eventOf(inWeb({ container: bare })), {
    'k8s.pod.name': undefined,
    'container.privileged': undefined,
    'container.healthcheck': undefined,
    'container.mounts': undefined,
    'container.type': 'lxc',
  });
  checkFields(eventOf(inWeb({ container: undefined })), { 'container.id': web.id, 'container.name': undefined });
  checkFields(eventOf(threadOf({ tid: 5, vtid: 1 })), { 'container.id': '', 'container.name': undefined });
});

test('probes are run from outside the container', () => {
  const outside = threadOf({ tid: 50, pid: 50, comm: 'conmon' });
  const check = inWeb({ exe: '/bin/check', args: ['-q'], parent: outside });
  checkFields(eventOf(check), {
    'proc.is_container_healthcheck': true,
    'proc.is_container_liveness_probe': false,
    'proc.is_container_readiness_probe': false,
  });
  const child = inWeb({ tid: 501, pid: 501, exe: 'sleep', parent: check });
  checkFields(eventOf(child), { 'proc.is_container_healthcheck': true });
  const containerInit = inWeb({ tid: 40, pid: 40, vpid: 1 });
  checkFields(eventOf(inWeb({ exe: '/bin/check', args: ['-q'], parent: containerInit })), {
    'proc.is_container_healthcheck': false,
  });
  checkFields(eventOf(inWeb({ exe: '/bin/check', args: [], parent: outside })), {
    'proc.is_container_healthcheck': false,
  });
  checkFields(eventOf(curl), { 'proc.is_container_healthcheck': false });
});

test('a ring of ancestors ends', () => {
  const ring = threadOf({ tid: 3, pid: 3, comm: 'ring' });
  const first = threadOf({ tid: 2, pid: 2, comm: 'first', parent: ring });
  Object.assign(ring, { parent: first });
  const names = read('proc.aname', eventOf(first));
  assert.ok(Array.isArray(names) && names.length > 2 && names.length < 5000);
});
