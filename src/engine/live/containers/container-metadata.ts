// SPDX-License-Identifier: Apache-2.0
// Names, images, labels of the machine's containers, from whatever engines run. Nothing waits for it: each container is
// handed over when its engine has answered, and again when something about it has changed. Engines that are not there, or
// go away, are looked for again; what each source is up to can be asked (doctor).

import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { containerJson } from '../../state/container-json.js';
import type { ContainerSource, DescribedContainer, SourceState } from './container-source.js';

/** Between two looks for an engine that was not there: two system calls each. */
const RETRY = 10_000;
/** The reason of a source that has not answered so far. */
export const NOT_ASKED = 'not asked yet';

export interface SourceReport {
  readonly name: string;
  readonly socket: string;
  readonly state: SourceState;
}

export class ContainerMetadata {
  readonly #sources: readonly ContainerSource[];
  /** The container as JSON, for a container event. */
  readonly #found: (json: string) => void;
  readonly #states = new Map<ContainerSource, SourceState>();
  /** What was handed over last, by full id. */
  readonly #known = new Map<string, string>();
  readonly #stop = new AbortController();
  #running: Promise<unknown> = Promise.resolve();

  constructor(sources: readonly ContainerSource[], found: (json: string) => void) {
    this.#sources = sources;
    this.#found = found;
  }

  start(): void {
    // One listener per source and per wait: more than the ten that node takes for a leak.
    setMaxListeners(0, this.#stop.signal);
    this.#running = Promise.all(this.#sources.map((source) => this.#follow(source)));
  }

  /** All containers that were handed over, as they were last: for the start of another file. */
  known(): readonly string[] {
    return [...this.#known.values()];
  }

  reports(): readonly SourceReport[] {
    const unknown: SourceState = { kind: 'absent', reason: NOT_ASKED };
    return this.#sources.map((source) => ({
      name: source.name,
      socket: source.socket,
      state: this.#states.get(source) ?? unknown,
    }));
  }

  /** Nothing is handed over any more at once; resolves when the last source has noticed. */
  async close(): Promise<void> {
    this.#stop.abort();
    for (const source of this.#sources) source.close();
    await this.#running;
  }

  async #follow(source: ContainerSource): Promise<void> {
    const signal = this.#stop.signal;
    while (!signal.aborted) {
      const state = await source.connect();
      this.#states.set(source, state);
      if (state.kind === 'connected') await this.#serve(source, signal);
      if (signal.aborted) return;
      await sleep(RETRY, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  /** Until the engine goes away. */
  async #serve(source: ContainerSource, signal: AbortSignal): Promise<void> {
    try {
      const refresh = async () => {
        for (const container of await source.list()) this.#handOver(container);
      };
      const changed = (container?: DescribedContainer) => {
        if (container !== undefined) this.#handOver(container);
        else refresh().catch(() => undefined); // The watch will see that the engine has gone.
      };
      // Watching begins before the list is asked for, so that nothing falls between the two.
      const watching = source.watch(changed, signal);
      await Promise.all([watching, refresh()]);
      this.#states.set(source, { kind: 'absent', reason: 'the engine has closed the connection' });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#states.set(source, { kind: 'absent', reason: `the engine has gone: ${reason}` });
    }
  }

  #handOver(container: DescribedContainer): void {
    const json = containerJson(container);
    const key = container.info.fullId;
    if (this.#known.get(key) === json || this.#stop.signal.aborted) return;
    this.#known.set(key, json);
    this.#found(json);
  }
}
