internal import Bytes
internal import XMLText

/// Follows the document to find the content that becomes parts, and tells what of the document stays in the root. All other
/// tokens of the document stay as they are written.
struct RootWriter: ~Copyable {
    /// What is known of the content of the element whose start tag has just been read.
    private enum Content: UInt8 {
        /// Nothing yet, or that it stays as it is.
        case unknown
        /// All of it so far is base64.
        case undecided
        /// The same, and a "<" has followed, which may begin the end tag or something else.
        case beforeMarkup
        /// It was base64 up to here, but stays in the root: it is being written back.
        case returning
    }

    /// Why the document cannot be sent.
    enum Fault: UInt8 {
        case outOfMemory
        case hasInclude
        case tooMuchBinary
    }

    private let maxInlineSize: Int
    let maxBinarySize: Int

    private(set) var parts = BinaryParts()
    private var content = Content.unknown
    private var contentTypes = ContentTypeAttributes()
    /// The prefix of an element that is called "Include".
    private var includePrefix = GrowableBuffer<UInt8>()
    private var isCalledInclude = false

    private(set) var isReady = true
    private(set) var fault: Fault?
    /// The last bytes of the document so far that the root does not get as they are: how many they are.
    private var withheld = 0
    /// How many bytes of the content have been written back.
    private var returned = 0
    private var hasNewPart = false
    private var owesMarkup = false

    init(maxInlineSize: Int, maxBinarySize: Int) {
        self.maxInlineSize = maxInlineSize
        self.maxBinarySize = maxBinarySize
    }

    /// Begins a document.
    mutating func begin() {
        parts.removeAll()
        content = .unknown
        contentTypes.removeAll()
        isCalledInclude = false
        hasNewPart = false
        owesMarkup = false
        fault = nil
        isReady = true
    }

    /// Begins the next window of the document.
    mutating func beginWindow() {
        isReady = fault == nil
        withheld = 0
    }

    /// How many of the last bytes taken of the window the root does not get as they are.
    var withheldCount: Int { content == .beforeMarkup ? withheld &+ 1 : withheld }

    private mutating func fail(_ fault: Fault) {
        self.fault = fault
        isReady = false
    }

    // MARK: Deciding

    /// Whether it takes the next byte of the document to tell what the content is: the "<" that ends it has been read.
    var isBeforeMarkup: Bool { content == .beforeMarkup }

    /// Decides by the byte after "<" what the content is.
    mutating func decide(by next: UInt8) {
        owesMarkup = true
        if next == UInt8(ascii: "/") { closePart() } else { beginReturning() }
    }

    /// Whether a part has been found whose Include has to be written before the document goes on. It is asked once.
    mutating func takeNewPart() -> Bool {
        let hasNewPart = self.hasNewPart
        self.hasNewPart = false
        return hasNewPart
    }

    /// Whether the "<" that was withheld has to be written before the document goes on. It is asked once.
    mutating func takeMarkup() -> Bool {
        guard owesMarkup && !isReturning else { return false }
        owesMarkup = false
        return true
    }

    private mutating func closePart() {
        content = .unknown
        isReady = false
        guard parts.close(type: contentTypes.mediaType) else { return fail(.outOfMemory) }
        hasNewPart = true
    }

    private mutating func beginReturning() {
        content = .returning
        returned = 0
        isReady = false
    }

    // MARK: Writing back

    var isReturning: Bool { content == .returning }

    /// Writes content back that has not become a part, as far as there is room.
    @_lifetime(output: copy output)
    mutating func writeBack(_ output: inout OutputCursor, _ pending: inout PendingText) {
        let (bytes, waiting, waitingCount) = parts.open
        let groups = min(output.room / 4, (bytes.count &- returned) / 3)
        if groups > 0 {
            let piece = bytes.part(returned, groups &* 3)
            unsafe output.produce { room in
                guard let start = unsafe room.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return 0 }
                var writer = unsafe TextWriter(start, count: room.count)
                Base64.write(piece, into: &writer)
                return room.count &- writer.room
            }
            returned &+= groups &* 3
        }
        if returned == bytes.count {
            pending.append(waiting, count: waitingCount)
            parts.dropOpen()
            content = .unknown
        } else if !output.isFull {
            // There is room for less than a group.
            var group: (UInt64, UInt64) = (0, 0)
            let piece = bytes.part(returned, 3)
            unsafe withUnsafeMutableBytes(of: &group) { memory in
                guard let start = unsafe memory.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
                var writer = unsafe TextWriter(start, count: 16)
                Base64.write(piece, into: &writer)
            }
            pending.append(UInt32(truncatingIfNeeded: UInt64(littleEndian: group.0)), count: 4)
            returned &+= 3
        }
    }
}

