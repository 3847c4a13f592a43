// SPDX-License-Identifier: Apache-2.0
/* Who is at the other end of a socket: node has no calls for it. */
#define _GNU_SOURCE
#include <errno.h>
#include <sys/socket.h>

#include "../include/scap_shim.h"

int32_t scap_shim_peer_uid(int32_t fd, uint32_t *uid)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size))
		return -errno;
	*uid = peer.uid;
	return 0;
}

int32_t scap_shim_peer_groups(int32_t fd, uint32_t *groups, uint32_t capacity)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);
	socklen_t bytes;

	if (!capacity)
		return -ENOSPC;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size))
		return -errno;
	groups[0] = peer.gid;
	bytes = (capacity - 1) * sizeof(*groups);
	if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups + 1, &bytes))
		return errno == ERANGE ? -ENOSPC : -errno;
	return (int32_t)(1 + bytes / sizeof(*groups));
}
