internal import Bytes
internal import Catalog
internal import CodecKit

/// The codecs of a table, one or several, in the order in which an encoder applies them.
struct CodecLinks: BitwiseCopyable {
    private var storage: InlineArray<8, CodecLink>
    private(set) var count = 1

    init(_ first: CodecLink) {
        storage = InlineArray(repeating: first)
    }

    /// Adds a reference to each transform.
    @inline(never)
    func retain() {
        for index in 0..<count { self[index].transform?.retain() }
    }

    /// Gives up a reference to each transform.
    @inline(never)
    func release() {
        for index in 0..<count { self[index].transform?.release() }
    }

    /// Appends their names, separated by commas.
    func appendNames(to text: inout TextBuffer) {
        for index in 0..<count {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            text.append(self[index].codec.name)
        }
    }

    /// The codec at `index`; past either end, the nearest one.
    subscript(index: Int) -> CodecLink {
        // Inlined, so that a caller who looks at one property does not copy the whole link.
        @inline(__always)
        get { storage[min(max(index, 0), count &- 1)] }
        set { storage[min(max(index, 0), count &- 1)] = newValue }
    }

    /// Adds a codec at the end. One that changes nothing is left out if there are others.
    mutating func append(_ link: CodecLink) {
        if link.isPassthrough || count == CodecTable.maxLinks { return }
        if count == 1 && storage[0].isPassthrough {
            storage[0] = link
        } else {
            storage[count] = link
            count &+= 1
        }
    }
}
