internal import Bytes
internal import XMLText

/// What the tokenizer of a root part tells: passed on to the one that reads packages, or to the one that writes them.
///
/// Both directions have this one handler, because the tokenizer is compiled again for each type of handler, and is large.
struct RootListener: XMLTextHandler, ~Copyable {
    private let isReading: Bool
    var finder = IncludeFinder()
    var writer: RootWriter

    /// Finds the Includes.
    init() {
        isReading = true
        writer = RootWriter(maxInlineSize: 0, maxBinarySize: 0)
    }

    /// Finds the content that becomes parts.
    init(_ writer: consuming RootWriter) {
        isReading = false
        self.writer = writer
    }

    @inline(__always)
    var isReady: Bool { isReading ? finder.isReady : writer.isReady }

    static var takesContent: Bool { true }

    @inline(__always)
    mutating func beginElement(_ name: XMLName) {
        if isReading { finder.beginElement(name) } else { writer.beginElement(name) }
    }

    @inline(__always)
    mutating func attribute(_ name: XMLName, _ value: ByteText, isASCII: Bool) {
        if isReading { finder.attribute(name, value) } else { writer.attribute(name, value, isASCII: isASCII) }
    }

    mutating func namespaceDeclaration(prefix: ByteText, namespace: ByteText, isRedundant: Bool) {}

    @inline(__always)
    mutating func resolveNames(in namespaces: inout XMLNamespaces) {
        if isReading { finder.resolveNames(in: &namespaces) } else { writer.resolveNames(in: &namespaces) }
    }

    @inline(__always)
    mutating func endAttributes() {
        if isReading { finder.endAttributes() }
    }

    @inline(__always)
    mutating func takeContent(_ bytes: ByteText) -> Int { isReading ? 0 : writer.takeContent(bytes) }

    @inline(__always)
    mutating func text(_ text: ByteText, isASCII: Bool, isPartial: Bool, endsElement: Bool) {
        if isReading { finder.text(text, endsElement: endsElement) }
    }

    @inline(__always)
    mutating func endElement() {
        if isReading { finder.endElement() }
    }

    @inline(__always)
    mutating func comment(_ text: ByteText) {
        if isReading { finder.comment() }
    }
}
