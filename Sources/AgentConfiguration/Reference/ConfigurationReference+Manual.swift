extension ConfigurationReference {
    /// The manual page gemeld.cfg(5), in man(7).
    ///
    /// - Parameter version: of the agent.
    package static func manual(version: String) -> String {
        var lines = [#".TH GEMELD.CFG 5 "" "gemel \#(version)""#, ".SH NAME"]
        lines += [#"gemeld.cfg \- settings of the node agent gemeld"#]
        lines += [".SH DESCRIPTION"] + paragraphs(description)
        lines += [".SH EXAMPLE", ".nf"] + example.map(roff) + [".fi"]
        lines += [".SH SETTINGS"] + AgentConfiguration.parameters.flatMap(\.manualEntry)
        lines += [".SH SETTINGS OF FELIX WITHOUT EFFECT"] + FelixParameter.unused.flatMap(\.manualEntry)
        lines += [
            ".SH FILES", ".TP", ".I /etc/gemel/gemeld.cfg", "The file that is read without",
            roff("--config."),
        ]
        lines += [".SH SEE ALSO", "gemeld(8), gemel(1)"]
        return lines.map { $0 + "\n" }.joined()
    }

    private static let description = [
        """
        Lines of Name = value or Name: value. Lines that begin with # or ; are comments, and so is what follows them \
        behind a value that is not in quotes. Section headers in brackets are allowed and mean nothing. Of two lines \
        with one name the later counts.
        """,
        """
        Names are read in any case, with or without FELIX_ or GEMEL_. An empty value is none given; none is the zero of \
        its type: no ports, no prefix, false, 0.
        """,
        """
        A setting comes from the highest of these that has a good value for it: the environment, where names have \
        their prefix; this file; the FelixConfiguration node.NAME in the state directory; the first FelixConfiguration \
        by name whose nodeSelector finds this node; the FelixConfiguration default; the default. A value that cannot \
        be understood is an error with its place, in the status and the log, and the next lower one counts instead.
        """,
        """
        The file is read again when it changes, and on SIGHUP or systemctl reload gemeld. A change reaches the kernel \
        in one transaction for both families. Settings that take effect at start wait for the next one. gemel config \
        shows all settings with their values and places.
        """,
    ]

    private static let example = [
        "[global]", "InterfacePrefix = cali", "Ipv6Support = true",
        "FailsafeInboundHostPorts = tcp:22, udp:68",
    ]

    private static func paragraphs(_ texts: [String]) -> [String] { texts.flatMap { [".PP", roff($0)] } }
}

extension Parameter {
    fileprivate var manualEntry: [String] {
        let start = defaultText.isEmpty ? "None by default" : "By default \(defaultText)"
        let text = documentation.replacing("**", with: "").replacing("`", with: "")
        return [".TP", ".B \(roff(name))", roff(text), ".br"]
            + [roff("\(start); accepted is \(accepted.replacing("`", with: "")). Takes effect \(moment).")]
    }
}

extension FelixParameter {
    fileprivate var manualEntry: [String] {
        [".TP", ".B \(roff(variable))", roff("\(documentation) No effect: \(reason).")]
    }
}

/// `text` as roff takes it for text: no escapes, and no line that looks like a request.
private func roff(_ text: String) -> String {
    let escaped = text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
    return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
}
