internal import Bytes
internal import Catalog

/// A name: the bytes of a zero-terminated string, or part of it. Like the `ByteText` that it is made of, it does not keep its
/// memory alive.
struct NameText: BitwiseCopyable {
    let bytes: ByteText

    init(_ bytes: ByteText) {
        self.bytes = bytes
    }

    /// The bytes of a zero-terminated string that outlives the name.
    init(_ string: UnsafePointer<CChar>) {
        var count = 0
        while unsafe string[count] != 0 { count &+= 1 }
        bytes = unsafe ByteText(start: UnsafeRawPointer(string).assumingMemoryBound(to: UInt8.self), count: count)
    }

    /// The same for a string from C; nil for NULL.
    init?(_ string: UnsafePointer<CChar>?) {
        guard let string = unsafe string else { return nil }
        unsafe self.init(string)
    }

    var count: Int { bytes.count }

    /// The byte at `index`; nil if there is none.
    subscript(index: Int) -> UInt8? {
        index >= 0 && index < count ? bytes[index] : nil
    }

    /// The index in the catalog of the codec of this name; nil if there is none.
    var builtInIndex: Int? { Catalog.index(named: bytes) }

    func append(to text: inout TextBuffer) {
        text.append(bytes: bytes)
    }

    /// The part from `start` up to, but without, `end`.
    func part(_ start: Int, _ end: Int) -> NameText {
        NameText(bytes.prefix(end).dropFirst(start))
    }

    /// Calls `body` with each of the parts between commas, at least one.
    func forEachElement(_ body: (NameText) -> Void) {
        var start = 0
        while start <= count {
            var end = start
            while end < count, self[end] != UInt8(ascii: ",") { end &+= 1 }
            body(part(start, end))
            start = end &+ 1
        }
    }

    /// The name without the blanks around it.
    var trimmed: NameText {
        let blank = UInt8(ascii: " ")
        var (begin, end) = (0, count)
        while begin < end, self[begin] == blank { begin &+= 1 }
        while begin < end, self[end &- 1] == blank { end &-= 1 }
        return part(begin, end)
    }
}
