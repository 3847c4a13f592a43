// SPDX-License-Identifier: Apache-2.0
// A rule's `capture`: `true` and `capture_duration`, as Falco has them, or `{before: 60s, after: 10s}`: what is saved
// around an alert.

import { ItemReader } from './item-reader.js';
import { placeIn } from './place.js';
import type { RuleBody } from './rule-items.js';

/** Falco's own default for what follows an alert. */
const DEFAULT_AFTER = 5000;
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
/** An hour: what is longer is the recording itself. */
const MAX_SPAN = 3_600_000;

export function readCapture(item: ItemReader): Pick<RuleBody, 'capture' | 'captureBefore' | 'captureAfter'> {
  const node = item.node('capture');
  if (node?.kind !== 'map') return { capture: item.flag('capture'), captureBefore: 0, captureAfter: undefined };
  const span = new ItemReader(node, placeIn(item.where, 'value for', node.at, 'capture'));
  for (const { key } of node.entries) {
    if (key !== 'before' && key !== 'after') span.fail(`'capture' has 'before' and 'after', not '${key}'`);
  }
  const [before, after] = (['before', 'after'] as const).map((key) =>
    span.has(key) ? readDuration(span, key, MAX_SPAN) : undefined,
  );
  return { capture: true, captureBefore: before ?? 0, captureAfter: after ?? DEFAULT_AFTER };
}

/** ms; `60s`, `500ms`, `2m`, `1h`, a bare number is seconds. */
export function readDuration(item: ItemReader, key: string, most: number): number {
  const text = item.text(key);
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h)?$/.exec(text);
  const ms = match === null ? Number.NaN : Number(match[1]) * (UNITS[match[2] ?? 's'] ?? 1000);
  if (!Number.isFinite(ms)) item.fail(`'${text}' is not a time such as 60s, 500ms or 2m`);
  if (ms > most) item.fail(`'${key}' is at most ${most / 60_000}m, not ${text}`);
  return ms;
}

/** ms that are saved after an alert of this rule. */
export function savedAfter({ captureAfter, captureDuration }: RuleBody): number {
  return captureAfter ?? (captureDuration === 0 ? DEFAULT_AFTER : captureDuration);
}
