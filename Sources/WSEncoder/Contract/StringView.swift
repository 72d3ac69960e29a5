internal import Bytes
internal import CWSEncoder

/// The characters of a WS_STRING that belongs to someone else.
///
/// Safe because whoever makes one promises that the characters last as long as it is used: until the call is over that passed the
/// string.
@safe
struct StringView: BitwiseCopyable {
    let characters: UnsafeBufferPointer<WCHAR>

    /// nil if there is a length and no characters.
    init?(_ string: WS_STRING) {
        guard let characters = unsafe string.characters else { return nil }
        unsafe self.characters = characters
    }

    init(_ characters: UnsafeBufferPointer<WCHAR>) {
        unsafe self.characters = characters
    }

    static var empty: StringView { unsafe StringView(UnsafeBufferPointer(start: nil, count: 0)) }

    var isEmpty: Bool { unsafe characters.isEmpty }

    /// The string as C passes it, which has no characters if it is empty.
    var string: WS_STRING {
        unsafe WS_STRING(
            length: ULONG(truncatingIfNeeded: characters.count), chars: UnsafeMutablePointer(mutating: characters.baseAddress))
    }
}

extension WideString {
    /// Its characters, valid until it is set anew or ends.
    var view: StringView { unsafe StringView(value) ?? .empty }

    mutating func set(_ string: StringView) throws(OutOfMemory) {
        try unsafe set(string.characters)
    }

    mutating func append(_ string: StringView) throws(OutOfMemory) {
        try unsafe append(string.characters)
    }
}
