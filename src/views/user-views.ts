// SPDX-License-Identifier: Apache-2.0
// Loads the views that users write: every *.yaml in ~/.config/sysdrill/views and each --view-file. One YAML document is
// one view. A bad view costs only itself: the others load, and its problems name file, line and place.
// yaml and zod are imported only when there is a file.

import { readdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { View } from './view.js';
import { drillDownProblems } from './view-graph.js';

export interface ViewProblem {
  readonly file: string;
  /** 1-based; 0 where the whole file is meant. */
  readonly line: number;
  readonly message: string;
}

export interface UserViews {
  readonly views: readonly View[];
  readonly problems: readonly ViewProblem[];
}

/** Knows fields and filters; the engine provides it. Undefined: nothing wrong; else a sentence. */
export interface ViewChecker {
  field(text: string): string | undefined;
  filter(text: string): string | undefined;
}

export interface UserViewOptions {
  readonly directory: string;
  /** From --view-file; unlike the directory these must exist. */
  readonly files: readonly string[];
  readonly builtIn: readonly View[];
  /** Asked for where there is a file. */
  readonly checker: () => Promise<ViewChecker>;
}

/** Where user views live; XDG_CONFIG_HOME is honoured. */
export function userViewDirectory(environment: Readonly<Record<string, string | undefined>>): string {
  const config = environment['XDG_CONFIG_HOME'];
  const base = config === undefined || config === '' ? join(homedir(), '.config') : config;
  return join(base, 'sysdrill', 'views');
}

/** Built-in views, each replaced by the user's view of the same id, then the user's other views. */
export function mergeViews(builtIn: readonly View[], user: readonly View[]): readonly View[] {
  const own = new Map(user.map((view) => [view.id, view]));
  const replaced = builtIn.map((view) => own.get(view.id) ?? view);
  return [...replaced, ...user.filter((view) => !builtIn.some((other) => other.id === view.id))];
}

export async function loadUserViews(options: UserViewOptions): Promise<UserViews> {
  const problems: ViewProblem[] = [];
  const found: LocatedView[] = [];
  const files = [...(await yamlFiles(options.directory)), ...options.files];
  if (files.length === 0) return { views: [], problems };
  const checker = await options.checker();
  for (const file of files) {
    const read = await readViews(file, checker);
    problems.push(...read.problems);
    for (const located of read.views) {
      const other = found.find(({ view }) => view.id === located.view.id);
      if (other === undefined) found.push(located);
      else problems.push(problem(located, `id: "${located.view.id}" is also in ${other.file}`));
    }
  }
  const all = mergeViews(
    options.builtIn,
    found.map(({ view }) => view),
  );
  const sound = found.filter((located) => {
    const broken = drillDownProblems(located.view, all);
    problems.push(...broken.map((message) => problem(located, message)));
    return broken.length === 0;
  });
  return { views: sound.map(({ view }) => view), problems };
}

interface LocatedView {
  readonly file: string;
  readonly line: number;
  readonly view: View;
}

function problem({ file, line }: LocatedView, message: string): ViewProblem {
  return { file, line, message };
}

async function yamlFiles(directory: string): Promise<readonly string[]> {
  try {
    const names = await readdir(directory);
    return names
      .filter((name) => /\.ya?ml$/.test(name))
      .sort()
      .map((name) => join(directory, name));
  } catch {
    return []; // Most users have no views of their own.
  }
}

async function readViews(
  file: string,
  checker: ViewChecker,
): Promise<{ views: readonly LocatedView[]; problems: readonly ViewProblem[] }> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    return { views: [], problems: [{ file, line: 0, message: `cannot be read: ${messageOf(error)}` }] };
  }
  const { LineCounter, parseAllDocuments } = await import('yaml');
  const { checkView, pathText } = await import('./schema.js');
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false });
  const problems: ViewProblem[] = [];
  const views: LocatedView[] = [];
  for (const document of 'empty' in documents ? [] : documents) {
    const lineAt = (offset: number | undefined) => (offset === undefined ? 0 : lines.linePos(offset).line);
    const start = lineAt(document.contents?.range?.[0]);
    if (document.errors.length > 0) {
      problems.push(...document.errors.map((e) => ({ file, line: lineAt(e.pos[0]), message: e.message })));
      continue;
    }
    const value: unknown = document.toJS();
    if (value === null) continue;
    const checked = checkView(value);
    const issues = checked.ok ? engineIssues(checked.view, checker) : checked.issues;
    for (const { path, message } of issues) {
      const offset = offsetOfPath(path, (p) => offsetOf(document.getIn(p, true)));
      const line = offset === undefined ? start : lineAt(offset);
      const place = pathText(path);
      problems.push({ file, line, message: place === '' ? message : `${place}: ${message}` });
    }
    if (checked.ok && issues.length === 0) views.push({ file, line: start, view: checked.view });
  }
  return { views, problems };
}

interface Issue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

function engineIssues(view: View, checker: ViewChecker): readonly Issue[] {
  const issues: Issue[] = [];
  const check = (path: Issue['path'], message: string | undefined) => {
    if (message !== undefined) issues.push({ path, message });
  };
  if (view.filter !== undefined) check(['filter'], checker.filter(view.filter));
  for (const place of ['key', 'containerKey', 'groupBy', 'filterField'] as const) {
    const field = view[place];
    if (field !== undefined) check([place], checker.field(field));
  }
  for (const [i, column] of view.columns.entries()) check(['columns', i, 'field'], checker.field(column.field));
  return issues;
}

/** Offset of the node at `path`, or of the nearest node around it where that is missing. */
function offsetOfPath(path: Issue['path'], offset: (path: Issue['path']) => number | undefined): number | undefined {
  for (let length = path.length; length > 0; length--) {
    const at = offset(path.slice(0, length));
    if (at !== undefined) return at;
  }
  return undefined;
}

function offsetOf(node: unknown): number | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range)) return undefined;
  const start: unknown = node.range[0];
  return typeof start === 'number' ? start : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
