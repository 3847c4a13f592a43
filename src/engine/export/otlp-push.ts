// SPDX-License-Identifier: Apache-2.0
// Metrics that are sent to a collector again and again. They are cumulative: while one push is on its way the next is left
// out, and what a collector has missed is in the one after.

import type { MetricFamily } from '../metrics/metric-family.js';
import { type OtlpSource, otlpUrl, sendOtlp } from './otlp-logs.js';
import { metricsBody } from './otlp-metrics.js';

const TRIES = 5;
const FIRST_PAUSE = 500;

export interface PushReport {
  readonly pushes: number;
  /** What the last one failed by; undefined where it was taken. */
  readonly problem: string | undefined;
}

export class OtlpPush {
  readonly url: URL;
  readonly #source: OtlpSource;
  readonly #start = now();
  #pushes = 0;
  #problem: string | undefined;
  #sending: Promise<void> | undefined;

  constructor(base: URL, source: OtlpSource) {
    this.url = otlpUrl(base, 'metrics');
    this.#source = source;
  }

  push(families: readonly MetricFamily[]): void {
    this.#sending ??= this.#send(families, 1).finally(() => {
      this.#sending = undefined;
    });
  }

  /** The last word: sent several times if need be. */
  async close(families: readonly MetricFamily[]): Promise<PushReport> {
    await this.#sending;
    await this.#send(families, TRIES);
    return { pushes: this.#pushes, problem: this.#problem };
  }

  async #send(families: readonly MetricFamily[], tries: number): Promise<void> {
    const body = metricsBody(families, { start: this.#start, now: now() }, this.#source);
    for (let k = 0; k < tries; k++) {
      if (k > 0) await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE * 2 ** (k - 1)));
      this.#problem = await this.#problemOf(body);
      if (this.#problem === undefined) {
        this.#pushes++;
        return;
      }
    }
  }

  async #problemOf(body: object): Promise<string | undefined> {
    try {
      return (await sendOtlp(this.url, body, [])).problem;
    } catch (error) {
      return (error as Error).message;
    }
  }
}

const now = (): bigint => BigInt(Date.now()) * 1_000_000n;
