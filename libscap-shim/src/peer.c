// SPDX-License-Identifier: Apache-2.0
/* Who is at the other end of a socket: node has no call for it. */
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
