import FoundationEssentials
import Resources
import Testing
import YAML

/// Runs cases of Calico's own validator, if `GEMEL_VALIDATION_CORPUS` names a directory of them: files
/// `<Kind>.json` with `cases` of an `id`, a `manifest` and whether that is `valid`.
struct ValidationCorpusTests {
    private static let directory = ProcessInfo.processInfo.environment["GEMEL_VALIDATION_CORPUS"]

    /// The cases that `docs/compatibility.md` gives a reason for.
    private static let differences: Set<String> = {
        let path = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let bytes = FileManager.default.contents(atPath: "/\(path)/docs/compatibility.md") ?? .init()
        let words = String(decoding: bytes, as: UTF8.self).split { !$0.isLetter && !$0.isNumber }
        return Set(
            words.filter { $0.count == 5 && $0.first == "v" && $0.dropFirst().allSatisfy(\.isNumber) }.map(
                String.init))
    }()

    @Test(
        .enabled(if: directory != nil, "GEMEL_VALIDATION_CORPUS is not set"),
        arguments: [
            "GlobalNetworkPolicy", "GlobalNetworkSet", "HostEndpoint", "NetworkPolicy",
            "NetworkSet", "Profile", "StagedGlobalNetworkPolicy", "StagedNetworkPolicy", "Tier",
            "WorkloadEndpoint", "other-kinds",
        ])
    func `what Calico takes is taken and what it refuses is refused`(kind: String) throws {
        let path = "\(Self.directory ?? "")/\(kind).json"
        let bytes = try #require(FileManager.default.contents(atPath: path))
        let document = try #require(try documents(Array(bytes)).first)
        let cases = try #require(document["cases"]?.items)
        #expect(!cases.isEmpty)
        for item in cases {
            let manifest = try #require(item["manifest"])
            let id = item["id"]?.text ?? ""
            let file = decode(manifest.json)
            if !file.ignored.isEmpty || Self.differences.contains(id) { continue }
            #expect(file.failures.isEmpty == (item["valid"]?.text == "true"), "\(id): \(file.failures)")
        }
    }
}

extension DocumentNode {
    fileprivate var items: [DocumentNode]? {
        guard case .sequence(let items) = content else { return nil }
        return items
    }

    fileprivate var text: String? {
        guard case .scalar(let scalar) = content else { return nil }
        return scalar.text
    }

    /// The value as JSON again.
    fileprivate var json: String {
        switch content {
        case .scalar(let scalar): scalar.style == .plain ? scalar.text : quoted(scalar.text)
        case .sequence(let items): "[" + items.map(\.json).joined(separator: ", ") + "]"
        case .mapping(let fields):
            "{" + fields.map { "\(quoted($0.key)): \($0.value.json)" }.joined(separator: ", ") + "}"
        }
    }
}

private func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
        + "\""
}
