// SPDX-License-Identifier: Apache-2.0
// An event that passes says in every field what it says once it is stored, and its line is the same.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EventView } from '../../../src/engine/event/event-view.js';
import { allFields, lookupField } from '../../../src/engine/fields/catalogue.js';
import type { FieldUse } from '../../../src/engine/fields/field.js';
import { readField } from '../../../src/engine/fields/read-field.js';
import { PLAIN_FORMAT } from '../../../src/engine/format/default-formats.js';
import { compileFormat } from '../../../src/engine/format/format.js';
import { Capture } from '../../../src/engine/ingest/capture.js';
import { PassingEvent } from '../../../src/engine/query/passing-event.js';
import { RowView } from '../../../src/engine/query/row-view.js';
import { lineNeeds } from '../../../src/engine/query/stream-needs.js';
import { NoRawStore } from '../../../src/engine/store/raw-store.js';
import { DEMO_CAPTURE, FILES_CAPTURE, plainBytes, siblingCapture } from '../scap/capture-files.js';
import { loaded } from './loaded.js';

/** Events between two comparisons of all fields. */
const STRIDE = 17;
/** Bytes that are fed at a time, after each of which everything is forgotten. */
const CHUNK = 1 << 16;
const FORMAT = `*${PLAIN_FORMAT.replace(/^\*/, '')} %evt.args %proc.cmdline %evt.latency %fd.num`;

/** Fields that -p prints of events that pass. */
const USES: readonly FieldUse[] = allFields()
  .filter(
    ({ argument, filterOnly, retired }) => argument !== 'required' && filterOnly !== true && retired === undefined,
  )
  .map(({ name }) => {
    const use = lookupField(name);
    return use.ok ? use.value : assert.fail(use.error);
  })
  .filter((use) => lineNeeds([use], undefined).past === 'none');

/** The event's line, and from time to time its fields. */
function said(event: EventView, line: string | undefined): string {
  const values = event.num % STRIDE === 0 ? USES.map((use) => [use.text, readField(use, event)]) : [];
  return JSON.stringify([event.num, line, values], (_, v: unknown) => (typeof v === 'bigint' ? `${v}n` : v));
}

function passed(path: string): readonly string[] {
  const bytes = plainBytes(path);
  const capture = new Capture(new NoRawStore());
  const view = new PassingEvent(capture);
  const format = compileFormat(FORMAT);
  assert.ok(format.ok);
  const { value } = format;
  const lines: string[] = [];
  capture.onlooker = {
    begin: () => undefined,
    event(cursor, kind, flags) {
      const event = view.moveTo(cursor, kind, flags);
      lines.push(said(event, value.line(event)));
    },
  };
  for (let at = 0; at < bytes.length; at += CHUNK) {
    capture.feed(bytes.subarray(at, at + CHUNK));
    if (capture.isStartKnown) capture.drain(64);
  }
  capture.end();
  assert.ok(capture.state.generation > 0, 'nothing was forgotten');
  return lines;
}

/** The last events of a capture, this many, all of which are stored. */
function stored(path: string, count: number): readonly string[] {
  const capture = loaded(path);
  const view = new RowView(capture);
  const format = compileFormat(FORMAT);
  assert.ok(format.ok);
  const { value } = format;
  return Array.from({ length: count }, (_, n) => {
    assert.ok(view.moveToRow(capture.store.rows - count + n));
    return said(view, value.line(view));
  });
}

for (const [name, path] of [
  ['the demo', DEMO_CAPTURE],
  ['files.scap', FILES_CAPTURE],
  ['web.scap', siblingCapture('web.scap')],
] as const) {
  test(`events of ${name} say the same passing and stored`, { skip: path === undefined }, (t) => {
    if (path === undefined) return;
    const lines = passed(path);
    assert.ok(lines.length > 1000);
    assert.deepEqual(lines, stored(path, lines.length));
    t.diagnostic(`${lines.length} events, ${USES.length} fields of every ${STRIDE}th`);
  });
}
