// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EngineStatus } from '../../../src/engine/protocol/protocol.js';
import { TimeControl } from '../../../src/ui/time/time-control.js';

function status(
  live: boolean,
  to: number,
  kind: 'live' | 'complete' | 'loading' = live ? 'live' : 'complete',
): EngineStatus {
  return {
    source: 'x.scap',
    live,
    hostname: 'host',
    state: kind === 'loading' ? { kind, fraction: 0.5 } : { kind },
    events: 1,
    eventRate: 0,
    span: { from: 0, to },
    baseTime: '1',
    drops: { kernel: 0, shim: 0, evicted: 0 },
    memoryBytes: 0,
    diskBytes: 0,
    threads: 1,
    latencyRecorded: true,
  };
}

function live(to = 100e9): TimeControl {
  const time = new TimeControl();
  time.sees(status(true, to));
  return time;
}

describe('the control of time', () => {
  it('shows all of a file', () => {
    const time = new TimeControl();
    assert.equal(time.sees(status(false, 5e9, 'loading')), false);
    assert.deepEqual(time.windowFor('table'), { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY });
    assert.match(String(time.pause()), /nothing to pause/);
  });

  it('follows the last seconds of a live source: tables a few, charts more, lists all', () => {
    const time = new TimeControl();
    assert.equal(time.sees(status(true, 100e9)), true);
    assert.equal(time.sees(status(true, 101e9)), false);
    const table = time.windowFor('table').last ?? 0;
    assert.ok(table > 0);
    assert.ok((time.windowFor('chart').last ?? 0) > table);
    assert.equal(time.windowFor('list').last, undefined);
    assert.deepEqual(time.windowFor('stream'), { from: 101e9 - table, to: Number.POSITIVE_INFINITY });
    assert.equal(time.isStopped, false);
  });

  it('stays where it was paused while time goes on, and follows as before', () => {
    const time = live();
    const length = time.windowFor('table').last ?? 0;
    time.pause();
    time.sees(status(true, 130e9));
    assert.equal(time.state, 'paused');
    assert.deepEqual(time.windowFor('table'), { from: 100e9 - length, to: 100e9 });
    assert.equal(time.behind, 30e9);
    // Each kind of page keeps what it showed.
    assert.deepEqual(time.windowFor('list'), { from: Number.NEGATIVE_INFINITY, to: 100e9 });
    assert.deepEqual(time.windowFor('chart'), { from: 100e9 - 12 * length, to: 100e9 });
    assert.deepEqual(time.scroll, { length: 12 * length, to: 100e9 });
    assert.equal(time.isFrozen, true);
    time.pause();
    assert.equal(time.state, 'following');
    assert.equal(time.windowFor('table').last, length);
    time.pause(99.5e9);
    assert.deepEqual(time.windowFor('table'), { from: 99.5e9 - length, to: 99.5e9 });
    time.move(-0.5);
    assert.equal(time.isFrozen, false);
    assert.deepEqual(time.windowFor('chart'), time.windowFor('table'));
    assert.equal(time.scroll, undefined);
  });

  it('is rewound by moving, and live again at the end, with 0, and with p', () => {
    const time = live();
    for (const back of [() => time.now(), () => time.everything(), () => time.pause()]) {
      assert.equal(time.move(-0.5), undefined);
      assert.equal(time.state, 'rewound');
      assert.ok(time.behind > 0);
      assert.equal(back(), undefined);
      assert.equal(time.state, 'following');
      time.restore({ ...time.place, choice: { kind: 'last', length: 5e9 } });
    }
  });

  it('gives every window its version, and the old one back with the old window', () => {
    const time = live();
    const { place, version } = time;
    time.select(10e9, 20e9);
    assert.notEqual(time.version, version);
    const selected = time.version;
    time.restore(place);
    assert.equal(time.version, version);
    time.select(10e9, 20e9);
    assert.notEqual(time.version, version);
    assert.notEqual(time.version, selected);
  });

  it('stops with the picture that is looked at, once', () => {
    const time = live();
    time.stop({ from: 40e9, to: 99e9 });
    assert.deepEqual(time.windowFor('chart'), { from: 40e9, to: 99e9 });
    time.stop({ from: 50e9, to: 99e9 });
    assert.deepEqual(time.windowFor('chart'), { from: 40e9, to: 99e9 });
    const file = new TimeControl();
    file.sees(status(false, 5e9));
    file.stop({ from: 1, to: 2 });
    assert.equal(file.isStopped, false);
  });

  it('plays a file from its start, and from where it is', () => {
    const time = new TimeControl();
    time.sees(status(false, 10e9));
    assert.equal(time.prepareToPlay(), undefined);
    assert.deepEqual(time.windowFor('table'), { from: 0, to: 1e9 });
    assert.equal(time.advance(3e9), true);
    assert.deepEqual(time.windowFor('table'), { from: 3e9, to: 4e9 });
    assert.equal(time.advance(100e9), true);
    assert.deepEqual(time.windowFor('table'), { from: 9e9, to: 10e9 });
    assert.equal(time.advance(1), false);
    assert.equal(time.prepareToPlay(), undefined);
    assert.deepEqual(time.windowFor('table'), { from: 0, to: 1e9 });
  });

  it('plays what is rewound up to now, and follows then', () => {
    const time = live();
    assert.match(String(time.prepareToPlay()), /this is now/);
    time.move(-1);
    assert.equal(time.prepareToPlay(), undefined);
    while (time.advance(1e9));
    assert.equal(time.state, 'following');
  });
});
