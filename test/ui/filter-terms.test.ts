// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseFilter } from '../../src/engine/filter/parser.js';
import { exclusionText, joinFilter, termText } from '../../src/ui/filter-terms.js';
import { HOSTILE_NAMES } from './hostile-names.js';

/** The value that the filter language reads in `proc.name=…`; undefined where it does not parse to one comparison. */
function readBack(text: string): string | undefined {
  const parsed = parseFilter(text);
  if (!parsed.ok || parsed.value.kind !== 'check' || parsed.value.right?.kind !== 'text') return undefined;
  return parsed.value.right.text;
}

describe('filter terms', () => {
  it('are written plainly where they can be', () => {
    assert.equal(termText('proc.pid', 4121), 'proc.pid=4121');
    assert.equal(termText('proc.name', 'nginx'), 'proc.name=nginx');
    assert.equal(termText('fd.name', '/etc/h sts'), 'fd.name="/etc/h sts"');
    assert.equal(termText('proc.is_container_healthcheck', true), 'proc.is_container_healthcheck=true');
    assert.equal(termText('proc.name', ''), 'proc.name=""');
    assert.equal(termText('fd.name', null), 'not fd.name exists');
    assert.equal(exclusionText('fd.name', null), 'fd.name exists');
    assert.equal(exclusionText('proc.pid', 1), 'not proc.pid=1');
  });

  it('survive any value', () => {
    for (const name of HOSTILE_NAMES)
      if (name !== 'lone\ud800high') assert.equal(readBack(termText('proc.name', name)), name);
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(fc.constantFrom('"', "'", '\\', ' ', '=', '(', ')', 'x', '\n', '\udcff', 'é'), { maxLength: 12 })
        .map((a) => a.join('')),
    );
    fc.assert(
      fc.property(texts, (value) => {
        // U+0000 ends a string in the kernel: no value has it.
        fc.pre(!value.includes('\0') && !/[\ud800-\udfff]/.test(value.replace(/[\ud800-\udbff][\udc00-\udfff]/g, '')));
        assert.equal(readBack(termText('proc.name', value)), value);
      }),
      { numRuns: 1000 },
    );
  });

  it('join without losing what an or binds, and without repeats', () => {
    assert.equal(joinFilter(['', '  ']), '');
    assert.equal(joinFilter(['a.b=1 or c.d=2']), 'a.b=1 or c.d=2');
    assert.equal(joinFilter(['a.b=1 or c.d=2', 'e.f=3']), '(a.b=1 or c.d=2) and e.f=3');
    assert.equal(joinFilter(['(a.b=1 or c.d=2)', 'e.f=3']), '(a.b=1 or c.d=2) and e.f=3');
    assert.equal(joinFilter(['(a.b=1) or (c.d=2)', 'e.f=3']), '((a.b=1) or (c.d=2)) and e.f=3');
    assert.equal(joinFilter(['a.b="x or y"', 'e.f=3']), 'a.b="x or y" and e.f=3');
    assert.equal(joinFilter(['a.b="x\\" or (y"', 'e.f=3']), 'a.b="x\\" or (y" and e.f=3');
    assert.equal(joinFilter(['a.b=1', 'c.d=2', 'a.b=1']), 'a.b=1 and c.d=2');
  });
});
