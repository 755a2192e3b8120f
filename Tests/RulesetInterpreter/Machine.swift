import Addressing
import Nftables
import TestSupport

/// What nf_tables' machine knows while a packet passes: sixteen registers of four bytes, and the packet.
struct Machine {
    private var memory = [UInt8](repeating: 0, count: 64)
    var packet: Packet
    private var network: [UInt8]
    private let transport: [UInt8]
    var mark: UInt32 = 0
    /// As `ct state` has it: new, or untracked.
    var state = ConntrackState.new
    /// `enum ip_conntrack_status`, as far as translation is concerned.
    private var status: UInt32 = 0

    init(_ packet: Packet) {
        self.packet = packet
        network = packet.networkHeader
        transport = packet.transportHeader
    }

    enum Outcome {
        case next
        /// The rule does not apply.
        case `break`
        case verdict(Verdict)
    }

    /// Runs one instruction.
    ///
    /// - Parameter lookUp: the table of a set or map.
    mutating func run(
        _ expression: Expression, isOutput: Bool, hasRoute: Bool, _ lookUp: (String) -> MemberTable?
    ) -> Outcome {
        switch expression {
        case .meta(let key, into: let register): store(value(of: key, isOutput, hasRoute), in: register)
        case .payload(let base, let offset, let length, into: let register):
            let header = base == .network ? network : transport
            guard base != .link, Int(offset + length) <= header.count else { return .break }
            store(Array(header[Int(offset)..<Int(offset + length)]), in: register)
        case .conntrackState(into: let register): store(nativeBytes(state.rawValue), in: register)
        case .conntrackStatus(into: let register): store(nativeBytes(status), in: register)
        case .compare(let register, let comparison, let bytes):
            guard (Array(load(register, bytes.count)) == bytes) == (comparison == .equal) else {
                return .break
            }
        case .range(let register, let comparison, let low, let high):
            let own = load(register, low.count)
            let isInside = !own.lexicographicallyPrecedes(low) && !high.lexicographicallyPrecedes(own)
            guard isInside == (comparison == .equal) else { return .break }
        case .bitwise(let register, into: let target, let mask, let xor):
            let bytes = load(register, mask.count)
            store(zip(zip(bytes, mask).map { $0 & $1 }, xor).map { $0 ^ $1 }, in: target)
        case .lookup(let register, let set, let isInverted):
            guard let table = lookUp(set), (table.find(load(register)) != nil) != isInverted else {
                return .break
            }
        case .verdictLookup(let register, let map):
            guard let verdict = lookUp(map)?.find(load(register))?.verdict else { return .break }
            return .verdict(verdict)
        case .mapLookup(let register, let map, into: let target):
            guard let value = lookUp(map)?.find(load(register))?.value else { return .break }
            store(value, in: target)
        case .verdict(let verdict): return .verdict(verdict)
        case .reject: return .verdict(.drop)
        case .load(let bytes, into: let register): store(bytes, in: register)
        case .setMeta(let key, from: let register):
            if key == .mark { mark = number(load(register, 4)) }
        case .notrack: state = .untracked
        // One packet alone is within every limit.
        case .limit(let limit): if limit.isOver { return .break }
        case .connectionLimit: return .break
        case .counter, .log, .writePayload: break
        case .translate(let translation): return translate(translation)
        case .masquerade:
            if let name = packet.outputInterface, let own = Wiring.address(of: name, packet.family) {
                packet.source = own
            }
            return .verdict(.accept)
        case .other: return .break
        }
        return .next
    }

    private mutating func translate(_ translation: Translation) -> Outcome {
        let bits = load(translation.address, packet.family.addressBytes).reduce(UInt128(0)) {
            $0 << 8 | UInt128($1)
        }
        let address = IPAddress(packet.family, bits: bits)
        switch translation.kind {
        case .source: packet.source = address
        case .destination:
            packet.destination = address
            // IPS_DST_NAT.
            status |= 1 << 5
        }
        network = packet.networkHeader
        return .verdict(.accept)
    }

    private func value(of key: MetaKey, _ isOutput: Bool, _ hasRoute: Bool) -> [UInt8] {
        switch key {
        case .mark: nativeBytes(mark)
        case .inputInterface: nativeBytes(packet.inputInterface == nil ? 0 : 7)
        case .inputInterfaceName: interfaceKey(isOutput ? "" : packet.inputInterface ?? "")
        case .outputInterfaceName: interfaceKey(hasRoute ? packet.outputInterface ?? "" : "")
        case .family: [packet.source.family == .v4 ? 2 : 10]
        case .transportProtocol: [packet.transport]
        }
    }

    /// Values fill whole registers.
    private mutating func store(_ bytes: [UInt8], in register: Register) {
        let start = Self.place(of: register)
        for (index, byte) in bytes.enumerated() { memory[start + index] = byte }
        for index in bytes.count..<(bytes.count + 3) / 4 * 4 { memory[start + index] = 0 }
    }

    private func load(_ register: Register) -> ArraySlice<UInt8> { memory[Self.place(of: register)...] }

    private func load(_ register: Register, _ count: Int) -> ArraySlice<UInt8> {
        load(register).prefix(count)
    }

    private func number(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        (0..<32).map { UInt32(1) << $0 }.filter { bit in
            zip(nativeBytes(bit), bytes).contains { $0 & $1 != 0 }
        }.reduce(0, |)
    }

    /// `enum nft_registers`: 1 to 4 are 16 bytes each, from 8 on 4 bytes, in the same memory.
    private static func place(of register: Register) -> Int {
        let number = Int(register.number)
        return number >= 8 ? (number - 8) * 4 : (number - 1) * 16
    }
}

extension Packet {
    /// RFC 791 3.1, RFC 8200 3: as far as rules look at it.
    fileprivate var networkHeader: [UInt8] {
        family == .v4
            ? [0x45, 0, 0, 40, 0, 0, 0, 0, 64, transport, 0, 0] + source.bytes + destination.bytes
            : [0x60, 0, 0, 0, 0, 20, transport, 64] + source.bytes + destination.bytes
    }

    fileprivate var transportHeader: [UInt8] {
        if isICMP { return [icmpType, icmpCode, 0, 0, 0, 0, 0, 0] }
        return [sourcePort, destinationPort].flatMap { [UInt8($0 >> 8), UInt8($0 & 0xff)] } + [0, 0, 0, 0]
    }
}
