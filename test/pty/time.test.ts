// SPDX-License-Identifier: Apache-2.0
// Stories of time: moving and stretching the window, the mouse on the strip, playing, going to a moment, marks; in a file,
// and live on generated data.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { counted, hasTime, moveTime, shownWindow, showsWindow, withCapture } from './capture-app.js';
import { type App, withApp } from './driver.js';

const DEMO = fileURLToPath(new URL('../ui/demo.js', import.meta.url));

/** Presses a key, and waits for what the message line says then. */
async function says(app: App, keys: readonly string[], words: RegExp): Promise<void> {
  app.press(...keys);
  await app.until(() => words.test(app.lines.at(-2) ?? ''), `${words} after ${keys.join(' ')}`);
}

describe('the window of time in a file', () => {
  it('is halved, moved, doubled, and opened to everything, and the table follows', () =>
    withCapture(async (app) => {
      const all = shownWindow(app);
      const allEvents = counted(app, 'events');
      const half = await moveTime(app, '{');
      assert.ok(Math.abs(half.length - all.length / 2) < 0.11);
      await app.until(() => counted(app, 'events') < allEvents, 'fewer events');
      const earlier = await moveTime(app, '[');
      assert.ok(earlier.from < half.from && earlier.to < half.to);
      const quarter = await moveTime(app, '{');
      assert.ok(quarter.length < half.length);
      const later = await moveTime(app, 'Alt-Right');
      assert.ok(later.from > quarter.from);
      assert.ok((await moveTime(app, 'Alt-Left')).from < later.from);
      assert.ok((await moveTime(app, ']')).from > quarter.from);
      const wide = await moveTime(app, '}');
      assert.ok(wide.length > quarter.length);
      const first = await moveTime(app, 'Alt-Home');
      assert.equal(first.from, all.from);
      const end = await moveTime(app, 'Alt-End');
      assert.equal(end.to, all.to);
      assert.deepEqual(await moveTime(app, '0'), all);
      await app.until(() => counted(app, 'events') === allEvents, 'all events again');
    }));

  it('has both its brackets at the edges of what is held, and none where it holds everything', () =>
    withCapture(async (app) => {
      const brackets = (): readonly number[] => ['[', ']'].map((sign) => (app.lines[1] ?? '').indexOf(sign));
      assert.deepEqual(brackets(), [-1, -1]);
      await moveTime(app, '{', 'Alt-Home');
      const [left = -1, middle = -1] = brackets();
      assert.ok(left === 10 && middle > left + 20, app.screen);
      await moveTime(app, 'Alt-End');
      const [from = -1, to = -1] = brackets();
      assert.ok(from >= middle - 3 && from <= middle && to > from + 20, app.screen);
    }));

  it('goes to the busiest part', () =>
    withCapture(async (app) => {
      const all = shownWindow(app);
      const events = counted(app, 'events');
      const spike = await moveTime(app, 'U');
      assert.ok(Math.abs(spike.length - all.length / 10) < 0.11);
      await app.expectScreen(/^ *the \d+ms with the most events/m);
      // What was said hides the number of events until the screen is painted again.
      app.press('Ctrl-L');
      await app.until(() => counted(app, 'events') < events, 'fewer events');
      assert.ok(counted(app, 'events') > events / 10);
    }));

  it('says why it does not move', () =>
    withCapture(async (app) => {
      await says(app, ['['], /makes it smaller/);
      await says(app, ['}'], /everything already/);
      await says(app, ['0'], /everything already/);
      await moveTime(app, '{');
      await moveTime(app, 'Alt-End');
      await says(app, [']'], /end of what is held/);
      await moveTime(app, 'Alt-Home');
      await says(app, ['['], /oldest time that is held/);
      await says(app, ['p'], /nothing to pause/);
    }));

  it('is drawn with the mouse, and moved by a click', () =>
    withCapture(async (app) => {
      const all = shownWindow(app);
      app.drag(30, 1, 50, 1);
      // The stroke is drawn before the window is another one; rows of the table have brackets, too.
      await app.until(() => shownWindow(app).length < all.length, 'a shorter window');
      await app.until(() => /\[.*\]/.test(app.lines[1] ?? ''), 'its brackets in the strip');
      const drawn = shownWindow(app);
      assert.ok(drawn.length < all.length / 2);
      const line = app.lines[1] ?? '';
      assert.ok(Math.abs(line.indexOf('[') - 29) <= 1 && Math.abs(line.indexOf(']') - 51) <= 1, line);
      // Also where the mouse leaves the strip on its way.
      app.drag(60, 1, 40, 20);
      await app.until(() => Math.abs((app.lines[1] ?? '').indexOf(']') - 61) <= 1, 'the second stretch');
      const before = shownWindow(app);
      app.click(80, 1);
      await app.until(() => (app.lines[1] ?? '').indexOf('[') > 61, 'the window further right');
      const clicked = shownWindow(app);
      assert.ok(Math.abs(clicked.length - before.length) < 0.02 && clicked.from > before.from);
    }));

  it('moves to a time and to an event; the way back is known', () =>
    withCapture(async (app) => {
      const all = shownWindow(app);
      app.press('g').type('50%');
      await app.expectScreen(/Go to {1,2}50%/);
      app.press('Enter');
      await app.expectScreen(/the window is around/);
      await app.until(() => shownWindow(app).length < all.length / 5, 'a small window');
      const middle = shownWindow(app);
      assert.ok(Math.abs((middle.from + middle.to) / 2 - (all.from + all.to) / 2) < 0.2);
      app.press('Ctrl-G').type('5000').press('Enter');
      await app.until(() => shownWindow(app).from < middle.from, 'the window of event 5000');
      app.press("'");
      await app.expectScreen(/Go to a mark/);
      app.press("'");
      await app.until(() => shownWindow(app).from === middle.from, 'the middle again');
      app.press('g').type('somewhere').press('Enter');
      await app.expectScreen(/that is not a place/);
      app.press('Esc');
      await app.expectGone(/Go to/);
    }));

  it('comes back to marks, which the strip shows', () =>
    withCapture(async (app) => {
      await moveTime(app, '{', '{', 'Alt-Home');
      await app.until(() => shownWindow(app).length < 2, 'a quarter');
      const marked = shownWindow(app);
      app.press('m');
      await app.expectScreen(/Mark this place/);
      app.press('a');
      await app.expectScreen(/mark a is/);
      assert.match(app.lines[1] ?? '', /a/);
      await moveTime(app, 'Alt-End');
      app.press("'");
      await app.expectScreen(/^.*a +\d\d:\d\d:\d\d\.\d{3} +Processes/m);
      app.press('a');
      await app.until(() => shownWindow(app).from === marked.from, 'the marked window');
      await says(app, ["'", 'q'], /no mark q/);
      app.press("'", 'Esc');
      await app.expectGone(/Go to a mark/);
    }));

  it('plays, at a speed of one’s own, and stops', () =>
    withCapture(async (app) => {
      app.press('P');
      await app.expectScreen(/plays at/);
      await app.until(() => /► /.test(app.lines[0] ?? ''), 'the speed in the first line');
      const start = shownWindow(app).from;
      await app.until(() => shownWindow(app).from > start, 'time that goes on');
      const speed = /► (\S+)/.exec(app.lines[0] ?? '')?.[1];
      app.press('+');
      await app.until(() => /► (\S+)/.exec(app.lines[0] ?? '')?.[1] !== speed, 'a higher speed');
      app.press('-');
      await app.until(() => /► (\S+)/.exec(app.lines[0] ?? '')?.[1] === speed, 'the speed as it was');
      app.press('Space');
      await app.expectGone(/► /);
      await says(app, ['+'], /does nothing in tables; it works .*while playing/);
      app.press('P');
      await app.until(() => /► /.test(app.lines[0] ?? ''), 'playing again');
      for (let i = 0; i < 12; i++) app.press('+');
      await app.expectScreen(/end of what is held/);
      await app.expectGone(/► /);
    }));

  it('has another measure', () =>
    withCapture(async (app) => {
      const strip = app.lines[1];
      await says(app, ['t'], /the timeline shows errors/);
      await app.until(() => app.lines[1] !== strip && /errors/.test(app.lines[1] ?? ''), 'errors over time');
      await says(app, ['t'], /the timeline shows latency/);
      await says(app, ['t'], /the timeline shows events/);
      await app.until(() => app.lines[1] === strip, 'the events again');
    }));

  it('is the same for all pages', () =>
    withCapture(async (app) => {
      await moveTime(app, '{', 'Alt-Home');
      await app.until(() => shownWindow(app).length < 4, 'half of it');
      const half = shownWindow(app);
      app.press('D');
      await app.expectScreen(/^ Dig/m);
      await showsWindow(app, half);
      const events = Number(/\/(\d+)$/m.exec(app.screen)?.[1]);
      const quarter = await moveTime(app, '{');
      await app.until(() => Number(/\/(\d+)$/m.exec(app.screen)?.[1]) < events, 'fewer events');
      app.press('Backspace');
      await app.expectScreen(/^ Processes/m);
      await showsWindow(app, quarter);
      app.press('o');
      await app.expectScreen(/^ Overview/m);
      await app.expectScreen(/max/);
      const overview = app.screen;
      await moveTime(app, '0');
      await app.until(() => app.screen !== overview && /max/.test(app.screen), 'the overview of everything');
      app.press('Backspace');
      await app.expectScreen(/^ Processes/m);
      app.press('L');
      await app.expectScreen(/100ns/);
      await app.expectScreen(/\d calls$/m);
      await moveTime(app, '{');
      app.press('Backspace', 'E');
      await app.expectScreen(/^ Echo/m);
      await app.expectScreen(/ 1\/\d+$/m);
      const blocks = Number(/\/(\d+)$/m.exec(app.screen)?.[1]);
      await moveTime(app, '{');
      await app.until(() => Number(/\/(\d+)$/m.exec(app.screen)?.[1]) < blocks, 'fewer blocks');
    }));
});

