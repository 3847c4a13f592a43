// SPDX-License-Identifier: Apache-2.0
// `sysdrill capture` and `sysdrill doctor`: what deals with the live system, loaded only when asked for.

export async function runSubcommand(name: 'capture' | 'doctor', _argv: readonly string[]): Promise<number> {
  process.stderr.write(`sysdrill: ${name} is not part of this build\n`);
  return 1;
}
