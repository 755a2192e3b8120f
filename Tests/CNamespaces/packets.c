#include "PacketSocket.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <string.h>
#include <sys/socket.h>

int packet_socket(void) { return socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, htons(ETH_P_ALL)); }

ssize_t packet_send(int descriptor, unsigned int interface, const void *frame, size_t length) {
    struct sockaddr_ll address;
    memset(&address, 0, sizeof address);
    address.sll_family = AF_PACKET;
    address.sll_ifindex = (int)interface;
    address.sll_halen = ETH_ALEN;
    memcpy(address.sll_addr, frame, ETH_ALEN);
    return sendto(descriptor, frame, length, 0, (struct sockaddr *)&address, sizeof address);
}

ssize_t packet_receive(int descriptor, void *frame, size_t length, unsigned int *interface) {
    struct sockaddr_ll address;
    for (;;) {
        socklen_t size = sizeof address;
        ssize_t count = recvfrom(descriptor, frame, length, 0, (struct sockaddr *)&address, &size);
        if (count < 0 || address.sll_pkttype != PACKET_OUTGOING) {
            *interface = (unsigned int)address.sll_ifindex;
            return count;
        }
    }
}
