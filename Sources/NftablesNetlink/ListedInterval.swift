import Addressing

/// A range of an interval set with one part, which the kernel lists as two members.
struct ListedInterval {
    let range: AddressRange
    /// Where in the list its beginning stands, the member that has all that belongs to it.
    let index: Int

    /// Pairs each beginning with the end behind it; an end without a beginning, such as nft(8) puts at 0,
    /// says nothing.
    ///
    /// - Parameter width: the number of bytes of a key.
    static func paired(_ listed: [ListedElement], width: Int) -> [ListedInterval] {
        let ends = listed.enumerated().map { (number: $1.number, isEnd: $1.isEnd, index: $0) }.sorted {
            // Where one range ends another may begin.
            $0.number != $1.number ? $0.number < $1.number : $0.isEnd && !$1.isEnd
        }
        var result: [ListedInterval] = []
        var open: (number: UInt128, index: Int)?
        for end in ends {
            if let open {
                result.append(
                    ListedInterval(range: AddressRange(open.number, end.number - 1), index: open.index))
            }
            open = end.isEnd ? nil : (end.number, end.index)
        }
        if let open {
            let range = AddressRange(open.number, greatestNumber(ofBytes: width))
            result.append(ListedInterval(range: range, index: open.index))
        }
        return result
    }
}
