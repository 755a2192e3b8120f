import Glibc

/// What came of applying settings.
package enum SettingsOutcome: Equatable, Sendable {
    /// There is no interface of that name (any more); nothing was tried in vain.
    case notThere
    /// All was tried.
    case applied(Applied)

    /// What was done to the settings that did not hold yet.
    package struct Applied: Equatable, Sendable {
        /// The settings that the kernel had otherwise and was told.
        package var written: [Setting] = []
        /// The settings that could not be had.
        package var failures: [SettingFailure] = []

        package init(written: [Setting] = [], failures: [SettingFailure] = []) {
            self.written = written
            self.failures = failures
        }

        /// Whether all holds that must.
        package var isSufficient: Bool { failures.allSatisfy { $0.setting.importance == .desirable } }
    }
}

/// A setting that could not be read or written.
package struct SettingFailure: Error, Hashable, Sendable {
    package let setting: Setting
    /// As in `errno.h`.
    package let code: Int32

    package init(_ setting: Setting, code: Int32) {
        self.setting = setting
        self.code = code
    }
}

extension SettingFailure: CustomStringConvertible {
    /// `net/ipv4/conf/cali123/proxy_arp=1: Permission denied`.
    package var description: String {
        guard let reason = unsafe strerror(code) else { return "\(setting): error \(code)" }
        return unsafe "\(setting): \(String(cString: reason))"
    }
}
