internal import Bytes
internal import CLibc
internal import CWSEncoder

/// A string of UTF-16 code units in memory of its own, which it keeps when it is set anew.
@safe
struct WideString: ~Copyable {
    private var base: UnsafeMutablePointer<WCHAR>?
    private var capacity = 0
    private var count: ULONG = 0

    init() {
        unsafe base = nil
    }

    deinit {
        unsafe Memory.free(base)
    }

    /// The string as C sees it; valid until it is set anew or ends.
    var value: WS_STRING { unsafe WS_STRING(length: count, chars: base) }

    /// Copies `characters`, which may be its own.
    mutating func set(_ characters: UnsafeBufferPointer<WCHAR>) throws(OutOfMemory) {
        guard let length = ULONG(exactly: characters.count) else { throw OutOfMemory() }
        if characters.count > capacity {
            let larger = try unsafe Self.allocate(characters.count)
            unsafe Self.copy(characters, to: larger)
            unsafe Memory.free(base)
            unsafe base = larger
            capacity = characters.count
        } else {
            unsafe Self.copy(characters, to: base)
        }
        count = length
    }

    mutating func set(_ text: StaticString) throws(OutOfMemory) {
        let length = text.utf8CodeUnitCount
        if length > capacity {
            let larger = try unsafe Self.allocate(length)
            unsafe Memory.free(base)
            unsafe base = larger
            capacity = length
        }
        for index in 0..<length {
            unsafe base?[index] = WCHAR(text.utf8Start[index])
        }
        count = ULONG(truncatingIfNeeded: length)
    }

    var isEmpty: Bool { count == 0 }

    /// Appends `text`. When it throws, the string is as it was.
    mutating func append(_ text: StaticString) throws(OutOfMemory) {
        let before = Int(count)
        try reserve(before &+ text.utf8CodeUnitCount)
        for index in 0..<text.utf8CodeUnitCount {
            unsafe base?[before &+ index] = WCHAR(text.utf8Start[index])
        }
        count = ULONG(truncatingIfNeeded: before &+ text.utf8CodeUnitCount)
    }

    /// Appends `characters`, which are not its own. When it throws, the string is as it was.
    mutating func append(_ characters: UnsafeBufferPointer<WCHAR>) throws(OutOfMemory) {
        let before = Int(count)
        guard let length = ULONG(exactly: before &+ characters.count) else { throw OutOfMemory() }
        try reserve(Int(length))
        if let base = unsafe base { unsafe Self.copy(characters, to: base + before) }
        count = length
    }

    /// Makes room for `length` units in all, and keeps those that are there.
    private mutating func reserve(_ length: Int) throws(OutOfMemory) {
        guard length > capacity else { return }
        let larger = try unsafe Self.allocate(length)
        unsafe Self.copy(UnsafeBufferPointer(start: base, count: Int(count)), to: larger)
        unsafe Memory.free(base)
        unsafe base = larger
        capacity = length
    }

    /// `update(from:count:)` would copy unit by unit.
    private static func copy(_ characters: UnsafeBufferPointer<WCHAR>, to destination: UnsafeMutablePointer<WCHAR>?) {
        guard let source = characters.baseAddress, let destination = unsafe destination else { return }
        unsafe memmove(destination, source, characters.count &* MemoryLayout<WCHAR>.size)
    }

    private static func allocate(_ length: Int) throws(OutOfMemory) -> UnsafeMutablePointer<WCHAR> {
        let (byteCount, overflow) = length.multipliedReportingOverflow(by: MemoryLayout<WCHAR>.size)
        guard !overflow else { throw OutOfMemory() }
        return try unsafe Memory.allocate(byteCount: byteCount).assumingMemoryBound(to: WCHAR.self)
    }
}

extension WS_STRING {
    /// The string's code units; nil if it has a length but no address, which no caller may pass.
    var characters: UnsafeBufferPointer<WCHAR>? {
        guard let start = unsafe chars else { return unsafe length == 0 ? UnsafeBufferPointer(start: nil, count: 0) : nil }
        return unsafe UnsafeBufferPointer(start: start, count: Int(length))
    }
}

extension UnsafePointer where Pointee == WS_STRING {
    /// As `WS_STRING.characters`.
    var characters: UnsafeBufferPointer<WCHAR>? { unsafe pointee.characters }
}
