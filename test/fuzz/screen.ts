// SPDX-License-Identifier: Apache-2.0
// The interface over a mutated capture, in this process: the real engine at the other end of a message channel, the real
// screen, a terminal emulator for what is written. Random keys walk through views and pages. Nothing may reach the terminal
// that is not the painter's own, and no cell may show NaN or Infinity.

import assert from 'node:assert/strict';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { PassThrough, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { MessageChannel } from 'node:worker_threads';
import xterm from '@xterm/headless';
import { connectEngine } from '../../src/engine/pipeline/client.js';
import { serveEngine } from '../../src/engine/pipeline/serve.js';
import type { EngineClient } from '../../src/engine/protocol/engine-calls.js';
import { runApp } from '../../src/ui/app.js';
import type { ScreenStreams } from '../../src/ui/terminal/streams.js';
import { VIEWS } from '../../src/views/index.js';
import { below } from '../engine/scap/random.js';
import { foreignParts } from '../pty/own-output.js';

type Next = () => number;

const MEMORY = 64 << 20;
const KEYS_OF_A_RUN = 12;
/** ms between two keys: the engine answers in turns of this same thread. */
const STEP = 4;
const SIZES = [
  [80, 24],
  [120, 40],
  [31, 9],
  [200, 60],
] as const;
const PAGES = ['overview', 'dig', 'echo', 'map'];
/** Opens pages, views and charts, moves, folds, sorts, marks. Nothing that saves, copies, or runs a command on a process. */
const KEYS = [
  ...[
    '\r',
    '\r',
    '\r',
    '\x7f',
    '\x1b[B',
    '\x1b[B',
    '\x1b[A',
    '\x1b[C',
    '\x1b[D',
    '\x1b[6~',
    'G',
    'g',
    'j',
    'o',
    'd',
    'D',
  ],
  ...[
    'E',
    'l',
    'L',
    'F',
    's',
    'S',
    '<',
    '>',
    '1',
    '4',
    'e',
    'z',
    'T',
    '-',
    '+',
    '_',
    'O',
    'b',
    'C',
    ' ',
    'i',
    'I',
    'c',
  ],
  ...['H', '.', ',', '[', ']', '{', '}', '0', 'U', 't', 'B', 'P', 'n', 'N', '=', '!', '\x1bOQ', '\t', '\x0c', 'r', 'h'],
];
const QUIT = '\x03';
/** A minute of them. */
const QUITS = 15_000;
/** Where a number should be: a cell of its own, not part of a name. */
const NO_NUMBER = /(?:^|[\s│])(?:NaN|-?Infinity|undefined|\[object Object\])(?:[%smµKMGTPB]*)(?=$|[\s│])/m;

/** `path`: a file that may be written. A capture that the program refuses has no screen. */
export async function examineScreen(bytes: Uint8Array, next: Next, path: string): Promise<void> {
  writeFileSync(path, bytes);
  const client = await engineOf(path);
  if (client === undefined) return;
  const [columns, rows] = SIZES[below(next, SIZES.length)] ?? SIZES[0];
  const terminal = new EmulatedTerminal(columns, rows);
  try {
    const views = [...PAGES, ...VIEWS.map(({ id }) => id)];
    const app = runApp(client, VIEWS, {
      streams: terminal.streams,
      view: views[below(next, views.length)] ?? 'procs',
      theme: 'dark',
      containers: next() < 0.5,
      ascii: next() < 0.1,
    });
    await press(terminal, next);
    await ended(terminal, app);
  } finally {
    terminal.close();
  }
}

async function engineOf(path: string): Promise<EngineClient | undefined> {
  const { port1, port2 } = new MessageChannel();
  const options = {
    input: { kind: 'file', paths: [path] },
    memory: MEMORY,
    refresh: 1000,
    userViews: [],
    names: { users: true, ports: false },
  } as const;
  void serveEngine(options, port1);
  const client = await connectEngine(port2);
  if (client.ok) return client.value;
  port2.close();
  return undefined;
}

async function press(terminal: EmulatedTerminal, next: Next): Promise<void> {
  for (let i = 0; i < KEYS_OF_A_RUN; i++) {
    await sleep(STEP);
    terminal.press(KEYS[below(next, KEYS.length)] ?? '\r');
    await sleep(STEP);
    terminal.check(await terminal.shown());
  }
}

/** A question may come before the end. */
async function ended(terminal: EmulatedTerminal, app: Promise<number>): Promise<void> {
  let isOver = false;
  const end = app.finally(() => {
    isOver = true;
  });
  for (let i = 0; !isOver; i++) {
    assert.ok(i < QUITS, 'the interface does not end');
    terminal.press(QUIT);
    await sleep(STEP);
  }
  await end;
  terminal.check('');
}

/** Streams as a terminal has them, and what it would show. */
class EmulatedTerminal {
  readonly streams: ScreenStreams;
  readonly #input = new PassThrough();
  readonly #terminal: InstanceType<typeof xterm.Terminal>;
  readonly #fd = openSync('/dev/null', 'r+');
  #written = '';

  constructor(cols: number, rows: number) {
    this.#terminal = new xterm.Terminal({ cols, rows, allowProposedApi: true });
    const input = Object.assign(this.#input, { isTTY: true, isRaw: true, setRawMode: () => this.#input });
    const sink = new Writable({
      decodeStrings: false,
      write: (chunk: string | Buffer, _encoding, done) => {
        this.#written += String(chunk);
        this.#terminal.write(String(chunk), done);
      },
    });
    const output = Object.assign(sink, { isTTY: true, columns: cols, rows, fd: this.#fd });
    // As much of a tty's streams as the screen uses.
    this.streams = { input, inputFd: this.#fd, output } as unknown as ScreenStreams;
  }

  press(key: string): void {
    this.#input.write(key);
  }

  /** The screen's text, when everything that was written so far is there. */
  async shown(): Promise<string> {
    await new Promise<void>((resolve) => this.#terminal.write('', resolve));
    const { active } = this.#terminal.buffer;
    return Array.from({ length: this.#terminal.rows }, (_, y) => active.getLine(y)?.translateToString() ?? '').join(
      '\n',
    );
  }

  check(shown: string): void {
    assert.deepEqual(foreignParts(this.#written), [], 'something acts on the terminal');
    this.#written = '';
    assert.doesNotMatch(shown, NO_NUMBER, 'a cell holds NaN or the like');
  }

  close(): void {
    this.#terminal.dispose();
    this.#input.destroy();
    closeSync(this.#fd);
  }
}
