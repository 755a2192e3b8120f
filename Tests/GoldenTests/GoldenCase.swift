import Addressing
import FoundationEssentials
import Glibc
import Judges
import Resources
import TestSupport

/// A folder of `Cases`: `state.yaml`, `packets`, and the text of both rulesets.
struct GoldenCase {
    private let folder: String
    let judges: Judges
    /// Packets, and what becomes of each in words.
    let expectations: [(packet: Packet, text: String)]

    private static let cases =
        "/" + #filePath.split(separator: "/").dropLast().joined(separator: "/") + "/Cases"

    static let names: [String] = {
        let names = try? FileManager.default.contentsOfDirectory(atPath: cases)
        return (names ?? []).sorted()
    }()

    /// Whether the rulesets of the cases are to be written anew; verdicts never are.
    static let isRefreshing = unsafe getenv("UPDATE_GOLDEN") != nil

    init(_ name: String) throws {
        folder = Self.cases + "/" + name
        let decoded = decodeManifests(try Self.bytes(folder + "/state.yaml"), file: "state.yaml")
        guard decoded.failures.isEmpty else { throw BadCase(description: "\(decoded.failures)") }
        let judges = try Judges(decoded.resources.map(\.resource))
        self.judges = judges
        let text = String(decoding: try Self.bytes(folder + "/packets"), as: UTF8.self)
        expectations = try text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
            // Verdict and packet are parted by the first colon with a blank behind it.
            let words = line.split(separator: " ")
            guard let end = words.firstIndex(where: { $0.hasSuffix(":") }),
                let packet = Packet(text: words[(end + 1)...].joined(separator: " "))
            else { throw BadCase(description: "\(line) is no packet with a verdict") }
            let verdict = words[...end].joined(separator: " ").dropLast()
            return (judges.wiring.placed(packet), String(verdict))
        }
    }

    private static func bytes(_ path: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw BadCase(description: "there is no \(path)")
        }
        return Array(data)
    }

    private func path(_ family: IPFamily) -> String {
        folder + (family == .v4 ? "/expected.ip.nft" : "/expected.ip6.nft")
    }

    func ruleset(_ family: IPFamily) throws -> String {
        String(decoding: try Self.bytes(path(family)), as: UTF8.self)
    }

    func write(_ text: String, _ family: IPFamily) throws {
        try Data(text.utf8).write(to: URL(filePath: path(family)))
    }
}

struct BadCase: Error, CustomStringConvertible {
    let description: String
}
