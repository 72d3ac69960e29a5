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

    /// Copies bytes, each as a code unit. When it throws, the string is as it was.
    mutating func set(_ bytes: ByteText) throws(OutOfMemory) {
        try reserve(bytes.count)
        units.removeAll()
        for index in 0..<bytes.count { units.appendReserved(WCHAR(bytes[index])) }
    }

    /// Copies a constant. When it throws, the string is as it was.
    mutating func set(_ text: StaticString) throws(OutOfMemory) {
        try reserve(text.utf8CodeUnitCount)
        units.removeAll()
        try append(text)
    }

    /// Appends a constant. When it throws, the string is as it was.
    mutating func append(_ text: StaticString) throws(OutOfMemory) {
        try reserve(units.count &+ text.utf8CodeUnitCount)
        for index in 0..<text.utf8CodeUnitCount {
            unsafe units.base[units.count &+ index] = WCHAR(text.utf8Start[index])
        }
        units.extend(by: text.utf8CodeUnitCount)
    }

    /// Appends `text`, which is not its own. When it throws, the string is as it was.
    mutating func append(_ text: WideText) throws(OutOfMemory) {
        try reserve(units.count &+ text.count)
        _ = unsafe units.append(contentsOf: text.units)
    }

    /// Makes room for `length` units in all, as many as a WS_STRING can have.
    private mutating func reserve(_ length: Int) throws(OutOfMemory) {
        guard ULONG(exactly: length) != nil, units.reserve(length) else { throw OutOfMemory() }
    }
}
