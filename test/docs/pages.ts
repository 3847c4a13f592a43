// SPDX-License-Identifier: Apache-2.0
// The hand-written and generated pages of the project, for the tests of the documentation.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

export interface Page {
  /** Relative to the root of the project. */
  readonly path: string;
  readonly text: string;
}

/** README.md, CHANGELOG.md and everything below docs/. */
export function allPages(): readonly Page[] {
  const inDocs = readdirSync(join(ROOT, 'docs'), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => join('docs', name));
  return ['README.md', 'CHANGELOG.md', ...inDocs].map((path) => ({
    path,
    text: readFileSync(join(ROOT, path), 'utf8'),
  }));
}
