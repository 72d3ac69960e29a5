internal import Bytes
internal import CodecKit

/// The values of attributes, in exact steps. What is collected, and counted against the limits, is what the characters and
/// references stand for, not how they are written.
extension XMLTokenizer {
    mutating func takeValue(_ bytes: inout XMLScanner) throws(CodecError) -> XMLEvent {
        while !bytes.isAtEnd {
            let start = bytes.position
            let run = bytes.nextValue(start) &- start
            if run > 0 {
                // What is too much is refused where it begins.
                let taken = min(run, valueRoom)
                try appendToValue(bytes.text(start, start &+ taken))
                bytes.position = start &+ taken
                if taken < run { throw valueIsTooLong }
                continue
            }
            let byte = bytes[start]
            if byte == attribute.quote { return try endValue(&bytes) }
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                try appendToValue(bytes.text(start, start &+ 1))
                bytes.position = start &+ 1
            case UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): try takeSpaceOfValue(&bytes)
            case UInt8(ascii: "<"): throw .invalidFormat("\"<\" in the value of an attribute")
            case UInt8(ascii: "&"):
                guard try takeReferenceInValue(&bytes) else { return awaits(.semicolon) }
            default:
                guard try takeCharacterOfValue(&bytes) else { return awaits(.any) }
            }
        }
        return .skipped
    }

    /// The number of bytes by which the value may still grow. A value that is a namespace is limited as one.
    private var valueRoom: Int {
        (attribute.declares ? limits.maxNameLength : limits.maxAttributeValueLength) &- collected.count
    }

    private var valueIsTooLong: CodecError {
        attribute.declares
            ? .quota("a namespace is too long", limits.maxNameLength, .maxNameLength)
            : .quota("the value of an attribute is too long", limits.maxAttributeValueLength, .maxAttributeValueLength)
    }

    private static var invalidNamespace: CodecError { .invalidFormat("a namespace has a character that XML does not allow") }

    private mutating func appendToValue(_ text: ByteText) throws(CodecError) {
        guard text.count <= valueRoom else { throw valueIsTooLong }
        guard collected.append(text) else { throw .outOfMemory }
    }

    /// White space becomes a blank, and the end of a line a single one.
    private mutating func takeSpaceOfValue(_ bytes: inout XMLScanner) throws(CodecError) {
        try appendToValue(ByteText(" "))
        if bytes[bytes.position] == UInt8(ascii: "\r") {
            skipReturn(&bytes)
        } else {
            bytes.position &+= 1
        }
    }

    /// Takes a character that is not ASCII or that XML does not allow; false if the bytes end inside of it.
    private mutating func takeCharacterOfValue(_ bytes: inout XMLScanner) throws(CodecError) -> Bool {
        let start = bytes.position
        if let length = invalidLength(bytes, start), attribute.declares || invalidCharacters.isLossy {
            if attribute.declares { throw Self.invalidNamespace }
            let substitute = ByteText(self.substitute)
            try appendToValue(substitute)
            if !substitute.isEmpty { event.isASCII = false }
            bytes.position = start &+ length
            return true
        }
        guard let length = try characterLength(&bytes, start) else { return false }
        try appendToValue(bytes.text(start, start &+ length))
        event.isASCII = false
        bytes.position = start &+ length
        return true
    }

    /// Takes a reference; false if the bytes end inside of it.
    private mutating func takeReferenceInValue(_ bytes: inout XMLScanner) throws(CodecError) -> Bool {
        let start = bytes.position
        guard let end = try XMLReference.end(&bytes, start) else { return false }
        let written = try XMLReference.character(bytes.text(start &+ 1, end &- 1))
        if attribute.declares && InvalidCharacters.include(written) { throw Self.invalidNamespace }
        if let scalar = try resolved(written) {
            let (word, count) = UTF8Character.encode(scalar)
            guard count <= valueRoom else { throw valueIsTooLong }
            guard collected.append(word, count: count) else { throw .outOfMemory }
            if scalar >= 0x80 { event.isASCII = false }
        }
        bytes.position = end
        return true
    }

    /// The value is complete: it declares a namespace or is that of an attribute.
    private mutating func endValue(_ bytes: inout XMLScanner) throws(CodecError) -> XMLEvent {
        let (name, prefixCount) = attributes.lastPut
        let value = collected.text
        do throws(CodecError) {
            if attribute.declares {
                try declare(name, prefixCount: prefixCount, value)
            } else {
                try countAttribute()
            }
        } catch {
            throw attribute.locate(error, &bytes)
        }
        let declares = attribute.declares
        attribute.end()
        bytes.position &+= 1
        state = .tag
        sawSpace = false
        if declares { return .skipped }
        event.name = XMLName(name, prefixCount: prefixCount, slot: names.slot(of: name, isAttribute: true))
        event.text = value
        return .attribute
    }

    // MARK: Attributes whose values are known

    /// Counts the attribute whose name was stored last.
    mutating func countAttribute() throws(CodecError) {
        guard attributes.count < limits.maxAttributes else { throw tooManyAttributes }
        guard attributes.appendLastPut() else { throw .outOfMemory }
    }

    var tooManyAttributes: CodecError {
        .quota("an element has too many attributes", limits.maxAttributes, .maxAttributes)
    }

    /// Declares a namespace. The prefix is that of the declaring attribute's name after its colon; without one it is the
    /// default namespace.
    @inline(never)
    mutating func declare(_ name: ByteText, prefixCount: Int, _ namespace: ByteText) throws(CodecError) {
        guard namespaces.count &- attributes.outerBindings < limits.maxNamespaceDeclarations else {
            throw .quota(
                "an element has too many namespace declarations", limits.maxNamespaceDeclarations, .maxNamespaceDeclarations)
        }
        // There are never more declarations than a frame can count: `namespaces` refuses them before.
        let prefix = name.dropFirst(prefixCount == 0 ? name.count : prefixCount &+ 1)
        let changes = try namespaces.declare(prefix: prefix, namespace: namespace, mark: attributes.outerBindings)
        if changes { names.advanceEpoch() }
    }
}
