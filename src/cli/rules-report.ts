// SPDX-License-Identifier: Apache-2.0
// What loading rule files has found, as text and as JSON in the engine's words.

import type { LoadError, LoadReport, LoadWarning } from '../engine/rules/load-report.js';
import type { Places } from '../engine/rules/place.js';

/** Lines for a terminal: a verdict per file, then each problem with where it is, lines counted from 1. */
export function reportLines({ file, successful, errors, warnings }: LoadReport): readonly string[] {
  const verdict = !successful ? 'invalid' : warnings.length > 0 ? 'valid, with warnings' : 'valid';
  const problems = [
    ...errors.map((error) => ['error', error] as const),
    ...warnings.map((w) => ['warning', w] as const),
  ];
  return [`${file}: ${verdict}`, ...problems.map(([level, problem]) => `  ${level} ${problemText(file, problem)}`)];
}

/** `file:3:5: LOAD_ERR_VALIDATE: rule 'x': a sentence`. */
export function problemText(file: string, { code, message, where }: LoadError | LoadWarning): string {
  const last = where[where.length - 1] ?? { line: 0, column: 0 };
  // Places inside conditions count from 1 already.
  const shift = where.some(({ itemType }) => itemType === 'condition expression') ? 0 : 1;
  const item = where.find(({ itemName }) => itemName !== '');
  const named = item === undefined ? '' : `${item.itemType} '${item.itemName}': `;
  return `${file}:${last.line + shift}:${last.column + shift}: ${code}: ${named}${message}`;
}

export function reportJson({ file, successful, errors, warnings }: LoadReport): object {
  return { file, successful, errors: errors.map(problemJson), warnings: warnings.map(problemJson) };
}

function problemJson({ code, message, where }: LoadError | LoadWarning): object {
  return { code, message, where: placesJson(where) };
}

function placesJson(places: Places): readonly object[] {
  return places.map(({ itemType, itemName, line, column }) => ({
    item_type: itemType,
    item_name: itemName,
    line,
    column,
  }));
}
