// SPDX-License-Identifier: Apache-2.0
// Every production of the grammar. parser-errors.test.ts has what is not in it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFilter, parseOperand } from '../../../src/engine/filter/parser.js';
import { sexp } from './sexp.js';

function parsed(text: string): string {
  const result = parseFilter(text);
  assert.ok(result.ok, `${text}: ${result.ok ? '' : result.error.message}`);
  return sexp(result.value);
}

function checkAll(table: readonly (readonly [text: string, ast: string])[]): void {
  for (const [text, ast] of table) assert.equal(parsed(text), ast, text);
}

test('not binds tighter than and, and tighter than or', () => {
  checkAll([
    ['a.a=1', '(= a.a "1")'],
    ['a.a=1 and b.b=2 and c.c=3', '(and (= a.a "1") (= b.b "2") (= c.c "3"))'],
    ['a.a=1 or b.b=2 or c.c=3', '(or (= a.a "1") (= b.b "2") (= c.c "3"))'],
    ['a.a=1 or b.b=2 and c.c=3', '(or (= a.a "1") (and (= b.b "2") (= c.c "3")))'],
    ['a.a=1 and b.b=2 or c.c=3', '(or (and (= a.a "1") (= b.b "2")) (= c.c "3"))'],
    ['a.a=1 and (b.b=2 or c.c=3)', '(and (= a.a "1") (or (= b.b "2") (= c.c "3")))'],
    ['(a.a=1 and b.b=2) and c.c=3', '(and (and (= a.a "1") (= b.b "2")) (= c.c "3"))'],
    ['not a.a=1', '(not (= a.a "1"))'],
    ['not a.a=1 and b.b=2', '(and (not (= a.a "1")) (= b.b "2"))'],
    ['not (a.a=1 and b.b=2)', '(not (and (= a.a "1") (= b.b "2")))'],
    ['a.a=1 and not b.b=2 or not c.c=3', '(or (and (= a.a "1") (not (= b.b "2"))) (not (= c.c "3")))'],
  ]);
});

test('pairs of not cancel each other, but not through parentheses', () => {
  checkAll([
    ['not not a.a=1', '(= a.a "1")'],
    ['not not not a.a=1', '(not (= a.a "1"))'],
    ['not not(a.a=1)', '(= a.a "1")'],
    ['not (not a.a=1)', '(not (not (= a.a "1")))'],
    ['not(not(a.a=1))', '(not (not (= a.a "1")))'],
  ]);
});

test('blanks are needed only after words', () => {
  checkAll([
    [' \t\r\n( ( a.a=1 )\b) ', '(= a.a "1")'],
    ['not(a.a=1)and(b.b=2)or(c.c=3)', '(or (and (not (= a.a "1")) (= b.b "2")) (= c.c "3"))'],
    ['a.a=1 or(b.b=2)and c.c=3', '(or (= a.a "1") (and (= b.b "2") (= c.c "3")))'],
    ['not\na.a=1\nor\tb.b=2', '(or (not (= a.a "1")) (= b.b "2"))'],
    ['a.a in(x)and b.b exists', '(and (in a.a ["x"]) (exists b.b))'],
    ['a.a glob\tx', '(glob a.a "x")'],
  ]);
});

test('words where a check is expected are names', () => {
  checkAll([
    ['spawned and not_x', '(and spawned not_x)'],
    ['macro and and_macro or or_macro', '(or (and macro and_macro) or_macro)'],
    ['not', 'not'],
    ['notx', 'notx'],
  ]);
});

test('fields and their arguments', () => {
  checkAll([
    ['a.b_1.c2 exists', '(exists a.b_1.c2)'],
    ['proc.aname[2]=x', '(= proc.aname["2"] "x")'],
    ["proc.env['A B'] = x", '(= proc.env["A B"] "x")'],
    ['proc.env["]"]=x', '(= proc.env["]"] "x")'],
    ['proc.env[""]=x', '(= proc.env[""] "x")'],
    ['x.y[0a!@#456:/\\.;!$%^&*(){}|=,]=x', '(= x.y["0a!@#456:/\\\\.;!$%^&*(){}|=,"] "x")'],
  ]);
});

test('every operator', () => {
  for (const operator of ['=', '!=', '<', '<=', '>', '>=']) {
    assert.equal(parsed(`a.b${operator}1`), `(${operator} a.b "1")`);
    assert.equal(parsed(`a.b ${operator} 1`), `(${operator} a.b "1")`);
  }
  assert.equal(parsed('a.b==1'), '(= a.b "1")');
  const words = 'glob iglob contains icontains bcontains startswith bstartswith endswith regex';
  for (const operator of words.split(' ')) {
    assert.equal(parsed(`a.b ${operator} 41`), `(${operator} a.b "41")`);
    assert.equal(parsed(`a.b ${operator} "4 1"`), `(${operator} a.b "4 1")`);
  }
  for (const operator of ['in', 'intersects', 'pmatch']) {
    checkAll([
      [`a.b ${operator} (x)`, `(${operator} a.b ["x"])`],
      [`a.b ${operator}( 1 ,'a', "b c" ,d.e )`, `(${operator} a.b ["1", "a", "b c", "d.e"])`],
      [`a.b ${operator} ()`, `(${operator} a.b [])`],
      [`a.b ${operator} ( )`, `(${operator} a.b [])`],
      [`a.b ${operator} shells`, `(${operator} a.b ["shells"])`],
    ]);
  }
});

