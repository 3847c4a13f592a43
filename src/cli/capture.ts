// SPDX-License-Identifier: Apache-2.0
// The capture process that sysdrill starts for itself: the arguments of `sysdrill capture`, in a file of its own, because
// it needs neither the engine's queries nor a screen.

import { runCaptureCommand } from './capture-command.js';

void runCaptureCommand(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
