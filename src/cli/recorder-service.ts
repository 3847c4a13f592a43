// SPDX-License-Identifier: Apache-2.0
// The service of `sysdrill record --socket`: gets the stream besides what the recorder does with it.

import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { callerIdentity } from '../engine/live/capture/privileges.js';
import { type RunningService, startService } from '../engine/live/service/start-service.js';
import type { LiveSource } from '../engine/pipeline/live-source.js';
import { failure, ok, type Result } from '../engine/result.js';
import { notify } from './complain.js';
import type { ServiceOptions } from './record-options.js';

/** ms between two looks at the figures, which come once a second. */
const LOOK = 200;

export class RecorderService {
  readonly #service: RunningService | undefined;
  readonly #socket: string;
  #timer: NodeJS.Timeout | undefined;

  private constructor(service: RunningService | undefined, socket: string) {
    this.#service = service;
    this.#socket = socket;
  }

  /** The error is a message for the user. */
  static async start(options: ServiceOptions | undefined): Promise<Result<RecorderService, string>> {
    if (options === undefined) return ok(new RecorderService(undefined, ''));
    const { group: name } = options;
    const socket = resolve(options.socket);
    const group = name === undefined ? undefined : groupId(name);
    if (name !== undefined && group === undefined) return failure(`there is no group ${name}: sudo groupadd ${name}`);
    const rules = { group, owner: callerIdentity(process.env)?.uid };
    const started = await startService({ socket, rules }, () =>
      notify('sysdrill: the service has ended; the recording goes on'),
    );
    if (!started.ok) return failure(`nobody can be served: ${started.error}`);
    return ok(new RecorderService(started.value, socket));
  }

  /** Processes that are not to be captured, for the capture process. */
  get pids(): string {
    return this.#service === undefined ? '' : String(this.#service.pid);
  }

  /** The same source; what is read from it, the service gets too. */
  along(live: LiveSource): LiveSource {
    const service = this.#service;
    if (service === undefined) return live;
    let reported: number | undefined;
    this.#timer = setInterval(() => {
      const figures = live.report();
      if (figures.used?.ms !== reported) service.report(figures);
      reported = figures.used?.ms;
    }, LOOK);
    async function* chunks(): AsyncIterable<Uint8Array> {
      for await (const chunk of live.source.chunks()) {
        service?.take(chunk);
        yield chunk;
      }
    }
    return { ...live, source: { ...live.source, chunks } };
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    if (this.#service === undefined) return;
    await this.#service.close();
    rmSync(this.#socket, { force: true });
  }
}

function groupId(name: string): number | undefined {
  const { stdout = '' } = spawnSync('getent', ['group', '--', name], { encoding: 'utf8' });
  const id = /^[^:]*:[^:]*:(\d+):/.exec(stdout)?.[1] ?? (/^\d+$/.test(name) ? name : undefined);
  return id === undefined ? undefined : Number(id);
}
