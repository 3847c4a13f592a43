// SPDX-License-Identifier: Apache-2.0
// The screen's end for two or three hosts without a server: one ssh for each, an agent at its other end, the same messages
// over standard input and output. Whatever ssh asks (a password, a new host key) it asks on the terminal, before anything
// is shown; what it says goes where our own words go.

import { type ChildProcess, spawn } from 'node:child_process';
import { failure, ok, type Result } from '../engine/result.js';
import { readMessages } from './message-lines.js';
import { asFromAgent, type FromAgent, type ToAgent } from './messages.js';
import type { FleetPort } from './ports.js';
import { decodeAnswer } from './row-lines.js';
import { encode } from './wire.js';

export interface SshHost {
  /** As written, without path. */
  readonly name: string;
  readonly words: readonly string[];
}

interface Linked {
  readonly name: string;
  readonly child: ChildProcess;
}

const URL_PARTS = /^ssh:\/\/((?:[^@/:\s-][^@/:\s]*@)?[^@/:\s-][^@/:\s]*)(?::(\d+))?(\/.*)?$/;

/** `ssh://user@host:port/path/of/a/capture`; `program`: words of the remote command, `sysdrill` or `sudo -n sysdrill`. */
export function sshHost(url: string, program: string): Result<SshHost, string> {
  const match = URL_PARTS.exec(url);
  if (match === null) return failure(`"${url}" is not ssh://[USER@]HOST[:PORT][/CAPTURE]`);
  const [, host = '', port, capture] = match;
  const name = host.replace(/^.*@/, '');
  const read = capture === undefined || capture === '/' ? [] : ['-r', quoted(capture)];
  const remote = [program, 'agent', '-', '--name', quoted(name), ...read];
  return ok({ name, words: [...(port === undefined ? [] : ['-p', port]), '-T', host, ...remote] });
}

/** For the shell at the other end. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** `report`: takes what happens to the connections, a sentence each. */
export function sshFleetPort(hosts: readonly SshHost[], report: (message: string) => void): FleetPort {
  let listener: (message: FromAgent) => void = () => undefined;
  const linked = hosts.map(({ name, words }): Linked => ({ name, child: startSsh(words) }));
  const ended = linked.map(({ name, child }) => {
    if (child.stdout !== null) {
      void readMessages(child.stdout, (line) => {
        const said = asFromAgent(decodeAnswer(line));
        // A host speaks for itself alone.
        if (said?.host === name) listener(said);
      });
    }
    return endOf(child).then((reason) => {
      if (reason !== undefined) report(`${name}: ${reason}`);
    });
  });
  return {
    expected: () => linked.filter(({ child }) => child.exitCode === null).map(({ name }) => name),
    send(host, message: ToAgent) {
      const line = `${encode(message)}\n`;
      for (const { name, child } of linked) if (host === undefined || host === name) child.stdin?.write(line);
    },
    listen(heard) {
      listener = heard;
    },
    watch: (heard) => heard(true),
    ended: Promise.all(ended).then(() => 'all connections have ended'),
    async close() {
      for (const { child } of linked) child.stdin?.end();
      await Promise.all(ended);
    },
  };
}

function startSsh(words: readonly string[]): ChildProcess {
  const child = spawn('ssh', words, { stdio: ['pipe', 'pipe', 'inherit'] });
  // A host that has gone: its end says so.
  child.stdin.on('error', () => undefined);
  return child;
}

function endOf(child: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => {
      if (code === 0) resolve(undefined);
      else resolve(signal === null ? `ssh has ended with status ${code}` : `ssh was ended by ${signal}`);
    });
  });
}
