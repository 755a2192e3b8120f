/// `text` with dots in the place of what looks like a secret.
///
/// Messages quote what files and settings say, and who writes a private key or a token into the wrong field must not find
/// it in the log of every node: keys in PEM, JSON web tokens, bearer tokens, passwords in addresses, and values behind
/// names such as `password`.
func withoutSecrets(_ text: String) -> String {
    guard text.utf8.count >= 8 else { return text }
    var text = text
    // Cheap words first: nearly no message has any of them.
    let lower = text.lowercased()
    if lower.contains("-----begin") {
        text = text.replacing(
            #/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/#, with: hidden)
    }
    if text.contains("eyJ") {
        text = text.replacing(#/eyJ[A-Za-z0-9_\-]{8,}(\.[A-Za-z0-9_\-]*){1,2}/#, with: hidden)
    }
    if lower.contains("bearer") {
        text = text.replacing(#/(?<word>[Bb][Ee][Aa][Rr][Ee][Rr]\s+)[^\s`"',;]+/#) {
            "\($0.output.word)\(hidden)"
        }
    }
    if lower.contains("://") {
        text = text.replacing(#/(?<scheme>[a-z][a-z0-9+.\-]*:\/\/[^\s:@\/]*:)[^\s@\/]+@/#) {
            "\($0.output.scheme)\(hidden)@"
        }
    }
    if names.contains(where: lower.contains) {
        text = text.replacing(
            #/(?<name>(?i:password|passwd|secret|token|apikey|api_key|private_key))(?<between>["'`]?\s*[:=]\s*["'`]?)[^\s"'`,;]+/#
        ) { "\($0.output.name)\($0.output.between)\(hidden)" }
    }
    return text
}

private let hidden = "(hidden)"
private let names = ["password", "passwd", "secret", "token", "apikey", "api_key", "private_key"]
