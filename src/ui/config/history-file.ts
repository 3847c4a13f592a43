// SPDX-License-Identifier: Apache-2.0
// What was entered in the filter, search and palette lines of earlier runs: history.json beside config.yaml. A file that is
// missing or damaged is an empty history; what cannot be written is forgotten at the end, which is worth no message.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from './replace-file.js';

export const HISTORY_NAMES = ['filter', 'search', 'palette'] as const;
export type HistoryName = (typeof HISTORY_NAMES)[number];
export type HistoryEntries = Readonly<Record<HistoryName, readonly string[]>>;

const KEPT = 100;
/** Code units of an entry; a pasted novel is not worth remembering. */
const LONGEST = 4000;

export class HistoryFile {
  readonly #path: string;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(directory: string) {
    this.#path = join(directory, 'history.json');
  }

  /** Oldest first. */
  async load(): Promise<HistoryEntries> {
    const text = await readFile(this.#path, 'utf8').catch(() => '');
    return parse(text);
  }

  /** Puts an entry last, over what the file holds by then. */
  add(name: HistoryName, entry: string): Promise<void> {
    if (entry.length > LONGEST) return Promise.resolve();
    const write = this.#writing.then(async () => {
      const entries = await this.load();
      const list = [...entries[name].filter((other) => other !== entry), entry].slice(-KEPT);
      await replaceFile(this.#path, `${JSON.stringify({ ...entries, [name]: list }, undefined, 1)}\n`).catch(
        () => undefined,
      );
    });
    this.#writing = write;
    return write;
  }
}

function parse(text: string): HistoryEntries {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = {};
  }
  const list = (name: HistoryName): string[] => {
    const entries: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
    if (!Array.isArray(entries)) return [];
    return entries.filter((entry): entry is string => typeof entry === 'string').slice(-KEPT);
  };
  return { filter: list('filter'), search: list('search'), palette: list('palette') };
}
