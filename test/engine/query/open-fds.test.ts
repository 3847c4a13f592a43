// SPDX-License-Identifier: Apache-2.0
// The table of open fds: those at the end of the window, one row for each process and fd, as sysdig's lsof lists them.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import type { Capture } from '../../../src/engine/ingest/capture.js';
import type { TimeWindow } from '../../../src/engine/protocol/protocol.js';
import { kinship } from '../../../src/engine/query/process-tree.js';
import { Table, tableSource } from '../../../src/engine/query/table.js';
import { runTableQuery } from '../../../src/engine/query/table-query.js';
import { planView } from '../../../src/engine/query/view-plan.js';
import { EVERYTHING } from '../../../src/engine/query/window.js';
import { lsof } from '../../../src/views/lsof.js';
import { netstat } from '../../../src/views/netstat.js';
import type { View } from '../../../src/views/view.js';
import { siblingCapture } from '../scap/capture-files.js';
import { NO_PEER } from '../scap/peer.js';
import { accept, socket } from '../state/socket-scenes.js';
import { listedFile, USUAL, World } from '../state/world.js';
import { filterOf, loaded } from './loaded.js';

/** Rows in the view's own order, as texts of some columns. */
function rowsOf(capture: Capture, view: View, columns: readonly string[], window: TimeWindow = EVERYTHING): string[] {
  const plan = planView(view, false);
  assert.ok(plan.ok);
  const filter = view.filter === undefined ? undefined : filterOf(view.filter);
  const source = tableSource(runTableQuery(capture, { plan: plan.value, filter, window }), kinship(capture, window));
  const at = (name: string | undefined) => plan.value.columns.findIndex(({ column }) => column.name === name);
  const table = new Table(source, { column: at(view.sort?.column), descending: false }, '');
  return Array.from({ length: source.length }, (_, place) =>
    columns.map((name) => table.row(place).cells[at(name)]).join(' '),
  );
}

const COLUMNS = ['PID', 'PROC', 'FD', 'TYPE', 'NAME'];
const TERMINAL = [0, 1, 2].map((fd) => `100 bash ${fd} file /dev/pts/0`);

test('what is open, by process and number; threads of a process share it', () => {
  const w = new World({
    ...USUAL,
    fds: { 100: [0, 1, 2].map((fd) => listedFile(fd, '/dev/pts/0')), 1: [listedFile(12, '/x')] },
  });
  for (let fd = 3; fd < 12; fd++) w.exit(101, 'openat_2', { fd, dirfd: -100, name: `/f${fd}`, flags: 1 });
  const opened = Array.from({ length: 9 }, (_, n) => `100 bash ${n + 3} file /f${n + 3}`);
  assert.deepEqual(rowsOf(w.capture, lsof, COLUMNS), ['1 init 12 file /x', ...TERMINAL, ...opened]);
});

test('what was open at the end of a window', () => {
  const w = new World().exit(100, 'openat_2', { fd: 3, dirfd: -100, name: '/f', flags: 1 });
  w.enter(100, 'close', { fd: 3 }).exit(100, 'close', { res: 0 }).tick();
  const { chunks } = w.capture.store;
  const times = Array.from({ length: w.capture.store.rows }, (_, row) => chunks[0]?.time[row] ?? Number.NaN);
  const at = (row: number) => rowsOf(w.capture, lsof, COLUMNS, { from: 0, to: times[row] ?? Number.NaN });
  assert.deepEqual(at(0), [...TERMINAL, '100 bash 3 file /f']);
  assert.deepEqual(at(3), TERMINAL);
  assert.deepEqual(rowsOf(w.capture, lsof, COLUMNS), TERMINAL);
});

test('a process that has ended has nothing open', () => {
  const w = new World().event(101, 'procexit_1_e', { status: 0 }).event(100, 'procexit_1_e', { status: 0 });
  w.tick().tick();
  assert.deepEqual(rowsOf(w.capture, lsof, COLUMNS), []);
});

test('sockets that listen, and connections', () => {
  const w = socket(new World(), 200, 5, 2, 1);
  accept(w, 200, 7, '10.0.0.9:4000', '10.0.0.5:80');
  assert.deepEqual(rowsOf(w.capture, netstat, ['PROTO', 'TYPE', 'SOCKET', 'FD', 'PID']), [
    'tcp ipv4 10.0.0.9:4000->10.0.0.5:80 7 200',
  ]);
});

const capture = siblingCapture('curl_google.scap');
const skip =
  capture === undefined ? 'curl_google.scap is not here' : spawnSync('sysdig', ['--version']).status !== 0 && NO_PEER;

test('lists what the lsof of sysdig lists', { skip }, () => {
  const { stdout } = spawnSync('sysdig', ['-r', capture ?? '', '-c', 'lsof'], { encoding: 'latin1' });
  // It lists threads too; the columns are command, PID, TID, user, fd, type, name.
  const rows = stdout
    .split('\n')
    .slice(1)
    .map((line) => line.split(/\s+/))
    .filter(([, pid, tid]) => pid !== undefined && pid === tid);
  const theirs = rows.map(([command, pid, , , fd, type, name = '']) => `${pid} ${command} ${fd} ${type} ${name}`);
  assert.ok(theirs.length > 300, `${theirs.length} rows`);
  const ours = rowsOf(loaded(capture ?? ''), lsof, COLUMNS).map((line) => line.split(' ').slice(0, 5).join(' '));
  assert.deepEqual(ours.sort(), theirs.sort());
});
