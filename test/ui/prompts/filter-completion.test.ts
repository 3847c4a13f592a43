// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FieldSummary } from '../../../src/engine/protocol/protocol.js';
import { completed, completionAt, type KnownValues, withCandidate } from '../../../src/ui/prompts/filter-completion.js';
import { filterPlace } from '../../../src/ui/prompts/filter-place.js';
import { lineOf } from '../../../src/ui/prompts/line-editor.js';

function field(name: string, type: FieldSummary['type'], more: Partial<FieldSummary> = {}): FieldSummary {
  return { name, class: 'proc', type, description: `About ${name}.`, ...more };
}

const FIELDS: readonly FieldSummary[] = [
  field('proc.name', 'CHARBUF'),
  field('proc.pid', 'INT64'),
  field('proc.ppid', 'INT64'),
  field('proc.is_exe_writable', 'BOOL'),
  field('fd.name', 'CHARBUF'),
  field('evt.arg', 'CHARBUF', { dottedArgument: 'parameter' }),
  field('evt.outputtime', 'CHARBUF', { printOnly: true }),
];

const texts = (text: string, known?: KnownValues): string[] =>
  completionAt(lineOf(text), FIELDS, known).candidates.map((candidate) => candidate.text);
const complete = (text: string, known?: KnownValues): string =>
  completed(lineOf(text), completionAt(lineOf(text), FIELDS, known)).text;

describe('the place in a filter', () => {
  const CASES: readonly (readonly [string, ReturnType<typeof filterPlace>['kind'], string, string])[] = [
    ['', 'field', '', ''],
    ['pro', 'field', 'pro', ''],
    ['not (pro', 'field', 'pro', ''],
    ['proc.name ', 'operator', '', 'proc.name'],
    ['proc.name cont', 'operator', 'cont', 'proc.name'],
    ['proc.name=', 'value', '', 'proc.name'],
    ['proc.name = ng', 'value', 'ng', 'proc.name'],
    ['proc.name="ng', 'value', 'ng', 'proc.name'],
    ['proc.name="a\\"b', 'value', 'a"b', 'proc.name'],
    ['proc.name="ng" ', 'connective', '', ''],
    ['proc.name=ng an', 'connective', 'an', ''],
    ['proc.name exists ', 'connective', '', ''],
    ['proc.name in (', 'value', '', 'proc.name'],
    ['proc.name in (a, b', 'value', 'b', 'proc.name'],
    ['proc.name in (a, b) ', 'connective', '', ''],
    ['proc.name in ', 'none', '', ''],
    ['proc.name=a and fd', 'field', 'fd', ''],
    ['(proc.name=a or fd.name=b) ', 'connective', '', ''],
    ["fd.name='a and b' and pr", 'field', 'pr', ''],
    ['evt.arg[0] ', 'operator', '', 'evt.arg[0]'],
  ];
  for (const [text, kind, word, of] of CASES) {
    it(`"${text}": ${kind}`, () => {
      const place = filterPlace(lineOf(text));
      assert.deepEqual([place.kind, place.word, place.field], [kind, word, of]);
    });
  }

  it('is that of the cursor, not of the end', () => {
    const place = filterPlace({ text: 'proc.n=x', cursor: 6 });
    assert.deepEqual([place.kind, place.word, place.from], ['field', 'proc.n', 0]);
  });
});

describe('filter completion', () => {
  it('offers the fields that begin like the word, without those that no filter takes', () => {
    assert.deepEqual(texts('proc.p'), ['proc.pid', 'proc.ppid']);
    assert.deepEqual(texts('evt.out'), []);
    assert.deepEqual(texts(''), []);
  });

  it('offers the operators that the field takes', () => {
    assert.ok(texts('proc.name ').includes('startswith'));
    assert.deepEqual(texts('proc.pid st'), []);
    assert.deepEqual(texts('proc.pid i'), ['in', 'intersects']);
    assert.ok(texts('evt.arg.name ').includes('contains'));
    assert.deepEqual(texts('nosuch.field '), []);
  });

  it('offers the values that the engine knows, quoted where they must be', () => {
    const known = { field: 'proc.name', word: 'n', values: ['nginx', 'node server', 'n"q'] };
    assert.deepEqual(texts('proc.name=n', known), ['nginx', '"node server"', '"n\\"q"']);
    assert.deepEqual(texts('proc.name=no', known), [], 'values for another beginning');
    assert.deepEqual(texts('fd.name=n', known), [], 'values of another field');
    assert.deepEqual(texts('proc.is_exe_writable=t'), ['true']);
  });

  it('completes as far as all agree, and wholly where one is left', () => {
    assert.equal(complete('proc.p'), 'proc.p');
    assert.equal(complete('proc.pi'), 'proc.pid');
    assert.equal(complete('proc.pid=1 or f'), 'proc.pid=1 or fd.name');
    assert.equal(complete('proc.name startsw'), 'proc.name startswith ');
    assert.equal(complete('proc.name=a a'), 'proc.name=a and ');
    const known = { field: 'proc.name', word: 'ng', values: ['nginx'] };
    assert.equal(complete('proc.name=ng', known), 'proc.name=nginx');
    const two = { field: 'proc.name', word: 'n', values: ['n x', 'n y'] };
    assert.equal(complete('proc.name=n', two), 'proc.name=n', 'half a quoted value is not a value');
  });

  it('puts one of several instead of the word', () => {
    const line = { text: 'proc.p and more', cursor: 6 };
    const completion = completionAt(line, FIELDS, undefined);
    assert.deepEqual(withCandidate(line, completion, 1), { text: 'proc.ppid and more', cursor: 9 });
  });
});
