// SPDX-License-Identifier: Apache-2.0
// Default lines of a whole capture beside the peer's: how many there are, and how many differ by which rule.

import { PLAIN_FORMAT } from '../../src/engine/format/default-formats.js';
import { compileFormat } from '../../src/engine/format/format.js';
import type { Capture } from '../../src/engine/ingest/capture.js';
import { EventList } from '../../src/engine/query/list-query.js';
import { RowView } from '../../src/engine/query/row-view.js';
import { EVERYTHING } from '../../src/engine/query/window.js';
import { DEFAULT_PRINT } from '../../src/engine/text/print-options.js';
import { DIFFERENCES, differencesOf } from '../engine/format/line-differences.js';
import { LineDigest, valueText } from './field-lines.js';

export interface RecordedLines {
  readonly lines: number;
  /** Digest of our lines. */
  readonly digest: string;
  /** Lines that differ, by the name of the rule (line-differences.ts). */
  readonly rules: Readonly<Record<string, number>>;
}

/** Our lines, one character per byte: names in captures need not be text. */
export function* ourLines(capture: Capture): Generator<string> {
  const format = compileFormat(PLAIN_FORMAT, { ...DEFAULT_PRINT, zoneOffset: 0 });
  if (!format.ok) throw new Error(format.error.message);
  const list = new EventList(capture, { filter: undefined, window: EVERYTHING, internal: false });
  const view = new RowView(capture);
  for (let n = 0; n < list.length; n++) {
    view.moveToRow(list.row(n));
    yield valueText(format.value.line(view));
  }
}

/** The peer's lines out of its output: parameters may hold line ends of their own. */
export async function* peerLines(output: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of output) {
    rest += chunk.toString('latin1');
    const whole = rest.split(/\n(?=\d+ \d\d:\d\d:\d\d\.\d{9} \d+ )/);
    rest = whole.pop() ?? '';
    yield* whole;
  }
  if (rest !== '') yield rest.replace(/\n$/, '');
}

/** Counts differences by rule; `unexplained` gets both lines where no rule holds. */
export async function compareLines(
  capture: Capture,
  output: AsyncIterable<Buffer>,
  unexplained: (theirs: string, ours: string) => void,
): Promise<RecordedLines> {
  const counts = new Map<string, number>();
  const digest = new LineDigest();
  const ours = ourLines(capture);
  let lines = 0;
  for await (const theirs of peerLines(output)) {
    const own = ours.next().value ?? '';
    digest.add(++lines, own);
    if (own === theirs) continue;
    const rules = differencesOf(theirs, own);
    if (rules === undefined || rules.length === 0) unexplained(theirs, own);
    for (const { name } of rules ?? []) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  for (const own of ours) unexplained('', own);
  const rules = DIFFERENCES.flatMap(({ name }) => (counts.has(name) ? [[name, counts.get(name) ?? 0] as const] : []));
  return { lines, digest: digest.done(), rules: Object.fromEntries(rules) };
}
