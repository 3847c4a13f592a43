// SPDX-License-Identifier: Apache-2.0

import { fileURLToPath } from 'node:url';
import type { Options } from './options.js';

/**
 * The command of the capture process for these options. `filter`: words by which it may leave events out before they are
 * copied, where nobody will ask for others.
 */
export function captureCommand(options: Options, filter: readonly string[] = []): string[] {
  const main = fileURLToPath(new URL('../main.js', import.meta.url));
  return [
    process.execPath,
    main,
    'capture',
    ...['-w', '-', '-s', String(options.snaplen)],
    ...(options.noUsers ? ['-E'] : []),
    ...(Number.isFinite(options.seconds) ? ['-M', String(options.seconds)] : []),
    ...(filter.length === 0 ? [] : ['--', ...filter]),
  ];
}
