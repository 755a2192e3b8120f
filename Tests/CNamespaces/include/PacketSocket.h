#pragma once

// packet(7), whose headers Swift's view of the C library leaves out.

#include <stddef.h>
#include <sys/types.h>

/// Opens a socket that sees every frame of every interface and never blocks; -1 and errno if it may not.
int packet_socket(void);

/// Sends a whole frame out of an interface; -1 and errno if that fails.
ssize_t packet_send(int descriptor, unsigned int interface, const void *frame, size_t length);

/// Receives the next frame that has come in, not gone out, with the interface that it came by; -1 and errno if there
/// is none.
ssize_t packet_receive(int descriptor, void *frame, size_t length, unsigned int *interface);

/// Opens a socket that sends whole IP packets of `family` as the host's own, with `mark` on them; -1 and errno if it may
/// not.
int datagram_socket(int family, unsigned int mark);

/// Sends a packet, its header included, to where that says, the way that the host's own packets go; -1 and errno if that
/// fails, as it does where a filter drops it.
ssize_t datagram_send(int descriptor, const void *packet, size_t length);
