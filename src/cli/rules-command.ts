// SPDX-License-Identifier: Apache-2.0
// `sysdrill rules …`: rule files looked at without events. Its own options, since few of the program's mean anything here.

import { parseArgs } from 'node:util';
import type { Result } from '../engine/result.js';
import type { CompiledRule } from '../engine/rules/compiled-rule.js';
import { problemText } from '../engine/rules/load-report.js';
import { type ActiveRules, countOf, type LoadedRules } from '../engine/rules/rule-texts.js';
import { complain, notify } from './complain.js';
import { loadRuleFiles } from './rule-files.js';
import { describedJson, describedLines, listLine, ruleJson, sequenceJson, viewRuleJson } from './rules-describe.js';
import { reportJson, reportLines } from './rules-report.js';

const EXIT = { DONE: 0, FAILED: 1, USAGE: 2 } as const;
const USAGE = `usage: sysdrill rules check FILE… [--json]
       sysdrill rules list FILE… [--json]
       sysdrill rules describe FILE… [--rule NAME] [--json]
       sysdrill rules test FILE… -r CAPTURE… [--against OLD…] [--explain EVENT] [--rule NAME] [--json]
       sysdrill rules cost FILE… -r CAPTURE…`;

interface Request {
  readonly files: readonly string[];
  readonly json: boolean;
  readonly rule: string | undefined;
  readonly captures: readonly string[];
  readonly against: readonly string[];
  readonly explain: string | undefined;
}

const COMMANDS: Readonly<Record<string, (request: Request) => number | Promise<number>>> = {
  check,
  list,
  describe,
  test,
  cost,
};

/** The exit status: 0, 1 where a file is invalid, 2 where the command line is. */
export async function runRules([name = '', ...argv]: readonly string[]): Promise<number> {
  if (name === '--help' || name === '-h') return say([USAGE]);
  const command = COMMANDS[name];
  if (command === undefined) return complain(`rules wants check, list, describe, test or cost.\n${USAGE}`, EXIT.USAGE);
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
        read: { type: 'string', short: 'r', multiple: true },
        against: { type: 'string', multiple: true },
        explain: { type: 'string' },
      },
    });
    const files = [...(values.rules ?? []), ...positionals];
    if (files.length === 0) return 'name a rule file';
    return {
      files,
      json: values.json === true,
      rule: values.rule,
      captures: values.read ?? [],
      against: values.against ?? [],
      explain: values.explain,
    };
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
  const loaded = loadRuleFiles(files);
  const rules = validRules(loaded);
  if (rules === undefined) return EXIT.FAILED;
  const { viewRules, sequences } = loaded.loader.compiled;
  const objects = [...rules.map(ruleJson), ...viewRules.map(viewRuleJson), ...sequences.map(sequenceJson)];
  return say(json ? [JSON.stringify(objects, null, 1)] : [...rules, ...viewRules, ...sequences].map(listLine));
}

function describe(request: Request): number {
  const named = namedRules(request);
  if (named === undefined) return EXIT.FAILED;
  const { rules, viewRules, sequences } = named;
  const others = [...viewRules.map(viewRuleJson), ...sequences.map(sequenceJson)];
  if (request.json) return say([JSON.stringify([...rules.map(describedJson), ...others], null, 1)]);
  return say([...rules.flatMap(describedLines), ...others.map((other) => JSON.stringify(other, null, 1))]);
}

async function test(request: Request): Promise<number> {
  const { captures, against, explain, json } = request;
  const rules = namedRules(request);
  const old = against.length === 0 ? undefined : allRules(loadRuleFiles(against));
  if (rules === undefined || (against.length > 0 && old === undefined)) return EXIT.FAILED;
  if (captures.length === 0) return complain('rules test wants -r CAPTURE', EXIT.USAGE);
  const { explainEvent, testRules } = await import('./rules-trial.js');
  if (explain === undefined) return sayResult(await testRules({ rules, against: old, captures, json }));
  const number = Number(explain);
  if (!Number.isInteger(number) || number < 1)
    return complain(`--explain wants an event number, not "${explain}"`, EXIT.USAGE);
  return sayResult(await explainEvent(rules.rules, captures, number));
}

async function cost(request: Request): Promise<number> {
  const rules = namedRules(request);
  if (rules === undefined) return EXIT.FAILED;
  if (request.captures.length === 0) return complain('rules cost wants -r CAPTURE', EXIT.USAGE);
  const { costOfRules } = await import('./rules-trial.js');
  return sayResult(await costOfRules(rules, request.captures));
}

/** The rule of --rule, else all; undefined where there is none, which is reported. */
function namedRules({ files, rule: name }: Request): ActiveRules | undefined {
  const loaded = loadRuleFiles(files);
  if (validRules(loaded) === undefined) return undefined;
  const isMeant = (rule: { readonly name: string }): boolean => name === undefined || rule.name === name;
  const { rules, viewRules, sequences } = loaded.loader.compiled;
  const named = {
    rules: rules.filter(isMeant),
    viewRules: viewRules.filter(isMeant),
    sequences: sequences.filter(isMeant),
  };
  if (countOf(named) > 0) return named;
  notify(`sysdrill: there is no rule ${name ?? 'in these files'}`);
  return undefined;
}

function sayResult(result: Result<readonly string[], string>): number {
  return result.ok ? say(result.value) : complain(result.error, EXIT.FAILED);
}

/** All kinds of rules; undefined where a file is invalid, which is reported. */
function allRules(loaded: LoadedRules): ActiveRules | undefined {
  return validRules(loaded) === undefined ? undefined : loaded.loader.compiled;
}

/** The rules of all files; undefined where one is invalid, which is reported. */
function validRules({ loader, reports }: LoadedRules): readonly CompiledRule[] | undefined {
  const errors = reports.flatMap(({ file, errors: all }) => all.map((error) => problemText(file, error)));
  for (const error of errors) notify(`sysdrill: ${error}`);
  return errors.length === 0 ? loader.compiled.rules : undefined;
}

function say(lines: readonly string[]): number {
  if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
  return EXIT.DONE;
}
