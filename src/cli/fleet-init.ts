// SPDX-License-Identifier: Apache-2.0
// `sysdrill fleet init [DIR] [AGENT…]`: the files with which nats-server, agents and screens trust each other.

import { hostname } from 'node:os';
import { newUserKey } from '../fleet/nats-link.js';
import { writeServerFiles } from '../fleet/server-files.js';
import { complain } from './complain.js';
import { takeOwnWords } from './own-words.js';

const USAGE = `usage: sysdrill fleet init [DIR] [AGENT…] [--server NAME]… [--port N]
       writes into DIR (sysdrill-fleet) a configuration for nats-server and credentials for each agent and role;
       again, with further agents, it adds them`;
const NATS_PORT = 4222;

/** Exit status of the process. */
export function runFleetInit(argv: readonly string[]): number {
  const own = takeOwnWords(argv, ['server', 'port']);
  if (!own.ok) return complain(`${own.error}\n${USAGE}`, 2);
  const { values, rest } = own.value;
  if (rest.includes('--help') || rest.includes('-h')) return say(USAGE);
  const option = rest.find((word) => word.startsWith('-'));
  if (option !== undefined) return complain(`fleet init has no option ${option}\n${USAGE}`, 2);
  const port = Number(values.get('port')?.at(-1) ?? NATS_PORT);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return complain(`--port wants a port\n${USAGE}`, 2);
  const [directory = 'sysdrill-fleet', ...agents] = rest;
  const servers = [...(values.get('server') ?? [hostname()]), 'localhost', '127.0.0.1', '::1'];
  try {
    const files = { directory, agents, servers: [...new Set(servers)], port };
    const written = writeServerFiles(files, newUserKey, new Date());
    return say(report(directory, written));
  } catch (error) {
    return complain(`${directory}: ${(error as Error).message}`, 1);
  }
}

function report(directory: string, written: readonly string[]): string {
  return [
    ...written.map((name) => `${directory}/${name}`),
    '',
    `Start the server there: cd ${directory} && nats-server -c nats-server.conf`,
    'Take creds/agent-NAME.json to that host: sysdrill agent --creds agent-NAME.json',
    'and creds/look.json, dig.json or save.json to who may look: sysdrill fleet --creds look.json',
    'ca.key and creds/ are secrets: keep them away from the server.',
  ].join('\n');
}

function say(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}
