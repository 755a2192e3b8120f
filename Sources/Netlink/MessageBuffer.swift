package import CLibmnl
import Glibc

/// Netlink messages one behind the other in one piece of memory, the last one still being written.
///
/// The memory is zeroed before use: libmnl skips the padding of attributes, and what lay there before
/// would go to the kernel and make equal messages differ.
@safe package struct MessageBuffer: ~Copyable {
    private var memory: UnsafeMutableRawPointer
    private var capacity: Int
    /// Whether `memory` is the kernel's and not the heap's.
    private var isMapped = false
    /// Where the open message begins.
    private var start = 0
    /// The number of bytes of all messages.
    package private(set) var count = 0

    /// Makes room for `capacity` bytes; the buffer grows by itself.
    package init(capacity: Int = 4096) {
        unsafe self.memory = Self.zeroed(capacity)
        self.capacity = capacity
    }

    deinit { unsafe Self.release(memory, capacity, isMapped: isMapped) }

    private static func release(_ memory: UnsafeMutableRawPointer, _ capacity: Int, isMapped: Bool) {
        if isMapped { unsafe munmap(memory, capacity) } else { unsafe memory.deallocate() }
    }

    /// Address space for any transaction, of which only what is written takes memory; `nil` where there is none.
    ///
    /// A large buffer that grows by
    /// copying would be there twice.
    private static func mapped(_ count: Int) -> UnsafeMutableRawPointer? {
        let memory = unsafe mmap(
            nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
        return unsafe memory == MAP_FAILED ? nil : memory
    }

    private static func zeroed(_ count: Int) -> UnsafeMutableRawPointer {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: count, alignment: 16)
        unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: count)
        return unsafe memory
    }

    private mutating func reserve(_ bytes: Int) {
        guard count + bytes > capacity else { return }
        var larger = max(capacity * 2, count + bytes)
        var space: UnsafeMutableRawPointer?
        if larger > 1 << 20, !isMapped { unsafe space = Self.mapped(1 << 30) }
        if unsafe space != nil { larger = max(larger, 1 << 30) }
        let grown = unsafe space ?? Self.zeroed(larger)
        unsafe grown.copyMemory(from: memory, byteCount: count)
        unsafe Self.release(memory, capacity, isMapped: isMapped)
        unsafe memory = grown
        capacity = larger
        isMapped = unsafe space != nil
    }

    /// The header of the open message, with at least `room` bytes behind all that is written.
    private mutating func header(room: Int) -> UnsafeMutablePointer<nlmsghdr> {
        reserve(room)
        return unsafe (memory + start).assumingMemoryBound(to: nlmsghdr.self)
    }

    /// Ends the open message and begins one of `type`; `flags` as in `linux/netlink.h`.
    package mutating func begin(_ type: UInt16, flags: UInt16 = 0, sequence: UInt32 = 0) {
        start = count
        reserve(MemoryLayout<nlmsghdr>.size)
        guard let header = unsafe mnl_nlmsg_put_header(memory + start) else { return }
        unsafe header.pointee.nlmsg_type = type
        unsafe header.pointee.nlmsg_flags = UInt16(NLM_F_REQUEST) | flags
        unsafe header.pointee.nlmsg_seq = sequence
        count = start + MemoryLayout<nlmsghdr>.size
    }

    /// Appends the fixed part that stands between the header and the attributes, such as `rtmsg`.
    package mutating func putFixed<Value: BitwiseCopyable>(_ value: Value) {
        let size = MemoryLayout<Value>.size
        let header = unsafe header(room: size + 4)
        guard let place = unsafe mnl_nlmsg_put_extra_header(header, size) else { return }
        unsafe place.storeBytes(of: value, as: Value.self)
        unsafe close(header)
    }

    /// Appends what `body`, C code mostly, writes behind the open message's header; it must stay within
    /// `room` bytes and keep `nlmsg_len` right, as libmnl's and libnftnl's functions do.
    @unsafe package mutating func putUnsafely(room: Int, _ body: (UnsafeMutablePointer<nlmsghdr>) -> Void) {
        let header = unsafe header(room: room)
        unsafe body(header)
        unsafe close(header)
    }

    private mutating func close(_ header: UnsafeMutablePointer<nlmsghdr>) {
        count = unsafe start + Int(header.pointee.nlmsg_len)
    }
}

// MARK: - Attributes

