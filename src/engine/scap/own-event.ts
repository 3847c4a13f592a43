// SPDX-License-Identifier: Apache-2.0
// What sysdrill itself puts into a stream: async events (type 402) named `sysdrill.KIND`, as docs/adr/0012 says. One way for
// all kinds; own-event-table.ts has them. Readers that do not know a kind, or the type, pass over the event.
//
// Payload, little-endian: u16 version, u16 number of records, then each record: u16 bytes that follow, fields in the order
// of the kind. Later writers may append fields to records; a reader takes those that it knows.

import type { EventCursor } from './event-cursor.js';
import { eventType } from './event-types.js';
import { decodePayload, encodePayload, type OwnEventKind, type OwnRecord, payloadWhere } from './own-payload.js';
import { eventBlock } from './scap-writer.js';
import { stateOnlyBlock } from './state-only-block.js';
import { encodeText } from './text.js';

export interface OwnEventHeader {
  /** ns since the epoch. */
  readonly time: bigint;
  /** Thread that it speaks of; -1 none. */
  readonly tid?: number;
  readonly cpu?: number;
  /** Shown in lists of events; otherwise it is applied to the state only. */
  readonly isShown?: boolean;
}

const PREFIX = 'sysdrill.';
const ASYNC = eventType('asyncevent_e').id;
/** Not from a plugin of the libraries. */
const NO_PLUGIN = Uint8Array.of(0, 0, 0, 0);
const NAME_PARAM = 1;
const DATA_PARAM = 2;

/** One whole block. Throws RangeError where there are more than 65,535 records, or one has more than 65,535 bytes. */
export function ownEvent<K extends OwnEventKind>(
  kind: K,
  header: OwnEventHeader,
  records: readonly OwnRecord<K>[] = [],
): Uint8Array {
  const { time, tid = -1, cpu = 0, isShown = false } = header;
  const params = [NO_PLUGIN, encodeText(`${PREFIX}${kind.name}\0`), encodePayload(kind, records)];
  const block = eventBlock({ cpu, time, tid, type: ASYNC, params });
  return isShown ? block : stateOnlyBlock(block);
}

/** The kind that an event is named after; undefined where it is not one of ours. */
export function ownEventName(event: EventCursor): string | undefined {
  const name = event.type === ASYNC ? event.text(NAME_PARAM) : undefined;
  return name?.startsWith(PREFIX) === true ? name.slice(PREFIX.length) : undefined;
}

/** The records of an event of this kind; undefined where it is of another version, or damaged. */
export function readOwnEvent<K extends OwnEventKind>(kind: K, event: EventCursor): readonly OwnRecord<K>[] | undefined {
  const data = event.buffer(DATA_PARAM);
  return data === undefined ? undefined : decodePayload(kind, data);
}

/** The same event with the records alone whose first field is wanted; undefined where it is damaged. */
export function ownEventWhere(event: EventCursor, isWanted: (first: number) => boolean): Uint8Array | undefined {
  const data = event.buffer(DATA_PARAM);
  const payload = data === undefined ? undefined : payloadWhere(data, isWanted);
  const name = event.text(NAME_PARAM);
  if (payload === undefined || name === undefined) return undefined;
  const time = (BigInt(event.timeHigh) << 32n) | BigInt(event.timeLow);
  const params = [NO_PLUGIN, encodeText(`${name}\0`), payload];
  return stateOnlyBlock(eventBlock({ cpu: event.cpu, time, tid: event.tid, type: ASYNC, params }));
}
