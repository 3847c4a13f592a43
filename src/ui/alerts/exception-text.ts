// SPDX-License-Identifier: Apache-2.0
// An alert as an exception to its rule, in the language of rule files: `fields`, `comps`, `values`, appended to the rule.

import type { AlertIncident } from '../../engine/protocol/alerts.js';

export interface ExceptionField {
  readonly name: string;
  readonly value: string;
}

/** Fields whose values are other ones in the next alert of the same matter. */
const PASSING = /(^evt\.(?!type$|dir$))|pid|tid|rawtime|\.ts\b|sid$|loginshell|port$|\.num$|latency|duration/;
/** What one thinks of first: the program, its parent, the file, the user, the image. */
const DISTINCTIVE = /^(proc\.(name|exepath|pname)|fd\.name|fd\.sip\.name|user\.name|container\.image\.repository)$/;
/** A connection, by its two ends. */
const CONNECTION = /->/;

/** Fields of an alert that an exception can be about. */
export function exceptionFields({ fields }: AlertIncident): readonly ExceptionField[] {
  return fields.filter(({ name, value }) => !PASSING.test(name) && value !== '' && value !== '<NA>');
}

/** Whether a field is chosen to begin with. */
export function isDistinctive({ name, value }: ExceptionField): boolean {
  return DISTINCTIVE.test(name) && !CONNECTION.test(value);
}

/** YAML, to be appended to a rule file. `now`: for the exception's name, which must be its own. */
export function exceptionText(rule: string, chosen: readonly ExceptionField[], now: Date): string {
  const stamp = now.toISOString();
  const name = `sysdrill_${stamp.replace(/\D/g, '')}`;
  const list = (items: readonly string[]): string => `[${items.map((item) => JSON.stringify(item)).join(', ')}]`;
  return [
    `# ${stamp}: sysdrill`,
    `- rule: ${JSON.stringify(rule)}`,
    '  exceptions:',
    `    - name: ${name}`,
    `      fields: ${list(chosen.map((field) => field.name))}`,
    `      comps: ${list(chosen.map(() => '='))}`,
    '      values:',
    `        - ${list(chosen.map(({ value }) => quotedValue(value)))}`,
    '  override:',
    '    exceptions: append',
    '',
  ].join('\n');
}

/** Values become part of a condition: what is more than a plain word is quoted there. */
function quotedValue(value: string): string {
  if (/^[\w./:-]+$/.test(value)) return value;
  return value.includes('"') ? `'${value}'` : `"${value}"`;
}
