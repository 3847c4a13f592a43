// SPDX-License-Identifier: Apache-2.0
// Rule files given as text.

import assert from 'node:assert/strict';
import { printCondition } from '../../../src/engine/rules/condition.js';
import type { LoadReport } from '../../../src/engine/rules/load-report.js';
import { RuleLoader } from '../../../src/engine/rules/rule-loader.js';

/** Loads the texts as files one after the other. */
export function load(...texts: readonly string[]): { loader: RuleLoader; report: LoadReport } {
  const loader = new RuleLoader();
  const reports = texts.map((text, k) => loader.load(`${k}.yaml`, text));
  const report = reports[reports.length - 1];
  assert.ok(report !== undefined);
  return { loader, report };
}

/** The condition of a rule, everything put in; the files must be valid. */
export function compiledCondition(name: string, ...texts: readonly string[]): string {
  const { loader, report } = load(...texts);
  assert.deepEqual(report.errors, []);
  const rule = loader.compiled.rules.find((one) => one.name === name);
  assert.ok(rule !== undefined, name);
  return printCondition(rule.condition);
}

export function warningCodes(...texts: readonly string[]): readonly string[] {
  return load(...texts).report.warnings.map(({ code }) => code);
}

/** Code of the error and its innermost places, as `type 'name' line:column`. */
export function errorText(...texts: readonly string[]): string {
  const [error] = load(...texts).report.errors;
  if (error === undefined) return 'none';
  const places = error.where.slice(1).map((p) => `${p.itemType} '${p.itemName}' ${p.line}:${p.column}`);
  return [error.code, ...places].join(', ');
}
