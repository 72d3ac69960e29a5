internal import Bytes
internal import CodecKit

/// The XML declaration: `<?xml version="1.0" encoding="utf-8" standalone="yes"?>`.
struct XMLDeclaration {
    private let bytes: ByteText
    private var position: Int

    private static var beginning: StaticString { "<?xml" }

    /// Checks a declaration, from "<?" to the first ">".
    @_optimize(size)
    static func check(_ bytes: ByteText) throws(CodecError) {
        let beginning = ByteText(Self.beginning)
        guard bytes.prefix(beginning.count) == beginning else { throw instruction }
        var declaration = XMLDeclaration(bytes: bytes, position: beginning.count)
        guard let next = declaration.next, CharacterTable.isSpace(next) || next == UInt8(ascii: "?") else { throw instruction }
        try declaration.check()
    }

    private static var instruction: CodecError { .invalidFormat("a processing instruction, which SOAP does not allow") }
    private static var malformed: CodecError { .invalidFormat("a malformed XML declaration") }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    @_optimize(size)
    private mutating func check() throws(CodecError) {
        guard skipSpace(), let version = try value(of: "version") else { throw Self.malformed }
        guard version == "1.0" else { throw .invalidFormat("an XML version other than 1.0") }
        var hadSpace = skipSpace()
        if hadSpace, let encoding = try value(of: "encoding") {
            guard encoding.equalsIgnoringCase("utf-8") else { throw .invalidFormat("an encoding other than UTF-8") }
            hadSpace = skipSpace()
        }
        if hadSpace, let standalone = try value(of: "standalone") {
            guard standalone == "yes" || standalone == "no" else { throw Self.malformed }
            _ = skipSpace()
        }
        guard next == UInt8(ascii: "?") && position &+ 2 == bytes.count else { throw Self.malformed }
    }

    @_optimize(size)
    private mutating func skipSpace() -> Bool {
        let start = position
        while let byte = next, CharacterTable.isSpace(byte) { position &+= 1 }
        return position > start
    }

    /// The value of the pseudo-attribute that comes next, if it is this one; nil, with nothing taken, if not.
    @_optimize(size)
    private mutating func value(of name: StaticString) throws(CodecError) -> ByteText? {
        let name = ByteText(name)
        guard bytes.dropFirst(position).prefix(name.count) == name else { return nil }
        position &+= name.count
        _ = skipSpace()
        guard next == UInt8(ascii: "=") else { throw Self.malformed }
        position &+= 1
        _ = skipSpace()
        guard let quote = next, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { throw Self.malformed }
        position &+= 1
        let first = position
        while let byte = next, byte != quote { position &+= 1 }
        guard next == quote else { throw Self.malformed }
        position &+= 1
        return bytes.part(first, position &- 1 &- first)
    }
}
