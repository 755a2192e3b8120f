/// The form of a kept copy: a line with a checksum, then the file as it was.
enum LastGoodCopy {
    private static let title = "# last good content, checksum "
    static let headerLength = title.utf8.count + 17

    static func make(of content: [UInt8]) -> [UInt8] {
        var copy: [UInt8] = []
        copy.reserveCapacity(headerLength + content.count)
        copy += header(of: content[...])
        copy += content
        return copy
    }

    /// The file as it was; `nil` if the copy is not what was once written.
    static func content(of copy: [UInt8]) -> [UInt8]? {
        guard copy.count >= headerLength else { return nil }
        let content = copy[headerLength...]
        guard copy[..<headerLength].elementsEqual(header(of: content)) else { return nil }
        return Array(content)
    }

    private static func header(of content: ArraySlice<UInt8>) -> [UInt8] {
        // FNV-1a: it has to tell damage, not malice; whoever can write here can write the state directory.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in content { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let digits = String(hash, radix: 16)
        let checksum = String(repeating: "0", count: 16 - digits.utf8.count) + digits
        return Array("\(title)\(checksum)\n".utf8)
    }
}
