internal import Bytes
internal import CWSEncoder

/// The object that a WS_ERROR points to: a list of strings, the newest first, and two properties.
struct ErrorObject: ~Copyable {
    /// English of the United States, the language of this library's strings.
    static var defaultLanguage: LANGID { 0x0409 }

    var originalErrorCode: HRESULT = S_OK
    let language: LANGID
    private var strings = StringList()

    init(language: LANGID) {
        self.language = language
    }

    var stringCount: ULONG { strings.count }

    mutating func reset() {
        strings.removeAll()
        originalErrorCode = S_OK
    }

    /// Adds a string of `length` UTF-16 code units, of which `unit` returns the one at each index.
    mutating func add(length: Int, _ unit: (Int) -> WCHAR) throws(OutOfMemory) {
        try strings.add(length: length, unit)
    }

    /// Adds a copy of a string.
    mutating func add(_ text: WideText) throws(OutOfMemory) {
        try add(length: text.count) { text[$0] ?? 0 }
    }

    /// The string at `index`, of which 0 is the newest; nil past the end.
    func string(at index: ULONG) -> WideText? { strings[index] }
}
