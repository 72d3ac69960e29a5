internal import Bytes
internal import CodecKit

/// What the content type of a text says about it.
struct TextLabel: BitwiseCopyable {
    enum Kind: UInt8 {
        /// There is no content type.
        case unknown
        case xml
        case other
    }

    private(set) var kind = Kind.unknown
    /// The byte order that the charset names; nil if it leaves that open.
    private(set) var order: ByteOrder?

    /// That of a text without a content type, in this order if that is known.
    init(order: ByteOrder? = nil) {
        self.order = order
    }

    /// Reads the content type of a text in UTF-8 or, with `isUTF16`, in UTF-16.
    private init(_ type: WideText, isUTF16: Bool) throws(ContentTypeRefusal) {
        if type.isEmpty { return }
        guard let mediaType = MediaType(type) else { throw .other("which is not a media type") }
        if mediaType.defectiveParameter != nil { throw .malformed }
        let charset = mediaType.parameter(named: "charset")
        let isXML = Self.ends(mediaType.name, "xml")
        kind = isXML ? .xml : .other
        guard isXML || charset != nil || Self.isText(mediaType.name) else {
            throw .other("which is not that of a text, and names no charset")
        }
        guard let charset else { return }
        if isUTF16 {
            try readUTF16(charset)
        } else if !charset.equals("utf-8") {
            throw .parameter("charset", "is not UTF-8")
        }
    }

    /// The names that .NET has for UTF-16 are understood, too.
    private mutating func readUTF16(_ charset: MediaType.Parameter) throws(ContentTypeRefusal) {
        if charset.equals("utf-16") { return }
        if charset.equals("utf-16le") {
            order = .little
        } else if charset.equals("utf-16be") || charset.equals("unicodeFFFE") {
            order = .big
        } else {
            throw .parameter("charset", "is not UTF-16")
        }
    }

    private static func isText(_ name: WideText) -> Bool {
        name.part(0, 5).equalsIgnoringCase("text/") || ends(name, "json")
    }

    /// Whether the subtype is this one or ends in it after a plus sign.
    private static func ends(_ name: WideText, _ ending: StaticString) -> Bool {
        let start = name.count &- ending.utf8CodeUnitCount
        let before = name[start &- 1]
        return name.part(start, name.count).equalsIgnoringCase(ending)
            && (before == UInt16(UInt8(ascii: "/")) || before == UInt16(UInt8(ascii: "+")))
    }

    // MARK: Both directions

    /// Reads the type of an encoder's message, and puts UTF-16 of this order in place of its charset.
    static func encode(_ type: inout WideString, _ order: ByteOrder) throws(ContentTypeRefusal) -> TextLabel {
        let label = try TextLabel(type.text, isUTF16: false)
        try setCharset(of: &type, order.charset)
        return label
    }

    /// Reads the type of a decoder's message. A decoder of one order takes no other.
    static func decode(_ type: borrowing WideString, _ order: ByteOrder?) throws(ContentTypeRefusal) -> TextLabel {
        var label = try TextLabel(type.text, isUTF16: true)
        if let order, let told = label.order, told != order {
            throw .parameter("charset", order.isBig ? "is not UTF-16BE" : "is not UTF-16LE")
        }
        label.order = label.order ?? order
        return label
    }

    /// Replaces the charset of a type, or adds it after the name.
    static func setCharset(of type: inout WideString, _ charset: StaticString) throws(ContentTypeRefusal) {
        guard let mediaType = MediaType(type.text) else { return }
        do throws(OutOfMemory) {
            if let parameter = mediaType.parameter(named: "charset") {
                try type.replace(from: parameter.start, to: parameter.end, by: charset)
            } else {
                let nameEnd = mediaType.nameEnd
                try type.replace(from: nameEnd, to: nameEnd, by: charset)
                try type.replace(from: nameEnd, to: nameEnd, by: "; charset=")
            }
        } catch {
            throw .outOfMemory
        }
    }
}
