// SPDX-License-Identifier: Apache-2.0
// Names of ports: `fd.port = domain`. The system's table (services(5)) is read when a filter first uses a name.

import { readFileSync } from 'node:fs';

export interface ServiceNames {
  /** Port of the service with this name or alias, any protocol; undefined where there is none. */
  port(name: string): number | undefined;
}

/** Lines of `name port/protocol alias…`, comments behind `#`. The first entry of a name wins, as in getservbyname(3). */
export function parseServices(text: string): ReadonlyMap<string, number> {
  const ports = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [name, service, ...aliases] = line.replace(/#.*/, '').trim().split(/\s+/);
    const port = /^([0-9]+)\//.exec(service ?? '')?.[1];
    if (name === undefined || port === undefined) continue;
    for (const word of [name, ...aliases]) if (!ports.has(word)) ports.set(word, Number(port));
  }
  return ports;
}

/** The table that `read` returns, asked for at most once and only when needed; one that cannot be read has no names. */
export function servicesFrom(read: () => string): ServiceNames {
  let ports: ReadonlyMap<string, number> | undefined;
  return {
    port(name) {
      ports ??= parseServices(readOrEmpty(read));
      return ports.get(name);
    },
  };
}

export function systemServices(): ServiceNames {
  return servicesFrom(() => readFileSync('/etc/services', 'utf8'));
}

function readOrEmpty(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
