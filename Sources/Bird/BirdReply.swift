/// What BIRD answers to one command on its control socket: lines with codes.
///
/// `CODE-text` or `CODE text`, the latter on the last line; a line that begins with a blank has the code of the one
/// before. https://bird.network.cz/?get_doc&f=prog-2.html
package struct BirdReply: Hashable, Sendable {
    package struct Line: Hashable, Sendable {
        package var code: Int
        package var text: String
    }

    package var lines: [Line]

    /// The code of the last line, which says how the command ended.
    package var code: Int { lines.last?.code ?? 0 }

    /// The text of the last line.
    package var conclusion: String { lines.last?.text ?? "" }

    /// Whether the command was refused, or is none.
    package var isFailure: Bool { code >= 8000 }
}

/// Cuts what comes from the socket into replies.
package struct BirdReplyReader: Sendable {
    private var rest: [UInt8] = []
    private var lines: [BirdReply.Line] = []

    package init() {}

    /// The replies that are whole with `bytes`.
    package mutating func take(_ bytes: some Collection<UInt8>) -> [BirdReply] {
        rest += bytes
        var replies: [BirdReply] = []
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let line = String(decoding: rest[..<end], as: UTF8.self)
            rest.removeSubrange(...end)
            let code = Int(line.prefix(4))
            guard let code, line.utf8.count > 4, !line.hasPrefix(" ") else {
                lines.append(BirdReply.Line(code: lines.last?.code ?? 0, text: String(line.dropFirst())))
                continue
            }
            let mark = line.utf8[line.utf8.index(line.startIndex, offsetBy: 4)]
            lines.append(BirdReply.Line(code: code, text: String(line.dropFirst(5))))
            guard mark == UInt8(ascii: " ") else { continue }
            replies.append(BirdReply(lines: lines))
            lines = []
        }
        return replies
    }
}

extension BirdReply {
    /// What `show status` says: the version, when the daemon began, whether it recovers from a restart.
    package var daemon: (version: String, reboot: String, isRecovering: Bool)? {
        guard let first = lines.first, first.code == 1000 else { return nil }
        let head = "Last reboot on "
        let reboot = lines.first { $0.text.hasPrefix(head) }?.text.dropFirst(head.count)
        return (String(first.text), String(reboot ?? ""), lines.contains { $0.code == 24 })
    }

    /// The sessions of BGP in `show protocols all`, by name.
    package var sessions: [String: BirdSessionState] {
        var result: [String: BirdSessionState] = [:]
        var name: String?
        for line in lines {
            if line.code == 1002 {
                let words = line.text.split(separator: " ", omittingEmptySubsequences: true)
                name = nil
                guard words.count >= 5, words[1] == "BGP" else { continue }
                name = String(words[0])
                result[String(words[0])] = BirdSessionState(
                    state: words.count > 5 ? String(words[5]) : String(words[3]),
                    isUp: words[3] == "up", since: String(words[4]))
            } else if line.code == 1006, let name {
                result[name]?.take(line.text)
            }
        }
        return result
    }
}

/// How one session of BGP is.
package struct BirdSessionState: Hashable, Sendable {
    /// BGP's name of the state, such as `Established` or `Active`; `down` and the like where the protocol is not
    /// on its way.
    package var state: String
    fileprivate(set) package var isUp: Bool
    /// When it came into that state, in BIRD's words: the time of a day, or a date.
    package var since: String
    /// What the last error was.
    package var reason: String?
    /// Routes that came from the peer, and went to it.
    package var imported = 0
    package var exported = 0

    package init(state: String, isUp: Bool, since: String) {
        self.state = state
        self.isUp = isUp
        self.since = since
    }

    package var isEstablished: Bool { isUp && state == "Established" }

    fileprivate mutating func take(_ detail: String) {
        let parts = detail.split(separator: ":", maxSplits: 1).map { $0.drop { $0 == " " } }
        guard parts.count == 2 else { return }
        switch parts[0] {
        case "BGP state": state = String(parts[1])
        case "Last error": reason = String(parts[1])
        case "Routes":
            for part in parts[1].split(separator: ",") {
                let words = part.split(separator: " ")
                guard words.count == 2, let count = Int(words[0]) else { continue }
                if words[1] == "imported" { imported = count }
                if words[1] == "exported" { exported = count }
            }
        default: break
        }
    }
}
