// SPDX-License-Identifier: Apache-2.0
// Rules over captures of the disk.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Capture } from '../../../src/engine/ingest/capture.js';
import { captureProgress } from '../../../src/engine/ingest/capture-progress.js';
import { AlertWriter } from '../../../src/engine/rules/alert-text.js';
import type { CompiledRule } from '../../../src/engine/rules/compiled-rule.js';
import { type EvaluatorOptions, RuleEvaluator } from '../../../src/engine/rules/rule-evaluator.js';
import { RuleLoader } from '../../../src/engine/rules/rule-loader.js';
import { openByteSource } from '../../../src/engine/scap/byte-source.js';
import { StreamRawStore } from '../../../src/engine/store/raw-store.js';

export interface Alert {
  readonly rule: string;
  readonly priority: string;
  readonly time: string;
  readonly output: string;
  readonly output_fields: Readonly<Record<string, unknown>>;
  readonly source: string;
  readonly tags: readonly string[];
}

/** The rules of these files; throws where one is invalid. */
export function rulesOf(files: readonly string[]): readonly CompiledRule[] {
  const loader = new RuleLoader();
  for (const file of files) {
    const { errors } = loader.load(file, readFileSync(file, 'utf8'));
    if (errors.length > 0) throw new Error(`${file}: ${JSON.stringify(errors)}`);
  }
  return loader.compiled.rules;
}

/** The alerts of a capture, asked for chunk by chunk as it is read. */
export async function alertsOf(
  path: string,
  rules: readonly CompiledRule[],
  { matching, containers }: EvaluatorOptions & { readonly containers: boolean },
): Promise<readonly Alert[]> {
  const opened = await openByteSource(path);
  assert.ok(opened.ok, path);
  const capture = new Capture(new StreamRawStore(1 << 30), { users: true, containers });
  const evaluator = new RuleEvaluator(capture, rules, { matching });
  const writer = new AlertWriter();
  const lines: string[] = [];
  for await (const _ of captureProgress(opened.value, capture)) {
    if (!capture.isStartKnown) continue;
    evaluator.run((rule, view) => {
      lines.push(writer.json(rule, view));
      return true;
    });
  }
  return lines.map((line) => JSON.parse(line) as Alert);
}
