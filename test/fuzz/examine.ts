// SPDX-License-Identifier: Apache-2.0
// What must hold for any input, looked at in one process: reading in two cuttings is the same; each field printed alone is
// the same as among all others; views, filters, saving, redaction and the screen take whatever was read. Whatever throws is
// a finding.

import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { allFields, lookupField } from '../../src/engine/fields/catalogue.js';
import { compileFilter } from '../../src/engine/filter/compile.js';
import { PLAIN_FORMAT } from '../../src/engine/format/default-formats.js';
import { compileFormat, type LineFormat } from '../../src/engine/format/format.js';
import { Capture } from '../../src/engine/ingest/capture.js';
import { RowView } from '../../src/engine/query/row-view.js';
import { planView } from '../../src/engine/query/view-plan.js';
import { EVERYTHING } from '../../src/engine/query/window.js';
import { Redactor } from '../../src/engine/redact/redactor.js';
import { NO_ADDED_WORDS } from '../../src/engine/redact/secret-words.js';
import { saveCapture } from '../../src/engine/save/save-capture.js';
import { ONE_FILE } from '../../src/engine/save/save-capture-blocks.js';
import { OpenTable } from '../../src/engine/session/open-table.js';
import { StreamRawStore } from '../../src/engine/store/raw-store.js';
import { safeText } from '../../src/ui/safe-text.js';
import { VIEWS } from '../../src/views/index.js';
import { below } from '../engine/scap/random.js';
import { examineScreen } from './screen.js';

type Next = () => number;

/** Printed between two fields: no value has it, because UTF-8 text that a catalogue prints never has this byte. */
const BETWEEN = ' \u241e ';
const FIELDS_AT_ONCE = 24;

const FIELDS: readonly string[] = allFields()
  .filter(({ filterOnly, tableOnly, retired }) => filterOnly !== true && tableOnly !== true && retired === undefined)
  .flatMap(({ name }) => [name, `${name}[1]`, `${name}.name`])
  .filter((name) => lookupField(name).ok && format(`*%${name}`) !== undefined);

const FILTERS: readonly string[] = [
  'evt.failed = true',
  'fd.name contains / or proc.name startswith b',
  'not evt.arg.res exists',
  'proc.aname in (bash, init) and evt.rawres >= 0',
  'fd.sport > 0 or fd.ip = 127.0.0.1',
  'evt.buffer contains a and evt.type in (read, write, recvfrom)',
  "proc.args icontains x or proc.env glob '*=*'",
  'container.id != host and thread.tid > 1',
  'drill.req.latency > 0',
  'evt.latency > 1000 or evt.num < 5',
];

export interface Depth {
  /** Everything, not a sample of it. */
  readonly all: boolean;
  /** How much of the usual sample; 1 by default. With less, more inputs are read in the same time. */
  readonly share?: number;
}

/** Throws where something does not hold. `scratch`: a file that may be written. */
export async function examine(
  bytes: Uint8Array,
  next: Next,
  scratch: string,
  { all, share = 1 }: Depth,
): Promise<number> {
  const isDue = (probability: number): boolean => all || next() < probability * share;
  const capture = read(bytes, 1 + below(next, bytes.length));
  const lines = linesOf(capture, PLAIN);
  if (isDue(0.3)) examineCutting(bytes, capture, lines, next);
  if (isDue(1)) aloneAndTogether(capture, next, all ? FIELDS.length : FIELDS_AT_ONCE);
  for (const view of VIEWS) if (isDue(0.7 / VIEWS.length)) examineView(capture, view);
  for (const filter of FILTERS) if (isDue(0.3 / FILTERS.length)) examineFilter(capture, filter);
  if (isDue(0.1)) await saveAndReadAgain(capture, scratch);
  if (isDue(0.1)) examineRedaction(bytes, capture);
  if (isDue(0.05)) await examineScreen(bytes, next, scratch);
  return capture.store.rows;
}

function examineCutting(bytes: Uint8Array, { defect }: Capture, lines: readonly string[], next: Next): void {
  const cut = read(bytes, 1 + below(next, 700));
  assert.deepEqual(linesOf(cut, PLAIN), lines, 'the cutting makes a difference');
  assert.deepEqual(cut.defect, defect, 'the cutting makes a difference to the defect');
}

