import AddressManagement
import AddressStore
import Addressing
import ContainerNetwork
import StateDirectory

extension NodeSurroundings {
    /// Gives out what is planned, to whom nothing was given before.
    ///
    /// What an ADD of the same attachment that was killed has left is taken back in the same transaction.
    func assign(_ plan: AddressPlan, _ facts: ClusterFacts) throws(PluginError) -> [IPAddress] {
        guard plan.unmanaged.isEmpty else { return plan.unmanaged }
        let handle = plan.request.owner.handle
        var failure: OwnManifests.Failure?
        do throws(StoreFailure) {
            let addresses = try store.update { ledger throws(AddressFailure) in
                ledger.release(handle: handle)
                return try ledger.assign(plan.request, of: plan.pools, rules: plan.rules)
            } publish: { ledger in
                do throws(OwnManifests.Failure) { try publish(ledger, facts) } catch { failure = error }
            }
            guard let failure else { return addresses }
            try? release { $0.release(handle: handle) }
            throw StoreFailure.system(path: failure.path, reason: failure.reason, code: 0)
        } catch { throw PluginError(error) }
    }

    /// Has `change` take addresses back, and gives back the blocks that nobody is in any more.
    func release(_ change: (inout AddressLedger) -> Void) throws(PluginError) {
        // What the state directory says is not needed to take an address back, only to know what stays of blocks.
        let facts = try? facts()
        var failure: OwnManifests.Failure?
        do throws(StoreFailure) {
            try store.update { ledger in
                change(&ledger)
                if let facts { ledger.releaseEmptyBlocks(of: nodeName, in: facts.pools) }
            } publish: { ledger in
                do throws(OwnManifests.Failure) { try publish(ledger, facts) } catch { failure = error }
            }
        } catch { throw PluginError(error) }
        if let failure { throw PluginError(.inputOutput, "\(failure)") }
    }

    func addresses(of handle: String) throws(PluginError) -> [IPAddress] {
        do throws(StoreFailure) { return try store.read().addresses(of: handle) } catch {
            throw PluginError(error)
        }
    }

    /// Tells of the blocks that this node has, and of no other any more.
    ///
    /// Done at each change, since one that was killed may have left it half done.
    ///
    /// - Parameter facts: without them none is added.
    private func publish(_ ledger: AddressLedger, _ facts: ClusterFacts?) throws(OwnManifests.Failure) {
        let present = Set(try blockManifests.names())
        let own = Set(
            ledger.orderedBlocks.filter { $0.node == nodeName }.map {
                BlockManifest($0.prefix, node: nodeName).fileName
            })
        for name in present.subtracting(own) { try blockManifests.remove(name) }
        guard let facts else { return }
        for block in ledger.blocksToTell(of: nodeName, facts) {
            let manifest = BlockManifest(block, node: nodeName)
            guard !present.contains(manifest.fileName) else { continue }
            try blockManifests.write(manifest.fileName, manifest.text, by: "block")
        }
    }
}

extension PluginError {
    init(_ error: StoreFailure) {
        let code: Code =
            switch error {
            case .system: .inputOutput
            case .busy: .tryAgain
            case .unreadable, .refused: .addressManagement
            }
        self.init(code, "\(error)")
    }
}
