internal import CWSEncoder
internal import Synchronization

/// The one call of a host's sink or source that may be outstanding, with a number that tells its completion from a second one
/// of a call before it.
struct SinkCall: ~Copyable {
    /// The lowest bit: a call is outstanding. The others: its number.
    private let word = Atomic<UInt64>(0)

    /// Begins a call, and gives its number. nil: one is outstanding.
    func begin() -> UInt64? {
        let old = word.load(ordering: .relaxed)
        guard old & 1 == 0 else { return nil }
        let new = old &+ 3
        guard word.compareExchange(expected: old, desired: new, ordering: .acquiring).exchanged else { return nil }
        return new >> 1
    }

    /// Ends the call of this number, of which the bits of `Handoff.callMask` count. Returns whether it was outstanding.
    @discardableResult
    func end(_ number: UInt64) -> Bool {
        let old = word.load(ordering: .relaxed)
        guard old & 1 == 1 && (old >> 1 ^ number) & Handoff.callMask == 0 else { return false }
        return word.compareExchange(expected: old, desired: old &- 1, ordering: .acquiringAndReleasing).exchanged
    }
}
