// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Answer, Timeline, TimelineMeasure } from '../../src/engine/protocol/protocol.js';
import { timelineCells } from '../../src/ui/chrome/timeline-strip.js';
import { TimelineFeed } from '../../src/ui/timeline-feed.js';

/** An engine that answers when the test says so, with as many events as it holds at the time of the question. */
function slowEngine() {
  const engine = { events: 1, asked: [] as TimelineMeasure[], answer: () => Promise.resolve() };
  const timeline = (measure: TimelineMeasure, cells: number): Promise<Answer<Timeline>> => {
    engine.asked.push(measure);
    const value = {
      span: { from: 0, to: engine.events },
      measure,
      cells: new Array<number>(cells).fill(engine.events),
    };
    return new Promise((resolve) => {
      engine.answer = () => {
        resolve({ ok: true, value });
        return new Promise((done) => setImmediate(done));
      };
    });
  };
  return { engine, feed: new TimelineFeed({ timeline }, () => undefined) };
}

describe('TimelineFeed', () => {
  it('shows all events of a source that was complete while it asked', async () => {
    const { engine, feed } = slowEngine();
    void feed.ask(80);
    engine.events = 2;
    void feed.ask(80);
    void feed.ask(80);
    assert.equal(engine.asked.length, 1);
    await engine.answer();
    assert.equal(feed.timeline?.cells[0], 1);
    await engine.answer();
    assert.equal(feed.timeline?.cells[0], 2);
    assert.equal(engine.asked.length, 2);
  });

  it('follows the measure and the width', async () => {
    const { engine, feed } = slowEngine();
    void feed.ask(80);
    assert.equal(feed.next(), 'errors');
    void feed.ask(120);
    await engine.answer();
    await engine.answer();
    assert.deepEqual(engine.asked, ['events', 'errors']);
    assert.equal(feed.timeline?.measure, 'errors');
    assert.equal(feed.timeline?.cells.length, timelineCells(120));
  });
});
