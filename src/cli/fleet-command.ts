// SPDX-License-Identifier: Apache-2.0
// `sysdrill fleet URL`: many hosts as one screen; with -v VIEW --json or --raw, one table of all of them, once.

import type { Result } from '../engine/result.js';
import { FleetClient } from '../fleet/fleet-client.js';
import { natsFleetPort } from '../fleet/nats-link.js';
import type { FleetPort } from '../fleet/ports.js';
import { complain } from './complain.js';
import { readCredentials } from './fleet-credentials.js';
import { type FleetWords, fleetWords } from './fleet-words.js';

const EXIT = { DONE: 0, FAILED: 1, USAGE: 2 } as const;
const USAGE = `usage: sysdrill fleet URL [--creds FILE] [--role look|dig|save] [-v VIEW] [--json|--raw [--top N] [--wait SECONDS]] [filter…]
       URL is that of a NATS server: nats://HOST:4222. See docs/fleet.md.`;
/** Exit status of the process. */
export async function runFleetCommand(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help') || argv.includes('-h')) {
    process.stdout.write(`${USAGE}\n`);
    return EXIT.DONE;
  }
  const words = fleetWords(argv);
  if (!words.ok) return complain(`${words.error}\n${USAGE}`, EXIT.USAGE);
  const isText = words.value.options.json || words.value.options.raw;
  if (!isText && !process.stdout.isTTY) {
    return complain(`fleet wants --json or --raw where there is no terminal\n${USAGE}`, EXIT.USAGE);
  }
  const port = await openPort(words.value);
  if (!port.ok) return complain(port.error, EXIT.FAILED);
  const client = new FleetClient(port.value);
  const status = await (isText ? printsTable(client, words.value) : showsScreen(client, words.value));
  await client.close();
  return status.ok ? status.value : complain(status.error, EXIT.FAILED);
}

async function printsTable(client: FleetClient, words: FleetWords): Promise<Result<number, string>> {
  const { printFleetView } = await import('./print-fleet.js');
  return printFleetView(client, words);
}

async function showsScreen(client: FleetClient, words: FleetWords): Promise<Result<number, string>> {
  const { runFleetScreen } = await import('./fleet-screen.js');
  return runFleetScreen(client, words);
}

async function openPort({ url, creds, role }: FleetWords): Promise<Result<FleetPort, string>> {
  const read = readCredentials(creds);
  if (!read.ok) return read;
  return natsFleetPort(url, role === undefined ? read.value : { ...read.value, role });
}
