internal import Bytes

/// The values of attributes. What is kept and counted is what they stand for, as it comes, and not how it is written.
extension XMLTokenizer {
    mutating func takeValue(_ bytes: inout XMLScanner) throws(XMLTextError) -> XMLEvent {
        while bytes.position < bytes.count {
            let start = bytes.position
            let run = bytes.nextValue(start) &- start
            if run > 0 {
                // What is too much is refused where it begins.
                let taken = min(run, valueRoom)
                try unsafe appendToValue(bytes.base + start, taken)
                bytes.position = start &+ taken
                if taken < run { throw valueIsTooLong }
                continue
            }
            let byte = bytes[start]
            if byte == quote { return try endValue(&bytes) }
            switch byte {
            case 0x22, 0x27:
                try unsafe appendToValue(bytes.base + start, 1)
                bytes.position = start &+ 1
            case 0x09, 0x0A, 0x0D: try takeSpaceOfValue(&bytes)
            case 0x3C: throw .invalid("\"<\" in the value of an attribute")
            case 0x26:
                guard try takeReferenceInValue(&bytes) else { return wants(.semicolon) }
            default:
                guard try takeCharacterOfValue(&bytes) else { return wants(.anything) }
            }
        }
        return .skipped
    }

    /// The bytes by which the value may still grow. A value that is a namespace is limited as one.
    private var valueRoom: Int {
        (attributeDeclares ? limits.maxNameLength : limits.maxAttributeValueLength) &- scratchCount
    }

    private var valueIsTooLong: XMLTextError {
        attributeDeclares
            ? .quota("a namespace is too long", limits.maxNameLength, .maxNameLength)
            : .quota("the value of an attribute is too long", limits.maxAttributeValueLength, .maxAttributeValueLength)
    }

    private static var invalidNamespace: XMLTextError { .invalid("a namespace has a character that XML does not allow") }

    private mutating func appendToValue(_ source: UnsafeRawPointer, _ count: Int) throws(XMLTextError) {
        guard count <= valueRoom else { throw valueIsTooLong }
        do {
            try scratch.reserve(scratchCount &+ count)
        } catch {
            throw .outOfMemory
        }
        unsafe (scratch.base + scratchCount).copyMemory(from: source, byteCount: count)
        scratchCount &+= count
    }

    /// White space is a blank, the end of a line a single one.
    private mutating func takeSpaceOfValue(_ bytes: inout XMLScanner) throws(XMLTextError) {
        let blank: StaticString = " "
        try unsafe appendToValue(UnsafeRawPointer(blank.utf8Start), 1)
        if bytes[bytes.position] == 0x0D {
            skipReturn(&bytes)
        } else {
            bytes.position &+= 1
        }
    }

    /// Takes a character that is not written in ASCII, or that XML does not allow; false if it goes on behind the bytes.
    private mutating func takeCharacterOfValue(_ bytes: inout XMLScanner) throws(XMLTextError) -> Bool {
        let start = bytes.position
        if let length = invalidLength(bytes, start), attributeDeclares || invalidCharacters.isLossy {
            if attributeDeclares { throw Self.invalidNamespace }
            let substitute = self.substitute
            try unsafe appendToValue(UnsafeRawPointer(substitute.utf8Start), substitute.utf8CodeUnitCount)
            if substitute.utf8CodeUnitCount > 0 { event.isASCII = false }
            bytes.position = start &+ length
            return true
        }
        guard let length = try characterLength(&bytes, start) else { return false }
        try unsafe appendToValue(bytes.base + start, length)
        event.isASCII = false
        bytes.position = start &+ length
        return true
    }

    /// Takes a reference; false if it goes on behind the bytes.
    private mutating func takeReferenceInValue(_ bytes: inout XMLScanner) throws(XMLTextError) -> Bool {
        let start = bytes.position
        guard let end = try XMLReference.end(&bytes, start) else { return false }
        let written = try XMLReference.character(bytes, start, end)
        if attributeDeclares && InvalidCharacters.include(written) { throw Self.invalidNamespace }
        guard let value = try resolved(written) else {
            bytes.position = end
            return true
        }
        var place: UInt64 = 0
        try unsafe withUnsafeMutableBytes(of: &place) { (room) throws(XMLTextError) in
            guard let base = room.baseAddress else { return }
            try unsafe appendToValue(base, XMLCharacters.encode(value, to: base))
        }
        if value >= 0x80 { event.isASCII = false }
        bytes.position = end
        return true
    }

    /// The value is complete: it declares a namespace or is an attribute's.
    private mutating func endValue(_ bytes: inout XMLScanner) throws(XMLTextError) -> XMLEvent {
        let (name, count, prefixCount) = unsafe attributeNames.lastPut
        let value = unsafe ByteText(start: scratch.base.assumingMemoryBound(to: UInt8.self), count: scratchCount)
        do throws(XMLTextError) {
            if attributeDeclares {
                try unsafe declare(name, count, prefixCount: prefixCount, value)
            } else {
                try keepAttribute()
            }
        } catch {
            // The attribute as a whole is wrong: that is said of its beginning.
            guard attributeStart >= 0 else { throw attributePlace.locate(error) }
            bytes.position = attributeStart
            throw error
        }
        attributeStart = -1
        bytes.position &+= 1
        state = .tag
        sawSpace = false
        if attributeDeclares { return .skipped }
        unsafe event.name = XMLName(
            name, count: count, prefixCount: prefixCount, slot: shortSlot(name, count, isAttribute: true))
        event.bytes = value
        return .attribute
    }
}
