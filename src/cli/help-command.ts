// SPDX-License-Identifier: Apache-2.0
// `sysdrill help [TOPIC]`: the options for one purpose, a command, or the keys of the screen.

import { KEY_TABLE } from '../ui/keys/key-table.js';
import { keySections } from '../ui/keys/reference.js';
import { complain } from './complain.js';
import { HELP_TOPICS, helpText, topicText } from './help.js';

const USAGE = 2;
const TOPICS = [...HELP_TOPICS, 'keys'];

export async function runHelpCommand([topic, ...rest]: readonly string[]): Promise<number> {
  if (rest.length > 0) return complain('help wants one topic', USAGE);
  const text = topic === undefined ? `${helpText()}\n\nTopics: ${TOPICS.join(', ')}` : textOf(topic);
  if (text === undefined) return complain(`there is no help on ${topic}: topics are ${TOPICS.join(', ')}`, USAGE);
  process.stdout.write(`${text}\n`);
  return 0;
}

function textOf(topic: string): string | undefined {
  return topic === 'keys' ? keysText() : topicText(topic);
}

function keysText(): string {
  const sections = keySections(KEY_TABLE).filter(({ rows }) => rows.length > 0);
  return sections
    .map(({ title, rows }) => {
      const lines = rows.map(({ keys, description }) => `  ${keys.join(' ').padEnd(24)}  ${description}`);
      return [`${title}:`, ...lines].join('\n');
    })
    .join('\n\n');
}
