public import Bytes

/// Takes an XML document apart: namespaces and well-formedness in full, without document type declarations and processing
/// instructions, which SOAP forbids. The document comes in any number of pieces; a token that is cut is put together again in
/// memory of the tokenizer, whose size the limits bound.
///
/// Each file that extends it is about one subject. Nothing here or there is marked `@inlinable`: in Embedded mode, functions
/// are inlined into other modules without it.
public struct XMLTokenizer: ~Copyable {
    /// Text longer than this comes in pieces of this size, or up to three bytes less so as not to cut a character.
    public static var textPieceSize: Int { 16_384 }

    let limits: XMLLimits
    let invalidCharacters: InvalidCharacters

    // Where it is in the document.
    var state = XMLState.beginning
    var stateAfterComment = XMLState.prolog
    var place = XMLPlace()
    var cut = CutToken()
    /// A line feed that comes next belongs to the carriage return before it.
    var skipsLineFeed = false
    /// White space came before what comes next in a tag.
    var sawSpace = false
    /// Whether the end of an element has been told with its text, and its end tag has not been taken yet.
    public internal(set) var hasToldEnd = false
    /// The last token was a start tag, and the handler may take the content that follows it.
    var isContentOffered = false

    // What it has read.
    var elements: ElementStack
    var names: NameCache
    var namespaces: XMLNamespaces
    var attributes: TagAttributes
    var attribute = CurrentAttribute()
    var text = TextRun()
    /// What has been read of the value of an attribute, or of a comment.
    var collected = GrowableBuffer<UInt8>()

    var event = XMLEventDetails()

    /// A tokenizer that keeps its memory for all the documents that it will see; nil if there is no memory for it.
    public init?(_ limits: XMLLimits, _ invalidCharacters: InvalidCharacters = .refuse) {
        guard let names = NameCache() else { return nil }
        self.names = names
        self.limits = limits
        self.invalidCharacters = invalidCharacters
        let hash = KeyedHash()
        elements = ElementStack(maxDepth: limits.maxDepth)
        namespaces = XMLNamespaces(hash)
        attributes = TagAttributes(hash)
    }

    /// Begins a document, whatever became of the one before; false if there is no memory for it.
    public mutating func begin() -> Bool {
        state = .beginning
        place = XMLPlace()
        cut.reset()
        skipsLineFeed = false
        hasToldEnd = false
        isContentOffered = false
        elements.removeAll()
        guard namespaces.reset() else { return false }
        names.advanceEpoch()
        text.reset()
        collected.removeAll()
        return true
    }

    /// Forgets the names that it remembers, and what the handler has stored with them.
    public mutating func forgetNames() {
        names.forget()
    }

    /// Where the byte stands that it takes next: its line and its column, both from 1.
    public var position: (line: UInt64, column: UInt64) { place.position }

    /// Whether the document is complete if nothing follows.
    public var isComplete: Bool { state == .epilog && cut.isEmpty }

    /// Whether there is something to tell before further input is needed.
    public var hasWork: Bool { !cut.isEmpty && !cut.isHungry }
}
