/// Compares names that protocols define without regard to the case of ASCII letters. Nothing equals an empty text.
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
    unit >= 0x41 && unit <= 0x5A ? unit | 0x20 : unit
}
