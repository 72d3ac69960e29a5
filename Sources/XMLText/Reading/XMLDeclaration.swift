/// The XML declaration: `<?xml version="1.0" encoding="utf-8" standalone="yes"?>`.
@safe
struct XMLDeclaration {
    private var bytes: UnsafeRawBufferPointer
    private var position = 5

    /// Checks a declaration, from "<?" to the first ">".
    static func check(_ bytes: UnsafeRawBufferPointer) throws(XMLTextError) {
        let beginning: StaticString = "<?xml"
        for index in 0..<5 {
            guard unsafe index < bytes.count && bytes[index] == beginning.utf8Start[index] else { throw instruction }
        }
        var declaration = unsafe XMLDeclaration(bytes: bytes)
        guard let next = declaration.next, XMLCharacters.isSpace(next) || next == 0x3F else { throw instruction }
        try declaration.check()
    }

    private static var instruction: XMLTextError { .invalid("a processing instruction, which SOAP does not allow") }
    private static var malformed: XMLTextError { .invalid("a malformed XML declaration") }

    private var next: UInt8? { unsafe position < bytes.count ? bytes[position] : nil }

    private mutating func check() throws(XMLTextError) {
        guard skipSpace(), let version = unsafe try value(of: "version") else { throw Self.malformed }
        guard unsafe version.count == 3 && version[0] == 0x31 && version[1] == 0x2E && version[2] == 0x30 else {
            throw .invalid("another version of XML than 1.0")
        }
        var hadSpace = skipSpace()
        if hadSpace, let encoding = unsafe try value(of: "encoding") {
            guard unsafe Self.isUTF8(encoding) else { throw .invalid("another encoding than UTF-8") }
            hadSpace = skipSpace()
        }
        if hadSpace, let standalone = unsafe try value(of: "standalone") {
            let isNo = unsafe standalone.count == 2 && standalone[0] == 0x6E && standalone[1] == 0x6F
            let isYes = unsafe standalone.count == 3 && standalone[0] == 0x79 && standalone[1] == 0x65 && standalone[2] == 0x73
            guard isNo || isYes else { throw Self.malformed }
            _ = skipSpace()
        }
        guard unsafe next == 0x3F && position &+ 2 == bytes.count else { throw Self.malformed }
    }

    private mutating func skipSpace() -> Bool {
        let start = position
        while let byte = next, XMLCharacters.isSpace(byte) { position &+= 1 }
        return position > start
    }

    /// The value of the pseudo-attribute that comes next if it is this one; nil, and nothing taken, if not.
    private mutating func value(of name: StaticString) throws(XMLTextError) -> UnsafeRawBufferPointer? {
        let start = position
        for index in 0..<name.utf8CodeUnitCount {
            guard unsafe next == name.utf8Start[index] else {
                position = start
                return nil
            }
            position &+= 1
        }
        _ = skipSpace()
        guard next == 0x3D else { throw Self.malformed }
        position &+= 1
        _ = skipSpace()
        guard let quote = next, quote == 0x22 || quote == 0x27 else { throw Self.malformed }
        position &+= 1
        let first = position
        while let byte = next, byte != quote { position &+= 1 }
        guard next == quote else { throw Self.malformed }
        position &+= 1
        return unsafe UnsafeRawBufferPointer(rebasing: bytes[first..<(position &- 1)])
    }

    private static func isUTF8(_ name: UnsafeRawBufferPointer) -> Bool {
        let expected: StaticString = "utf-8"
        guard name.count == 5 else { return false }
        for index in 0..<5 {
            let byte = unsafe name[index]
            let lower = byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
            guard unsafe lower == expected.utf8Start[index] else { return false }
        }
        return true
    }
}
