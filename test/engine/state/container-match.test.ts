// SPDX-License-Identifier: Apache-2.0
// Container ids from cgroup paths: each engine's ways of naming, and paths that only look like one.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchContainer, podUid } from '../../../src/engine/state/container-match.js';

const ID = '0123456789abcdef'.repeat(4);
const SHORT = ID.slice(0, 12);
const POD = 'pod01234567_89ab_cdef_0123_456789abcdef';

const CONTAINERS: readonly (readonly [path: string, type: string, id?: string])[] = [
  [`/docker/${ID}`, 'docker'],
  [`/${ID}`, 'docker'],
  [`/some/parent/${ID}`, 'docker'],
  [`/system.slice/docker-${ID}.scope`, 'docker'],
  [`/system.slice/docker-${ID}.scope/init.scope`, 'docker'],
  [`/machine.slice/libpod-${ID}.scope`, 'podman'],
  [`/machine.slice/libpod-${ID}.scope/container`, 'podman'],
  [`/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-${ID}.scope`, 'podman'],
  [`/libpod_parent/libpod-${ID}`, 'podman'],
  [`/user.slice/user-1000.slice/user@1000.service/user.slice/podman-4711.scope/${ID}`, 'podman'],
  [`/user.slice/user-1000.slice/session-2.scope/${ID}`, 'podman'],
  [`/kubepods/burstable/pod01234567-89ab-cdef-0123-456789abcdef/${ID}`, 'cri'],
  [`/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-${POD}.slice/cri-containerd-${ID}.scope`, 'containerd'],
  [`/system.slice/containerd.service/kubepods-besteffort-${POD}.slice:cri-containerd:${ID}`, 'containerd'],
  [`/kubepods.slice/kubepods-${POD}.slice/crio-${ID}.scope`, 'cri-o'],
  [`/kubepods/${POD}/crio-${ID}`, 'cri-o'],
  [`/kubepods.slice/kubepods-${POD}.slice/docker-${ID}.scope`, 'docker'],
  ['/default/web', 'containerd', 'web'],
  ['/default/a-very-long-name', 'containerd', 'a-very-long-'],
  ['/lxc/guest', 'lxc', 'guest'],
  ['/lxc/guest/init.scope', 'lxc', 'guest'],
  ['/lxc.payload/guest', 'lxc', 'guest'],
  ['/lxc.payload.guest/system.slice/cron.service', 'lxc', 'guest'],
  ['/machine/vm.libvirt-lxc', 'libvirt-lxc', 'vm'],
  ['/machine.slice/machine-lxc\\x2d3293\\x2dguest.scope', 'libvirt-lxc', '3293\\x2dguest'],
  ['/machine.slice/machine-lxc\\x2d3293\\x2dguest.scope/libvirt', 'libvirt-lxc', '3293\\x2dguest'],
  ['/libvirt/lxc/guest', 'libvirt-lxc', 'guest'],
  ['/machine.slice/machine-my\\x2dbox.scope', 'nspawn', 'my-box'],
  ['/machine.slice/systemd-nspawn@my\\x2dbox.service', 'nspawn', 'my-box'],
  ['/machine.slice/systemd-nspawn@box.service/payload/init.scope', 'nspawn', 'box'],
  ['/system.slice/bpm-job.process.scope', 'bpm', 'job.process'],
  ['/bpm-job', 'bpm', 'job'],
];

for (const [path, type, id = SHORT] of CONTAINERS) {
  test(path.replace(ID, '<id>'), () => {
    const found = matchContainer([['cpuset', path]]);
    assert.deepEqual([found?.id, found?.type], [id, type]);
    assert.ok(found !== undefined);
    assert.ok(found.fullId.startsWith(found.id));
    if (id === SHORT) assert.equal(found.fullId, ID);
    // Any of the thread's cgroups may be the one.
    assert.deepEqual(
      matchContainer([
        ['name=systemd', '/'],
        ['cpuset', '/user.slice'],
        ['memory', path],
      ]),
      found,
    );
  });
}

const HOST: readonly string[] = [
  '/',
  '',
  '/init.scope',
  '/user.slice/user-1000.slice/session-3.scope',
  '/system.slice/docker.service',
  '/system.slice/containerd.service',
  '/system.slice/lxc.service',
  '/system.slice/lxcfs.service',
  '/lxc.monitor.guest',
  '/lxc.monitor/guest',
  `/docker/${ID.slice(1)}`,
  `/docker/${ID}0`,
  `/docker/g${ID.slice(1)}`,
  `/system.slice/docker-${ID.slice(1)}.scope`,
  `/machine.slice/libpod-conmon-${ID}.scope`,
  `/kubepods/${POD}/crio-conmon-${ID}.scope`,
  '/default/web.service',
  '/default/a.slice',
  '/default/',
  '/system.slice/machine-id.service',
  '/machine.slice/machine-qemu\\x2d1\\x2dvm.scope',
  '/machine.slice/machine-qemu\\x2d12\\x2dweb\\x2dserver.scope/libvirt/emulator',
  '/machine.slice/machine-ch\\x2d3\\x2dvm.scope',
];

for (const path of HOST) {
  test(`host: ${path.replace(ID, '<id>')}`, () => {
    assert.equal(matchContainer([['cpuset', path]]), undefined);
  });
}

test('no cgroups at all', () => assert.equal(matchContainer([]), undefined));

test('pods', () => {
  const uid = '01234567-89ab-cdef-0123-456789abcdef';
  assert.equal(podUid([['cpuset', `/kubepods/burstable/pod${uid}/${ID}`]]), uid);
  assert.equal(podUid([['cpuset', `/kubepods.slice/kubepods-${POD}.slice/crio-${ID}.scope`]]), uid);
  assert.equal(podUid([['cpuset', `/docker/${ID}`]]), undefined);
});
