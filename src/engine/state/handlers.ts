// SPDX-License-Identifier: Apache-2.0
// Which handler changes the state on which event type: one table for the dispatch in apply-event.ts.

import { EVENT_TYPES, eventTypeIds } from '../scap/event-types.js';
import { CREDENTIAL_HANDLERS } from './credential-events.js';
import { EXEC_HANDLERS } from './exec-events.js';
import { FD_HANDLERS } from './fd-events.js';
import type { Handler, HandlerRow } from './handler.js';
import { META_HANDLERS } from './meta-events.js';
import { PROCESS_HANDLERS } from './process-events.js';
import { SOCKET_HANDLERS } from './socket-events.js';

function build(families: readonly (readonly HandlerRow[])[]): readonly (Handler | undefined)[] {
  const table: (Handler | undefined)[] = new Array<undefined>(EVENT_TYPES.length).fill(undefined);
  for (const rows of families) {
    for (const [keys, handler] of rows) for (const id of eventTypeIds(keys)) table[id] = handler;
  }
  return table;
}

/** Handler by event type number. */
export const HANDLERS: readonly (Handler | undefined)[] = build([
  PROCESS_HANDLERS,
  EXEC_HANDLERS,
  FD_HANDLERS,
  SOCKET_HANDLERS,
  CREDENTIAL_HANDLERS,
  META_HANDLERS,
]);

/** Those that decide which threads there are, and what is known of their CPU: for a state without fds. */
export const THREAD_HANDLERS: readonly (Handler | undefined)[] = build([
  PROCESS_HANDLERS,
  EXEC_HANDLERS,
  CREDENTIAL_HANDLERS,
  META_HANDLERS,
]);
