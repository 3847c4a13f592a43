// SPDX-License-Identifier: Apache-2.0
// An agent's end over standard input and output: `sysdrill agent -`, as ssh-link.ts starts it. Who could start it has the
// rights of its user anyhow; there is one role.

import type { Readable, Writable } from 'node:stream';
import { readMessages } from './message-lines.js';
import type { FromAgent, Role } from './messages.js';
import type { AgentPort, Asking } from './ports.js';
import { encodeAnswer } from './row-lines.js';
import { decode } from './wire.js';

const ROLE: Role = 'dig';

export function pipeAgentPort(input: Readable, output: Writable): AgentPort {
  let handler: (asking: Asking) => void = () => undefined;
  let isOpen = true;
  const say = (message: FromAgent): void => {
    if (isOpen) output.write(`${encodeAnswer(message)}\n`);
  };
  // A screen that has gone away.
  const broken = new Promise<undefined>((resolve) => output.once('error', () => resolve(undefined)));
  const read = readMessages(input, (line) => handler({ message: decode(line), role: ROLE, reply: say }));
  let close: () => void = () => undefined;
  const closed = new Promise<undefined>((resolve) => {
    close = () => resolve(undefined);
  });
  return {
    serve(serving) {
      handler = serving;
    },
    announce: say,
    ended: Promise.race([read, broken, closed]).finally(() => {
      isOpen = false;
    }),
    async close() {
      input.destroy();
      close();
    },
  };
}
