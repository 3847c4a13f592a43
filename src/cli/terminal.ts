// SPDX-License-Identifier: Apache-2.0
// Starts the engine's thread and the terminal interface on top of it.

import { startEngine } from '../engine/pipeline/client.js';
import type { EngineOptions } from '../engine/pipeline/engine-options.js';
import type { WatchOptions } from '../engine/pipeline/rule-watch.js';
import type { SortOrder } from '../engine/protocol/protocol.js';
import { failure, ok, type Result } from '../engine/result.js';
import { readRuleTexts } from '../engine/rules/rule-texts.js';
import { ConfigFile, configDirectory } from '../ui/config/config-file.js';
import { HistoryFile } from '../ui/config/history-file.js';
import type { Settings } from '../ui/config/settings.js';
import type { OpeningScreen } from '../ui/opening-screen.js';
import { START_PAGES } from '../ui/start-pages.js';
import { THEME_NAMES } from '../ui/theme/choose.js';
import type { View } from '../views/view.js';
import { callerOf } from './caller.js';
import { complain as complainOf } from './complain.js';
import { liveInput } from './live-input.js';
import type { Options } from './options.js';
import { loadViews, noSuchView } from './own-views.js';
import { rowOrder } from './row-order.js';
import { whileWaiting } from './waiting-note.js';

/** ms between refreshes where neither the command line nor config.yaml says anything. */
const REFRESH = 1000;
/** The page that opens where rules run. */
const ALERTS = 'alerts';

/** Exit status of the program. `opening`: what is on the terminal so far. */
export async function runTerminal(options: Options, opening: OpeningScreen): Promise<number> {
  const complain = (message: string, status: number): number => {
    opening.leave();
    return complainOf(message, status);
  };
  const caller = callerOf(process.env);
  const views = await caller.asCaller(() => loadViews(options.viewFiles));
  if (!views.ok) return complain(views.error, 1);
  const hasRules = options.rules.files.length > 0;
  const view = options.view ?? (hasRules ? ALERTS : undefined);
  if (view !== undefined && !START_PAGES.has(view) && !views.value.all.some((v) => v.id === view)) {
    return complain(noSuchView(view, views.value.all, START_PAGES.keys()), 1);
  }
  if (options.theme !== undefined && !THEME_NAMES.includes(options.theme)) {
    return complain(`--theme is one of ${THEME_NAMES.join(', ')}, not "${options.theme}".`, 1);
  }
  const filter = await filterText(options.words);
  if (!filter.ok) return complain(filter.error, 1);
  const input = inputOf(options);
  const rules = hasRules ? await caller.asCaller(async () => watchOptions(options, filter.value ?? '')) : undefined;
  const directory = configDirectory(process.env);
  const config = await caller.asCaller(() => ConfigFile.load(directory));
  const sort = startOrder(options, config.settings, views.value.all);
  if (!sort.ok) return complain(sort.error, 1);
  // The engine reads already while the interface is loaded.
  const [engine, { runApp }] = await Promise.all([
    whileWaiting(
      options.read,
      startEngine({
        input,
        memory: options.memory,
        refresh: options.refresh ?? config.settings.refresh ?? REFRESH,
        userViews: views.value.own,
        rules,
        names: { users: !options.noUsers, ports: options.portNames },
      }),
    ),
    import('../ui/app.js'),
  ]);
  if (!engine.ok) return complain(input.kind === 'file' ? engine.error : `live capture: ${engine.error}`, 1);
  caller.become();
  opening.handOver();
  return runApp(engine.value, views.value.all, {
    ...(view === undefined ? {} : { view }),
    ...(hasRules ? { hasRules } : {}),
    ...(sort.value === undefined ? {} : { sort: sort.value }),
    ...(filter.value === undefined ? {} : { filter: filter.value }),
    ...(options.theme === undefined ? {} : { theme: options.theme }),
    // A switch that is not given leaves it to what is remembered.
    ...(options.containers ? { containers: true } : {}),
    ...(options.ascii ? { ascii: true } : {}),
    ...(options.mouse ? {} : { mouse: false }),
    memory: { config, histories: new HistoryFile(directory) },
  });
}

/** The rule files, read with the rights of the caller. */
function watchOptions({ rules, json, read }: Options, filter: string): WatchOptions {
  return {
    files: rules.files,
    texts: readRuleTexts(rules.files),
    selection: rules.selection,
    matching: rules.matching,
    filter,
    targets: rules.targets,
    json,
    limit: rules.limit,
    spans: rules.spans ?? (read.length === 0 ? '.' : undefined),
  };
}

/** How the start view is ordered; undefined: as it says itself. */
function startOrder(
  options: Options,
  settings: Settings,
  views: readonly View[],
): Result<SortOrder | undefined, string> {
  if (options.sort === undefined) return ok(undefined);
  const id = options.view ?? settings.view ?? 'procs';
  const view = views.find((other) => other.id === id);
  if (view === undefined || view.kind === 'spectrogram') return failure(`${id} has no order.`);
  const order = rowOrder(view, options.sort, options.containers || settings.containers === true);
  return order.ok ? ok({ column: order.value.index, descending: order.value.descending }) : order;
}

/** The words as a filter that compiles. The language is loaded only where there are words. */
async function filterText(words: readonly string[]): Promise<Result<string | undefined, string>> {
  if (words.length === 0) return ok(undefined);
  const { userFilter } = await import('./filter-words.js');
  const filter = userFilter(words);
  return filter.ok ? ok(filter.value?.text) : filter;
}

function inputOf(options: Options): EngineOptions['input'] {
  const { read, isOrdered = false, inputName: name, window } = options;
  if (read.length > 0) return { kind: 'file', paths: read, isOrdered, name, window };
  return liveInput(options, true);
}
