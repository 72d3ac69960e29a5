/// Whether two names are equal if the case of ASCII letters does not count. Nothing is equal to an empty text.
public func equalIgnoringCase<Unit: FixedWidthInteger & UnsignedInteger>(
    _ name: UnsafeBufferPointer<Unit>, _ text: StaticString
) -> Bool {
    let count = name.count
    guard count == text.utf8CodeUnitCount, count > 0 else { return false }
    for index in 0..<count {
        let unit = unsafe name[index]
        let other = unsafe Unit(truncatingIfNeeded: text.utf8Start[index])
        guard lowercased(unit) == lowercased(other) else { return false }
    }
    return true
}

@inline(__always)
private func lowercased<Unit: FixedWidthInteger & UnsignedInteger>(_ unit: Unit) -> Unit {
    unit >= Unit(UInt8(ascii: "A")) && unit <= Unit(UInt8(ascii: "Z")) ? unit | 0x20 : unit
}
