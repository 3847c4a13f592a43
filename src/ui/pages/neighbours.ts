// SPDX-License-Identifier: Apache-2.0
// The events before and after an event in the same thread, or on the same file or connection: what led to it, and what
// followed. It takes the list of events from the engine for that; Dig requests its own again when it is back.

import type { EventDetails, EventLine } from '../../engine/protocol/protocol.js';
import { joinFilter, termText } from '../filter-terms.js';
import type { Page, Ui } from '../page.js';
import { ALL, windowOf } from '../time/time-choice.js';

export type Kinship = 'thread' | 'fd';

export interface Neighbourhood {
  readonly kinship: Kinship;
  /** `thread 4121`, `127.0.0.1:80->…`. */
  readonly label: string;
  /** Some events around the one in the middle, which is among them. */
  readonly lines: readonly EventLine[];
  readonly num: number;
}

/** Events shown before and after. */
const AROUND = 2;

export class Neighbours {
  readonly #ui: Ui;
  readonly #page: Page;
  #filter = '';

  /** `page` is the one that asks. */
  constructor(ui: Ui, page: Page) {
    this.#ui = ui;
    this.#page = page;
  }

  /** The neighbourhood of the next event (or the one before) of the same kin; a sentence where there is none. */
  async step(details: EventDetails, kinship: Kinship, step: 1 | -1): Promise<Neighbourhood | string> {
    const kin = kinOf(details, kinship);
    if (kin === undefined) return kinship === 'fd' ? 'this event is on no file' : 'this event is of no thread';
    const refusal = await this.#open(kin.filter);
    if (refusal !== undefined) return refusal;
    const { client } = this.#ui;
    const found = await client.eventIndex({ num: details.num });
    if (!found.ok) return found.error.message;
    const here = await client.eventLines(Math.max(0, found.value), 1);
    // An event that the list leaves out (the capture tool's own) comes before the one that was found.
    const isListed = here.ok && here.value.lines[0]?.num === details.num;
    const isPast = here.ok && (here.value.lines[0]?.num ?? 0) > details.num;
    const at = found.value + (isListed ? step : step > 0 ? (isPast ? 0 : 1) : isPast ? -1 : 0);
    const top = Math.max(0, at - AROUND);
    const answer = await client.eventLines(top, AROUND * 2 + 1);
    if (!answer.ok) return answer.error.message;
    const line = answer.value.lines[at - top];
    const place = `of ${kin.label}`;
    if (at < 0 || line === undefined) return `this is the ${step > 0 ? 'last' : 'first'} event ${place} that is held`;
    return { kinship, label: kin.label, lines: answer.value.lines, num: line.num };
  }

  async #open(filter: string): Promise<string | undefined> {
    if (this.#ui.lists.events === this.#page && this.#filter === filter) return undefined;
    const request = { filter, window: windowOf(ALL), format: undefined, buffers: 'dots' } as const;
    const answer = await this.#ui.client.openEvents(request);
    if (!answer.ok) return answer.error.message;
    this.#filter = filter;
    this.#ui.lists.events = this.#page;
    return undefined;
  }
}

/** What is the same for all of the kin; undefined where the event has none. */
function kinOf(
  { fields }: EventDetails,
  kinship: Kinship,
): { readonly filter: string; readonly label: string } | undefined {
  const value = (name: string): string | undefined => fields.find((field) => field.name === name)?.value;
  const tid = value('thread.tid');
  if (kinship === 'thread') {
    return tid === undefined ? undefined : { filter: `thread.tid=${tid}`, label: `thread ${tid}` };
  }
  const num = value('fd.num');
  const pid = value('proc.pid');
  if (num === undefined || pid === undefined || Number(num) < 0) return undefined;
  // Numbers are used again by other files: the name tells these apart.
  const name = value('fd.name') ?? '';
  const parts = [`proc.pid=${pid}`, `fd.num=${num}`, name === '' ? '' : termText('fd.name', name)];
  return { filter: joinFilter(parts), label: name === '' ? `fd ${num}` : name };
}
