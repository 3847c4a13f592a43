// SPDX-License-Identifier: Apache-2.0
// The engine's thread. The client (client.ts) posts requests with a number, answers carry the same number; status and
// tables come unasked.

import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { parentPort, workerData } from 'node:worker_threads';
import { VIEWS } from '../../views/index.js';
import { ok, type Result } from '../result.js';
import { openByteSource } from '../scap/byte-source.js';
import { Engine } from './engine.js';
import { nameOptions } from './name-options.js';
import { openInput } from './open-input.js';
import type { EngineOptions, FromWorker, ToWorker } from './worker-messages.js';

async function main(): Promise<void> {
  const port = parentPort;
  if (port === null) throw new Error('worker.ts runs in a worker thread only');
  const post = (message: FromWorker): void => port.postMessage(message);
  const options = workerData as EngineOptions;
  const opened = await openEngine(options);
  if (!opened.ok) {
    post({ kind: 'failed', message: opened.error });
    port.close();
    return;
  }
  const engine = opened.value;
  port.on('message', (message: ToWorker) => {
    if (message.kind === 'pause') engine.setPaused(message.paused);
    else if (message.kind === 'stop-search') engine.session.stopSearch();
    else if (message.kind === 'close') {
      void engine.close().then(() => {
        post({ kind: 'closed' });
        port.close();
      });
    } else {
      const given = answer(engine, message);
      if (!(given instanceof Promise)) post({ kind: 'answer', id: message.id, answer: given });
      else void given.then((later) => post({ kind: 'answer', id: message.id, answer: later }));
    }
  });
  // The table first: a status that says `complete` then comes after the complete table.
  engine.table$().subscribe((table) => post({ kind: 'table', table }));
  engine.status$().subscribe((status) => post({ kind: 'status', status }));
  post({ kind: 'ready' });
}

async function openEngine({
  input,
  names,
  memory,
  refresh,
  userViews,
}: EngineOptions): Promise<Result<Engine, string>> {
  const opened = await openInput(input, {
    rawBudget: memory,
    names: nameOptions(names.users, names.ports),
    open: (path) => (path === '-' ? openByteSource('-', standardInput()) : openByteSource(path)),
  });
  if (!opened.ok) return opened;
  return ok(new Engine({ ...opened.value, views: [...VIEWS, ...userViews], refresh, memory }));
}

/** The process's own: process.stdin of a worker is another one, and empty. */
function standardInput(): Readable {
  return createReadStream('', { fd: 0, autoClose: false });
}

function answer({ session }: Engine, message: Extract<ToWorker, { kind: 'request' }>): unknown {
  const { request } = message;
  switch (request.method) {
    case 'openTable':
      return session.openTable(request.table);
    case 'viewTable':
      return session.viewTable(request.viewport);
    case 'findRow':
      return session.findRow(request.text, request.index, request.backwards);
    case 'checkFilter':
      return session.checkFilter(request.text);
    case 'openEvents':
      return session.openEvents(request.events);
    case 'eventLines':
      return session.eventLines(request.offset, request.count);
    case 'findEvent':
      return session.findEvent(request.text, request.offset, request.backwards);
    case 'eventDetails':
      return session.eventDetails(request.num);
    case 'timeline':
      return session.timeline(request.measure, request.cells);
    case 'explain':
      return session.explain(request.key, request.column);
    case 'eventIndex':
      return session.eventIndex(request.target);
    case 'spectrogram':
      return session.spectrogram(request.spectrogram);
    case 'overview':
      return session.overview(request.window, request.cells);
    case 'openEcho':
      return session.openEcho(request.filter, request.window);
    case 'echoBlocks':
      return session.echoBlocks(request.offset, request.count);
    case 'findEcho':
      return session.findEcho(request.text, request.offset, request.backwards);
    case 'rowFields':
      return session.rowFields(request.key, request.fields);
    case 'fieldValues':
      return session.fieldValues(request.field, request.prefix, request.limit);
    case 'saveCapture':
      return session.saveCapture(request.save);
    case 'fields':
      return session.fields();
  }
}

await main();
