package import Addressing
import Glibc

/// The kernel's settings as files, `/proc/sys`.
///
/// What lies under its `net` belongs to the network namespace of the thread that looks.
package struct SettingsDirectory: Sendable {
    private let root: String

    package init(root: String = "/proc/sys") { self.root = root }

    /// Makes the settings of interface `name` hold that do not hold yet.
    ///
    /// Reads before it writes: a write takes the kernel's lock over all interfaces and sends
    /// notifications, even if it changes nothing.
    package func apply(toInterface name: String, serving isOn: DualStack<Bool>) -> SettingsOutcome {
        guard let settings = interfaceSettings(name, serving: isOn) else { return .notThere }
        let applied = apply(settings)
        // Only now, so that nothing is asked twice in the ordinary case, and an interface that vanishes
        // while its settings are applied is not a failure either.
        let isMissing = applied.failures.contains { $0.code == ENOENT || $0.code == ENODEV }
        guard isMissing, !exists("net/ipv4/conf/\(name)"), !exists("net/ipv6/conf/\(name)") else {
            return .applied(applied)
        }
        return .notThere
    }

    /// Makes `settings` hold, in their order; one that fails does not keep the next from being tried.
    package func apply(_ settings: [Setting]) -> SettingsOutcome.Applied {
        var applied = SettingsOutcome.Applied()
        for setting in settings {
            do throws(SettingFailure) {
                if try apply(setting) { applied.written.append(setting) }
            } catch {
                applied.failures.append(error)
            }
        }
        return applied
    }

    /// Makes one setting hold; `false` if nothing had to be written for it.
    private func apply(_ setting: Setting) throws(SettingFailure) -> Bool {
        try File(path: "\(root)/\(setting.path)").keptOpen { file throws(SettingFailure) in
            try apply(setting, in: file)
        }
    }

    private func apply(_ setting: Setting, in file: File) throws(SettingFailure) -> Bool {
        switch file.read() {
        case .success(setting.value): return false
        case .success(let present) where setting.replaced.map({ $0 != present }) ?? false: return false
        case .failure(let error) where error.code == ENOENT && setting.importance == .requiredIfPresent:
            return false
        case .failure(let error) where error.code == ENOENT: throw SettingFailure(setting, code: ENOENT)
        // What cannot be read, or is no number, may be writable still.
        case .success, .failure: break
        }
        if let error = file.write(setting.value) { throw SettingFailure(setting, code: error.code) }
        return true
    }

    /// The number in the file `path`; `nil` if there is none.
    package func value(of path: String) -> Int? {
        try? File(path: "\(root)/\(path)").read().get()
    }

    private func exists(_ path: String) -> Bool { File(path: "\(root)/\(path)").exists }
}
