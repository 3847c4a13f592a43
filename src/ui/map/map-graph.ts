// SPDX-License-Identifier: Apache-2.0
// Who asks whom, as nodes and edges: rows of the view `dependencies` as the engine answers them.

import type { CellValue, SnapshotRow, TableSnapshot } from '../../engine/protocol/protocol.js';
import { formatCount, formatDuration } from '../format.js';

export interface MapEdge {
  readonly client: string;
  readonly server: string;
  /** Value of drill.req.edge, for filters. */
  readonly key: CellValue;
  readonly protocol: string;
  readonly calls: number;
  /** Requests per second. */
  readonly rate: number;
  readonly failed: number;
  /** Requests without an answer. */
  readonly unanswered: number;
  /** ns; NaN where no request was answered. */
  readonly p50: number;
  readonly p95: number;
  readonly slowest: number;
}

export function mapEdges({ columns, rows }: Pick<TableSnapshot, 'columns' | 'rows'>): readonly MapEdge[] {
  const place = new Map(columns.map(({ name }, i) => [name, i]));
  const cell = (row: SnapshotRow, name: string): CellValue => row.cells[place.get(name) ?? -1] ?? null;
  const number = (row: SnapshotRow, name: string): number => {
    const value = cell(row, name);
    return value === null ? Number.NaN : Number(value);
  };
  const name = (row: SnapshotRow, column: string): string => {
    const text = cell(row, column);
    return text === null || text === '' ? 'unknown' : String(text);
  };
  return rows.map((row) => ({
    client: name(row, 'CLIENT'),
    server: name(row, 'SERVER'),
    key: row.keyValue,
    protocol: name(row, 'PROTO'),
    calls: number(row, 'CALLS'),
    rate: number(row, 'CALLS/s'),
    failed: number(row, 'ERRORS'),
    unanswered: number(row, 'NO REPLY'),
    p50: number(row, 'P50'),
    p95: number(row, 'P95'),
    slowest: number(row, 'MAX'),
  }));
}

/** The text on the line of an edge: rate, failed ones and ones without a reply if there are any, p95. */
export function edgeLabel({ rate, failed, unanswered, p95 }: MapEdge, failedSign: string): string {
  const errors = failed > 0 ? ` ${formatCount(failed)}${failedSign}` : '';
  const open = unanswered > 0 ? ` ${formatCount(unanswered)}?` : '';
  return `${formatCount(rate)}/s${errors}${open} ${formatDuration(p95)}`;
}

/** The edge in words, for the message line. */
export function edgeText(edge: MapEdge, separator: string): string {
  const { client, server, protocol, calls, rate, failed, unanswered, p50, p95, slowest } = edge;
  const times = `p50 ${formatDuration(p50)} p95 ${formatDuration(p95)} max ${formatDuration(slowest)}`;
  const open = unanswered > 0 ? [`${formatCount(unanswered)} without a reply`] : [];
  const parts = [
    protocol,
    `${formatCount(calls)} (${formatCount(rate)}/s)`,
    `${formatCount(failed)} failed`,
    ...open,
    times,
  ];
  return `${client} -> ${server}: ${parts.join(` ${separator} `)}`;
}
