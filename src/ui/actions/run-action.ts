// SPDX-License-Identifier: Apache-2.0
// From a chosen action to its end: prepare it for each row, ask where it changes something, look once more whether the
// processes are the same, run it, show what it says. Nothing is run for a capture: its processes are those of another
// machine or another time, so the command lines are copied instead.

import type { SnapshotRow } from '../../engine/protocol/protocol.js';
import type { ViewAction } from '../../views/view.js';
import type { Ui } from '../page.js';
import { QuestionPage } from '../pages/question-page.js';
import { findProgram } from './find-program.js';
import { OutputPage } from './output-page.js';
import { lastProblem, type PreparedCommand, type PrepareOptions, prepareAction } from './prepared-action.js';
import { runInTerminal } from './run-in-terminal.js';
import { shellLine } from './shell-quote.js';

/** ms that a command without output may take before its page opens. */
const QUICK = 700;

export function isLocal(ui: Ui): boolean {
  return ui.status?.live === true;
}

export function prepareOptions(ui: Ui): PrepareOptions {
  return {
    client: ui.client,
    isLive: isLocal(ui),
    captureStart: ui.format.baseTime ?? ui.since.start,
    boot: ui.since.boot,
  };
}

/** Why none of it can be done, whatever the row; undefined where it can. */
export function actionProblem(ui: Ui, action: ViewAction, count: number): string | undefined {
  const [program = ''] = action.command;
  if (!isLocal(ui)) return undefined;
  if (findProgram(program, process.env) === undefined) return `${program} is not installed`;
  return action.terminal === true && count > 1 ? 'one row at a time: it needs the terminal' : undefined;
}

/** What changes something, or attaches to what runs. */
export function asksFirst({ confirm, attaches }: ViewAction): boolean {
  return confirm === true || attaches === true;
}

export async function startAction(
  ui: Ui,
  action: ViewAction,
  rows: readonly SnapshotRow[],
): Promise<string | undefined> {
  if (rows.length === 0) return 'there is no row under the cursor';
  const problem = actionProblem(ui, action, rows.length);
  if (problem !== undefined) return problem;
  const commands: PreparedCommand[] = [];
  for (const row of rows) {
    const prepared = await prepareAction(action, row, prepareOptions(ui));
    if (!prepared.ok) return prepared.reason;
    commands.push(prepared.command);
  }
  if (!isLocal(ui)) return copyCommands(ui, commands, 'a capture: copied instead of run: ');
  if (!asksFirst(action)) return runCommands(ui, action, commands);
  ui.open(
    new QuestionPage(ui, {
      question: action.name,
      enter: action.confirm !== true,
      lines: commands.map(({ argv, subject }) => ({ text: shellLine(argv), note: subject })),
      yes: () => ui.runWith(() => runCommands(ui, action, commands)),
      no: 'nothing was done',
      copy: () => copyCommands(ui, commands, ''),
    }),
  );
  return undefined;
}

function copyCommands(ui: Ui, commands: readonly PreparedCommand[], before: string): undefined {
  const lines = commands.map(({ argv }) => shellLine(argv));
  const what = lines.length === 1 ? (lines[0] ?? '') : `${lines.length} command lines`;
  ui.copy(lines.join('\n'), `${before}${what}`);
  return undefined;
}

async function runCommands(
  ui: Ui,
  action: ViewAction,
  commands: readonly PreparedCommand[],
): Promise<string | undefined> {
  for (const command of commands) {
    const problem = await lastProblem(command);
    if (problem !== undefined) return `nothing was done: ${problem}`;
  }
  const program = findProgram(action.command[0] ?? '', process.env);
  if (program === undefined) return `${action.command[0] ?? ''} is not installed`;
  const [first] = commands;
  if (action.terminal === true && first !== undefined) return runInTerminal(ui, first.argv, program);
  const page = new OutputPage(ui, { name: action.name, program, commands });
  if (action.wait === true) {
    ui.open(page);
    page.start();
    return undefined;
  }
  return runQuietly(ui, page);
}

/** Opens the page only where there is something to read: output, a failure, or a command that goes on and on. */
async function runQuietly(ui: Ui, page: OutputPage): Promise<string | undefined> {
  const done = page.start();
  const waiting = new Promise<'waiting'>((resolve) => setTimeout(() => resolve('waiting'), QUICK).unref());
  await Promise.race([done, waiting]);
  if (page.isRunning || page.hasOutput || page.failures > 0) ui.open(page);
  else ui.say(page.summary, 'good');
  return undefined;
}
