// SPDX-License-Identifier: Apache-2.0
// Presses keys of the key table in one place of the program, and sees what each does. What was pressed, and seen to have an
// effect, is written down: a new key without a walk that presses it fails the test.

import assert from 'node:assert/strict';
import type { KeyBinding, KeyContext } from '../../../src/ui/keys/binding.js';
import type { App } from '../driver.js';

/** What was pressed with effect, by place. */
export class KeyLedger {
  readonly #pressed = new Set<string>();

  write(context: KeyContext, key: string): void {
    this.#pressed.add(`${context}: ${key}`);
  }

  /** Keys of `table` that nobody has pressed. */
  missing(table: readonly KeyBinding[]): string[] {
    const all = table.flatMap(({ when, keys }) => when.flatMap((context) => keys.map((key) => `${context}: ${key}`)));
    return [...new Set(all)].filter((key) => !this.#pressed.has(key));
  }
}

/** A pattern that the screen shows, or anything else that holds; not before the key is pressed, and afterwards. */
export type Effect = RegExp | (() => boolean);

export class KeyWalk {
  readonly app: App;
  readonly #context: KeyContext;
  readonly #ledger: KeyLedger;

  constructor(app: App, context: KeyContext, ledger: KeyLedger) {
    this.app = app;
    this.#context = context;
    this.#ledger = ledger;
  }

  /** The same program in another place. */
  in(context: KeyContext): KeyWalk {
    return new KeyWalk(this.app, context, this.#ledger);
  }

  /** The screen without the first line, which shows what sysdrill costs at the moment. */
  get body(): string {
    return this.app.lines.slice(1).join('\n');
  }

  /** Presses a key of this place: its effect was not there before, and comes. */
  async press(key: string, effect: Effect): Promise<void> {
    const holds = (): boolean => this.#holds(effect);
    const what = `${this.#context}: ${key} → ${effect instanceof RegExp ? effect : effect.toString()}`;
    assert.equal(holds(), false, `${what} is true already:\n${this.app.screen}`);
    this.app.press(driverKey(key));
    await this.app.until(holds, what);
    this.#ledger.write(this.#context, key);
  }

  #holds(effect: Effect): boolean {
    return effect instanceof RegExp ? effect.test(this.app.screen) : effect();
  }

  /** The key makes the screen another one. */
  changes(key: string): Promise<void> {
    const before = this.body;
    return this.press(key, () => this.body !== before);
  }

  /** Each of `keys` has the effect; in between `back` takes it back, to where `home` is shown. */
  async each(keys: readonly string[], effect: Effect, back: string, home: RegExp): Promise<void> {
    for (const key of keys) {
      await this.press(key, effect);
      this.app.press(driverKey(back));
      await this.app.until(() => !this.#holds(effect) && home.test(this.app.screen), `${home} again after ${key}`);
    }
  }

  /** Each of `forth` makes what `look` sees another one, each of `back` what it was before. */
  async pair(forth: readonly string[], back: readonly string[], look = (): string => this.body): Promise<void> {
    await this.quiet();
    for (let i = 0; i < Math.max(forth.length, back.length); i++) {
      const before = look();
      await this.press(forth[i] ?? forth[0] ?? '', () => look() !== before);
      await this.press(back[i] ?? back[0] ?? '', () => look() === before).catch((error: Error) => {
        throw new Error(`${error.message}\nbefore it was\n${before}`);
      });
    }
  }

  /** Painted again, without the words that were said last. */
  async quiet(): Promise<void> {
    const { clears } = this.app;
    this.app.press('Ctrl-L');
    await this.app.until(() => this.app.clears > clears, 'a screen painted again');
  }

  /** On the way, of no account. */
  async goes(key: string, to: RegExp): Promise<void> {
    this.app.press(driverKey(key));
    await this.app.expectScreen(to);
  }
}

const NAMES: Readonly<Record<string, string>> = {
  pageup: 'PgUp',
  pagedown: 'PgDn',
  escape: 'Esc',
  insert: 'Ins',
  delete: 'Del',
};

/** A key as the key table names it → as the driver does: `C-f` → `Ctrl-F`, `M-left` → `Alt-Left`, `f2` → `F2`. */
export function driverKey(key: string): string {
  const [, control, alt, shift, name = ''] = /^(C-)?(M-)?(S-)?(.+)$/su.exec(key) ?? [];
  const base = NAMES[name] ?? (name.length > 1 ? name.charAt(0).toUpperCase() + name.slice(1) : name);
  if (control !== undefined) return `Ctrl-${base.toUpperCase()}`;
  return `${alt === undefined ? '' : 'Alt-'}${shift === undefined ? '' : 'Shift-'}${base}`;
}
