// SPDX-License-Identifier: Apache-2.0
// Captures without enter events (driver schema 4) say the same as those with them, event by event, field by field and view
// by view; only latency is not recorded. The captures are made from those that have both sides.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { compileFormat, type LineFormat } from '../../src/engine/format/format.js';
import type { Capture } from '../../src/engine/ingest/capture.js';
import { RowView } from '../../src/engine/query/row-view.js';
import { VIEWS } from '../../src/views/index.js';
import { fromBytes } from '../engine/query/loaded.js';
import { plainBytes } from '../engine/scap/capture-files.js';
import { toExitOnly } from './exit-only-capture.js';
import { exitOnlyDifferenceOf, FD_AT_EXIT } from './exit-only-differences.js';
import { printableFields, valueText } from './field-lines.js';
import { findCapture, ORACLE_CAPTURES } from './oracle-captures.js';
import { viewRows } from './view-comparison.js';

const isWholeRun = process.env['SYSDRILL_ORACLE'] === 'all';
/** Captures that every field is read of, with and without the enter events of opens; of the others a few fields, without. */
const SMALL: ReadonlySet<string> = new Set(
  isWholeRun
    ? ORACLE_CAPTURES
    : ['files.scap', 'curl_google.scap', 'cat_write.scap', 'single_ipv6_conn.scap', 'open-multiple-files.scap'],
);
const SAMPLE: ReadonlySet<string> = new Set(
  'evt.args evt.latency fd.name fd.types fs.path.name proc.fdopencount proc.exepath proc.cwd'.split(' '),
);
const OPENS = 'open, openat, openat2, creat, connect';
/** A call that old captures name at its enter event only. */
const NAMED_AT_ENTER = 'unknown, fadvise64';

interface Pair {
  /** The capture with both sides, and the one made from it. */
  readonly both: Capture;
  readonly exitOnly: Capture;
  readonly origin: readonly number[];
  readonly bytes: Uint8Array;
}

function pairOf(path: string, keepsOpens: boolean): Pair {
  const bytes = plainBytes(path);
  const converted = toExitOnly(bytes, { keepsOpens });
  const exitOnly = fromBytes(converted.bytes);
  assert.equal(exitOnly.store.rows, converted.origin.length);
  return { both: fromBytes(bytes), exitOnly, ...converted };
}

function printer(field: string): LineFormat {
  const format = compileFormat(`*%${field}`);
  if (!format.ok) throw new Error(`${field}: ${format.error.message}`);
  return format.value;
}

/** Counts differences by rule; those without one are texts. */
function compareFields({ both, exitOnly, origin }: Pair, fields: readonly string[]) {
  const counts: Record<string, number> = {};
  const unexplained: string[] = [];
  const [a, b] = [new RowView(both), new RowView(exitOnly)];
  for (const field of fields) {
    const [printA, printB] = [printer(field), printer(field)];
    for (const [row, num] of origin.entries()) {
      a.moveToRow(num - 1);
      b.moveToRow(row);
      const left = valueText(printA.line(a));
      const right = valueText(printB.line(b));
      if (left === right) continue;
      const event = `${a.kind.name}${a.kind.isExit ? '<' : '>'}`;
      const rule = exitOnlyDifferenceOf({ field, event, both: left, exitOnly: right, view: b });
      if (rule !== undefined) counts[rule] = (counts[rule] ?? 0) + 1;
      else if (unexplained.length < 20) unexplained.push(`${field} ${num} ${event}: ${left} | ${right}`);
    }
  }
  return { counts, unexplained };
}

const argumentsOf = (text: string) =>
  text
    .trim()
    .split(/ (?=\w+=)/)
    .filter((argument) => argument !== '');

/** What an exit says beyond the old exit: the arguments of the enter event, with the name that the fd has now. */
function compareArguments({ both, exitOnly, origin }: Pair): string[] {
  const wrong: string[] = [];
  const [a, b] = [new RowView(both), new RowView(exitOnly)];
  const print = printer('evt.args');
  let appended = 0;
  for (const [row, num] of origin.entries()) {
    a.moveToRow(num - 1);
    b.moveToRow(row);
    const enter = a.enterEvent();
    if (enter === undefined) continue;
    const atEnter = argumentsOf(valueText(print.line(enter)));
    const young = argumentsOf(valueText(print.line(b)));
    for (const argument of young.slice(argumentsOf(valueText(print.line(a))).length)) {
      appended++;
      const number = /^fd=-?\d+/.exec(argument)?.[0];
      const isSame = atEnter.some((old) => old === argument || (number !== undefined && old.startsWith(`${number}(`)));
      if (!isSame && !argument.endsWith('=<NA>')) wrong.push(`${num}: ${argument} | ${atEnter.join(' ')}`);
    }
  }
  assert.ok(appended > 0);
  return wrong.slice(0, 20);
}

