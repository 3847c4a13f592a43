// SPDX-License-Identifier: Apache-2.0
// An agent as a process: reads the source for as long as there is something, answers from the first moment on, sends a
// heartbeat. It reads on whether or not anybody asks, and whether or not the server is there.

import { randomBytes } from 'node:crypto';
import { captureProgress } from '../engine/ingest/capture-progress.js';
import { EngineStatusMeter } from '../engine/pipeline/engine-status.js';
import { notePods } from '../engine/pipeline/live-pods.js';
import type { OpenInput } from '../engine/pipeline/open-input.js';
import type { View } from '../views/view.js';
import { HostAgent } from './host-agent.js';
import type { AgentPort } from './ports.js';
import { asPodRecords } from './received-pods.js';
import { HELLO_EVERY } from './roster.js';

export interface AgentOptions {
  readonly host: string;
  readonly program: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly views: readonly View[];
  /** Bytes of memory for events. */
  readonly memory: number;
  /** Takes a line for every question. */
  audit(line: string): void;
}

/** Answers until the port ends: to the reason, undefined where it was closed. */
export async function runAgent(input: OpenInput, port: AgentPort, options: AgentOptions): Promise<string | undefined> {
  const { host, program, labels, views } = options;
  const { capture } = input;
  const meter = new EngineStatusMeter(input);
  const status = () => meter.message().status;
  const instance = randomBytes(8).toString('hex');
  const agent = new HostAgent({ host, instance, program, labels, capture, views, status, audit: options.audit });
  port.serve((asking) => agent.ask(asking));
  port.pods?.((records) => takePods(input, records, options.audit));
  const greet = (): void => port.announce(agent.hello());
  const beats = setInterval(greet, HELLO_EVERY);
  let isOver = false;
  const reading = readAll(input, options.memory, () => isOver).finally(() => {
    meter.ended();
    greet();
  });
  greet();
  const reason = await port.ended;
  clearInterval(beats);
  // Leaving the loop closes the source; a live one has to end for that.
  isOver = true;
  input.live?.stop();
  await reading;
  capture.close();
  return reason;
}

/** What the fleet's watcher says of this host's pods goes into the stream. A capture has what was known when it was made. */
function takePods({ live }: OpenInput, records: unknown, audit: AgentOptions['audit']): void {
  const pods = asPodRecords(records);
  if (live === undefined || pods.length === 0) return;
  notePods(live, pods);
  audit(`audit kubernetes pods=${pods.length}`);
}

async function readAll({ source, capture, live }: OpenInput, memory: number, isOver: () => boolean): Promise<void> {
  const beyond = live === undefined ? 'spill' : 'leave';
  for await (const _ of captureProgress(source, capture, { bytes: memory, beyond })) {
    // Questions that arrive meanwhile are answered between two chunks.
    await new Promise((resolve) => setImmediate(resolve));
    if (isOver()) return;
  }
}
