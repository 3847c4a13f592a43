// SPDX-License-Identifier: Apache-2.0
// The default line of every event of the project's own captures, against what sysdig 0.36 printed (TZ=UTC): the first 8,000
// lines are kept beside this test. Differences must be of a known kind. Other captures: test/oracle/lines.test.ts.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { PLAIN_FORMAT } from '../../../src/engine/format/default-formats.js';
import { compileFormat } from '../../../src/engine/format/format.js';
import { Capture } from '../../../src/engine/ingest/capture.js';
import { RowView } from '../../../src/engine/query/row-view.js';
import { RowFlag } from '../../../src/engine/store/event-store.js';
import { StreamRawStore } from '../../../src/engine/store/raw-store.js';
import { ByteLine } from '../../../src/engine/text/byte-line.js';
import { DEFAULT_PRINT } from '../../../src/engine/text/print-options.js';
import { DEMO_CAPTURE, FILES_CAPTURE, plainBytes } from '../scap/capture-files.js';
import { differencesOf } from './line-differences.js';

const EXPECTED = fileURLToPath(new URL('../../../../test/engine/format/expected/', import.meta.url));
const NEWLINE = 0x0a;

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
    const rules = differencesOf(line, own);
    if (rules === undefined) assert.equal(own, line, `line ${i + 1}`);
    for (const { name } of rules ?? []) kinds.set(name, (kinds.get(name) ?? 0) + 1);
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
