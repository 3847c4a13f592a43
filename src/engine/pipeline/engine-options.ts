// SPDX-License-Identifier: Apache-2.0
// What the engine is started with. Plain data: it goes to the engine's thread.

import type { View } from '../../views/view.js';
import type { InputSpec } from './open-input.js';
import type { WatchOptions } from './rule-watch.js';

export interface EngineOptions {
  readonly input: InputSpec;
  /** Bytes for the event store. */
  readonly memory: number;
  /** ms between refreshes, live. */
  readonly refresh: number;
  readonly userViews: readonly View[];
  /** Rules that look at what is read; none where absent. */
  readonly rules?: WatchOptions | undefined;
  /** Whether users and groups, and ports, get names. */
  readonly names: { readonly users: boolean; readonly ports: boolean };
}