describe('the window of time, live', () => {
  const live = (story: (app: App) => Promise<void>): Promise<void> =>
    withApp(
      { command: process.execPath, args: [DEMO, '--live', '--rows', '300'], columns: 120, rows: 30 },
      async (app) => {
        await app.expectScreen(/● LIVE/);
        await hasTime(app);
        await story(app);
      },
    );

  it('follows the last seconds, freezes when it is paused, and follows again', () =>
    live(async (app) => {
      await app.until(() => Math.abs(shownWindow(app).length - 5) < 0.11, 'the last 5 seconds');
      const start = shownWindow(app);
      await app.until(() => shownWindow(app).to > start.to, 'time that goes on');
      app.press('p');
      await app.expectScreen(/PAUSED/);
      const paused = shownWindow(app);
      const held = app.lines[1];
      // The strip goes on growing: collecting never stops.
      await app.until(() => app.lines[1] !== held, 'a longer strip');
      assert.deepEqual(shownWindow(app), paused);
      app.press('p');
      await app.expectScreen(/● LIVE/);
      await app.until(() => shownWindow(app).to > paused.to, 'time that goes on again');
    }));

  it('rewinds, says how far behind, and is live again at the end and with everything', () =>
    live(async (app) => {
      for (const back of ['Alt-End', '0', 'p']) {
        app.press('{', '[');
        await app.expectScreen(/◄ REWOUND \d/);
        const behind = (): number => {
          const [, minutes = '0', number, unit] =
            /REWOUND (?:(\d+)m(?!s))?([\d.]+)(ms|s) behind/.exec(app.screen) ?? [];
          return 60 * Number(minutes) + Number(number) * (unit === 'ms' ? 1e-3 : 1);
        };
        const first = behind();
        await app.until(() => behind() > first, 'further behind');
        app.press(back);
        await app.expectScreen(/● LIVE/);
      }
    }));

  it('plays from the past into now', () =>
    live(async (app) => {
      await says(app, ['P'], /this is now/);
      app.press('[', '[');
      await app.expectScreen(/REWOUND/);
      app.press('P');
      await app.until(() => /► /.test(app.lines[0] ?? ''), 'playing');
      for (let i = 0; i < 6; i++) app.press('+');
      await app.expectScreen(/this is now/);
      await app.expectScreen(/● LIVE/);
    }));
});
