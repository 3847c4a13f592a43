// SPDX-License-Identifier: Apache-2.0
// The open list of what calls read and wrote.

import type { Capture } from '../ingest/capture.js';
import type { EngineCalls } from '../protocol/engine-calls.js';
import type { Answer, EchoBlock, EchoBlocks } from '../protocol/protocol.js';
import { echoBlock, echoList } from '../query/echo.js';
import type { EventList } from '../query/list-query.js';
import { RowView } from '../query/row-view.js';
import { fixedWindow } from '../query/window.js';
import { ok } from '../result.js';
import { decodeText } from '../scap/text.js';
import { refuse, sessionFilter } from './engine-error.js';
import type { Searches } from './searches.js';

/** Blocks that come with the list. */
const FIRST_BLOCKS = 50;

const NO_ECHO = refuse('gone', 'no echo is open');

export type EchoAnswers = Pick<EngineCalls, 'openEcho' | 'echoBlocks' | 'findEcho'>;

export function echoAnswers(capture: Capture, searches: Searches): EchoAnswers {
  let list: EventList | undefined;
  const blocks = (offset: number, count: number): Answer<EchoBlocks> => {
    if (list === undefined) return NO_ECHO;
    list.update();
    return ok({ offset, blocks: blocksOf(capture, list, offset, count), total: list.length });
  };
  return {
    openEcho(text, window) {
      const filter = sessionFilter(text);
      if (!filter.ok) return filter;
      list = echoList(capture, filter.value, fixedWindow(capture, window));
      return blocks(0, FIRST_BLOCKS);
    },
    echoBlocks: blocks,
    async findEcho(text, offset, backwards) {
      if (list === undefined) return NO_ECHO;
      const wanted = text.toLowerCase();
      return searches.find(list, offset, backwards, (view) => {
        const { data } = echoBlock(view);
        return decodeText(data, 0, data.length).toLowerCase().includes(wanted);
      });
    },
  };
}

function blocksOf(capture: Capture, list: EventList, offset: number, count: number): EchoBlock[] {
  const view = new RowView(capture);
  const blocks: EchoBlock[] = [];
  const end = Math.min(list.length, offset + count);
  for (let n = Math.max(0, offset); n < end; n++) if (view.moveToRow(list.row(n))) blocks.push(echoBlock(view));
  return blocks;
}
