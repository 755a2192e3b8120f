/// What nft(8) keeps beside an object that the kernel stores unread: a list of type, length and value, a
/// byte each for the first two.
///
/// The types are those of libnftnl's `udata.h`. nft crashes on comments in any other layout, and does not
/// print comments longer than 128 bytes with their zero.
struct UserData {
    private(set) var bytes: [UInt8] = []

    mutating func put(_ type: UInt32, text: String) {
        let text = text.utf8.prefix(127)
        bytes += [UInt8(type), UInt8(text.count + 1)]
        bytes += text
        bytes.append(0)
    }

    /// Puts a number in the machine's byte order.
    mutating func put(_ type: UInt32, _ number: UInt32) {
        bytes += [UInt8(type), 4]
        unsafe withUnsafeBytes(of: number) { unsafe bytes.append(contentsOf: $0) }
    }

    /// The data of an object that has a comment and nothing else.
    static func comment(_ type: UInt32, _ text: String) -> [UInt8] {
        var data = UserData()
        data.put(type, text: text)
        return data.bytes
    }

    /// The text of `type` in `bytes`; `nil` if there is none.
    static func text(_ type: UInt32, in bytes: some Collection<UInt8>) -> String? {
        var rest = bytes[...]
        while let head = rest.first, let length = rest.dropFirst().first {
            let value = rest.dropFirst(2).prefix(Int(length))
            if UInt32(head) == type { return String(decoding: value.prefix { $0 != 0 }, as: UTF8.self) }
            rest = rest.dropFirst(2 + Int(length))
        }
        return nil
    }
}
