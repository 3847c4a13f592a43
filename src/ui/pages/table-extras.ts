// SPDX-License-Identifier: Apache-2.0
// What a table shows beside its cells: sparklines of the rows on the screen, and on wide screens the details of the row
// under the cursor. Both are asked for after the rows, and take their share of the engine's time only.

import type { TableSnapshot } from '../../engine/protocol/protocol.js';
import type { Arrangement } from '../grid/arrangement.js';
import { TREND_WIDTH } from '../grid/sparkline.js';
import type { Table, Ui } from '../page.js';
import type { Canvas } from '../paint/canvas.js';
import { DetailsFeed } from './details-feed.js';
import { detailsRequest, paintDetails, paneWidth } from './details-pane.js';
import { TrendFeed } from './trend-feed.js';

export class TableExtras {
  readonly #ui: Ui;
  readonly #trend: TrendFeed;
  readonly #details: DetailsFeed;

  constructor(ui: Ui) {
    this.#ui = ui;
    this.#details = new DetailsFeed(ui.client, () => ui.repaint());
    this.#trend = new TrendFeed({
      client: ui.client,
      changed: () => ui.repaint(),
      isGrowing: () => ui.status?.live === true || ui.status?.state.kind === 'loading',
    });
  }

  /** Another table. */
  reset(): void {
    this.#trend.reset();
  }

  stop(): void {
    this.#trend.stop();
    this.#details.stop();
  }

  /** With the sorted column kept, and sparklines beside it. */
  arranged(arrangement: Arrangement, { grid, level }: Pick<Table, 'grid' | 'level'>): Arrangement {
    if (grid.sort === undefined) return arrangement;
    const { column } = grid.sort;
    const { view } = level;
    const isFollowed = view.kind === 'table' && view.ofThreads !== true && view.ofOpenFds !== true;
    const isOn = isFollowed && this.#ui.user.preferences.settings.sparklines !== false;
    return { ...arrangement, kept: column, ...(isOn ? { trend: { after: column, width: TREND_WIDTH } } : {}) };
  }

  /** Of the rows on the screen, where the line has room for them. */
  trends({ grid, layout, snapshot }: Pick<Table, 'grid' | 'layout' | 'snapshot'>): TrendFeed | undefined {
    if (layout.trend === undefined) return undefined;
    const { rows, top, height, offset } = grid;
    this.#trend.want(rows.slice(Math.max(0, top - offset), top - offset + height), snapshot);
    return this.#trend;
  }

  /** Cells of the pane; 0 where there is none. */
  paneWidth({ width, height }: Canvas, { view }: Table['level']): number {
    const isWanted = this.#ui.user.preferences.settings.details !== false && view.kind === 'table';
    return isWanted ? paneWidth(width, height) : 0;
  }

  paintPane(canvas: Canvas, table: Table): void {
    const request = detailsRequest(table, canvas.width);
    const snapshot: TableSnapshot | undefined = table.snapshot;
    if (request !== undefined && snapshot !== undefined) this.#details.want(request, snapshot);
    paintDetails(canvas, table, request === undefined ? undefined : this.#details.of(request.key));
  }
}
