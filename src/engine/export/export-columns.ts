// SPDX-License-Identifier: Apache-2.0
// Which fields of events are exported, and as what type of column.

import { lookupField } from '../fields/catalogue.js';
import type { FieldUse } from '../fields/field.js';
import { failure, ok, type Result } from '../result.js';

/** `time`: ns since 1970, UTC. `int` may be missing, as everything may. */
export type ExportType = 'text' | 'int' | 'float' | 'boolean' | 'time';

export interface ExportColumn {
  /** As the catalogue has it: `proc.name`. */
  readonly name: string;
  readonly use: FieldUse;
  readonly type: ExportType;
}

/** What is asked of events most: when, who, what, on what, and how it ended. */
const DEFAULT_FIELDS = [
  ...['evt.num', 'evt.time', 'evt.hostname', 'evt.cpu', 'evt.type', 'evt.dir', 'evt.category'],
  ...['evt.res', 'evt.rawres', 'evt.latency', 'evt.buflen'],
  ...['proc.pid', 'thread.tid', 'proc.ppid', 'proc.name', 'proc.exepath', 'user.name'],
  ...['container.id', 'container.name', 'fd.num', 'fd.type', 'fd.name'],
];

/** Times of day in text; exported whole, in UTC. */
const WHOLE_TIMES: ReadonlySet<string> = new Set(['evt.time', 'evt.rawtime', 'evt.time.iso8601', 'evt.datetime']);

/**
 * `text`: fields with commas or blanks between them, or an output format, whose fields count; undefined: the fields above.
 * The error is a sentence.
 */
export function exportColumns(text: string | undefined): Result<readonly ExportColumn[], string> {
  const names = text === undefined ? DEFAULT_FIELDS : fieldNames(text);
  if (names.length === 0) return failure(`"${text}" names no field`);
  const columns: ExportColumn[] = [];
  for (const name of new Set(names)) {
    const use = lookupField(name);
    if (!use.ok) return use;
    const { retired, filterOnly } = use.value.field;
    if (retired !== undefined) return failure(retired);
    if (filterOnly === true) return failure(`${name} can be compared but not printed`);
    columns.push({ name, use: use.value, type: typeOf(use.value) });
  }
  return ok(columns);
}

function fieldNames(text: string): readonly string[] {
  if (text.includes('%'))
    return [...text.matchAll(/%(?:-?\d+)?([a-z][a-z0-9_.]*(?:\[[^\]]*\])?)/g)].map((match) => match[1] ?? '');
  return text.split(/[\s,]+/).filter((name) => name !== '');
}

function typeOf({ field }: FieldUse): ExportType {
  if (WHOLE_TIMES.has(field.name)) return 'time';
  if (field.isList === true) return 'text';
  switch (field.type) {
    case 'BOOL':
      return 'boolean';
    case 'DOUBLE':
      return 'float';
    case 'CHARBUF':
    case 'BYTEBUF':
    case 'FSPATH':
    case 'IPADDR':
    case 'IPNET':
    case 'DYN':
      return 'text';
    default:
      return 'int';
  }
}
