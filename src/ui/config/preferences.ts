// SPDX-License-Identifier: Apache-2.0
// The settings while the program runs: what config.yaml said, changed by what the user does. Pages read `settings` and call
// `set`; a change holds at once, and is written where there is a file.

import type { ConfigFile } from './config-file.js';
import type { ColumnSettings, Settings } from './settings.js';

export class Preferences {
  readonly #file: ConfigFile | undefined;
  readonly #failed: (reason: string) => void;
  #settings: Settings;

  /**
   * @param file where changes are written; undefined: they hold until the end
   * @param failed takes the reason why a change could not be written
   */
  constructor(file: ConfigFile | undefined, failed: (reason: string) => void) {
    this.#file = file;
    this.#failed = failed;
    this.#settings = file?.settings ?? {};
  }

  get settings(): Settings {
    return this.#settings;
  }

  /** Path of config.yaml; undefined where nothing is written. */
  get path(): string | undefined {
    return this.#file?.path;
  }

  get complaint(): string | undefined {
    return this.#file?.complaint;
  }

  /** Remembers one setting; undefined goes back to the default. */
  set<Name extends Exclude<keyof Settings, 'refresh' | 'columns' | 'keys'>>(
    name: Name,
    value: Settings[Name] | undefined,
  ): void {
    this.#settings = without({ ...this.#settings, [name]: value });
    this.#write([name], value);
  }

  columnsOf(view: string): ColumnSettings {
    return this.#settings.columns?.[view] ?? {};
  }

  /** Remembers the columns of a view; {} goes back to the view's own. */
  setColumns(view: string, columns: ColumnSettings): void {
    const kept = without(columns);
    const value = Object.keys(kept).length === 0 ? undefined : kept;
    const others = Object.entries(this.#settings.columns ?? {}).filter(([other]) => other !== view);
    const own = value === undefined ? [] : [[view, value] as const];
    this.#settings = { ...this.#settings, columns: Object.fromEntries([...others, ...own]) };
    this.#write(['columns', view], value);
  }

  #write(path: readonly string[], value: unknown): void {
    void this.#file?.set(path, value).then((reason) => {
      if (reason !== undefined) this.#failed(reason);
    });
  }
}

/** The entries that have a value, empty lists and maps left out. */
function without<T extends object>(entries: T): T {
  const kept = Object.entries(entries).filter(([, value]) => {
    if (Array.isArray(value)) return value.length > 0;
    return value !== undefined && !(typeof value === 'object' && value !== null && Object.keys(value).length === 0);
  });
  return Object.fromEntries(kept) as T;
}
