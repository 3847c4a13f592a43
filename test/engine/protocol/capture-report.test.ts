// SPDX-License-Identifier: Apache-2.0
// What the capture process says of itself, as the engine understands it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CaptureReport, NO_FIGURES, reportLine, withReport } from '../../../src/engine/protocol/capture-report.js';

const LINE: CaptureReport = {
  drops: { kernel: 3, shim: 1 },
  events: 10,
  bytes: 20,
  narrowed: 7,
  queue: 0,
  cpuMs: 100,
  ms: 1000,
  containers: [],
};

test('a report is taken over; before it nothing is claimed', () => {
  assert.equal(NO_FIGURES.cpu, undefined);
  assert.equal(NO_FIGURES.recorded, undefined);
  const report = withReport(reportLine({ ...LINE, recorded: { files: 2, bytes: 99 } }), NO_FIGURES);
  assert.deepEqual(report.drops, { kernel: 3, shim: 1 });
  assert.deepEqual([report.events, report.narrowed, report.recorded], [10, 7, { files: 2, bytes: 99 }]);
  assert.equal(report.cpu, undefined, 'a share needs two reports');
});

test('the share of a CPU is that between two reports, whenever they are read', () => {
  const first = withReport(reportLine(LINE), NO_FIGURES);
  const second = withReport(reportLine({ ...LINE, cpuMs: 350, ms: 2000 }), first);
  assert.equal(second.cpu, 25);
  const again = withReport(reportLine({ ...LINE, cpuMs: 350, ms: 2000 }), second);
  assert.equal(again.cpu, 25, 'no time has passed: the last share remains');
});

test('an invalid report, or part of one, leaves the rest as it was', () => {
  const report = withReport(reportLine(LINE), NO_FIGURES);
  for (const line of ['', 'null', '[]', '{', '7', '"x"', '{"drops":null,"recorded":3,"cpuMs":"9"}']) {
    assert.deepEqual(withReport(line, report), report, line);
  }
  assert.deepEqual(withReport('{"drops":{"kernel":4}}', report).drops, { kernel: 4, shim: 1 });
});
