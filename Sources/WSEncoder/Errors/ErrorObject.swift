internal import Bytes
internal import CWSEncoder

/// What stands behind a WS_ERROR: a list of strings, the one added last first, and two properties.
@safe
struct ErrorObject: ~Copyable {
    /// English of the United States, the language of this library's strings.
    static var defaultLanguage: LANGID { 0x0409 }

    var originalErrorCode: HRESULT = S_OK
    let language: LANGID
    private(set) var stringCount: ULONG = 0
    private var newest: UnsafeMutablePointer<ErrorString>?

    init(language: LANGID) {
        self.language = language
        unsafe newest = nil
    }

    deinit {
        unsafe ErrorString.freeList(newest)
    }

    mutating func reset() {
        unsafe ErrorString.freeList(newest)
        unsafe newest = nil
        stringCount = 0
        originalErrorCode = S_OK
    }

    /// Adds a string of `length` UTF-16 code units, which `fill` writes.
    mutating func add(length: ULONG, _ fill: (UnsafeMutableBufferPointer<WCHAR>) -> Void) throws(OutOfMemory) {
        guard stringCount < .max else { throw OutOfMemory() }
        let string = try unsafe ErrorString.make(length: length, older: newest)
        unsafe fill(ErrorString.characters(of: string))
        unsafe newest = string
        stringCount &+= 1
    }

    /// The string at `index`, 0 being the one added last; nil past the end.
    func string(at index: ULONG) -> WS_STRING? {
        var string = unsafe newest
        var left = index
        while let current = unsafe string {
            if left == 0 {
                return unsafe WS_STRING(
                    length: current.pointee.length, chars: ErrorString.characters(of: current).baseAddress)
            }
            left &-= 1
            unsafe string = current.pointee.older
        }
        return nil
    }
}

/// One string of an error object; its characters follow it in the same piece of memory.
@safe
private struct ErrorString {
    let older: UnsafeMutablePointer<ErrorString>?
    let length: ULONG

    static func make(
        length: ULONG, older: UnsafeMutablePointer<ErrorString>?
    ) throws(OutOfMemory) -> UnsafeMutablePointer<ErrorString> {
        let size = UInt64(length) &* UInt64(MemoryLayout<WCHAR>.size) &+ UInt64(MemoryLayout<ErrorString>.stride)
        guard let byteCount = Int(exactly: size) else { throw OutOfMemory() }
        let string = try unsafe Memory.allocate(byteCount: byteCount).assumingMemoryBound(to: ErrorString.self)
        unsafe string.initialize(to: ErrorString(older: older, length: length))
        return unsafe string
    }

    static func characters(of string: UnsafeMutablePointer<ErrorString>) -> UnsafeMutableBufferPointer<WCHAR> {
        let start = unsafe UnsafeMutableRawPointer(string.advanced(by: 1)).assumingMemoryBound(to: WCHAR.self)
        return unsafe UnsafeMutableBufferPointer(start: start, count: Int(string.pointee.length))
    }

    static func freeList(_ newest: UnsafeMutablePointer<ErrorString>?) {
        var string = unsafe newest
        while let current = unsafe string {
            unsafe string = current.pointee.older
            unsafe Memory.free(current)
        }
    }
}
