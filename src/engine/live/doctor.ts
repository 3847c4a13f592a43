// SPDX-License-Identifier: Apache-2.0
export async function runDoctor(_json: boolean): Promise<number> {
  return 1;
}
