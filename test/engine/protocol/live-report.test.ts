// SPDX-License-Identifier: Apache-2.0
// What the capture process says of itself, as the engine understands it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_REPORT, reportOfLine } from '../../../src/engine/protocol/live-report.js';

const LINE = { drops: { kernel: 3, shim: 1 }, events: 10, narrowed: 7, cpuMs: 100, ms: 1000 };

test('a report is taken over; before it nothing is claimed', () => {
  assert.equal(NO_REPORT.cpu, undefined);
  assert.equal(NO_REPORT.recorded, undefined);
  const report = reportOfLine(JSON.stringify({ ...LINE, recorded: { files: 2, bytes: 99 } }), NO_REPORT);
  assert.deepEqual(report.drops, { kernel: 3, shim: 1 });
  assert.deepEqual([report.events, report.narrowed, report.recorded], [10, 7, { files: 2, bytes: 99 }]);
  assert.equal(report.cpu, undefined, 'a share needs two reports');
});

test('the share of a CPU is that between two reports, whenever they are read', () => {
  const first = reportOfLine(JSON.stringify(LINE), NO_REPORT);
  const second = reportOfLine(JSON.stringify({ ...LINE, cpuMs: 350, ms: 2000 }), first);
  assert.equal(second.cpu, 25);
  const again = reportOfLine(JSON.stringify({ ...LINE, cpuMs: 350, ms: 2000 }), second);
  assert.equal(again.cpu, 25, 'no time has passed: the last share stands');
});

test('what is no report, or only part of one, leaves the rest as it was', () => {
  const report = reportOfLine(JSON.stringify(LINE), NO_REPORT);
  for (const line of ['', 'null', '[]', '{', '7', '"x"', '{"drops":null,"recorded":3,"cpuMs":"9"}']) {
    assert.deepEqual(reportOfLine(line, report), report, line);
  }
  assert.deepEqual(reportOfLine('{"drops":{"kernel":4}}', report).drops, { kernel: 4, shim: 1 });
});
