/// The number that `bytes` are in network byte order.
func bigEndianNumber(_ bytes: some Sequence<UInt8>) -> UInt128 { bytes.reduce(0) { $0 << 8 | UInt128($1) } }

/// The last `count` bytes of `number` in network byte order.
func bigEndianBytes(_ number: UInt128, count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> ((count - 1 - $0) * 8)) }
}

/// The greatest number of `count` bytes.
func greatestNumber(ofBytes count: Int) -> UInt128 { count >= 16 ? .max : (1 << (count * 8)) - 1 }
