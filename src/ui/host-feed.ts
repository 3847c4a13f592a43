// SPDX-License-Identifier: Apache-2.0
// Keeps the machine's meters up to date. A newer request overtakes an older one in the engine.

import type { RemoteCalls } from '../engine/protocol/engine-calls.js';
import type { HostMeters } from '../engine/protocol/host-meters.js';
import type { TimeWindow } from '../engine/protocol/protocol.js';

export class HostFeed {
  readonly #client: Pick<RemoteCalls, 'hostMeters'>;
  readonly #window: () => TimeWindow;
  readonly #changed: () => void;
  #meters: HostMeters | undefined;
  #version = -1;

  constructor(client: Pick<RemoteCalls, 'hostMeters'>, window: () => TimeWindow, changed: () => void) {
    this.#client = client;
    this.#window = window;
    this.#changed = changed;
  }

  /** Undefined where the capture has none. */
  get meters(): HostMeters | undefined {
    return this.#meters;
  }

  /** Asks again where the window is another one than the last time. */
  sees(version: number): void {
    if (version === this.#version) return;
    this.#version = version;
    this.ask();
  }

  ask(): void {
    void this.#client.hostMeters(this.#window()).then((answer) => {
      if (!answer.ok) return;
      this.#meters = answer.value ?? undefined;
      this.#changed();
    });
  }
}
