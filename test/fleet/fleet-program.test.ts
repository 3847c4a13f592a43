// SPDX-License-Identifier: Apache-2.0
// The program over a real NATS server: five agents with captures, one merged table as text.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { run } from '../cli/program.js';
import { DEMO_CAPTURE, FILES_CAPTURE } from '../engine/scap/capture-files.js';
import { freePort, NO_SERVER, startAgent, startServer } from './nats-server.js';

const CAPTURES = join(fileURLToPath(new URL('../../../', import.meta.url)), 'test', 'captures');
const HOSTS: ReadonlyMap<string, string> = new Map([
  ['web-1', FILES_CAPTURE],
  ['web-2.example.org', FILES_CAPTURE],
  ['db-1', DEMO_CAPTURE],
  ['dns 1', join(CAPTURES, 'sendmmsg-resolver.scap')],
  ['dns-2', join(CAPTURES, 'loopback-server-side.scap')],
]);

type Row = Readonly<Record<string, string | number | boolean | null>>;

function rowsOf(out: string): Row[] {
  return out
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row);
}

function sorted(rows: readonly Row[]): string[] {
  return rows.map((row) => JSON.stringify(Object.entries(row).sort())).sort();
}

async function ownRows(view: string): Promise<Map<string, Row[]>> {
  const tables = new Map<string, Row[]>();
  for (const [host, path] of HOSTS) tables.set(host, rowsOf((await run(['-r', path, '-v', view, '--json'])).out));
  return tables;
}

test('one table of five hosts over NATS', { skip: NO_SERVER }, async (t) => {
  const port = await freePort();
  const url = `nats://127.0.0.1:${port}`;
  await startServer(t, port);
  for (const [host, path] of HOSTS) await startAgent(t, [url, '--name', host, '-r', path]);

  await t.test('rows of processes are those of the hosts, with their host', async () => {
    const { out, err, status } = await run(['fleet', url, '-v', 'procs', '--json']);
    assert.equal(status, 0, err);
    assert.match(err, /5 of 5 answered/);
    const expected = [...(await ownRows('procs'))].flatMap(([HOST, rows]) => rows.map((row) => ({ ...row, HOST })));
    assert.deepEqual(sorted(rowsOf(out)), sorted(expected));
    const [first] = rowsOf(out);
    assert.deepEqual(Object.keys(first ?? {}).slice(0, 3), ['key', 'HOST', 'PID']);
  });

  await t.test('system calls are added up', async () => {
    const got = rowsOf((await run(['fleet', url, '-v', 'syscalls', '--json'])).out);
    const own = await ownRows('syscalls');
    const keys = new Set([...own.values()].flat().map(({ key }) => key));
    assert.deepEqual(new Set(got.map(({ key }) => key)), keys);
    for (const { key, HOST, CALLS } of got) {
      const with_ = [...own].filter(([, rows]) => rows.some((row) => row['key'] === key));
      const calls = with_.flatMap(([, rows]) => rows).filter((row) => row['key'] === key);
      if (typeof CALLS === 'number')
        assert.equal(
          CALLS,
          calls.reduce((sum, row) => sum + Number(row['CALLS']), 0),
        );
      const names = with_.map(([host]) => host).sort();
      assert.equal(HOST, names.length > 3 ? `${names.length} hosts` : names.join(','));
    }
  });

  await t.test('the first rows only, a filter, and an aligned table', async () => {
    const { out } = await run(['fleet', url, '-v', 'procs', '--raw', '--top', '3', 'proc.name=bash']);
    const [title = '', ...rows] = out.trimEnd().split('\n');
    assert.match(title, /^HOST +PID/);
    assert.equal(rows.length, 3);
  });

  await t.test('a mistake is named', async () => {
    const wrong = await run(['fleet', url, '-v', 'procs', '--json', 'proc.nmae=x']);
    assert.equal(wrong.status, 1);
    assert.match(wrong.err, /proc\.nmae/);
    const none = await run(['fleet', url, '-v', 'nothing', '--json']);
    assert.match(none.err, /there is no view nothing/);
  });
});
