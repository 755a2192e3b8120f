#pragma once

#include "PacketSocket.h"

// What Swift's view of the C library leaves out, because it stands behind _GNU_SOURCE.

/// Moves the calling thread into a new network namespace; -1 and errno if it may not.
int unshare_network(void);

/// Moves the calling thread into the network namespace that `descriptor` refers to; -1 and errno if it
/// may not.
int enter_network(int descriptor);
