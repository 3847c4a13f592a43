// SPDX-License-Identifier: Apache-2.0
// Every link of the documentation leads somewhere: files exist, headings too. Other sites are not asked.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, it } from 'node:test';
import { headingAnchors, links } from './markdown.js';
import { allPages, ROOT } from './pages.js';

const pages = allPages();

describe('links', () => {
  for (const { path, text } of pages) {
    it(path, () => {
      const broken = links(text)
        .filter(({ target }) => !/^[a-z]+:/.test(target))
        .flatMap(({ target, line }) => {
          const reason = whyBroken(path, target);
          return reason === undefined ? [] : [`${path}:${line}: ${target}: ${reason}`];
        });
      assert.deepEqual(broken, []);
    });
  }

  it('each page of docs/ can be reached from the README', () => {
    const reached = new Set<string>();
    const queue = ['README.md'];
    for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
      if (reached.has(path)) continue;
      reached.add(path);
      const text = pages.find((page) => page.path === path)?.text ?? '';
      for (const { target } of links(text)) queue.push(...pagesAt(path, target));
    }
    const lonely = pages.map(({ path }) => path).filter((path) => !reached.has(path));
    assert.deepEqual(lonely, []);
  });
});

function whyBroken(from: string, target: string): string | undefined {
  const [file = '', anchor] = target.split('#');
  const path = file === '' ? join(ROOT, from) : join(ROOT, dirname(from), file);
  if (!existsSync(path)) return 'there is no such file';
  if (anchor === undefined) return undefined;
  return headingAnchors(readFileSync(path, 'utf8')).has(anchor) ? undefined : 'there is no such heading';
}

/** A page, or all pages of a directory that is linked as a whole. */
function pagesAt(from: string, target: string): string[] {
  const [file = ''] = target.split('#');
  if (file === '' || /^[a-z]+:/.test(target)) return [];
  const path = relative(ROOT, join(ROOT, dirname(from), file));
  return pages.map((page) => page.path).filter((page) => page === path || dirname(page) === path.replace(/\/$/, ''));
}
