// SPDX-License-Identifier: Apache-2.0
// Which handler changes the state on which event type: one table for the dispatch in apply-event.ts.

import { EVENT_TYPES, eventTypeIds } from '../scap/event-types.js';
import { CREDENTIAL_HANDLERS } from './credential-events.js';
import { FD_HANDLERS } from './fd-events.js';
import type { Handler } from './handler.js';
import { META_HANDLERS } from './meta-events.js';
import { PROCESS_HANDLERS } from './process-events.js';
import { SOCKET_HANDLERS } from './socket-events.js';

function build(): readonly (Handler | undefined)[] {
  const table: (Handler | undefined)[] = new Array<undefined>(EVENT_TYPES.length).fill(undefined);
  for (const rows of [PROCESS_HANDLERS, FD_HANDLERS, SOCKET_HANDLERS, CREDENTIAL_HANDLERS, META_HANDLERS]) {
    for (const [keys, handler] of rows) for (const id of eventTypeIds(keys)) table[id] = handler;
  }
  return table;
}

/** Handler by event type number. */
export const HANDLERS: readonly (Handler | undefined)[] = build();
