// SPDX-License-Identifier: Apache-2.0

/** From the worst to the least; the words are the engine's. */
export const PRIORITIES = [
  'Emergency',
  'Alert',
  'Critical',
  'Error',
  'Warning',
  'Notice',
  'Informational',
  'Debug',
] as const;

export type Priority = (typeof PRIORITIES)[number];

/** In any case; `info` is Informational. Undefined: no priority. */
export function parsePriority(text: string): Priority | undefined {
  const wanted = text.toLowerCase() === 'info' ? 'informational' : text.toLowerCase();
  return PRIORITIES.find((priority) => priority.toLowerCase() === wanted);
}

/** 0 is the worst. */
export function rankOf(priority: Priority): number {
  return PRIORITIES.indexOf(priority);
}
