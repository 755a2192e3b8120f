import Addressing
import YAML

extension BlockAffinity {
    init(_ manifest: inout FieldReader, _ metadata: ObjectMetadata) {
        self.init(name: metadata.name, node: "", block: IPPrefix(IPAddress(.v4, bits: 0)))
        guard var spec = manifest.require("spec")?.fields() else { return }
        node = spec.require("node")?.filledString() ?? ""
        if let block = spec.require("cidr")?.prefix() { self.block = block }
        if let given = spec.take("state"), !given.isEmptyText { state = given.word(State.self) ?? .pending }
        if let given = spec.take("type"), !given.isEmptyText { isHost = given.word(Owner.self) != .virtual }
        isDeleted = spec.take("deleted")?.booleanOrItsText() ?? false
        spec.finish()
    }

    private enum Owner: String, CaseIterable {
        case host
        case virtual
    }
}

extension FieldValue {
    /// A boolean, which `crd.projectcalico.org/v1` writes as a string.
    fileprivate func booleanOrItsText() -> Bool {
        guard case .scalar(let scalar) = node.content, scalar.style != .plain else { return boolean() }
        switch scalar.text {
        case "true": return true
        case "false", "": return false
        default:
            fail("expected true or false, found \"\(scalar.text)\"")
            return false
        }
    }
}
