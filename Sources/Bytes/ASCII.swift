/// Whether two names are equal if the case of ASCII letters does not count. Nothing is equal to an empty text.
public func equalIgnoringCase<Unit: FixedWidthInteger & UnsignedInteger>(
    _ name: UnsafeBufferPointer<Unit>, _ text: ByteText
) -> Bool {
    let count = name.count
    guard count == text.count, count > 0 else { return false }
    for index in 0..<count {
        let unit = unsafe name[index]
        guard lowercased(unit) == lowercased(Unit(truncatingIfNeeded: text[unchecked: index])) else { return false }
    }
    return true
}

/// The same for a constant.
public func equalIgnoringCase<Unit: FixedWidthInteger & UnsignedInteger>(
    _ name: UnsafeBufferPointer<Unit>, _ text: StaticString
) -> Bool {
    unsafe equalIgnoringCase(name, ByteText(text))
}

/// Whether a name is one of those in a list, which are separated by commas, if the case of ASCII letters does not count.
public func isAmong<Unit: FixedWidthInteger & UnsignedInteger>(
    _ names: ByteText, _ name: UnsafeBufferPointer<Unit>
) -> Bool {
    var rest = names
    while !rest.isEmpty {
        var end = 0
        while end < rest.count, rest[end] != UInt8(ascii: ",") { end &+= 1 }
        if unsafe equalIgnoringCase(name, rest.prefix(end)) { return true }
        rest = rest.dropFirst(end &+ 1)
    }
    return false
}

@inline(__always)
private func lowercased<Unit: FixedWidthInteger & UnsignedInteger>(_ unit: Unit) -> Unit {
    unit >= Unit(UInt8(ascii: "A")) && unit <= Unit(UInt8(ascii: "Z")) ? unit | 0x20 : unit
}
