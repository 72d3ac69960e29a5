internal import Bytes
internal import CodecKit
internal import XMLText

/// 32 bytes, as numbers of which the first byte is lowest.
struct NameBytes: BitwiseCopyable, Equatable {
    private var low = SIMD2<UInt64>()
    private var high = SIMD2<UInt64>()

    init() {}

    /// Up to 32 bytes, padded with zeros.
    init(_ bytes: ByteText) {
        low = SIMD2(ShortWord.of(bytes), ShortWord.of(bytes.dropFirst(8)))
        high = SIMD2(ShortWord.of(bytes.dropFirst(16)), ShortWord.of(bytes.dropFirst(24)))
    }

    @inline(__always)
    var first: UInt64 { low.x }
    @inline(__always)
    var second: UInt64 { low.y }
    @inline(__always)
    var third: UInt64 { high.x }
    @inline(__always)
    var fourth: UInt64 { high.y }

    var isEmpty: Bool { first == 0 }

    var hash: UInt64 { (first ^ (second &* 3) ^ (third &* 5) ^ (fourth &* 7)) &* 0x9E37_79B9_7F4A_7C15 }

    static func == (left: NameBytes, right: NameBytes) -> Bool {
        left.first == right.first && left.second == right.second && left.third == right.third && left.fourth == right.fourth
    }

    /// Writes all 32 bytes.
    @inline(__always)
    func write(to place: UnsafeMutablePointer<UInt8>) {
        unsafe UnsafeMutableRawPointer(place).storeBytes(of: littleEndian, as: NameBytes.self)
    }

    /// The same numbers as they stand in memory where the lowest byte is the first.
    @inline(__always)
    private var littleEndian: NameBytes {
        var bytes = self
        bytes.low = SIMD2(first.littleEndian, second.littleEndian)
        bytes.high = SIMD2(third.littleEndian, fourth.littleEndian)
        return bytes
    }
}

/// The beginning of a record that names an element or attribute, as it was when it came before, and the name as text.
struct KnownName: BitwiseCopyable, CommonName {
    /// The most bytes of a record, from its type to the end of the name, and of a name with its prefix and colon.
    static var maxCount: Int { 32 }

    /// The bytes of the record, padded with zeros; all zero if the slot is free.
    fileprivate var record = NameBytes()
    /// The last eight bytes of the record, if it has as many.
    private var ending: UInt64 = 0
    private var text = NameBytes()
    /// The first eight bytes of the local name, as a number.
    private(set) var beginning: UInt64 = 0
    /// The epoch of `OpenElements` in which the prefix was declared. It does not matter without a prefix.
    fileprivate var epoch: UInt64 = 0
    private var sizes = Sizes()
    /// The slot of the name that came next last time, and is likely to do so again.
    fileprivate var next: UInt8 = 0

    private struct Sizes: BitwiseCopyable {
        var record: UInt8 = 0
        var name: UInt8 = 0
        var prefix: UInt8 = 0
    }

    /// A free slot.
    fileprivate init() {}

    /// A record as far as its name goes, and the name as text. What came after the name that was in the slot before is likely
    /// to come after this one, too.
    fileprivate init(_ record: ByteText, _ words: NameBytes, _ text: ByteText, _ name: ShortName, next: UInt8) {
        self.record = words
        ending = record.count >= 8 ? record.word(at: record.count &- 8) : 0
        self.text = NameBytes(text)
        beginning = name.beginning
        sizes.record = UInt8(truncatingIfNeeded: record.count)
        sizes.name = UInt8(truncatingIfNeeded: text.count)
        sizes.prefix = UInt8(truncatingIfNeeded: name.prefixCount)
        self.next = next
    }

    /// The number of bytes of the record as far as the name goes, its type included.
    @inline(__always)
    var recordCount: Int { Int(sizes.record) }

    @inline(__always)
    var count: Int { Int(sizes.name) }

    @inline(__always)
    var prefixCount: Int { Int(sizes.prefix) }

    /// Whether the name needs no declaration, or has one in this epoch.
    @inline(__always)
    func isDeclared(in epoch: UInt64) -> Bool { prefixCount == 0 || self.epoch == epoch }

    /// Whether `bytes`, of which there are `maxCount`, begin like the record. Nothing begins like a free slot.
    @inline(__always)
    func begins(_ bytes: ByteText) -> Bool {
        let count = recordCount
        let first = bytes.word(at: 0) ^ record.first
        if count < 8 { return count > 0 && first &<< UInt64(truncatingIfNeeded: 64 &- 8 &* count) == 0 }
        guard first == 0, count <= 16 || bytes.word(at: 8) == record.second,
            count <= 24 || bytes.word(at: 16) == record.third
        else { return false }
        // The last eight bytes may overlap those before them.
        return bytes.word(at: count &- 8) == ending
    }

    @inline(__always)
    func write(to place: UnsafeMutablePointer<UInt8>, and other: UnsafeMutablePointer<UInt8>) {
        unsafe text.write(to: place)
        unsafe text.write(to: other)
    }
}

/// Remembers the names that records spell out, and which name came after which. A record that begins like the expected one
/// needs no second look: that its name is one, and how it is written, is known.
struct KnownNames: ~Copyable {
    /// A power of two.
    private static var slotCount: Int { 128 }

    private var names = GrowableBuffer<KnownName>()
    /// The slot of the name that came last.
    private var last = 0
    /// The slot of the name that is likely to come next.
    private var next = 0

    init() throws(CodecError) {
        guard names.append(repeating: KnownName(), count: Self.slotCount) else { throw .outOfMemory }
    }

    /// The name that is likely to come next.
    @inline(__always)
    var expected: KnownName { names[next] }

    /// Goes on to the expected name.
    @inline(__always)
    mutating func advance() {
        last = next
        next = Int(names[last].next)
    }

    /// Remembers the name that came next, and not the expected one. `record` goes as far as the name does. `epoch` is 0 if the
    /// prefix may not be declared.
    @inline(never)
    mutating func remember(_ record: ByteText, _ text: ByteText, _ name: ShortName, epoch: UInt64) {
        guard record.count <= KnownName.maxCount, text.count <= KnownName.maxCount else { return }
        let words = NameBytes(record)
        var slot = Int(truncatingIfNeeded: words.hash >> 57)
        // A name may be in either of two slots. If others are in both, it takes the second.
        let (here, there) = (names[slot].record, names[slot ^ 1].record)
        if there == words || !here.isEmpty && here != words { slot ^= 1 }
        if names[slot].record != words { names[slot] = KnownName(record, words, text, name, next: names[slot].next) }
        names[slot].epoch = epoch
        names[last].next = UInt8(truncatingIfNeeded: slot)
        next = slot
        advance()
    }
}
