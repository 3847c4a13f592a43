// SPDX-License-Identifier: Apache-2.0
// Finds what looks like a secret in bytes, and hides it there. Values that were hidden once are remembered, and hidden
// wherever they come again: a token of the environment is sent as it is, without a name.

import { latin1Text } from '../scap/text.js';
import type { Disguise } from './disguise.js';
import type { HiddenPlace, RedactionReport } from './redaction-report.js';
import type { SecretWords } from './secret-words.js';

/** Values that are remembered; more make each search slower. */
const MOST_KNOWN = 256;
/** Shorter ones, and words without a digit, are too likely to be something else. */
const LEAST_KNOWN = 8;
const MOST_KNOWN_BYTES = 512;
const DISTINCTIVE = /^(?=.*[a-z])(?=.*\d)[\x21-\x7e]+$/i;
/** Too short for a name and a value. */
const LEAST_TEXT = 4;
const ESCAPES = /[.*+?^${}()|[\]\\/]/g;

export class SecretHider {
  readonly words: SecretWords;
  readonly #disguise: Disguise;
  readonly #report: RedactionReport;
  readonly #known = new Set<string>();
  #knownPattern: RegExp | undefined;

  constructor(words: SecretWords, disguise: Disguise, report: RedactionReport) {
    this.words = words;
    this.#disguise = disguise;
    this.#report = report;
  }

  /** Hides all of bytes[start, end), which somebody has called a secret. */
  hideAll(bytes: Uint8Array, [start, end]: Span, place: HiddenPlace, rule: string): void {
    if (end <= start) return;
    this.#remember(latin1Text(bytes, start, end));
    this.#disguise.hide(bytes, start, end);
    this.#report.count(place, rule);
  }

  /** Hides what looks like a secret in bytes[start, end); answers the rule of one that goes to the very end. */
  hideFound(bytes: Uint8Array, [start, end]: Span, place: HiddenPlace): string | undefined {
    if (end - start < LEAST_TEXT) return undefined;
    const text = latin1Text(bytes, start, end);
    const found = joined([...this.#spans(text)]);
    for (const [from, to, rule] of found) this.hideAll(bytes, [start + from, start + to], place, rule ?? '');
    const last = found.at(-1);
    return last?.[1] === text.length ? last[2] : undefined;
  }

  *#spans(text: string): Generator<Span> {
    if (this.words.hint.test(text)) {
      for (const { pattern, name } of this.words.rules) yield* matches(text, pattern, name);
    }
    if (this.#knownPattern !== undefined) yield* matches(text, this.#knownPattern, 'known value');
  }

  #remember(value: string): void {
    if (value.length < LEAST_KNOWN || value.length > MOST_KNOWN_BYTES || this.#known.size >= MOST_KNOWN) return;
    if (this.#known.has(value) || !DISTINCTIVE.test(value)) return;
    this.#known.add(value);
    const longestFirst = [...this.#known].sort((a, b) => b.length - a.length);
    this.#knownPattern = new RegExp(longestFirst.map((known) => known.replace(ESCAPES, '\\$&')).join('|'), 'dg');
  }
}

function* matches(text: string, pattern: RegExp, name: string): Generator<Span> {
  for (const { indices } of text.matchAll(pattern)) {
    const secret = indices?.findLast((place) => place !== undefined);
    if (secret !== undefined) yield [secret[0], secret[1], name];
  }
}

/** In order, those that touch as one. */
function joined(spans: readonly Span[]): readonly Span[] {
  const whole: Span[] = [];
  for (const span of [...spans].sort(([a], [b]) => a - b)) {
    const last = whole.at(-1);
    if (last === undefined || span[0] > last[1]) whole.push(span);
    else if (span[1] > last[1]) whole[whole.length - 1] = [last[0], span[1], last[2] ?? ''];
  }
  return whole;
}

/** [start, end) and, where it was found, the rule. */
export type Span = readonly [start: number, end: number, rule?: string];
