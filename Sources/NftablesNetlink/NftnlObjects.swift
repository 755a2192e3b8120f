import CLibnftnl
import Glibc
import Netlink

/// The functions of libnftnl for one kind of object.
///
/// They are the same for tables, chains, sets and rules but for their names.
@safe struct NftnlCalls {
    let allocate: () -> OpaquePointer?
    let free: (OpaquePointer?) -> Void
    let setNumber: (OpaquePointer?, UInt16, UInt32) -> Void
    let setText: (OpaquePointer?, UInt16, UnsafePointer<CChar>?) -> Int32
    let setBytes: (OpaquePointer?, UInt16, UnsafeRawPointer?, UInt32) -> Int32
    let unset: (OpaquePointer?, UInt16) -> Void
    let isSet: (OpaquePointer?, UInt16) -> Bool
    let number: (OpaquePointer?, UInt16) -> UInt32
    let text: (OpaquePointer?, UInt16) -> UnsafePointer<CChar>?
    let bytes: (OpaquePointer?, UInt16, UnsafeMutablePointer<UInt32>?) -> UnsafeRawPointer?
    let build: (UnsafeMutablePointer<nlmsghdr>?, OpaquePointer?) -> Void
    let parse: (UnsafePointer<nlmsghdr>?, OpaquePointer?) -> Int32

    static var table: NftnlCalls {
        unsafe NftnlCalls(
            allocate: nftnl_table_alloc, free: nftnl_table_free, setNumber: nftnl_table_set_u32,
            setText: nftnl_table_set_str, setBytes: nftnl_table_set_data, unset: nftnl_table_unset,
            isSet: nftnl_table_is_set, number: nftnl_table_get_u32, text: nftnl_table_get_str,
            bytes: nftnl_table_get_data, build: nftnl_table_nlmsg_build_payload,
            parse: nftnl_table_nlmsg_parse)
    }

    static var chain: NftnlCalls {
        unsafe NftnlCalls(
            allocate: nftnl_chain_alloc, free: nftnl_chain_free, setNumber: nftnl_chain_set_u32,
            setText: nftnl_chain_set_str, setBytes: nftnl_chain_set_data, unset: nftnl_chain_unset,
            isSet: nftnl_chain_is_set, number: nftnl_chain_get_u32, text: nftnl_chain_get_str,
            bytes: nftnl_chain_get_data, build: nftnl_chain_nlmsg_build_payload,
            parse: nftnl_chain_nlmsg_parse)
    }

    static var set: NftnlCalls {
        unsafe NftnlCalls(
            allocate: nftnl_set_alloc, free: nftnl_set_free, setNumber: nftnl_set_set_u32,
            setText: nftnl_set_set_str, setBytes: nftnl_set_set_data, unset: nftnl_set_unset,
            isSet: nftnl_set_is_set, number: nftnl_set_get_u32, text: nftnl_set_get_str,
            bytes: nftnl_set_get_data, build: nftnl_set_nlmsg_build_payload, parse: nftnl_set_nlmsg_parse)
    }

    static var rule: NftnlCalls {
        unsafe NftnlCalls(
            allocate: nftnl_rule_alloc, free: nftnl_rule_free, setNumber: nftnl_rule_set_u32,
            setText: nftnl_rule_set_str, setBytes: nftnl_rule_set_data, unset: nftnl_rule_unset,
            isSet: nftnl_rule_is_set, number: nftnl_rule_get_u32, text: nftnl_rule_get_str,
            bytes: nftnl_rule_get_data, build: nftnl_rule_nlmsg_build_payload, parse: nftnl_rule_nlmsg_parse)
    }
}

/// A table, chain, set or rule of libnftnl: a bag of attributes that becomes a message or comes from one.
@safe struct NftnlObject: ~Copyable {
    private let pointer: OpaquePointer
    private let calls: NftnlCalls

    /// An object without attributes; the error is that there is no memory.
    init(_ calls: NftnlCalls) throws(NetlinkError) {
        guard let pointer = unsafe calls.allocate() else { throw outOfMemory }
        unsafe self.pointer = pointer
        self.calls = calls
    }

    deinit { unsafe calls.free(pointer) }

    func set(_ attribute: UInt32, _ number: UInt32) {
        unsafe calls.setNumber(pointer, UInt16(attribute), number)
    }

    func set(_ attribute: UInt32, _ text: String) {
        _ = unsafe text.withCString { unsafe calls.setText(pointer, UInt16(attribute), $0) }
    }

    func set(_ attribute: UInt32, _ bytes: [UInt8]) {
        _ = unsafe bytes.withUnsafeBytes {
            unsafe calls.setBytes(pointer, UInt16(attribute), $0.baseAddress, UInt32($0.count))
        }
    }

    func unset(_ attribute: UInt32) { unsafe calls.unset(pointer, UInt16(attribute)) }

    func has(_ attribute: UInt32) -> Bool { unsafe calls.isSet(pointer, UInt16(attribute)) }

    func number(_ attribute: UInt32) -> UInt32? {
        has(attribute) ? unsafe calls.number(pointer, UInt16(attribute)) : nil
    }

