// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FieldSummary } from '../../../src/engine/pipeline/protocol.js';
import { completed, completionAt } from '../../../src/ui/prompts/field-completion.js';
import { lineOf } from '../../../src/ui/prompts/line-editor.js';

const FIELDS: readonly FieldSummary[] = ['proc.name', 'proc.pid', 'proc.ppid', 'fd.name', 'evt.outputtime'].map(
  (name) => ({
    name,
    class: 'proc',
    type: 'CHARBUF',
    format: 'NA',
    description: '',
    ...(name === 'evt.outputtime' ? { printOnly: true } : {}),
  }),
);

const names = (text: string): string[] => completionAt(lineOf(text), FIELDS).fields.map((field) => field.name);
const complete = (text: string): string => completed(lineOf(text), completionAt(lineOf(text), FIELDS)).text;

describe('field completion', () => {
  it('offers the fields that begin like the word', () => {
    assert.deepEqual(names('pro'), ['proc.name', 'proc.pid', 'proc.ppid']);
    assert.deepEqual(names('proc.name=x and fd'), ['fd.name']);
    assert.deepEqual(names('not (pro'), ['proc.name', 'proc.pid', 'proc.ppid']);
    assert.deepEqual(names('evt.out'), []);
  });

  it('offers none where a value stands, or inside quotes', () => {
    for (const text of [
      'proc.name=pro',
      'proc.name contains fd',
      'proc.name in (fd',
      'proc.name="fd',
      "x.y='a fd",
      '',
    ]) {
      assert.deepEqual(names(text), [], text);
    }
  });

  it('completes as far as the fields agree', () => {
    assert.equal(complete('p'), 'proc.');
    assert.equal(complete('proc.p'), 'proc.p');
    assert.equal(complete('proc.n'), 'proc.name');
    assert.equal(complete('proc.pid=1 or f'), 'proc.pid=1 or fd.name');
  });
});
