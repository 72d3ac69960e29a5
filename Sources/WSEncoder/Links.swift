internal import CodecKit

/// One codec of a table, and what it is made with.
struct Link {
    let codec: CodecDescription
    var options: CodecOptions

    init(_ codec: CodecDescription) {
        self.codec = codec
        options = CodecOptions(
            level: codec.levels?.standard ?? 0, maxWindowSize: codec.defaultMaxWindowSize ?? .max)
    }
}

/// The codecs of a table, in the order in which an encoder applies them: one or several. Beyond its end stands the last.
struct Links {
    private var storage: InlineArray<8, Link>
    private(set) var count = 1

    init(_ codec: CodecDescription) {
        storage = InlineArray(repeating: Link(codec))
    }

    subscript(index: Int) -> Link {
        get { storage[min(max(index, 0), count &- 1)] }
        set { storage[min(max(index, 0), count &- 1)] = newValue }
    }

    /// Adds a codec at the end. Those that change nothing are left out where there is another.
    mutating func append(_ codec: CodecDescription) {
        if codec.isPassthrough || count == Configuration.maxLinks { return }
        if count == 1 && storage[0].codec.isPassthrough {
            storage[0] = Link(codec)
        } else {
            storage[count] = Link(codec)
            count &+= 1
        }
    }
}
