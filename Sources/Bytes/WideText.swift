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

    /// Whether there are no code units.
    public var isEmpty: Bool { count == 0 }

    /// The index of the last code unit that is `unit`; nil if there is none.
    public func lastIndex(of unit: UInt16) -> Int? { unsafe units.lastIndex(of: unit) }

    /// Where the part from `start` up to, but without, `end` begins and ends without the blanks around it.
    public func trimmedBounds(_ start: Int, _ end: Int) -> (start: Int, end: Int) {
        var (first, last) = (start, end)
        while first < last, isBlank(first) { first &+= 1 }
        while first < last, isBlank(last &- 1) { last &-= 1 }
        return (first, last)
    }

    /// The text without the blanks around it.
    @inline(never)
    public var trimmed: WideText {
        let (start, end) = trimmedBounds(0, count)
        return part(start, end)
    }

    private func isBlank(_ index: Int) -> Bool {
        self[index] == UInt16(UInt8(ascii: " ")) || self[index] == UInt16(UInt8(ascii: "\t"))
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
