// SPDX-License-Identifier: Apache-2.0
// What an error says, in a few words, for people who do not know its name by heart.

// biome-ignore format: a table
const MEANINGS: Readonly<Record<string, string>> = {
  EPERM: 'not allowed', ENOENT: 'no such file or directory', ESRCH: 'no such process', EINTR: 'interrupted by a signal',
  EIO: 'device error', ENXIO: 'no such device or reader', E2BIG: 'argument list too long', ENOEXEC: 'not an executable',
  EBADF: 'descriptor not open', ECHILD: 'no children', EAGAIN: 'not ready, try again', ENOMEM: 'out of memory',
  EACCES: 'permission denied', EFAULT: 'bad address', EBUSY: 'in use', EEXIST: 'exists already',
  EXDEV: 'on another file system', ENODEV: 'no such device', ENOTDIR: 'not a directory', EISDIR: 'is a directory',
  EINVAL: 'invalid argument', ENFILE: 'too many files open on the machine', EMFILE: 'too many files open in the process',
  ENOTTY: 'not a terminal, or not for this device', ETXTBSY: 'program is being run', EFBIG: 'file too large',
  ENOSPC: 'no space left', ESPIPE: 'cannot seek', EROFS: 'read-only file system', EMLINK: 'too many links',
  EPIPE: 'the reader is gone', EDOM: 'out of domain', ERANGE: 'result too large', EDEADLK: 'would deadlock',
  ENAMETOOLONG: 'name too long', ENOLCK: 'no locks left', ENOSYS: 'the kernel has no such call',
  ENOTEMPTY: 'directory not empty', ELOOP: 'too many symbolic links', ENODATA: 'no data', ETIME: 'timer expired',
  EPROTO: 'protocol error', EBADMSG: 'bad message', EOVERFLOW: 'value too large', EILSEQ: 'invalid character',
  ENOTSOCK: 'not a socket', EDESTADDRREQ: 'no destination address', EMSGSIZE: 'message too long',
  ENOPROTOOPT: 'no such protocol option', EPROTONOSUPPORT: 'protocol not supported', EOPNOTSUPP: 'not supported',
  EAFNOSUPPORT: 'address family not supported', EADDRINUSE: 'address in use', EADDRNOTAVAIL: 'no such local address',
  ENETDOWN: 'network down', ENETUNREACH: 'network unreachable', ECONNABORTED: 'connection aborted',
  ECONNRESET: 'connection reset by the peer', ENOBUFS: 'no buffer space', EISCONN: 'connected already',
  ENOTCONN: 'not connected', ESHUTDOWN: 'shut down for sending', ETIMEDOUT: 'timed out',
  ECONNREFUSED: 'nobody listens there', EHOSTDOWN: 'host down', EHOSTUNREACH: 'no route to the host',
  EALREADY: 'under way already', EINPROGRESS: 'under way', ESTALE: 'stale file handle', EDQUOT: 'quota exceeded',
  ECANCELED: 'cancelled', ERESTARTSYS: 'interrupted, restarted by the kernel', ENOTSUPP: 'not supported',
};

/** Undefined for errors that programs hardly ever meet. */
export function errnoText(name: string): string | undefined {
  return Object.hasOwn(MEANINGS, name) ? MEANINGS[name] : undefined;
}
