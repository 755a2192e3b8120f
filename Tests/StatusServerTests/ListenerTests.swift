import HummingbirdCore
import NIOCore
import Testing

@testable import StatusServer

struct ListenerTests {
    @Test func `a host without the address is served on the other one`() async throws {
        let opened = Box<SocketAddress?>(nil)
        let listener = Listener(
            name: "test", address: .hostname("2001:db8::1", port: 0),
            otherwise: .hostname("127.0.0.1", port: 0),
            retryInterval: .milliseconds(20), logger: quiet, respond: { _ in .notFound },
            opened: { channel in
                let address = channel.localAddress
                opened.change { $0 = address }
            })
        try await serving([listener]) {
            let address = try await eventually { opened.value }
            #expect(address.ipAddress == "127.0.0.1")
        }
    }
}
