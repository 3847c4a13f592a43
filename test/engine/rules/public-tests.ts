// SPDX-License-Identifier: Apache-2.0
// The tests of the public engine as data, beside the checkout or where SYSDRILL_RULE_TESTS says.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const FOLDER = process.env['SYSDRILL_RULE_TESTS'] ?? join(ROOT, '../shared/rules');

export interface PublicPlace {
  readonly item_type: string;
  readonly item_name: string;
  readonly line: number;
  readonly column: number;
}

export interface PublicLoad {
  readonly file: string;
  readonly successful: boolean;
  readonly errors: readonly { readonly code: string; readonly where: readonly PublicPlace[] }[];
  readonly warnings: readonly { readonly code: string }[];
}

export interface PublicTest {
  readonly name: string;
  readonly rules: readonly string[];
  readonly validate: readonly string[];
  readonly captureFile: string | null;
  readonly config?: string;
  readonly WithMinRulePriority?: readonly string[];
  readonly WithEnabledTags?: readonly string[];
  readonly WithDisabledTags?: readonly string[];
  readonly WithDisabledRules?: readonly string[];
  readonly engine: {
    readonly counts?: Readonly<Record<string, number>>;
    readonly priorities?: Readonly<Record<string, number>>;
    readonly load: readonly PublicLoad[];
  };
}

/** Undefined where they are not at hand. */
export function publicTests(): readonly PublicTest[] | undefined {
  const file = join(FOLDER, 'tests.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as PublicTest[]) : undefined;
}

/** Path of a rule file of the tests, of the public rules or of the recorded alerts. */
export function publicFile(kind: 'tests' | 'public' | 'alerts', name: string): string {
  return join(FOLDER, kind, name);
}
