// SPDX-License-Identifier: Apache-2.0
// Fields that the engine warns of: it has dropped enter events, and with them what is measured between both ends.

import { type Condition, checksOf } from './condition.js';
import type { Warn } from './load-report.js';
import type { Places } from './place.js';

const FIELDS = ['evt.dir', 'evt.latency', 'evt.latency.s', 'evt.latency.ns', 'evt.latency.human', 'evt.wait_latency'];

/** One warning for each such field of the condition. */
export function warnOfDeprecatedChecks(condition: Condition, where: Places, warn: Warn): void {
  const names = new Set(checksOf(condition).map(({ ast }) => (ast.left.kind === 'field' ? ast.left.name : '')));
  for (const field of FIELDS) if (names.has(field)) warn('LOAD_DEPRECATED_ITEM', sentence(field), where);
}

/** Names are looked for in the text: `evt.latency` is part of `evt.latency.ns`. */
export function warnOfDeprecatedOutput(format: string, where: Places, warn: Warn): void {
  for (const field of FIELDS) if (format.includes(field)) warn('LOAD_DEPRECATED_ITEM', sentence(field), where);
}

function sentence(field: string): string {
  if (field !== 'evt.dir') return `${field} has no value in an engine that sees calls at their exit only`;
  return 'rules see calls at their exit only: evt.dir = < is always true, evt.dir = > always false';
}
