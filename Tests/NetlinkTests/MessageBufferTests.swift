import CLibmnl
import Netlink
import Testing

struct MessageBufferTests {
    @Test func `what is put into a message can be taken out of it`() throws {
        var buffer = MessageBuffer(capacity: 16)
        buffer.begin(UInt16(RTM_NEWROUTE), flags: UInt16(NLM_F_CREATE), sequence: 7)
        buffer.putFixed(rtmsg())
        buffer.put(1, UInt8(0xab))
        buffer.put(2, UInt32(0x1234_5678).bigEndian)
        buffer.put(3, bytes: [1, 2, 3])
        buffer.put(4, string: "name")
        buffer.nest(5) { $0.put(6, UInt16(9)) }
        buffer.putFlag(7)
        buffer.begin(UInt16(RTM_DELROUTE), sequence: 8)
        let messages = buffer.messages()
        #expect(messages.map(\.sequence) == [7, 8])
        let message = try #require(messages.first)
        #expect(message.type == UInt16(RTM_NEWROUTE))
        #expect(message.flags == UInt16(NLM_F_REQUEST | NLM_F_CREATE))
        let attributes = message.attributes(after: MemoryLayout<rtmsg>.size)
        #expect(attributes.first(1)?.integer(UInt8.self) == 0xab)
        #expect(attributes.first(2)?.bigEndian(UInt32.self) == 0x1234_5678)
        #expect(attributes.first(3)?.bytes == [1, 2, 3])
        #expect(attributes.first(4)?.string == "name")
        #expect(attributes.first(5)?.attributes.first(6)?.integer(UInt16.self) == 9)
        #expect(attributes.first(7)?.bytes.isEmpty == true)
        #expect(attributes.first(8) == nil)
        #expect(attributes.map(\.type) == [1, 2, 3, 4, 5, 7])
    }

    @Test func `padding is zero whatever was there before`() throws {
        var buffer = MessageBuffer(capacity: 64)
        for byte in [UInt8(0xff), 1] {
            buffer.removeAll()
            buffer.begin(1)
            for _ in 0..<200 { buffer.put(1, bytes: [byte]) }
        }
        let message = try #require(buffer.messages().first)
        for index in stride(from: message.payload.startIndex, to: message.payload.endIndex, by: 8) {
            #expect(message.payload[(index + 4)..<(index + 8)] == [1, 0, 0, 0])
        }
    }
}
