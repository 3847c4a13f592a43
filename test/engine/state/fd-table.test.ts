// SPDX-License-Identifier: Apache-2.0
// The fd table and its past, against a list that keeps a full copy of every table at every event.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FdSpace, FdTable } from '../../../src/engine/state/fd-table.js';
import { numbering } from '../../../src/engine/state/renumber.js';

type Step =
  /** The event gives fds to some infos (pipe: two at once). */
  | { readonly kind: 'set'; readonly table: number; readonly fds: readonly number[] }
  /** A close: the event itself still sees the fd. */
  | { readonly kind: 'close'; readonly table: number; readonly fd: number }
  /** An exec closes fds: the event no longer sees them; it may open one at once. */
  | { readonly kind: 'exec'; readonly table: number; readonly fds: readonly number[]; readonly opens: boolean }
  | { readonly kind: 'fork'; readonly table: number }
  | { readonly kind: 'nothing' };

const fd = fc.integer({ min: 0, max: 7 });
const table = fc.integer({ min: 0, max: 5 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('set' as const),
      table,
      fds: fc.array(fd, { minLength: 1, maxLength: 2 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('close' as const), table, fd }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('exec' as const),
      table,
      fds: fc.array(fd, { maxLength: 4 }),
      opens: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('fork' as const), table }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'nothing' as const }) },
);

/** Copies of every table's content: what an event sees, and what is left behind it. */
class Model {
  readonly #seen: Map<number, number>[][] = [];
  readonly now: Map<number, number>[] = [new Map()];

  begin(): void {
    this.#seen.push(this.now.map((content) => new Map(content)));
  }

  /** What the current event sees of a table. */
  current(n: number): Map<number, number> {
    const event = this.#seen.at(-1) as Map<number, number>[];
    const content = event[n] ?? new Map<number, number>();
    event[n] = content;
    return content;
  }

  seen(row: number, n: number): Map<number, number> | undefined {
    return this.#seen[row]?.[n];
  }
}

interface World {
  readonly space: FdSpace;
  readonly tables: FdTable[];
  readonly model: Model;
  /** The event that each table came to be at. */
  readonly births: number[];
  readonly rows: number;
  /** The highest id given. */
  readonly last: number;
}

function run(steps: readonly Step[]): World {
  const space = new FdSpace();
  let last = 0;
  const tables = [new FdTable(space)];
  const births = [0];
  const model = new Model();
  const set = (row: number, n: number, number: number): void => {
    const id = ++last;
    (tables[n] as FdTable).set(row, number, id);
    model.current(n).set(number, id);
    model.now[n]?.set(number, id);
  };
  steps.forEach((one, row) => {
    model.begin();
    if (one.kind === 'nothing') return;
    const n = one.table % tables.length;
    const target = tables[n] as FdTable;
    switch (one.kind) {
      case 'set':
        for (const number of one.fds) set(row, n, number);
        break;
      case 'close':
        assert.equal(target.delete(row, one.fd), model.now[n]?.delete(one.fd));
        break;
      case 'exec':
        for (const number of one.fds) {
          target.delete(row - 1, number);
          model.current(n).delete(number);
          model.now[n]?.delete(number);
        }
        if (one.opens) set(row, n, one.fds[0] ?? 0);
        break;
      case 'fork': {
        tables.push(target.fork(row));
        births.push(row);
        const copy = new Map(model.now[n]);
        model.now.push(copy);
        model.current(tables.length - 1);
        for (const [number, id] of copy) model.current(tables.length - 1).set(number, id);
        break;
      }
    }
  });
  return { space, last, tables, model, births, rows: steps.length };
}

function check({ tables, model, births, rows }: World, from = 0): void {
  tables.forEach((one, n) => {
    const now = model.now[n] ?? new Map<number, number>();
    assert.equal(one.size, now.size);
    for (let number = 0; number < 9; number++) assert.equal(one.get(number), now.get(number) ?? 0);
    assert.deepEqual(new Map(one.entries()), now);
    for (let row = Math.max(from, births[n] as number); row < rows; row++) {
      const seen = model.seen(row, n) ?? new Map<number, number>();
      for (let number = 0; number < 9; number++) {
        assert.equal(one.idAt(row, number), seen.get(number) ?? 0, `table ${n}, event ${row}, fd ${number}`);
      }
      const open = [...seen].sort(([a], [b]) => a - b);
      assert.deepEqual(one.at(row), open, `table ${n}, event ${row}`);
    }
  });
}

test('what every fd was at every event', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => check(run(steps))),
    { seed: 1, numRuns: 1500 },
  );
});

test('the same with long histories of few numbers', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 300, maxLength: 600 }), (steps) => check(run(steps))),
    { seed: 2, numRuns: 15 },
  );
});

test('trimming forgets nothing that later events can ask for', () => {
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 5, maxLength: 60 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (steps, share) => {
        const world = run(steps);
        const row = Math.floor(share * world.rows);
        // Children look into their parents' past until they are trimmed themselves.
        for (const one of [...world.tables].reverse()) one.trim(row);
        check(world, row);
        for (const one of [...world.tables].reverse()) one.trim(row);
        check(world, row);
        const kept = new Uint8Array(world.last + 1).fill(1);
        world.space.compact(world.tables, numbering(kept));
        check(world, row);
      },
    ),
    { seed: 3, numRuns: 800 },
  );
});

test('fds of before the first event', () => {
  const one = new FdTable(new FdSpace());
  one.set(-1, 3, 7);
  one.set(-1, 3, 8);
  assert.equal(one.idAt(0, 3), 8);
  assert.equal(one.idAt(-1, 3), 8);
  assert.equal(one.size, 1);
});

test('a table holds at most 4096 fds; those that it holds can still be replaced', () => {
  const one = new FdTable(new FdSpace());
  for (let number = 0; number < 5000; number++) one.set(number, number, 1);
  assert.equal(one.size, 4096);
  assert.equal(one.get(4096), 0);
  assert.equal(one.idAt(9999, 4096), 0);
  one.set(5000, 4095, 2);
  assert.equal(one.get(4095), 2);
  one.delete(5001, 0);
  one.set(5002, 4999, 2);
  assert.equal(one.get(4999), 2);
});

test('a close that a new fd of the same number overtakes', () => {
  const one = new FdTable(new FdSpace());
  one.set(0, 3, 1);
  one.beginClose(3);
  assert.equal(one.get(3), 1);
  assert.equal(one.endClose(3), true);
  assert.equal(one.endClose(3), false, 'ends once');
  one.beginClose(3);
  one.cancelClose(3);
  assert.equal(one.endClose(3), false);
});
