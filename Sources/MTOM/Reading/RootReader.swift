internal import Bytes
internal import CVector
internal import CodecKit
internal import XMLText

/// Reads the root part and keeps its text, but for the Includes in it, until the text may be passed on.
struct RootReader: ~Copyable {
    private enum Mode: UInt8 {
        case text
        /// Within an Include, of which nothing is kept.
        case include
        /// The same, in its end tag.
        case endTag
    }

    /// The most bytes that are read at a time.
    private static var pieceSize: Int { 16 << 10 }
    /// The least size of a tag, and of white space before it, that is accepted whatever the limit.
    private static var leastLimit: Int { 65_536 }

    private let maxSize: Int
    private let keepsElements: Bool
    private var tokenizer: XMLTokenizer
    private var finder = IncludeFinder()
    private var mode = Mode.text
    private(set) var isComplete = false
    private(set) var references: References

    /// Text that has not been passed on, after what has.
    private var text = GrowableBuffer<UInt8>()
    private var passedCount = 0
    /// Where the text begins in all text of the part.
    private var start = 0
    /// Where the last markup begins, and the white space before it: an Include takes that with it.
    private var lastMarkup = 0
    private var spaceBeforeMarkup = 0
    /// As far as white space has been let go that may stand before an Include: there is too much of it.
    private var released = 0
    /// White space that comes next stands behind an Include.
    private var dropsSpace = false
    /// The bytes of the part from the first Include on whose content has not come.
    private var heldSize = 0

    /// `keepsElements` is for who wants to know the element around each Include.
    init(_ options: CodecOptions, _ hash: KeyedHash, keepsElements: Bool) throws(CodecError) {
        self.keepsElements = keepsElements
        maxSize = Int(options.package.maxRootSize)
        references = References(maxCount: Int(options.package.maxParts), hash)
        guard let tokenizer = XMLTokenizer(options.xml) else { throw .outOfMemory }
        self.tokenizer = tokenizer
    }

    mutating func begin() throws(CodecError) {
        mode = .text
        isComplete = false
        references.reset()
        finder.begin()
        text.removeAll()
        passedCount = 0
        start = 0
        lastMarkup = 0
        spaceBeforeMarkup = 0
        released = 0
        dropsSpace = false
        heldSize = 0
        guard tokenizer.begin() else { throw .outOfMemory }
    }

    // MARK: Reading

    /// Reads bytes of the part, and returns how many. References that it finds are added.
    mutating func read(_ bytes: ByteText) throws(CodecError) -> Int {
        let window = bytes.prefix(mode == .endTag ? 1 : Self.pieceSize)
        let count = try run(window, isLast: false)
        if mode == .text { try keep(window.prefix(count)) }
        if !references.isDone { heldSize &+= count } else { heldSize = 0 }
        if finder.isOutOfMemory { throw .outOfMemory }
        switch finder.stop {
        case .none:
            if mode == .endTag && !tokenizer.hasToldEnd { endInclude() }
        case .begun:
            try beginInclude()
        case .ended:
            if tokenizer.hasToldEnd { mode = .endTag } else { endInclude() }
        case .fault: throw .invalidFormat(finder.fault.reason)
        }
        finder.goOn()
        try checkSize()
        return count
    }

    /// The part has ended.
    mutating func finish() throws(CodecError) {
        while tokenizer.hasWork { _ = try read(ByteText()) }
        _ = try run(ByteText(), isLast: true)
        isComplete = true
    }

    private mutating func run(_ window: ByteText, isLast: Bool) throws(CodecError) -> Int {
        do throws(XMLTextError) {
            return try unsafe tokenizer.run(UnsafeRawBufferPointer(window.buffer), isLast: isLast, &finder)
        } catch {
            throw CodecError(error)
        }
    }

    /// Keeps text.
    private mutating func keep(_ bytes: ByteText) throws(CodecError) {
        var bytes = bytes
        if dropsSpace {
            var space = 0
            while space < bytes.count, MIMEValue.isBlank(bytes[space]) { space &+= 1 }
            bytes = bytes.dropFirst(space)
            if bytes.isEmpty { return }
            dropsSpace = false
        }
        let end = start &+ text.count
        guard text.append(bytes) else { throw .outOfMemory }
        let behind = unsafe mime_after_last_angle(bytes.baseAddress, bytes.count)
        guard behind > 0 else { return }
        lastMarkup = end &+ behind &- 1
        spaceBeforeMarkup = lastMarkup
        while spaceBeforeMarkup > max(start &+ passedCount, released), MIMEValue.isBlank(text[spaceBeforeMarkup &- 1 &- start])
        {
            spaceBeforeMarkup &-= 1
        }
    }

    /// Drops the start tag of an Include, and notes where it was.
    private mutating func beginInclude() throws(CodecError) {
        guard lastMarkup >= start &+ passedCount && lastMarkup >= released else { throw tagIsTooLong }
        if references.isDone { heldSize = start &+ text.count &- lastMarkup }
        try references.add(finder.reference, at: spaceBeforeMarkup, of: keepsElements ? finder.parentName : ByteText())
        text.truncate(to: spaceBeforeMarkup &- start)
        lastMarkup = spaceBeforeMarkup
        if finder.isInInclude { mode = .include } else { endInclude() }
    }

    private mutating func endInclude() {
        mode = .text
        dropsSpace = true
    }

    private mutating func checkSize() throws(CodecError) {
        if references.isDone {
            guard start &+ text.count &- passable > max(maxSize, Self.leastLimit) else { return }
            // Only white space may be longer than that. It is let go, even if an Include comes behind it.
            if endsWithSpace {
                released = start &+ text.count
            } else {
                guard lastMarkup &- spaceBeforeMarkup > Self.leastLimit / 2 else { throw tagIsTooLong }
                released = lastMarkup
            }
        } else if heldSize > maxSize {
            throw .quotaExceeded(
                "the root part is too long after its first Include", limit: UInt64(truncatingIfNeeded: maxSize), .maxRootSize)
        }
    }

    private var tagIsTooLong: CodecError {
        .quotaExceeded("a tag of the root part is too long", limit: UInt64(truncatingIfNeeded: maxSize), .maxRootSize)
    }

    /// Whether the text ends with a good deal of white space.
    private var endsWithSpace: Bool {
        let end = text.text.dropFirst(max(text.count &- 1024, 0))
        for index in 0..<end.count where !MIMEValue.isBlank(end[index]) { return false }
        return true
    }

    // MARK: Passing it on

    /// As far as where text may be passed on.
    private var passable: Int {
        if !references.isDone { return references[references.next].position }
        if isComplete || finder.hasContent { return start &+ text.count }
        return max(max(spaceBeforeMarkup, released), start &+ passedCount)
    }

    /// Passes on what may be passed on, as far as there is room. Returns whether all of that has been.
    @_lifetime(output: copy output)
    mutating func pass(to output: inout OutputCursor) -> Bool {
        let count = passable &- start &- passedCount
        guard count > 0 else { return true }
        let passed = output.append(text.text(passedCount, count))
        passedCount &+= passed
        if passedCount >= text.count &- passedCount {
            text.removeFirst(passedCount)
            start &+= passedCount
            passedCount = 0
        }
        return passed == count
    }

    /// Drops what may be passed on, which nobody wants.
    mutating func dropText() {
        let count = max(passable &- start, passedCount)
        text.removeFirst(count)
        start &+= count
        passedCount = 0
    }

    // MARK: Its references

    mutating func setState(_ state: References.State, of index: Int, part: Int = -1) {
        references[index].state = state
        references[index].part = part
    }

    mutating func advance() {
        references.advance()
    }
}
