import CLibmnl
import Glibc
import Netlink
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct NetlinkSocketTests {
    @Test func `a list is folded to its end`() throws {
        try withNetworkNamespace {
            var socket = try NetlinkSocket(.route)
            try #expect(links(&socket) == ["lo"])
            try ip("link add cali1 type veth peer name cali2")
            try #expect(links(&socket) == ["lo", "cali2", "cali1"])
        }
    }

    @Test func `an error names operation and reason, and the socket works on`() throws {
        try withNetworkNamespace {
            var socket = try NetlinkSocket(.route)
            let error = try #require(throws: NetlinkError.self) {
                var request = MessageBuffer()
                request.begin(UInt16(RTM_DELLINK))
                var link = ifinfomsg()
                link.ifi_index = 99
                request.putFixed(link)
                try socket.transact(&request, operation: "delete link 99")
            }
            #expect(error.code == ENODEV)
            #expect(error.description == "delete link 99: No such device")
            try #expect(links(&socket) == ["lo"])
        }
    }

    @Test func `the kernel's own words are passed on`() throws {
        try withNetworkNamespace {
            var socket = try NetlinkSocket(.route)
            let error = try #require(throws: NetlinkError.self) {
                var request = MessageBuffer()
                request.begin(UInt16(RTM_NEWROUTE), flags: UInt16(NLM_F_CREATE))
                var route = rtmsg()
                route.rtm_family = UInt8(AF_INET)
                route.rtm_dst_len = 32
                route.rtm_type = UInt8(RTN_UNICAST)
                route.rtm_table = UInt8(RT_TABLE_MAIN.rawValue)
                request.putFixed(route)
                request.put(Int(RTA_DST.rawValue), bytes: [192, 0, 2, 1])
                request.put(Int(RTA_GATEWAY.rawValue), bytes: [192, 0, 2, 2])
                try socket.transact(&request, operation: "add route 192.0.2.1/32")
            }
            guard case .refused(let refusal) = error else { throw error }
            #expect(refusal.code == ENETUNREACH)
            #expect(refusal.explanation == "Nexthop has invalid gateway")
        }
    }

    @Test func `notifications come to those who listen, without waiting`() throws {
        try withNetworkNamespace {
            var listener = try NetlinkSocket(.route, groups: [UInt32(RTNLGRP_LINK.rawValue)])
            var heard = 0
            try listener.receiveQueued { _ in heard += 1 }
            #expect(heard == 0)
            try ip("link add cali1 type veth peer name cali2")
            try listener.receiveQueued { heard += $0.type == UInt16(RTM_NEWLINK) ? 1 : 0 }
            #expect(heard > 0)
        }
    }

    @Test func `lost notifications are told as such, and what comes later is heard`() throws {
        try withNetworkNamespace {
            var listener = try NetlinkSocket(.route, groups: [UInt32(RTNLGRP_LINK.rawValue)])
            listener.setReceiveBufferSize(1)
            try ip(
                "link add cali1 type veth peer name cali2; for i in 1 2 3 4 5 6 7 8 9; do ip link set cali1 mtu 140$i; done"
            )
            let error = try #require(throws: NetlinkError.self) {
                try listener.receiveQueued { _ in }
            }
            #expect(error == .overrun)
            try listener.receiveQueued { _ in }
            try ip("link set cali1 mtu 1500")
            var heard = 0
            try listener.receiveQueued { _ in heard += 1 }
            #expect(heard > 0)
        }
    }

    @Test func `a list that is given up does not disturb the next`() throws {
        try withNetworkNamespace {
            var socket = try NetlinkSocket(.route)
            // More than one datagram's worth.
            try ip(
                "-batch - <<X\n\((0..<300).map { "link add a\($0) type veth peer name b\($0)\n" }.joined())X")
            #expect(throws: NetlinkError.unintelligible(operation: "test")) {
                var request = linkRequest()
                _ = try socket.dump(&request, operation: "test", into: 0) { _, _ throws(NetlinkError) in
                    throw .unintelligible(operation: "test")
                }
            }
            try #expect(links(&socket).count == 601)
        }
    }
}

private func linkRequest() -> MessageBuffer {
    var request = MessageBuffer()
    request.begin(UInt16(RTM_GETLINK))
    request.putFixed(ifinfomsg())
    return request
}

private func links(_ socket: inout NetlinkSocket) throws -> [String] {
    var request = linkRequest()
    return try socket.dump(&request, operation: "list links", into: []) { names, message in
        let attributes = message.attributes(after: MemoryLayout<ifinfomsg>.size)
        names.append(attributes.first(IFLA_IFNAME)?.string ?? "")
    }
}
