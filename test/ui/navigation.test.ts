// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EMPTY_GRID, placeOf } from '../../src/ui/grid/grid-state.js';
import {
  applicableViews,
  currentLevel,
  drillDown,
  drillTargets,
  goBack,
  goToCrumb,
  type Leaving,
  type Levels,
  levelFilter,
  narrow,
  refilter,
  resort,
  startLevels,
  switchView,
} from '../../src/ui/navigation.js';
import type { View } from '../../src/views/view.js';
import { DEMO_VIEWS } from './demo-views.js';

function view(id: string): View {
  const found = DEMO_VIEWS.find((other) => other.id === id);
  if (found === undefined) throw new Error(`no view ${id}`);
  return found;
}

const place = placeOf({ ...EMPTY_GRID, cursor: 7, selected: 'k7', touched: true, top: 3, skip: 4 });
const leaving: Leaving = { sort: { column: 2, descending: true }, place };
const pid = { term: { text: 'proc.pid=4121', label: 'nginx (4121)' }, keyField: 'proc.pid' };
const tid = { term: { text: 'thread.tid=4122', label: 'nginx (4122)' }, keyField: 'thread.tid' };

const into = (levels: Levels): Levels => drillDown(levels, leaving, pid, view('threads'));

describe('navigation', () => {
  it('goes in with the row added to the filter, and the user\u2019s filter kept', () => {
    const levels = into(startLevels(view('procs'), 'user.name=root or user.name=app'));
    const level = currentLevel(levels);
    assert.equal(level.view.id, 'threads');
    assert.equal(levelFilter(level), '(user.name=root or user.name=app) and proc.pid=4121');
    const deeper = drillDown(levels, leaving, tid, view('files'));
    assert.equal(
      levelFilter(currentLevel(deeper)),
      '(user.name=root or user.name=app) and proc.pid=4121 and thread.tid=4122',
    );
    assert.deepEqual(
      currentLevel(deeper).terms.map((term) => term.label),
      ['nginx (4121)', 'nginx (4122)'],
    );
  });

  it('comes back to what was left', () => {
    const back = goBack(into(startLevels(view('procs'), '')));
    assert.ok(back !== undefined);
    assert.equal(currentLevel(back).view.id, 'procs');
    assert.deepEqual(currentLevel(back).place, place);
    assert.deepEqual(currentLevel(back).sort, leaving.sort);
    assert.equal(goBack(back), undefined);
  });

  it('never repeats a term', () => {
    const twice = drillDown(into(startLevels(view('procs'), '')), leaving, pid, view('files'));
    assert.equal(levelFilter(currentLevel(twice)), 'proc.pid=4121');
    assert.equal(currentLevel(twice).terms.length, 1);
    assert.equal(twice.length, 3);
  });

  it('switches views inside the selection, as a step that can be undone', () => {
    const levels = into(startLevels(view('procs'), ''));
    const switched = switchView(levels, leaving, view('files'));
    assert.equal(levelFilter(currentLevel(switched)), 'proc.pid=4121');
    assert.equal(currentLevel(goBack(switched) ?? levels).view.id, 'threads');
    assert.equal(switchView(switched, leaving, view('files')), switched);
  });

  it('keeps filter and order of each level', () => {
    const filtered = refilter(startLevels(view('procs'), ''), { filter: 'proc.name=nginx' });
    const inside = refilter(into(filtered), { filter: 'proc.name=nginx and user.name=root' });
    assert.equal(levelFilter(currentLevel(inside)), 'proc.name=nginx and user.name=root and proc.pid=4121');
    assert.equal(levelFilter(currentLevel(goBack(inside) ?? inside)), 'proc.name=nginx');
    const sorted = resort(inside, { column: 1, descending: false }, place);
    assert.deepEqual(currentLevel(sorted).sort, { column: 1, descending: false });
  });

  it('takes a filter back as a step', () => {
    const start = startLevels(view('procs'), '');
    const fewer = narrow(start, leaving, { filter: 'proc.name=nginx' });
    assert.equal(levelFilter(currentLevel(fewer)), 'proc.name=nginx');
    assert.equal(levelFilter(currentLevel(goBack(fewer) ?? fewer)), '');
    assert.equal(narrow(fewer, leaving, { filter: 'proc.name=nginx' }), fewer, 'the same adds no step');
  });

  it('goes to a step of the path', () => {
    const deep = drillDown(into(startLevels(view('procs'), '')), leaving, tid, view('files'));
    assert.equal(currentLevel(goToCrumb(deep, 1)).view.id, 'threads');
    assert.equal(currentLevel(goToCrumb(deep, 0)).view.id, 'procs');
    assert.equal(goToCrumb(deep, 2).length, 3);
  });

  it('knows which views apply, and where Enter leads', () => {
    const root = applicableViews(DEMO_VIEWS, currentLevel(startLevels(view('procs'), ''))).map((other) => other.id);
    assert.ok(root.includes('cores'));
    const inside = applicableViews(DEMO_VIEWS, currentLevel(into(startLevels(view('procs'), '')))).map(
      (other) => other.id,
    );
    assert.ok(!inside.includes('cores'));
    assert.ok(inside.includes('files'));
    assert.deepEqual(
      drillTargets(DEMO_VIEWS, view('procs'), 'proc.pid').map((other) => other.id),
      ['threads'],
    );
    assert.deepEqual(
      drillTargets(DEMO_VIEWS, view('connections'), 'fd.name').map((other) => other.id),
      ['procs'],
    );
    assert.deepEqual(drillTargets(DEMO_VIEWS, view('connections'), 'fd.nothing'), []);
  });
});
