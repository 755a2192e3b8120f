import AgentConfiguration
import ArgumentParser
import Calculation
import Compilation
import Dataplane
import Nftables
import NftablesNetlink
import Reconciliation
import Resources
import StateDirectory
import Status

/// A place on the way from the state directory to the kernel where one can stop and look.
enum Stage: String, CaseIterable, ExpressibleByArgument {
    case resources
    case state
    case ruleset
    case plan
    case bytecode
    case batch
}

/// Reads `directory` once, goes the agent's way up to `stage`, and prints what is there.
///
/// - Throws: an exit status if something in the directory is wrong; what is right is printed all the same.
func printStage(_ stage: Stage, _ directory: String, _ sources: ConfigurationSources) throws {
    let reading = OneReading(of: directory, decode: decodeFile)
    var settings = SettingsInForce(sources)
    _ = settings.update(reading.resources.mapValues { $0 }, nil)
    let problems = reading.problems + settings.problems
    for problem in problems { printError("\(problem)") }
    var pipeline = Pipeline(settings.configuration)
    let (state, _, desired) = pipeline.run(reading.resources.mapValues { $0 })
    if stage != .resources {
        for problem in state.problems { printError("\(problem.subject): \(problem.message)") }
    }
    switch stage {
    case .resources:
        for (id, located) in reading.resources.sorted(by: { $0.key < $1.key }) {
            writeLine("\(located.position): \(id)")
        }
    case .state: writeLine(state.text)
    case .ruleset:
        for table in Table.allCases {
            if let ruleset = desired.ruleset(table) { writeLine(ruleset.text) }
        }
    case .plan: try printPlan(desired)
    case .bytecode: writeLine(try firstTransaction(desired).text)
    case .batch: writeBytes(try firstTransaction(desired).bytes)
    }
    if problems.contains(where: { $0.severity == .error }) {
        throw Exit(status: .badState, message: "")
    }
}

/// What would be sent to the kernel as it is now.
private func printPlan(_ desired: DesiredDataplane) throws {
    do throws(DataplaneError) {
        var dataplane = try Dataplane.open()
        let plans = try dataplane.plan(desired)
        for table in Table.allCases {
            if let plan = plans[table], !plan.isEmpty { writeLine(plan.text(table)) }
        }
    } catch {
        throw Exit(status: error.isPermissionDenied ? .noPermission : .internalError, message: "\(error)")
    }
}
