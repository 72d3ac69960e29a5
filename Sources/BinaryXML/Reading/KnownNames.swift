internal import Bytes
internal import CodecKit
internal import XMLText

/// 32 bytes, as numbers of which the first byte is lowest.
struct NameBytes: BitwiseCopyable, Equatable {
    private var first: UInt64 = 0
    private var second: UInt64 = 0
    private var third: UInt64 = 0
    private var fourth: UInt64 = 0

    init() {}

    /// Up to 32 bytes, padded with zeros.
    init(_ bytes: ByteText) {
        first = ShortWord.of(bytes)
        second = ShortWord.of(bytes.dropFirst(8))
        third = ShortWord.of(bytes.dropFirst(16))
        fourth = ShortWord.of(bytes.dropFirst(24))
    }

    var isEmpty: Bool { first == 0 }

    var hash: UInt64 { (first ^ (second &* 3) ^ (third &* 5) ^ (fourth &* 7)) &* 0x9E37_79B9_7F4A_7C15 }
}

/// The beginning of a record that names an element or attribute, as it was when it came before, and the name as text.
struct KnownName: BitwiseCopyable {
    /// The most bytes of a record, from its type to the end of the name, and of a name with its prefix and colon.
    static var maxCount: Int { 32 }

    /// The bytes of the record, padded with zeros; all zero if the slot is free.
    fileprivate var record = NameBytes()
    fileprivate var text = NameBytes()
    /// The first eight bytes of the local name, as a number.
    fileprivate(set) var beginning: UInt64 = 0
    /// The epoch of `OpenElements` in which the prefix was declared. It does not matter without a prefix.
    fileprivate(set) var epoch: UInt64 = 0
    fileprivate var recordCount: UInt8 = 0
    fileprivate var nameCount: UInt8 = 0
    fileprivate var prefixCount: UInt8 = 0
    /// The slot of the name that came next last time, and is likely to do so again.
    fileprivate var next: UInt8 = 0
}

/// The place of a known name. It is valid as long as its `KnownNames`.
@safe
struct KnownNameSlot: BitwiseCopyable {
    private let place: UnsafeMutablePointer<KnownName>

    @inline(__always)
    init(_ place: UnsafeMutablePointer<KnownName>) {
        unsafe self.place = place
    }

    @inline(__always)
    fileprivate var name: KnownName {
        @inline(__always) unsafeAddress { unsafe UnsafePointer(place) }
        @inline(__always) nonmutating unsafeMutableAddress { unsafe place }
    }

    /// The number of bytes of the record as far as the name goes, its type included.
    @inline(__always)
    var recordCount: Int { Int(name.recordCount) }

    /// The number of bytes of the name, prefix and colon included, and of the prefix alone.
    @inline(__always)
    var count: Int { Int(name.nameCount) }
    @inline(__always)
    var prefixCount: Int { Int(name.prefixCount) }
    @inline(__always)
    var beginning: UInt64 { name.beginning }

    /// Whether the name needs no declaration, or has one in this epoch.
    @inline(__always)
    func isDeclared(in epoch: UInt64) -> Bool { name.prefixCount == 0 || name.epoch == epoch }

    /// Whether `bytes`, of which there are `KnownName.maxCount`, begin like the record.
    @inline(__always)
    func begins(_ bytes: ByteText) -> Bool {
        let known = unsafe ByteText(UnsafeRawBufferPointer(start: UnsafeRawPointer(place), count: KnownName.maxCount))
        let count = recordCount
        let first = bytes.word(at: 0) ^ known.word(at: 0)
        if count < 8 { return first &<< UInt64(truncatingIfNeeded: 64 &- 8 &* count) == 0 }
        // The last eight bytes may overlap those before them.
        guard first == 0, count <= 16 || bytes.word(at: 8) == known.word(at: 8),
            count <= 24 || bytes.word(at: 16) == known.word(at: 16)
        else { return false }
        return bytes.word(at: count &- 8) == known.word(at: count &- 8)
    }

    /// Writes the name to two places, `KnownName.maxCount` bytes to each.
    @inline(__always)
    func write(to first: UnsafeMutablePointer<UInt8>, and second: UnsafeMutablePointer<UInt8>) {
        let text = unsafe UnsafeRawPointer(place) + KnownName.maxCount
        let low = unsafe text.loadUnaligned(as: SIMD16<UInt8>.self)
        let high = unsafe text.loadUnaligned(fromByteOffset: 16, as: SIMD16<UInt8>.self)
        unsafe Self.store(low, high, to: first)
        unsafe Self.store(low, high, to: second)
    }

    @inline(__always)
    private static func store(_ low: SIMD16<UInt8>, _ high: SIMD16<UInt8>, to place: UnsafeMutablePointer<UInt8>) {
        unsafe UnsafeMutableRawPointer(place).storeBytes(of: low, as: SIMD16<UInt8>.self)
        unsafe UnsafeMutableRawPointer(place).storeBytes(of: high, toByteOffset: 16, as: SIMD16<UInt8>.self)
    }
}

/// Remembers the names that records spell out, and which name came after which. A record that begins like the expected one
/// needs no second look: that its name is one, and how it is written, is known.
struct KnownNames: ~Copyable {
    /// A power of two.
    private static var slotCount: Int { 128 }

    private var names = GrowableBuffer<KnownName>()
    /// The slot of the name that came last.
    private var last: KnownNameSlot

    init() throws(CodecError) {
        guard names.append(repeating: KnownName(), count: Self.slotCount) else { throw .outOfMemory }
        unsafe last = KnownNameSlot(names.base)
    }

    /// The name that is likely to come next.
    @inline(__always)
    var expected: KnownNameSlot { slot(Int(last.name.next)) }

    /// Goes on to this name.
    @inline(__always)
    mutating func advance(to slot: KnownNameSlot) {
        last = slot
    }

    @inline(__always)
    private func slot(_ index: Int) -> KnownNameSlot { unsafe KnownNameSlot(names.base + index) }

    /// Remembers the name that came next, and not the expected one. `record` goes as far as the name does. `epoch` is 0 if the
    /// prefix may not be declared.
    @inline(never)
    mutating func remember(_ record: ByteText, _ text: ByteText, _ name: ShortName, epoch: UInt64) {
        guard record.count <= KnownName.maxCount, text.count <= KnownName.maxCount else { return }
        let words = NameBytes(record)
        var index = Int(truncatingIfNeeded: words.hash >> 57)
        // A name may be in either of two slots. If others are in both, it takes the second.
        let (here, there) = (self.slot(index).name.record, self.slot(index ^ 1).name.record)
        if there == words || !here.isEmpty && here != words { index ^= 1 }
        let slot = self.slot(index)
        if slot.name.record != words {
            slot.name.record = words
            slot.name.text = NameBytes(text)
            slot.name.beginning = name.local.word
            slot.name.recordCount = UInt8(truncatingIfNeeded: record.count)
            slot.name.nameCount = UInt8(truncatingIfNeeded: text.count)
            slot.name.prefixCount = UInt8(truncatingIfNeeded: name.prefix.count)
            // What came after the name that was there is likely to come after this one, too.
        }
        slot.name.epoch = epoch
        last.name.next = UInt8(truncatingIfNeeded: index)
        last = slot
    }
}
