// SPDX-License-Identifier: Apache-2.0
// Who depends on whom, as the text of a graph: Graphviz (--dot) or Mermaid (--mermaid). Nodes are the clients and servers of
// the view `dependencies`, edges its rows. Names are of programs and containers: quoted, so that none can end its string.

import { safeText } from '../ui/safe-text.js';

export type GraphFormat = 'dot' | 'mermaid';

export interface Edge {
  readonly client: string;
  readonly server: string;
  /** Rate, errors and latency, as the view shows them. */
  readonly label: string;
  /** Some requests failed. */
  readonly failed: boolean;
}

export function graphText(format: GraphFormat, edges: readonly Edge[]): readonly string[] {
  return format === 'dot' ? dot(edges) : mermaid(edges);
}

function dot(edges: readonly Edge[]): readonly string[] {
  const quoted = (text: string) => `"${safeText(text).replace(/[\\"]/g, '\\$&')}"`;
  const lines = edges.map(({ client, server, label, failed }) => {
    const color = failed ? ', color="red"' : '';
    return `  ${quoted(client)} -> ${quoted(server)} [label=${quoted(label)}${color}];`;
  });
  return ['digraph services {', '  rankdir=LR;', '  node [shape=box];', ...lines, '}'];
}

function mermaid(edges: readonly Edge[]): readonly string[] {
  const names = [...new Set(edges.flatMap(({ client, server }) => [client, server]))];
  const id = new Map(names.map((name, n) => [name, `n${n}`]));
  // Mermaid knows the quotation mark inside a text as an entity only.
  const quoted = (text: string) => `"${safeText(text).replace(/["#<>&]/g, (c) => `#${c.charCodeAt(0)};`)}"`;
  return [
    'flowchart LR',
    ...names.map((name) => `  ${id.get(name)}[${quoted(name)}]`),
    ...edges.map(({ client, server, label }) => `  ${id.get(client)} -->|${quoted(label)}| ${id.get(server)}`),
  ];
}
