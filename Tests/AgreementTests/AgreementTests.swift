import Addressing
import Glibc
import Judges
import Manifests
import Resources
import TestSupport
import Testing

struct AgreementTests {
    /// `GEMEL_RANDOM_SEED` begins elsewhere, `GEMEL_RANDOM_WORLDS` makes more or fewer.
    private static let firstSeed = number("GEMEL_RANDOM_SEED") ?? 1
    private static let worlds = number("GEMEL_RANDOM_WORLDS") ?? 1000
    private static let packets = 200

    @Test func `resources, ruleset and state give random packets the same verdict`() throws {
        var judged = 0
        var disagreements = 0
        for seed in Self.firstSeed..<Self.firstSeed + Self.worlds {
            var random = RandomWorld(seed: seed)
            let world = try WrittenWorld(random.resources)
            // What is written is what is read, in every kind and field.
            for (one, other) in zip(random.resources, world.contents) {
                try #require(one.withoutPlaces == other.withoutPlaces, "\(one.manifest.text)")
            }
            let judges = try Judges(world.contents)
            var count = 0
            while count < Self.packets {
                guard let packet = random.packet(count.isMultiple(of: 2) ? .v4 : .v6, judges.wiring) else {
                    continue
                }
                count += 1
                guard !judges.answers(packet).agree else { continue }
                disagreements += 1
                if disagreements <= 3 {
                    let smallest = Disagreement(world, packet, seed: seed) { !$1.answers(packet).agree }
                    Issue.record("\(smallest)")
                }
                break
            }
            judged += count
        }
        #expect(disagreements == 0)
        #expect(judged >= Int(Self.worlds) * Self.packets || disagreements > 0)
    }
}

extension AgreementTests {
    /// The interfaces that any random world may have: a pod's name is the same in every world, its namespace not.
    private static func interfaces() throws -> Set<String> {
        Set(try (1...40).flatMap { try Judges(RandomWorld(seed: $0).resources).wiring.workloads.values })
    }

    @Test(.timeLimit(.minutes(3)))
    func `the kernel gives random packets the verdict that the resources mean`() throws {
        try withNetworkNamespace {
            var node = try KernelNode(Self.interfaces())
            var judged = 0
            var allowed = DualStack(v4: 0, v6: 0)
            var seed = Self.firstSeed
            while judged < 2000 {
                var random = RandomWorld(seed: seed)
                let world = try WrittenWorld(random.resources)
                let judges = try Judges(world.contents)
                try node.apply(judges.desired)
                let packets = random.firstPackets(60, judges)
                let fates = try node.fates(of: packets)
                for (packet, fate) in zip(packets, fates) {
                    if fate.isPassed { allowed[packet.family] += 1 }
                    guard judges.answers(packet).reference != fate else { continue }
                    let smallest = Disagreement(
                        world, packet, seed: seed, note: ", kernel \(fate.text(of: packet))"
                    ) { _, judges in
                        guard (try? node.apply(judges.desired)) != nil,
                            let fate = try? node.fates(of: [packet]).first
                        else { return false }
                        return judges.answers(packet).reference != fate
                    }
                    Issue.record("\(smallest)")
                    return
                }
                judged += packets.count
                seed += 1
            }
            // Both verdicts, in both families: else something was wrong with the packets.
            for family in IPFamily.allCases {
                #expect(allowed[family] > 200 && allowed[family] < judged / 2 - 200)
            }
        }
    }
}

private func number(_ variable: String) -> UInt64? {
    unsafe getenv(variable).flatMap { unsafe UInt64(String(cString: $0)) }
}
