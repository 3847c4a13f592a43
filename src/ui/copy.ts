// SPDX-License-Identifier: Apache-2.0
// Copies text, and says where it went.

import type { Clipboard } from './clipboard.js';
import type { MessageKind } from './page.js';
import { safeLines } from './safe-text.js';

/** `what` names the text in the message. */
export async function copied(
  clipboard: Clipboard,
  text: string,
  what: string,
): Promise<{ readonly text: string; readonly kind: MessageKind }> {
  try {
    // Line ends aside, what is copied is what was shown: a paste must not type control characters into a shell.
    const place = await clipboard.copy(safeLines(text));
    const file = place.kind === 'file' ? ` to ${place.path}: it is too much for the clipboard, or there is none` : '';
    return { text: `copied ${what}${file}`, kind: 'good' };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { text: `not copied: ${reason}; M lets you mark text with the mouse`, kind: 'error' };
  }
}
