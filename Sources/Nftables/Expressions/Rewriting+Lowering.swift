import Addressing

extension Statement {
    /// The instructions of statements that rewrite a packet.
    func loweredRewriting(_ family: IPFamily) -> [Expression] {
        switch self {
        case .masquerade(let ports):
            guard let ports else { return [.masquerade(ports: nil, flags: Translation.isFullyRandom)] }
            return load(ports, behind: 0) + [
                .masquerade(
                    ports: registers(behind: 0), flags: Translation.isFullyRandom | Translation.mapsPort)
            ]
        case .sourceNAT(let address, let ports):
            let flags = Translation.mapsAddress | Translation.isFullyRandom
            let load = Expression.load(address.bytes, into: .first)
            guard let ports else {
                return [load, .translate(translation(.source, family, flags: flags))]
            }
            let slots = family.addressBytes / 4
            return [load] + self.load(ports, behind: slots) + [
                .translate(
                    translation(
                        .source, family, ports: registers(behind: slots), flags: flags | Translation.mapsPort)
                )
            ]
        case .sourceNATMap(let map):
            return [
                Match.Side.source.address(family),
                Match.Side.destination.address(family, into: .slot(family.addressBytes / 4)),
                .mapLookup(.first, map: map, into: .first),
                .translate(translation(.source, family, flags: Translation.mapsAddress)),
            ]
        case .destinationNATMap(let map):
            return [
                Match.Side.destination.address(family), .mapLookup(.first, map: map, into: .first),
                .translate(translation(.destination, family, flags: Translation.mapsAddress)),
            ]
        case .setDSCP(let value): return writeDSCP(value, family)
        case .counter, .log, .verdict, .interfaceVerdict, .conntrackVerdict, .reject, .refuse, .notrack,
            .setMark, .limit, .connectionLimit:
            return []
        }
    }

    private func translation(
        _ kind: Translation.Kind, _ family: IPFamily, ports: PortRegisters? = nil, flags: UInt32
    ) -> Translation {
        Translation(
            kind, addressFamily: family == .v4 ? 2 : 10, address: .first, ports: ports, flags: flags)
    }

    private func registers(behind slots: Int) -> PortRegisters {
        PortRegisters(lowest: .slot(slots), highest: .slot(slots + 1))
    }

    private func load(_ ports: ClosedRange<UInt16>, behind slots: Int) -> [Expression] {
        [
            .load(bigEndian(ports.lowerBound), into: .slot(slots)),
            .load(bigEndian(ports.upperBound), into: .slot(slots + 1)),
        ]
    }

    // In IPv4 the upper six bits of the second byte (RFC 791 3.1, RFC 2474 3); in IPv6 they lie across the
    // first two (RFC 8200 3), and no checksum covers them. Both are read and written as 16 bits, since a
    // checksum is corrected in such steps.
    private func writeDSCP(_ value: UInt8, _ family: IPFamily) -> [Expression] {
        let shift: UInt16 = family == .v4 ? 2 : 6
        let mask = ~(UInt16(0x3f) << shift)
        return [
            .payload(.network, offset: 0, length: 2, into: .first),
            .bitwise(
                .first, into: .first, mask: bigEndian(mask), xor: bigEndian(UInt16(value & 0x3f) << shift)),
            .writePayload(
                PayloadWrite(.network, offset: 0, length: 2, checksumOffset: family == .v4 ? 10 : nil),
                from: .first),
        ]
    }
}

/// `number` in the machine's byte order, as the kernel holds marks and states.
package func nativeBytes(_ number: UInt32) -> [UInt8] {
    let bytes = [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: number >> $0) }
    return number.littleEndian == number ? bytes : bytes.reversed()
}