function read(bytes: Uint8Array, cut: number): Capture {
  const capture = new Capture(new StreamRawStore(Number.POSITIVE_INFINITY));
  for (let at = 0; at < bytes.length; at += cut) capture.feed(bytes.subarray(at, at + cut));
  capture.end();
  return capture;
}

function format(text: string): LineFormat | undefined {
  const compiled = compileFormat(text);
  return compiled.ok ? compiled.value : undefined;
}

const PLAIN = format(PLAIN_FORMAT);

function linesOf(capture: Capture, printed: LineFormat | undefined): string[] {
  assert.ok(printed);
  const view = new RowView(capture);
  return capture.store.chunks.flatMap((chunk) =>
    Array.from({ length: chunk.count }, (_, i) => printed.line(view.moveTo(chunk, i)) ?? ''),
  );
}

function aloneAndTogether(capture: Capture, next: Next, count: number): void {
  const start = below(next, FIELDS.length);
  const step = 1 + below(next, FIELDS.length - 1);
  const names = [...new Set(Array.from({ length: count }, (_, i) => FIELDS[(start + i * step) % FIELDS.length] ?? ''))];
  const together = linesOf(capture, format(`*${names.map((name) => `%${name}`).join(BETWEEN)}`));
  const one = below(next, names.length);
  const name = names[one] ?? '';
  const alone = linesOf(capture, format(`*%${name}`));
  for (const [row, line] of together.entries()) {
    const parts = line.split(BETWEEN);
    // A value with the separator in it: other fields have the say.
    if (parts.length === names.length) assert.equal(parts[one], alone[row], `${name} in row ${row} among others`);
  }
}

function examineView(capture: Capture, view: (typeof VIEWS)[number]): void {
  const plan = planView(view, false);
  assert.ok(plan.ok, view.id);
  const filter = view.filter === undefined ? undefined : compileFilter(view.filter, { lookupField });
  const own = filter?.ok === true ? filter.value : undefined;
  assert.equal(own === undefined, view.filter === undefined, view.id);
  const { table } = new OpenTable(capture, plan.value, own, { window: EVERYTHING, sort: undefined, text: '' });
  for (let place = 0; place < table.length; place++) {
    for (const cell of table.row(place).cells) {
      assert.ok(typeof cell !== 'number' || !Number.isNaN(cell), `${view.id}: a cell is NaN`);
      if (typeof cell === 'string') assert.doesNotMatch(safeText(cell), CONTROL, `${view.id}: a control character`);
    }
  }
}

const CONTROL = /[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;

function examineFilter(capture: Capture, text: string): void {
  const compiled = compileFilter(text, { lookupField });
  assert.ok(compiled.ok, text);
  const plan = planView(VIEWS[0] as (typeof VIEWS)[number], false);
  assert.ok(plan.ok);
  const { table } = new OpenTable(capture, plan.value, compiled.value, {
    window: EVERYTHING,
    sort: undefined,
    text: '',
  });
  assert.ok(table.length >= 0);
}

async function saveAndReadAgain(capture: Capture, path: string): Promise<void> {
  rmSync(path, { force: true });
  const saved = await saveCapture(capture, {
    filter: undefined,
    window: EVERYTHING,
    count: Number.POSITIVE_INFINITY,
    path,
    compress: false,
    rotation: ONE_FILE,
    sources: [],
  });
  if (!saved.ok) return;
  const again = read(readFileSync(path), 1 << 20);
  assert.equal(again.defect, undefined, 'what was saved is damaged');
  assert.ok(again.store.rows >= saved.value.events + saved.value.stateEvents, 'events are missing in what was saved');
}

function examineRedaction(bytes: Uint8Array, capture: Capture): void {
  const redactor = new Redactor({
    secrets: true,
    payload: false,
    noEnvironment: true,
    words: NO_ADDED_WORDS,
    key: undefined,
  });
  const redacted = redactor.push(bytes);
  redactor.end();
  const again = read(redacted, redacted.length);
  assert.equal(again.store.rows, capture.store.rows, 'redaction changes the number of events');
}
