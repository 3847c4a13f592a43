// SPDX-License-Identifier: Apache-2.0
// The terminal interface as main.ts starts it: takes the terminal, connects screen, session and engine, and gives the
// terminal back whatever happens. Nothing here outlives runApp.

import type { View } from '../views/view.js';
import type { UiEngine } from './page.js';
import { Screen } from './screen.js';
import { Session } from './session.js';
import { ASK_BACKGROUND, backgroundReply, terminalCapability } from './terminal/capability.js';
import { guardLifecycle } from './terminal/lifecycle.js';
import { type ScreenStreams, terminalStreams } from './terminal/streams.js';
import { chooseTheme } from './theme/choose.js';

export interface AppOptions {
  /** Id of the start view; the first view that applies to the whole machine by default. */
  readonly view?: string;
  /** The user's filter; checked already. */
  readonly filter?: string;
  /** Container columns. */
  readonly containers?: boolean;
  /** One of THEME_NAMES. */
  readonly theme?: string;
  readonly ascii?: boolean;
  readonly mouse?: boolean;
  /** The controlling terminal by default. */
  readonly streams?: ScreenStreams;
}

/** Exit status after SIGHUP. */
const HANGUP = 129;
/** ms that the engine gets to end by itself. */
const CLOSE_WAIT = 1000;

/**
 * Runs the interface until the user leaves it. The answer is the exit status: 0, 1 where the source could not be read
 * (the reason is on stderr then), 128 + n after signal n. After SIGHUP the process ends by that signal itself.
 */
export async function runApp(client: UiEngine, views: readonly View[], options: AppOptions = {}): Promise<number> {
  const streams = options.streams ?? terminalStreams();
  if (typeof streams === 'string') return fail(client, streams);
  const view = views.find((other) => other.id === options.view) ?? startView(views, options.view);
  if (view === undefined)
    return fail(client, options.view === undefined ? 'no view' : `there is no view "${options.view}"`);
  const { status, isGone } = await runSession(client, views, { options, streams, view });
  await Promise.race([client.close(), new Promise((resolve) => setTimeout(resolve, CLOSE_WAIT).unref())]);
  // Node aborts, with a core dump, where it cannot reset a terminal at its exit (node::ResetStdio), and a terminal that
  // hangs up may go at any moment. Ending by the signal, as programs without a handler do, comes before that.
  if (isGone || status === HANGUP) process.kill(process.pid, 'SIGHUP');
  return status;
}

function startView(views: readonly View[], wanted: string | undefined): View | undefined {
  return wanted === undefined ? views.find((view) => view.appliesTo.includes('')) : undefined;
}

async function fail(client: UiEngine, message: string): Promise<number> {
  process.stderr.write(`sysdrill: ${message}\n`);
  await client.close();
  return 1;
}

interface Start {
  readonly options: AppOptions;
  readonly streams: ScreenStreams;
  readonly view: View;
}

interface End {
  readonly status: number;
  readonly isGone: boolean;
}

function runSession(client: UiEngine, views: readonly View[], { options, streams, view }: Start): Promise<End> {
  const capability = terminalCapability(process.env, { ascii: options.ascii === true, mouse: options.mouse !== false });
  const themeName = options.theme ?? 'auto';
  const cpu = cpuMeter();
  return new Promise<End>((resolve) => {
    let ended = false;
    const end = (status: number): void => {
      if (ended) return;
      ended = true;
      session.stop();
      for (const subscription of subscriptions) subscription.unsubscribe();
      screen.leave();
      release();
      const state = session.status?.state;
      if (state?.kind === 'failed') process.stderr.write(`sysdrill: ${state.message}; ${state.hint}\n`);
      resolve({ status, isGone: screen.isGone });
    };
    const screen = new Screen(streams, capability, {
      key: (key) => session.onKey(key),
      mouse: (press) => session.onMouse(press),
      paste: (text) => session.onPaste(text),
      resize: () => session.onResize(),
      reply: (text) => {
        const background = backgroundReply(text);
        if (background !== undefined) session.setTheme(chooseTheme(themeName, capability, background));
      },
      hangup: () => end(HANGUP),
    });
    const suspend = (): void => {
      screen.leave();
      process.kill(process.pid, 'SIGTSTP');
    };
    const theme = chooseTheme(themeName, capability, undefined);
    const session = new Session(
      client,
      views,
      { screen, theme, end, suspend },
      {
        view,
        filter: options.filter ?? '',
        containers: options.containers === true,
      },
    );
    const release = guardLifecycle({
      restore: () => screen.leave(),
      end,
      resumed: () => {
        screen.leave();
        screen.enter();
        session.repaint();
      },
    });
    screen.enter();
    if (capability.answersColor && capability.depth !== 'mono') screen.ask(ASK_BACKGROUND);
    const subscriptions = [
      client.status$.subscribe((status) => session.onStatus(status, cpu())),
      client.table$.subscribe((snapshot) => session.onTable(snapshot)),
    ];
    session.start();
  });
}

/** Percent of one core that this process, engine included, has taken since the last call. */
function cpuMeter(): () => number | undefined {
  let usage = process.cpuUsage();
  let time = performance.now();
  return () => {
    const elapsed = performance.now() - time;
    // Two calls in quick succession would measure noise.
    if (elapsed < 200) return undefined;
    const used = process.cpuUsage(usage);
    usage = process.cpuUsage();
    time = performance.now();
    return ((used.user + used.system) / 1000 / elapsed) * 100;
  };
}
