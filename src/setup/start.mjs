// SPDX-License-Identifier: Apache-2.0
// `npm start`: installs and builds what is missing, then runs sysdrill: live where that is possible, else, saying why, on
// the capture that comes with it. `npm start -- ARGS` passes arguments on, except --yes: install packages unasked.

import { spawn } from 'node:child_process';
import { bundleProgram, checkNode, DEMO, installPackages, MAIN, prepareLive, say } from './prepare.mjs';

checkNode();
installPackages();
await bundleProgram();

const args = process.argv.slice(2).filter((arg) => arg !== '--yes');
/** Arguments that name their own source, or need none. */
const NEEDS_NO_SOURCE = /^(-r.*|--read(=.*)?|-l|--list.*|-L|-h|--help|--version|doctor|capture)$/;
const needsSource = !args.some((arg) => NEEDS_NO_SOURCE.test(arg));
if (args[0] === 'capture' || args[0] === 'doctor') prepareLive();
const problem = needsSource ? prepareLive() : undefined;
if (problem !== undefined) say(`${problem}. Opening the demo capture instead.`);

const source = problem === undefined ? [] : ['-r', DEMO];
const child = spawn(process.execPath, [MAIN, ...source, ...args], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
});
