// SPDX-License-Identifier: Apache-2.0
// `sysdrill serve --metrics ADDRESS`: views as metrics for Prometheus, of the running system or of a capture. A capture is
// read to its end before the first answer.

import { hostname, totalmem } from 'node:os';
import { OtlpPush } from '../engine/export/otlp-push.js';
import type { MetricFamily } from '../engine/metrics/metric-family.js';
import { type MetricPlan, planMetric } from '../engine/metrics/metric-plan.js';
import { Metrics } from '../engine/metrics/metrics.js';
import { metricsText } from '../engine/metrics/open-metrics.js';
import { failure, ok, type Result } from '../engine/result.js';
import { packageVersion } from '../program-files.js';
import { viewMetrics } from '../views/view-metrics.js';
import { callerOf } from './caller.js';
import { capturePaths } from './capture-paths.js';
import { commandWords } from './command-words.js';
import { complain, notify } from './complain.js';
import { withUrl } from './export-target.js';
import { userFilter } from './filter-words.js';
import { type MetricsServer, parseAddress, serveMetrics } from './metrics-server.js';
import { openTextInput, type TextInput } from './open-input.js';
import { type Options, parseOptions } from './options.js';
import { loadViews, noSuchView } from './own-views.js';
import { programFamilies } from './program-metrics.js';
import { windowOf } from './time-window.js';

const EXIT = { DONE: 0, FAILED: 1, USAGE: 2 } as const;
const GIB = 1 << 30;
/** ms between pushes. */
const PUSH_PERIOD = 15_000;
const USAGE = 'usage: sysdrill serve --metrics ADDRESS:PORT|--otlp URL [-r FILE] [-v VIEW] [options] [filter…]';

/** Exit status of the process. Runs until SIGINT or SIGTERM, or until the capture process ends. */
export async function runServeCommand(argv: readonly string[]): Promise<number> {
  const words = commandWords(argv, { metrics: 'ADDRESS', otlp: 'URL' });
  if (!words.ok) return complain(words.error, EXIT.USAGE);
  const parsed = parseOptions(words.value.rest, Math.min(totalmem() / 4, 2 * GIB));
  if (!parsed.ok) return complain(parsed.error, EXIT.USAGE);
  if (parsed.value.write !== undefined) return complain('-w is for: sysdrill capture -w FILE', EXIT.USAGE);
  const read = capturePaths(parsed.value.read);
  if (!read.ok) return complain(read.error, EXIT.FAILED);
  if (parsed.value.help) return say(USAGE);
  const [address, second] = words.value.own.get('metrics') ?? [];
  const [otlp, third] = words.value.own.get('otlp') ?? [];
  if ((address ?? otlp) === undefined || second !== undefined || third !== undefined)
    return complain(USAGE, EXIT.USAGE);
  const served = await serve({ address, otlp }, { ...parsed.value, read: read.value });
  if (!served.ok) return complain(served.error, EXIT.FAILED);
  if (served.value !== undefined) notify(served.value);
  return EXIT.DONE;
}

interface Places {
  readonly address: string | undefined;
  readonly otlp: string | undefined;
}

/** Resolves to a warning, if any. */
async function serve({ address, otlp }: Places, options: Options): Promise<Result<string | undefined, string>> {
  const listen = address === undefined ? undefined : parseAddress(address);
  if (listen?.ok === false) return listen;
  const collector = otlp === undefined ? undefined : withUrl('otlp', otlp, (url) => url);
  if (collector?.ok === false) return collector;
  const plans = await plannedMetrics(options);
  if (!plans.ok) return plans;
  const page = new MetricsPage();
  const server =
    listen === undefined
      ? undefined
      : await serveMetrics(listen.value, async (format) => metricsText(await page.families(), format));
  if (server?.ok === false) return server;
  const input = await openTextInput(options, { rawBudget: options.memory, budget: options.memory });
  if (!input.ok) {
    await server?.value.close();
    return input;
  }
  if (server !== undefined) notify(`sysdrill: ${plans.value.length} metrics at ${server.value.url}`);
  const push =
    collector === undefined
      ? undefined
      : new OtlpPush(collector.value, { host: hostname(), version: packageVersion() });
  const problem = await new Service(input.value, plans.value, options).run(page, { server: server?.value, push });
  return problem === undefined ? ok(input.value.warning()) : failure(problem);
}

