// SPDX-License-Identifier: Apache-2.0
// The command line of the capture process, from that of the program that starts it.

import { hostname } from 'node:os';
import type { PodsSpec } from '../engine/pipeline/live-pods.js';
import { programFile } from '../program-files.js';
import type { Options } from './options.js';
import { redactionWords } from './redaction.js';

const CAPTURE = programFile('cli/capture.js');

/**
 * Program and arguments. The filter goes along: what it leaves out in any case is not even copied in the kernel.
 * `count`: -n counts events of the capture, not lines that are printed.
 */
export function captureCommand(options: Options, count: boolean): readonly string[] {
  const { rotate, words } = options;
  const value = (letter: string, given: number, none: number): string[] =>
    given === none ? [] : [`-${letter}`, String(given)];
  return [
    process.execPath,
    CAPTURE,
    ...['-w', options.write ?? '-'],
    ...(options.compress ? ['-z'] : []),
    ...(options.compatible ? ['--compat', '0.29'] : []),
    ...redactionWords(options.redaction),
    ...value('C', rotate.megabytes, 0),
    ...value('G', rotate.seconds, 0),
    ...value('e', rotate.events, 0),
    ...value('W', rotate.files, 0),
    ...value('M', options.seconds, Number.POSITIVE_INFINITY),
    ...(count ? value('n', options.count, Number.POSITIVE_INFINITY) : []),
    ...(options.noUsers ? ['-E'] : []),
    ...['-s', String(options.snaplen), '--requests-snaplen', String(options.requestsSnaplen)],
    ...(options.switches ? ['--switches'] : []),
    ...(options.pageFaults ? ['--page-faults'] : []),
    ...(words.length === 0 ? [] : ['--', ...words]),
  ];
}

/** Undefined: nobody asks an API server. */
export function podsSpec({ kubeconfig, node }: Options): PodsSpec | undefined {
  const name = node ?? process.env['NODE_NAME'] ?? hostname().toLowerCase();
  return kubeconfig === undefined ? undefined : { kubeconfig, node: name };
}

/** What is wrong with where events are to come from. */
function sourceProblem({ connect, read, write, kubeconfig }: Options): string | undefined {
  if (connect !== undefined && read.length > 0) return '--connect and -r are two sources: one of them';
  if (connect !== undefined && write !== undefined) {
    return '-w wants a capture of its own; with --connect, W saves what is held';
  }
  if (kubeconfig === undefined) return undefined;
  if (connect !== undefined) return '--kubeconfig is for who captures: the recorder whose service this is';
  if (read.length === 0) return undefined;
  return '--kubeconfig is for the running system: a capture has the pods that were known when it was made';
}

/** What is wrong with the options of a recording, as far as it can be seen without one. */
export function recordingProblem(options: Options): string | undefined {
  const { write, rotate, read, redaction } = options;
  const problem = sourceProblem(options);
  if (problem !== undefined) return problem;
  if (write === undefined && read.length > 0 && (redaction.secrets || redaction.noEnvironment)) {
    return '--redact and --no-env want -w FILE: what is printed of a capture is not redacted';
  }
  const rotates = rotate.megabytes > 0 || rotate.seconds > 0 || rotate.events > 0;
  if (write === undefined) return rotates || rotate.files > 0 ? '-C, -G, -e and -W want -w FILE' : undefined;
  if (rotate.files > 0 && !rotates) return '-W wants -C, -G or -e: when to begin the next file';
  if (write === '-' && rotates) return '-C, -G and -e want -w FILE: standard output cannot be changed';
  if (write === '-' && process.stdout.isTTY) return 'a capture is not text for a terminal: -w FILE, or a pipe';
  return undefined;
}
