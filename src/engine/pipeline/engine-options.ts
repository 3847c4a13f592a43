// SPDX-License-Identifier: Apache-2.0
// What the engine is started with. Plain data: it goes to the engine's thread.

import type { View } from '../../views/view.js';
import type { InputSpec } from './open-input.js';

export interface EngineOptions {
  readonly input: InputSpec;
  /** Bytes for the event store. */
  readonly memory: number;
  /** ms between refreshes, live. */
  readonly refresh: number;
  readonly userViews: readonly View[];
  /** Whether users and groups, and ports, get names. */
  readonly names: { readonly users: boolean; readonly ports: boolean };
}
