// SPDX-License-Identifier: Apache-2.0
// Some two hundred conditions in the style of detection rules compile with the real catalogue, print and parse to the
// same tree, and are planned.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lookupField } from '../../../src/engine/fields/catalogue.js';
import { compileFilter } from '../../../src/engine/filter/compile.js';
import { formatFilterError } from '../../../src/engine/filter/error-text.js';
import { printFilter } from '../../../src/engine/filter/print.js';
import { servicesFrom } from '../../../src/engine/filter/services.js';
import { FILE_CONDITIONS, PROCESS_CONDITIONS } from './rule-conditions.js';
import { CONTAINER_CONDITIONS, LANGUAGE_CONDITIONS, NETWORK_CONDITIONS } from './rule-conditions-more.js';
import { sexp } from './sexp.js';

const SERVICES = servicesFrom(() => 'http 80/tcp\nhttps 443/tcp\ndomain 53/udp\n');
const ALL = [
  ...FILE_CONDITIONS,
  ...PROCESS_CONDITIONS,
  ...NETWORK_CONDITIONS,
  ...CONTAINER_CONDITIONS,
  ...LANGUAGE_CONDITIONS,
];

test('rule conditions compile', () => {
  const problems: string[] = [];
  for (const text of ALL) {
    const filter = compileFilter(text, { lookupField }, SERVICES);
    if (!filter.ok) problems.push(formatFilterError(filter.error));
    else assert.notEqual(filter.value.plan.kind, 'constant', text);
  }
  assert.deepEqual(problems, []);
});

test('rule conditions, printed and parsed, are the same', () => {
  for (const text of ALL) {
    const first = compileFilter(text, { lookupField }, SERVICES);
    assert.ok(first.ok);
    const again = compileFilter(printFilter(first.value.ast), { lookupField }, SERVICES);
    assert.ok(again.ok, text);
    assert.equal(sexp(again.value.ast), sexp(first.value.ast));
  }
});

test('a condition with one word wrong does not compile', () => {
  const wrong = [
    'evt.type in (opne, openat)',
    'fd.name startwith /etc',
    'proc.name in (a, b',
    'proc.nme = x',
    'evt.arg.nope = x',
    'fd.net = 10.0.0.0',
    'proc.pid startswith 1',
    'spawned_process and proc.name = x',
    'proc.name = a && proc.name = b',
    'proc.aname[x = a',
  ];
  for (const text of wrong) assert.equal(compileFilter(text, { lookupField }, SERVICES).ok, false, text);
});
