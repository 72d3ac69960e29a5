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

    /// Whether all code units are printable: neither control characters of ASCII nor U+007F. Looks at eight at a time, since
    /// each message has a content type to look at.
    public var isPrintable: Bool {
        let bytes = unsafe UnsafeRawBufferPointer(units)
        guard var place = bytes.baseAddress, bytes.count >= 16 else {
            for index in 0..<count where Self.controls(UInt64(self[index] ?? 0) | 0x0020_0020_0020_0000) != 0 { return false }
            return true
        }
        // The last eight may be partly those before.
        let last = unsafe place + (bytes.count &- 16)
        var found: UInt64 = 0
        while unsafe place < last {
            found |= unsafe Self.controls(place.loadUnaligned(as: UInt64.self))
            found |= unsafe Self.controls(place.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            unsafe place += 16
        }
        found |= unsafe Self.controls(last.loadUnaligned(as: UInt64.self))
        found |= unsafe Self.controls(last.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        return found == 0
    }

    /// The top bits of those of four code units that are not printable, and perhaps of ones after them: a borrow sets the bit
    /// where a unit is less than a blank, or equal to U+007F.
    @inline(__always)
    private static func controls(_ four: UInt64) -> UInt64 {
        let difference = four ^ 0x007F_007F_007F_007F
        let below = (four &- 0x0020_0020_0020_0020) & ~four
        return (below | (difference &- 0x0001_0001_0001_0001) & ~difference) & 0x8000_8000_8000_8000
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
