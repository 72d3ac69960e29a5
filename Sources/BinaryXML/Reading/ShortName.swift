internal import Bytes
internal import XMLText

/// A text from whose beginning whole strides can be read and written, whatever its length: a name in a run of common records
/// or in a dictionary.
@safe
struct PaddedText {
    private let start: UnsafePointer<UInt8>
    let count: Int

    /// A text of at least one byte, after which a stride of bytes can be read.
    @inline(__always)
    init(_ start: UnsafePointer<UInt8>, count: Int) {
        unsafe self.start = start
        self.count = count
    }

    /// A string of a dictionary; nil if it is empty. Unsafe because only the strings of a dictionary, and names that are
    /// stored with room after them, are followed by a stride of bytes that can be read.
    @unsafe
    @inline(__always)
    init?(_ dictionaryString: ByteText) {
        if dictionaryString.isEmpty { return nil }
        unsafe self.init(dictionaryString.baseAddress, count: dictionaryString.count)
    }

    /// The first byte.
    @inline(__always)
    var first: UInt8 { unsafe start[0] }

    /// The first eight bytes, or all, as a number.
    @inline(__always)
    var word: UInt64 { unsafe ShortWord.of(padded: start, count: count) }

    /// Copies whole strides until all bytes are copied.
    @inline(__always)
    func copy(to place: UnsafeMutablePointer<UInt8>) {
        unsafe ShortCopy.copyStrides(from: start, to: place, count: count)
    }

    /// Copies whole strides to two places.
    @inline(__always)
    func copy(to place: UnsafeMutablePointer<UInt8>, and other: UnsafeMutablePointer<UInt8>) {
        unsafe ShortCopy.copyStrides(from: start, to: place, and: other, count: count)
    }
}

/// A prefix of up to seven bytes, as a number, or none.
struct ShortPrefix {
    var word: UInt64 = 0
    var count = 0
    /// Whether it is certain to be declared.
    var isDeclared = true

    /// The number of bytes that it takes with its colon.
    @inline(__always)
    var countWithColon: Int { count > 0 ? count &+ 1 : 0 }

    /// Writes it with a colon. Eight bytes are stored always.
    @inline(__always)
    func write(to place: UnsafeMutablePointer<UInt8>) {
        let colon = UInt64(UInt8(ascii: ":")) &<< UInt64(truncatingIfNeeded: count &* 8)
        unsafe UnsafeMutableRawPointer(place).storeBytes(of: (word | colon).littleEndian, as: UInt64.self)
    }
}

/// The name of a common record.
protocol CommonName {
    /// The number of bytes of the name with its prefix and colon, and of the prefix alone.
    var count: Int { get }
    var prefixCount: Int { get }

    /// The first eight bytes of the local name, as a number.
    var beginning: UInt64 { get }

    /// Writes the name to two places, each with room for `ShortName.maxStored` bytes.
    func write(to place: UnsafeMutablePointer<UInt8>, and other: UnsafeMutablePointer<UInt8>)
}

/// A name that a record spells out or takes from a dictionary.
struct ShortName: CommonName {
    /// The longest local name, and the longest name with a prefix and a colon.
    static var maxLocalCount: Int { 62 }
    static var maxCount: Int { 70 }
    /// The most bytes that are stored where a name is written.
    static var maxStored: Int { maxCount &+ 2 &* TextWriter.stride }

    let prefix: ShortPrefix
    let local: PaddedText

    @inline(__always)
    init(_ prefix: ShortPrefix, _ local: PaddedText) {
        self.prefix = prefix
        self.local = local
    }

    @inline(__always)
    var count: Int { prefix.countWithColon &+ local.count }

    @inline(__always)
    var prefixCount: Int { prefix.count }

    @inline(__always)
    var beginning: UInt64 { local.word }

    @inline(__always)
    func write(to place: UnsafeMutablePointer<UInt8>, and other: UnsafeMutablePointer<UInt8>) {
        unsafe prefix.write(to: place)
        unsafe prefix.write(to: other)
        let start = prefix.countWithColon
        unsafe local.copy(to: place + start, and: other + start)
    }
}
