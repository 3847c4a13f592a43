// SPDX-License-Identifier: Apache-2.0
// What a user of sysdig types from memory: its formats by name, its chisels, its options that do not exist here; and what was
// nearly typed right.

import { PLAIN_FORMAT } from '../engine/format/default-formats.js';
import { failure, ok, type Result } from '../engine/result.js';
import { didYouMean, nearName } from '../engine/text/near-name.js';
import { CHISEL_NAMES, type ChiselView, successorOf } from './chisels.js';

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

/** The view that replaces a chisel; undefined where none is asked for. */
export function viewOfChisel(name: string | undefined): Result<ChiselView | undefined, string> {
  if (name === undefined) return ok(undefined);
  if (name === 'l') return failure('there are no chisels; --list-views lists the views that have taken their places');
  const successor = successorOf(name);
  if (successor === undefined)
    return failure(`there is no chisel ${name}${didYouMean(name, CHISEL_NAMES)}; see sysdrill --list-views`);
  return 'view' in successor ? ok(successor) : failure(`the chisel ${name} is gone: ${successor.instead}`);
}

/** Options of sysdig and csysdig that do not exist here, by letter or name. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  B: 'The probe is always eBPF.',
  bpf: 'The probe is always eBPF.',
  'modern-bpf': 'The probe is always eBPF.',
  cri: 'Container engines are found by their sockets.',
  'cri-timeout': 'Container engines are found by their sockets.',
  'disable-cri-async': 'Container engines are asked in the background.',
  F: 'Events that the state needs are always written.',
  fatfile: 'Events that the state needs are always written.',
  'filter-proclist': 'What a filter needs of processes is always kept, and nothing else.',
  'force-term-compat': 'The terminal is asked what it can; --ascii forces plain characters.',
  i: 'What replaced each chisel is in docs/chisels.md.',
  H: 'There are no plugins.',
  plugin: 'There are no plugins.',
  I: 'There are no plugins.',
  input: 'There are no plugins.',
  'plugin-config-file': 'There are no plugins.',
  k: '--kubeconfig FILE asks an API server; pods are known from the labels of their containers.',
  K: '--kubeconfig FILE asks an API server; pods are known from the labels of their containers.',
  'k8s-api': '--kubeconfig FILE asks an API server; pods are known from the labels of their containers.',
  N: 'Ports are numbers unless -R is given.',
  logfile: 'Messages go to standard error: 2>FILE.',
  P: 'Text is printed without a progress bar.',
  progress: 'Text is printed without a progress bar.',
  'page-size': 'Lines of text go out as they come.',
  q: 'sysdrill capture -w FILE records without printing.',
  quiet: 'sysdrill capture -w FILE records without printing.',
  S: 'The sums by call are a view: -v syscalls.',
  summary: 'The sums by call are a view: -v syscalls.',
  T: 'Writes to /dev/null are recorded as all others; -s keeps longer buffers.',
  U: 'A filter leaves processes out: proc.name!=NAME.',
  'suppress-comm': 'A filter leaves processes out: proc.name!=NAME.',
  m: 'Mesos is gone.',
  'mesos-api': 'Mesos is gone.',
  'libs-version': 'There is no such library inside; --version is that of sysdrill.',
  'list-markdown': 'The fields are in docs/reference/fields.md.',
  unbuffered: 'Live, each batch of events is written out at once.',
};

/** Where to go from a complaint about an unknown option: sysdig's word for it, or the nearest option. */
export function hintAt(complaint: string, options: Iterable<string>): string {
  const [, letter, name] = /'(?:-(\w)|--([\w-]+))/.exec(complaint) ?? [];
  const word = letter ?? name ?? '';
  const elsewhere = Object.hasOwn(ELSEWHERE, word) ? ELSEWHERE[word] : undefined;
  if (elsewhere !== undefined) return elsewhere;
  const near = name === undefined ? undefined : nearName(name, options);
  return near === undefined ? 'See sysdrill --help.' : `Did you mean --${near}?`;
}
