// SPDX-License-Identifier: Apache-2.0
// Names of ports: `fd.port = domain`. The system's table (services(5)) is read when a filter first uses a name.

import { readFileSync } from 'node:fs';

const SERVICES = '/etc/services';

export interface ServiceNames {
  /** Port of the service with this name or alias, any protocol; undefined where there is none. */
  port(name: string): number | undefined;
}

/** Lines of `name port/protocol alias…`, comments after `#`. The first entry of a name wins, as in getservbyname(3). */
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
  return servicesFrom(() => readFileSync(SERVICES, 'utf8'));
}

function readOrEmpty(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}

/** Names of ports by number, for TCP or UDP; the table is read when first asked. */
export function portNamesFrom(read: () => string): (port: number, isUdp: boolean) => string | undefined {
  let names: Map<string, string> | undefined;
  return (port, isUdp) => {
    names ??= parsePortNames(readOrEmpty(read));
    return names.get(`${port}/${isUdp ? 'udp' : 'tcp'}`);
  };
}

export function systemPortNames(): (port: number, isUdp: boolean) => string | undefined {
  return portNamesFrom(() => readFileSync(SERVICES, 'utf8'));
}

/** The first name of a port wins, as in getservbyport(3). */
function parsePortNames(text: string): Map<string, string> {
  const names = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [name, service] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (name !== undefined && service !== undefined && !names.has(service)) names.set(service, name);
  }
  return names;
}
