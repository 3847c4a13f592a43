// SPDX-License-Identifier: Apache-2.0
// Records of pods that came over a network, as what they are: a stranger's JSON, of which short texts are taken.

import { PODS } from '../engine/scap/own-event-table.js';
import type { PodRecord } from '../engine/state/pods.js';

/** Pods of one node, and characters of a text: a record has 64 KiB at most. */
const MOST_PODS = 2000;
const MOST_TEXT = 24_000;
const MOST_RECORD = 60_000;

export function asPodRecords(value: unknown): readonly PodRecord[] {
  return Array.isArray(value) ? value.slice(0, MOST_PODS).flatMap(podRecord) : [];
}

function podRecord(value: unknown): PodRecord[] {
  if (typeof value !== 'object' || value === null) return [];
  const given = value as Readonly<Record<string, unknown>>;
  const texts = PODS.fields.map(({ name }) => [name, textOf(given[name])] as const);
  const bytes = texts.reduce((sum, [, text]) => sum + Buffer.byteLength(text ?? ''), 0);
  const record = Object.fromEntries(texts) as PodRecord;
  return record.uid === undefined || bytes > MOST_RECORD ? [] : [record];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= MOST_TEXT ? value : undefined;
}
