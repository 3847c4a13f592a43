// SPDX-License-Identifier: Apache-2.0
// The program that serves those who watch a recorder (start-service.ts starts it, with a ServicePlan as its argument). It
// makes the socket and then gives up all rights, before it reads a byte from anybody. Ends when its input does.

import { createReadStream, lstatSync, rmSync, writeSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setPriority } from 'node:os';
import { createInterface } from 'node:readline';
import type { CaptureReport } from '../../protocol/capture-report.js';
import { DEFAULT_NATIVE_OPTIONS, loadNative, type Native, peerGroups, peerUid } from '../capture/native.js';
import { become, identityOf } from '../capture/privileges.js';
import type { Peer } from './admission.js';
import { READY, READY_WORD, REPORTS, type ServicePlan } from './start-service.js';
import { WatchService } from './watch-service.js';

/** After the recorder, where there is not enough for both. */
const NICE = 5;

async function run({ socket, rules }: ServicePlan): Promise<void> {
  const native = loadNative(DEFAULT_NATIVE_OPTIONS.library);
  if (!native.ok) return end(native.error.message);
  const service = new WatchService(rules);
  const server = createServer({ pauseOnConnect: false });
  const problem = (await removeStale(socket)) ?? (await listen(server, socket));
  if (problem !== undefined) return end(problem);
  setPriority(NICE);
  // It has nothing of the caller's to open: not even that user's rights.
  if (process.geteuid?.() === 0) become(identityOf({}));
  server.on('connection', (connection) => accept(service, native.value, connection));
  takeReports(service);
  writeSync(READY, `${READY_WORD}\n`);
  let reason = 'the recorder has ended';
  for await (const piece of process.stdin) {
    const damage = service.feed(piece as Uint8Array);
    if (damage === undefined) continue;
    reason = `the stream of the recorder is damaged: ${damage}`;
    break;
  }
  service.close(reason);
  server.close();
  setTimeout(() => process.exit(0), 500);
}

/** Says why there will be no service. */
function end(problem: string): void {
  writeSync(READY, `${problem}\n`);
  process.exit(1);
}

function accept(service: WatchService, native: Native, connection: Socket): void {
  const peer = peerOf(native, connection);
  if (peer === undefined) connection.destroy();
  else service.accept(connection, peer, Date.now());
}

function peerOf(native: Native, connection: Socket): Peer | undefined {
  const handle = '_handle' in connection ? connection._handle : undefined;
  const fd = typeof handle === 'object' && handle !== null && 'fd' in handle ? handle.fd : undefined;
  if (typeof fd !== 'number') return undefined;
  const uid = peerUid(native, fd);
  const groups = peerGroups(native, fd);
  return uid === undefined || groups === undefined ? undefined : { uid, groups };
}

function takeReports(service: WatchService): void {
  const lines = createInterface({ input: createReadStream('', { fd: REPORTS }) });
  // They are our parent's.
  lines.on('line', (line) => service.report(JSON.parse(line) as CaptureReport, Date.now()));
}

/** A socket without a listener makes room. Returns what is in the way. */
async function removeStale(path: string): Promise<string | undefined> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  if (!found.isSocket() || found.uid !== process.geteuid?.())
    return `${path} is there already, and is not a socket of ours`;
  if (await answers(path)) return `another recorder serves at ${path}`;
  rmSync(path);
  return undefined;
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

/** Everybody may connect; by umask, because chmod would go to whatever has the name by then. */
function listen(server: Server, path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    server.on('error', (error) => resolve(`${path}: ${error.message}`));
    const mask = process.umask(0o111);
    server.listen(path, () => resolve(undefined));
    process.umask(mask);
  });
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
void run(JSON.parse(process.argv[2] ?? '') as ServicePlan);
