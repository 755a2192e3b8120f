import Glibc
package import Resources

/// Where the keys of Secrets are files, as Kubernetes mounts a Secret: `NAME/KEY`.
package struct PasswordDirectory: Hashable, Sendable {
    package var path: String

    package init(path: String) { self.path = path }

    /// What the key holds, without the end of its line.
    package func password(_ secret: SecretKey) -> Result<String, BirdFailure> {
        let file = "\(path)/\(secret.name)/\(secret.key)"
        let descriptor = unsafe open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return .failure(.last("its password cannot be read: \(file)")) }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
        guard count >= 0 else { return .failure(.last("its password cannot be read: \(file)")) }
        var text = bytes[..<count]
        if text.last == UInt8(ascii: "\n") { text = text.dropLast() }
        guard (1...80).contains(text.count) else {
            return .failure(
                BirdFailure("its password in \(file) has to have 1 to 80 bytes, as TCP's MD5 has it"))
        }
        // BIRD's texts end at a quotation mark, and know no way to write one.
        guard text.allSatisfy({ (0x20...0x7e).contains($0) && $0 != UInt8(ascii: "\"") }) else {
            return .failure(BirdFailure("its password in \(file) has characters that BIRD takes in none"))
        }
        return .success(String(decoding: text, as: UTF8.self))
    }
}
