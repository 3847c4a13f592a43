// SPDX-License-Identifier: Apache-2.0
// Where the events of a capture without enter events may say something else than the same events of the capture with them.
// Nearly all of it is more: the exit names what only the enter named before.

import type { RowView } from '../../src/engine/query/row-view.js';

export interface ExitOnlyPair {
  readonly field: string;
  /** evt.type and `>` or `<`. */
  readonly event: string;
  readonly both: string;
  readonly exitOnly: string;
  /** The event in the capture without enter events. */
  readonly view: RowView;
}

interface Rule {
  readonly name: string;
  readonly fields: RegExp;
  readonly events?: RegExp;
  readonly holds?: (pair: ExitOnlyPair) => boolean;
}

const NA = '<NA>';
/** Calls whose fd is on the exit event alone; the enter event of some names none, that of others not as one. */
export const FD_AT_EXIT =
  'newfstatat, mmap, mmap2, unlinkat, fchownat, symlinkat, linkat, mkdirat, fchmodat, setsockopt, mknodat';
const FD_AT_EXIT_EVENT = new RegExp(`^(${FD_AT_EXIT.replaceAll(', ', '|')})<$`);

const RULES: readonly Rule[] = [
  { name: 'events have other numbers', fields: /^evt\.num$/ },
  // The first event of the machine may have been an enter event.
  { name: 'time counts from another event', fields: /^evt\.reltime/ },
  {
    name: 'latency was not recorded',
    fields: /^evt\.(wait_)?latency/,
    holds: ({ exitOnly, both }) => exitOnly === NA && both !== NA,
  },
  {
    name: 'the exit has the arguments',
    fields: /^evt\.(args|info)$/,
    holds: ({ both, exitOnly }) => exitOnly.length > both.length && exitOnly.startsWith(both.trimEnd()),
  },
  {
    name: 'the exit has the arguments',
    fields: /^evt\.(raw)?arg[.[]/,
    holds: ({ both, exitOnly }) => both === NA && exitOnly !== NA,
  },
  {
    name: 'the exit names its fd',
    fields: /^fd\.num$/,
    events: FD_AT_EXIT_EVENT,
    holds: ({ view }) => view.fdNum !== -1,
  },
  {
    name: 'the exit names its fd',
    fields: /^fd\.uid$/,
    events: FD_AT_EXIT_EVENT,
    holds: ({ view }) => view.fdNum !== -1,
  },
  {
    name: 'the exit names its fd',
    fields: /^fd\./,
    events: FD_AT_EXIT_EVENT,
    holds: ({ view }) => view.fd !== undefined,
  },
  {
    name: 'the exit names its fd',
    fields: /^fd\.types$/,
    events: FD_AT_EXIT_EVENT,
    holds: ({ both, exitOnly }) => both === NA && exitOnly !== NA,
  },
  {
    name: 'the exit names its fd',
    fields: /^evt\.count\.error\.(file|net|other)$/,
    events: FD_AT_EXIT_EVENT,
    holds: ({ view }) => view.fd !== undefined && view.result < 0,
  },
  {
    name: 'a failed connect has the address at its exit',
    fields: /^fd\.name_changed$/,
    events: /^connect<$/,
    holds: ({ exitOnly, view }) => exitOnly === 'true' && view.result < 0,
  },
  {
    name: 'the exit names the call',
    fields: /^(evt|syscall)\.type$/,
    events: /^unknown<$/,
    holds: ({ both, exitOnly }) => both === 'unknown' && exitOnly !== NA,
  },
];

/** The rule that a pair of values is an example of; undefined where there is none. */
export function exitOnlyDifferenceOf(pair: ExitOnlyPair): string | undefined {
  return RULES.find(
    ({ fields, events, holds }) =>
      fields.test(pair.field) && (events?.test(pair.event) ?? true) && (holds?.(pair) ?? true),
  )?.name;
}
