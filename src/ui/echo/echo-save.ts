// SPDX-License-Identifier: Apache-2.0
// Writes all blocks of an Echo to files: NAME as text, as the screen shows it, and NAME.read and NAME.written with the raw
// bytes of each direction, one block after the other. The bytes may be anybody's secrets: only the owner may read the files.

import { access, type FileHandle, open } from 'node:fs/promises';
import type { EchoBlock } from '../../engine/protocol/protocol.js';
import { formatBytes, formatCount } from '../format.js';
import type { Outcome, Ui } from '../page.js';
import { safeText } from '../safe-text.js';
import { askAndSave, type SaveDone } from '../save/save-prompt.js';
import { type EchoMode, echoLines } from './echo-lines.js';

export interface EchoSave {
  readonly total: number;
  readonly mode: EchoMode;
  readonly isConversation: boolean;
  /** The engine's list is still the one that is to be saved. */
  isCurrent(): boolean;
}

/** Blocks asked for at once. */
const BATCH = 128;
/** Lines in files are not wrapped; hex has a width of its own. */
const UNWRAPPED = 1e9;
const HEX_WIDTH = 80;

export function openEchoSave(ui: Ui, save: EchoSave): Outcome {
  if (save.total === 0) return 'there is nothing to write';
  return askAndSave(ui, {
    what: 'Echo',
    name: 'echo.txt',
    write: (path) => writeEcho(ui, save, path),
  });
}

async function writeEcho(ui: Ui, save: EchoSave, path: string): Promise<SaveDone> {
  // Where the text exists already, overwriting it was agreed to; its two companions alone are not touched.
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  const names = [path, `${path}.read`, `${path}.written`] as const;
  const files: FileHandle[] = [];
  try {
    for (const name of names) files.push(await open(name, exists ? 'w' : 'wx', 0o600));
    const [text, read, written] = files;
    if (text === undefined || read === undefined || written === undefined) throw new Error('no file was opened');
    const bytes = await writeBlocks(ui, save, { text, read, written });
    return {
      said: `${formatCount(save.total)} blocks, ${formatBytes(bytes)} bytes, as ${names.join(', ')}`,
      isProblem: false,
    };
  } finally {
    for (const file of files) await file.close();
  }
}

interface EchoFiles {
  readonly text: FileHandle;
  readonly read: FileHandle;
  readonly written: FileHandle;
}

async function writeBlocks(ui: Ui, save: EchoSave, files: EchoFiles): Promise<number> {
  let bytes = 0;
  let previous: EchoBlock | undefined;
  for (let offset = 0; offset < save.total; offset += BATCH) {
    if (!save.isCurrent()) throw new Error('another Echo was opened meanwhile');
    const answer = await ui.client.echoBlocks(offset, Math.min(BATCH, save.total - offset));
    if (!answer.ok) throw new Error(answer.error.message);
    let text = '';
    for (const block of answer.value.blocks) {
      text += blockText(ui, save, block, previous);
      await (block.direction === 'read' ? files.read : files.written).write(block.data);
      bytes += block.data.length;
      previous = block;
    }
    await files.text.write(text);
  }
  return bytes;
}

function blockText(
  ui: Ui,
  { mode, isConversation }: EchoSave,
  block: EchoBlock,
  previous: EchoBlock | undefined,
): string {
  const width = mode === 'hex' ? HEX_WIDTH : UNWRAPPED;
  const lines = echoLines(block, { mode, width, asciiOnly: false, format: ui.format, isConversation }, previous);
  return lines.map((line) => `${safeText(line.spans.map((span) => span.text).join('')).trimEnd()}\n`).join('');
}
