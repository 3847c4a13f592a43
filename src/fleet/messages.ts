// SPDX-License-Identifier: Apache-2.0
// What a fleet's screen and its agents say to each other: plain data, with a version. The screen asks; an agent only
// answers, each message with one of its own, so that an agent needs no right to speak unasked but for its heartbeat.

import type { EngineRequest } from '../engine/protocol/engine-calls.js';
import type { CellValue, EngineStatus, SortOrder, TableSnapshot } from '../engine/protocol/protocol.js';
import type { CellParts } from '../engine/query/column-parts.js';
import type { View } from '../views/view.js';

/** Messages of another version are refused by name. Members may be added without a new one. */
export const FLEET_PROTOCOL = 1;

/** What the asker may see; each may do what those before it may. */
export const ROLES = ['look', 'dig', 'save'] as const;
export type Role = (typeof ROLES)[number];

export function isAtLeast(role: Role, least: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(least);
}

/** ns since the epoch, or that many ns up to the end; absent is open. Clocks of hosts are taken as they are. */
export interface FleetWindow {
  readonly from?: bigint;
  readonly to?: bigint;
  readonly last?: number;
}

/** A table over all that a host holds. The view goes along: agents of another version need not know it. */
export interface TableQuestion {
  readonly view: View;
  readonly filter: string;
  readonly window: FleetWindow;
  readonly containers: boolean;
  readonly sort: SortOrder | undefined;
  readonly text: string;
  /** ms of CPU that a host may spend on it. */
  readonly budget: number;
}

interface Asked {
  readonly v: number;
  /** Of the message; answers carry it. */
  readonly id: number;
  /** Who asks: a screen or a command, random. */
  readonly session: string;
}

export type ToAgent = Asked &
  (
    | { readonly kind: 'hello' }
    /** A new table; the session's last one is forgotten. Answered by its first rows, `parts`: with what cells are made of. */
    | { readonly kind: 'query'; readonly question: TableQuestion; readonly count: number; readonly parts: boolean }
    /** More rows of the session's table `of`. */
    | {
        readonly kind: 'page';
        readonly of: number;
        readonly from: number;
        readonly count: number;
        readonly parts: boolean;
      }
    /** Rows of these keys, and all other rows as one. */
    | { readonly kind: 'keys'; readonly of: number; readonly keys: readonly string[] }
    /** Every row whose cell in the order's column is at least that. */
    | { readonly kind: 'beyond'; readonly of: number; readonly value: number }
    | { readonly kind: 'cancel'; readonly of: number }
    /** A call of the engine, as if it were local. */
    | { readonly kind: 'call'; readonly request: EngineRequest }
    /** How the host is, and the table of the session's last openTable. */
    | { readonly kind: 'poll' }
    | { readonly kind: 'leave' }
  );

/** What an agent says of itself. */
export interface HostFacts {
  /** sysdrill's. */
  readonly program: string;
  /** ms since the epoch by its clock. */
  readonly now: number;
  readonly status: EngineStatus;
  /** Percent of all CPUs, and failed calls a second, over what it held last; undefined where nothing says so. */
  readonly cpu: number | undefined;
  readonly errors: number | undefined;
  readonly labels: Readonly<Record<string, string>>;
}

export interface HostRow {
  readonly key: string;
  readonly keyValue: CellValue;
  readonly cells: readonly CellValue[];
  readonly alive: boolean;
  readonly firstEvent: number;
  /** ns since the epoch of its event, in decimals; lists only. */
  readonly time?: string;
}

export interface HostRows {
  /** Rows of the whole table. */
  readonly total: number;
  /** Place of the first row. */
  readonly from: number;
  readonly rows: readonly HostRow[];
  /** By row, the cell that the rows are ordered by; where there are no `parts`. */
  readonly order?: readonly CellValue[];
  /** The rows as texts, as they come in (row-lines.ts). */
  readonly lines?: readonly string[];
  /** By row and column: what the cells are made of (query/column-parts.ts). */
  readonly parts?: readonly (readonly CellParts[])[];
  /** All other rows as one, and how many they are. */
  readonly others?: { readonly rows: number; readonly parts: readonly CellParts[] };
  readonly matchedEvents: number;
  /** Share of the rows of events that was looked at; less than 1 where the budget did not reach. */
  readonly scanned: number;
  /** ns since the epoch, in decimals: as every answer has one, a bigint would make all of them dear to read (wire.ts). */
  readonly baseTime: string;
  readonly latencyRecorded: boolean;
}

interface Said {
  readonly v: number;
  readonly id: number;
  readonly host: string;
  /** Of the agent's process, random: two with one name are distinguished by it. */
  readonly instance: string;
}

export type FromAgent = Said &
  (
    | { readonly kind: 'hello'; readonly facts: HostFacts }
    | { readonly kind: 'rows'; readonly rows: HostRows }
    | { readonly kind: 'answer'; readonly answer: unknown }
    | { readonly kind: 'state'; readonly status: EngineStatus; readonly table: TableSnapshot | undefined }
    | { readonly kind: 'refused'; readonly code: RefusalCode; readonly message: string }
  );

export type RefusalCode = 'version' | 'role' | 'busy' | 'gone' | 'loading' | 'wrong';

/** What an agent says, where it can be that; members are looked at where they are used. */
export function asFromAgent(message: unknown): FromAgent | undefined {
  const said = message as Partial<FromAgent> | undefined;
  const isOne = typeof said === 'object' && said !== null && typeof said.host === 'string';
  return isOne && typeof said.kind === 'string' && typeof said.id === 'number' ? (said as FromAgent) : undefined;
}

/** The same for what an agent is asked. */
export function asToAgent(message: unknown): ToAgent | undefined {
  const asked = message as Partial<ToAgent> | undefined;
  const isOne = typeof asked === 'object' && asked !== null && typeof asked.session === 'string';
  return isOne && typeof asked.kind === 'string' && typeof asked.id === 'number' ? (asked as ToAgent) : undefined;
}
