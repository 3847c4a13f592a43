// SPDX-License-Identifier: Apache-2.0
// What a helper says, looked at as what it is: text of a process that talks to a stranger.

import type { SourceReport } from './container-metadata.js';
import { asArray, asObject, asText } from './json-members.js';

/** What the helper says, one of these a line. */
export type HelperLine = { readonly container: string } | { readonly sources: readonly SourceReport[] };

export interface ReportedContainer {
  /** The whole id. */
  readonly id: string;
  /** The container's JSON, written by us again: each member once. */
  readonly json: string;
}

const SHORT = 12;
const MAX_TEXT = 200;

/** Undefined for what is neither kind of line. */
export function helperLine(text: string): HelperLine | undefined {
  const line = parsed(text);
  if ('container' in line) return { container: asText(line['container']) };
  if (!('sources' in line)) return undefined;
  return { sources: asArray(line['sources']).flatMap((report) => sourceReport(asObject(report))) };
}

/** Undefined where the text is not a container, or has an id that does not belong to its full one. */
export function reportedContainer(text: string): ReportedContainer | undefined {
  const container = asObject(parsed(text)['container']);
  const id = asText(container['full_id']);
  if (id === '' || !id.startsWith(asText(container['id'])) || asText(container['id']) !== id.slice(0, SHORT)) {
    return undefined;
  }
  return { id, json: JSON.stringify({ container }) };
}

function sourceReport(report: ReturnType<typeof asObject>): SourceReport[] {
  const state = asObject(report['state']);
  const [name, socket] = [cut(report['name']), cut(report['socket'])];
  switch (state['kind']) {
    case 'connected':
      return [{ name, socket, state: { kind: 'connected', version: cut(state['version']) } }];
    case 'absent':
      return [{ name, socket, state: { kind: 'absent', reason: cut(state['reason']) } }];
    case 'refused':
      return [{ name, socket, state: { kind: 'refused', reason: cut(state['reason']), hint: cut(state['hint']) } }];
    default:
      return [];
  }
}

function cut(value: unknown): string {
  return asText(value).slice(0, MAX_TEXT);
}

function parsed(text: string): ReturnType<typeof asObject> {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return {};
  }
}
