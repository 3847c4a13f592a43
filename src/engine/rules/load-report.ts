// SPDX-License-Identifier: Apache-2.0
// What loading one rule file has found. Codes are the engine's; sentences are ours.

import type { Places } from './place.js';

export type ErrorCode =
  | 'LOAD_ERR_FILE_READ'
  | 'LOAD_ERR_YAML_PARSE'
  | 'LOAD_ERR_YAML_VALIDATE'
  | 'LOAD_ERR_COMPILE_CONDITION'
  | 'LOAD_ERR_COMPILE_OUTPUT'
  | 'LOAD_ERR_VALIDATE';

export type WarningCode =
  | 'LOAD_UNKNOWN_SOURCE'
  | 'LOAD_UNSAFE_NA_CHECK'
  | 'LOAD_NO_EVTTYPE'
  | 'LOAD_UNKNOWN_FILTER'
  | 'LOAD_UNUSED_MACRO'
  | 'LOAD_UNUSED_LIST'
  | 'LOAD_UNKNOWN_ITEM'
  | 'LOAD_DEPRECATED_ITEM'
  | 'LOAD_APPEND_NO_VALUES'
  | 'LOAD_EXCEPTION_NAME_NOT_UNIQUE'
  | 'LOAD_INVALID_MACRO_NAME'
  | 'LOAD_INVALID_LIST_NAME'
  | 'LOAD_COMPILE_CONDITION'
  | 'LOAD_UNKNOWN_KEY';

export interface LoadError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly where: Places;
}

export interface LoadWarning {
  readonly code: WarningCode;
  readonly message: string;
  readonly where: Places;
}

export interface LoadReport {
  /** As given. */
  readonly file: string;
  readonly successful: boolean;
  /** At most one: the engine stops at the first. */
  readonly errors: readonly LoadError[];
  readonly warnings: readonly LoadWarning[];
}

/** Ends the loading of a file. Thrown inside this room only, and caught by RuleLoader. */
export class LoadFailure extends Error {
  readonly error: LoadError;

  constructor(code: ErrorCode, message: string, where: Places) {
    super(message);
    this.error = { code, message, where };
  }
}

/** Takes warnings in the order in which they come up. */
export type Warn = (code: WarningCode, message: string, where: Places) => void;

/** `file:3:5: LOAD_ERR_VALIDATE: rule 'x': a sentence`. */
export function problemText(file: string, { code, message, where }: LoadError | LoadWarning): string {
  const last = where[where.length - 1] ?? { line: 0, column: 0 };
  // Places inside conditions count from 1 already.
  const shift = where.some(({ itemType }) => itemType === 'condition expression') ? 0 : 1;
  const item = where.find(({ itemName }) => itemName !== '');
  const named = item === undefined ? '' : `${item.itemType} '${item.itemName}': `;
  return `${file}:${last.line + shift}:${last.column + shift}: ${code}: ${named}${message}`;
}
