// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { SnapshotRow, TableSnapshot } from '../../../src/engine/protocol/protocol.js';
import {
  cursorRow,
  EMPTY_GRID,
  type GridState,
  isCovered,
  moveBy,
  moveTo,
  pageBy,
  placeOf,
  rowAt,
  scrollBy,
  viewportOf,
  wantsMore,
  withHeight,
  withPart,
  withSnapshot,
} from '../../../src/ui/grid/grid-state.js';

const row = (key: string): SnapshotRow => ({
  key,
  keyValue: key,
  cells: [key],
  alive: true,
  firstEvent: 0,
  depth: 0,
  descendants: 0,
});

/** A table of keys, and the engine's answer to a viewport of it. */
function answer(keys: readonly string[], state: GridState): TableSnapshot {
  const { top, height, selected } = viewportOf(state);
  const rows = keys.slice(top, top + height).map(row);
  return {
    kind: 'table',
    view: 'v',
    columns: [],
    sort: { column: 0, descending: false },
    offset: top,
    rows,
    total: keys.length,
    selectedIndex: selected === undefined ? -1 : keys.indexOf(selected),
    keyField: 'k',
    filter: '',
    matchedEvents: 0,
    window: { from: 0, to: 1 },
    latencyRecorded: true,
    queryTime: 0,
  };
}

/** As the page does it: snapshots until all that the screen shows is here. */
function fetched(state: GridState, keys: readonly string[]): GridState {
  let next = withSnapshot(state, answer(keys, state), state.selected);
  for (let i = 0; i < 3 && !isCovered(next); i++) next = withSnapshot(next, answer(keys, next), next.selected);
  return next;
}

const KEYS = Array.from({ length: 500 }, (_, i) => `k${i}`);
const start = fetched(withHeight(EMPTY_GRID, 20), KEYS);

describe('grid state', () => {
  it('starts at the top with the first rows', () => {
    assert.equal(start.total, 500);
    assert.equal(cursorRow(start)?.key, 'k0');
    assert.equal(start.selected, undefined);
  });

  it('keeps the cursor on its row when rows move', () => {
    const state = moveTo(start, 7);
    assert.equal(state.selected, 'k7');
    const moved = fetched(state, [...KEYS.slice(100, 150), ...KEYS.slice(0, 100), ...KEYS.slice(150)]);
    assert.equal(moved.cursor, 57);
    assert.equal(cursorRow(moved)?.key, 'k7');
    assert.ok(moved.cursor >= moved.top && moved.cursor < moved.top + moved.height);
  });

  it('follows its row however far it goes', () => {
    const moved = fetched(moveTo(start, 3), [...KEYS.slice(4), ...KEYS.slice(0, 4)]);
    assert.equal(moved.cursor, 499);
    assert.equal(cursorRow(moved)?.key, 'k3');
  });

  it('stays at the top while nobody has moved it', () => {
    const moved = fetched(start, ['new', ...KEYS]);
    assert.equal(moved.cursor, 0);
    assert.equal(cursorRow(moved)?.key, 'new');
  });

  it('goes to what took the place of a row that is gone, and stays with that', () => {
    const state = moveTo(start, 7);
    const gone = fetched(
      state,
      KEYS.filter((key) => key !== 'k7'),
    );
    assert.equal(gone.cursor, 7);
    assert.equal(gone.selected, 'k8');
    assert.equal(fetched(gone, KEYS).cursor, 8);
  });

  it('does not take an answer about another row for one about its own', () => {
    const state = moveTo(start, 7);
    const late = answer(KEYS, moveTo(start, 3));
    assert.equal(withSnapshot(state, { ...late, rows: [], offset: 0 }, 'k3').cursor, 7);
  });

  it('pages with the cursor on its line', () => {
    const down = pageBy(moveTo(start, 5), 1);
    assert.equal(down.top, 19);
    assert.equal(down.cursor, 24);
    assert.equal(pageBy(down, -1).cursor, 5);
    assert.equal(pageBy(start, -1).cursor, 0);
    assert.equal(pageBy(moveTo(start, 499), 1).cursor, 499);
  });

  it('scrolls, and takes the cursor along only where it would leave the screen', () => {
    const state = scrollBy(moveTo(start, 10), 3);
    assert.deepEqual([state.top, state.cursor], [3, 10]);
    const far = scrollBy(state, 30);
    assert.deepEqual([far.top, far.cursor], [33, 33]);
    assert.equal(scrollBy(start, -3), start);
  });

  it('says what is missing, and when to ask ahead', () => {
    assert.equal(wantsMore(start), false);
    const end = moveTo(start, 499);
    assert.equal(isCovered(end), false);
    assert.equal(end.selected, undefined);
    const there = fetched(end, KEYS);
    assert.equal(there.selected, 'k499');
    assert.equal(wantsMore(there), false);
    assert.equal(rowAt(there, 0), undefined);
    assert.equal(wantsMore(scrollBy(start, 45)), true);
  });

  it('goes to the end of the table at once where the end is here, and asks for what is around it', () => {
    const end = answer(KEYS, { ...start, top: 480 });
    const last = moveTo(start, 499);
    assert.equal(isCovered(last), false);
    const moved = withPart(last, [
      { offset: 0, rows: start.rows.slice(0, 20) },
      { offset: end.offset, rows: end.rows },
    ]);
    assert.equal(cursorRow(moved)?.key, 'k499');
    assert.equal(moved.selected, 'k499');
    assert.equal(isCovered(moved), true);
    const cut = withPart(last, [{ offset: 480, rows: KEYS.slice(480).map((key) => row(key)) }]);
    assert.equal(cursorRow(cut)?.key, 'k499');
    assert.equal(wantsMore(cut), true);
    assert.equal(withPart(last, []), last);
    assert.equal(withPart(start, [{ offset: 480, rows: end.rows }]), start, 'rows that cover the screen stay');
  });

  it('remembers and restores its place', () => {
    const state = { ...moveTo(start, 42), column: 2, skip: 9 };
    const restored = fetched({ ...EMPTY_GRID, height: 20, ...placeOf(state) }, KEYS);
    assert.deepEqual(placeOf(restored), placeOf({ ...state, column: -1 }));
  });

  it('holds together whatever happens', () => {
    const step = fc.oneof(
      fc.integer({ min: -30, max: 30 }).map((n) => (s: GridState) => moveBy(s, n)),
      fc.integer({ min: -60, max: 60 }).map((n) => (s: GridState) => scrollBy(s, n)),
      fc.constantFrom(-1, 1).map((n) => (s: GridState) => pageBy(s, n)),
      fc.integer({ min: 1, max: 60 }).map((n) => (s: GridState) => withHeight(s, n)),
      fc.shuffledSubarray(KEYS).map((keys) => (s: GridState) => fetched(s, keys)),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        let state = start;
        for (const take of steps) {
          state = take(state);
          assert.ok(state.cursor >= 0 && (state.total === 0 || state.cursor < state.total));
          assert.ok(state.top >= 0 && state.top <= state.cursor && state.cursor < state.top + state.height);
          if (state.selected !== undefined && cursorRow(state) !== undefined)
            assert.equal(cursorRow(state)?.key, state.selected);
        }
      }),
      { numRuns: 300 },
    );
  });
});
