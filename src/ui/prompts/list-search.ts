// SPDX-License-Identifier: Apache-2.0
// Searching a page that shows one list of the engine: while the text is typed, and on to the next match. Dig and Echo
// have one each.

import type { Outcome, Ui } from '../page.js';
import { type Around, type FindIn, findAround, foundNote, NOTHING_SEARCHED } from './find-around.js';
import { type Searchable, SearchPrompt } from './search-prompt.js';

/** The list as the search sees it. */
export interface SearchedList<Place> {
  readonly ui: Ui;
  readonly find: FindIn;
  total(): number;
  /** Where the cursor is. */
  place(): Place;
  /** Index of the entry that a place is in. */
  indexOf(place: Place): number;
  moveTo(place: Place): void;
  /** To the match in an entry; moves nothing once `signal` is aborted. */
  goTo(index: number, needle: string, signal?: AbortSignal): void | Promise<void>;
}

export class ListSearch<Place> implements Searchable {
  readonly #list: SearchedList<Place>;
  #needle = '';
  #start: Place | undefined;

  constructor(list: SearchedList<Place>) {
    this.#list = list;
  }

  /** Text whose occurrences are marked; "" for none. */
  get needle(): string {
    return this.#needle;
  }

  open(): undefined {
    const { ui } = this.#list;
    this.#start = this.#list.place();
    ui.open(new SearchPrompt(ui, this, ui.user.histories.search));
    return undefined;
  }

  async find(text: string, signal: AbortSignal): Promise<boolean> {
    this.#needle = text;
    const start = this.#start ?? this.#list.place();
    const around = { from: this.#list.indexOf(start), total: this.#list.total(), backwards: false };
    const found = text === '' ? -1 : await findAround(this.#list.find, text, around);
    if (signal.aborted) return false;
    if (found >= 0) await this.#list.goTo(found, text, signal);
    else this.#list.moveTo(start);
    return found >= 0 || text === '';
  }

  endSearch(keep: boolean): void {
    if (keep) return;
    this.#needle = '';
    if (this.#start !== undefined) this.#list.moveTo(this.#start);
  }

  next(backwards: boolean): Outcome {
    if (this.#needle === '') return NOTHING_SEARCHED;
    const from = this.#list.indexOf(this.#list.place()) + (backwards ? -1 : 1);
    return this.#next({ from, total: this.#list.total(), backwards });
  }

  async #next(around: Around): Promise<string | undefined> {
    const text = this.#needle;
    const found = await findAround(this.#list.find, text, around);
    if (found >= 0) await this.#list.goTo(found, text);
    return foundNote(text, found, around);
  }
}
