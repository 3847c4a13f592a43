// SPDX-License-Identifier: Apache-2.0
// Capture files for the text output: several are read as one (joined-source.ts).

import { Capture } from '../engine/ingest/capture.js';
import { type ByteSource, SourceError } from '../engine/scap/byte-source.js';
import { openByteSources } from '../engine/scap/joined-source.js';
import type { NameOptions } from '../engine/state/names.js';
import { FileRawStore, NoRawStore, type RawStore, StreamRawStore } from '../engine/store/raw-store.js';

export interface OpenedCapture {
  readonly capture: Capture;
  /** For messages. */
  readonly name: string;
  /** Reads on; calls `step` after every chunk, until it answers false or the input has ended. */
  read(step: () => boolean | Promise<boolean>): Promise<void>;
  /** Set when the input ended before its end, or lost events: one line for the user. */
  warning(): string | undefined;
}

export interface OpenCaptureOptions {
  /** Bytes of events that may be held in memory; 0: parameters of events are not asked for. */
  readonly rawBudget: number;
  readonly names?: NameOptions;
}

export interface InputBudgets extends OpenCaptureOptions {
  /** Live: bytes of columns and events that are held; the oldest leave. */
  readonly budget: number;
}

/** Opens capture files, `-` for standard input. Throws SourceError, its message starting with the file's name. */
export async function openCapture(
  paths: readonly string[],
  { rawBudget, names }: OpenCaptureOptions,
): Promise<OpenedCapture> {
  let source: ByteSource;
  try {
    source = await openByteSources(paths);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    throw paths.length === 1 ? new SourceError(`${paths[0]} ${error.message}`) : error;
  }
  const raw = rawStore(source.isPlainFile ? source.name : undefined, rawBudget);
  const capture = new Capture(raw, names);
  return {
    capture,
    name: paths.join(', '),
    async read(step) {
      let reason: string | undefined;
      try {
        for await (const chunk of source.chunks()) {
          capture.feed(chunk);
          if (!(await step()) || capture.stopped) return;
        }
      } catch (error) {
        if (!(error instanceof SourceError)) throw error;
        reason = error.message;
      } finally {
        await source.close();
      }
      capture.end(reason);
      await step();
    },
    warning() {
      const { defect } = capture;
      if (defect === undefined || capture.store.rows === 0) return undefined;
      return `warning: ${paths.join(', ')} ends early at byte ${defect.offset}: ${defect.reason}`;
    },
  };
}

function rawStore(file: string | undefined, budget: number): RawStore {
  if (budget === 0) return new NoRawStore();
  return file === undefined ? new StreamRawStore(budget) : new FileRawStore(file);
}
