// SPDX-License-Identifier: Apache-2.0
// What the pages say in `code` exists: filters compile, fields, views, options and keys are ones of the program.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { OPTION_ROWS } from '../../src/cli/option-table.js';
import { lookupField } from '../../src/engine/fields/catalogue.js';
import { compileFilter } from '../../src/engine/filter/compile.js';
import { checkFleetFilter } from '../../src/fleet/host-filter.js';
import { HOSTS_VIEW } from '../../src/fleet/hosts-view.js';
import { KEY_TABLE } from '../../src/ui/keys/key-table.js';
import { EDITING_KEYS, keySections, MOUSE_SECTION } from '../../src/ui/keys/reference.js';
import { VIEWS } from '../../src/views/index.js';
import { ROOT } from '../fixtures/live-capture.js';
import { codeSpans } from './markdown.js';
import { allPages } from './pages.js';

/** Generated pages are right by themselves; decisions may speak of what is no more. */
const pages = allPages().filter(({ path }) => !/^docs\/(reference|adr|decisions)\//.test(path));

const FIELD = /^(evt|proc|thread|fd|user|group|container|k8s|syslog|fs\.path)\.[a-z0-9_.]+(\[[^\]]*\])?$/;
const COMPARISON =
  /^(not )?\(?(not )?[a-z0-9]+\.[a-z0-9_.]+(\[[^\]]*\])? ?(=|!=|<|>|in \(|contains |startswith |endswith |glob |regex |pmatch |exists)/;
/** What stands for something that the reader puts in. */
const PLACEHOLDER = /…|TIMESTAMP|MILLISECONDS/;
const OPTION = /^--?[a-zA-Z][a-z-]*/;
const KEYS: ReadonlySet<string> = new Set(
  [...keySections(KEY_TABLE), EDITING_KEYS, MOUSE_SECTION].flatMap(({ rows }) => rows.flatMap(({ keys }) => keys)),
);
/** Headings of first columns that hold keys. */
const KEY_COLUMN = /^\| key \|/;

describe('words in the pages', () => {
  for (const { path, text } of pages) {
    const spans = codeSpans(text);
    it(`${path}: filters compile, fields exist`, () => {
      for (const { code, line } of spans) {
        const isFilter = COMPARISON.test(code) && !PLACEHOLDER.test(code);
        if (isFilter) {
          const filter = code.includes('fleet.') ? checkFleetFilter(code) : compileFilter(code, { lookupField });
          assert.ok(filter.ok, `${path}:${line}: ${code}: ${filter.ok ? '' : filter.error.message}`);
        } else if (FIELD.test(code)) {
          const field = lookupField(code.replace(/\[[A-Z]+\]$/, '[1]'));
          assert.ok(field.ok, `${path}:${line}: ${code}: ${field.ok ? '' : field.error}`);
        }
      }
    });

    it(`${path}: views and options exist`, () => {
      for (const { code, line, before } of spans) {
        if (/\bviews? $/i.test(before)) assert.ok(isView(code), `${path}:${line}: there is no view ${code}`);
        const option = /sysdig|git |make/.test(before) ? null : OPTION.exec(code);
        if (option !== null) assert.ok(isOption(option[0]), `${path}:${line}: there is no option ${option[0]}`);
      }
    });

    it(`${path}: keys exist`, () => {
      for (const { line, cell } of keyCells(text)) {
        for (const { code } of codeSpans(cell)) {
          assert.ok(KEYS.has(code), `${path}:${line}: there is no key ${code}`);
        }
      }
    });
  }

  it('the page on views names every view, and no other', () => {
    const page = pages.find(({ path }) => path === 'docs/views.md');
    assert.ok(page !== undefined);
    const named = codeSpans(page.text)
      .map(({ code }) => code)
      .filter((code) => /^[a-z0-9]{2,}(_[a-z0-9]+)*$/.test(code));
    assert.deepEqual([...new Set(named)].sort(), VIEWS.map(({ id }) => id).sort());
  });
});

function isView(id: string): boolean {
  return id === HOSTS_VIEW.id || VIEWS.some((view) => view.id === id);
}

/** Options that commands have of their own: each is a text in src/cli. */
const COMMANDS_SOURCE = readdirSync(join(ROOT, 'src', 'cli'))
  .map((name) => readFileSync(join(ROOT, 'src', 'cli', name), 'utf8'))
  .join('\n');
const isOfCommand = (option: string): boolean =>
  option.startsWith('--') &&
  new RegExp(`['"\`](--)?${option.slice(2)}['"\`:]|\\b${option.slice(2)}: \\{ type:`).test(COMMANDS_SOURCE);

/** What others call secrets. */
const OF_OTHERS = /^--(password|api-key)$/;

/** `-r`, or `--read`. */
function isOption(text: string): boolean {
  return (
    OPTION_ROWS.some(({ name, letter }) => text === `--${name}` || text === `-${letter}`) ||
    /^-p[ck]$/.test(text) ||
    OF_OTHERS.test(text) ||
    isOfCommand(text)
  );
}

/** First cells of the tables whose first column holds keys. */
function* keyCells(text: string): Generator<{ readonly line: number; readonly cell: string }> {
  let isKeys = false;
  for (const [index, line] of text.split('\n').entries()) {
    if (!line.startsWith('|')) isKeys = false;
    else if (KEY_COLUMN.test(line)) isKeys = true;
    else if (isKeys) yield { line: index + 1, cell: line.split(/(?<!\\)\|/)[1] ?? '' };
  }
}
