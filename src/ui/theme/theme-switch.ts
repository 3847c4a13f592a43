// SPDX-License-Identifier: Apache-2.0
// Which theme is on the screen: the chosen one, or for a while one that is only being looked at. Made by app.ts; the palette
// calls preview and keep.

import type { Capability } from '../terminal/capability.js';
import { chooseTheme } from './choose.js';
import type { Theme } from './theme.js';

export class ThemeSwitch {
  readonly #capability: Capability;
  readonly #apply: (theme: Theme) => void;
  #name: string;
  #previewed: string | undefined;
  #background: number | undefined;

  constructor(capability: Capability, name: string, apply: (theme: Theme) => void) {
    this.#capability = capability;
    this.#name = name;
    this.#apply = apply;
  }

  /** One of THEME_NAMES. */
  get name(): string {
    return this.#name;
  }

  get theme(): Theme {
    return chooseTheme(this.#previewed ?? this.#name, this.#capability, this.#background);
  }

  /** The terminal has reported its background, 0xrrggbb. */
  setBackground(background: number): void {
    this.#background = background;
    this.#apply(this.theme);
  }

  /** Shows a theme without choosing it; undefined is the chosen one again. */
  preview(name: string | undefined): void {
    if (name === this.#previewed) return;
    this.#previewed = name;
    this.#apply(this.theme);
  }

  keep(name: string): void {
    this.#name = name;
    this.#previewed = undefined;
    this.#apply(this.theme);
  }
}
