import CLibnftnl
import Nftables

extension Verdict {
    /// The number on the wire, as in `linux/netfilter.h` and `enum nft_verdicts`.
    var code: Int32 {
        switch self {
        case .accept: NF_ACCEPT
        case .drop: NF_DROP
        case .return: NFT_RETURN.rawValue
        case .jump: NFT_JUMP.rawValue
        case .goto: NFT_GOTO.rawValue
        }
    }

    /// `nil` for a verdict that we never use.
    init?(code: Int32, target: String?) {
        switch (code, target) {
        case (NF_ACCEPT, nil): self = .accept
        case (NF_DROP, nil): self = .drop
        case (NFT_RETURN.rawValue, nil): self = .return
        case (NFT_JUMP.rawValue, let chain?): self = .jump(chain)
        case (NFT_GOTO.rawValue, let chain?): self = .goto(chain)
        default: return nil
        }
    }
}
