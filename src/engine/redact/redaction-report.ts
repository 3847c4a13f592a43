// SPDX-License-Identifier: Apache-2.0
// What a redaction has hidden, counted: where it was, and by which rule. Names of variables are reported, values never.

export type HiddenPlace = 'environment' | 'argument' | 'data' | 'terminal' | 'payload' | 'text';

const WORDS: Readonly<Record<HiddenPlace, string>> = {
  environment: 'environment values',
  argument: 'arguments',
  data: 'places in data',
  terminal: 'reads and writes of terminals',
  payload: 'whole buffers',
  text: 'places in other texts',
};
const MOST_NAMES = 20;

export class RedactionReport {
  readonly #places = new Map<HiddenPlace, number>();
  readonly #rules = new Map<string, number>();
  readonly #variables = new Map<string, number>();
  /** Whole environments that were left out. */
  environments = 0;
  /** Blocks and events that nobody knows, and that are left out. */
  unknown = 0;

  count(place: HiddenPlace, rule: string): void {
    add(this.#places, place);
    if (place === 'environment' && rule !== '') add(this.#variables, rule);
    else if (rule !== '') add(this.#rules, rule);
  }

  countOf(place: HiddenPlace): number {
    return this.#places.get(place) ?? 0;
  }

  /** For the user, a line each. */
  lines(): readonly string[] {
    const places = (Object.keys(WORDS) as HiddenPlace[])
      .filter((place) => this.countOf(place) > 0)
      .map((place) => `${this.countOf(place)} ${WORDS[place]}`);
    if (this.environments > 0) places.push(`${this.environments} environments left out`);
    const lines = [`redacted: ${places.length === 0 ? 'nothing looked like a secret' : places.join(', ')}`];
    if (this.#rules.size > 0) lines.push(`by rule: ${listed(this.#rules)}`);
    if (this.#variables.size > 0) lines.push(`variables: ${listed(this.#variables)}`);
    if (this.unknown > 0) lines.push(`left out: ${this.unknown} blocks of unknown kinds`);
    return lines;
  }
}

function add<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function listed(counts: ReadonlyMap<string, number>): string {
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  const rest = sorted.length - MOST_NAMES;
  const names = sorted.slice(0, MOST_NAMES).map(([name, count]) => `${name} ${count}`);
  return rest > 0 ? `${names.join(', ')} and ${rest} more` : names.join(', ');
}
