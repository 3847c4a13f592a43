// SPDX-License-Identifier: Apache-2.0
// The language of rule files: order of definitions, changes of what came before, exceptions, and what is refused.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compiledCondition, errorText, load, warningCodes } from './loading.js';

const RULE = '- {rule: r, desc: d, condition: evt.type = open, output: o, priority: info}\n';

function rule(condition: string, more = ''): string {
  return `- rule: r\n  desc: d\n  condition: ${condition}\n  output: "%proc.name"\n  priority: WARNING\n${more}`;
}

test('a list is put in wherever its name is a word, in quotes where an item has a blank', () => {
  const list = '- {list: names, items: [a, "b c"]}\n';
  assert.equal(compiledCondition('r', list + rule('proc.name in (x, names)')), 'proc.name in (x, a, "b c")');
  assert.equal(compiledCondition('r', '- {list: one, items: [a]}\n', rule('proc.name=one')), 'proc.name = a');
  assert.equal(compiledCondition('r', list + rule('proc.name in (names2)')), 'proc.name in (names2)');
});

test('an empty list takes a comma with it', () => {
  const list = '- {list: none, items: []}\n';
  assert.equal(compiledCondition('r', list + rule('proc.name in (none, x)')), 'proc.name in (x)');
  assert.equal(compiledCondition('r', list + rule('proc.name in (x, none)')), 'proc.name in (x)');
});

test('a list takes in earlier lists, one deep and as they were written', () => {
  const lists = '- {list: a, items: [x]}\n- {list: b, items: [a, y]}\n';
  assert.equal(compiledCondition('r', lists + rule('proc.name in (b)')), 'proc.name in (x, y)');
  const later = '- {list: b, items: [a, y]}\n- {list: a, items: [x]}\n';
  // The name stays in the list, and is replaced in the condition, since the list of that name comes later.
  assert.equal(compiledCondition('r', later + rule('proc.name in (b)')), 'proc.name in (x, y)');
});

test('a macro sees what was defined before its last change, a rule sees everything', () => {
  const macro = (name: string, condition: string) => `- {macro: ${name}, condition: "${condition}"}\n`;
  assert.equal(
    compiledCondition('r', rule('evt.type = open and m') + macro('m', 'proc.name = a')),
    'evt.type = open and proc.name = a',
  );
  const unseen = macro('m', 'n') + macro('n', 'proc.name = a') + rule('m');
  assert.match(errorText(unseen), /^LOAD_ERR_VALIDATE, macro 'm'/);
  const seen = `${macro('m', 'n')}${macro('n', 'proc.name = a')}- {macro: m, condition: "and evt.type = open", append: true}\n${rule('m')}`;
  assert.equal(compiledCondition('r', seen), 'proc.name = a and evt.type = open');
});

test('a macro that contains itself is refused', () => {
  const text = '- {macro: m, condition: proc.name = a}\n- {macro: n, condition: m}\n- {macro: m, condition: n}\n';
  assert.match(errorText(text + rule('m')), /^LOAD_ERR_VALIDATE/);
});

test('a later item of the same name replaces the earlier one in its place', () => {
  const other = '- {rule: s, desc: d, condition: evt.type = close, output: o, priority: info}\n';
  const { loader } = load(RULE + other + rule('evt.type = dup'));
  assert.deepEqual(
    loader.compiled.rules.map(({ name }) => name),
    ['r', 's'],
  );
  assert.equal(loader.compiled.rules[0]?.item.priority, 'Warning');
});

test('override appends to and replaces what it names', () => {
  const change = (keys: string, override: string) => `- rule: r\n  ${keys}\n  override: {${override}}\n`;
  const appended = change(
    'condition: and proc.name = a\n  output: more\n  tags: [t]',
    'condition: append, output: append, tags: append',
  );
  const { loader, report } = load(RULE, appended);
  assert.deepEqual(report.warnings, []);
  const [compiled] = loader.compiled.rules;
  assert.equal(compiled?.output, 'o more');
  assert.deepEqual(compiled?.tags, ['t']);
  assert.equal(compiledCondition('r', RULE, appended), 'evt.type = open and proc.name = a');
  assert.equal(compiledCondition('r', RULE, change('condition: proc.name = b', 'condition: replace')), 'proc.name = b');
  const switched = load(
    RULE,
    change(
      'enabled: false\n  priority: error\n  capture: true\n  capture_duration: 500',
      'enabled: replace, priority: replace, capture: replace, capture_duration: replace',
    ),
  );
  const item = switched.loader.compiled.rules[0]?.item;
  assert.deepEqual([item?.enabled, item?.priority, item?.capture, item?.captureDuration], [false, 'Error', true, 500]);
});

