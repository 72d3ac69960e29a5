/// Codecs of a table, by the order in which the bytes of a message pass through them.
struct LinkSet: BitwiseCopyable {
    private var bits: UInt8 = 0

    func contains(_ position: Int) -> Bool { bits >> UInt8(truncatingIfNeeded: position) & 1 != 0 }

    mutating func insert(_ position: Int) { bits |= 1 << UInt8(truncatingIfNeeded: position) }
}
