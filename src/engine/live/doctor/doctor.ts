// SPDX-License-Identifier: Apache-2.0
// `sysdrill doctor`: what works here, and what to do about the rest. Text for a person, or one JSON object a line.

import { canCapture, type Finding, findings } from './doctor-checks.js';
import { gatherFacts } from './doctor-facts.js';

const MARKS = { ok: 'ok', note: '-', bad: '!', fatal: 'X' } as const;
const TOPIC_WIDTH = 18;

/** Exit status: 0 where a live capture will work. */
export async function runDoctor(json: boolean): Promise<number> {
  const list = findings(await gatherFacts(process.env));
  const lines = json ? list.map((found) => JSON.stringify(found)) : doctorText(list);
  process.stdout.write(`${lines.join('\n')}\n`);
  return canCapture(list) ? 0 : 1;
}

export function doctorText(list: readonly Finding[]): string[] {
  const lines = list.flatMap(({ topic, state, text, next }) => {
    const line = `${MARKS[state].padEnd(3)}${topic.padEnd(TOPIC_WIDTH)}${text}`;
    return next === '' ? [line] : [line, `${' '.repeat(3 + TOPIC_WIDTH)}→ ${next}`];
  });
  const verdict = canCapture(list)
    ? 'Live capture works: sysdrill'
    : 'Live capture does not work here; captures can be read: sysdrill -r FILE';
  return [...lines, '', verdict];
}
