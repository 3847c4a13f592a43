// SPDX-License-Identifier: Apache-2.0
// The cells of the terminal emulator's screen, with their looks: for pictures of it.

import type xterm from '@xterm/headless';

export type CellColor = { readonly kind: 'palette' | 'rgb'; readonly value: number } | undefined;

export interface ScreenCell {
  /** "" after a wide character. */
  readonly text: string;
  readonly width: number;
  /** Undefined: the terminal's own. */
  readonly fg: CellColor;
  readonly bg: CellColor;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
  readonly strike: boolean;
}

type Terminal = InstanceType<typeof xterm.Terminal>;

/** What the terminal shows now, line by line. */
export function screenCells(terminal: Terminal): ScreenCell[][] {
  const { active } = terminal.buffer;
  return Array.from({ length: terminal.rows }, (_, y) => {
    const line = active.getLine(active.viewportY + y);
    return Array.from({ length: terminal.cols }, (_unused, x): ScreenCell => {
      const cell = line?.getCell(x);
      return {
        text: cell === undefined ? ' ' : cell.getWidth() === 0 ? '' : cell.getChars() || ' ',
        width: cell?.getWidth() ?? 1,
        fg: color(cell?.isFgRGB(), cell?.isFgPalette(), cell?.getFgColor()),
        bg: color(cell?.isBgRGB(), cell?.isBgPalette(), cell?.getBgColor()),
        bold: cell?.isBold() !== 0,
        dim: cell?.isDim() !== 0,
        italic: cell?.isItalic() !== 0,
        underline: cell?.isUnderline() !== 0,
        inverse: cell?.isInverse() !== 0,
        strike: cell?.isStrikethrough() !== 0,
      };
    });
  });
}

function color(isRgb: boolean | undefined, isPalette: boolean | undefined, value: number | undefined): CellColor {
  if (value === undefined || (isRgb !== true && isPalette !== true)) return undefined;
  return { kind: isRgb === true ? 'rgb' : 'palette', value };
}
