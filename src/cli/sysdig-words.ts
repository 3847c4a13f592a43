// SPDX-License-Identifier: Apache-2.0
// What a user of sysdig types from memory: its formats by name, its chisels, its options that are none here.

import { PLAIN_FORMAT } from '../engine/format/default-formats.js';
import { failure, ok, type Result } from '../engine/result.js';
import { type ChiselView, successorOf } from './chisels.js';

export interface NamedFormat {
  /** Undefined: the plain format, or the one that the switches ask for. */
  readonly print: string | undefined;
  readonly containers: boolean;
  readonly pods: boolean;
}

/** What a format without a `%` means: the name of one that sysdig has. */
export function namedFormat(print: string | undefined): NamedFormat {
  switch (print) {
    case 'c':
    case 'container':
      return { print: undefined, containers: true, pods: false };
    case 'k':
    case 'kubernetes':
      return { print: undefined, containers: true, pods: true };
    case 'default':
      return { print: PLAIN_FORMAT, containers: false, pods: false };
    default:
      return { print, containers: false, pods: false };
  }
}

/** The view in the place of a chisel; undefined where none is asked for. */
export function viewOfChisel(name: string | undefined): Result<ChiselView | undefined, string> {
  if (name === undefined) return ok(undefined);
  if (name === 'l') return failure('there are no chisels; --list-views lists the views that have taken their places');
  const successor = successorOf(name);
  if (successor === undefined) return failure(`there is no chisel ${name}; see sysdrill --list-views`);
  return 'view' in successor ? ok(successor) : failure(`the chisel ${name} is gone: ${successor.instead}`);
}

/** Options of sysdig and csysdig that are none here. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  F: 'Events that the state needs are always written.',
  i: 'What became of each chisel is in docs/chisels.md.',
  k: 'Pods are known from the labels of their containers.',
  K: 'Pods are known from the labels of their containers.',
  N: 'Ports are numbers unless -R is given.',
  P: 'Text is printed without a progress bar.',
  q: 'sysdrill capture -w FILE records without printing.',
  S: 'The sums by call are a view: -v syscalls.',
};

/** Where to go from a complaint about an unknown option. */
export function hintAt(complaint: string): string {
  const letter = /'-(\w)/.exec(complaint)?.[1] ?? '';
  return ELSEWHERE[letter] ?? 'See sysdrill --help.';
}