// MARK: - What the tokenizer tells

extension RootWriter {
    @inline(__always)
    mutating func beginElement(_ name: XMLName) {
        if !contentTypes.isEmpty { contentTypes.removeAll() }
        let localCount = XOP.include.utf8CodeUnitCount
        guard name.count &- name.prefixCount <= localCount &+ 1, name.localName == XOP.include else { return }
        noteInclude(name.prefix)
    }

    private mutating func noteInclude(_ prefix: ByteText) {
        includePrefix.removeAll()
        if !includePrefix.append(prefix) { fail(.outOfMemory) }
        isCalledInclude = true
    }

    @inline(__always)
    mutating func attribute(_ name: XMLName, _ value: ByteText, isASCII: Bool) {
        guard name.prefixCount > 0, isASCII, name.localName == "contentType" else { return }
        if !contentTypes.append(prefix: name.prefix, value: value) { fail(.outOfMemory) }
    }

    @inline(__always)
    mutating func resolveNames(in namespaces: inout XMLNamespaces) {
        if isCalledInclude || !contentTypes.isEmpty { resolveAll(in: &namespaces) }
    }

    @inline(never)
    private mutating func resolveAll(in namespaces: inout XMLNamespaces) {
        if isCalledInclude, let declaration = namespaces.find(includePrefix.text),
            namespaces.namespace(declaration) == XOP.namespace
        {
            fail(.hasInclude)
        }
        isCalledInclude = false
        contentTypes.resolve(in: &namespaces)
    }

    // MARK: Content

    mutating func takeContent(_ bytes: ByteText) -> Int {
        let isBeginning = content == .unknown
        if isBeginning {
            guard mayBecomePart(bytes) else { return 0 }
            content = .undecided
        }
        guard let taken = parts.read(bytes) else {
            fail(.outOfMemory)
            return 0
        }
        // What may still turn out to be text counts only if it is long enough for a part.
        let excess = parts.excess(over: maxInlineSize <= maxBinarySize ? maxInlineSize : 0, maxBinarySize)
        if excess > 0 {
            fail(.tooMuchBinary)
            let kept = max(taken &- excess &+ 1, 0)
            withheld &+= kept
            return kept
        }
        if taken < bytes.count && endContent(bytes[taken], bytes.dropFirst(taken &+ 1)) {
            if isBeginning && content == .returning {
                // It is still there as it was written.
                parts.dropOpen()
                content = .unknown
                isReady = true
                return 0
            }
        }
        withheld &+= taken
        return taken
    }

    /// Whether the content of an element may become a part as far as its first bytes tell. For most content they rule it out.
    @inline(__always)
    private func mayBecomePart(_ bytes: ByteText) -> Bool {
        guard Base64.bits(of: bytes[0]) < 64, parts.count < BinaryParts.maxCount else { return false }
        // The last character of the shortest content that becomes a part.
        let last = (maxInlineSize &+ 3) / 3 &* 4 &- 1
        guard last < bytes.count else { return true }
        return Base64.bits(of: bytes[last]) < 64 || bytes[last] == UInt8(ascii: "=")
    }

    /// Base64 ends before the byte `next`. False if `following`, the bytes after it, are too few to tell what the content is.
    private mutating func endContent(_ next: UInt8, _ following: ByteText) -> Bool {
        if next == UInt8(ascii: "<"), let count = parts.openCount, count > maxInlineSize {
            guard following.count > 0 else {
                content = .beforeMarkup
                return false
            }
            if following[0] == UInt8(ascii: "/") {
                closePart()
                return true
            }
        }
        beginReturning()
        return true
    }
}