test('numbers behind order operators', () => {
  for (const number of ['0', '12', '+5', '-5', '1.', '1.5', '1.5e+3', '2E-1', '0x1F', '0Xab']) {
    assert.equal(parsed(`a.b < ${number}`), `(< a.b "${number}")`);
  }
});

test('strings, bare and quoted', () => {
  checkAll([
    ['a.b = 0a!@#456:/\\.;!$%^&*[]{}|', '(= a.b "0a!@#456:/\\\\.;!$%^&*[]{}|")'],
    ['a.b=<', '(= a.b "<")'],
    ['a.b = not', '(= a.b "not")'],
    ['(a.b=x)', '(= a.b "x")'],
    ['a.b = ""', '(= a.b "")'],
    [`a.b = '"'`, '(= a.b "\\"")'],
    [`a.b = "'"`, `(= a.b "'")`],
    ['a.b = "x y" and a.b=1', '(and (= a.b "x y") (= a.b "1"))'],
    ['a.b = ünï', '(= a.b "ünï")'],
  ]);
});

test('escapes', () => {
  checkAll([
    ['a.b = "\\b\\f\\n\\r\\t\\\\\\/\\"x"', '(= a.b "\\b\\f\\n\\r\\t\\\\/\\"x")'],
    ["a.b = 'it\\'s'", `(= a.b "it's")`],
    // Written by mistake so often that it is taken as a backslash.
    ['a.b = "a\\ b"', '(= a.b "a\\\\b")'],
    ['a.b = "\\x41\\x7a\\x00"', '(= a.b "Az\\u0000")'],
    // Bytes: two of them are one character, one alone is not a character.
    ['a.b = "\\xc3\\xa9\\xF0\\x9f\\x98\\x80"', '(= a.b "é😀")'],
    ['a.b = "\\xffé"', '(= a.b "\\udcffé")'],
    // What decides whether a quote closes is the character before it, as in the reference.
    ["a.b = 'x \\\\''", '(= a.b "x \\\\\'")'],
  ]);
});

test('modifiers, and the same words as strings', () => {
  checkAll([
    ['a.b = oneof (x, y)', '(= oneof a.b ["x", "y"])'],
    ['a.b contains anyof (x) or c.d exists', '(or (contains anyof a.b ["x"]) (exists c.d))'],
    ['a.b != allof ()', '(!= allof a.b [])'],
    ['a.b = anyof names', '(= anyof a.b ["names"])'],
    ['a.b = anyof', '(= a.b "anyof")'],
    ['a.b = anyof and a.a=1', '(and (= a.b "anyof") (= a.a "1"))'],
    ['(a.b = oneof )', '(= a.b "oneof")'],
    ['a.b glob allof or a.a=1', '(or (glob a.b "allof") (= a.a "1"))'],
  ]);
});

test('transformers, and fields on the right', () => {
  checkAll([
    ['tolower(a.b)=x', '(= tolower{a.b} "x")'],
    ['len( toupper( a.b[1] ) ) > 3', '(> len{toupper{a.b["1"]}} "3")'],
    ['join("-", (a.b, "x", 7, len(a.b))) = y', '(= join{"-", [a.b, "x", "7", len{a.b}]} "y")'],
    ['getopt((), 0x1f)[t] exists', '(exists getopt{[], "0x1f"}["t"])'],
    ['concat(a.b,"x",b64(c.d)) in (x)', '(in concat{a.b, "x", b64{c.d}} ["x"])'],
    ['a.b = basename(c.d)', '(= a.b basename{c.d})'],
    ['a.b = val(c.d)', '(= a.b val c.d)'],
    ['a.b > val( c.d[1] )', '(> a.b val c.d["1"])'],
    ['a.b in val(c.d)', '(in a.b val c.d)'],
    ['a.b intersects tolower(c.d)', '(intersects a.b tolower{c.d})'],
    ['tolower(a.b) = toupper(c.d)', '(= tolower{a.b} toupper{c.d})'],
    // Without the parenthesis these are ordinary words.
    ['a.b = tolower', '(= a.b "tolower")'],
    ['a.b = val', '(= a.b "val")'],
  ]);
});

test('a hundred parentheses are fine', () => {
  assert.equal(parsed(`${'('.repeat(100)}a.b=1${')'.repeat(100)}`), '(= a.b "1")');
  assert.equal(
    parsed(`${'not('.repeat(100)}a.b=1${')'.repeat(100)}`),
    `${'(not '.repeat(100)}(= a.b "1")${')'.repeat(100)}`,
  );
});

test('any number of parentheses and transformers beside each other', () => {
  const check = '(len(a.b)=1)';
  assert.equal(parsed(Array(500).fill(check).join(' and ')), `(and ${Array(500).fill('(= len{a.b} "1")').join(' ')})`);
});

test('a field or a transformer alone', () => {
  assert.equal(parseOperand('proc.aname[2]').ok, true);
  assert.equal(parseOperand('tolower(proc.name)').ok, true);
  for (const text of ['', 'proc.name ', 'proc.name=1', 'proc', 'tolower(proc.name']) {
    assert.equal(parseOperand(text).ok, false, text);
  }
});
