// SPDX-License-Identifier: Apache-2.0
// Records what the peer prints for every field of the catalogue:
// `node build/test/oracle/record-fields.js PROGRAM [CAPTURE [FIELD…]] > FILE`, where PROGRAM is a sysdig. Run by hand when captures
// or fields are added; fields.test.ts reads the recording. Differences without a kind are complained about on stderr.

import { spawn, spawnSync } from 'node:child_process';
import { compileFormat } from '../../src/engine/format/format.js';
import type { Capture } from '../../src/engine/ingest/capture.js';
import { EventList } from '../../src/engine/query/list-query.js';
import { RowView } from '../../src/engine/query/row-view.js';
import { EVERYTHING } from '../../src/engine/query/window.js';
import { inOrder, type KindName } from './differences.js';
import { fieldDifferenceOf } from './field-differences.js';
import { LineDigest, printableFields, valueText } from './field-lines.js';
import { findCapture, loadCapture, ORACLE_CAPTURES } from './oracle-captures.js';

export interface RecordedField {
  readonly capture: string;
  readonly field: string;
  /** Events that were compared. */
  readonly events: number;
  /** Digest of the peer's lines. */
  readonly digest: string;
  /** Where ours differ: their digest, and how many lines differ by kind. */
  readonly ours?: string;
  readonly kinds?: Readonly<Partial<Record<KindName, number>>>;
}

/** What no program prints. Values may hold line ends. */
const SEPARATOR = '\x02';
const END = '\x03\n';
const BATCH = 25;
/** The peer takes what follows these for their argument, or computes them again each time that it is asked. */
const ALONE = /exectime|deltatime|^fd\.types|^evt\.(raw)?arg[.[]|^evt\.buffer|^proc\.a?env/;

/** The peer's numbers of events and values. */
async function* peerRecords(program: string, path: string, fields: readonly string[]): AsyncGenerator<string[]> {
  const format = `*%evt.num${fields.map((field) => `${SEPARATOR}%${field}`).join('')}${fields.length > 1 ? '\x03' : ''}`;
  const env = { ...process.env, TZ: 'UTC' };
  const { stdout } = spawn(program, ['-r', path, '-p', format], { env, stdio: ['ignore', 'pipe', 'ignore'] });
  let rest = '';
  for await (const chunk of stdout) {
    rest += (chunk as Buffer).toString('latin1');
    const whole = fields.length > 1 ? rest.split(END) : rest.split(/\n(?=\d+\x02)/);
    rest = whole.pop() ?? '';
    for (const record of whole) yield record.split(SEPARATOR);
  }
  if (rest !== '') yield rest.replace(/\n$/, '').split(SEPARATOR);
}

function isKnown(program: string, path: string, field: string): boolean {
  return spawnSync(program, ['-r', path, '-n', '1', '-p', `*%${field}`]).status === 0;
}

/** Batches of fields that one run of the peer can print. */
function batches(fields: readonly string[]): (readonly string[])[] {
  const out: (readonly string[])[] = fields.filter((field) => ALONE.test(field)).map((field) => [field]);
  const others = fields.filter((field) => !ALONE.test(field));
  for (let i = 0; i < others.length; i += BATCH) out.push(others.slice(i, i + BATCH));
  return out;
}

class Comparison {
  readonly theirs = new LineDigest();
  readonly ours = new LineDigest();
  readonly kinds: Partial<Record<KindName, number>> = {};
  unexplained = 0;

  constructor(
    readonly capture: string,
    readonly field: string,
  ) {}

  add(view: RowView, theirs: string, ours: string): void {
    this.theirs.add(view.num, theirs);
    this.ours.add(view.num, ours);
    if (theirs === ours) return;
    const event = `${view.kind.name}${view.kind.isExit ? '<' : '>'}`;
    const kind = fieldDifferenceOf({ field: this.field, event, theirs, ours, view });
    if (kind !== undefined) this.kinds[kind] = (this.kinds[kind] ?? 0) + 1;
    else if (this.unexplained++ < 3) {
      process.stderr.write(
        `${this.capture} ${this.field} ${view.num} ${event}: theirs ${theirs.slice(0, 90)}, ours ${ours.slice(0, 90)}\n`,
      );
    }
  }

  entry(events: number): RecordedField {
    const digest = this.theirs.done();
    const ours = this.ours.done();
    const base = { capture: this.capture, field: this.field, events, digest };
    return ours === digest ? base : { ...base, ours, kinds: inOrder(this.kinds) };
  }
}

async function compareBatch(
  program: string,
  path: string,
  name: string,
  capture: Capture,
  fields: readonly string[],
): Promise<void> {
  const comparisons = fields.map((field) => new Comparison(name, field));
  const formats = fields.map((field) => {
    const format = compileFormat(`*%${field}`);
    if (!format.ok) throw new Error(`${field}: ${format.error.message}`);
    return format.value;
  });
  const list = new EventList(capture, { filter: undefined, window: EVERYTHING, internal: false });
  const view = new RowView(capture);
  let n = 0;
  for await (const record of peerRecords(program, path, fields)) {
    if (n < list.length) view.moveToRow(list.row(n));
    if (n === list.length || Number(record[0]) !== view.num) break;
    n++;
    for (const [i, comparison] of comparisons.entries()) {
      const format = formats[i];
      if (format !== undefined) comparison.add(view, record[i + 1] ?? '', valueText(format.line(view)));
    }
  }
  if (n !== list.length) process.stderr.write(`${name} ${fields.join(' ')}: the peer stops at event ${view.num}\n`);
  for (const comparison of comparisons) process.stdout.write(`${JSON.stringify(comparison.entry(n))}\n`);
}

async function main(program: string, only: string | undefined, wanted: readonly string[]): Promise<void> {
  for (const name of only === undefined ? ORACLE_CAPTURES : [only]) {
    const path = findCapture(name);
    if (path === undefined) continue;
    const capture = await loadCapture(path);
    const small = findCapture('cat_write.scap') ?? path;
    const all = wanted.length > 0 ? wanted : printableFields();
    const fields = all.filter((field) => isKnown(program, small, field));
    for (const batch of batches(fields)) await compareBatch(program, path, name, capture, batch);
    process.stderr.write(`${name} done\n`);
  }
}

if (process.argv[1]?.endsWith('record-fields.js') === true)
  await main(process.argv[2] ?? 'sysdig', process.argv[3], process.argv.slice(4));
