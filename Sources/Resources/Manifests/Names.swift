/// Whether `text` is a DNS label (RFC 1123): lower-case letters, digits and inner hyphens, at most 63.
func isDNSLabel(_ text: String) -> Bool {
    text.utf8.count <= 63 && isDNSPart(text.utf8)
}

/// Whether `text` is a DNS subdomain (RFC 1123) as Kubernetes names are: parts joined by dots, at most 253.
func isDNSSubdomain(_ text: String) -> Bool {
    text.utf8.count <= 253
        && text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy(
            isDNSPart)
}

/// Whether `text` is an optional DNS subdomain and `/`, and a name of at most 63 letters, digits, `-_.`.
func isQualifiedName(_ text: String) -> Bool {
    guard let slash = text.utf8.lastIndex(of: UInt8(ascii: "/")) else { return isLabelPart(text.utf8) }
    return isDNSSubdomain(String(text[..<slash])) && isLabelPart(text.utf8[text.utf8.index(after: slash)...])
}

/// Whether `text` may be the value of a label: empty or like the name of one, without `/`.
func isLabelValue(_ text: String) -> Bool {
    text.isEmpty || isLabelPart(text.utf8)
}

/// Whether `text` may name a port in Kubernetes: at most 15 lower-case letters, digits and single inner
/// hyphens, with a letter among them.
func isServiceName(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return bytes.count <= 15 && isDNSPart(bytes) && bytes.contains(where: isLowerLetter)
        && !zip(bytes, bytes.dropFirst()).contains { $0 == UInt8(ascii: "-") && $1 == UInt8(ascii: "-") }
}

/// Whether `text` may name a port in Calico: at most 128 letters, digits and `-_.`.
func isPortName(_ text: String) -> Bool {
    (1...128).contains(text.utf8.count) && text.utf8.allSatisfy(isLabelByte)
}

/// Whether `text` may name a network interface: at most 15 letters, digits and `-_.`, as Calico wants it.
func isInterfaceName(_ text: String) -> Bool {
    (1...15).contains(text.utf8.count) && text.utf8.allSatisfy(isLabelByte) && text != "." && text != ".."
}

func isLowerLetter(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte) }

func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

private func isDNSPart(_ bytes: some Collection<UInt8>) -> Bool {
    var last: UInt8?
    for byte in bytes {
        let isInner = byte == UInt8(ascii: "-") && last != nil
        guard isLowerLetter(byte) || isDigit(byte) || isInner else { return false }
        last = byte
    }
    return last != nil && last != UInt8(ascii: "-")
}

private func isLabelPart(_ bytes: some Collection<UInt8>) -> Bool {
    guard let first = bytes.first, isAlphanumeric(first) else { return false }
    var count = 0
    var last = first
    for byte in bytes {
        guard isLabelByte(byte) else { return false }
        count += 1
        last = byte
    }
    return count <= 63 && isAlphanumeric(last)
}

private func isAlphanumeric(_ byte: UInt8) -> Bool { isLowerLetter(byte | 0x20) || isDigit(byte) }

private func isLabelByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): true
    default: isAlphanumeric(byte)
    }
}
