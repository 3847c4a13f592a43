// SPDX-License-Identifier: Apache-2.0
// Printing is parsing backwards.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseFilter } from '../../../src/engine/filter/parser.js';
import { printFilter, quoteText } from '../../../src/engine/filter/print.js';
import { anyFilter, capturedText } from './random-ast.js';
import { sexp } from './sexp.js';

test('any tree, printed and parsed, is the same tree', () => {
  fc.assert(
    fc.property(anyFilter, (ast) => {
      const text = printFilter(ast);
      const again = parseFilter(text);
      assert.ok(again.ok, `${text}\n${again.ok ? '' : again.error.message}`);
      assert.equal(sexp(again.value), sexp(ast));
    }),
    { numRuns: 3000 },
  );
});

test('any text can follow an operator', () => {
  fc.assert(
    fc.property(capturedText, (text) => {
      const ast = parseFilter(`(a.b glob ${quoteText(text)})and c.d exists`);
      assert.ok(ast.ok, text);
      assert.equal(sexp(ast.value), `(and (glob a.b ${JSON.stringify(text)}) (exists c.d))`);
    }),
    { numRuns: 3000 },
  );
});

test('texts are quoted only where they must be', () => {
  const rows = [
    ['nginx', 'nginx'],
    ['/usr/bin/x-1.2*', '/usr/bin/x-1.2*'],
    ['', '""'],
    ['a b', '"a b"'],
    ['it\'s "x"', '"it\'s \\"x\\""'],
    ['a\\b', '"a\\\\b"'],
    ['a\\', '"a\\x5c"'],
    ['(x,y=z)', '"(x,y=z)"'],
    ['a\nb\x07', '"a\\x0ab\\x07"'],
    ['é\udcff', '"é\\xff"'],
  ] as const;
  for (const [text, quoted] of rows) assert.equal(quoteText(text), quoted);
});

test('parentheses are printed only where they are needed', () => {
  const rows = [
    ['(a.a=1)', 'a.a = 1'],
    ['a.a=1 or (b.b=2 and c.c=3)', 'a.a = 1 or b.b = 2 and c.c = 3'],
    ['(a.a=1 or b.b=2) and c.c=3', '(a.a = 1 or b.b = 2) and c.c = 3'],
    ['not (a.a=1 or b.b=2)', 'not (a.a = 1 or b.b = 2)'],
    ['not (a.a in (1,2))', 'not a.a in (1, 2)'],
  ] as const;
  for (const [text, printed] of rows) {
    const ast = parseFilter(text);
    assert.ok(ast.ok);
    assert.equal(printFilter(ast.value), printed);
  }
});
