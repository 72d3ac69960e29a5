internal import Bytes
internal import CVector

/// Walks over bytes of a document. It loads from them without asking for their number: the tokenizer's exact way looks whether
/// there is another byte before each one, and the short ways begin only where `lookahead` bytes are left. Debug builds check.
struct XMLScanner {
    /// What the short ways may look at from a token's beginning on without asking whether there are as many bytes.
    static var lookahead: Int { 32 }

    let bytes: ByteText
    /// The index of the next byte to be looked at.
    var position = 0

    @inline(__always)
    init(_ bytes: ByteText, position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    @inline(__always)
    var count: Int { bytes.count }

    /// Whether all bytes have been taken.
    @inline(__always)
    var isAtEnd: Bool { position >= bytes.count }

    /// The byte at `index`, which is among the bytes.
    @inline(__always)
    subscript(index: Int) -> UInt8 { bytes[unchecked: index] }

    /// The bytes from `start` to before `end`, which are among the bytes.
    @inline(__always)
    func text(_ start: Int, _ end: Int) -> ByteText { bytes.part(start, end &- start) }

    /// All bytes from `start` on.
    @inline(__always)
    func text(from start: Int) -> ByteText { bytes.part(start, bytes.count &- start) }

    /// A name of up to 24 bytes, which begins where a short way may look ahead.
    @inline(__always)
    func words(_ start: Int, count: Int) -> XMLNameWords { XMLNameWords(text(from: start), count: count) }

    // MARK: Searching

    /// The first byte from `start` on that is not plain text. No block that begins at `stop` or later is searched: if there is
    /// none before, it is at least `stop`, or `count`. This keeps a long text that is taken piece by piece from being searched
    /// to its end for each piece.
    @inline(__always)
    func nextText(_ start: Int, before stop: Int) -> Int { next(.text, from: start, before: stop) }

    /// The first byte from `start` on that cannot continue a name; `count` if there is none.
    @inline(__always)
    func nextEnd(_ start: Int) -> Int { next(.name, from: start, before: count) }

    /// The first byte from `start` on that is not plain in the value of an attribute; `count` if there is none.
    @inline(__always)
    func nextValue(_ start: Int) -> Int { next(.value, from: start, before: count) }

    /// What is searched to its end.
    private enum Run: UInt8 {
        case text
        case name
        case value
    }

    /// The number of bytes that are looked at together.
    private static var block: Int { 16 }

    @inline(__always)
    private func next(_ run: Run, from first: Int, before stop: Int) -> Int {
        var start = first
        while count &- start >= Self.block {
            let ends = Self.ends(of: run, text(start, start &+ Self.block))
            if ends != 0 { return start &+ ends.trailingZeroBitCount }
            start &+= Self.block
            if start >= stop { return start }
        }
        return min(start &+ Self.tailEnds(of: run, text(from: start)).trailingZeroBitCount, count)
    }

    /// The bytes of a whole block that end a run, one bit for each.
    @inline(__always)
    private static func ends(of run: Run, _ block: ByteText) -> UInt32 {
        let base = unsafe block.baseAddress
        switch run {
        case .text: return unsafe xml_text_end_of_16(base)
        case .name: return unsafe xml_name_end_of_16(base)
        case .value: return unsafe xml_value_end_of_16(base)
        }
    }

    /// The same for the last block, of fewer bytes. The bits after its end are set.
    @inline(never)
    private static func tailEnds(of run: Run, _ block: ByteText) -> UInt32 {
        let base = unsafe block.baseAddress
        switch run {
        case .text: return unsafe xml_text_end_of_tail(base, block.count)
        case .name: return unsafe xml_name_end_of_tail(base, block.count)
        case .value: return unsafe xml_value_end_of_tail(base, block.count)
        }
    }
}
