internal import Bytes
internal import XMLText

/// The array that is being read: the start tag of its elements, which is kept as text, and the values that are to come.
struct ArrayRecord: ~Copyable {
    /// Whether an array is being read.
    private(set) var isOpen = false
    /// The number of elements around it.
    private(set) var outerDepth = 0
    private(set) var type = RecordType.zeroText
    /// The number of values to come.
    private(set) var left = 0
    private var tag = GrowableBuffer<UInt8>()

    /// The start tag without the bracket at its end.
    var startTag: ByteText { tag.text }

    /// Begins an array within `depth` elements.
    mutating func begin(depth: Int) {
        isOpen = true
        outerDepth = depth
        tag.removeAll()
    }

    /// Begins its values.
    mutating func beginValues(_ type: RecordType, count: Int) {
        self.type = type
        left = count
    }

    mutating func takeValue() {
        left &-= 1
    }

    mutating func end() {
        isOpen = false
    }

    // MARK: Writing the start tag

    /// Makes room for `count` bytes after the tag so far; false if there is no memory for them.
    mutating func reserve(_ count: Int) -> Bool { tag.reserve(additional: count) }

    /// A writer that goes on with the start tag.
    var writer: TextWriter { tag.writer }

    /// Counts what `writer` has written.
    mutating func extend(to writer: TextWriter) {
        tag.extend(to: writer)
    }
}
