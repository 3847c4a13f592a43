// SPDX-License-Identifier: Apache-2.0
// The last lines: messages with the place in the table, and the keys that apply now, each of which can be clicked.

import type { Command, KeyBinding, KeyContext } from '../keys/binding.js';
import { footerHints } from '../keys/key-lookup.js';
import type { MessageKind } from '../page.js';
import type { Canvas } from '../paint/canvas.js';
import type { Style } from '../paint/style.js';
import type { Theme } from '../theme/theme.js';

export interface Message {
  readonly text: string;
  readonly kind: MessageKind;
}

export function paintMessage(canvas: Canvas, message: Message | undefined, info: string, position: string): void {
  const { theme, width } = canvas;
  canvas.fill(0, 0, width, 1, theme.text);
  const right = position === '' ? 0 : canvas.textWidth(position) + 2;
  const room = Math.max(0, width - right - 2);
  if (message === undefined) canvas.text(1, 0, info, theme.muted, { max: room });
  else canvas.text(1, 0, sign(message.kind, theme) + message.text, messageStyle(message.kind, theme), { max: room });
  if (right > 0 && right < width) canvas.text(width - right + 1, 0, position, theme.muted);
}

function sign(kind: MessageKind, theme: Theme): string {
  return kind === 'warning' || kind === 'error' ? `${theme.glyphs.warning} ` : '';
}

function messageStyle(kind: MessageKind, theme: Theme): Style {
  return { info: theme.text, good: theme.good, warning: theme.notice, error: theme.bad }[kind];
}

export interface FooterKeys {
  readonly keys: readonly KeyBinding[];
  readonly contexts: readonly KeyContext[];
}

export function paintFooter(canvas: Canvas, { keys, contexts }: FooterKeys, run: (command: Command) => void): void {
  const { theme, width } = canvas;
  canvas.fill(0, 0, width, 1, theme.footerLabel);
  let x = 0;
  for (const hint of footerHints(keys, contexts, width)) {
    const start = x;
    x += canvas.text(x, 0, ` ${hint.label} `, theme.footerKey);
    x += canvas.text(x, 0, `${hint.hint} `, theme.footerLabel);
    const area = { x: start, y: 0, width: x - start, height: 1 };
    canvas.onPress(({ press }) => press.action === 'down' && run(hint.command), area);
  }
}
