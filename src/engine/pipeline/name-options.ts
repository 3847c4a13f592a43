// SPDX-License-Identifier: Apache-2.0
// -R and -E: which numbers get names.

import { systemPortNames } from '../filter/services.js';
import { L4 } from '../state/fd-info.js';
import type { NameOptions } from '../state/names.js';

export function nameOptions(users: boolean, ports: boolean): NameOptions {
  if (!ports) return { users };
  const names = systemPortNames();
  return { users, portName: (port, l4) => names(port, l4 === L4.UDP) };
}
