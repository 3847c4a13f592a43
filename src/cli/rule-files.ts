// SPDX-License-Identifier: Apache-2.0
// The rule files that the command line names. A folder stands for its .yaml and .yml files in the order of their names.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { LoadReport } from '../engine/rules/load-report.js';
import { FILE_PLACES } from '../engine/rules/place.js';
import { RuleLoader } from '../engine/rules/rule-loader.js';
import { VIEWS } from '../views/index.js';

export interface LoadedRules {
  readonly loader: RuleLoader;
  /** One per file, in order. */
  readonly reports: readonly LoadReport[];
}

/** Loads every file, also after one that fails. A file that cannot be read has a report that says so. */
export function loadRuleFiles(paths: readonly string[]): LoadedRules {
  const loader = new RuleLoader(VIEWS);
  return { loader, reports: paths.flatMap(filesOf).map((file) => loadFile(loader, file)) };
}

function loadFile(loader: RuleLoader, file: string): LoadReport {
  try {
    return loader.load(file, readFileSync(file, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    const message = `cannot be read: ${code}`;
    const problem = { code: 'LOAD_ERR_FILE_READ', message, where: FILE_PLACES } as const;
    return { file, successful: false, errors: [problem], warnings: [] };
  }
}

function filesOf(path: string): readonly string[] {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [path];
  const names = readdirSync(path).filter((name) => /\.ya?ml$/.test(name));
  return names.sort().map((name) => join(path, name));
}
