// SPDX-License-Identifier: Apache-2.0
// Whole parameter lists, as sysdig 0.36 printed them for the same parameters.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FdType, L4 } from '../../../src/engine/state/fd-info.js';
import { EventArgs } from '../../../src/engine/text/event-args.js';
import { DEFAULT_PRINT } from '../../../src/engine/text/print-options.js';
import {
  EMPTY,
  type FakeParts,
  fakeEvent,
  fdList,
  fdOf,
  hex,
  sockaddr,
  socktuple,
  str,
  strs,
  threadOf,
  u8,
  u16,
  u32,
  u64,
  unixTuple,
} from '../fields/fake-event.js';

const args = new EventArgs({ ...DEFAULT_PRINT, zoneOffset: 0 });

function check(text: string, parts: FakeParts): void {
  assert.equal(args.allText(fakeEvent(parts)), text);
}

const file = (name: string) => fdOf({ name });
const pipe = fdOf({ type: FdType.FIFO });

test('files', () => {
  check(
    'fd=3(<f>/etc/ld.so.cache) dirfd=-100(AT_FDCWD) name=/etc/ld.so.cache flags=4097(O_RDONLY|O_CLOEXEC) mode=0 dev=FE00 ino=1196058 ',
    {
      type: 'openat_2_x',
      params: [u64(3), u64(-100n), str('/etc/ld.so.cache'), u32(4097), u32(0), u32(0xfe00), u64(1196058)],
      fds: { 3: file('/etc/ld.so.cache') },
    },
  );
  check('fd=8(<f>/proc/self/stat) ', { type: 'close_e', params: [u64(8)], fds: { 8: file('/proc/self/stat') } });
  check(
    'res=0 dirfd=3(<d>/proj/conftest.dir) filename=conftest.one(/proj/conftest.dir/conftest.one) mode=0755(S_IXOTH|S_IROTH|S_IXGRP|S_IRGRP|S_IXUSR|S_IWUSR|S_IRUSR) ',
    {
      type: 'fchmodat_x',
      params: [u64(0), u64(3), str('conftest.one'), u32(0o755)],
      fds: { 3: fdOf({ type: FdType.DIRECTORY, name: '/proj/conftest.dir' }) },
    },
  );
  check('res=-13(EACCES) path=work(/var/log/work) ', {
    type: 'mkdir_2_x',
    params: [u64(-13n), str('work')],
    thread: threadOf({ cwd: '/var/log/' }),
  });
  check('fd=255(<f>/srv/labs/rec.sh) offset=-33 whence=1(SEEK_CUR) ', {
    type: 'lseek_e',
    params: [u64(255), u64(-33n), u8(1)],
    fds: { 255: file('/srv/labs/rec.sh') },
  });
  check('res=0 fd1=3(<p>) fd2=4(<p>) ino=231993 flags=0(O_NONE) ', {
    type: 'pipe2_x',
    params: [u64(0), u64(3), u64(4), u64(231993), u32(0)],
    fds: { 3: pipe, 4: pipe },
  });
  check('res=0(<f>/dev/null) oldfd=7(<f>/dev/null) newfd=0(<f>/dev/null) flags=0(O_NONE) ', {
    type: 'dup3_x',
    params: [u64(0), u64(7), u64(0), u32(0)],
    fds: { 0: file('/dev/null'), 7: file('/dev/null') },
  });
  check('res=832 data=.ELF....>... ', { type: 'read_x', params: [u64(832), hex('7f454c4602010100 3e 000000')] });
});

