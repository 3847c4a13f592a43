// SPDX-License-Identifier: Apache-2.0
// The commands that the documentation shows, and what it says that they print.
//
// A block marked `sh` holds commands, one a line (a backslash at the end goes on). A block marked `text` right below it
// is what they print; where that begins with `sysdrill: `, it is the message of a command that fails. Commands with
// `sysdrill` in them run; those after `sudo` need the rights to look at a living machine, so only their words are checked;
// what has no `sysdrill` in it is somebody else's program.

import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { MAIN } from '../fixtures/program-file.js';
import { type FencedBlock, fencedBlocks } from './markdown.js';
import { ROOT } from './pages.js';

export interface Example {
  readonly commands: readonly string[];
  /** What the page says that they print; undefined where it does not say. */
  readonly output: readonly string[] | undefined;
  /** Lines of the opening fences, from 1. */
  readonly line: number;
  readonly outputLine: number | undefined;
}

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function examplesIn(text: string): Example[] {
  const lines = text.split('\n');
  const blocks = fencedBlocks(text);
  return blocks.flatMap((block, index) => {
    if (block.language !== 'sh') return [];
    const next = blocks[index + 1];
    const shown = next?.language === 'text' && isRightBelow(lines, block, next) ? next : undefined;
    return [{ commands: commandsOf(block.lines), output: shown?.lines, line: block.line, outputLine: shown?.line }];
  });
}

function isRightBelow(lines: readonly string[], block: FencedBlock, next: FencedBlock): boolean {
  const end = block.line + block.lines.length + 1;
  return lines.slice(end, next.line - 1).every((line) => line.trim() === '');
}

function commandsOf(lines: readonly string[]): string[] {
  const joined = lines.join('\n').replaceAll(/\\\n\s*/g, '');
  return joined.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
}

/** What the page shows of the commands is a message of ours about what they cannot do. */
export function showsFailure({ output }: Example): boolean {
  return output?.[0]?.startsWith('sysdrill: ') === true;
}

/** Some part of the pipe is ours, and none needs rights, another machine or another set-up. */
export function isRunnable(command: string): boolean {
  if (/^(sudo|ssh|npm)\b/.test(command)) return false;
  return pipeParts(command).some((part) => /^sysdrill\b/.test(part));
}

/** The words after `sysdrill` of a command that needs rights, up to a pipe; undefined for other commands. */
export function privilegedWords(command: string): string[] | undefined {
  const match = /^sudo sysdrill\b([^|>]*)/.exec(command);
  if (match === null) return undefined;
  return [...(match[1] ?? '').matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map((m) => m[1] ?? m[2] ?? m[3] ?? '');
}

/** A directory like a fresh clone as far as examples go, with `sysdrill` in a bin directory beside it. */
export function makePlayground(): { readonly directory: string; readonly bin: string } {
  const directory = mkdtempSync(join(tmpdir(), 'sysdrill-docs-'));
  const bin = mkdtempSync(join(tmpdir(), 'sysdrill-bin-'));
  for (const name of ['docs', 'rules', 'test']) symlinkSync(join(ROOT, name), join(directory, name));
  symlinkSync(join(ROOT, 'docs', 'demo.scap'), join(directory, 'trace.scap'));
  const program = join(bin, 'sysdrill');
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' "$@"\n`);
  chmodSync(program, 0o755);
  return { directory, bin };
}

/** Runs a line of shell, in UTC, as the pages say. */
export function runExample(command: string, playground: ReturnType<typeof makePlayground>): Promise<Ran> {
  const { directory, bin } = playground;
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', command], {
      cwd: directory,
      env: {
        ...process.env,
        TZ: 'UTC',
        LC_ALL: 'C.UTF-8',
        HOME: directory,
        XDG_CONFIG_HOME: join(directory, '.config'),
        PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const out = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8');
      child[name].on('data', (text: string) => {
        out[name] += text;
      });
    }
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, ...out }));
  });
}

/** Programs of a pipe that are not ours, for a test that must say which of them a machine lacks. */
export function otherPrograms(command: string): string[] {
  return pipeParts(command)
    .map((part) => part.split(/\s+/)[0] ?? '')
    .filter((word) => word !== '' && word !== 'sysdrill');
}

function pipeParts(command: string): string[] {
  const unquoted = command.replace(/'[^']*'|"[^"]*"/g, '');
  return unquoted.split('|').map((part) => part.trim());
}
