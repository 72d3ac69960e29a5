internal import Bytes
internal import CVector
internal import CodecKit
internal import XMLText

/// Reads the root part and keeps its text, without the Includes, until the text may be passed on.
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
    /// The start tag of an Include may be this long even if the limit of the root part is smaller, and so may white space that
    /// is dropped with an Include.
    private static var leastLimit: Int { 65_536 }

    /// Whether the last markup may be the start tag of an Include, and has to be held until that is known.
    private enum Tag: UInt8 {
        /// It is not, or has ended.
        case other
        /// Its name is not complete.
        case undecided
        /// It has the local name of an Include.
        case candidate
    }

    private let maxSize: Int
    private let keepsElements: Bool
    private var tokenizer: XMLTokenizer
    private var listener = RootListener()
    private var mode = Mode.text
    private(set) var isComplete = false
    private(set) var references: References

    /// Text that has not been passed on, after what has.
    private var text = GrowableBuffer<UInt8>()
    private var passedCount = 0
    /// Where the text begins in all text of the part.
    private var start = 0
    /// Where the last markup begins, and where the white space before it does, which is dropped with an Include.
    private var lastMarkup = 0
    private var spaceBeforeMarkup = 0
    private var tag = Tag.other
    /// How far the name of the last markup has been read, and where its local part begins.
    private var nameEnd = 0
    private var localNameStart = 0
    /// Where the white space at the end of the text begins, which is dropped if an Include follows.
    private var spaceStart = 0
    /// The white space that comes next follows an Include, and is dropped with it.
    private var dropsSpace = false
    /// Where the start tag of the last Include ends.
    private var includePlace = CodecError.Place.current
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
        listener.finder.begin()
        text.removeAll()
        passedCount = 0
        start = 0
        lastMarkup = 0
        spaceBeforeMarkup = 0
        tag = .other
        nameEnd = 0
        localNameStart = 0
        spaceStart = 0
        dropsSpace = false
        heldSize = 0
        guard tokenizer.begin() else { throw .outOfMemory }
    }

    // MARK: Reading

    /// Reads bytes of the part, and returns how many. References that it finds are added.
    mutating func read(_ bytes: ByteText) throws(CodecError) -> Int {
        let window = bytes.prefix(windowSize)
        let count = try run(window, isLast: false)
        if mode == .text { try keep(window.prefix(count)) }
        if !references.isDone { heldSize &+= count } else { heldSize = 0 }
        if listener.finder.isOutOfMemory { throw .outOfMemory }
        switch listener.finder.stop {
        case .none:
            if mode == .endTag && !tokenizer.hasToldEnd { endInclude() }
        case .begun:
            try beginInclude()
        case .ended:
            if tokenizer.hasToldEnd { mode = .endTag } else { endInclude() }
        case .passed: tag = .other
        case .fault:
            // What stands after an Include may come in pieces: it is the Include that is wrong.
            throw CodecError.invalidFormat(listener.finder.fault.reason).at(
                listener.finder.isAfterInclude ? includePlace : place)
        }
        listener.finder.goOn()
        try checkSize()
        return count
    }

    /// How many bytes may be read at a time. No limit is passed by more than one byte, so that the verdict is the same however
    /// the part is cut.
    private var windowSize: Int {
        if mode == .endTag { return 1 }
        var size = Self.pieceSize
        if mode == .text && tag != .other { size = min(size, tagLimit &+ 1 &- tagSize) }
        if !references.isDone { size = min(size, maxSize &+ 1 &- heldSize) }
        return max(size, 1)
    }

    /// Where in the root part it stands.
    private var place: CodecError.Place {
        let position = tokenizer.position
        return .text(line: position.line, column: position.column)
    }

    /// The part has ended.
    mutating func finish() throws(CodecError) {
        while tokenizer.hasWork { _ = try read(ByteText()) }
        _ = try run(ByteText(), isLast: true)
        isComplete = true
    }

    private mutating func run(_ window: ByteText, isLast: Bool) throws(CodecError) -> Int {
        do throws(CodecError) {
            return try unsafe tokenizer.run(UnsafeRawBufferPointer(window.buffer), isLast: isLast, &listener)
        } catch {
            throw error.ofPackage
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
        let count = unsafe mime_after_last_angle(bytes.baseAddress, bytes.count)
        if count > 0 { noteMarkup(at: end &+ count &- 1, spaceFrom: spaceStart(in: bytes.prefix(count &- 1), at: end)) }
        readName()
        spaceStart = spaceStart(in: bytes, at: end)
    }

    /// Where the white space begins at the end of `bytes`, the first of which is at `position`.
    private func spaceStart(in bytes: ByteText, at position: Int) -> Int {
        var count = bytes.count
        while count > 0, MIMEValue.isBlank(bytes[count &- 1]) { count &-= 1 }
        return count > 0 ? position &+ count : spaceStart
    }

    private mutating func noteMarkup(at position: Int, spaceFrom: Int) {
        lastMarkup = position
        // All of a long white space is passed on, wherever it is cut.
        spaceBeforeMarkup = position &- spaceFrom > Self.leastLimit ? position : max(spaceFrom, start &+ passedCount)
        tag = .undecided
        nameEnd = position &+ 1
        localNameStart = nameEnd
    }

    /// Reads on in the name of the last markup, until that shows whether it may be an Include.
    private mutating func readName() {
        guard tag == .undecided else { return }
        while nameEnd < start &+ text.count {
            let byte = text[nameEnd &- start]
            let isFirst = nameEnd == lastMarkup &+ 1
            if isFirst && (byte == UInt8(ascii: "!") || byte == UInt8(ascii: "?")) || byte == UInt8(ascii: "/")
                || byte == UInt8(ascii: ">") || MIMEValue.isBlank(byte)
            {
                // If the beginning of the tag has been passed on, an Include is not allowed there.
                let isHeld = localNameStart >= start
                let name = isHeld ? text.text(localNameStart &- start, nameEnd &- localNameStart) : ByteText()
                tag = name == XOP.include ? .candidate : .other
                return
            }
            nameEnd &+= 1
            if byte == UInt8(ascii: ":") { localNameStart = nameEnd }
        }
    }

    /// Drops the start tag of an Include, and notes where it was.
    private mutating func beginInclude() throws(CodecError) {
        guard spaceBeforeMarkup >= start &+ passedCount else { throw tagIsTooLong }
        includePlace = place
        if references.isDone { heldSize = start &+ text.count &- lastMarkup }
        do throws(CodecError) {
            try references.add(
                listener.finder.reference, at: spaceBeforeMarkup, of: keepsElements ? listener.finder.parentName : ByteText())
        } catch {
            throw error.at(place)
        }
        text.truncate(to: spaceBeforeMarkup &- start)
        lastMarkup = spaceBeforeMarkup
        spaceStart = spaceBeforeMarkup
        tag = .other
        if listener.finder.isInInclude { mode = .include } else { endInclude() }
    }

    private mutating func endInclude() {
        mode = .text
        dropsSpace = true
    }

    private func checkSize() throws(CodecError) {
        if mode == .text && tag != .other && tagSize > tagLimit { throw tagIsTooLong }
        guard references.isDone || heldSize <= maxSize else {
            let error = CodecError.quotaExceeded(
                "the root part is too long after its first Include", limit: UInt64(truncatingIfNeeded: maxSize), .maxRootSize)
            throw error.at(place)
        }
    }

    /// The size so far of the tag that may be that of an Include, and the size that it may have.
    private var tagSize: Int { start &+ text.count &- lastMarkup }
    private var tagLimit: Int { max(maxSize, Self.leastLimit) }

    private var tagIsTooLong: CodecError {
        let limit = UInt64(truncatingIfNeeded: tagLimit)
        return CodecError.quotaExceeded("the start tag of an Include is too long", limit: limit, .maxRootSize).at(place)
    }

    // MARK: Passing it on

    /// Where the text ends that may be passed on.
    private var passable: Int {
        if !references.isDone { return references[references.next].position }
        if isComplete || listener.finder.hasContent { return start &+ text.count }
        let end = start &+ text.count
        let held = tag != .other ? spaceBeforeMarkup : end &- spaceStart > Self.leastLimit ? end : spaceStart
        return max(held, start &+ passedCount)
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
