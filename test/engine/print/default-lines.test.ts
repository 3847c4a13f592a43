// SPDX-License-Identifier: Apache-2.0
// The default line of every event of real captures, against what sysdig 0.36 printed (TZ=UTC). For the captures of the
// project the first 8,000 lines are kept beside this test; where further captures are at hand (capture-files.ts) with
// their output in ../expected/NAME/default-lines.txt.gz, all of it is compared. Differences must be of a known kind.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { ByteLine } from '../../../src/engine/print/byte-line.js';
import { PLAIN_FORMAT } from '../../../src/engine/print/default-formats.js';
import { compileFormat } from '../../../src/engine/print/format.js';
import { DEFAULT_PRINT } from '../../../src/engine/print/print-options.js';
import { RowView } from '../../../src/engine/query/row-view.js';
import { Capture } from '../../../src/engine/store/capture.js';
import { RowFlag } from '../../../src/engine/store/event-store.js';
import { StreamRawStore } from '../../../src/engine/store/raw-store.js';
import { DEMO_CAPTURE, FILES_CAPTURE, plainBytes, siblingCaptures } from '../scap/capture-files.js';
import { DIFFERENCES, explain } from './line-differences.js';

const EXPECTED = fileURLToPath(new URL('../../../../test/engine/print/expected/', import.meta.url));
const NEWLINE = 0x0a;
/** More bytes of capture are for benchmarks. */
const MOST_BYTES = 8 << 20;

/** All default lines of a capture, one character per byte: names in captures need not be text. */
function printedLines(path: string): readonly string[] {
  const capture = new Capture(new StreamRawStore(Number.POSITIVE_INFINITY));
  capture.feed(plainBytes(path));
  capture.end();
  const format = compileFormat(PLAIN_FORMAT, { ...DEFAULT_PRINT, zoneOffset: 0 });
  if (!format.ok) throw new Error(format.error.message);
  const view = new RowView(capture);
  const out = new ByteLine(1 << 20);
  for (const chunk of capture.store.chunks) {
    for (let i = 0; i < chunk.count; i++) {
      view.moveTo(chunk, i);
      if (((chunk.flags[i] as number) & RowFlag.STATE_ONLY) !== 0 || view.type.isInternal) continue;
      format.value.write(view, out);
      out.byte(NEWLINE);
    }
  }
  return events(Buffer.from(out.take()).toString('latin1'));
}

/** One entry per event: parameters may hold newlines of their own. */
function events(text: string): readonly string[] {
  const lines = text.split('\n');
  lines.pop();
  const whole: string[] = [];
  for (const line of lines) {
    if (whole.length === 0 || /^\d+ \d\d:\d\d:\d\d\.\d{9} \d+ /.test(line)) whole.push(line);
    else whole[whole.length - 1] += `\n${line}`;
  }
  return whole;
}

function expectedLines(path: string): readonly string[] {
  return events(gunzipSync(readFileSync(path)).toString('latin1'));
}

/** Lines that differ, by the kinds that explain them. Fails with the first one that nothing explains. */
function compare(theirs: readonly string[], ours: readonly string[]): ReadonlyMap<string, number> {
  const kinds = new Map<string, number>();
  for (const [i, line] of theirs.entries()) {
    const own = ours[i] ?? '';
    if (line === own) continue;
    const names = explain(line, own);
    if (names === undefined) assert.equal(own, line, `line ${i + 1}`);
    for (const name of names ?? []) kinds.set(name, (kinds.get(name) ?? 0) + 1);
  }
  return kinds;
}

function report(t: TestContext, lines: number, kinds: ReadonlyMap<string, number>): void {
  t.diagnostic(`${lines} lines, ${JSON.stringify(Object.fromEntries(kinds))}`);
}

test('the project’s own captures print as in sysdig', (t) => {
  const samples = [
    { path: FILES_CAPTURE, expected: 'files.lines.gz' },
    { path: DEMO_CAPTURE, expected: 'shell.lines.gz' },
  ];
  for (const { path, expected } of samples) {
    const theirs = expectedLines(join(EXPECTED, expected));
    assert.equal(theirs.length, 8000);
    const kinds = compare(theirs, printedLines(path));
    report(t, theirs.length, kinds);
    assert.ok([...kinds.values()].reduce((sum, n) => sum + n, 0) < 200, 'differences are few');
  }
});

const { paths, skip } = siblingCaptures(MOST_BYTES);
const outputs = [...paths, FILES_CAPTURE, DEMO_CAPTURE].map((path) => ({ path, output: outputOf(path, paths[0]) }));
const comparable = outputs.filter(({ output }) => output !== undefined && existsSync(output));
const why = skip ?? (comparable.length === 0 ? 'the further captures come without sysdig’s output' : undefined);

/** Where sysdig's lines of a capture would be. */
function outputOf(path: string, sibling: string | undefined): string | undefined {
  if (sibling === undefined) return undefined;
  const name = path === DEMO_CAPTURE ? 'shell' : basename(path, '.scap');
  return join(dirname(sibling), '..', 'expected', name, 'default-lines.txt.gz');
}

test('every line of further captures prints as in sysdig', why === undefined ? {} : { skip: why }, (t) => {
  const seen = new Set<string>();
  for (const { path, output } of comparable) {
    const theirs = expectedLines(output ?? '');
    const ours = printedLines(path);
    assert.equal(ours.length, theirs.length, path);
    const kinds = compare(theirs, ours);
    report(t, theirs.length, kinds);
    for (const name of kinds.keys()) seen.add(name);
  }
  // A rule that no capture needs is a licence to be wrong.
  if (comparable.length >= 10) {
    assert.deepEqual(
      DIFFERENCES.filter(({ name }) => !seen.has(name)).map(({ name }) => name),
      [],
    );
  }
});
