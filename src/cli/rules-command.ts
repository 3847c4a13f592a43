// SPDX-License-Identifier: Apache-2.0
// `sysdrill rules …`: rule files looked at without events. Its own options, since few of the program's mean anything here.

import { parseArgs } from 'node:util';
import type { CompiledRule } from '../engine/rules/compiled-rule.js';
import { complain, tell } from './complain.js';
import { type LoadedRules, loadRuleFiles } from './rule-files.js';
import { describedJson, describedLines, listLine, ruleJson } from './rules-describe.js';
import { problemText, reportJson, reportLines } from './rules-report.js';

const EXIT = { DONE: 0, FAILED: 1, USAGE: 2 } as const;
const USAGE = `usage: sysdrill rules check FILE… [--json]
       sysdrill rules list FILE… [--json]
       sysdrill rules describe FILE… [--rule NAME] [--json]`;

interface Request {
  readonly files: readonly string[];
  readonly json: boolean;
  readonly rule: string | undefined;
}

const COMMANDS: Readonly<Record<string, (request: Request) => number>> = { check, list, describe };

/** The exit status: 0, 1 where a file is invalid, 2 where the command line is. */
export async function runRules([name = '', ...argv]: readonly string[]): Promise<number> {
  if (name === '--help' || name === '-h') return say([USAGE]);
  const command = COMMANDS[name];
  if (command === undefined) return complain(`rules wants check, list or describe.\n${USAGE}`, EXIT.USAGE);
  const request = requestOf(argv);
  if (typeof request === 'string') return complain(`${request}\n${USAGE}`, EXIT.USAGE);
  return command(request);
}

function requestOf(argv: readonly string[]): Request | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        json: { type: 'boolean', short: 'j' },
        rule: { type: 'string' },
        rules: { type: 'string', multiple: true },
      },
    });
    const files = [...(values.rules ?? []), ...positionals];
    return files.length === 0 ? 'name a rule file' : { files, json: values.json === true, rule: values.rule };
  } catch (error) {
    return (error as Error).message.split('. ')[0] ?? '';
  }
}

function check({ files, json }: Request): number {
  const { reports } = loadRuleFiles(files);
  if (json) say([JSON.stringify(reports.map(reportJson), null, 1)]);
  else say(reports.flatMap(reportLines));
  return reports.every(({ successful }) => successful) ? EXIT.DONE : EXIT.FAILED;
}

function list({ files, json }: Request): number {
  const rules = validRules(loadRuleFiles(files));
  if (rules === undefined) return EXIT.FAILED;
  return say(json ? [JSON.stringify(rules.map(ruleJson), null, 1)] : rules.map(listLine));
}

function describe({ files, json, rule: name }: Request): number {
  const all = validRules(loadRuleFiles(files));
  if (all === undefined) return EXIT.FAILED;
  const rules = name === undefined ? all : all.filter((rule) => rule.name === name);
  if (rules.length === 0) return complain(`there is no rule ${name ?? 'in these files'}`, EXIT.FAILED);
  return say(json ? [JSON.stringify(rules.map(describedJson), null, 1)] : rules.flatMap(describedLines));
}

/** The rules of all files; undefined where one is invalid, which is reported. */
function validRules({ loader, reports }: LoadedRules): readonly CompiledRule[] | undefined {
  const errors = reports.flatMap(({ file, errors: all }) => all.map((error) => problemText(file, error)));
  for (const error of errors) tell(`sysdrill: ${error}`);
  return errors.length === 0 ? loader.compiled.rules : undefined;
}

function say(lines: readonly string[]): number {
  if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
  return EXIT.DONE;
}
