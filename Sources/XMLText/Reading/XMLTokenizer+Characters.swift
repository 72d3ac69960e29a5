internal import Bytes
internal import CodecKit

/// What the exact steps have in common: single characters, white space and tokens that are cut.
extension XMLTokenizer {
    /// Notes what the token is searched for before it is looked at again.
    mutating func awaits(_ byte: AwaitedByte) -> XMLEvent {
        cut.awaited = byte
        return .needsMore
    }

    /// Whether the bytes begin with `text`; nil if there are too few to tell.
    func begins(_ bytes: XMLScanner, _ text: StaticString) -> Bool? {
        let expected = ByteText(text)
        for index in 0..<expected.count {
            guard bytes.position &+ index < bytes.count else { return nil }
            guard bytes[bytes.position &+ index] == expected[index] else { return false }
        }
        return true
    }

    /// Skips white space. Returns whether there was any.
    mutating func skipSpace(_ bytes: inout XMLScanner) -> Bool {
        let start = bytes.position
        while !bytes.isAtEnd, CharacterTable.isSpace(bytes[bytes.position]) { bytes.position &+= 1 }
        return bytes.position > start
    }

    /// Skips a carriage return and the line feed that belongs to it.
    mutating func skipReturn(_ bytes: inout XMLScanner) {
        bytes.position &+= 1
        if bytes.isAtEnd {
            skipsLineFeed = true
        } else if bytes[bytes.position] == UInt8(ascii: "\n") {
            bytes.position &+= 1
        }
    }

    /// The length of the character at `index`; nil if the bytes end inside of it, or if it is to be replaced or dropped.
    func characterLength(_ bytes: inout XMLScanner, _ index: Int) throws(CodecError) -> Int? {
        let (scalar, length) = UTF8Character.decode(bytes.text(from: index))
        guard length >= 0 else {
            bytes.position = index
            throw .invalidFormat("bytes that are not UTF-8")
        }
        if length == 0 { return nil }
        if UTF8Character.isXMLCharacter(scalar) { return length }
        let isIncluded = InvalidCharacters.include(scalar)
        if isIncluded && invalidCharacters.isLossy { return nil }
        bytes.position = index
        throw .invalidFormat("a character that XML does not allow", unless: isIncluded ? .invalidCharacters : nil)
    }

    /// The length of the character at `index` if it is one that `InvalidCharacters` is about; nil if not.
    func invalidLength(_ bytes: XMLScanner, _ index: Int) -> Int? {
        let (scalar, length) = UTF8Character.decode(bytes.text(from: index))
        return length > 0 && InvalidCharacters.include(scalar) ? length : nil
    }

    /// What stands for such a character where it is replaced or dropped.
    var substitute: StaticString { invalidCharacters == .replace ? "\u{FFFD}" : "" }

    /// What a reference to a character stands for; nil for nothing.
    func resolved(_ scalar: UInt32) throws(CodecError) -> UInt32? {
        guard InvalidCharacters.include(scalar) else { return scalar }
        switch invalidCharacters {
        case .refuse: throw .invalidFormat("a reference to a character that XML does not allow", unless: .invalidCharacters)
        case .reference: return scalar
        case .replace: return 0xFFFD
        case .drop: return nil
        }
    }
}
