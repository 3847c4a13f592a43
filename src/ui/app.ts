// SPDX-License-Identifier: Apache-2.0
// The terminal interface as main.ts starts it: takes the terminal, connects screen, session and engine, and gives the
// terminal back whatever happens. Nothing here outlives runApp.

import { isatty } from 'node:tty';
import type { EngineClient } from '../engine/protocol/engine-calls.js';
import type { SortOrder } from '../engine/protocol/protocol.js';
import type { View } from '../views/view.js';
import { Clipboard } from './clipboard.js';
import type { ConfigFile } from './config/config-file.js';
import type { HistoryFile, HistoryName } from './config/history-file.js';
import { Preferences } from './config/preferences.js';
import type { Command } from './keys/binding.js';
import { KEY_TABLE } from './keys/key-table.js';
import { remapKeys } from './keys/remap.js';
import type { LentTerminal, UserThings } from './page.js';
import { History } from './prompts/history.js';
import { safeLines } from './safe-text.js';
import { Screen } from './screen.js';
import { Session } from './session.js';
import { START_PAGES } from './start-pages.js';
import { ASK_BACKGROUND, backgroundReply, terminalCapability } from './terminal/capability.js';
import { guardLifecycle } from './terminal/lifecycle.js';
import { TerminalLoan } from './terminal/loan.js';
import { type ScreenStreams, terminalStreams } from './terminal/streams.js';
import { ThemeSwitch } from './theme/theme-switch.js';

export interface AppOptions {
  /** Id of the start view; the first view that applies to the whole machine by default. */
  readonly view?: string;
  /** How the rows of the start view are ordered; its own order by default. */
  readonly sort?: SortOrder;
  /** The user's filter; checked already. */
  readonly filter?: string;
  /** Container columns. */
  readonly containers?: boolean;
  /** One of THEME_NAMES. */
  readonly theme?: string;
  readonly ascii?: boolean;
  /** Rules run: SIGHUP asks for them to be read again. */
  readonly hasRules?: boolean;
  readonly mouse?: boolean;
  /** The controlling terminal by default. */
  readonly streams?: ScreenStreams;
  /** What is remembered; nothing by default. Options above win over its settings. */
  readonly memory?: AppMemory;
}

export interface AppMemory {
  readonly config: ConfigFile;
  readonly histories: HistoryFile;
}

/** Exit status after SIGHUP. */
const HANGUP = 129;
/** After SIGINT and SIGQUIT. */
const INTERRUPTED = 130;
const QUIT = 131;
/** ms that the engine gets to end by itself. */
const CLOSE_WAIT = 1000;

/**
 * Runs the interface until the user leaves it. The answer is the exit status: 0, 1 where the source could not be read
 * (the reason is on stderr then), 128 + n after signal n. After SIGHUP the process ends by that signal itself.
 */
export async function runApp(client: EngineClient, views: readonly View[], options: AppOptions = {}): Promise<number> {
  const streams = options.streams ?? terminalStreams();
  if (typeof streams === 'string') return fail(client, streams);
  const beginning = beginWith(views, options.view ?? options.memory?.config.settings.view);
  if (beginning === undefined) return fail(client, 'there is no view of a whole machine to begin with');
  const histories = await loadHistories(options.memory?.histories);
  const { status, isGone } = await runSession(client, views, { options, streams, histories, ...beginning });
  streams.close?.();
  await Promise.race([client.close(), new Promise((resolve) => setTimeout(resolve, CLOSE_WAIT).unref())]);
  // Node aborts, with a core dump, where it cannot reset a terminal at its exit (node::ResetStdio), and a terminal that
  // hangs up may go at any moment. Ending by the signal, as programs without a handler do, comes before that.
  if (isGone || status === HANGUP) process.kill(process.pid, 'SIGHUP');
  return status;
}

interface Beginning {
  readonly view: View;
  /** What opens over the table. */
  readonly page: View | Command | undefined;
}

/** Tables are what everything else opens over; an unknown or outdated name must not prevent start-up. */
function beginWith(views: readonly View[], wanted: string | undefined): Beginning | undefined {
  const view = START_PAGES.has(wanted ?? '') ? undefined : views.find((other) => other.id === wanted);
  if (view !== undefined && view.kind !== 'spectrogram') return { view, page: undefined };
  const usual = views.find((other) => other.appliesTo.includes(''));
  return usual === undefined ? undefined : { view: usual, page: view ?? START_PAGES.get(wanted ?? '') };
}

