// SPDX-License-Identifier: Apache-2.0
// The program that redacts a recording on its way to its files (redaction-filter.ts starts it). Its plan comes on one descriptor; it
// says a line on another when its first file is open, takes blocks from standard input until that ends, and reports on stderr.

import { readFileSync, writeSync } from 'node:fs';
import { Redactor } from '../../redact/redactor.js';
import { OutputFailure } from '../../scap/block-output.js';
import { become } from './privileges.js';
import { RedactedFiles } from './redacted-files.js';
import { type FilterPlan, PLAN, READY } from './redaction-filter.js';

async function run({ identity, redaction, ...files }: FilterPlan): Promise<void> {
  const key = redaction.key === undefined ? undefined : Buffer.from(redaction.key, 'base64');
  const redactor = new Redactor({ ...redaction, key });
  const output = new RedactedFiles(files, notify);
  if (identity !== undefined) become(identity);
  writeSync(READY, 'ready\n');
  for await (const chunk of process.stdin) await output.write(redactor.push(chunk as Uint8Array));
  redactor.end();
  await output.close();
  for (const line of redactor.report.lines()) notify(line);
}

function notify(message: string): void {
  process.stderr.write(`sysdrill: ${message}\n`);
}

// It ends when its input does: what has been recorded by then is written.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
run(JSON.parse(readFileSync(PLAN, 'utf8')) as FilterPlan).catch((error: unknown) => {
  if (!(error instanceof OutputFailure)) throw error;
  notify(error.message);
  process.exitCode = 1;
});
