import Glibc

/// A small file that holds one number.
struct File {
    let path: String

    struct Failure: Error {
        let code: Int32
    }

    var exists: Bool { unsafe access(path, F_OK) == 0 }

    func read() -> Result<Int, Failure> {
        open(O_RDONLY) { descriptor in
            var bytes = [UInt8](repeating: 0, count: 32)
            let count = unsafe bytes.withUnsafeMutableBytes {
                unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
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
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            guard count >= 0 else { return .failure(Failure(code: errno)) }
            return .success(value)
        }
        guard case .failure(let failure) = result else { return nil }
        return failure
    }

    private func open(_ flags: Int32, _ body: (Int32) -> Result<Int, Failure>) -> Result<Int, Failure> {
        let descriptor = unsafe Glibc.open(path, flags | O_CLOEXEC)
        guard descriptor >= 0 else { return .failure(Failure(code: errno)) }
        let result = body(descriptor)
        close(descriptor)
        return result
    }
}