test('what override may not do is refused at its place', () => {
  const at = (text: string) => errorText(RULE, text);
  assert.equal(at('- {rule: x, condition: a, override: {condition: append}}'), "LOAD_ERR_VALIDATE, rule 'x' 0:2");
  assert.match(
    at('- {rule: r, priority: info, override: {priority: append}}'),
    /^LOAD_ERR_YAML_VALIDATE, rule 'r' 0:2, overrides '' 0:2, overrides 'priority' 0:\d+$/,
  );
  assert.match(at('- {rule: r, condition: a, override: {condition: prepend}}'), /value for 'condition' 0:\d+$/);
  assert.match(at('- {rule: r, desc: a, condition: b, override: {desc: replace}}'), /overrides 'condition' 0:\d+$/);
  assert.equal(at('- {rule: r, override: {desc: replace}}'), "LOAD_ERR_YAML_VALIDATE, rule 'r' 0:2");
  assert.equal(
    at('- {rule: r, condition: b, append: true, override: {condition: append}}'),
    "LOAD_ERR_YAML_VALIDATE, rule 'r' 0:2",
  );
});

test('exceptions become part of the condition', () => {
  const exception = (text: string) => compiledCondition('r', rule('evt.type = open', `  exceptions:\n    - ${text}\n`));
  assert.equal(
    exception('{name: e, fields: proc.name, values: [a, b c]}'),
    'evt.type = open and not proc.name in (a, "b c")',
  );
  assert.equal(
    exception('{name: e, fields: [proc.name, fd.name], comps: [=, in], values: [[a, [b, c]], [d, e]]}'),
    'evt.type = open and not (proc.name = a and fd.name in (b, c) or proc.name = d and fd.name in (e))',
  );
  assert.equal(
    exception('{name: e, fields: [proc.name], comps: [startswith oneof], values: [[[a, b]]]}'),
    'evt.type = open and not proc.name startswith oneof (a, b)',
  );
  assert.equal(
    exception('{name: e, fields: [tolower(proc.name)], values: [[a]]}'),
    'evt.type = open and not tolower(proc.name) = a',
  );
  assert.equal(
    exception('{name: e, fields: [proc.name], values: [["toupper(proc.pname)"]]}'),
    'evt.type = open and not proc.name = toupper(proc.pname)',
  );
  assert.equal(exception('{name: e, fields: [proc.name]}'), 'evt.type = open');
});

test('exceptions that do not fit are refused', () => {
  const at = (text: string) => errorText(rule('evt.type = open', `  exceptions:\n    - ${text}\n`));
  const place = "rule 'r' 0:2, exception 'e' 6:6";
  assert.equal(at('{name: e, fields: [proc.name], comps: [=, =]}'), `LOAD_ERR_VALIDATE, ${place}`);
  assert.equal(at('{name: e, fields: [proc.nobody]}'), `LOAD_ERR_VALIDATE, ${place}`);
  assert.equal(at('{name: e, fields: [proc.name], comps: [in oneof]}'), `LOAD_ERR_VALIDATE, ${place}`);
  assert.equal(at('{name: e, fields: proc.name, comps: "="}'), `LOAD_ERR_VALIDATE, ${place}`);
  assert.equal(at('{name: e, fields: [proc.name], values: [a]}'), `LOAD_ERR_VALIDATE, ${place}`);
  assert.equal(at('{name: e}'), `LOAD_ERR_YAML_VALIDATE, ${place}`);
});

test('what is odd but harmless is warned of', () => {
  assert.deepEqual(warningCodes(`${RULE}- {nothing: 1}\n`), ['LOAD_UNKNOWN_ITEM']);
  assert.deepEqual(
    warningCodes('- {rule: r, desc: d, condition: evt.type = open, output: o, priority: info, wrong: 1}'),
    ['LOAD_UNKNOWN_KEY'],
  );
  assert.deepEqual(warningCodes(`${RULE}- {list: a b, items: []}\n`), ['LOAD_INVALID_LIST_NAME', 'LOAD_UNUSED_LIST']);
  assert.deepEqual(warningCodes(`${RULE}- {macro: a-b, condition: evt.type = open}\n`), [
    'LOAD_INVALID_MACRO_NAME',
    'LOAD_UNUSED_MACRO',
  ]);
  assert.deepEqual(warningCodes(rule('evt.type = open and proc.name = proc.pname')), ['LOAD_COMPILE_CONDITION']);
  assert.deepEqual(warningCodes(rule('evt.type = open and proc.name regex "^abc.*"')), ['LOAD_COMPILE_CONDITION']);
  assert.deepEqual(warningCodes(rule('evt.type = open and proc.name regex "a[bc]"')), []);
  assert.deepEqual(warningCodes(rule('evt.type = open', '  source: k8s_audit\n')), ['LOAD_UNKNOWN_SOURCE']);
});

