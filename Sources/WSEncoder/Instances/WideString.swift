internal import Bytes
internal import CWSEncoder

/// A string of UTF-16 code units that owns its memory and keeps it when it is set again.
struct WideString: ~Copyable {
    private var units = GrowableBuffer<WCHAR>()

    /// The string as C sees it; valid until it is next set or freed.
    var value: WS_STRING {
        unsafe WS_STRING(length: ULONG(truncatingIfNeeded: units.count), chars: units.capacity == 0 ? nil : units.base)
    }

    /// Its text; valid as `value` is.
    var text: WideText { unsafe WideText(units.all) }

    var isEmpty: Bool { units.count == 0 }

    /// Copies `text`, which may be its own. When it throws, the string is as it was.
    mutating func set(_ text: WideText) throws(OutOfMemory) {
        try reserve(text.count)
        units.removeAll()
        _ = unsafe units.append(contentsOf: text.units)
    }

    /// Copies a constant. When it throws, the string is as it was.
    mutating func set(_ text: StaticString) throws(OutOfMemory) {
        try set(ByteText(text))
    }

    /// Copies ASCII text. When it throws, the string is as it was.
    mutating func set(_ text: ByteText) throws(OutOfMemory) {
        try reserve(text.count)
        units.removeAll()
        try append(text)
    }

    /// Appends a constant. When it throws, the string is as it was.
    mutating func append(_ text: StaticString) throws(OutOfMemory) {
        try append(ByteText(text))
    }

    /// Appends ASCII text. When it throws, the string is as it was.
    mutating func append(_ text: ByteText) throws(OutOfMemory) {
        try reserve(units.count &+ text.count)
        for index in 0..<text.count {
            unsafe units.base[units.count &+ index] = WCHAR(text[unchecked: index])
        }
        units.extend(by: text.count)
    }

    /// Appends `text`, which is not its own. When it throws, the string is as it was.
    mutating func append(_ text: WideText) throws(OutOfMemory) {
        try reserve(units.count &+ text.count)
        _ = unsafe units.append(contentsOf: text.units)
    }

    /// Copies text in UTF-8. What is malformed becomes U+FFFD.
    mutating func set(utf8 text: UnsafeBufferPointer<UInt8>) throws(OutOfMemory) {
        units.removeAll()
        // No encoding of a character in UTF-16 has more units than bytes in UTF-8.
        try reserve(text.count)
        var bytes = unsafe text.makeIterator()
        var decoder = UTF8()
        while true {
            switch unsafe decoder.decode(&bytes) {
            case .scalarValue(let scalar): appendReserved(scalar)
            case .error: appendReserved("\u{FFFD}")
            case .emptyInput: return
            }
        }
    }

    /// Appends a character, for which there is room.
    private mutating func appendReserved(_ scalar: Unicode.Scalar) {
        for unit in scalar.utf16 {
            units.appendReserved(unit)
        }
    }

    /// Makes room for `length` units in all, as many as a WS_STRING can have.
    private mutating func reserve(_ length: Int) throws(OutOfMemory) {
        guard ULONG(exactly: length) != nil, units.reserve(length) else { throw OutOfMemory() }
    }
}
