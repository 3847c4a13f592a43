// SPDX-License-Identifier: Apache-2.0
// `sysdrill doctor`: what works on this machine.

import { runDoctor } from '../engine/live/doctor/doctor.js';
import { complain } from './complain.js';
import { helpText } from './help.js';
import { parseOptions } from './options.js';

/** Exit status of the program. */
export async function runDoctorCommand(argv: readonly string[]): Promise<number> {
  const parsed = parseOptions(argv, 0);
  if (!parsed.ok) return complain(parsed.error, 2);
  if (!parsed.value.help) return runDoctor(parsed.value.json);
  process.stdout.write(`${helpText()}\n`);
  return 0;
}
