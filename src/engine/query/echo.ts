// SPDX-License-Identifier: Apache-2.0
// What programs read and wrote: the events that carry data, and one of them as a block of bytes.

import type { CompiledFilter } from '../filter/compile.js';
import type { Capture } from '../ingest/capture.js';
import type { EchoBlock, TimeWindow } from '../protocol/protocol.js';
import { copyBytes } from '../scap/copy-bytes.js';
import { EVENT_TYPES, EventFlag } from '../scap/event-types.js';
import { KindTest } from './kind-predicate.js';
import { EventList } from './list-query.js';
import { RowFunctionTest } from './row-predicate.js';
import type { RowView } from './row-view.js';

/** Index of the parameter with the bytes, by event type; -1 none. */
const DATA_PARAM = Int8Array.from(EVENT_TYPES, (t) => (t.isExit ? t.params.findIndex((p) => p.name === 'data') : -1));

/** Successful reads and writes of more than nothing. */
export function echoList(capture: Capture, filter: CompiledFilter | undefined, window: TimeWindow): EventList {
  const carriesData = new KindTest(capture, (kind) => (DATA_PARAM[capture.kinds.type(kind).id] as number) >= 0);
  const succeeded = new RowFunctionTest((chunk, i) => chunk.resultAt(i) > 0);
  return new EventList(capture, { filter, window, internal: true, tests: [carriesData, succeeded] });
}

/** The bytes are copied: the answer outlives the view. */
export function echoBlock(view: RowView): EchoBlock {
  const { type, thread, fd } = view;
  const data = view.params().buffer(DATA_PARAM[type.id] as number);
  const writes = (type.flags & (EventFlag.WRITES_TO_FD | EventFlag.WRITES_EXIT_ONLY)) !== 0;
  return {
    num: view.num,
    time: view.time,
    direction: writes ? 'write' : 'read',
    fdName: fd?.name ?? '',
    fdNum: view.fdNum,
    command: thread?.comm ?? '',
    pid: thread?.pid ?? -1,
    container: thread?.container?.name ?? '',
    size: view.result,
    data: data === undefined ? new Uint8Array(0) : copyBytes(data),
  };
}
