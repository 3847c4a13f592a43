// SPDX-License-Identifier: Apache-2.0
// The formats that need not be written out, and the backslashes of option -p.

/** `sysdig -r FILE`. */
export const PLAIN_FORMAT = '*%evt.num %evt.outputtime %evt.cpu %proc.name (%thread.tid) %evt.dir %evt.type %evt.info';

/** -pc, -pcontainer. */
export const CONTAINER_FORMAT = withContainer('container.name');

/** -pk, -pkubernetes. */
export const KUBERNETES_FORMAT = withContainer('k8s.pod.name');

function withContainer(name: string): string {
  return (
    `*%evt.num %evt.outputtime %evt.cpu %${name} (%container.id) %proc.name (%thread.tid:%thread.vtid) ` +
    '%evt.dir %evt.type %evt.info'
  );
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', e: '\x1b', '\\': '\\' };

/** `\n \t \e \\` as in option -p; a backslash before anything else stays. */
export function expandEscapes(format: string): string {
  return format.replace(/\\([nte\\])/g, (_, letter: string) => ESCAPES[letter] ?? letter);
}
