// SPDX-License-Identifier: Apache-2.0
// What the text output reads: the captures of -r, else the running system, until it ends, no more is wanted, or Ctrl-C asks
// the capture process for the end; what was seen until then is there.

import { captureProgress, type MemoryBudget } from '../engine/ingest/capture-progress.js';
import { type InputSpec, type OpenInput, openInput } from '../engine/pipeline/open-input.js';
import { HIDDEN_PROCESSES } from '../engine/protocol/capture-report.js';
import { ok, type Result } from '../engine/result.js';
import { type StateScope, WHOLE_STATE } from '../engine/state/state-scope.js';
import { callerOf } from './caller.js';
import { namesOf } from './filter-words.js';
import { liveInput } from './live-input.js';
import type { Options } from './options.js';
import { whileWaiting } from './waiting-note.js';

export interface InputBudgets {
  /** Bytes of events that may be held in memory; undefined: parameters of events are not asked for. */
  readonly rawBudget: number | undefined;
  /** Live: bytes of columns and events that are held; the oldest leave. */
  readonly budget?: number;
  /** What of the machine somebody will ask for; everything where absent. */
  readonly scope?: StateScope;
}

export interface TextInput extends OpenInput {
  /** Reads on; calls `step` after every chunk and after the end, until it answers false. */
  read(step: () => boolean | Promise<boolean>): Promise<void>;
  /** Set when the input ended before its end, or lost events: one line for the user. */
  warning(): string | undefined;
}

/** Opens the input that the options name, and gives up the rights that only opening needed. */
export async function openTextInput(options: Options, budgets: InputBudgets): Promise<Result<TextInput, string>> {
  const opened = await openToRead(specOf(options), options, budgets);
  if (opened.ok) callerOf(process.env).become();
  return opened;
}

function specOf(options: Options): InputSpec {
  if (options.read.length > 0) return fileSpec(options);
  return liveInput(options, false);
}

/** The captures of -r. */
export function fileSpec({ read, isOrdered, inputName }: Options): InputSpec {
  return { kind: 'file', paths: read, isOrdered: isOrdered === true, name: inputName };
}

export async function openToRead(
  spec: InputSpec,
  options: Options,
  { rawBudget, budget, scope = WHOLE_STATE }: InputBudgets,
): Promise<Result<TextInput, string>> {
  const paths = spec.kind === 'file' ? spec.paths : [];
  const opened = await whileWaiting(
    paths,
    openInput(spec, { rawBudget, names: namesOf(options), scope, asksAtOnce: options.rules.files.length > 0 }),
  );
  if (!opened.ok) return opened;
  const input = opened.value;
  const { capture, live, source } = input;
  const held: MemoryBudget = {
    bytes: budget ?? Number.POSITIVE_INFINITY,
    lists: options.memory,
    beyond: live === undefined ? 'spill' : 'leave',
  };
  // Where rules run, SIGHUP asks for them to be read again.
  const signals = ['SIGINT', 'SIGTERM', ...(options.rules.files.length > 0 ? [] : (['SIGHUP'] as const))] as const;
  if (live !== undefined) for (const signal of signals) process.on(signal, live.stop);
  return ok({
    ...input,
    async read(step) {
      for await (const _ of captureProgress(source, capture, held)) if (!(await step())) return;
    },
    warning: () => warningOf(input),
  });
}

function warningOf({ capture, live, name }: OpenInput): string | undefined {
  const { defect } = capture;
  const caution = capture.cautions().map((text) => `warning: ${name}: ${text}`);
  if (live === undefined) {
    const isEarly = defect !== undefined && capture.store.rows > 0;
    const lines = isEarly
      ? [`warning: ${name} ends early at byte ${defect.offset}: ${defect.reason}`, ...caution]
      : caution;
    return lines.length === 0 ? undefined : lines.join('\n');
  }
  if (defect !== undefined) return `warning: the capture has ended: ${defect.reason}`;
  const { drops, hidden } = live.report();
  const lost = drops.kernel + drops.shim;
  if (lost > 0) return `warning: ${lost} events were lost`;
  return hidden ? `warning: ${HIDDEN_PROCESSES}` : undefined;
}
