// SPDX-License-Identifier: Apache-2.0
// What loading rule files has found, as text and as JSON in the engine's words.

import { type LoadError, type LoadReport, type LoadWarning, problemText } from '../engine/rules/load-report.js';
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
