#include "PacketSocket.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int datagram_socket(int family, unsigned int mark) {
    int descriptor = socket(family, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_RAW);
    if (descriptor >= 0 && setsockopt(descriptor, SOL_SOCKET, SO_MARK, &mark, sizeof mark) < 0) {
        close(descriptor);
        return -1;
    }
    return descriptor;
}

ssize_t datagram_send(int descriptor, const void *packet, size_t length) {
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } address;
    const unsigned char *bytes = packet;
    memset(&address, 0, sizeof address);
    if (bytes[0] >> 4 == 4) {
        address.v4.sin_family = AF_INET;
        memcpy(&address.v4.sin_addr, bytes + 16, 4);
        return sendto(descriptor, packet, length, 0, &address.any, sizeof address.v4);
    }
    address.v6.sin6_family = AF_INET6;
    memcpy(&address.v6.sin6_addr, bytes + 24, 16);
    return sendto(descriptor, packet, length, 0, &address.any, sizeof address.v6);
}
