import AddressManagement
import AddressStore
import Addressing
import AgentConfiguration
import ArgumentParser
import Glibc

struct AddressesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ipam",
        abstract: "See and mend who has which of this node's addresses.",
        discussion: """
            Needs no agent. The addresses that were given out on this node, of both families, are in one \
            file, addresses.json in the directory GEMEL_IPAM_DIR.

            Examples:
              gemel ipam show               blocks, and who has which address
              gemel ipam check              what does not fit together
              gemel ipam release 10.65.0.7  take an address back whose owner is gone
            """,
        subcommands: [ShowAddresses.self, CheckAddresses.self, ReleaseAddress.self])
}

struct AddressStoreOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The directory of addresses. Without it GEMEL_IPAM_DIR, or /var/lib/gemel/ipam.",
            valueName: "directory"))
    var directory: String?

    var store: AddressStore { AddressStore(directory ?? localSettings().addressDirectory) }

    /// The ledger as it is now.
    func read() throws(Failure) -> AddressLedger {
        do throws(StoreFailure) { return try store.read() } catch { throw Failure(error) }
    }
}

extension Failure {
    init(_ error: StoreFailure) {
        message = error.description
        status =
            switch error {
            case .system(_, _, EACCES), .system(_, _, EPERM), .system(_, _, EROFS): .noPermission
            case .system, .busy: .internalError
            case .unreadable: .badState
            case .refused: .no
            }
    }
}

struct ShowAddresses: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Print blocks, and who has which address.")

    @Flag(help: "Print the file's JSON.")
    var json = false

    @OptionGroup var options: AddressStoreOptions

    func run() throws {
        let ledger = try options.read()
        print(json ? ledger.text : ledger.screen, terminator: "")
    }
}

struct CheckAddresses: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say what does not fit together.",
        discussion: """
            Fails for a file that cannot be understood, and for attachments that have an address of one \
            family only while others have both, which is as it should be where one family was asked for.

            Exit status: 0 nothing found, 1 something was, 78 the file is bad.
            """)

    @OptionGroup var options: AddressStoreOptions

    func run() throws {
        let findings = try options.read().findings
        findings.forEach { print($0) }
        if !findings.isEmpty { throw ExitStatus.no.exit }
    }
}

struct ReleaseAddress: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release",
        abstract: "Take an address back, or all of a handle.",
        discussion: """
            For what a container runtime has forgotten to delete. An address that is still in use is given \
            to somebody else sooner or later: look before.

            Exit status: 0 taken back, 1 nobody had it.
            """)

    @Argument(help: ArgumentHelp("An address, or a handle as gemel ipam show prints it.", valueName: "what"))
    var what: String

    @OptionGroup var options: AddressStoreOptions

    func run() throws {
        let what = what
        do throws(StoreFailure) {
            let released = try options.store.update { ledger throws(AddressFailure) -> [IPAddress] in
                guard let address = IPAddress(what) else { return ledger.release(handle: what) }
                return try ledger.release(address) ? [address] : []
            }
            released.forEach { print("released \($0)") }
            if !released.isEmpty { return }
        } catch { throw Failure(error) }
        throw Failure(message: "nobody has \(what)", status: .no)
    }
}
