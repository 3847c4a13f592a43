// SPDX-License-Identifier: Apache-2.0
// A stretch of the timeline strip while the mouse draws it: from the cell where the button went down to the cell where the
// mouse is. The session keeps one between frames; the strip paints it, and says what it means when the button is released.

/** Cells of the strip, in the order in which they were drawn. */
export interface Stroke {
  readonly from: number;
  readonly to: number;
}

export class Brush {
  #stroke: Stroke | undefined;

  /** What is being drawn; undefined while nothing is. */
  get stroke(): Stroke | undefined {
    return this.#stroke;
  }

  down(cell: number): void {
    this.#stroke = { from: cell, to: cell };
  }

  move(cell: number): void {
    if (this.#stroke !== undefined) this.#stroke = { ...this.#stroke, to: cell };
  }

  /** Ends the stroke; the same cell twice is a click; undefined where none began. */
  up(): Stroke | undefined {
    const stroke = this.#stroke;
    this.#stroke = undefined;
    return stroke;
  }
}
