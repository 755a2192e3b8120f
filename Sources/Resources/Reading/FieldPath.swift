/// The way from a document's root to a value.
///
/// Kept as steps, because it is spelled only when something is wrong.
indirect enum FieldPath {
    case root
    case field(String, of: FieldPath)
    case item(Int, of: FieldPath)
}

extension FieldPath: CustomStringConvertible {
    /// `spec.ingress[0].from`, empty for the root.
    var description: String {
        switch self {
        case .root: ""
        case .field(let name, of: .root): name
        case .field(let name, let parent): "\(parent).\(name)"
        case .item(let index, let parent): "\(parent)[\(index)]"
        }
    }
}
