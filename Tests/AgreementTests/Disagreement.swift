import Judges
import TestSupport

/// The smallest world, found by leaving out, that still does what it should not with a packet.
struct Disagreement: CustomStringConvertible {
    private let world: WrittenWorld
    private let packet: Packet
    private let seed: UInt64
    private let note: String

    /// - Parameter isWrong: whether something is wrong with the packet in a world.
    init(
        _ world: WrittenWorld, _ packet: Packet, seed: UInt64, note: String = "",
        isWrong: (WrittenWorld, Judges) -> Bool
    ) {
        let isWrong = { (world: WrittenWorld) in
            guard let judges = try? Judges(world.contents) else { return false }
            // The packet must still be one on the same interfaces.
            return packet.isOn(judges.wiring) && isWrong(world, judges)
        }
        var kept = world
        while let smaller = kept.withoutDocuments.first(where: isWrong) { kept = smaller }
        var index = 0
        while index < kept.documents.count {
            while let smaller = kept.smaller(in: index).first(where: isWrong) { kept = smaller }
            index += 1
        }
        self.world = kept
        self.packet = packet
        self.seed = seed
        self.note = note
    }

    var description: String {
        guard let judges = try? Judges(world.contents) else { return "seed \(seed)" }
        let answers = judges.answers(packet)
        let state = answers.state.map { $0 ? "allow" : "deny" } ?? "-"
        return """
            seed \(seed)\(note): resources \(answers.reference.text(of: packet)), \
            ruleset \(answers.ruleset.text(of: packet)), state \(state)
            To keep it, put this into Tests/GoldenTests/Cases/NAME/state.yaml
            \(world.text)
            and this into Tests/GoldenTests/Cases/NAME/packets
            \(answers.reference.text(of: packet)): \(packet.text(judges.wiring))
            """
    }
}

extension Packet {
    /// Whether it could pass so where the node is connected like this.
    fileprivate func isOn(_ wiring: Wiring) -> Bool {
        guard wiring.interface(to: destination) == outputInterface else { return false }
        guard let inputInterface else { return Wiring.isOwn(source) }
        let isTold = wiring.interface(to: source) != inputInterface
        return !isTold || Wiring.own[inputInterface] != nil
            || wiring.workloads.values.contains(inputInterface)
    }
}
