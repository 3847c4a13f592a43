// SPDX-License-Identifier: Apache-2.0
// The running system for the text output: the capture process is read as a file would be, until it ends, no more is wanted,
// or Ctrl-C asks for the end; what was seen until then is there.

import { Capture } from '../engine/ingest/capture.js';
import { startCapture } from '../engine/pipeline/live-source.js';
import { SourceError } from '../engine/scap/byte-source.js';
import { NoRawStore, StreamRawStore } from '../engine/store/raw-store.js';
import type { InputBudgets, OpenedCapture } from './open-capture.js';

/** Starts the capture. Throws SourceError. */
export async function openLive(
  command: readonly string[],
  { rawBudget, budget, names }: InputBudgets,
): Promise<OpenedCapture> {
  const raw = rawBudget === 0 ? new NoRawStore() : new StreamRawStore(Number.POSITIVE_INFINITY);
  const capture = new Capture(raw, names);
  const live = await startCapture(command);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, live.stop);
  return {
    capture,
    name: 'live capture',
    async read(step) {
      try {
        for await (const chunk of live.source.chunks()) {
          capture.feed(chunk);
          if (!(await step())) return live.source.close();
          capture.trim(budget);
        }
      } catch (error) {
        if (!(error instanceof SourceError)) throw error;
        capture.end(error.message);
        return;
      }
      capture.end();
      await step();
    },
    warning() {
      const { kernel, shim } = live.report().drops;
      const { defect } = capture;
      if (defect !== undefined) return `warning: the capture has ended: ${defect.reason}`;
      return kernel + shim === 0 ? undefined : `warning: ${kernel + shim} events were lost`;
    },
  };
}
