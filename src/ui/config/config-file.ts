// SPDX-License-Identifier: Apache-2.0
// ~/.config/sysdrill/config.yaml: read once at the start, written when something is to be remembered. What the user wrote
// stays as it is, comments included: only the one entry changes. A file that cannot be understood is never written to.

import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Document } from 'yaml';
import { replaceFile } from './replace-file.js';
import { problemText, type Settings, type SettingsProblem } from './settings.js';

/** Directory of the configuration; XDG_CONFIG_HOME is honoured (basedir-spec 0.8: only where it is absolute). */
export function configDirectory(environment: Readonly<Record<string, string | undefined>>): string {
  const config = environment['XDG_CONFIG_HOME'];
  const base = config?.startsWith('/') === true ? config : join(homedir(), '.config');
  return join(base, 'sysdrill');
}

export class ConfigFile {
  readonly path: string;
  /** What the file said when it was read. */
  readonly settings: Settings;
  /** Entries that were left out, in the order of the file. */
  readonly problems: readonly SettingsProblem[];
  #writing: Promise<unknown> = Promise.resolve();

  private constructor(path: string, read: ReadConfig) {
    this.path = path;
    this.settings = read.settings;
    this.problems = read.problems;
  }

  /** Never fails: a file that is missing has no settings, one that is wrong has problems. */
  static async load(directory: string): Promise<ConfigFile> {
    const path = join(directory, 'config.yaml');
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      const problems = missing ? [] : [{ line: 0, message: `cannot be read: ${(error as Error).message}` }];
      return new ConfigFile(path, { settings: {}, problems });
    }
    return new ConfigFile(path, await readConfig(text));
  }

  /** What the message line says of the problems; undefined where there are none. */
  get complaint(): string | undefined {
    const [first, ...rest] = this.problems;
    if (first === undefined) return undefined;
    return problemText(this.path, first) + (rest.length === 0 ? '' : `; and ${rest.length} more, see Help`);
  }

  /**
   * Writes one entry, undefined takes it out. One write after the other, each over what the file says by then: another
   * sysdrill may have written meanwhile. The answer is why it could not, undefined where it could.
   */
  set(path: readonly string[], value: unknown): Promise<string | undefined> {
    const write = this.#writing.then(() => this.#write(path, value));
    this.#writing = write;
    return write;
  }

  async #write(path: readonly string[], value: unknown): Promise<string | undefined> {
    const { isScalar, parseDocument } = await import('yaml');
    let text = '';
    try {
      text = await readFile(this.path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return notRemembered((error as Error).message);
    }
    const document = parseDocument(text);
    if (document.errors.length > 0) return notRemembered(`${this.path} is not YAML; correct it first`);
    if (!hasMap(document)) return notRemembered(`${this.path} holds no settings; correct it first`);
    const old: unknown = document.getIn([...path], true);
    if (value === undefined) deleteEntry(document, path);
    // Its comment stays with it.
    else if (isScalar(old) && typeof value !== 'object') old.value = value;
    else document.setIn([...path], document.createNode(value));
    const next = document.toString({ lineWidth: 100 });
    if (next === text) return undefined;
    return replaceFile(this.path, next).then(
      () => undefined,
      (error: Error) => notRemembered(error.message),
    );
  }
}

function notRemembered(reason: string): string {
  return `not remembered: ${reason}`;
}

/** An empty file, or one whose top level is a map. */
function hasMap(document: Document): boolean {
  const value: unknown = document.toJS();
  return value === null || value === undefined || (typeof value === 'object' && !Array.isArray(value));
}

/** Takes out an entry, and the maps around it that have become empty. */
function deleteEntry(document: Document, path: readonly string[]): void {
  if (!document.hasIn([...path])) return;
  document.deleteIn([...path]);
  const parent = path.slice(0, -1);
  if (parent.length === 0) return;
  const rest: unknown = (document.toJS() as Record<string, unknown> | null)?.[parent[0] ?? ''];
  if (parent.length === 1 && typeof rest === 'object' && rest !== null && Object.keys(rest).length === 0) {
    document.deleteIn(parent);
  }
}

interface ReadConfig {
  readonly settings: Settings;
  readonly problems: readonly SettingsProblem[];
}

async function readConfig(text: string): Promise<ReadConfig> {
  const { LineCounter, parseDocument, isMap, isScalar } = await import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [mistake] = document.errors;
  if (mistake !== undefined) {
    const problem = { line: lines.linePos(mistake.pos[0]).line, message: `${mistake.message}; the file is not used` };
    return { settings: {}, problems: [problem] };
  }
  const { checkConfig } = await import('./config-schema.js');
  const { settings, issues } = checkConfig(document.toJS());
  /** Line of the key at `path`, or of the nearest around it. */
  const lineOf = (path: readonly (string | number)[]): number => {
    for (let length = path.length; length > 0; length--) {
      const parent: unknown = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
      const name = path[length - 1];
      const pair = isMap(parent)
        ? parent.items.find((item) => isScalar(item.key) && String(item.key.value) === String(name))
        : undefined;
      const node: unknown = pair === undefined ? document.getIn(path.slice(0, length), true) : pair.key;
      const offset = isScalar(node) || isMap(node) ? node.range?.[0] : undefined;
      if (offset !== undefined) return lines.linePos(offset).line;
    }
    return 0;
  };
  const problems = issues.map(({ path, message }) => ({
    line: lineOf(path),
    message: path.length === 0 ? message : `${path.join('.')}: ${message}`,
  }));
  return { settings, problems: problems.sort((a, b) => a.line - b.line) };
}
