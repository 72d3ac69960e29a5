/// UTF-16 code units in memory that belongs to someone else, and parts of them. No part reaches beyond the whole.
///
/// To make one is `unsafe`: whoever does vouches that the units stay where they are for as long as the text or any part of it
/// is in use. All else is checked.
@safe
public struct WideText {
    /// The code units.
    public let units: UnsafeBufferPointer<UInt16>

    /// A view of `units`, which have to outlive it.
    public init(_ units: UnsafeBufferPointer<UInt16>) {
        unsafe self.units = units
    }

    /// The number of code units.
    public var count: Int { unsafe units.count }

    /// The code unit at `index`; nil if there is none.
    @inline(__always)
    public subscript(index: Int) -> UInt16? {
        index >= 0 && index < count ? unsafe units[index] : nil
    }

    /// The part from `start` up to, but without, `end`.
    public func part(_ start: Int, _ end: Int) -> WideText {
        let last = min(max(end, 0), count)
        let first = min(max(start, 0), last)
        return unsafe WideText(UnsafeBufferPointer(rebasing: units[first..<last]))
    }

    /// Whether the text is `name`, without regard to the case of ASCII letters. An empty text equals nothing.
    public func equalsIgnoringCase(_ name: StaticString) -> Bool {
        unsafe equalIgnoringCase(units, name)
    }

    /// The same for a name that is not a constant.
    public func equalsIgnoringCase(_ name: ByteText) -> Bool {
        unsafe equalIgnoringCase(units, name)
    }

    /// Whether the text is one of `names`, which are separated by commas, in the same sense.
    public func isOne(of names: ByteText) -> Bool {
        unsafe isAmong(names, units)
    }
}
