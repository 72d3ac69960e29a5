internal import Bytes
internal import CodecKit

/// What the Content-Type of a message says to a decoder, and the one of the message that it decodes to.
struct IncomingLabel: ~Copyable {
    enum Kind: UInt8 {
        /// Nobody has told.
        case unknown
        /// The message is XML, not packed. A reply to a packed message often is, above all a fault.
        case text
        case package
    }

    private(set) var kind = Kind.unknown
    private var bytes = GrowableBuffer<UInt8>()
    private var boundaryRange = 0..<0
    private var startRange = 0..<0
    private var infoRange = 0..<0
    private var actionRange = 0..<0
    private var hasAction = false

    init() {}

    var boundary: ByteText { part(boundaryRange) }

    /// The identifier of the root part, without angle brackets; empty if it is the first part.
    var start: ByteText { PartHeaders.withoutBrackets(part(startRange)) }

    private func part(_ range: Range<Int>) -> ByteText { bytes.text(range.lowerBound, range.count) }

    mutating func reset() {
        kind = .unknown
        bytes.removeAll()
        boundaryRange = 0..<0
        startRange = 0..<0
        infoRange = 0..<0
        actionRange = 0..<0
        hasAction = false
    }

    // MARK: Reading it

    /// Reads a content type, which is not empty. It stays as it was if it is refused.
    mutating func read(_ type: ByteText) throws(ContentTypeRefusal) {
        let value = MIMEValue(type)
        if Self.isText(value) {
            // Text passes as it is, and what reads it takes it for UTF-8.
            if let charset = value.parameter("charset"), !charset.equals("utf-8") && !charset.equals("us-ascii") {
                throw .parameter("charset", "is not UTF-8, the only one that the decoder of mtom takes for text")
            }
            reset()
            kind = .text
            return
        }
        guard value.isNamed(XOP.packageType) else {
            throw .isNot(ByteText(XOP.packageType), or: ByteText("application/soap+xml"))
        }
        guard value.parameter("type")?.equals(XOP.mediaType) ?? true else {
            throw .parameter("type", "is not application/xop+xml: the package is not one of XOP")
        }
        if value.isMalformed("boundary") || value.isMalformed("start") {
            throw .other("in which a parameter that matters is malformed or stands twice")
        }
        reset()
        boundaryRange = try copy(value, "boundary")
        startRange = try copy(value, "start")
        infoRange = try copy(value, "start-info")
        hasAction = value.parameter("action") != nil
        actionRange = try copy(value, "action")
        // A label without a boundary leaves it to the message.
        guard value.parameter("boundary") == nil || Delimiter.isValid(boundary) else {
            throw .parameter("boundary", "is empty, longer than 70 characters, or has characters that it may not have")
        }
        kind = .package
    }

    private static func isText(_ value: MIMEValue) -> Bool {
        value.isNamed("application/soap+xml") || value.isNamed("text/xml") || value.isNamed("application/xml")
    }

    private mutating func copy(_ value: MIMEValue, _ name: StaticString) throws(ContentTypeRefusal) -> Range<Int> {
        let first = bytes.count
        if let parameter = value.parameter(name), !parameter.copy(to: &bytes) { throw .outOfMemory }
        return first..<bytes.count
    }

    // MARK: What comes out

    /// The content type of what a package decodes to: the type of the XML in it, in UTF-8, and SOAP's action.
    func decodedType(_ type: inout WideString) throws(OutOfMemory) {
        let info = MIMEValue(part(infoRange))
        let inner = info.parameter("action")
        try type.set("")
        if !info.name.isEmpty && !info.isNamed(XOP.mediaType) && Self.isPlain(info.name) {
            try type.append(info.name)
        } else {
            // Peers that do not say it send SOAP 1.1, which alone has no action here.
            try type.append(hasAction || inner != nil ? "application/soap+xml" : "text/xml")
        }
        try type.append("; charset=utf-8")
        guard hasAction || inner != nil else { return }
        try type.append("; action=\"")
        if let inner {
            var action = GrowableBuffer<UInt8>()
            guard inner.copy(to: &action) else { throw OutOfMemory() }
            try Self.appendQuoted(action.text, to: &type)
        } else {
            try Self.appendQuoted(part(actionRange), to: &type)
        }
        try type.append("\"")
    }

    /// Whether a media type consists of what it may consist of.
    private static func isPlain(_ name: ByteText) -> Bool {
        for index in 0..<name.count {
            let byte = name[index]
            if byte <= 0x20 || byte >= 0x7F || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: ",") { return false }
        }
        return true
    }

    private static func appendQuoted(_ text: ByteText, to type: inout WideString) throws(OutOfMemory) {
        for index in 0..<text.count {
            let byte = text[index]
            if byte < 0x20 || byte >= 0x7F { continue }
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { try type.append("\\") }
            try type.append(text.part(index, 1))
        }
    }
}
