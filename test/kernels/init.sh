#!/bin/busybox sh
# SPDX-License-Identifier: Apache-2.0
# The guest of `npm run kernels`: records the fixture of known calls and a program that spins, and writes both onto its
# disk as a tar file.
/bin/busybox --install -s /bin
export PATH=/bin LD_LIBRARY_PATH=/lib
mount -t proc none /proc
mount -t sysfs none /sys
mount -t devtmpfs none /dev
mkdir -p /dev/pts /dev/shm /tmp/work
mount -t devpts none /dev/pts
mount -t tmpfs none /dev/shm
mount -t tmpfs none /tmp
mkdir /tmp/work
ip link set lo up
for name in virtio_ring virtio virtio_pci_modern_dev virtio_pci_legacy_dev virtio_pci virtio_blk; do
  [ -f /modules/$name.ko ] && insmod /modules/$name.ko
done

cd /tmp
uname -r > release
record trace.scap 2> record.log &
recorder=$!
for _ in $(seq 120); do
  grep -q recording record.log && break
  sleep 1
done
calls /tmp/work > calls.log 2> calls.err
echo $? > calls.status
time -p -o spin.time sh -c 'echo $$ > spin.pid; exec count spin 2000 > /dev/null'
sleep 3
kill -INT $recorder
wait $recorder
tar c release record.log calls.log calls.err calls.status spin.pid spin.time trace.scap > /dev/vda
sync
poweroff -f
