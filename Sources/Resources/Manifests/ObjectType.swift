/// What an object says it is.
struct ObjectType: Hashable, CustomStringConvertible {
    /// `apiVersion`: `v1` or `group/version`.
    let version: String
    let kind: String

    var description: String { "\(version) \(kind)" }

    /// The part of the version before the slash, empty for Kubernetes' core.
    var group: String {
        guard let slash = version.utf8.firstIndex(of: UInt8(ascii: "/")) else { return "" }
        return String(version[..<slash])
    }
}

extension ObjectType {
    /// What to do with an object.
    enum Meaning {
        case resource(Kind)
        /// Read its items, which are of the type given if they do not say otherwise.
        case list(of: ObjectType?)
        case ignored
        /// Refuse it because of a field, with a message.
        case refused(String, String)
    }

    var meaning: Meaning {
        if let kind = KnownKinds.read[self] { return .resource(kind) }
        if let items = listItems { return items }
        if let refusal { return .refused(refusal.field, refusal.message) }
        if KnownKinds.isIgnored(self) { return .ignored }
        return unknown
    }

    /// Lists are known by their names, as everywhere in Kubernetes.
    private var listItems: Meaning? {
        // No name is longer; without a bound, a name of many Lists would lead many calls deep.
        guard kind.utf8.count <= 63, kind.hasSuffix("List") else { return nil }
        if kind == "List" { return .list(of: nil) }
        let item = ObjectType(version: version, kind: String(kind.dropLast(4)))
        switch item.meaning {
        case .resource, .ignored: return .list(of: item)
        case .list: return nil
        case .refused(let field, let message): return .refused(field, message)
        }
    }

    private var refusal: (field: String, message: String)? {
        let versions = KnownKinds.versions(of: kind)
        guard !versions.isEmpty, !KnownKinds.isIgnored(self) else { return nil }
        let hint = versions.joined(separator: " or ")
        return ("apiVersion", "\(kind) is not in \(version) but in \(hint)")
    }

    private var unknown: Meaning {
        let kinds = KnownKinds.kinds(in: group)
        guard !kinds.isEmpty else {
            let hint =
                suggestion(for: version, among: KnownKinds.readVersions).map { ", did you mean \($0)?" } ?? ""
            return .refused("apiVersion", "\(version) is not known here" + hint)
        }
        let hint = suggestion(for: kind, among: kinds).map { ", did you mean \($0)?" } ?? ""
        return .refused("kind", "\(version) has no kind \(kind) that is known here" + hint)
    }
}
