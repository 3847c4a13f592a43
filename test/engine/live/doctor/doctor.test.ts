// SPDX-License-Identifier: Apache-2.0
// Each thing that can be wrong is reported with a next step; a machine where nothing is wrong says so.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { doctorText } from '../../../../src/engine/live/doctor/doctor.js';
import { canCapture, findings } from '../../../../src/engine/live/doctor/doctor-checks.js';
import { type DoctorFacts, gatherFacts } from '../../../../src/engine/live/doctor/doctor-facts.js';

const FINE: DoctorFacts = {
  platform: 'linux',
  arch: 'x64',
  kernel: '6.1.0-18-amd64',
  node: '20.11.0',
  nodePath: '/usr/bin/node',
  hasBtf: true,
  capabilities: 0x1ffffffffffn,
  lockdown: '[none] integrity confidentiality',
  seccomp: 0,
  pidNamespaceDepth: 1,
  seesInit: true,
  library: { path: '/x/libscapshim.so', exists: true, error: undefined },
  tools: { clang: true, make: true, cc: true, 'libbpf headers': true },
  probe: { error: undefined, milliseconds: 400 },
  sources: [{ name: 'Docker', socket: '/run/docker.sock', state: { kind: 'connected', version: 'Docker 27' } }],
  terminal: { isTerminal: true, name: 'xterm-256color', columns: 120, rows: 40, colours: 256, isUtf8: true },
};

test('where nothing is wrong there is nothing to do', () => {
  const list = findings(FINE);
  assert.deepEqual(
    list.filter((f) => f.state !== 'ok' || f.next !== ''),
    [],
  );
  assert.ok(canCapture(list));
  assert.match(doctorText(list).at(-1) ?? '', /^Live capture works/);
});

const NO_RIGHT = { code: 'EPERM', message: 'not permitted', hint: 'run as root' };

/** What is changed, the topic that complains, how badly, and a word of its next step. */
const TROUBLES: readonly [Partial<DoctorFacts>, topic: string, state: string, next: RegExp][] = [
  [{ kernel: '5.4.0-1' }, 'system', 'fatal', /5\.8/],
  [{ kernel: '4.18.0-553.el8' }, 'system', 'fatal', /5\.8/],
  [{ arch: 'riscv64' }, 'system', 'fatal', /-r/],
  [{ hasBtf: false }, 'type information', 'fatal', /CONFIG_DEBUG_INFO_BTF/],
  [
    { capabilities: 0n, probe: { error: NO_RIGHT, milliseconds: 1 } },
    'privileges',
    'fatal',
    /sudo sysdrill.*setcap .*cap_bpf.* \/usr\/bin\/node/,
  ],
  [{ capabilities: (1n << 39n) | (1n << 38n) }, 'privileges', 'bad', /cap_sys_ptrace/],
  [{ lockdown: 'none integrity [confidentiality]' }, 'lockdown', 'fatal', /boot/],
  [{ seccomp: 2, probe: undefined }, 'seccomp', 'bad', /seccomp=unconfined/],
  [{ seesInit: false }, 'processes', 'bad', /cap_sys_ptrace/],
  [{ pidNamespaceDepth: 2 }, 'namespace', 'bad', /--pid=host/],
  [
    { library: { path: '/x', exists: false, error: NO_RIGHT }, probe: undefined },
    'library',
    'fatal',
    /^make -C libscap-shim$/,
  ],
  [
    {
      library: { path: '/x', exists: false, error: NO_RIGHT },
      probe: undefined,
      tools: { ...FINE.tools, clang: false },
    },
    'library',
    'fatal',
    /apt-get install clang/,
  ],
  [
    { probe: { error: { code: 'EINVAL', message: 'the verifier says no', hint: 'report it' }, milliseconds: 9 } },
    'probe',
    'fatal',
    /report it/,
  ],
  [
    {
      sources: [
        {
          name: 'Docker',
          socket: '/s',
          state: { kind: 'refused', reason: 'no permission for /s', hint: 'run as root' },
        },
      ],
    },
    'containers',
    'bad',
    /root/,
  ],
  [
    { sources: [{ name: 'Docker', socket: '/s', state: { kind: 'absent', reason: 'there is no /s' } }] },
    'containers',
    'note',
    /^$/,
  ],
  [{ terminal: { ...FINE.terminal, name: 'dumb' } }, 'terminal', 'bad', /TERM=/],
  [{ terminal: { ...FINE.terminal, columns: 40 } }, 'terminal', 'note', /80/],
  [{ terminal: { ...FINE.terminal, isUtf8: false } }, 'terminal', 'note', /--ascii/],
];

for (const [change, topic, state, next] of TROUBLES) {
  test(`${topic}: ${JSON.stringify(change, (_, v) => (typeof v === 'bigint' ? String(v) : v)).slice(0, 70)}`, () => {
    const list = findings({ ...FINE, ...change });
    const found = list.filter((f) => f.topic === topic && f.state !== 'ok');
    assert.deepEqual(
      found.map((f) => f.state),
      [state],
    );
    assert.match(found[0]?.next ?? '', next);
    assert.equal(canCapture(list), state !== 'fatal');
    // One cause, one complaint.
    assert.equal(list.filter((f) => f.state === 'fatal').length, state === 'fatal' ? 1 : 0);
  });
}

test('on another system captures can be read', () => {
  const list = findings({ ...FINE, platform: 'darwin' });
  assert.equal(canCapture(list), false);
  assert.match(doctorText(list).at(-1) ?? '', /-r FILE/);
});

test('the facts of this machine are gathered without an exception', async () => {
  const facts = await gatherFacts({ ...process.env, LC_ALL: 'C', LANG: 'de_DE.UTF-8' });
  assert.equal(facts.terminal.isUtf8, false);
  assert.equal(facts.platform, process.platform);
  assert.ok(findings(facts).length > 0);
});
