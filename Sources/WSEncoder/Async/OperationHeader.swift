internal import CWSEncoder

/// What every operation has: who goes on with it, and whom to tell of its end.
struct OperationHeader: ~Copyable {
    /// The first property, so that its address is that of the whole.
    let handoff = Handoff()
    var hostCompletion: HostCompletion
    /// What has the header.
    let kind: Kind

    enum Kind: UInt8 {
        case encoder
        case chain
        case adapter
        /// What WseEncoderFlush does not take.
        case other
    }
}