/** The metrics of all views, or of the one that is asked for, checked. The error is a sentence. */
export async function plannedMetrics(options: Options): Promise<Result<readonly MetricPlan[], string>> {
  const user = userFilter(options.words);
  if (!user.ok) return user;
  const views = await callerOf(process.env).asCaller(() => loadViews(options.viewFiles));
  if (!views.ok) return views;
  const asked = options.view === undefined ? views.value.all : views.value.all.filter(({ id }) => id === options.view);
  if (asked.length === 0) return failure(noSuchView(options.view ?? '', views.value.all, []));
  const plans: MetricPlan[] = [];
  for (const view of asked) {
    for (const metric of viewMetrics(view)) {
      const plan = planMetric(view, metric, options.words.join(' '));
      if (!plan.ok) return plan;
      if (plans.some(({ name }) => name === plan.value.name))
        return failure(`two metrics are named ${plan.value.name}`);
      plans.push(plan.value);
    }
  }
  if (plans.length > 0) return ok(plans);
  return failure(`the view ${options.view} has no metrics: a view of your own says which (docs/metrics.md)`);
}

/** What a scrape is answered with; it waits until there is something. */
class MetricsPage {
  readonly #ready: Promise<() => readonly MetricFamily[]>;
  #show: (families: () => readonly MetricFamily[]) => void = () => undefined;

  constructor() {
    this.#ready = new Promise((resolve) => {
      this.#show = resolve;
    });
  }

  show(families: () => readonly MetricFamily[]): void {
    this.#show(families);
  }

  async families(): Promise<readonly MetricFamily[]> {
    return (await this.#ready)();
  }
}

interface Outlets {
  readonly server: MetricsServer | undefined;
  readonly push: OtlpPush | undefined;
}

class Service {
  readonly #input: TextInput;
  readonly #plans: readonly MetricPlan[];
  readonly #options: Options;
  #metrics: Metrics | undefined;
  #stopped = false;

  constructor(input: TextInput, plans: readonly MetricPlan[], options: Options) {
    this.#input = input;
    this.#plans = plans;
    this.#options = options;
  }

  /** Until it is stopped; resolves to what is wrong, if anything. */
  async run(page: MetricsPage, { server, push }: Outlets): Promise<string | undefined> {
    const ended = this.#stop();
    const timer = push === undefined ? undefined : this.#pushes(push);
    const problem = await this.#read(page);
    // A capture stays to be looked at; what runs has ended.
    if (problem === undefined && this.#input.live === undefined && server !== undefined) await ended;
    clearInterval(timer);
    await server?.close();
    return problem ?? (push === undefined ? undefined : this.#lastPush(push));
  }

  /** Of a running system: a capture has one state that counts, its end. */
  #pushes(push: OtlpPush): NodeJS.Timeout | undefined {
    if (this.#input.live === undefined) return undefined;
    return setInterval(() => {
      if (this.#metrics !== undefined) push.push(this.#families());
    }, this.#options.refresh ?? PUSH_PERIOD);
  }

  async #lastPush(push: OtlpPush): Promise<string | undefined> {
    if (this.#metrics === undefined) return undefined;
    const { pushes, problem } = await push.close(this.#families());
    if (problem !== undefined) return `${push.url.href}: ${problem} (${pushes} pushes were taken)`;
    notify(`sysdrill: ${this.#plans.length} metrics to ${push.url.href}, ${pushes} times`);
    return undefined;
  }

  #families(): readonly MetricFamily[] {
    return [...(this.#metrics?.families(performance.now()) ?? []), ...programFamilies(this.#input)];
  }

  async #read(page: MetricsPage): Promise<string | undefined> {
    const { capture, live } = this.#input;
    let problem: string | undefined;
    await this.#input.read(() => {
      // Where a window counts from the end of a file, the end has to be known.
      if (live !== undefined && capture.isStartKnown) problem = this.#advance(page, false);
      return problem === undefined && !this.#stopped && capture.store.rows < this.#options.count;
    });
    if (problem !== undefined || this.#stopped) return problem;
    if (capture.store.rows === 0) return `${this.#input.name}: ${capture.defect?.reason ?? 'it is empty'}`;
    return this.#advance(page, true);
  }

  #advance(page: MetricsPage, isEnd: boolean): string | undefined {
    if (this.#metrics === undefined) {
      const { capture, live } = this.#input;
      const window = windowOf({ ...this.#options, seconds: Number.POSITIVE_INFINITY }, capture);
      if (!window.ok) return window.error;
      const metrics = new Metrics(capture, this.#plans, { isLive: live !== undefined, window: window.value });
      this.#metrics = metrics;
      page.show(() => this.#families());
    }
    this.#metrics.take(isEnd);
    return undefined;
  }

  /** Resolves at the first signal. Where something runs, the capture process ends with it, and the reading. */
  #stop(): Promise<void> {
    return new Promise((resolve) => {
      const stop = () => {
        this.#stopped = this.#input.live === undefined;
        resolve();
      };
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
    });
  }
}

function say(text: string): number {
  process.stdout.write(`${text}\n`);
  return EXIT.DONE;
}
