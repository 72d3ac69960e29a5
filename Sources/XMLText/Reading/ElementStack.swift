internal import Bytes

/// An element that is open.
@usableFromInline
struct ElementFrame: BitwiseCopyable {
    /// The name, if it is short; else `words.first` is where it begins among the long names.
    let words: XMLNameWords
    private let nameCount: UInt32
    private let bindingCount: UInt32

    @inline(__always)
    init(_ words: XMLNameWords, count: Int, bindings: Int) {
        self.words = words
        nameCount = UInt32(truncatingIfNeeded: count)
        bindingCount = UInt32(truncatingIfNeeded: bindings)
    }

    /// The number of bytes of the name.
    @inline(__always)
    var count: Int { Int(nameCount) }

    /// The number of namespace declarations in force outside of the element.
    @inline(__always)
    var bindings: Int { Int(bindingCount) }

    @inline(__always)
    var isShort: Bool { count <= XMLNameWords.longestName }
}

/// The elements that are open, and their names.
struct ElementStack: ~Copyable {
    private let maxDepth: Int
    private var frames = GrowableBuffer<ElementFrame>()
    /// The depth for which there is memory; at most `maxDepth`.
    private var depthWithRoom = 0
    private var longNames = GrowableBuffer<UInt8>()

    init(maxDepth: Int) {
        self.maxDepth = maxDepth
    }

    @inline(__always)
    var depth: Int { frames.count }

    /// The innermost element. There is one.
    @inline(__always)
    var innermost: ElementFrame { frames[frames.count &- 1] }

    mutating func removeAll() {
        frames.removeAll()
        longNames.removeAll()
    }

    // MARK: Opening elements

    /// Whether an element with a short name can be opened without making room.
    @inline(__always)
    var hasRoom: Bool { frames.count < depthWithRoom }

    /// Opens an element with a short name, for which there is room.
    @inline(__always)
    mutating func pushReserved(_ words: XMLNameWords, count: Int, bindings: Int) {
        frames.appendReserved(ElementFrame(words, count: count, bindings: bindings))
    }

    /// Opens an element. There are fewer than `maxDepth`. False if there is no memory for it.
    mutating func push(_ name: ByteText, bindings: Int) -> Bool {
        if !hasRoom {
            let grown = min(max(depthWithRoom &* 2, 16), maxDepth)
            guard frames.reserve(grown) else { return false }
            depthWithRoom = grown
        }
        if name.count <= XMLNameWords.longestName {
            pushReserved(XMLNameWords(name), count: name.count, bindings: bindings)
        } else {
            let place = XMLNameWords(UInt64(truncatingIfNeeded: longNames.count), 0, 0)
            guard longNames.append(name) else { return false }
            pushReserved(place, count: name.count, bindings: bindings)
        }
        return true
    }

    // MARK: Closing them

    /// Whether a text of at least 24 bytes begins with the name of the innermost element, which is `frame` and has a short
    /// name.
    @inline(__always)
    func begins(_ text: ByteText, with frame: ElementFrame) -> Bool {
        // The words are the first in the frame, and have the bytes of the name in their order.
        let place = unsafe UnsafeRawPointer(frames.base + (frames.count &- 1))
        let stored = unsafe ByteText(UnsafeRawBufferPointer(start: place, count: XMLNameWords.longestName))
        return XMLNameWords.isSame(text, stored, count: frame.count)
    }

    /// The name of the innermost element, where it is kept.
    var innermostName: ByteText {
        let frame = innermost
        guard frame.isShort else { return longNames.text(Int(truncatingIfNeeded: frame.words.first), frame.count) }
        // The words are the first in the frame, and have the bytes of the name in their order.
        let place = unsafe UnsafeRawPointer(frames.base + (frames.count &- 1))
        return unsafe ByteText(UnsafeRawBufferPointer(start: place, count: frame.count))
    }

    /// Closes the innermost element.
    mutating func pop() {
        let frame = innermost
        if !frame.isShort { longNames.truncate(to: Int(truncatingIfNeeded: frame.words.first)) }
        frames.removeLast()
    }

    /// Closes the innermost element, which has a short name.
    @inline(__always)
    mutating func popShort() {
        frames.removeLast()
    }
}
