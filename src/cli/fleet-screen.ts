// SPDX-License-Identifier: Apache-2.0
// The terminal interface over a fleet: hosts first, then every view of all of them or of one.

import { failure, ok, type Result } from '../engine/result.js';
import type { FleetClient } from '../fleet/fleet-client.js';
import { fleetEngine } from '../fleet/fleet-engine.js';
import { checkFleetFilter } from '../fleet/host-filter.js';
import { fleetViews } from '../fleet/hosts-view.js';
import { runApp } from '../ui/app.js';
import { ConfigFile, configDirectory } from '../ui/config/config-file.js';
import { HistoryFile } from '../ui/config/history-file.js';
import { THEME_NAMES } from '../ui/theme/choose.js';
import type { FleetWords } from './fleet-words.js';
import { loadViews, noSuchView } from './own-views.js';

/** ms between refreshes, where nothing else is said, and for hosts to answer one. */
const REFRESH = 2000;
const ANSWER_WAIT = 5000;

/** The exit status of the interface; the error is a sentence for the user. */
export async function runFleetScreen(
  client: FleetClient,
  { options, wait, url }: FleetWords,
): Promise<Result<number, string>> {
  const loaded = await loadViews(options.viewFiles);
  if (!loaded.ok) return loaded;
  const views = fleetViews(loaded.value.all);
  const view = options.view ?? 'hosts';
  if (!views.some(({ id }) => id === view)) return failure(noSuchView(view, views, []));
  if (options.theme !== undefined && !THEME_NAMES.includes(options.theme)) {
    return failure(`--theme is one of ${THEME_NAMES.join(', ')}, not "${options.theme}".`);
  }
  const filter = options.words.join(' ');
  const checked = filter === '' ? ok(null) : checkFleetFilter(filter);
  if (!checked.ok) return failure(checked.error.message);
  const refused = await Promise.race([client.discover(wait), client.ended]);
  if (refused !== undefined) return failure(refused);
  if (client.roster.hosts.length === 0) return failure(`${url}: no agent answers`);
  const directory = configDirectory(process.env);
  const config = await ConfigFile.load(directory);
  const engine = fleetEngine(client, {
    views,
    refresh: options.refresh ?? config.settings.refresh ?? REFRESH,
    wait: Math.min(wait, ANSWER_WAIT),
  });
  const status = await runApp(engine, views, {
    view,
    filter,
    ...(options.theme === undefined ? {} : { theme: options.theme }),
    ...(options.containers ? { containers: true } : {}),
    ...(options.ascii ? { ascii: true } : {}),
    ...(options.mouse ? {} : { mouse: false }),
    memory: { config, histories: new HistoryFile(directory) },
  });
  return ok(status);
}
