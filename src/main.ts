#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Where everything is put together: arguments → source → engine → terminal interface or text. Heavy parts are imported
// when they are needed, so that `--help` and `-p` start at once.

import { existsSync, readFileSync } from 'node:fs';
import { constants, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Ended } from './cli/ended.js';
import { helpText } from './cli/help.js';
import { type Options, parseOptions } from './cli/options.js';
import { ok, type Result } from './engine/result.js';
import { SourceError } from './engine/scap/byte-source.js';
import type { View } from './views/view.js';

const EXIT = { DONE: 0, FAILED: 1, USAGE: 2 } as const;
const GIB = 1 << 30;

async function main(argv: readonly string[]): Promise<number> {
  if (argv[0] === 'capture' || argv[0] === 'doctor') {
    const { runSubcommand } = await import('./cli/subcommands.js');
    return runSubcommand(argv[0], argv.slice(1));
  }
  const parsed = parseOptions(argv, Math.min(totalmem() / 4, 2 * GIB));
  if (!parsed.ok) return complain(parsed.error, EXIT.USAGE);
  const options = parsed.value;
  if (options.help) return say(helpText());
  if (options.version) return say(`sysdrill ${packageVersion()}`);
  if (options.list !== undefined) return list(options);
  if (options.write !== undefined && options.read.length > 0) return savesEvents(options, options.write);
  if (options.print !== undefined || (options.json && options.view === undefined && !options.raw)) {
    return printsEvents(options);
  }
  const isText = options.raw || options.json || !process.stdout.isTTY;
  return isText ? printsView(options) : showsTerminal(options);
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
  return result.ok ? ended(result.value) : complain(result.error, EXIT.FAILED);
}

async function savesEvents(options: Options, path: string): Promise<number> {
  const { saveEvents } = await import('./cli/save-events.js');
  const result = await saveEvents(options, path);
  return result.ok ? ended(result.value) : complain(result.error, EXIT.FAILED);
}

async function printsView(options: Options): Promise<number> {
  const views = await allViews(options);
  if (!views.ok) return complain(views.error, EXIT.FAILED);
  const id = options.view ?? 'procs';
  const view = views.value.find((v) => v.id === id);
  if (view === undefined) return complain(`there is no view ${id}. See sysdrill --list-views.`, EXIT.FAILED);
  const { printView } = await import('./cli/print-view.js');
  const result = await printView(options, view);
  return result.ok ? ended(result.value) : complain(result.error, EXIT.FAILED);
}

function ended({ warning, signal }: Ended): number {
  if (warning !== undefined) process.stderr.write(`${warning}\n`);
  return signal === undefined ? EXIT.DONE : 128 + constants.signals[signal];
}

async function showsTerminal(options: Options): Promise<number> {
  const { runTerminal } = await import('./cli/terminal.js');
  return runTerminal(options);
}

async function allViews(options: Options): Promise<Result<readonly View[], string>> {
  const { loadViews } = await import('./cli/own-views.js');
  const views = await loadViews(options.viewFiles);
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

function complain(message: string, status: number): number {
  process.stderr.write(`sysdrill: ${message}\n`);
  return status;
}

// `| head` closes the pipe; that is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? EXIT.DONE : EXIT.FAILED);
});

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SourceError)) throw error;
  process.exitCode = complain(error.message, EXIT.FAILED);
}
