// SPDX-License-Identifier: Apache-2.0
// `sysdrill fleet URL`: many hosts as one screen; with -v VIEW --json or --raw, one table of all of them, once.

import { failure, ok, type Result } from '../engine/result.js';
import { FleetClient } from '../fleet/fleet-client.js';
import type { FleetPort } from '../fleet/ports.js';
import { sshFleetPort } from '../fleet/ssh-link.js';
import { complain, notify } from './complain.js';
import { type FleetWords, fleetWords } from './fleet-words.js';

const EXIT = { DONE: 0, FAILED: 1, USAGE: 2 } as const;
const USAGE = `usage: sysdrill fleet URL [--creds FILE] [--role look|dig|save] [-v VIEW] [--json|--raw [--top N] [--wait SECONDS]] [filter…]
       sysdrill fleet init [DIR] [AGENT…]
       sysdrill fleet kubernetes [URL] [--creds FILE] [--kubeconfig FILE|in-cluster]
       URL is that of a NATS server, nats://HOST:4222; or several ssh://[USER@]HOST[/CAPTURE] [--remote 'sudo -n sysdrill'].
       See docs/fleet.md.`;
/** Exit status of the process. */
export async function runFleetCommand(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help') || argv.includes('-h')) {
    process.stdout.write(`${USAGE}\n`);
    return EXIT.DONE;
  }
  if (argv[0] === 'kubernetes') return (await import('./fleet-kubernetes.js')).runFleetKubernetes(argv.slice(1));
  if (argv[0] === 'init') return (await import('./fleet-init.js')).runFleetInit(argv.slice(1));
  const words = fleetWords(argv);
  if (!words.ok) return complain(`${words.error}\n${USAGE}`, EXIT.USAGE);
  const isText = words.value.options.json || words.value.options.raw;
  if (!isText && !process.stdout.isTTY) {
    return complain(`fleet wants --json or --raw where there is no terminal\n${USAGE}`, EXIT.USAGE);
  }
  const port = await openPort(words.value);
  if (!port.ok) return complain(port.error, EXIT.FAILED);
  const client = new FleetClient(port.value);
  const work = isText ? printsTable(client, words.value) : showsScreen(client, words.value);
  // The screen goes on while the server is away; what ends the connection permanently, or is forbidden, ends the table.
  const status = await (isText ? Promise.race([work, refusal(client)]) : work);
  await client.close();
  return status.ok ? status.value : complain(status.error, EXIT.FAILED);
}

async function refusal(client: FleetClient): Promise<Result<number, string>> {
  return failure((await client.ended) ?? 'the connection has ended');
}

async function printsTable(client: FleetClient, words: FleetWords): Promise<Result<number, string>> {
  const { printFleetView } = await import('./print-fleet.js');
  return printFleetView(client, words);
}

async function showsScreen(client: FleetClient, words: FleetWords): Promise<Result<number, string>> {
  const { runFleetScreen } = await import('./fleet-screen.js');
  return runFleetScreen(client, words);
}

async function openPort({ url, ssh, credentials }: FleetWords): Promise<Result<FleetPort, string>> {
  if (ssh.length > 0) return ok(sshFleetPort(ssh, (message) => notify(`sysdrill: ${message}`)));
  const { natsFleetPort } = await import('../fleet/nats-link.js');
  return natsFleetPort(url, credentials);
}
