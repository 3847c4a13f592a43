// SPDX-License-Identifier: Apache-2.0
// What the first word of the command line may be, besides options and filters. Each command is a file of its own, read when
// it is run.

export interface Command {
  readonly name: string;
  /** What follows the name. */
  readonly usage: string;
  /** A line for `--help`. */
  readonly text: string;
  /** Runs it with the words after its name; the exit status. */
  readonly run: (args: readonly string[]) => Promise<number>;
}

export const COMMANDS: readonly Command[] = [
  {
    name: 'capture',
    usage: '[options] [filter…]',
    text: 'record without a screen',
    run: async (args) => (await import('./capture-command.js')).runCaptureCommand(args),
  },
  {
    name: 'rules',
    usage: 'check|list|test FILE…',
    text: 'detection rules: valid? which? what would they have found?',
    run: async (args) => (await import('./rules-command.js')).runRules(args),
  },
  {
    name: 'serve',
    usage: '--metrics ADDRESS:PORT',
    text: 'views as metrics for Prometheus',
    run: async (args) => (await import('./serve-command.js')).runServeCommand(args),
  },
  {
    name: 'agent',
    usage: 'URL [filter…]',
    text: 'answer the questions of a fleet about this host',
    run: async (args) => (await import('./agent-command.js')).runAgentCommand(args),
  },
  {
    name: 'fleet',
    usage: 'URL [options] [filter…]',
    text: 'many hosts as one',
    run: async (args) => (await import('./fleet-command.js')).runFleetCommand(args),
  },
  {
    name: 'doctor',
    usage: '',
    text: 'what works on this machine, and what to do about the rest',
    run: async (args) => (await import('./doctor-command.js')).runDoctorCommand(args),
  },
];
