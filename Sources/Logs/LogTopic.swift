package import Logging

/// What can be worth a message: the journal's catalog has an explanation for each, by its number.
package enum LogTopic: String, CaseIterable, Sendable {
    case started = "0d1f0b0c6f8e4f4a9a0f5e6a52d1c301"
    case ended = "0d1f0b0c6f8e4f4a9a0f5e6a52d1c302"
    case programmed = "0d1f0b0c6f8e4f4a9a0f5e6a52d1c303"
    case programmingFailed = "0d1f0b0c6f8e4f4a9a0f5e6a52d1c304"
    case fileProblem = "0d1f0b0c6f8e4f4a9a0f5e6a52d1c305"
    case stateProblem = "0d1f0b0c6f8e4f4a9a0f5e6a52d1c306"
    case connectionsRemoved = "0d1f0b0c6f8e4f4a9a0f5e6a52d1c307"
    case servingFailed = "0d1f0b0c6f8e4f4a9a0f5e6a52d1c308"
    case routingDaemon = "0d1f0b0c6f8e4f4a9a0f5e6a52d1c309"
    case kernelLacks = "0d1f0b0c6f8e4f4a9a0f5e6a52d1c310"
    case loadedAtBoot = "0d1f0b0c6f8e4f4a9a0f5e6a52d1c320"
    case closedAtBoot = "0d1f0b0c6f8e4f4a9a0f5e6a52d1c321"

    /// The fields of a message about this, with those of `further` that are there.
    package func fields(_ further: [LogField: String?] = [:]) -> Logger.Metadata {
        var metadata: Logger.Metadata = [LogField.topic.rawValue: "\(rawValue)"]
        for (field, value) in further {
            if let value, !value.isEmpty { metadata[field.rawValue] = "\(value)" }
        }
        return metadata
    }
}

/// The fields that messages have beside their text.
package enum LogField: String, CaseIterable, Sendable {
    /// The number of the event, as journald's MESSAGE_ID.
    case topic = "event"
    /// The kernel's number of the ruleset.
    case generation
    /// IPv4 or IPv6, where one alone is meant.
    case family
    /// The policy or other resource, by kind and name.
    case policy
    /// The file of the state directory, and the line in it.
    case file
    case line
}
