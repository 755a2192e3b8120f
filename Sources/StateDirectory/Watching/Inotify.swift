import Glibc

/// The kernel's reports of what happens in directories; closed when its owner lets go of it.
struct Inotify: ~Copyable {
    /// A watched directory, which has one number, whatever path it was watched by.
    typealias Watch = CInt

    struct Event {
        let watch: Watch
        private let mask: UInt32
        /// The entry of the directory that is meant; empty for the directory itself.
        let name: String
        /// Whether `name` is what the file system has; bytes that are not UTF-8 cannot be.
        let isNameExact: Bool

        func has(_ bits: CInt) -> Bool { mask & UInt32(bits) != 0 }
    }

    let number: CInt

    init() throws(SystemError) {
        number = inotify_init1(CInt(IN_NONBLOCK | IN_CLOEXEC))
        guard number >= 0 else { throw SystemError(code: errno) }
    }

    deinit { close(number) }

    /// Watches the directory at `path` (absolute) for the events of `mask`, and those it is watched for
    /// already.
    func watch(_ path: String, for mask: CInt) throws(SystemError) -> Watch {
        let watch = unsafe inotify_add_watch(number, path, UInt32(mask | IN_MASK_ADD | IN_ONLYDIR))
        guard watch >= 0 else { throw SystemError(code: errno) }
        return watch
    }

    func forget(_ watch: Watch) {
        // Fails where the directory is gone, and its watch with it.
        _ = inotify_rm_watch(number, watch)
    }

    /// The next events that have come, in their order; none if there are none.
    func read() throws(SystemError) -> [Event] {
        let room = 64 << 10
        var length = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
            repeat {
                length = unsafe Glibc.read(number, buffer.baseAddress, room)
            } while length < 0 && errno == EINTR
            count = max(0, length)
        }
        guard length >= 0 || errno == EAGAIN else { throw SystemError(code: errno) }
        var events: [Event] = []
        unsafe bytes.withUnsafeBytes { buffer in
            var offset = 0
            while let (event, size) = unsafe Event.parse(buffer, at: offset) {
                events.append(event)
                offset += size
            }
        }
        return events
    }
}

extension Inotify.Event {
    /// The event at `offset`, and how many bytes it takes.
    fileprivate static func parse(_ buffer: UnsafeRawBufferPointer, at offset: Int) -> (Self, size: Int)? {
        let header = MemoryLayout<inotify_event>.size
        guard offset + header <= buffer.count else { return nil }
        let watch = unsafe buffer.loadUnaligned(fromByteOffset: offset, as: Int32.self)
        let mask = unsafe buffer.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)
        let length = unsafe Int(buffer.loadUnaligned(fromByteOffset: offset + 12, as: UInt32.self))
        guard offset + header + length <= buffer.count else { return nil }
        let name = unsafe buffer[(offset + header)...].prefix(length).prefix { $0 != 0 }
        let exact = unsafe String(validating: name, as: UTF8.self)
        let text = unsafe exact ?? String(decoding: name, as: UTF8.self)
        return (Self(watch: watch, mask: mask, name: text, isNameExact: exact != nil), header + length)
    }
}