test('sockets', () => {
  check(
    'fd=4(<4t>127.0.0.1:59482->127.0.0.1:2222) tuple=127.0.0.1:59482->127.0.0.1:2222 queuepct=0 queuelen=0 queuemax=128 ',
    {
      type: 'accept_5_x',
      params: [u64(4), socktuple('127.0.0.1', 59482, '127.0.0.1', 2222), u8(0), u32(0), u32(128)],
      fds: { 4: fdOf({ type: FdType.IPV4_SOCK, l4: L4.TCP, role: 'server', name: '127.0.0.1:59482->127.0.0.1:2222' }) },
    },
  );
  check('res=-2(ENOENT) tuple=NULL fd=3(<u>/var/run/nscd/socket) ', {
    type: 'connect_x',
    params: [u64(-2n), EMPTY, u64(3)],
    fds: { 3: fdOf({ type: FdType.UNIX_SOCK, name: '/var/run/nscd/socket' }) },
  });
  check('fd=5(<u>) size=1 tuple=ffff888104476d00->ffff888104475200  ', {
    type: 'sendmsg_e',
    params: [u64(5), u32(1), unixTuple(0xffff888104476d00n, 0xffff888104475200n, '')],
    fds: { 5: fdOf({ type: FdType.UNIX_SOCK }) },
  });
  check('res=0 fd1=7(<u>) fd2=8(<u>) source=FFFF888116B7DB00 peer=FFFF888100843A80 ', {
    type: 'socketpair_x',
    params: [u64(0), u64(7), u64(8), u64(0xffff888116b7db00n), u64(0xffff888100843a80n)],
    fds: { 7: fdOf({ type: FdType.UNIX_SOCK }), 8: fdOf({ type: FdType.UNIX_SOCK }) },
  });
  check('domain=1(AF_LOCAL|AF_UNIX) type=526337 proto=0 ', { type: 'socket_e', params: [u32(1), u32(526337), u32(0)] });
  check('res=0 fd=3(<4>) level=0(UNKNOWN) optname=0(UNKNOWN) val=.... optlen=4 ', {
    type: 'setsockopt_x',
    params: [u64(0), u64(3), u8(0), u8(0), hex('00 00000001'), u32(4)],
    fds: { 3: fdOf({ type: FdType.IPV4_SOCK }) },
  });
  check('res=36 data=$... tuple=NULL ', { type: 'recvfrom_x', params: [u64(36), hex('24000000'), EMPTY] });
  check('res=0 addr=2001:db8::3:1234 ', { type: 'bind_x', params: [u64(0), sockaddr('2001:db8::3', 1234)] });
});

test('processes', () => {
  const threads = [
    threadOf({ tid: 16916, comm: 'sleep' }),
    threadOf({ tid: 16914, comm: 'bash' }),
    threadOf({ tid: 16907, comm: 'rec.sh' }),
  ];
  const params = [
    ...[u64(0), str('sleep'), strs('0.35'), u64(16916), u64(16916), u64(16914), EMPTY, u64(20000)],
    ...[u64(0), u64(28), u32(420), u32(0), u32(0), str('sleep'), strs('cpuset=/', 'memory=/peerwl')],
    ...[strs('SHELL=/bin/bash', `HOME=/${'x'.repeat(80)}`), u32(0), u64(16907), u32(0xffffffff), u32(1)],
    ...[u64(0), u64(0x1fffeffffffn), u64(0x1fffeffffffn), u64(260875), u64(1663687649147483648n)],
    ...[u64(1663687647000000000n), u32(0), str('/usr/bin/sleep')],
  ];
  check(
    'res=0 exe=sleep args=0.35. tid=16916(sleep) pid=16916(sleep) ptid=16914(bash) cwd=<NA> fdlimit=20000 pgft_maj=0 ' +
      'pgft_min=28 vm_size=420 vm_rss=0 vm_swap=0 comm=sleep cgroups=cpuset=/.memory=/peerwl. ' +
      `env=SHELL=/bin/bash.HOME=/${'x'.repeat(55)}... tty=0 vpgid=16907(rec.sh) loginuid=-1(<NONE>) ` +
      'flags=1(EXE_WRITABLE) cap_inheritable=0 cap_permitted=1FFFEFFFFFF cap_effective=1FFFEFFFFFF exe_ino=260875 ' +
      'exe_ino_ctime=2022-09-20 15:27:29.147483648 exe_ino_mtime=2022-09-20 15:27:27.000000000 uid=0(root) ' +
      'trusted_exepath=/usr/bin/sleep ',
    { type: 'execve_19_x', params, threads, users: { 0: 'root' } },
  );
  check('next=13530(sysdig) pgft_maj=4 pgft_min=6685 vm_size=72412 vm_rss=48612 vm_swap=0 ', {
    type: 'schedswitch_6_e',
    params: [u64(13530), u64(4), u64(6685), u32(72412), u32(48612), u32(0)],
    threads: [threadOf({ tid: 13530, comm: 'sysdig' })],
  });
  check('status=0 ret=0 sig=0 core=0 reaper_tid=0 ', {
    type: 'procexit_1_e',
    params: [u64(0), u64(0), u8(0), u8(0), u64(0)],
  });
  check('spid=16911 dpid=16907(rec.sh) sig=17(SIGCHLD) ', {
    type: 'signaldeliver_e',
    params: [u64(16911), u64(16907), u8(17)],
    threads,
  });
  check('ruid=-1(<NONE>) euid=0(root) suid=-1(<NONE>) ', {
    type: 'setresuid_e',
    params: [u32(0xffffffff), u32(0), u32(0xffffffff)],
  });
  check('res=1 option=23(PR_CAPBSET_READ) arg2_str=<NA> arg2_int=32 ', {
    type: 'prctl_x',
    params: [u64(1), u32(23), EMPTY, u64(32)],
  });
});

