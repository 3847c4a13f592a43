// SPDX-License-Identifier: Apache-2.0
// The YAML of a rule file as plain nodes with positions. Scalars stay text, as the engine reads them: what is a number or
// a flag is decided by the code that asks for the key. Several documents may follow each other.

import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments } from 'yaml';
import { failure, ok, type Result } from '../result.js';
import type { Position } from './place.js';

export type RuleNode = RuleMap | RuleSequence | RuleScalar | RuleNull;

export interface RuleMap {
  readonly kind: 'map';
  readonly at: Position;
  readonly entries: readonly RuleEntry[];
}

export interface RuleEntry {
  readonly key: string;
  readonly keyAt: Position;
  readonly value: RuleNode;
}

export interface RuleSequence {
  readonly kind: 'sequence';
  readonly at: Position;
  readonly items: readonly RuleNode[];
}

export interface RuleScalar {
  readonly kind: 'scalar';
  readonly at: Position;
  readonly text: string;
}

/** `key:` with nothing after it, `~`, `null`. */
export interface RuleNull {
  readonly kind: 'null';
  readonly at: Position;
}

export interface YamlProblem extends Position {
  readonly message: string;
}

/** Aliases inside aliases; files of rules have none, hostile ones many. */
const MAX_DEPTH = 100;
/** Values that aliases stand for, in one file: nine lists of nine aliases each would be 387 million. */
const MAX_ALIASED = 100_000;
const NULL_WORDS: ReadonlySet<string> = new Set(['', '~', 'null', 'Null', 'NULL']);

/** One node per document; empty documents are null. */
export function parseRuleFile(text: string): Result<readonly RuleNode[], YamlProblem> {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, {
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
    lineCounter: lines,
  });
  const documents: readonly Document.Parsed[] = Array.isArray(parsed) ? parsed : [];
  const converter = new Converter(lines);
  const nodes: RuleNode[] = [];
  for (const document of documents) {
    const [error] = document.errors;
    if (error !== undefined) return failure({ message: error.message, ...converter.position(error.pos[0]) });
    const node = converter.document(document);
    if (node === undefined)
      return failure({ message: 'an alias refers to itself, or stands for too much', line: 0, column: 0 });
    nodes.push(node);
  }
  return ok(nodes);
}

class TooDeep extends Error {}

class Converter {
  readonly #lines: LineCounter;
  #document: Document.Parsed | undefined;
  #aliases = 0;
  #aliased = 0;

  constructor(lines: LineCounter) {
    this.#lines = lines;
  }

  document(document: Document.Parsed): RuleNode | undefined {
    this.#document = document;
    try {
      return this.#node(document.contents, 0);
    } catch (error) {
      if (error instanceof TooDeep) return undefined;
      throw error;
    }
  }

  position(offset: number): Position {
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(0, line - 1), column: Math.max(0, col - 1) };
  }

  #node(node: unknown, depth: number): RuleNode {
    if (depth > MAX_DEPTH) throw new TooDeep();
    if (this.#aliases > 0 && ++this.#aliased > MAX_ALIASED) throw new TooDeep();
    if (isAlias(node)) return this.#aliasedNode(node, depth);
    if (isMap(node)) {
      const entries = node.items.flatMap(({ key, value }) => this.#entry(key, value, depth));
      return { kind: 'map', at: this.#start(node), entries };
    }
    if (isSeq(node)) {
      return { kind: 'sequence', at: this.#start(node), items: node.items.map((item) => this.#node(item, depth + 1)) };
    }
    if (!isScalar(node)) return { kind: 'null', at: { line: 0, column: 0 } };
    const text = String(node.value ?? '');
    const isPlain = node.type === undefined || node.type === 'PLAIN';
    if (isPlain && node.tag === undefined && NULL_WORDS.has(text)) return { kind: 'null', at: this.#start(node) };
    return { kind: 'scalar', at: this.#start(node), text };
  }

  #aliasedNode(alias: Alias, depth: number): RuleNode {
    this.#aliases++;
    const node = this.#node(this.#document === undefined ? undefined : alias.resolve(this.#document), depth + 1);
    this.#aliases--;
    return node;
  }

  #entry(key: unknown, value: unknown, depth: number): RuleEntry[] {
    if (!isScalar(key)) return [];
    return [{ key: String(key.value ?? ''), keyAt: this.#start(key), value: this.#node(value, depth + 1) }];
  }

  #start(node: { range?: readonly number[] | null | undefined }): Position {
    return this.position(node.range?.[0] ?? 0);
  }
}

/** The value of a key; undefined where the map has none. The first of several counts. */
export function entryValue(map: RuleMap, key: string): RuleNode | undefined {
  return map.entries.find((entry) => entry.key === key)?.value;
}
