// SPDX-License-Identifier: Apache-2.0
// A set of detection rules in YAML, as conditions that a filter can be: macros written out, lists written out where a
// value may be. Rule sets are others' text and not part of this project; rule-set.test.ts reads a folder of them.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { quoteText } from '../../src/engine/filter/print.js';

export interface RuleCondition {
  readonly name: string;
  readonly condition: string;
}

interface Item {
  readonly rule?: string;
  readonly macro?: string;
  readonly list?: string;
  readonly condition?: string;
  readonly items?: readonly (string | number)[];
}

/** A quoted text, a bracket, a comma, blanks, or a word. */
const TOKEN = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[()[\],]|\s+|[^\s()[\],"']+/g;
const TAKES_LIST = /^(in|intersects|pmatch|oneof|anyof|allof)$/;
const BEFORE_CHECK = /^(|\(|and|or|not)$/;

/** Conditions of all rules and macros of the folder's files. */
export function ruleConditions(folder: string): readonly RuleCondition[] {
  const items = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .flatMap((name) => (parse(readFileSync(join(folder, name), 'utf8')) ?? []) as Item[]);
  const set = new RuleSet(items);
  return items.flatMap(({ rule, macro, condition }) => {
    const name = rule ?? macro;
    return name === undefined || condition === undefined ? [] : [{ name, condition: set.expand(condition) }];
  });
}

class RuleSet {
  readonly #macros = new Map<string, string>();
  readonly #lists = new Map<string, readonly string[]>();

  constructor(items: readonly Item[]) {
    for (const { macro, list, condition, items: elements = [] } of items) {
      if (macro !== undefined) this.#macros.set(macro, condition ?? '');
      if (list !== undefined) this.#lists.set(list, elements.map(String));
    }
  }

  expand(condition: string): string {
    const out: string[] = [];
    /** For each open bracket, whether it is that of a list. */
    const brackets: boolean[] = [];
    let before = '';
    for (const token of condition.match(TOKEN) ?? []) {
      if (token.trim() === '') {
        out.push(' ');
        continue;
      }
      const isInList = brackets.at(-1) === true;
      if (token === '(' || token === '[') brackets.push(TAKES_LIST.test(before));
      if (token === ')' || token === ']') brackets.pop();
      if (isInList && token !== ',' && token !== ')') out.push(this.#elements(token).join(', '));
      else if (TAKES_LIST.test(before) && this.#lists.has(token)) out.push(`(${this.#elements(token).join(', ')})`);
      else if (BEFORE_CHECK.test(before) && this.#macros.has(token)) out.push(`(${this.#macro(token)})`);
      else out.push(token);
      before = token;
    }
    return withoutGaps(out);
  }

  #macro(name: string): string {
    return this.expand(this.#macros.get(name) ?? '');
  }

  /** Elements that a name in a list stands for: itself, or those of the list of that name. */
  #elements(name: string): readonly string[] {
    const own = this.#lists.get(name);
    if (own === undefined) return [name];
    return own.flatMap((element) => (this.#lists.has(element) ? this.#elements(element) : [quoted(element)]));
  }
}

/** An element may be quoted in the YAML text twice. */
function quoted(element: string): string {
  return /^(".*"|'.*')$/s.test(element) ? element : quoteText(element);
}

/** An empty list leaves no element between two commas. */
function withoutGaps(pieces: readonly string[]): string {
  const kept: string[] = [];
  for (const piece of pieces) {
    if (piece === '' || (piece === ' ' && kept.at(-1) === ' ')) continue;
    const last = kept.findLast((other) => other !== ' ');
    if (piece === ',' && (last === ',' || last === '(')) continue;
    if (piece === ')' && last === ',') kept.splice(kept.lastIndexOf(','), 1);
    kept.push(piece);
  }
  return kept.join('').trim();
}
