// SPDX-License-Identifier: Apache-2.0
// A capture with enter and exit events as one that tools of schema 4 write (October 2025 and later): exit events alone,
// which carry what the enter events carried. Blocks in front of the first event stay as they are.

import type { EventCursor } from '../../src/engine/scap/event-cursor.js';
import { EVENT_FLAGS, EVENT_TYPES, EventFlag, eventTypeIds, ParamType } from '../../src/engine/scap/event-types.js';
import { ScapReader } from '../../src/engine/scap/scap-reader.js';
import { eventBlock } from '../../src/engine/scap/scap-writer.js';
import { stateOnlyBlock } from '../../src/engine/scap/state-only-block.js';
import { dumpSink, emptyDump } from '../engine/scap/event-dump.js';
import { type Rule, ruleFor, type Source } from './exit-only-rules.js';

export interface ExitOnlyCapture {
  readonly bytes: Uint8Array;
  /** Event number in the old capture of each event of the new one. */
  readonly origin: readonly number[];
}

export interface ExitOnlyOptions {
  /** Whether the enter events remain that these tools still write: what open and connect are passed may change meanwhile. */
  readonly keepsOpens: boolean;
  /**
   * Zeros for what the old events did not have, as the libraries' own converter has them: their parsers refuse events
   * without. Otherwise it stays unknown. A close whose enter event was lost would be one of fd 0, and F_SETFD would clear
   * close-on-exec everywhere.
   */
  readonly fills?: boolean;
}

const KEPT: ReadonlySet<number> = new Set(eventTypeIds('open_e creat_e openat_2_e openat2_e connect_e'));
const NOTHING = new Uint8Array(0);
const STATE_ONLY = 1;

const P = ParamType;
const SIZES: ReadonlyMap<number, number> = new Map([
  ...[P.INT8, P.UINT8, P.FLAGS8, P.ENUMFLAGS8, P.SIGTYPE].map((type) => [type, 1] as const),
  ...[P.INT16, P.UINT16, P.FLAGS16, P.ENUMFLAGS16, P.SYSCALLID].map((type) => [type, 2] as const),
  ...[P.INT32, P.UINT32, P.FLAGS32, P.ENUMFLAGS32, P.UID, P.GID, P.MODE].map((type) => [type, 4] as const),
  ...[P.INT64, P.UINT64, P.ERRNO, P.FD, P.PID, P.RELTIME, P.ABSTIME].map((type) => [type, 8] as const),
]);

interface Step {
  readonly type: number;
  readonly params: readonly Uint8Array[];
}

function paramsOf(cursor: EventCursor): Uint8Array[] {
  return Array.from({ length: cursor.nparams }, (_, i) => Uint8Array.from(cursor.buffer(i) ?? []));
}

/** One parameter of the new event. Where the table has made a number shorter since, its low bytes stay. */
function param({ from, param }: Source, type: number, own: Step, enter: Step | undefined): Uint8Array | undefined {
  const given = from === 'nothing' ? undefined : from === 'own' ? own.params[param] : enter?.params[param];
  return given?.slice(0, SIZES.get(type) ?? given.length);
}

function zero(type: number): Uint8Array {
  return new Uint8Array(SIZES.get(type) ?? 0).fill(type === P.UID || type === P.GID ? 0xff : 0);
}

function apply(rule: Rule, own: Step, enter: Step | undefined, fills: boolean): Step {
  const schema = EVENT_TYPES[rule.to]?.params ?? [];
  const params = rule.sources.map((source, i) => {
    const type = schema[i]?.type ?? 0;
    return param(source, type, own, enter) ?? (fills && source.orZero ? zero(type) : NOTHING);
  });
  return { type: rule.to, params };
}

/** Whether an event of this type starts a call. */
function isEnter(type: number): boolean {
  const schema = EVENT_TYPES[type];
  return schema !== undefined && !schema.isExit && schema.origin === 'syscall';
}

export function toExitOnly(capture: Uint8Array, { keepsOpens, fills = false }: ExitOnlyOptions): ExitOnlyCapture {
  const parts: Uint8Array[] = [];
  const origin: number[] = [];
  const entered = new Map<number, Step>();
  let number = 0;
  const reader = new ScapReader({
    ...dumpSink(emptyDump()),
    event: (cursor, offset) => {
      number++;
      if (number === 1) parts.push(capture.subarray(0, offset));
      const { tid, cpu } = cursor;
      let step: Step = { type: cursor.type, params: paramsOf(cursor) };
      if (isEnter(step.type)) entered.set(tid, step);
      if (isEnter(step.type) && !(keepsOpens && KEPT.has(step.type))) return;
      if (((EVENT_FLAGS[step.type] ?? 0) & EventFlag.UNUSED) !== 0) return;
      for (let rule = ruleFor(step.type, step.params.length); rule !== undefined; ) {
        const enter = entered.get(tid);
        step = apply(rule, step, enter?.type === step.type - 1 ? enter : undefined, fills);
        rule = ruleFor(step.type, step.params.length);
      }
      if (!isEnter(step.type) && EVENT_TYPES[step.type]?.isExit === true) entered.delete(tid);
      const time = (BigInt(cursor.timeHigh) << 32n) | BigInt(cursor.timeLow);
      const block = eventBlock({ cpu, time, tid, ...step });
      parts.push((cursor.dumpFlags & STATE_ONLY) === 0 ? block : stateOnlyBlock(block));
      origin.push(number);
    },
  });
  reader.push(capture);
  reader.end();
  return { bytes: Buffer.concat(parts), origin };
}
