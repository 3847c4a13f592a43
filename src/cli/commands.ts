// SPDX-License-Identifier: Apache-2.0
// Each command is a file of its own, read when it is run.

import type { CommandName } from './command-table.js';

/** Runs a command with the words after its name; the exit status. */
type Run = (args: readonly string[]) => Promise<number>;

export const RUN_COMMAND: Readonly<Record<CommandName, Run>> = {
  capture: async (args) => (await import('./capture-command.js')).runCaptureCommand(args),
  rules: async (args) => (await import('./rules-command.js')).runRules(args),
  redact: async (args) => (await import('./redact-command.js')).runRedactCommand(args),
  record: async (args) => (await import('./record-command.js')).runRecordCommand(args),
  alerts: async (args) => (await import('./alerts-command.js')).runAlertsCommand(args),
  serve: async (args) => (await import('./serve-command.js')).runServeCommand(args),
  export: async (args) => (await import('./export-command.js')).runExportCommand(args),
  agent: async (args) => (await import('./agent-command.js')).runAgentCommand(args),
  fleet: async (args) => (await import('./fleet-command.js')).runFleetCommand(args),
  doctor: async (args) => (await import('./doctor-command.js')).runDoctorCommand(args),
  completion: async (args) => (await import('./completion-command.js')).runCompletionCommand(args),
  help: async (args) => (await import('./help-command.js')).runHelpCommand(args),
};
