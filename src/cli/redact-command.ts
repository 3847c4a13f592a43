// SPDX-License-Identifier: Apache-2.0
// `sysdrill redact IN OUT`: a capture with its secrets hidden. OUT may be IN: it takes its place when it is complete.

import { redactFile } from '../engine/redact/redact-file.js';
import { complain, notify } from './complain.js';
import { helpText } from './help.js';
import { type Options, parseOptions } from './options.js';
import { redactionOf } from './redaction.js';

const FAILED = 1;
const USAGE = 2;

/** Exit status of the process. */
export async function runRedactCommand(argv: readonly string[]): Promise<number> {
  const parsed = parseOptions(argv, 0);
  if (!parsed.ok) return complain(parsed.error, USAGE);
  const options = parsed.value;
  if (options.help) {
    process.stdout.write(`${helpText()}\n`);
    return 0;
  }
  const [from, to, ...rest] = options.words;
  if (from === undefined || to === undefined || rest.length > 0)
    return complain('redact wants two names: IN OUT', USAGE);
  if (to === '-' && process.stdout.isTTY)
    return complain('a capture is not text for a terminal: OUT, or a pipe', USAGE);
  return redact(options, from, to);
}

async function redact(options: Options, from: string, to: string): Promise<number> {
  const { redaction } = options;
  // Without another word, secrets are what is meant; --no-env alone leaves them.
  const secrets = redaction.secrets || !redaction.noEnvironment;
  const asked = redactionOf({ ...options, redaction: { ...redaction, secrets } });
  if (!asked.ok) return complain(asked.error, USAGE);
  if (asked.value === undefined) return complain('nothing to hide', USAGE);
  const done = await redactFile(from, { path: to, compress: options.compress }, asked.value);
  if (!done.ok) return complain(done.error, FAILED);
  for (const line of done.value) notify(`sysdrill: ${line}`);
  return 0;
}
