// SPDX-License-Identifier: Apache-2.0
// Targets of the command line → outputs.

import { failure, ok, type Result } from '../../result.js';
import { FileOutput } from './file-output.js';
import { alertmanagerOutput, httpOutput } from './http-output.js';
import type { AlertOutput } from './output.js';
import { programOutput } from './program-output.js';
import { streamSyslog, udpSyslog } from './syslog-output.js';

/** What --alert-to takes. */
export const TARGETS =
  'file:PATH, syslog:udp://HOST[:PORT], syslog:tcp://HOST[:PORT], syslog:unix:PATH, http(s)://…, alertmanager:http(s)://…, program:PATH [ARGUMENT…]';

const SYSLOG_PORT = 514;

/** The error is a sentence about the target. */
export function openOutput(target: string, isJson: boolean): Result<AlertOutput, string> {
  const [scheme = '', ...others] = target.split(':');
  const rest = others.join(':');
  switch (scheme) {
    case 'http':
    case 'https':
      return withUrl(target, httpOutput);
    case 'alertmanager':
      return withUrl(rest, alertmanagerOutput);
    case 'syslog':
      return syslogOutput(rest);
    case 'file':
      return fileOutput(rest, isJson);
    case 'program': {
      const argv = rest.split(' ').filter((word) => word !== '');
      return argv.length === 0 ? failure('program: names no program') : ok(programOutput(argv, isJson));
    }
    default:
      return failure(`"${target}" is not one of ${TARGETS}`);
  }
}

function withUrl(text: string, open: (url: URL) => AlertOutput): Result<AlertOutput, string> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) return failure(`"${text}" is not an address of HTTP`);
  return ok(open(url));
}

function syslogOutput(text: string): Result<AlertOutput, string> {
  const path = /^unix:(.+)$/.exec(text)?.[1];
  if (path !== undefined) return ok(streamSyslog({ path }));
  const match = /^(udp|tcp):\/\/(\[[^\]]+\]|[^:/]+)(?::(\d+))?$/.exec(text);
  if (match === null)
    return failure(`"${text}" is not an address of syslog: udp://HOST:PORT, tcp://HOST:PORT or unix:PATH`);
  const host = (match[2] ?? '').replace(/^\[|\]$/g, '');
  const port = Number(match[3] ?? SYSLOG_PORT);
  return ok(match[1] === 'udp' ? udpSyslog(host, port) : streamSyslog({ host, port }));
}

function fileOutput(path: string, isJson: boolean): Result<AlertOutput, string> {
  if (path === '') return failure('file: names no file');
  try {
    return ok(new FileOutput(path, isJson));
  } catch (error) {
    return failure(`${path}: ${(error as Error).message}`);
  }
}
