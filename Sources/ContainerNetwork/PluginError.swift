/// Why the plugin did not do what it was asked for, as a runtime is told.
///
/// The numbers are of the CNI specification, section "Error"; those from 100 on are a plugin's own.
package struct PluginError: Error, Hashable, Sendable {
    package enum Code: Int, Sendable {
        case incompatibleVersion = 1
        case unsupportedField = 2
        case unknownContainer = 3
        case badEnvironment = 4
        case inputOutput = 5
        case notDecoded = 6
        case badConfiguration = 7
        case tryAgain = 11
        /// Of STATUS: no ADD would succeed.
        case notAvailable = 50
        /// Of STATUS: no ADD would succeed, and the containers that are there may lack policy.
        case limitedConnectivity = 51
        case addressManagement = 100
        case dataplane = 101
        case policyNotInForce = 102
        /// Of CHECK: something is not as ADD left it.
        case different = 103
    }

    package let code: Code
    package let message: String
    package let details: String

    package init(_ code: Code, _ message: String, details: String = "") {
        self.code = code
        self.message = message
        self.details = details
    }
}

extension PluginError {
    /// What is printed on standard output, in the version that was asked for.
    package func json(version: String) -> JSONValue {
        var fields: [(String, JSONValue)] = [
            ("cniVersion", .string(version)), ("code", .integer(code.rawValue)), ("msg", .string(message)),
        ]
        if !details.isEmpty { fields.append(("details", .string(details))) }
        return .object(fields)
    }
}

extension PluginError: CustomStringConvertible {
    package var description: String { details.isEmpty ? message : "\(message): \(details)" }
}
