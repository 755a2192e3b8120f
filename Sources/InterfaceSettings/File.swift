import Glibc

/// A small file that holds one number.
struct File {
    let path: String
    /// The file, open for reading and writing; `nil`: it is opened for each.
    private var kept: Int32?

    struct Failure: Error {
        let code: Int32
    }

    init(path: String) { self.path = path }

    var exists: Bool { unsafe access(path, F_OK) == 0 }

    /// Does `body` with the file kept open, if it can be read and written: the kernel takes longer to find one of its
    /// settings by the path than to read it.
    func keptOpen<Value, Failure: Error>(
        _ body: (File) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let descriptor = unsafe Glibc.open(path, O_RDWR | O_CLOEXEC)
        // One of the two may be allowed still.
        guard descriptor >= 0 else { return try body(self) }
        defer { close(descriptor) }
        var file = self
        file.kept = descriptor
        return try body(file)
    }

    func read() -> Result<Int, Failure> {
        open(O_RDONLY) { descriptor in
            var bytes = [UInt8](repeating: 0, count: 32)
            let count = unsafe bytes.withUnsafeMutableBytes {
                unsafe pread(descriptor, $0.baseAddress, $0.count, 0)
            }
            guard count >= 0 else { return .failure(Failure(code: errno)) }
            let digits = bytes[..<count].prefix { $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0) }
            guard let value = Int(String(decoding: digits, as: UTF8.self)) else {
                return .failure(Failure(code: EINVAL))
            }
            return .success(value)
        }
    }

    /// Writes `value`, in one call as the kernel wants it; `nil` if all went well.
    func write(_ value: Int) -> Failure? {
        let bytes = Array("\(value)\n".utf8)
        let result = open(O_WRONLY) { descriptor in
            let count = unsafe bytes.withUnsafeBytes {
                unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0)
            }
            guard count >= 0 else { return .failure(Failure(code: errno)) }
            return .success(value)
        }
        guard case .failure(let failure) = result else { return nil }
        return failure
    }

    private func open(_ flags: Int32, _ body: (Int32) -> Result<Int, Failure>) -> Result<Int, Failure> {
        if let kept { return body(kept) }
        let descriptor = unsafe Glibc.open(path, flags | O_CLOEXEC)
        guard descriptor >= 0 else { return .failure(Failure(code: errno)) }
        let result = body(descriptor)
        close(descriptor)
        return result
    }
}
