// SPDX-License-Identifier: Apache-2.0
// The value of a field for every shown event of a capture, as -p '*%evt.num %FIELD' prints it, and a digest of them all.

import { createHash } from 'node:crypto';
import { allFields, lookupField } from '../../src/engine/fields/catalogue.js';
import { compileFormat } from '../../src/engine/format/format.js';
import type { Capture } from '../../src/engine/ingest/capture.js';
import { EventList } from '../../src/engine/query/list-query.js';
import { RowView } from '../../src/engine/query/row-view.js';
import { EVERYTHING } from '../../src/engine/query/window.js';
import { encodeText } from '../../src/engine/scap/text.js';

/** Arguments that fields are asked with; fields that are not named are asked without. */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  'proc.aname': ['[1]', '[2]'],
  'proc.aexe': ['[1]'],
  'proc.aexepath': ['[1]'],
  'proc.acmdline': ['[1]'],
  'proc.apid': ['[1]'],
  'proc.env': ['', '[PATH]'],
  'proc.aenv': ['[1]'],
  'proc.aargs': ['[1]'],
  'proc.args': [''],
  'thread.cgroup': ['.cpuset', '.memory', '.pids'],
  'evt.arg': ['.fd', '.flags', '.res', '.path', '.name', '.data', '.size', '.addr', '.tuple', '[0]', '[1]', '[2]'],
  // evt.rawarg.flags ends the peer: the parameters of this name have several types.
  'evt.rawarg': ['.res', '.fd', '.size'],
  'evt.type.is': [],
  'evt.around': [],
  'container.mount': ['[0]'],
  'container.mount.source': ['[0]'],
  'container.label': ['.app'],
};

/** Ours, and what the peer had from an API server, which says nothing in captures of the last years. */
export const OURS = /^drill\.|^k8s\.(deployment|rs|rc|svc)\.|^k8s\.ns\.(id|label)/;

/** Every field that can be printed, with its arguments. */
export function printableFields(): string[] {
  return allFields()
    .filter(({ retired, filterOnly, name }) => retired === undefined && filterOnly !== true && !OURS.test(name))
    .flatMap((field) => (ARGUMENTS[field.name] ?? ['']).map((argument) => field.name + argument))
    .filter((text) => lookupField(text).ok);
}

/** What the field prints for each shown event, with the number of the event. */
export function* fieldLines(capture: Capture, field: string): Generator<readonly [num: number, value: string]> {
  const format = compileFormat(`*%${field}`);
  if (!format.ok) throw new Error(`${field}: ${format.error.message}`);
  const list = new EventList(capture, { filter: undefined, window: EVERYTHING, internal: false });
  const view = new RowView(capture);
  for (let n = 0; n < list.length; n++) {
    view.moveToRow(list.row(n));
    yield [view.num, valueText(format.value.line(view))];
  }
}

/** Bytes as Latin-1, so that they can be compared with what a program has written. */
export function valueText(text: string | undefined): string {
  if (text === undefined) return '';
  return ASCII.test(text) ? text : Buffer.from(encodeText(text)).toString('latin1');
}

const ASCII = /^[\0-\x7f]*$/;
const PIECE = 1 << 16;

/** Digest over `NUM VALUE` lines. */
export class LineDigest {
  readonly #hash = createHash('md5');
  #pending = '';

  add(num: number, value: string): void {
    this.#pending += `${num} ${value}\n`;
    if (this.#pending.length < PIECE) return;
    this.#hash.update(this.#pending, 'latin1');
    this.#pending = '';
  }

  done(): string {
    return this.#hash.update(this.#pending, 'latin1').digest('hex').slice(0, 12);
  }
}
