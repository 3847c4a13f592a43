// SPDX-License-Identifier: Apache-2.0
// The rule files that the command line names.

import { type LoadedRules, loadRuleTexts, readRuleTexts } from '../engine/rules/rule-texts.js';
import { VIEWS } from '../views/index.js';

/** Loads every file, also after one that fails. */
export function loadRuleFiles(paths: readonly string[]): LoadedRules {
  return loadRuleTexts(readRuleTexts(paths), VIEWS);
}
