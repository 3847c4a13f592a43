// SPDX-License-Identifier: Apache-2.0
// Failed calls that are part of a program's normal work: a search along a path, a read that has nothing to read yet, a
// question whether this is a terminal. Their rows step back, so that the others are seen.

import type { ColumnInfo, SnapshotRow } from '../../engine/protocol/protocol.js';

/** Errors that are routine whatever the call. */
const ALWAYS: ReadonlySet<string> = new Set(['EAGAIN', 'EINPROGRESS', 'EINTR', 'ENOTTY', 'EALREADY', 'ERESTARTSYS']);

/** Errors that are routine of some calls: the end of a wait, no more children, not a link, no such attribute. */
const OF_CALLS: Readonly<Record<string, RegExp>> = {
  ETIMEDOUT: /^(?:futex|rt_sigtimedwait|clock_nanosleep|io_getevents|epoll_p?wait\d*|semtimedop)$/,
  ECHILD: /^wait/,
  EINVAL: /^readlink/,
  ESPIPE: /^lseek$/,
  ENODATA: /getxattr$/,
  EOPNOTSUPP: /xattr$/,
};

/** Where programs search: libraries, headers, translations, modules, programs themselves. */
const SEARCHED =
  /(?:^|\/)(?:lib\w*|include|locale|terminfo|s?bin|node_modules|site-packages|dist-packages|__pycache__)\/|\.so(?:$|\.)|\/ld\.so\./;
const NOT_FOUND: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR']);

export interface Failure {
  readonly error: string;
  /** Undefined where the table does not say it. */
  readonly call: string | undefined;
  readonly target: string | undefined;
}

export function isRoutine({ error, call, target }: Failure): boolean {
  if (ALWAYS.has(error)) return true;
  if (NOT_FOUND.has(error)) return target !== undefined && SEARCHED.test(target);
  return call !== undefined && OF_CALLS[error]?.test(call) === true;
}

/** Of rows of a table; no row is routine where the table has no errors. */
export function routineRows(columns: readonly ColumnInfo[]): (row: SnapshotRow) => boolean {
  const place = (...fields: string[]): number => columns.findIndex(({ field }) => fields.includes(field));
  const error = place('evt.res');
  const call = place('evt.type');
  const target = place('drill.failure.target', 'fd.name');
  if (error < 0) return () => false;
  const text = (row: SnapshotRow, column: number): string | undefined => {
    const value = row.cells[column];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  return (row) => isRoutine({ error: text(row, error) ?? '', call: text(row, call), target: text(row, target) });
}
