internal import Bytes

/// The values of attributes. What is kept and counted is what they stand for, as it comes, and not how it is written.
extension XMLTokenizer {
    mutating func takeValue(_ bytes: inout XMLScanner) throws(XMLTextError) -> XMLEvent {
        while unsafe bytes.position < bytes.count {
            let start = unsafe bytes.position
            let run = unsafe bytes.nextValue(start) &- start
            if run > 0 {
                // What is too much is refused where it begins.
                let taken = unsafe min(run, valueRoom)
                try unsafe appendToValue(bytes.base + start, taken)
                unsafe bytes.position = start &+ taken
                if taken < run { throw unsafe valueIsTooLong }
                continue
            }
            let byte = unsafe bytes[start]
            if unsafe byte == quote { return try unsafe endValue(&bytes) }
            switch byte {
            case 0x22, 0x27:
                try unsafe appendToValue(bytes.base + start, 1)
                unsafe bytes.position = start &+ 1
            case 0x09, 0x0A, 0x0D: try unsafe takeSpaceOfValue(&bytes)
            case 0x3C: throw .invalid("\"<\" in the value of an attribute")
            case 0x26:
                guard try unsafe takeReferenceInValue(&bytes) else { return unsafe wants(.semicolon) }
            default:
                guard try unsafe takeCharacterOfValue(&bytes) else { return unsafe wants(.anything) }
            }
        }
        return .skipped
    }

    /// The bytes by which the value may still grow. A value that is a namespace is limited as one.
    private var valueRoom: Int {
        unsafe (attributeDeclares ? limits.maxNameLength : limits.maxAttributeValueLength) &- scratchCount
    }

    private var valueIsTooLong: XMLTextError {
        unsafe attributeDeclares
            ? .quota("a namespace is too long", limits.maxNameLength, .maxNameLength)
            : .quota("the value of an attribute is too long", limits.maxAttributeValueLength, .maxAttributeValueLength)
    }

    private static var invalidNamespace: XMLTextError { .invalid("a namespace has a character that XML does not allow") }

    private mutating func appendToValue(_ source: UnsafeRawPointer, _ count: Int) throws(XMLTextError) {
        guard unsafe count <= valueRoom else { throw unsafe valueIsTooLong }
        do {
            try unsafe scratch.reserve(scratchCount &+ count)
        } catch {
            throw .outOfMemory
        }
        unsafe (scratch.base + scratchCount).copyMemory(from: source, byteCount: count)
        unsafe scratchCount &+= count
    }

    /// White space is a blank, the end of a line a single one.
    private mutating func takeSpaceOfValue(_ bytes: inout XMLScanner) throws(XMLTextError) {
        let blank: StaticString = " "
        try unsafe appendToValue(UnsafeRawPointer(blank.utf8Start), 1)
        if unsafe bytes[bytes.position] == 0x0D {
            unsafe skipReturn(&bytes)
        } else {
            unsafe bytes.position &+= 1
        }
    }

    /// Takes a character that is not written in ASCII, or that XML does not allow; false if it goes on behind the bytes.
    private mutating func takeCharacterOfValue(_ bytes: inout XMLScanner) throws(XMLTextError) -> Bool {
        let start = unsafe bytes.position
        if let length = unsafe invalidLength(bytes, start), unsafe attributeDeclares || invalidCharacters.isLossy {
            if unsafe attributeDeclares { throw unsafe Self.invalidNamespace }
            let substitute = unsafe self.substitute
            try unsafe appendToValue(UnsafeRawPointer(substitute.utf8Start), substitute.utf8CodeUnitCount)
            if substitute.utf8CodeUnitCount > 0 { unsafe event.isASCII = false }
            unsafe bytes.position = start &+ length
            return true
        }
        guard let length = try unsafe characterLength(&bytes, start) else { return false }
        try unsafe appendToValue(bytes.base + start, length)
        unsafe event.isASCII = false
        unsafe bytes.position = start &+ length
        return true
    }

    /// Takes a reference; false if it goes on behind the bytes.
    private mutating func takeReferenceInValue(_ bytes: inout XMLScanner) throws(XMLTextError) -> Bool {
        let start = unsafe bytes.position
        guard let end = try unsafe XMLReference.end(&bytes, start) else { return false }
        let written = try unsafe XMLReference.character(bytes, start, end)
        if unsafe attributeDeclares && InvalidCharacters.include(written) { throw unsafe Self.invalidNamespace }
        guard let value = try unsafe resolved(written) else {
            unsafe bytes.position = end
            return true
        }
        var place: UInt64 = 0
        try unsafe withUnsafeMutableBytes(of: &place) { (room) throws(XMLTextError) in
            guard let base = room.baseAddress else { return }
            try unsafe appendToValue(base, XMLCharacters.encode(value, to: base))
        }
        if value >= 0x80 { unsafe event.isASCII = false }
        unsafe bytes.position = end
        return true
    }

    /// The value is complete: it declares a namespace or is an attribute's.
    private mutating func endValue(_ bytes: inout XMLScanner) throws(XMLTextError) -> XMLEvent {
        let (name, count, prefixCount) = unsafe attributeNames.lastPut
        let value = unsafe UnsafeBufferPointer(start: scratch.base.assumingMemoryBound(to: UInt8.self), count: scratchCount)
        do throws(XMLTextError) {
            if unsafe attributeDeclares {
                try unsafe declare(name, count, prefixCount: prefixCount, value)
            } else {
                try unsafe keepAttribute()
            }
        } catch {
            // The attribute as a whole is wrong: that is said of its beginning.
            guard unsafe attributeStart >= 0 else { throw unsafe attributePlace.locate(error) }
            unsafe bytes.position = attributeStart
            throw error
        }
        unsafe attributeStart = -1
        unsafe bytes.position &+= 1
        unsafe state = .tag
        unsafe sawSpace = false
        if unsafe attributeDeclares { return .skipped }
        unsafe event.name = XMLName(
            name, count: count, prefixCount: prefixCount, slot: shortSlot(name, count, isAttribute: true))
        unsafe event.bytes = value
        return .attribute
    }
}
