internal import Bytes
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
            unsafe larger.initialize(from: characters.baseAddress ?? UnsafePointer(larger), count: characters.count)
            unsafe Memory.free(base)
            unsafe base = larger
            capacity = characters.count
        } else if let source = characters.baseAddress, length > 0 {
            unsafe base?.update(from: source, count: characters.count)
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
