// SPDX-License-Identifier: Apache-2.0
// Rule files of the public engine's tests: the same verdicts, codes, items, lines and columns.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { LoadReport } from '../../../src/engine/rules/load-report.js';
import { RuleLoader } from '../../../src/engine/rules/rule-loader.js';
import { type PublicLoad, publicFile, publicTests } from './public-tests.js';

const tests = publicTests();

test('validation as the public engine reports it', { skip: tests === undefined && 'its tests are not at hand' }, () => {
  for (const { name, rules, validate, engine } of tests ?? []) {
    const loader = new RuleLoader();
    const files = validate.length > 0 ? validate : rules;
    const reports = files.map((file) =>
      loader.load(`${file}.yaml`, readFileSync(publicFile('tests', `${file}.yaml`), 'utf8')),
    );
    assert.deepEqual(reports.map(facts), engine.load.map(publicFacts), name);
  }
});

function facts({ file, successful, errors, warnings }: LoadReport): unknown {
  return {
    file,
    successful,
    errors: errors.map(({ code, where }) => [code, where.map((p) => [p.itemType, p.itemName, p.line, p.column])]),
    warnings: warnings.map(({ code }) => code),
  };
}

function publicFacts({ file, successful, errors, warnings }: PublicLoad): unknown {
  return {
    file,
    successful,
    errors: errors.map(({ code, where }) => [code, where.map((p) => [p.item_type, p.item_name, p.line, p.column])]),
    warnings: warnings.map(({ code }) => code),
  };
}
