// SPDX-License-Identifier: Apache-2.0

import type { EventCursor } from '../scap/event-cursor.js';
import type { MachineState } from './machine-state.js';

/** Reads the current event through the cursor and changes the state. `state.thread` may be undefined. */
export type Handler = (state: MachineState, event: EventCursor) => void;
/** Event-type keys, blank-separated, and what handles them. */
export type HandlerRow = readonly [keys: string, handler: Handler];
