import AgentConfiguration
import Glibc
import HummingbirdCore
import Logging
import NIOCore
import NIOSSL
import Synchronization

/// The encryption of a listener: its certificate and what it asks of clients'.
///
/// The files are looked at with each connection, so that a renewed certificate is used at once. Those that cannot be
/// read then change nothing: the last that could stays.
final class ServerTLS: Sendable {
    private let settings: MetricsSettings
    private let logger: Logger
    private let memory: Mutex<Memory>

    private struct Memory {
        var context: NIOSSLContext
        var files: [FileMark]
    }

    /// What tells a file from the one that was there before.
    private struct FileMark: Equatable {
        var inode: UInt = 0
        var changed: [Int] = []
    }

    /// - Returns: `nil` where neither certificate nor key is given: then nothing is encrypted.
    /// - Throws: why the files cannot be used.
    init?(_ settings: MetricsSettings, logger: Logger) throws {
        guard !settings.certificateFile.isEmpty || !settings.keyFile.isEmpty else {
            // Whoever asks for clients' certificates must not get an open port instead.
            if settings.clientAuthentication != .none { throw ServerTLSError.needsBoth }
            return nil
        }
        guard !settings.certificateFile.isEmpty, !settings.keyFile.isEmpty else {
            throw ServerTLSError.needsBoth
        }
        self.settings = settings
        self.logger = logger
        let files = Self.marks(settings)
        memory = Mutex(Memory(context: try Self.context(settings), files: files))
    }

    /// A handler for one connection.
    func handler() -> NIOSSLServerHandler {
        let context = memory.withLock { memory in
            let files = Self.marks(settings)
            guard files != memory.files else { return memory.context }
            memory.files = files
            do {
                memory.context = try Self.context(settings)
                logger.info("metrics have a new certificate")
            } catch {
                logger.error("the certificate of metrics stays as it was: \(error)")
            }
            return memory.context
        }
        guard settings.clientAuthentication == .requireAny else {
            return NIOSSLServerHandler(context: context)
        }
        // Any will do, but there must be one, which the handshake sees to.
        return NIOSSLServerHandler(context: context) { _, promise in promise.succeed(.certificateVerified) }
    }

    private static func context(_ settings: MetricsSettings) throws -> NIOSSLContext {
        do {
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMFile(settings.certificateFile).map {
                    .certificate($0)
                },
                privateKey: .privateKey(try NIOSSLPrivateKey(file: settings.keyFile, format: .pem)))
            configuration.minimumTLSVersion = .tlsv12
            configuration.certificateVerification =
                switch settings.clientAuthentication {
                case .none: .none
                case .verifyIfGiven: .optionalVerification
                case .requireAny, .requireAndVerify: .noHostnameVerification
                }
            if !settings.authorityFile.isEmpty { configuration.trustRoots = .file(settings.authorityFile) }
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw ServerTLSError.unusable("\(error)")
        }
    }

    private static func marks(_ settings: MetricsSettings) -> [FileMark] {
        [settings.certificateFile, settings.keyFile, settings.authorityFile].map { path in
            var status = stat()
            guard unsafe stat(path, &status) == 0 else { return FileMark() }
            return FileMark(
                inode: status.st_ino,
                changed: [
                    status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec,
                    status.st_ctim.tv_nsec,
                ])
        }
    }
}

enum ServerTLSError: Error, CustomStringConvertible {
    case needsBoth
    case unusable(String)

    var description: String {
        switch self {
        case .needsBoth:
            "PrometheusMetricsCertFile and PrometheusMetricsKeyFile are to be given together, and "
                + "PrometheusMetricsClientAuth with both"
        case .unusable(let reason):
            "PrometheusMetricsCertFile, PrometheusMetricsKeyFile or PrometheusMetricsCAFile: \(reason)"
        }
    }
}
