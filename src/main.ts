#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Where everything is put together: arguments → source → engine → terminal interface or text. What most runs do not need
// is imported when it is needed, so that `--help` starts at once; in dist/ those parts are files of their own.

import { statSync } from 'node:fs';
import { totalmem } from 'node:os';
import { capturePaths } from './cli/capture-paths.js';
import { isCommand, misspelledCommand } from './cli/command-table.js';
import { RUN_COMMAND } from './cli/commands.js';
import { complain, notify } from './cli/complain.js';
import { helpText } from './cli/help.js';
import { recordingProblem } from './cli/live-command.js';
import { type Options, parseOptions } from './cli/options.js';
import { isPipe } from './cli/waiting-note.js';
import { ok, type Result } from './engine/result.js';
import { raisePriority } from './priority.js';
import { packageVersion } from './program-files.js';

const EXIT = { DONE: 0, FAILED: 1, USAGE: 2 } as const;
const GIB = 1 << 30;

async function main(argv: readonly string[]): Promise<number> {
  const [command, ...words] = argv;
  if (isCommand(command)) return RUN_COMMAND[command](words);
  const meant = misspelledCommand(argv[0]);
  if (meant !== undefined) return complain(`there is no command ${argv[0]}; did you mean ${meant}?`, EXIT.USAGE);
  const parsed = parseOptions(argv, Math.min(totalmem() / 4, 2 * GIB));
  if (!parsed.ok) return complain(parsed.error, EXIT.USAGE);
  const named = await withFiles(parsed.value);
  if (!named.ok) return complain(named.error, EXIT.FAILED);
  const options = named.value;
  if (options.help) return say(helpText());
  if (options.version) return say(`sysdrill ${packageVersion()}`);
  const problem = options.list === undefined ? writingProblem(options) : undefined;
  if (problem !== undefined) return complain(problem, EXIT.USAGE);
  if (options.read.length === 0 && options.list === undefined) raisePriority();
  if (printsRules(options)) return printsAlerts(options);
  return isText(options) ? printsText(options) : showsTerminal(options);
}

/** The files that -r and --at mean. */
async function withFiles(options: Options): Promise<Result<Options, string>> {
  const { at, read } = options;
  const isFolder = read.some((path) => path !== '-' && statSync(path, { throwIfNoEntry: false })?.isDirectory());
  const paths = capturePaths(read);
  if (!paths.ok) return paths;
  const named = { ...options, read: paths.value };
  if (at === undefined && !isFolder) return ok(named);
  const { folderOptions } = await import('./cli/folder-input.js');
  return folderOptions(named, read, !isText(options));
}

/** On a terminal the screen shows what the rules find. */
function printsRules(options: Options): boolean {
  return options.rules.files.length > 0 && options.list === undefined && !savesCapture(options) && isText(options);
}

function comparesText({ compare, compareWith }: Options): boolean {
  return compare !== undefined || compareWith.length > 0;
}

function savesCapture({ write, read }: Options): boolean {
  return write !== undefined && read.length > 0;
}

function isText(options: Options): boolean {
  if (options.list !== undefined || savesCapture(options)) return true;
  return (
    asksForEvents(options) ||
    options.raw ||
    options.json ||
    options.graph !== undefined ||
    comparesText(options) ||
    !process.stdout.isTTY
  );
}

/** A format asks for events, and so does the one for containers where neither a view nor a screen is meant. */
function asksForEvents({ print, containers, json, view, raw }: Options): boolean {
  if (print !== undefined) return true;
  return view === undefined && !raw && (json || (containers && !process.stdout.isTTY));
}

async function printsText(options: Options): Promise<number> {
  const { textOutput } = await import('./cli/text-output.js');
  if (options.list !== undefined) return textOutput.list(options);
  if (options.write !== undefined && options.read.length > 0) return textOutput.saves(options, options.write);
  return asksForEvents(options) ? textOutput.printsEvents(options) : textOutput.printsView(options);
}

async function printsAlerts(options: Options): Promise<number> {
  const { printAlerts } = await import('./cli/print-alerts.js');
  const result = await printAlerts(options);
  if (!result.ok) return complain(result.error, EXIT.FAILED);
  if (result.value !== undefined) notify(result.value);
  return EXIT.DONE;
}

async function showsTerminal(options: Options): Promise<number> {
  const { NO_SCREEN, openScreen } = await import('./ui/opening-screen.js');
  const isLive = options.read.length === 0;
  const waitingFor = isLive ? 'loading the probe, reading /proc' : `opening ${options.read.join(', ')}`;
  // A pipe that nobody writes to is waited for on the terminal as it was, where Ctrl-C ends it.
  const opening = options.read.some(isPipe) ? NO_SCREEN : openScreen(waitingFor, options.ascii);
  // A moment for what was written to reach the terminal: the import keeps the thread.
  await new Promise((resolve) => setImmediate(resolve));
  try {
    const { runTerminal } = await import('./cli/terminal.js');
    return await runTerminal(options, opening);
  } finally {
    opening.leave();
  }
}

function writingProblem(options: Options): string | undefined {
  if (options.write === '-' && options.read.length === 0) return '-w - is for: sysdrill capture -w -';
  return recordingProblem(options);
}

function say(text: string): number {
  process.stdout.write(`${text}\n`);
  return EXIT.DONE;
}

// `| head` closes the pipe; that is not an error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? EXIT.DONE : EXIT.FAILED);
});

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
