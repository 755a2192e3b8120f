import Routing
import Testing

struct WireGuardKeyTests {
    @Test(arguments: [
        // printf '\0...' | base64; echo of a key by wg(8).
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "//////////////////////////////////////////8=",
        "HIgo9xNzJMWLKASShiTqIybxZ0U3wGLiUeJ1PKf8ykw=",
    ])
    func `a key is read and printed as wg does it`(text: String) throws {
        let key = try #require(WireGuardKey(text))
        #expect(key.bytes.count == 32 && "\(key)" == text)
    }

    @Test(arguments: [
        "", "AAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA-A=",
    ])
    func `what is no key is none`(text: String) {
        #expect(WireGuardKey(text) == nil)
    }

    @Test func `the bytes are those that others see in it`() throws {
        // printf HIgo9xNzJMWLKASShiTqIybxZ0U3wGLiUeJ1PKf8ykw= | base64 -d | head -c 4 | xxd
        #expect(
            WireGuardKey("HIgo9xNzJMWLKASShiTqIybxZ0U3wGLiUeJ1PKf8ykw=")?.bytes.prefix(4) == [
                0x1c, 0x88, 0x28, 0xf7,
            ])
    }
}
