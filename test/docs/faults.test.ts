// SPDX-License-Identifier: Apache-2.0
// The page on csysdig's faults names tests: each of them exists, and every row without one says that the thing is not there.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ROOT } from './pages.js';

interface Row {
  readonly line: number;
  readonly answer: string;
  readonly tests: string;
}

/** Of the tables with three columns. */
function rows(): readonly Row[] {
  const lines = readFileSync(join(ROOT, 'docs', 'csysdig-faults.md'), 'utf8').split('\n');
  return lines.flatMap((text, i) => {
    const cells = text.split(/(?<!\\)\|/).map((cell) => cell.trim());
    if (cells.length !== 5 || cells[3] === 'test' || /^-+$/.test(cells[3] ?? '')) return [];
    return [{ line: i + 1, answer: cells[2] ?? '', tests: cells[3] ?? '' }];
  });
}

describe('the page on the faults of csysdig', () => {
  it('names tests that exist', () => {
    const wrong = rows().flatMap(({ line, tests }) =>
      tests
        .split('; ')
        .filter((test) => test !== '')
        .flatMap((test) => {
          const [, file, name] = /^`([^`]+)`: (.+)$/.exec(test) ?? [];
          if (file === undefined || name === undefined) return [`${line}: ${test} names no test`];
          const path = join(ROOT, 'test', file);
          if (!existsSync(path)) return [`${line}: there is no ${file}`];
          const isThere = new RegExp(`['"\`]${name.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')}`).test(
            readFileSync(path, 'utf8'),
          );
          return isThere ? [] : [`${line}: no test of ${file} begins with: ${name}`];
        }),
    );
    assert.deepEqual(wrong, []);
  });

  it('has no row without a test, but for what is not there', () => {
    const all = rows();
    assert.ok(all.length > 60, `${all.length} rows`);
    for (const { line, answer, tests } of all) {
      if (tests === '') assert.match(answer, /^not there/, `line ${line}`);
    }
  });
});
