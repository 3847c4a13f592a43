// SPDX-License-Identifier: Apache-2.0
// What holds for every view that sysdrill brings along.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allFields, lookupField } from '../../src/engine/fields/catalogue.js';
import { compileFilter, compileOperand } from '../../src/engine/filter/compile.js';
import { fieldsOf } from '../../src/ui/actions/command-template.js';
import { VIEWS } from '../../src/views/index.js';
import { RETIRED_VIEWS } from '../../src/views/retired.js';
import { checkView } from '../../src/views/schema.js';
import type { View } from '../../src/views/view.js';
import { drillDownProblems, selectionField, viewsFor } from '../../src/views/view-graph.js';

/** Calls `visit` for every value inside, arrays and objects included. */
function walk(value: unknown, visit: (value: unknown) => void): void {
  visit(value);
  if (typeof value !== 'object' || value === null) return;
  for (const inner of Object.values(value)) walk(inner, visit);
}

function each(name: string, check: (view: View) => void): void {
  test(name, () => {
    for (const view of VIEWS) check(view);
  });
}

each('a view is pure data', (view) => {
  walk(view, (value) => assert.notEqual(typeof value, 'function', view.id));
  assert.deepEqual(structuredClone(view), view);
});

each('a view obeys the schema that user views are checked with', (view) => {
  const checked = checkView(structuredClone(view));
  assert.ok(checked.ok, `${view.id}: ${JSON.stringify(checked)}`);
  assert.deepEqual(checked.view, view);
});

test('ids and names are unique, and no retired id lives', () => {
  assert.equal(new Set(VIEWS.map((v) => v.id)).size, VIEWS.length);
  assert.equal(new Set(VIEWS.map((v) => v.name)).size, VIEWS.length);
  for (const view of VIEWS) assert.equal(RETIRED_VIEWS[view.id], undefined, view.id);
});

each('drilling down leads to a view that applies to the row', (view) => {
  assert.deepEqual(drillDownProblems(view, VIEWS), [], view.id);
});

each('a table can be left by drilling down or by choosing another view', (view) => {
  for (const containers of [false, true]) {
    const field = selectionField(view, containers);
    if (view.kind !== 'table' || field === 'evt.rawtime') continue;
    assert.ok(viewsFor(VIEWS, field ?? '').length > 0, view.id);
  }
});

each('every view has words for its reader', (view) => {
  assert.match(view.description, /^[A-Z].*\.$/, view.id);
  assert.ok(view.tips.length > 0, view.id);
  for (const column of view.columns) assert.match(column.description, /^[a-zA-Z].*\.$/, `${view.id} ${column.name}`);
});

each('widths are sane', (view) => {
  let fixed = 0;
  for (const column of view.columns) {
    const use = lookupField(column.field);
    const width = column.width ?? (use.ok ? use.value.field.width : Number.NaN);
    // Columns that yield are hidden before the screen is too narrow for them.
    if (column.yields === undefined) fixed += width + 1;
    assert.ok(width >= 4 || width === 0, `${view.id} ${column.name}`);
  }
  assert.ok(fixed <= 160, `${view.id}: ${fixed} cells`);
});

each('only tables that group have a second step', (view) => {
  for (const column of view.columns) {
    if (view.groupBy === undefined) assert.equal(column.groupAggregate, undefined, `${view.id} ${column.name}`);
  }
});

each('actions are programs with arguments, never a shell, and what destroys asks first', (view) => {
  for (const action of view.actions ?? []) {
    const [program = '', ...rest] = action.command;
    assert.match(program, /^[a-z]+$/, view.id);
    assert.ok(!['sh', 'bash', 'env', 'eval'].includes(program), view.id);
    const destroys = ['kill', 'stop', 'pause', 'delete', 'renice'];
    const attaching = ['gcore', 'gdb', 'ltrace', 'strace', 'attach'];
    if ([program, ...rest].some((word) => destroys.includes(word))) assert.equal(action.confirm, true, action.name);
    if ([program, ...rest].some((word) => attaching.includes(word))) assert.equal(action.attaches, true, action.name);
  }
});

each('what actions ask a row for is in the catalogue', ({ id, actions = [] }) => {
  for (const field of actions.flatMap(({ command }) => fieldsOf(command))) {
    // The nice value is not a field: the machine is asked for it.
    assert.ok(field === 'nice' || lookupField(field).ok, `${id}: ${field}`);
  }
});

test('opens are counted whatever call opened the file, connections whatever call accepted them', () => {
  const byId = (id: string) => VIEWS.find((v) => v.id === id);
  for (const call of ['open', 'openat', 'openat2', 'creat', 'open_by_handle_at']) {
    assert.match(byId('file_opens')?.filter ?? '', new RegExp(`[(, ]${call}[,)]`), call);
  }
  assert.match(byId('incoming_connections')?.filter ?? '', /\(accept, accept4\)/);
  for (const id of ['files', 'directories']) {
    assert.equal(byId(id)?.columns.find((c) => c.name === 'OPENS')?.field, 'drill.count.open');
  }
});

const catalogue = { lookupField };

each('fields exist, can be shown, and are not those of a system that is gone', (view) => {
  const fields = [view.key, view.containerKey, view.groupBy, view.filterField, ...view.columns.map((c) => c.field)];
  for (const name of fields) {
    if (name === undefined) continue;
    const operand = compileOperand(name, catalogue);
    const problem = operand.ok ? operand.value.field?.field.retired : operand.error.message;
    assert.equal(problem, undefined, `${view.id} ${name}: ${problem}`);
  }
});

each('the keys that a view applies to are fields', (view) => {
  for (const name of view.appliesTo) {
    if (name !== '')
      assert.ok(
        allFields().some((field) => field.name === name),
        `${view.id} ${name}`,
      );
  }
});

each('filters compile', (view) => {
  if (view.filter === undefined) return;
  const filter = compileFilter(view.filter, catalogue);
  assert.ok(filter.ok, filter.ok ? '' : `${view.id}: ${filter.error.message}`);
});