test('memory, time, polls', () => {
  check('addr=0 length=8192 prot=3(PROT_READ|PROT_WRITE) flags=10(MAP_PRIVATE|MAP_ANONYMOUS) fd=-1(EPERM) offset=0 ', {
    type: 'mmap_e',
    params: [u64(0), u64(8192), u32(3), u32(10), u64(-1n), u64(0)],
  });
  check('res=140332215693312 vm_size=1664 vm_rss=260 vm_swap=0 ', {
    type: 'mmap_x',
    params: [u64(140332215693312n), u32(1664), u32(260), u32(0)],
  });
  check('res=5608A9FA6000 vm_size=1656 vm_rss=132 vm_swap=0 ', {
    type: 'brk_4_x',
    params: [u64(0x5608a9fa6000n), u32(1656), u32(132), u32(0)],
  });
  check('interval=20000(2e-05s) ', { type: 'nanosleep_e', params: [u64(20000)] });
  check('res=1 fds=5:s0 3:f1 0:p0 ', {
    type: 'poll_x',
    params: [u64(1), fdList([5, 0], [3, 1], [0, 0])],
    fds: { 5: fdOf({ type: FdType.SIGNALFD }), 3: file('/x'), 0: pipe },
  });
  check('res=0 cur=20000 max=-1 ', { type: 'getrlimit_x', params: [u64(0), u64(20000), u64(-1n)] });
});

test('what is printed of an event without or with fewer parameters', () => {
  check('', { type: 'generic_e', params: [u16(3), u16(0)] });
  check('', { type: 'close_e', params: [] });
  // Only what the event carries, however many its type knows.
  check('res=0 ', { type: 'close_x', params: [u64(0)] });
});

test('one parameter: resolved where it resolves, else raw', () => {
  const event = fakeEvent({ type: 'close_x', params: [u64(-9n), u64(8)], fds: { 8: file('/x') } });
  assert.equal(args.oneText(event, 0, 'best'), 'EBADF');
  assert.equal(args.oneText(event, 0, 'raw'), '-9');
  assert.equal(args.oneText(event, 1, 'best'), '<f>/x');
  assert.equal(args.oneText(event, 2, 'best'), undefined);
  assert.equal(args.oneText(event, -1, 'best'), undefined);
  const success = fakeEvent({ type: 'close_x', params: [u64(0)] });
  assert.equal(args.oneText(success, 0, 'best'), '0');
});
