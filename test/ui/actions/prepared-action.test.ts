// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SnapshotRow } from '../../../src/engine/protocol/protocol.js';
import { prepareAction } from '../../../src/ui/actions/prepared-action.js';
import { bootTime } from '../../../src/ui/actions/process-identity.js';

const ROW: SnapshotRow = {
  key: 'k',
  keyValue: 1,
  cells: [],
  alive: true,
  firstEvent: 1,
  depth: 0,
  descendants: 0,
};

const PID = String(process.pid);
const BOOT = bootTime();
const NGINX = {
  'proc.pid': PID,
  'proc.pid.ts': '1795424790699395201',
  'proc.name': 'nginx',
  'container.id': 'host',
  'container.name': 'host',
  'fd.name': '/etc/hosts',
};

function prepare(
  command: readonly string[],
  { isLive = true, values = NGINX }: { isLive?: boolean; values?: Readonly<Record<string, string | null>> } = {},
) {
  const client = {
    rowFields: (_key: string, fields: readonly string[]) =>
      Promise.resolve({ ok: true as const, value: fields.map((field) => values[field] ?? null) }),
  };
  return prepareAction({ command }, ROW, { client, isLive, captureStart: 5n, boot: BOOT });
}

describe('a prepared action', () => {
  it('knows its process and what to call it', async () => {
    const prepared = await prepare(['kill', '%proc.pid']);
    assert.deepEqual(prepared, {
      ok: true,
      command: {
        argv: ['kill', PID],
        subject: `nginx (${PID})`,
        process: { pid: PID, started: '1795424790699395201', captureStart: 5n, boot: BOOT },
      },
    });
  });

  it('of a capture has no process that could be looked at', async () => {
    const prepared = await prepare(['kill', '%proc.pid'], { isLive: false });
    assert.ok(prepared.ok);
    assert.equal(prepared.command.process, undefined);
  });

  it('finds the files of a container where they are on this machine', async () => {
    const values = { ...NGINX, 'container.id': 'a1b2c3d4e5f6', 'container.name': 'web' };
    const inside = await prepare(['less', '--', '%fd.name'], { values });
    assert.ok(inside.ok);
    assert.deepEqual(inside.command.argv, ['less', '--', `/proc/${PID}/root/etc/hosts`]);
    assert.equal(inside.command.process?.pid, PID);
    const outside = await prepare(['less', '--', '%fd.name']);
    assert.ok(outside.ok);
    assert.deepEqual(outside.command.argv, ['less', '--', '/etc/hosts']);
    const recorded = await prepare(['less', '--', '%fd.name'], { values, isLive: false });
    assert.ok(recorded.ok);
    assert.deepEqual(recorded.command.argv, ['less', '--', '/etc/hosts']);
  });

  it('takes the nice value of the living process, and of no other', {
    skip: process.platform !== 'linux',
  }, async () => {
    const renice = ['renice', '-n', '%nice+1', '-p', '%proc.pid'];
    const living = await prepare(renice);
    assert.ok(living.ok);
    assert.match(living.command.argv[2] ?? '', /^-?\d+$/);
    assert.match(JSON.stringify(await prepare(renice, { isLive: false })), /not recorded/);
    const gone = await prepare(renice, { values: { ...NGINX, 'proc.pid': '4194304' } });
    assert.match(JSON.stringify(gone), /has ended/);
  });

  it('says what is missing', async () => {
    assert.deepEqual(await prepare(['docker', 'stop', '%container.id']), {
      ok: false,
      reason: 'container.id is not a container: "host"',
    });
  });
});