extension MessageBuffer {
    /// Appends an attribute of one number in the machine's byte order; `nft` and friends want some of
    /// theirs `bigEndian`.
    package mutating func put<Number: FixedWidthInteger & BitwiseCopyable>(_ type: Int, _ number: Number) {
        let size = MemoryLayout<Number>.size
        let header = unsafe header(room: size + 8)
        unsafe withUnsafeBytes(of: number) { unsafe mnl_attr_put(header, UInt16(type), size, $0.baseAddress) }
        unsafe close(header)
    }

    /// Appends an attribute of bytes as they are.
    package mutating func put(_ type: Int, bytes: [UInt8]) {
        let header = unsafe header(room: bytes.count + 8)
        unsafe bytes.withUnsafeBytes { unsafe mnl_attr_put(header, UInt16(type), $0.count, $0.baseAddress) }
        unsafe close(header)
    }

    /// Appends an attribute of text with a zero behind it.
    package mutating func put(_ type: Int, string: String) {
        let header = unsafe header(room: string.utf8.count + 9)
        unsafe string.withCString { unsafe mnl_attr_put_strz(header, UInt16(type), $0) }
        unsafe close(header)
    }

    /// Appends an attribute without content: its presence says all.
    package mutating func putFlag(_ type: Int) {
        let header = unsafe header(room: 8)
        unsafe mnl_attr_put(header, UInt16(type), 0, nil)
        unsafe close(header)
    }

    /// Appends an attribute that consists of the attributes that `body` puts, at most 64 KiB of them.
    package mutating func nest(_ type: Int, _ body: (inout MessageBuffer) -> Void) {
        let nest = beginNest(type)
        body(&self)
        endNest(nest)
    }

    /// Where a nest that is being written begins, counted from the beginning of its message.
    package struct Nest {
        fileprivate let offset: Int
    }

    /// Opens an attribute of attributes; `endNest` must follow.
    package mutating func beginNest(_ type: Int) -> Nest {
        let nest = Nest(offset: count - start)
        let header = unsafe header(room: 4)
        unsafe mnl_attr_nest_start(header, UInt16(type))
        unsafe close(header)
        return nest
    }

    package mutating func endNest(_ nest: Nest) {
        let header = unsafe header(room: 0)
        let attribute = unsafe (memory + start + nest.offset).assumingMemoryBound(to: nlattr.self)
        unsafe mnl_attr_nest_end(header, attribute)
    }
}

// MARK: - On the way out

extension MessageBuffer {
    /// Gives the first message its sequence number, and `flags` in addition to those it has.
    mutating func stamp(sequence: UInt32, flags: UInt16) {
        let header = unsafe memory.assumingMemoryBound(to: nlmsghdr.self)
        unsafe header.pointee.nlmsg_seq = sequence
        unsafe header.pointee.nlmsg_flags |= flags
    }

    /// Gives all messages sequence numbers higher by `offset`.
    package mutating func raiseSequences(by offset: UInt32) {
        var place = 0
        while place < count {
            let header = unsafe (memory + place).assumingMemoryBound(to: nlmsghdr.self)
            unsafe header.pointee.nlmsg_seq += offset
            place += unsafe Int(header.pointee.nlmsg_len + 3) & ~3
        }
    }

    /// Where all messages lie, as long as the buffer lives and nothing is added.
    @unsafe var vector: iovec { unsafe iovec(iov_base: memory, iov_len: count) }

    /// Adds `flags` to the open message.
    package mutating func addFlags(_ flags: UInt16) {
        unsafe header(room: 0).pointee.nlmsg_flags |= flags
    }

    /// Lets `body` read all messages.
    package func withBytes<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        let bytes = unsafe UnsafeBufferPointer(
            start: memory.assumingMemoryBound(to: UInt8.self), count: count)
        return unsafe body(bytes.span)
    }

    /// The messages whose sequence numbers `isWanted`, copied, as they would be received.
    package func messages(_ isWanted: (UInt32) -> Bool = { _ in true }) -> [NetlinkMessage] {
        var result: [NetlinkMessage] = []
        var place = 0
        while place < count {
            let header = unsafe (memory + place).assumingMemoryBound(to: nlmsghdr.self)
            let length = unsafe Int(header.pointee.nlmsg_len)
            if unsafe isWanted(header.pointee.nlmsg_seq) {
                var bytes = unsafe Array(UnsafeRawBufferPointer(start: header, count: length))[...]
                if let message = NetlinkMessage(takingFrom: &bytes) { result.append(message) }
            }
            place += (length + 3) & ~3
        }
        return result
    }

    /// Forgets all messages and keeps the memory, zeroed again.
    package mutating func removeAll() {
        unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: count)
        start = 0
        count = 0
    }
}
