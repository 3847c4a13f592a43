// SPDX-License-Identifier: Apache-2.0
// Alerts of rules on views: the row that has passed, in the rule's words. `{COLUMN}` in an output is a cell of the row.

import { formatCell } from '../../ui/format.js';
import type { Capture } from '../ingest/capture.js';
import type { CellValue } from '../protocol/protocol.js';
import { columnDisplay } from '../query/cell.js';
import type { TableSource } from '../query/table.js';
import type { Alert } from '../rules/alert.js';
import { isoTime } from '../rules/alert-time.js';
import type { ViewRule } from '../rules/view-rule.js';
import type { RuleWindow } from '../rules/view-rule-runner.js';

const SOURCE = 'view';

/** The time of the alert is the end of the window. */
export function viewAlert(
  capture: Capture,
  { item, plan, filter }: ViewRule,
  rows: TableSource,
  { row, window }: { readonly row: number; readonly window: RuleWindow },
): Alert {
  const { baseTime, machine } = capture.state;
  const time = baseTime + BigInt(Math.round(window.to));
  const cells = plan.columns.map(({ column }, c) => [column.name, rows.cell(row, c)] as const);
  const texts = new Map(
    plan.columns.map((column, c) => {
      const text = formatCell(cells[c]?.[1] ?? null, columnDisplay(column), { baseTime }).trim();
      return [column.column.name.toLowerCase(), text];
    }),
  );
  const message = `${withCells(item.output, texts)}${window.isCut ? ' (the window began before what memory holds)' : ''}`;
  const { name, priority, tags } = item;
  const iso = isoTime(time) ?? '';
  const hostname = machine?.hostname ?? '';
  const key = rows.key(row);
  const output = `${iso.replace('Z', '+0000')}: ${priority} ${message}`;
  const fields = { ...Object.fromEntries(cells.map(([column, cell]) => [column, jsonCell(cell)])), key };
  return {
    rule: name,
    priority,
    source: SOURCE,
    tags,
    hostname,
    time,
    message,
    line: JSON.stringify(output).slice(1, -1),
    json: JSON.stringify({
      ...{ hostname, output, output_fields: fields, priority, rule: name },
      ...{ source: SOURCE, tags, time: iso, window_seconds: item.window / 1000 },
    }),
    withheld: 0,
    incident: { key, filter: filter?.text ?? '', span: item.window * 1e6 },
  };
}

function withCells(output: string, texts: ReadonlyMap<string, string>): string {
  return output.replace(/\{([^{}]+)\}/g, (whole, name: string) => texts.get(name.trim().toLowerCase()) ?? whole);
}

function jsonCell(cell: CellValue): CellValue {
  return typeof cell === 'bigint' ? Number(cell) : cell;
}