    func bytes(_ attribute: UInt32) -> [UInt8]? {
        guard has(attribute) else { return nil }
        var count: UInt32 = 0
        guard let start = unsafe calls.bytes(pointer, UInt16(attribute), &count) else { return nil }
        return unsafe Array(UnsafeRawBufferPointer(start: start, count: Int(count)))
    }

    func text(_ attribute: UInt32) -> String? {
        guard has(attribute), let start = unsafe calls.text(pointer, UInt16(attribute)) else { return nil }
        return unsafe String(cString: start)
    }

    /// Writes the attributes into the open message; none of ours comes near the 64 KiB that are made free.
    func build(into messages: inout MessageBuffer) {
        unsafe messages.putUnsafely(room: 1 << 16) { unsafe calls.build($0, pointer) }
    }

    /// Reads `message`; `false` if libnftnl does not understand it.
    func parse(_ message: NetlinkMessage) -> Bool {
        unsafe message.bytes.withUnsafeBytes { bytes in
            unsafe calls.parse(bytes.baseAddress?.assumingMemoryBound(to: nlmsghdr.self), pointer) >= 0
        }
    }
}

extension NftnlObject {
    /// Hands the expressions of a rule to `body`, first to last.
    func forEachExpression(_ body: (borrowing NftnlExpression) -> Void) throws(NetlinkError) {
        guard let iterator = unsafe nftnl_expr_iter_create(pointer) else { throw outOfMemory }
        defer { unsafe nftnl_expr_iter_destroy(iterator) }
        while let pointer = unsafe nftnl_expr_iter_next(iterator) {
            body(unsafe NftnlExpression(borrowing: pointer))
        }
    }

    /// A rule in libnftnl's notation, as `nft --debug=netlink` prints it.
    var ruleText: String {
        let count = 1 << 16
        return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: count) { buffer in
            guard let start = buffer.baseAddress else { return "" }
            unsafe start.pointee = 0
            unsafe nftnl_rule_snprintf(start, count, pointer, NFTNL_OUTPUT_DEFAULT.rawValue, 0)
            return unsafe String(cString: start)
        }
    }
}

/// One instruction of a rule.
@safe struct NftnlExpression: ~Copyable {
    private let pointer: OpaquePointer
    private let isOwned: Bool

    /// An instruction of the kernel's name `name`, without attributes.
    init(_ name: String) throws(NetlinkError) {
        guard let pointer = unsafe nftnl_expr_alloc(name) else { throw outOfMemory }
        unsafe self.pointer = pointer
        self.isOwned = true
    }

    /// An instruction that belongs to a rule and must not outlive it.
    @unsafe fileprivate init(borrowing pointer: OpaquePointer) {
        unsafe self.pointer = pointer
        self.isOwned = false
    }

    deinit { if isOwned { unsafe nftnl_expr_free(pointer) } }

    func set(_ attribute: Int, byte: UInt8) { unsafe nftnl_expr_set_u8(pointer, UInt16(attribute), byte) }

    func set(_ attribute: Int, _ number: UInt32) {
        unsafe nftnl_expr_set_u32(pointer, UInt16(attribute), number)
    }

    func set(_ attribute: Int, _ text: String) { unsafe nftnl_expr_set_str(pointer, UInt16(attribute), text) }

    func set(_ attribute: Int, _ bytes: [UInt8]) {
        _ = unsafe bytes.withUnsafeBytes {
            unsafe nftnl_expr_set(pointer, UInt16(attribute), $0.baseAddress, UInt32($0.count))
        }
    }

    func has(_ attribute: Int) -> Bool { unsafe nftnl_expr_is_set(pointer, UInt16(attribute)) }

    func byte(_ attribute: Int) -> UInt8? {
        has(attribute) ? unsafe nftnl_expr_get_u8(pointer, UInt16(attribute)) : nil
    }

    func number(_ attribute: Int) -> UInt32? {
        has(attribute) ? unsafe nftnl_expr_get_u32(pointer, UInt16(attribute)) : nil
    }

    func longNumber(_ attribute: Int) -> UInt64? {
        has(attribute) ? unsafe nftnl_expr_get_u64(pointer, UInt16(attribute)) : nil
    }

    func text(_ attribute: Int) -> String? {
        guard has(attribute), let start = unsafe nftnl_expr_get_str(pointer, UInt16(attribute)) else {
            return nil
        }
        return unsafe String(cString: start)
    }

    func bytes(_ attribute: Int) -> [UInt8]? {
        guard has(attribute) else { return nil }
        var count: UInt32 = 0
        guard let start = unsafe nftnl_expr_get(pointer, UInt16(attribute), &count) else { return nil }
        return unsafe Array(UnsafeRawBufferPointer(start: start, count: Int(count)))
    }

    /// Writes the instruction into the open message, inside what list is open there.
    func build(into messages: inout MessageBuffer) {
        unsafe messages.putUnsafely(room: 1024) { unsafe nftnl_expr_build_payload($0, pointer) }
    }
}

private var outOfMemory: NetlinkError { NetlinkError("make room for an nftables object", code: ENOMEM) }
