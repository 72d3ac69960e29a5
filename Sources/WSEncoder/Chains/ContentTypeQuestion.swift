internal import Bytes
internal import CWSEncoder

/// The strings of one GetContentType: what an instance is told, and what it returns.
///
/// Safe because whoever makes one promises that the instance keeps the strings that it returns until its next message.
@safe
struct ContentTypeQuestion {
    /// An encoder's: content type, new content type, content encoding. A decoder's: content type, content encoding, new content
    /// type.
    private var strings = unsafe InlineArray<3, WS_STRING>(repeating: WS_STRING())
    private let direction: Direction
    private let hasEncoding: Bool

    /// `contentEncoding` is what a decoder is told.
    init(_ direction: Direction, _ contentType: borrowing WideString, contentEncoding: WideText = .empty) {
        self.direction = direction
        hasEncoding = direction == .encoder || !contentEncoding.isEmpty
        unsafe strings[0] = contentType.value
        if direction == .decoder { unsafe strings[1] = WS_STRING(contentEncoding) }
    }

    /// The same for strings of a host, which may be NULL. Only a decoder is told a content encoding, and none if it is empty.
    init(
        asking direction: Direction, _ contentType: UnsafePointer<WS_STRING>?, _ contentEncoding: UnsafePointer<WS_STRING>?
    ) {
        self.direction = direction
        hasEncoding = unsafe direction == .encoder || contentEncoding.map { unsafe $0.pointee.length > 0 } ?? false
        unsafe strings[0] = contentType?.pointee ?? WS_STRING()
        unsafe strings[1] = contentEncoding?.pointee ?? WS_STRING()
    }

    /// Has `call` make the call with these arguments. A decoder without a content encoding gets NULL for it.
    mutating func ask(_ error: ErrorHandle, _ call: (CallArguments) -> HRESULT) -> HRESULT {
        let hasEncoding = hasEncoding
        return unsafe withUnsafeMutablePointer(to: &strings) { strings in
            let first = UInt(bitPattern: strings)
            let stride = unsafe UInt(MemoryLayout<WS_STRING>.stride)
            let second = hasEncoding ? first &+ stride : 0
            return unsafe call(CallArguments(0, first, second, first &+ 2 &* stride, UInt(error)))
        }
    }

    /// nil if the string has a length and no characters.
    var newContentType: WideText? { unsafe WideText(strings[direction == .encoder ? 1 : 2]) }

    /// What an encoder returned; nil if the string has a length and no characters.
    var contentEncoding: WideText? { unsafe WideText(strings[2]) }
}
