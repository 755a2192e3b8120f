import Glibc

/// All that comes on standard input.
func readStandardInput() -> [UInt8] {
    var result: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 65_536)
    while result.count < 16 << 20 {
        let count = unsafe read(STDIN_FILENO, &part, part.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { break }
        result += part[..<count]
    }
    return result
}

/// Prints a line.
func write(_ line: String, to descriptor: Int32) {
    var bytes = Array("\(line)\n".utf8)[...]
    while !bytes.isEmpty {
        let written = unsafe bytes.withUnsafeBytes { buffer in
            unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
        }
        if written < 0, errno == EINTR { continue }
        // A runtime that does not listen any more has given up, and will undo.
        guard written > 0 else { return }
        bytes = bytes.dropFirst(written)
    }
}
