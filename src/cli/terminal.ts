// SPDX-License-Identifier: Apache-2.0
// Starts the engine's thread and the terminal interface on top of it.

import { fileURLToPath } from 'node:url';
import { startEngine } from '../engine/pipeline/client.js';
import type { EngineOptions } from '../engine/pipeline/worker-messages.js';
import { runApp } from '../ui/app.js';
import type { Options } from './options.js';
import { loadViews } from './own-views.js';
import { userFilter } from './print-events.js';

/** Exit status of the program. */
export async function runTerminal(options: Options): Promise<number> {
  const views = await loadViews(options.viewFiles);
  if (!views.ok) return complain(views.error);
  if (options.view !== undefined && !views.value.all.some((v) => v.id === options.view)) {
    return complain(`there is no view ${options.view}. See sysdrill --list-views.`);
  }
  const filter = userFilter(options.words);
  if (!filter.ok) return complain(filter.error);
  const input = inputOf(options);
  const name = input.kind === 'file' ? input.path : 'live capture';
  const engine = await startEngine({
    input,
    memory: options.memory,
    refresh: options.refresh,
    userViews: views.value.own,
  });
  if (!engine.ok) return complain(`${name} ${engine.error}`);
  return runApp(engine.value, views.value.all, {
    ...(options.view === undefined ? {} : { view: options.view }),
    ...(filter.value === undefined ? {} : { filter: filter.value.text }),
    ...(options.theme === undefined ? {} : { theme: options.theme }),
    containers: options.containers,
    ascii: options.ascii,
    mouse: options.mouse,
  });
}

function inputOf(options: Options): EngineOptions['input'] {
  const [path] = options.read;
  if (path !== undefined) return { kind: 'file', path };
  const main = fileURLToPath(new URL('../main.js', import.meta.url));
  return { kind: 'live', command: [process.execPath, main, 'capture', '-w', '-', '-s', String(options.snaplen)] };
}

function complain(message: string): number {
  process.stderr.write(`sysdrill: ${message}\n`);
  return 1;
}