test('a rule that is asked for most events is warned of, unless it says that it knows', () => {
  const many = (condition: string, more = '') => warningCodes(rule(condition, more)).includes('LOAD_NO_EVTTYPE');
  assert.equal(many('proc.name = a'), true);
  assert.equal(many('not evt.type = open'), true);
  assert.equal(many('evt.type != open'), true);
  assert.equal(many('proc.name = a', '  warn_evttypes: false\n'), false);
  assert.equal(many('not (evt.type != open or proc.name = a)'), false);
  assert.equal(many('evt.type in (open, close) and evt.type = dup'), false);
  assert.equal(many('evt.num = 0 or evt.type = open'), false);
  assert.equal(many('evt.num >= 1'), true);
});

test('an unknown field is an error, or leaves the rule out where it may', () => {
  assert.equal(
    errorText(rule('evt.type = open and proc.nobody = a')),
    "LOAD_ERR_COMPILE_CONDITION, rule 'r' 0:2, rule condition '' 2:13, condition expression '' 3:34",
  );
  const { loader, report } = load(rule('evt.type = open and proc.nobody = a', '  skip-if-unknown-filter: true\n'));
  assert.equal(report.warnings[0]?.code, 'LOAD_UNKNOWN_FILTER');
  assert.deepEqual(loader.compiled.rules, []);
  // A condition that is wrong in another way is still an error.
  assert.match(errorText(rule('fd.port = x y', '  skip-if-unknown-filter: true\n')), /^LOAD_ERR_COMPILE_CONDITION/);
});

test('an error inside a macro points into its text', () => {
  const text = `- {macro: m, condition: proc.nobody = a}\n${rule('evt.type = open and m')}`;
  assert.equal(
    errorText(text),
    "LOAD_ERR_COMPILE_CONDITION, rule 'r' 1:2, rule condition '' 3:13, condition expression '' 4:14",
  );
});

test('the engine version that a file needs', () => {
  assert.equal(errorText('- required_engine_version: 17\n'), 'none');
  assert.equal(errorText('- required_engine_version: 0.63.0\n'), 'none');
  assert.match(errorText('- required_engine_version: 0.64.0\n'), /^LOAD_ERR_VALIDATE/);
  assert.match(errorText('- required_engine_version: 1.0.0\n'), /^LOAD_ERR_VALIDATE/);
  assert.match(errorText('- required_engine_version: seven\n'), /^LOAD_ERR_YAML_VALIDATE/);
  const plugins =
    '- required_plugin_versions: [{name: container, version: 0.4.0, alternatives: [{name: other, version: 1.0.0}]}]\n';
  assert.equal(errorText(plugins), 'none');
  assert.match(errorText('- required_plugin_versions: [{name: container, version: new}]\n'), /^LOAD_ERR_VALIDATE/);
});

test('what is not YAML, or not a list of items, is refused', () => {
  assert.match(errorText('- rule: [a\n'), /^LOAD_ERR_YAML_PARSE/);
  assert.equal(errorText('a: 1\n'), 'LOAD_ERR_YAML_VALIDATE');
  assert.match(errorText('- a\n'), /^LOAD_ERR_YAML_VALIDATE, rules content item '' 0:2$/);
  assert.equal(errorText(''), 'none');
  assert.equal(errorText('---\n# nothing\n---\n'), 'none');
});

test('flags and numbers are read as YAML 1.1 writes them', () => {
  const enabled = (word: string) =>
    load(rule('evt.type = open', `  enabled: ${word}\n`)).loader.compiled.rules[0]?.item.enabled;
  assert.deepEqual(['no', 'OFF', 'False', 'n'].map(enabled), [false, false, false, false]);
  assert.deepEqual(['yes', 'On', 'true', 'Y'].map(enabled), [true, true, true, true]);
  assert.match(errorText(rule('evt.type = open', '  enabled: maybe\n')), /value for 'enabled'/);
  assert.match(errorText(rule('evt.type = open', '  capture_duration: soon\n')), /value for 'capture_duration'/);
});

test('aliases that stand for a whole file many times are refused, those of a few values are not', () => {
  const lists = 'bcdefghi'.split('').map((name, k) => {
    const inner = Array.from({ length: 9 }, () => `*${String.fromCharCode(97 + k)}`);
    return `${name}: &${name} [${inner.join(', ')}]\n`;
  });
  assert.match(errorText(`a: &a [x, y]\n${lists.join('')}`), /^LOAD_ERR_YAML_PARSE/);
  const shared = `- {list: one, items: &items [a, b]}\n- {list: two, items: *items}\n${rule('proc.name in (two)')}`;
  assert.equal(compiledCondition('r', shared), 'proc.name in (a, b)');
});
