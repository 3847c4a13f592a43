// SPDX-License-Identifier: Apache-2.0
// The program that asks container engines: started by container-feed.ts for each user with an engine, with a HelperPlan as
// its argument. It reads no events and holds no probe. What an engine sends, however much of it, is this process's
// business alone. Ends when its input closes.

import type { HelperLine } from '../containers/container-feed.js';
import { ContainerMetadata } from '../containers/container-metadata.js';
import { type HelperPlan, sourceAt } from '../containers/container-sockets.js';
import { loadDocker } from '../containers/docker-source.js';
import { DEFAULT_NATIVE_OPTIONS, loadNative, peerUid } from './native.js';

const PERIOD = 200;

function say(line: HelperLine): void {
  // Our reader takes only so much at a time: then the engine waits, and its budget ends it.
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** From root to the user of the plan. What is needed later is loaded now: the program may be where that user cannot read. */
async function becomeUser({ uid, gid }: HelperPlan): Promise<void> {
  if (uid === undefined || uid === 0) return;
  await loadDocker();
  process.setgroups?.([gid]);
  process.setgid?.(gid);
  process.setuid?.(uid);
}

function serve({ uid, places }: HelperPlan, native: ReturnType<typeof loadNative> | undefined): void {
  const expected =
    uid === undefined
      ? undefined
      : { uid, of: (fd: number) => (native?.ok === true ? peerUid(native.value, fd) : undefined) };
  const sources = places.map((place) => sourceAt(place, expected));
  const metadata = new ContainerMetadata(sources, (container) => say({ container }));
  let last = '';
  setInterval(() => {
    const reports = metadata.reports();
    const text = JSON.stringify(reports);
    if (text !== last) say({ sources: reports });
    last = text;
  }, PERIOD);
  metadata.start();
}

const end = (): never => process.exit(0);
process.stdin.on('end', end).on('close', end).on('error', end).resume();
process.stdout.on('error', end);
// Ctrl-C reaches the whole group of processes; the capture process decides when we end.
process.on('SIGINT', () => undefined);

// The argument is our parent's.
const plan = JSON.parse(process.argv[2] ?? '') as HelperPlan;
const native = plan.uid === undefined ? undefined : loadNative(DEFAULT_NATIVE_OPTIONS.library);
void becomeUser(plan).then(() => serve(plan, native));
