// SPDX-License-Identifier: Apache-2.0
// The rules of all files, loaded one file after the other. After each the whole of what is collected is compiled, so that
// a later file may change what an earlier one has defined.

import type { View } from '../../views/view.js';
import { type LoadError, LoadFailure, type LoadReport, type LoadWarning, type Warn } from './load-report.js';
import { FILE_PLACES, placeIn } from './place.js';
import { readDocuments } from './read-items.js';
import { RuleCollector } from './rule-collector.js';
import { type CompiledItems, compileRules } from './rule-compiler.js';
import { parseRuleFile } from './rule-file.js';

export class RuleLoader {
  readonly collector = new RuleCollector();
  /** As of the last file that loaded. */
  compiled: CompiledItems = { rules: [], viewRules: [], sequences: [], lists: [], macros: new Map() };

  readonly #views: readonly View[];

  /** `views`: those that rules may name. */
  constructor(views: readonly View[] = []) {
    this.#views = views;
  }

  /** `file` is for the report. */
  load(file: string, text: string): LoadReport {
    const warnings: LoadWarning[] = [];
    const error = this.#tryLoad(text, (code, message, where) => warnings.push({ code, message, where }));
    return { file, successful: error === undefined, errors: error === undefined ? [] : [error], warnings };
  }

  #tryLoad(text: string, warn: Warn): LoadError | undefined {
    const documents = parseRuleFile(text);
    if (!documents.ok) {
      const { message } = documents.error;
      return { code: 'LOAD_ERR_YAML_PARSE', message, where: placeIn(FILE_PLACES, 'value for', documents.error) };
    }
    try {
      readDocuments(documents.value, this.collector, warn);
      this.compiled = compileRules(this.collector, warn, this.#views);
      return undefined;
    } catch (error) {
      if (error instanceof LoadFailure) return error.error;
      throw error;
    }
  }
}
