// SPDX-License-Identifier: Apache-2.0
// The pages that lie over each other; the first one is a table and never leaves.

import type { Levels } from './navigation.js';
import type { Page, Ui } from './page.js';
import { TablePage } from './pages/table-page.js';

export class PageStack {
  readonly #first: TablePage;
  readonly #pages: Page[];
  readonly #uncovered: (page: Page) => void;

  /** `uncovered`: a page that was hidden by another is on the screen again. */
  constructor(ui: Ui, start: Levels, uncovered: (page: Page) => void) {
    this.#first = new TablePage(ui, start);
    this.#pages = [this.#first];
    this.#uncovered = uncovered;
  }

  get pages(): readonly Page[] {
    return this.#pages;
  }

  /** The one that has the keys. */
  get top(): Page {
    return this.#pages.at(-1) ?? this.#first;
  }

  /** The one that fills the screen, overlays aside. */
  get ground(): Page {
    return this.#pages.findLast((page) => !page.isOverlay) ?? this.#first;
  }

  /** The table on the screen, or the one below it. */
  get table(): TablePage {
    return this.#pages.findLast((page) => page instanceof TablePage) ?? this.#first;
  }

  open(page: Page): void {
    this.#pages.push(page);
  }

  /** Closes a page and whatever lies over it; the first page stays. */
  close(page: Page): void {
    const at = this.#pages.indexOf(page);
    if (at > 0) this.#take(at);
  }

  /** Closes whatever lies over the table. */
  toTable(): void {
    const at = this.#pages.indexOf(this.table) + 1;
    if (at < this.#pages.length) this.#take(at);
  }

  #take(at: number): void {
    const taken = this.#pages.splice(at);
    for (const page of taken.reverse()) page.closed?.();
    if (!taken.every((page) => page.isOverlay)) this.#uncovered(this.top);
  }
}
