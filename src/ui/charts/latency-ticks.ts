// SPDX-License-Identifier: Apache-2.0
// Labels of a spectrogram's latency axis: one for each power of ten, thinned out where there is no room.

import { SPECTROGRAM_MAX, SPECTROGRAM_MIN } from '../../engine/protocol/protocol.js';

export interface Tick {
  /** Cell of the axis that it marks the lower edge of. */
  readonly cell: number;
  readonly label: string;
}

const UNITS = ['ns', 'us', 'ms', 's'] as const;

/** At least `room` cells from one to the next. The last one, at the axis's end, is in its last cell. */
export function latencyTicks(cells: number, room: number): Tick[] {
  const first = Math.round(Math.log10(SPECTROGRAM_MIN));
  const decades = Math.round(Math.log10(SPECTROGRAM_MAX)) - first;
  const every = Math.max(1, Math.ceil((room * decades) / Math.max(1, cells)));
  const ticks: Tick[] = [];
  for (let decade = 0; decade <= decades; decade += every) {
    const cell = Math.min(cells - 1, Math.round((decade / decades) * cells));
    ticks.push({ cell, label: powerLabel(first + decade) });
  }
  return ticks;
}

/** 10^power ns: 100ns, 1us, 10ms. */
function powerLabel(power: number): string {
  const unit = Math.min(UNITS.length - 1, Math.floor(power / 3));
  return `${10 ** (power - 3 * unit)}${UNITS[unit] ?? ''}`;
}
