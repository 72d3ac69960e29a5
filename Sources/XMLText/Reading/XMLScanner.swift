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
    private var text = MarkedBlock()
    private var nameEnd = MarkedBlock()
    private var value = MarkedBlock()

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

    /// The first byte from `start` on that is not plain text. Blocks that begin at `stop` or later are not searched: if there
    /// is none before, it is at least `stop`. This keeps a long text that is taken piece by piece from being searched to its
    /// end for each piece.
    @inline(__always)
    mutating func nextText(_ start: Int, before stop: Int) -> Int { text.next(.text, in: bytes, from: start, before: stop) }

    /// The first byte from `start` on that cannot continue a name; `count` if there is none.
    @inline(__always)
    mutating func nextEnd(_ start: Int) -> Int { nameEnd.next(.nameEnd, in: bytes, from: start, before: bytes.count) }

    /// The first byte from `start` on that is not plain in the value of an attribute; `count` if there is none.
    @inline(__always)
    mutating func nextValue(_ start: Int) -> Int { value.next(.value, in: bytes, from: start, before: bytes.count) }
}

/// A block of 64 bytes and which of them matter, one bit for each: computed once as long as the search goes forward.
private struct MarkedBlock {
    /// What is searched for.
    enum Kind: UInt8 {
        case text
        case nameEnd
        case value
    }

    private var start = -64
    private var bits: UInt64 = 0

    /// The first byte from `first` on that matters; `stop` if there is none in the blocks that begin before that.
    @inline(__always)
    mutating func next(_ kind: Kind, in bytes: ByteText, from first: Int, before stop: Int) -> Int {
        if UInt(bitPattern: first &- start) >= 64 { load(kind, bytes, first & ~63) }
        var bits = self.bits &>> UInt64(truncatingIfNeeded: first &- start)
        var from = first
        while bits == 0 {
            from = start &+ 64
            if from >= stop { return stop }
            load(kind, bytes, from)
            bits = self.bits
        }
        return min(from &+ bits.trailingZeroBitCount, bytes.count)
    }

    @inline(__always)
    private mutating func load(_ kind: Kind, _ bytes: ByteText, _ start: Int) {
        self.start = start
        let left = bytes.count &- start
        bits = left >= 64 ? Self.mark(kind, bytes.part(start, 64)) : Self.markTail(kind, bytes.part(start, left))
    }

    /// The marks of a whole block.
    @inline(__always)
    private static func mark(_ kind: Kind, _ block: ByteText) -> UInt64 {
        let base = unsafe block.baseAddress
        switch kind {
        case .text: return unsafe xml_text_bits(base)
        case .nameEnd: return unsafe xml_end_bits(base)
        case .value: return unsafe xml_value_bits(base)
        }
    }

    /// The marks of the last block. The bits after its end are set.
    @inline(never)
    private static func markTail(_ kind: Kind, _ block: ByteText) -> UInt64 {
        let base = unsafe block.baseAddress
        switch kind {
        case .text: return unsafe xml_text_bits_of_tail(base, block.count)
        case .nameEnd: return unsafe xml_end_bits_of_tail(base, block.count)
        case .value: return unsafe xml_value_bits_of_tail(base, block.count)
        }
    }
}
