/// A value held once per IP family.
///
/// Everything below the calculation exists twice. Holding the pair in one value makes a forgotten family
/// a missing argument instead of a silent hole in one plane.
package struct DualStack<Value> {
    package var v4: Value
    package var v6: Value

    package init(v4: Value, v6: Value) {
        self.v4 = v4
        self.v6 = v6
    }

    /// Makes both values, IPv4 first.
    @inlinable package init<Failure: Error>(_ make: (IPFamily) throws(Failure) -> Value) throws(Failure) {
        self.v4 = try make(.v4)
        self.v6 = try make(.v6)
    }

    @inlinable package subscript(family: IPFamily) -> Value {
        get { family == .v4 ? v4 : v6 }
        _modify {
            if family == .v4 { yield &v4 } else { yield &v6 }
        }
    }

    /// The pair of what `transform` makes of each value.
    @inlinable package func map<Result>(_ transform: (Value) -> Result) -> DualStack<Result> {
        DualStack<Result>(v4: transform(v4), v6: transform(v6))
    }
}

extension DualStack: Equatable where Value: Equatable {}
extension DualStack: Hashable where Value: Hashable {}
extension DualStack: Sendable where Value: Sendable {}
