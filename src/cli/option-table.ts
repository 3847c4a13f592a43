// SPDX-License-Identifier: Apache-2.0
// Every option: what reads the command line, --help, the manual page and completion are made from.

/** What an option is for: a heading of --help, and a word for `sysdrill help`. */
export const OPTION_TOPICS = {
  source: 'What is read',
  views: 'Views',
  events: 'Events as lines',
  recording: 'Recording and saving',
  rules: 'Rules and alerts',
  screen: 'The screen',
  lists: 'Lists and help',
} as const;

export type OptionTopic = keyof typeof OPTION_TOPICS;

export interface OptionRow {
  readonly name: string;
  readonly topic: OptionTopic;
  readonly letter?: string;
  readonly value?: string;
  readonly text: string;
}

/** Those that --help begins with. */
export const FIRST_OPTIONS: readonly string[] = [
  'read',
  'view',
  'print',
  'write',
  'json',
  'raw',
  'seconds',
  'rules',
  'list',
  'list-views',
];

export const OPTION_ROWS: readonly OptionRow[] = [
  {
    name: 'read',
    topic: 'source',
    letter: 'r',
    value: 'FILE',
    text: 'open a capture: plain, gzip, - for standard input, a folder, a pattern; several are read as one',
  },
  {
    name: 'connect',
    topic: 'source',
    value: 'SOCKET',
    text: 'watch through the service of a recorder, without root (/run/sysdrill.sock; found by itself)',
  },
  { name: 'count', topic: 'source', letter: 'n', value: 'NUM', text: 'stop after NUM events' },
  { name: 'seconds', topic: 'source', letter: 'M', value: 'SECONDS', text: 'stop after SECONDS' },
  {
    name: 'from',
    topic: 'source',
    value: 'TIME',
    text: 'only from then on: +1.5s from the start, -30s from the end, or a clock time',
  },
  { name: 'to', topic: 'source', value: 'TIME', text: 'only until then' },
  {
    name: 'compare',
    topic: 'views',
    value: 'A..B',
    text: 'a view of two spans of time, row by row: FROM,TO..FROM,TO, or one time to split at',
  },
  { name: 'compare-with', topic: 'views', value: 'FILE', text: 'the view of -r beside that of an earlier capture' },
  {
    name: 'at',
    topic: 'source',
    value: 'TIME',
    text: 'the minute from then on: 03:00, a date and time, -2h from the end, spike: the busiest 10 seconds, spike:errors, spike:bytes',
  },
  {
    name: 'memory',
    topic: 'source',
    value: 'SIZE',
    text: 'memory for events, for example 2G (a quarter of RAM, at most 2G)',
  },
  {
    name: 'kubeconfig',
    topic: 'source',
    value: 'FILE',
    text: 'live: ask this API server for Deployments and services of pods; in-cluster: by the service account of this pod',
  },
  {
    name: 'node',
    topic: 'source',
    value: 'NAME',
    text: 'live: what Kubernetes calls this machine (NODE_NAME, or its host name)',
  },
  { name: 'view', topic: 'views', letter: 'v', value: 'ID', text: 'start with this view (--list-views)' },
  { name: 'sort', topic: 'views', value: 'COLUMN', text: 'order the view by this column' },
  { name: 'view-file', topic: 'views', value: 'FILE', text: 'load a view of your own from a YAML file' },
  { name: 'chisel', topic: 'views', letter: 'c', value: 'NAME', text: 'the view that has taken the place of a chisel' },
  { name: 'raw', topic: 'views', text: 'print the view as an aligned table' },
  { name: 'dot', topic: 'views', text: 'print who asks whom as a graph for Graphviz' },
  { name: 'mermaid', topic: 'views', text: 'print who asks whom as a Mermaid flowchart' },
  { name: 'json', topic: 'views', letter: 'j', text: 'print the view, or with -p the events, as JSON lines' },
  { name: 'delay', topic: 'views', letter: 'd', value: 'MS', text: 'live: time between refreshes (1000)' },
  {
    name: 'print',
    topic: 'events',
    letter: 'p',
    value: 'FORMAT',
    text: "print each event; -p '*%evt.num %proc.name', -p default as sysdig does, -pc with containers, -pk with pods",
  },
  {
    name: 'time',
    topic: 'events',
    letter: 't',
    value: 'MODE',
    text: 'times of events: a epoch, h clock, r since start, d latency, D delta',
  },
  { name: 'hex', topic: 'events', letter: 'x', text: 'print buffers in hex' },
  { name: 'hex-ascii', topic: 'events', letter: 'X', text: 'print buffers in hex and ASCII' },
  { name: 'ascii-text', topic: 'events', letter: 'A', text: 'print buffers as text with their line ends' },
  { name: 'base64', topic: 'events', letter: 'b', text: 'print buffers in base64' },
  { name: 'verbose', topic: 'events', text: 'print buffers whole, not cut at 80 characters' },
  {
    name: 'raw-bytes',
    topic: 'events',
    text: 'on a pipe, print control characters of names as they are, as sysdig does',
  },
  { name: 'resolve', topic: 'events', letter: 'R', text: 'show port names instead of numbers' },
  { name: 'no-users', topic: 'events', letter: 'E', text: 'no user and group names' },
  { name: 'internal', topic: 'events', letter: 'D', text: "also print the capture tool's own events" },
  {
    name: 'write',
    topic: 'recording',
    letter: 'w',
    value: 'FILE',
    text: 'live: record while watching; with -r: save what the filter keeps',
  },
  { name: 'gzip', topic: 'recording', letter: 'z', text: 'compress what -w writes' },
  {
    name: 'compat',
    topic: 'recording',
    value: 'VERSION',
    text: 'write -w so that sysdig of this version, 0.29, reads it to the end',
  },
  {
    name: 'redact',
    topic: 'recording',
    text: 'hide what looks like a password, token or key in what -w writes',
  },
  { name: 'redact-payload', topic: 'recording', text: 'as --redact, and hide all that was read and written' },
  {
    name: 'redact-words',
    topic: 'recording',
    value: 'FILE',
    text: 'more names and beginnings of secrets, a line each',
  },
  {
    name: 'redact-key',
    topic: 'recording',
    value: 'FILE',
    text: 'key with which equal secrets stay equal from one file to another',
  },
  { name: 'no-env', topic: 'recording', text: 'leave the environments of processes out of what -w writes' },
  {
    name: 'rotate-size',
    topic: 'recording',
    letter: 'C',
    value: 'MB',
    text: 'start a new file every MB',
  },
  {
    name: 'rotate-time',
    topic: 'recording',
    letter: 'G',
    value: 'SECONDS',
    text: 'start a new file every SECONDS',
  },
  {
    name: 'rotate-events',
    topic: 'recording',
    letter: 'e',
    value: 'EVENTS',
    text: 'start a new file every NUM events',
  },
  { name: 'rotate-files', topic: 'recording', letter: 'W', value: 'FILES', text: 'keep only the newest FILES files' },
  {
    name: 'snaplen',
    topic: 'recording',
    letter: 's',
    value: 'BYTES',
    text: 'live: bytes captured of each buffer (80), requests included unless --requests-snaplen is given',
  },
  {
    name: 'requests-snaplen',
    topic: 'recording',
    value: 'BYTES',
    text: 'live: bytes captured of what begins like a request or an answer on a socket or pipe (512); 0: as -s',
  },
  {
    name: 'switches',
    topic: 'recording',
    text: 'live: also record each context switch, with memory and page faults of the thread',
  },
  { name: 'page-faults', topic: 'recording', text: 'live: also record each page fault, with its address' },
  {
    name: 'rules',
    topic: 'rules',
    value: 'FILE',
    text: 'print what these detection rules find, in the language of Falco; several, or a folder',
  },
  {
    name: 'rule-matching',
    topic: 'rules',
    value: 'WHICH',
    text: 'first: one rule per event; all: every rule that matches (first)',
  },
  {
    name: 'rules-priority',
    topic: 'rules',
    value: 'LEAST',
    text: 'only rules of this priority or worse: debug, info, notice, warning, error, …',
  },
  {
    name: 'rules-tag',
    topic: 'rules',
    value: 'TAG',
    text: 'only rules with this tag, also those that are switched off',
  },
  {
    name: 'rules-disable',
    topic: 'rules',
    value: 'NAME',
    text: 'not the rule of this name (* for any letters), or tag:TAG',
  },
  {
    name: 'alert-to',
    topic: 'rules',
    value: 'TARGET',
    text: 'rules: also send alerts there: file:PATH, syslog:udp://HOST, http://…, alertmanager:http://…, program:PATH',
  },
  {
    name: 'capture-to',
    topic: 'rules',
    value: 'FOLDER',
    text: 'rules: save there what rules with `capture` ask for (live: .)',
  },
  {
    name: 'alert-limit',
    topic: 'rules',
    value: 'N/SECONDS',
    text: 'rules: of equal alerts at most so many in that time; the rest is counted',
  },
  { name: 'no-containers', topic: 'rules', text: 'rules: take every process for one of the host' },
  { name: 'theme', topic: 'screen', value: 'NAME', text: 'colours: dark, light, mono, …' },
  { name: 'ascii', topic: 'screen', text: 'no characters beyond ASCII on the screen' },
  { name: 'no-mouse', topic: 'screen', text: 'leave the mouse to the terminal' },
  { name: 'list', topic: 'lists', letter: 'l', text: 'list the fields, or those of one class: -l proc' },
  { name: 'list-events', topic: 'lists', letter: 'L', text: 'list the event types' },
  { name: 'list-views', topic: 'lists', text: 'list the views' },
  { name: 'help', topic: 'lists', letter: 'h', text: 'this text' },
  { name: 'version', topic: 'lists', text: 'the version' },
];
