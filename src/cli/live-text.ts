// SPDX-License-Identifier: Apache-2.0
// Text output of the running system: not a capture file but the capture process is read.

import type { Options } from './options.js';

export async function runLiveText(options: Options): Promise<number> {
  void options;
  process.stderr.write('sysdrill: text output needs a capture: -r FILE\n');
  return 2;
}
