// SPDX-License-Identifier: Apache-2.0
// Copies a capture with its secrets hidden.

import { failure, ok, type Result } from '../result.js';
import { type BlockOutput, OutputFailure, openReplacement } from '../scap/block-output.js';
import { type ByteSource, breakReason } from '../scap/byte-source.js';
import { openByteSources } from '../scap/joined-source.js';
import { type RedactOptions, Redactor } from './redactor.js';

export interface RedactedFile {
  /** `-` for standard output. */
  readonly path: string;
  readonly compress: boolean;
}

/** The value are lines about what was hidden; the error is a message for the user, and nothing was written then. */
export async function redactFile(
  from: string,
  to: RedactedFile,
  options: RedactOptions,
): Promise<Result<readonly string[], string>> {
  const opened = await openByteSources([from]);
  if (!opened.ok) return failure(`${from} ${opened.error}`);
  const source = opened.value;
  let output: BlockOutput | undefined;
  try {
    output = openReplacement(to.path, to.compress);
    const redactor = new Redactor(options);
    const wasEmpty = await copy(source, output, redactor);
    const { defect, report } = redactor;
    if (wasEmpty) {
      output.abandon();
      return failure(`${from}: ${defect?.reason ?? 'it is empty'}`);
    }
    await output.close();
    const warning =
      defect === undefined ? [] : [`warning: ${from} ends early at byte ${defect.offset}: ${defect.reason}`];
    return ok([...warning, ...report.lines()]);
  } catch (error) {
    output?.abandon();
    if (error instanceof OutputFailure) return failure(error.message);
    throw error;
  } finally {
    await source.close();
  }
}

/** Whether nothing was written. */
async function copy(source: ByteSource, output: BlockOutput, redactor: Redactor): Promise<boolean> {
  let isEmpty = true;
  let reason: string | undefined;
  const chunks = source.chunks()[Symbol.asyncIterator]();
  for (;;) {
    let next: IteratorResult<Uint8Array>;
    try {
      next = await chunks.next();
    } catch (error) {
      reason = breakReason(error);
      break;
    }
    if (next.done === true || redactor.defect !== undefined) break;
    const blocks = redactor.push(next.value);
    if (blocks.length === 0) continue;
    isEmpty = false;
    await output.write(blocks);
  }
  redactor.end(reason);
  return isEmpty;
}
