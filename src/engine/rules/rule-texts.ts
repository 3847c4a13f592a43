// SPDX-License-Identifier: Apache-2.0
// Rule files as texts. A folder stands for its .yaml and .yml files in the order of their names.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { View } from '../../views/view.js';
import { failure, ok, type Result } from '../result.js';
import type { CompiledRule } from './compiled-rule.js';
import { type LoadReport, problemText } from './load-report.js';
import { FILE_PLACES } from './place.js';
import { RuleLoader } from './rule-loader.js';
import { type RuleSelection, selectedRules } from './rule-selection.js';
import type { SequenceRule } from './sequence-rule.js';
import type { ViewRule } from './view-rule.js';

export interface RuleText {
  readonly file: string;
  /** An error's code where it could not be read. */
  readonly content: Result<string, string>;
}

export interface LoadedRules {
  readonly loader: RuleLoader;
  /** One per file, in order. */
  readonly reports: readonly LoadReport[];
}

export interface ActiveRules {
  readonly rules: readonly CompiledRule[];
  readonly viewRules: readonly ViewRule[];
  readonly sequences: readonly SequenceRule[];
}

export const NO_RULES: ActiveRules = { rules: [], viewRules: [], sequences: [] };

export function countOf({ rules, viewRules, sequences }: ActiveRules): number {
  return rules.length + viewRules.length + sequences.length;
}

export function readRuleTexts(paths: readonly string[]): readonly RuleText[] {
  return paths.flatMap(filesOf).map((file) => ({ file, content: readText(file) }));
}

function readText(file: string): Result<string, string> {
  try {
    return ok(readFileSync(file, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return failure(code);
  }
}

function filesOf(path: string): readonly string[] {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [path];
  const names = readdirSync(path).filter((name) => /\.ya?ml$/.test(name));
  return names.sort().map((name) => join(path, name));
}

/** Loads every file, also after one that fails. A file that cannot be read has a report that says so. */
export function loadRuleTexts(texts: readonly RuleText[], views: readonly View[]): LoadedRules {
  const loader = new RuleLoader(views);
  return { loader, reports: texts.map((text) => loadText(loader, text)) };
}

function loadText(loader: RuleLoader, { file, content }: RuleText): LoadReport {
  if (content.ok) return loader.load(file, content.value);
  const message = `cannot be read: ${content.error}`;
  const problem = { code: 'LOAD_ERR_FILE_READ', message, where: FILE_PLACES } as const;
  return { file, successful: false, errors: [problem], warnings: [] };
}

/** The rules that are to run; the error names the first problem of the first invalid file. */
export function activeRules(
  texts: readonly RuleText[],
  views: readonly View[],
  selection: RuleSelection,
): Result<ActiveRules, string> {
  const { loader, reports } = loadRuleTexts(texts, views);
  for (const { file, errors } of reports) {
    const [error] = errors;
    if (error !== undefined) return failure(problemText(file, error));
  }
  const { compiled } = loader;
  return ok({
    rules: selectedRules(compiled.rules, selection),
    viewRules: selectedRules(compiled.viewRules, selection),
    sequences: selectedRules(compiled.sequences, selection),
  });
}