/** What needs the latency of calls: unknown, never 0. */
const LATENCY = /\b(evt\.(wait_)?|drill\.)latency/;
/** A call without an end is one whose start was seen. */
const WAITS = /^drill\.wait\./;
/** A request begins with the call that sends it, whose start is not known then. */
const OF_REQUESTS = /^drill\.(req|http)\.(latency|ttfb)$/;

/** Every view over both captures, of the events that both have and that have the same fd in both. */
function compareTables({ both, exitOnly }: Pair, keepsOpens: boolean): string[] {
  const wrong: string[] = [];
  const sameFd = `not evt.type in (${FD_AT_EXIT}, ${NAMED_AT_ENTER})`;
  const remains = `(evt.dir = < or not syscall.type exists${keepsOpens ? ` or evt.type in (${OPENS})` : ''})`;
  for (const view of VIEWS) {
    if (view.kind === 'spectrogram' || LATENCY.test(view.filter ?? '') || view.id === 'blocked') {
      // Its rows are calls by their latency, or by their starts.
      if (!keepsOpens) assert.equal(viewRows(exitOnly, view).size, 0, view.id);
      continue;
    }
    const rows = viewRows(both, view, { also: `${remains} and ${sameFd}` });
    const young = viewRows(exitOnly, view, { also: sameFd });
    for (const [key, cells] of rows) {
      const others = young.get(key);
      for (const { name, field } of view.columns) {
        if (OF_REQUESTS.test(field) || WAITS.test(field)) continue;
        const [left, right] = [cells.get(name), others?.get(name)];
        // Where opens keep their enter events, the sums and means of their rows are those of the opens alone.
        if (LATENCY.test(field) ? right === null || keepsOpens : left === right) continue;
        wrong.push(`${view.id} ${key} ${name}: ${left} | ${right}`);
      }
    }
    for (const key of young.keys()) if (!rows.has(key)) wrong.push(`${view.id} ${key}: only without enter events`);
  }
  return wrong.slice(0, 20);
}

for (const name of ORACLE_CAPTURES) {
  const path = findCapture(name);
  if (name.startsWith('mixed-big') && !isWholeRun) continue;
  for (const keepsOpens of SMALL.has(name) ? [false, true] : [false]) {
    const kept = keepsOpens ? 'those of opens' : 'none';
    test(`${name}, enter events: ${kept}`, { skip: path === undefined ? `${name} is not here` : false }, (t) => {
      const pair = pairOf(path ?? '', keepsOpens);
      const fields = printableFields().filter((field) => SMALL.has(name) || SAMPLE.has(field));
      const { counts, unexplained } = compareFields(pair, fields);
      t.diagnostic(`${fields.length} fields: ${JSON.stringify(counts)}`);
      assert.deepEqual(unexplained, []);
      assert.ok((counts['latency was not recorded'] ?? 0) > 0);
      assert.deepEqual(compareArguments(pair), []);
      assert.deepEqual(compareTables(pair, keepsOpens), []);
      assert.equal(pair.exitOnly.latencyRecorded, false);
    });
  }
}

/** A program of the newest libraries that prints captures: options -a -s FILE -o FORMAT. */
const NEWEST = process.env['SYSDRILL_NEWEST'];
const NEWEST_FORMAT =
  '*%evt.rawtime %evt.cpu %proc.name (%thread.tid) %evt.dir %evt.type %evt.args %fd.num %fd.name %fd.type %proc.pid %proc.ppid %proc.cmdline %proc.exepath %proc.cwd %user.name %proc.fdopencount';

/** The program converts old captures itself; enter events of execve remain in what it prints then. */
function newestLines(path: string): string[] {
  const { stdout } = spawnSync(NEWEST ?? '', ['-a', '-s', path, '-o', NEWEST_FORMAT], {
    encoding: 'latin1',
    maxBuffer: 1 << 30,
  });
  return stdout.split('\n').filter((line) => /^\d{19} /.test(line) && !/ > execve(at)? /.test(line));
}

for (const name of ORACLE_CAPTURES.filter((name) => !name.startsWith('mixed-big'))) {
  const path = findCapture(name);
  const skip = NEWEST === undefined ? 'SYSDRILL_NEWEST names no program' : path === undefined ? `no ${name}` : false;
  test(`${name} is converted as the newest libraries convert it`, { skip }, (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'sysdrill-exit-only-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const converted = join(folder, 'exit-only.scap');
    writeFileSync(converted, toExitOnly(plainBytes(path ?? ''), { keepsOpens: true, fills: true }).bytes);
    // An empty set of signals is printed as one or as nothing.
    const ours = newestLines(converted).map((line) => line.replace(' sigmask=<NA> ', ' sigmask= '));
    assert.ok(ours.length > 0);
    assert.deepEqual(ours, newestLines(path ?? ''));
  });
}
