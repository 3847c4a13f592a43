// SPDX-License-Identifier: Apache-2.0
// What the breadcrumb calls a row that was gone into: `nginx (4121)` rather than `proc.pid=4121`. The name comes from a
// column of the row that names the same thing.

import type { SnapshotRow, TableSnapshot } from '../engine/protocol/protocol.js';

/** Fields that name what a key field identifies, best first. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  'proc.pid': ['proc.name', 'proc.exe', 'proc.exeline', 'proc.cmdline'],
  'thread.tid': ['proc.name', 'thread.name', 'proc.exe', 'proc.exeline', 'proc.cmdline'],
  'container.id': ['container.name'],
  'k8s.pod.id': ['k8s.pod.name'],
  'k8s.deployment.id': ['k8s.deployment.name'],
  'k8s.rs.id': ['k8s.rs.name'],
  'k8s.svc.id': ['k8s.svc.name'],
  'drill.k8s.controller.id': ['drill.k8s.controller.name'],
};

/** @param text the key's value as it is shown */
export function crumbLabel(
  snapshot: Pick<TableSnapshot, 'columns'>,
  row: SnapshotRow,
  keyField: string,
  text: string,
): string {
  const name = rowName(snapshot, row, keyField);
  if (name === undefined) return text === '' ? '""' : text;
  return /^(container|k8s|drill\.k8s)\./.test(keyField) ? name : `${name} (${text})`;
}

function rowName(snapshot: Pick<TableSnapshot, 'columns'>, row: SnapshotRow, keyField: string): string | undefined {
  for (const field of NAMES[keyField] ?? []) {
    const index = snapshot.columns.findIndex((column) => column.field === field);
    const cell = index < 0 ? null : (row.cells[index] ?? null);
    if (typeof cell !== 'string' || cell === '' || cell === '<NA>') continue;
    return field.endsWith('line') || field.endsWith('exe') ? programOf(cell) : cell;
  }
  return undefined;
}

/** `/usr/sbin/nginx -g daemon off` → `nginx`; `nginx: worker process` → `nginx: worker process` cut at its first blank. */
function programOf(line: string): string {
  const program = line.split(' ', 1)[0] ?? line;
  const base = program.slice(program.lastIndexOf('/') + 1).replace(/:$/, '');
  return base === '' ? program : base;
}
