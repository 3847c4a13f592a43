// SPDX-License-Identifier: Apache-2.0
// A row of the key table whose page does not know the command would do nothing, silently. Looked for in the sources: the
// command must be named in the page or in what the page imports, or in what takes commands for all pages.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { KeyContext } from '../../../src/ui/keys/binding.js';
import { KEY_TABLE } from '../../../src/ui/keys/key-table.js';

const UI = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', '..', 'src', 'ui');
const EVERYWHERE = ['session.ts', 'program-commands.ts', 'time/time-desk.ts'];
const PAGES: Partial<Record<KeyContext, readonly string[]>> = {
  table: ['pages/table-page.ts'],
  tree: ['pages/table-page.ts'],
  dig: ['pages/dig-page.ts'],
  echo: ['echo/echo-page.ts'],
  spectrogram: ['spectrogram/spectrogram-page.ts'],
  overview: ['overview/overview-page.ts'],
  alerts: ['alerts/alerts-page.ts'],
  map: ['map/map-page.ts'],
  breakdown: ['request-time/request-time-page.ts'],
  inspector: ['pages/inspector-page.ts'],
  chooser: ['pages/chooser.ts'],
  columns: ['pages/columns-page.ts'],
};

/** Paths that a source imports values from, within src/ui, but for the key table itself. */
function importsOf(path: string, text: string): string[] {
  return [...text.matchAll(/^(?:import|export) (?!type)[^;]*? from '(\.[^']+)\.js';/gms)]
    .map(([, target = '']) => `${join(dirname(path), target)}.ts`)
    .filter((target) => target.startsWith(UI) && !target.startsWith(join(UI, 'keys')));
}

const texts = new Map<string, string>();
const textOf = (path: string): string => {
  const text = texts.get(path) ?? readFileSync(path, 'utf8');
  texts.set(path, text);
  return text;
};

/** The page and what it imports, at any depth. */
function sourcesOf(roots: readonly string[]): Set<string> {
  const found = new Set<string>();
  const left = roots.map((name) => join(UI, name));
  for (let path = left.pop(); path !== undefined; path = left.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    left.push(...importsOf(path, textOf(path)));
  }
  return found;
}

const namedIn = (paths: Iterable<string>, command: string): boolean =>
  [...paths].some((path) => textOf(path).includes(`'${command}'`));

test('a page knows the commands of its keys', () => {
  const everywhere = EVERYWHERE.map((name) => join(UI, name));
  for (const [context, roots] of Object.entries(PAGES)) {
    const sources = new Set([...everywhere, ...sourcesOf(roots)]);
    const unknown = KEY_TABLE.filter(
      ({ when, command }) => when.includes(context as KeyContext) && !namedIn(sources, command),
    );
    assert.deepEqual(
      unknown.map(({ keys, command }) => `${keys.join(' ')}: ${command}`),
      [],
      `keys of ${context} whose command no source of the page names`,
    );
  }
});
