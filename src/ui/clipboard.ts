// SPDX-License-Identifier: Apache-2.0
// biome-ignore-all lint/suspicious/noControlCharactersInRegex: control characters are what this file is about
// Text → the clipboard of the user's terminal, wherever that is: OSC 52, which also works through ssh. tmux and
// screen swallow it unless told otherwise, so they are spoken to in their own ways as well. Where nothing of that can work
// the text goes to a file, and the user gets its name.

import { spawn } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from './terminal/capability.js';

/** Bytes; xterm gives up at about 100,000 characters of base64, others earlier or later. */
const LARGEST = 74_994;
/** Bytes in one device control string for GNU screen, which cuts longer ones off. */
const SCREEN_CHUNK = 500;

export interface ClipboardSurroundings {
  readonly env: Environment;
  /** The terminal takes OSC 52. */
  readonly hasClipboard: boolean;
  write(sequence: string): void;
}

export type Copied = { readonly kind: 'clipboard' } | { readonly kind: 'file'; readonly path: string };

export class Clipboard {
  readonly #surroundings: ClipboardSurroundings;
  #directory: Promise<string> | undefined;

  constructor(surroundings: ClipboardSurroundings) {
    this.#surroundings = surroundings;
  }

  /** Where the text is now. Rejects only where not even a file can be written. */
  async copy(text: string): Promise<Copied> {
    const { env, hasClipboard } = this.#surroundings;
    const bytes = Buffer.from(text);
    if (!hasClipboard || bytes.length > LARGEST) return { kind: 'file', path: await this.#keep(text) };
    this.#surroundings.write(clipboardSequence(bytes, env));
    if ((env['TMUX'] ?? '') !== '') fillTmuxBuffer(bytes);
    return { kind: 'clipboard' };
  }

  /** One directory of our own per run, so that nobody can have laid a link in the file's place. */
  async #keep(text: string): Promise<string> {
    this.#directory ??= mkdtemp(join(tmpdir(), 'sysdrill-'));
    const path = join(await this.#directory, 'copied.txt');
    await writeFile(path, text.endsWith('\n') ? text : `${text}\n`, { mode: 0o600 });
    return path;
  }
}

/**
 * OSC 52 for the terminal, and wrapped for the multiplexer in between: tmux passes on what is between `ESC P tmux;` and
 * `ESC \` with each ESC doubled (tmux.1, allow-passthrough), screen what is in `ESC P … ESC \` of limited length.
 */
export function clipboardSequence(bytes: Buffer, env: Environment): string {
  const sequence = `\x1b]52;c;${bytes.toString('base64')}\x07`;
  const term = env['TERM'] ?? '';
  if ((env['TMUX'] ?? '') !== '') return `${sequence}\x1bPtmux;${sequence.replaceAll('\x1b', '\x1b\x1b')}\x1b\\`;
  if ((env['STY'] ?? '') === '' || !term.startsWith('screen')) return sequence;
  const chunks = sequence.match(new RegExp(`[^]{1,${SCREEN_CHUNK}}`, 'g')) ?? [];
  return chunks.map((chunk) => `\x1bP${chunk}\x1b\\`).join('');
}

/** tmux's own buffer, and from there its terminal's clipboard (-w, tmux 3.2). Older ones ignore all of it. */
function fillTmuxBuffer(bytes: Buffer): void {
  const tmux = spawn('tmux', ['load-buffer', '-w', '-'], { stdio: ['pipe', 'ignore', 'ignore'] });
  tmux.on('error', () => undefined);
  tmux.stdin.on('error', () => undefined);
  tmux.stdin.end(bytes);
}
