// SPDX-License-Identifier: Apache-2.0
// The tests of all rules, each once, and their answers for the row at hand. A test of a thread or an fd is answered once
// per distinct value, any other once per row.

import type { FieldUse } from '../fields/field.js';
import type { FieldReader } from '../filter/operand.js';
import type { PlanLeaf } from '../filter/plan.js';
import type { ThreadInfo } from '../state/thread-info.js';
import type { RowValues, ThreadReader } from './row-values.js';

/** What a test needs to be answered. */
const Kind = { THREAD: 0, FD: 1, EVENT: 2 } as const;

const NO = 1;
const YES = 2;

export class RuleTests {
  readonly #values: RowValues;
  readonly #leaves: PlanLeaf[] = [];
  readonly #numbers = new Map<PlanLeaf['holds'], number>();
  readonly #kinds: number[] = [];
  /** Where the value of the test is: a slot of the threads or fds; of the event where there is no such. */
  readonly #slots: number[] = [];
  /** Where the same value is when the row has no fd, or no thread. */
  readonly #eventSlots: number[] = [];
  /** Answers by number of the value; 0 not asked. */
  readonly #answers: Uint8Array[] = [];
  /** Answer of the last row that asked: 2 × row + answer. */
  readonly #rowAnswers: number[] = [];
  readonly #reader: FieldReader;
  #row = 0;

  constructor(values: RowValues) {
    this.#values = values;
    this.#reader = (use) => values.eventValue(values.eventSlot(use));
  }

  get count(): number {
    return this.#leaves.length;
  }

  leaf(test: number): PlanLeaf {
    return this.#leaves[test] as PlanLeaf;
  }

  /** The number of a test; equal tests that were checked once have one. */
  add(leaf: PlanLeaf): number {
    const known = this.#numbers.get(leaf.holds);
    if (known !== undefined) return known;
    const test = this.#leaves.push(leaf) - 1;
    this.#numbers.set(leaf.holds, test);
    this.#place(leaf);
    this.#answers.push(new Uint8Array(64));
    this.#rowAnswers.push(0);
    return test;
  }

  /** A new row: what was answered for the last one alone no longer counts. `row` only ever grows. */
  nextRow(row: number): void {
    this.#row = row;
  }

  holds(test: number): boolean {
    const kind = this.#kinds[test] as number;
    if (kind === Kind.EVENT) return this.#holdsForRow(test);
    const slot = this.#slots[test] as number;
    const number = kind === Kind.THREAD ? this.#values.threadNumber(slot) : this.#values.fdNumber(slot);
    if (number === 0) return this.#holdsForRow(test);
    const known = (this.#answers[test] as Uint8Array)[number];
    if (known === YES) return true;
    return known === NO ? false : this.#ask(test, number);
  }

  #place(leaf: PlanLeaf): void {
    const { uses, use, dependsOn } = leaf;
    const { source } = use.field;
    if (dependsOn === 'thread') {
      const isSingle = uses.length === 1;
      const key = isSingle ? use.text : `test ${this.#leaves.length}`;
      this.#kinds.push(Kind.THREAD);
      this.#slots.push(this.#values.threadSlot(key, isSingle ? valueReader(use) : testReader(leaf)));
    } else if (dependsOn === 'fd' && uses.length === 1 && source.kind === 'fd') {
      this.#kinds.push(Kind.FD);
      this.#slots.push(this.#values.fdSlot(use, source));
    } else {
      this.#kinds.push(Kind.EVENT);
      this.#slots.push(-1);
    }
    this.#eventSlots.push(uses.length === 1 ? this.#values.eventSlot(use) : -1);
  }

  #ask(test: number, number: number): boolean {
    const leaf = this.#leaves[test] as PlanLeaf;
    const slot = this.#slots[test] as number;
    const isThread = this.#kinds[test] === Kind.THREAD;
    const value = isThread ? this.#values.threadValue(slot, number) : this.#values.fdValue(slot, number);
    const isAnswer = isThread && leaf.uses.length > 1;
    const answer = isAnswer ? value === true : leaf.test(value);
    let answers = this.#answers[test] as Uint8Array;
    if (number >= answers.length) {
      const bigger = new Uint8Array(Math.max(2 * answers.length, number + 1));
      bigger.set(answers);
      answers = bigger;
      this.#answers[test] = bigger;
    }
    answers[number] = answer ? YES : NO;
    return answer;
  }

  /** Of the whole event, once per row. */
  #holdsForRow(test: number): boolean {
    const known = (this.#rowAnswers[test] as number) - 2 * this.#row;
    if (known === 0 || known === 1) return known === 1;
    const leaf = this.#leaves[test] as PlanLeaf;
    const slot = this.#eventSlots[test] as number;
    const answer = slot < 0 ? leaf.holds(this.#reader) : leaf.test(this.#values.eventValue(slot));
    this.#rowAnswers[test] = 2 * this.#row + (answer ? 1 : 0);
    return answer;
  }
}

function valueReader(use: FieldUse): ThreadReader {
  const { source } = use.field;
  return (thread) => (source.kind === 'thread' ? source.of(thread, use.argument) : undefined);
}

/** What a test of several fields of a thread says. */
function testReader(leaf: PlanLeaf): ThreadReader {
  return (thread: ThreadInfo) => leaf.holds((use) => valueReader(use)(thread));
}
