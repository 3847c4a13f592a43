// SPDX-License-Identifier: Apache-2.0
// Messages over a pipe: one a line.

import type { Readable } from 'node:stream';

/** A message of NATS has at most 15 MiB as well. */
const MOST = 16 << 20;

/** Calls `heard` for every line until the stream ends; the answer says why where it is not its end. */
export function readMessages(stream: Readable, heard: (line: string) => void): Promise<string | undefined> {
  let rest = '';
  stream.setEncoding('utf8');
  return new Promise((resolve) => {
    stream.on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) heard(line);
      if (rest.length <= MOST) return;
      stream.destroy();
      resolve('a message is too long');
    });
    stream.once('error', (error) => resolve(error.message));
    stream.once('end', () => resolve(undefined));
    stream.once('close', () => resolve(undefined));
  });
}
