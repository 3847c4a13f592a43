#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Where everything is put together: arguments → source → engine → terminal interface or text. Heavy parts are imported
// when they are needed, so that `--help` and `-p` start at once.

import { existsSync, readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { complain, tell } from './cli/complain.js';
import { helpText } from './cli/help.js';
import { type Options, parseOptions } from './cli/options.js';
import { ok, type Result } from './engine/result.js';
import { START_PAGES } from './ui/start-pages.js';
import type { View } from './views/view.js';

const EXIT = { DONE: 0, FAILED: 1, USAGE: 2 } as const;
const GIB = 1 << 30;

async function main(argv: readonly string[]): Promise<number> {
  if (argv[0] === 'capture' || argv[0] === 'doctor') {
    const { runSubcommand } = await import('./cli/subcommands.js');
    return runSubcommand(argv[0], argv.slice(1));
  }
  if (argv[0] === 'rules') {
    const { runRules } = await import('./cli/rules-command.js');
    return runRules(argv.slice(1));
  }
  const parsed = parseOptions(argv, Math.min(totalmem() / 4, 2 * GIB));
  if (!parsed.ok) return complain(parsed.error, EXIT.USAGE);
  const options = parsed.value;
  if (options.help) return say(helpText());
  if (options.version) return say(`sysdrill ${packageVersion()}`);
  if (options.list !== undefined) return list(options);
  const problem = await writingProblem(options);
  if (problem !== undefined) return complain(problem, EXIT.USAGE);
  if (options.write !== undefined && options.read.length > 0) return saves(options, options.write);
  if (options.rules.files.length > 0) return printsAlerts(options);
  if (asksForEvents(options)) return printsEvents(options);
  const isText = options.raw || options.json || !process.stdout.isTTY;
  return isText ? printsView(options) : showsTerminal(options);
}

/** A format asks for events, and so does the one for containers where neither a view nor a screen is meant. */
function asksForEvents({ print, containers, json, view, raw }: Options): boolean {
  if (print !== undefined) return true;
  return view === undefined && !raw && (json || (containers && !process.stdout.isTTY));
}

async function list(options: Options): Promise<number> {
  const { listEvents, listFields, listViews } = await import('./cli/lists.js');
  if (options.list === 'events') return say(listEvents(options.json).join('\n'));
  if (options.list === 'fields') {
    const lines = listFields(options.words[0], options.json);
    if (lines.length === 0)
      return complain(`there is no field class ${options.words[0]}. See sysdrill -l.`, EXIT.FAILED);
    return say(lines.join('\n'));
  }
  const views = await allViews(options);
  if (!views.ok) return complain(views.error, EXIT.FAILED);
  return say(listViews(views.value, options.json).join('\n'));
}

async function printsEvents(options: Options): Promise<number> {
  const { printEvents } = await import('./cli/print-events.js');
  const result = await printEvents(options);
  if (!result.ok) return complain(result.error, EXIT.FAILED);
  if (result.value !== undefined) tell(result.value);
  return EXIT.DONE;
}

async function printsAlerts(options: Options): Promise<number> {
  const { printAlerts } = await import('./cli/print-alerts.js');
  const result = await printAlerts(options);
  if (!result.ok) return complain(result.error, EXIT.FAILED);
  if (result.value !== undefined) tell(result.value);
  return EXIT.DONE;
}

async function printsView(options: Options): Promise<number> {
  const views = await allViews(options);
  if (!views.ok) return complain(views.error, EXIT.FAILED);
  const id = options.view ?? 'procs';
  const view = views.value.find((v) => v.id === id);
  if (view === undefined) {
    const isPage = START_PAGES.has(id);
    const why = isPage ? `${id} is a page of the terminal interface; -p prints events` : `there is no view ${id}`;
    return complain(`${why}. See sysdrill ${isPage ? '--help' : '--list-views'}.`, EXIT.FAILED);
  }
  const ordered = await orderedView(view, options);
  if (!ordered.ok) return complain(ordered.error, EXIT.FAILED);
  const { printView } = await import('./cli/print-view.js');
  const result = await printView(options, ordered.value);
  if (!result.ok) return complain(result.error, EXIT.FAILED);
  if (result.value !== undefined) tell(result.value);
  return EXIT.DONE;
}

async function writingProblem(options: Options): Promise<string | undefined> {
  const { recordingProblem } = await import('./cli/live-command.js');
  if (options.write === '-' && options.read.length === 0) return '-w - is for: sysdrill capture -w -';
  return recordingProblem(options);
}

async function saves(options: Options, path: string): Promise<number> {
  const { saveEvents } = await import('./cli/save.js');
  const saved = await saveEvents(options, path);
  if (!saved.ok) return complain(saved.error, EXIT.FAILED);
  for (const line of saved.value) tell(line);
  return EXIT.DONE;
}

async function showsTerminal(options: Options): Promise<number> {
  const { runTerminal } = await import('./cli/terminal.js');
  return runTerminal(options);
}

async function orderedView(view: View, { sort, containers }: Options): Promise<Result<View, string>> {
  if (sort === undefined) return ok(view);
  const { rowOrder } = await import('./cli/row-order.js');
  const order = rowOrder(view, sort, containers);
  return order.ok ? ok({ ...view, sort: order.value }) : order;
}

async function allViews(options: Options): Promise<Result<readonly View[], string>> {
  const [{ loadViews }, { callerOf }] = await Promise.all([import('./cli/own-views.js'), import('./cli/caller.js')]);
  const views = await callerOf(process.env).asCaller(() => loadViews(options.viewFiles));
  return views.ok ? ok(views.value.all) : views;
}

function packageVersion(): string {
  const path = ['../package.json', '../../package.json']
    .map((relative) => fileURLToPath(new URL(relative, import.meta.url)))
    .find((candidate) => existsSync(candidate));
  if (path === undefined) return 'unknown';
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}

function say(text: string): number {
  process.stdout.write(`${text}\n`);
  return EXIT.DONE;
}

// `| head` closes the pipe; that is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? EXIT.DONE : EXIT.FAILED);
});

process.exitCode = await main(process.argv.slice(2));