async function fail(client: EngineClient, message: string): Promise<number> {
  process.stderr.write(`sysdrill: ${safeLines(message)}\n`);
  await client.close();
  return 1;
}

interface Start extends Beginning {
  readonly options: AppOptions;
  readonly streams: ScreenStreams;
  readonly histories: UserThings['histories'];
}

async function loadHistories(file: HistoryFile | undefined): Promise<UserThings['histories']> {
  const entries = await file?.load();
  const history = (name: HistoryName): History => new History(entries?.[name], (entry) => void file?.add(name, entry));
  return { filter: history('filter'), search: history('search'), palette: history('palette') };
}

interface End {
  readonly status: number;
  readonly isGone: boolean;
}

function runSession(client: EngineClient, views: readonly View[], start: Start): Promise<End> {
  const { options, streams, view } = start;
  const settings = options.memory?.config.settings ?? {};
  const preferences = new Preferences(options.memory?.config, (reason) => session.say(reason, 'warning'));
  const ascii = options.ascii ?? settings.ascii ?? false;
  const capability = terminalCapability(process.env, { ascii, mouse: options.mouse ?? settings.mouse ?? true });
  const themes = new ThemeSwitch(capability, options.theme ?? settings.theme ?? 'auto', (theme) =>
    session.setTheme(theme),
  );
  const remapped = remapKeys(KEY_TABLE, settings.keys ?? {});
  let session: Session;
  return new Promise<End>((resolve) => {
    let ended = false;
    const end = (status: number): void => {
      // Ctrl-C and Ctrl-\\ in a child that has the terminal reach us as well, and are not meant for us.
      if (ended || (loan.isLent && (status === INTERRUPTED || status === QUIT))) return;
      ended = true;
      loan.recall();
      session.stop();
      for (const subscription of subscriptions) subscription.unsubscribe();
      screen.leave();
      release();
      const state = session.status?.state;
      if (state?.kind === 'failed') process.stderr.write(`sysdrill: ${safeLines(state.message)}; ${state.hint}\n`);
      resolve({ status, isGone: screen.isGone });
    };
    const screen = new Screen(streams, capability, {
      key: (key) => session.onKey(key),
      mouse: (press) => session.onMouse(press),
      paste: (text) => session.onPaste(text),
      resize: () => session.onResize(),
      reply: (text) => {
        const background = backgroundReply(text);
        if (background !== undefined) themes.setBackground(background);
      },
      hangup: () => end(HANGUP),
    });
    const suspend = (): void => {
      screen.leave();
      process.kill(process.pid, 'SIGTSTP');
    };
    const loan = new TerminalLoan(screen, streams);
    const surroundings = {
      screen,
      theme: themes.theme,
      end,
      suspend,
      user: { histories: start.histories, keys: remapped.table, preferences, themes },
      clipboard: new Clipboard({
        env: process.env,
        hasClipboard: capability.clipboard,
        write: (sequence) => screen.ask(sequence),
      }),
      lend: <T>(job: (terminal: LentTerminal) => Promise<T>) => loan.lend(job).finally(() => session.repaint()),
    };
    const containers = options.containers ?? settings.containers ?? false;
    session = new Session({ client, views }, surroundings, {
      view,
      ...(options.sort === undefined ? {} : { sort: options.sort }),
      filter: options.filter ?? '',
      containers,
    });
    const complaint = preferences.complaint ?? remapped.problems[0];
    if (complaint !== undefined) session.say(complaint, 'warning');
    const release = guardLifecycle({
      restore: () => screen.leave(),
      end,
      reload: options.hasRules === true ? () => session.notices.reload() : undefined,
      hasTerminal: () => isatty(streams.output.fd),
      resumed: () => {
        if (loan.isLent) return;
        screen.leave();
        screen.enter();
        session.repaint();
      },
    });
    screen.enter();
    if (capability.answersColor && capability.depth !== 'mono') screen.ask(ASK_BACKGROUND);
    const subscriptions = [
      client.status$.subscribe((status) => session.onStatus(status)),
      client.table$.subscribe((snapshot) => session.onTable(snapshot)),
    ];
    session.start(start.page);
  });
}
