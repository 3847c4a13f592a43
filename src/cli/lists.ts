// SPDX-License-Identifier: Apache-2.0
// -l, -L, --list-views: what there is to filter by, to print and to look at. From the catalogue, the event table and the
// views; with -j as one JSON object per entry.

import { allFields } from '../engine/fields/catalogue.js';
import type { Field } from '../engine/fields/field.js';
import { EVENT_TYPES, EventFlag, type EventType, ParamType } from '../engine/scap/event-types.js';
import type { View } from '../views/view.js';

const PARAM_NAMES = new Map(Object.entries(ParamType).map(([name, number]) => [number as number, name]));

/** Fields of a class, or all; hidden and retired ones are left out. */
export function listFields(fieldClass: string | undefined, json: boolean): string[] {
  const shown = allFields().filter((f) => f.tableOnly !== true && f.retired === undefined);
  const fields = fieldClass === undefined ? shown : shown.filter((f) => f.class === fieldClass);
  if (json) return fields.map(({ source: _, ...field }) => JSON.stringify(field));
  const lines: string[] = [];
  let current = '';
  for (const field of fields) {
    if (field.class !== current) {
      current = field.class;
      lines.push('', `Field class: ${current}`, '');
    }
    lines.push(...fieldLines(field));
  }
  return lines.slice(1);
}

function fieldLines(field: Field): string[] {
  const argument = field.argument === 'required' ? '[…]' : field.argument === 'optional' ? ' ([…])' : '';
  const notes = [
    field.type,
    ...(field.isList === true ? ['list'] : []),
    ...(field.filterOnly === true ? ['filters only'] : []),
    ...(field.printOnly === true ? ['output only'] : []),
  ];
  return [
    `${(field.name + argument).padEnd(34)} (${notes.join(', ')})`,
    ...wrap(field.description, 100).map((l) => `    ${l}`),
  ];
}

export function listEvents(json: boolean): string[] {
  const shown = EVENT_TYPES.filter((t) => (t.flags & EventFlag.UNUSED) === 0);
  if (json) return shown.map((t) => JSON.stringify(eventJson(t)));
  return shown.map(
    (t) =>
      `${t.isExit ? '<' : '>'} ${t.name}(${eventJson(t)
        .params.map((p) => `${p.type} ${p.name}`)
        .join(', ')})`,
  );
}

function eventJson(type: EventType) {
  return {
    id: type.id,
    name: type.name,
    dir: type.isExit ? '<' : '>',
    category: type.category,
    params: type.params.map((p) => ({ name: p.name, type: PARAM_NAMES.get(p.type) ?? '?' })),
  };
}

export function listViews(views: readonly View[], json: boolean): string[] {
  if (json) return views.map((v) => JSON.stringify(v));
  const width = views.reduce((widest, v) => Math.max(widest, v.id.length), 0);
  return views.map((v) => `${v.id.padEnd(width)}  ${v.name}: ${v.description}`);
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length + 1 > width) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}
