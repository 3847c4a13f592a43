// SPDX-License-Identifier: Apache-2.0
// `sysdrill record`: the flight recorder. The capture process writes the files of a ring by itself; this process keeps the
// folder within its bounds, writes the indexes, and watches by rules. Whatever happens to it never touches the files.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { callerIdentity } from '../engine/live/capture/privileges.js';
import { startCaptureWithPods } from '../engine/pipeline/live-pods.js';
import type { LiveSource } from '../engine/pipeline/live-source.js';
import { RingKeeper, SPANS_FOLDER } from '../engine/ring/ring-keeper.js';
import { complain, notify } from './complain.js';
import { FolderLock } from './folder-lock.js';
import { captureCommand, podsSpec } from './live-command.js';
import { LossLog } from './loss-log.js';
import type { Options } from './options.js';
import { parseRecordOptions, RECORD_USAGE, type RecordOptions } from './record-options.js';
import { RecorderService } from './recorder-service.js';
import { rulesToWatch, type WatchRules, watchRecording } from './watch-recording.js';

const EXIT = { DONE: 0, FAILED: 1, USAGE: 2 } as const;
/** Names say when a file begins, in UTC. */
const NAMES = '%Y%m%dT%H%M%S.%LZ.scap';
/** ms between two looks at the folder, and at the counters. */
const TEND = 2000;
const READ = 1000;

/** Exit status of the process. */
export async function runRecordCommand(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help') || argv.includes('-h')) {
    process.stdout.write(`${RECORD_USAGE}\n`);
    return EXIT.DONE;
  }
  const parsed = parseRecordOptions(argv);
  if (!parsed.ok) return complain(`${parsed.error}. See sysdrill record --help.`, EXIT.USAGE);
  const { folder, options } = parsed.value;
  const rules = rulesToWatch(options);
  if (!rules.ok) return complain(rules.error, EXIT.FAILED);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    return complain(`${folder} cannot be made: ${(error as Error).message}`, EXIT.FAILED);
  }
  const lock = FolderLock.take(folder);
  if (!lock.ok) return complain(lock.error, EXIT.FAILED);
  try {
    return await record(parsed.value, rules.value);
  } finally {
    lock.value.release();
  }
}

async function record(recording: RecordOptions, rules: WatchRules | undefined): Promise<number> {
  const pods = podsSpec(recording.options);
  // Names of files are in UTC: no hour comes twice.
  const service = await RecorderService.start(recording.service);
  if (!service.ok) return complain(service.error, EXIT.FAILED);
  const environment = { TZ: 'UTC', SYSDRILL_HELPERS: service.value.pids };
  const command = captureCommand(captureOptions(recording), true);
  const started = await startCaptureWithPods(pods, command, environment);
  if (!started.ok) {
    await service.value.close();
    return complain(`the recording did not begin: ${started.error}`, EXIT.FAILED);
  }
  const live = service.value.along(started.value);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, live.stop);
  const losses = new LossLog();
  const keeper = keeperOf(recording, losses);
  const timers = [setInterval(() => losses.take(lostOf(live)), READ), setInterval(() => void keeper.tend(), TEND)];
  try {
    await keeper.tend();
    const problem = await watchRecording(live, recording.options, rules, {
      ring: recording.folder,
      spans: join(recording.folder, SPANS_FOLDER),
    });
    losses.take(lostOf(live));
    if (problem !== undefined) notify(`sysdrill: ${problem}`);
    return problem === undefined ? EXIT.DONE : EXIT.FAILED;
  } finally {
    for (const timer of timers) clearInterval(timer);
    await service.value.close();
    await keeper.tend(true);
  }
}

/** A live capture that writes the ring. */
function captureOptions({ folder, megabytes, seconds, options }: RecordOptions): Options {
  const rotate = { megabytes, seconds, events: 0, files: 0 };
  return { ...options, write: join(folder.replaceAll('%', '%%'), NAMES), rotate };
}

function keeperOf({ folder, disk, keep, megabytes }: RecordOptions, losses: LossLog): RingKeeper {
  return new RingKeeper({
    folder,
    bytes: disk,
    spare: megabytes * 1e6,
    keep,
    owner: callerIdentity(process.env),
    lost: (from, to) => losses.within(from, to),
    complain: (message) => notify(`sysdrill: ${message}`),
  });
}

function lostOf(live: LiveSource): number {
  return live.report().recorded?.lost ?? 0;
}
