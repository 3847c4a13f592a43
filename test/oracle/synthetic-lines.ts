// SPDX-License-Identifier: Apache-2.0
// What every event of the synthetic captures prints, by the event's time, which is its round; and where that may differ from
// the peers.

import { compileFormat } from '../../src/engine/format/format.js';
import { Capture } from '../../src/engine/ingest/capture.js';
import { EventList } from '../../src/engine/query/list-query.js';
import { RowView } from '../../src/engine/query/row-view.js';
import { EVERYTHING } from '../../src/engine/query/window.js';
import type { EventType } from '../../src/engine/scap/event-types.js';
import { StreamRawStore } from '../../src/engine/store/raw-store.js';
import { DEFAULT_PRINT } from '../../src/engine/text/print-options.js';
import { START } from '../engine/scap/block-writer.js';
import type { KindName } from './differences.js';
import { valueText } from './field-lines.js';
import { captureOfType, ROUNDS } from './synthetic-capture.js';

export const SYNTHETIC_FORMAT = '*%evt.rawtime %evt.type %evt.dir %evt.args';

export interface RecordedEvents {
  readonly key: string;
  /** The peer that was asked: sysdig 0.36, or the newest libraries where they print the event as it is. */
  readonly peer: '0.36' | 'newest' | 'none';
  /** A line per round, without the time; null where the peer printed none. */
  readonly lines: readonly (string | null)[];
}

/** Round of a line, and what follows its time. */
export function roundOf(line: string): readonly [round: number, text: string] {
  const at = line.indexOf(' ');
  return [Number(BigInt(line.slice(0, at)) - START) - 1, line.slice(at + 1).trimEnd()];
}

export function ourEvents(type: EventType): readonly string[] {
  const capture = new Capture(new StreamRawStore(Number.POSITIVE_INFINITY));
  capture.feed(captureOfType(type));
  capture.end();
  // Buffers whole: the newest peer does not cut them.
  const format = compileFormat(SYNTHETIC_FORMAT, { ...DEFAULT_PRINT, maxBuffer: 0, zoneOffset: 0 });
  if (!format.ok) throw new Error(format.error.message);
  const list = new EventList(capture, { filter: undefined, window: EVERYTHING, internal: true });
  const view = new RowView(capture);
  const lines = new Array<string>(ROUNDS).fill('');
  for (let n = 0; n < list.length; n++) {
    view.moveToRow(list.row(n));
    const [round, text] = roundOf(valueText(format.value.line(view)));
    lines[round] = text;
  }
  return lines;
}

type Param = readonly [name: string, value: string];

/** Words of an event and its parameters. */
function split(line: string): { readonly head: string; readonly params: readonly Param[] } {
  const [head = '', ...params] = line.split(/ (?=[a-z_0-9A-Z]+=)/);
  return {
    head,
    params: params.map((text) => {
      const at = text.indexOf('=');
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  };
}

interface ParamRule {
  readonly kind: KindName;
  readonly why: string;
  readonly holds: (theirs: string, ours: string, type: EventType, name: string) => boolean;
}

const printableText = (text: string) => text.replace(/[^\x20-\x7e]/g, '');
const CUT = /^(.{77})\.\.\.$/s;
const withoutNames = (text: string) => text.replace(/\(.*\)$/s, '');

const RULES: readonly ParamRule[] = [
  {
    kind: 'newer event table',
    why: 'An empty number, flag or address is <NA>, NULL before; flags and enums have got more names.',
    holds: (theirs, ours) =>
      (theirs === 'NULL' && ours === '<NA>') ||
      (/^-?[0-9A-F]+(\([A-Z0-9_|]*\))?$/.test(theirs) &&
        /\([A-Z0-9_|]+\)$/.test(ours) &&
        withoutNames(theirs) === withoutNames(ours)),
  },
  {
    kind: 'names by directory fd',
    why: 'The enter event of openat2 is resolved from the current directory.',
    holds: (theirs, ours, { key }, name) =>
      key === 'openat2_e' && name === 'name' && withoutNames(theirs) === printableText(withoutNames(ours)),
  },
  {
    kind: 'control characters',
    why: 'Bytes outside of ASCII are dropped from names.',
    holds: (theirs, ours) =>
      ours.includes('\xc3') && theirs.replaceAll('.', '') === printableText(ours).replaceAll('.', ''),
  },
  {
    kind: 'buffers and sets',
    why: 'The older peer cuts buffers to 80 characters; what is printed here whole is cut in the same way.',
    holds: (theirs, ours) => CUT.test(theirs) && ours.startsWith(CUT.exec(theirs)?.[1] ?? '?'),
  },
  {
    kind: 'numbers that the peer does not compute',
    why: 'Fd -1 in a list of fds is printed as 2^64 - 1.',
    holds: (theirs, ours) => theirs.replaceAll('18446744073709551615', '-1') === ours,
  },
  {
    kind: 'the reading machine',
    why: 'Users and groups are those of the machine that the peer runs on; root has no name where that machine has no such user.',
    holds: (theirs, ours) => withoutNames(theirs) === withoutNames(ours) && /\((<NA>|root)\)$/.test(ours),
  },
  {
    kind: 'names by directory fd',
    why: 'A file made by O_TMPFILE is none of the directory that it is in.',
    holds: (theirs, ours, _, name) =>
      name === 'fd' && ours.endsWith(' (deleted))') && withoutNames(theirs) === withoutNames(ours),
  },
  {
    kind: 'sockets',
    why: 'The address :: is one of IPv6.',
    holds: (theirs, ours) => theirs === ours.replace(/::(?=:\d)/g, '0.0.0.0').replace(/<6/g, '<4'),
  },
  {
    kind: 'sockets',
    why: 'A send or receive with an address makes a socket of a file in the peer.',
    holds: (theirs, ours, type, name) =>
      name === 'fd' && /^(send|recv)/.test(type.name) && withoutNames(theirs) === withoutNames(ours),
  },
  {
    kind: 'threads that are not there',
    why: 'A clone whose child is its own thread, or has an invalid number, enters a thread by the name in the event.',
    holds: (theirs, ours, type) =>
      /^(clone3?|fork|vfork|execve|execveat)$/.test(type.name) && withoutNames(theirs) === withoutNames(ours),
  },
];

/** The kinds of the differences of one line, each once; undefined where one has none. */
export function syntheticDifferences(type: EventType, theirs: string, ours: string): readonly KindName[] | undefined {
  const a = split(theirs);
  const b = split(ours);
  // A type that never was has got another name for it.
  if (type.key === 'scapevent_x')
    return theirs === 'scapevent <' && ours === 'NA <' ? ['newer event table'] : undefined;
  if (a.head !== b.head || a.params.length > b.params.length) return undefined;
  const kinds = new Set<KindName>();
  // Parameters that the table has got since.
  if (a.params.length < b.params.length) kinds.add('newer event table');
  for (const [i, [name, value]] of a.params.entries()) {
    const [ownName, own] = b.params[i] ?? ['', ''];
    if (name !== ownName && !(name === 'pgid' && ownName === 'vpgid')) return undefined;
    if (name !== ownName) kinds.add('newer event table');
    if (value === own) continue;
    const rule = RULES.find(({ holds }) => holds(value, own, type, name));
    if (rule === undefined) return undefined;
    kinds.add(rule.kind);
  }
  return [...kinds];
}

export function hasAllParams(theirs: string, ours: string): boolean {
  return split(theirs).params.length === split(ours).params.length && split(theirs).head === split(ours).head;
}
