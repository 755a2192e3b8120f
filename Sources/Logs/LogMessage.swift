import Logging

/// One message, ready to be written: without secrets, and with nothing that could be taken for another line.
struct LogMessage: Sendable {
    let level: Logger.Level
    let text: String
    /// Sorted by name.
    let fields: [(name: String, value: String)]
    /// The part of the program that says it, and its place in the source.
    let source: String
    let codeFile: String
    let codeLine: UInt
    /// In seconds since 1970.
    let time: Double

    init(
        _ level: Logger.Level, _ text: String, _ metadata: Logger.Metadata, source: String, file: String,
        line: UInt,
        time: Double
    ) {
        self.level = level
        self.text = withoutSecrets(text)
        fields = metadata.sorted { $0.key < $1.key }.map { ($0.key, withoutSecrets("\($0.value)")) }
        self.source = source
        codeFile = file
        codeLine = line
        self.time = time
    }
}

extension LogMessage {
    /// `2026-11-19T22:03:41Z error a.yaml:3: bad`, in one line whatever is in it.
    var line: String { "\(timestamp) \(level.rawValue) \(text.inOneLine)\n" }

    /// The same with all fields, as one JSON object in one line.
    var json: String {
        var members = [
            ("time", timestamp), ("level", level.rawValue), ("message", text), ("source", source),
            ("code", "\(codeFile):\(codeLine)"),
        ]
        members += fields.map { ($0.name, $0.value) }
        return "{" + members.map { "\(quoted($0.0)):\(quoted($0.1))" }.joined(separator: ",") + "}\n"
    }

    /// journald's native protocol, as systemd's page "Native Journal Protocol" has it.
    func journalEntry(identifier: String) -> [UInt8] {
        var entry: [UInt8] = []
        func add(_ name: String, _ value: String) {
            entry += Array(name.utf8)
            let bytes = Array(value.utf8.prefix(16_384))
            if bytes.contains(UInt8(ascii: "\n")) {
                entry.append(UInt8(ascii: "\n"))
                let count = UInt64(bytes.count)
                for shift in 0..<8 { entry.append(UInt8(truncatingIfNeeded: count >> (8 * UInt64(shift)))) }
            } else {
                entry.append(UInt8(ascii: "="))
            }
            entry += bytes
            entry.append(UInt8(ascii: "\n"))
        }
        add("MESSAGE", text)
        add("PRIORITY", "\(priority)")
        add("SYSLOG_IDENTIFIER", identifier)
        add("CODE_FILE", codeFile)
        add("CODE_LINE", "\(codeLine)")
        for field in fields {
            add(
                field.name == LogField.topic.rawValue ? "MESSAGE_ID" : "GEMEL_\(field.name.journalName)",
                field.value)
        }
        return entry
    }

    /// syslog's number for the level: 0 is the gravest.
    private var priority: Int {
        switch level {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }

    private var timestamp: String { isoTime(time) }
}

extension String {
    /// Control characters as escapes: what a file says must not begin a line of its own, nor move the cursor.
    fileprivate var inOneLine: String {
        guard unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            return self
        }
        var result = ""
        for scalar in unicodeScalars {
            if scalar.properties.generalCategory == .control {
                result += scalar == "\n" ? "\\n" : "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    fileprivate var journalName: String {
        String(uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }
}

/// A JSON string, as RFC 8259 has it.
private func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": result += "\\\""
        case "\\": result += "\\\\"
        case "\n": result += "\\n"
        case "\t": result += "\\t"
        default:
            if scalar.value < 0x20 || scalar.value == 0x7f {
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
    }
    return result + "\""
}
