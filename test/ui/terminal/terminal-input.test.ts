// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import type { ReadStream } from 'node:tty';
import { TerminalInput } from '../../../src/ui/terminal/terminal-input.js';

/** What blessed and the screen would get of what a terminal sends. */
function listen() {
  const source = new PassThrough();
  const heard: string[] = [];
  const input = new TerminalInput(source as unknown as ReadStream, {
    character: (text) => heard.push(`character ${text}`),
    paste: (text) => heard.push(`paste ${text}`),
    reply: (text) => heard.push(`reply ${text.slice(1)}`),
    hangup: () => heard.push('hangup'),
  });
  input.on('data', (data: Buffer) => heard.push(data.toString('latin1')));
  input.resume();
  /** As one read() after the other, with nothing between them. */
  const send = (...pieces: readonly string[]): void => {
    for (const piece of pieces) source.emit('data', Buffer.from(piece));
  };
  return { source, input, heard, send };
}

describe('TerminalInput', () => {
  it('puts sequences together that come in pieces', () => {
    const { input, heard, send } = listen();
    send('\x1b', '[', '1', '7~', '\x1b[<0;1;', '1Mx', '\x1b[?1;', '2c');
    assert.deepEqual(heard, ['\x1b[17~', '\x1b[<0;1;1M', 'x', 'reply [?1;2c']);
    input.pause();
  });

  it('believes a lone Esc when nothing follows', async () => {
    const { input, heard, send } = listen();
    send('\x1b');
    assert.deepEqual(heard, []);
    await once(input, 'data');
    assert.deepEqual(heard, ['\x1b']);
    input.pause();
  });

  it('says that the terminal has gone', () => {
    const { source, heard } = listen();
    source.emit('end');
    assert.deepEqual(heard, ['hangup']);
  });
});
