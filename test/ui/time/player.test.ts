// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Player, SPEEDS, speedText, startSpeed } from '../../../src/ui/time/player.js';

describe('playing', () => {
  it('begins in real time, and slower where that would be over at once', () => {
    assert.equal(startSpeed(3600e9), 1);
    assert.equal(startSpeed(20e9), 1);
    assert.equal(startSpeed(5e9), 0.2);
    assert.equal(startSpeed(1), SPEEDS[0]);
  });

  it('names its speed', () => {
    assert.equal(speedText(2, 'x'), '2x');
    assert.equal(speedText(0.02, 'x'), '1/50x');
  });

  it('asks for one picture after the other, further on by the time that has passed times the speed, up to the end', async () => {
    const steps: number[] = [];
    let running = 0;
    await new Promise<void>((resolve) => {
      const player = new Player({
        advance: async (ns) => {
          assert.equal(++running, 1, 'the picture before has come');
          await new Promise((done) => setTimeout(done, 150));
          running--;
          steps.push(ns);
          return steps.length < 3;
        },
        ended: resolve,
      });
      // A timer that nothing waits for does not keep a test alive.
      const alive = setInterval(() => undefined, 50);
      player.start(1e9);
      assert.equal(player.speed, 0.05);
      assert.equal(player.change(1), true);
      assert.equal(player.speed, 0.1);
      void new Promise<void>((done) => {
        const timer = setInterval(() => {
          if (player.isPlaying) return;
          clearInterval(timer);
          clearInterval(alive);
          done();
        }, 20);
      });
    });
    assert.equal(steps.length, 3);
    assert.ok(steps.every((ns) => ns > 0));
  });

  it('stays within its speeds', () => {
    const player = new Player({ advance: () => Promise.resolve(true), ended: () => undefined });
    while (player.change(1));
    assert.equal(player.speed, SPEEDS.at(-1));
    while (player.change(-1));
    assert.equal(player.speed, SPEEDS[0]);
  });
});
