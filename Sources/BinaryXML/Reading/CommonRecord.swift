internal import Bytes
internal import XMLText

/// A common record while it is being taken: what comes next of it and where its text goes. If it turns out not to be a common
/// one, it is dropped, and `CommonRun` stays as it was.
///
/// None of its functions asks whether there is anything to read, or room; see `CommonRun`.
@safe
struct CommonRecord {
    private(set) var next: UnsafePointer<UInt8>
    private(set) var target: UnsafeMutablePointer<UInt8>

    @inline(__always)
    init(_ next: UnsafePointer<UInt8>, _ target: UnsafeMutablePointer<UInt8>) {
        unsafe (self.next, self.target) = (next, target)
    }

    // MARK: Reading

    /// Takes a byte.
    @inline(__always)
    mutating func byte() -> UInt8 {
        let byte = unsafe next[0]
        skip(1)
        return byte
    }

    /// Takes bytes that are known.
    @inline(__always)
    mutating func skip(_ count: Int) {
        unsafe next += count
    }

    /// Takes the prefix that the record spells out; nil if it is empty or not short.
    @inline(__always)
    mutating func prefix() -> ShortPrefix? {
        let count = Int(byte())
        guard count > 0, count < 8 else { return nil }
        let word = unsafe ShortWord.of(padded: next, count: count)
        skip(count)
        return ShortPrefix(word: word, count: count)
    }

    /// Takes the local name that the record spells out; nil if it is not short, or not a name in ASCII.
    @inline(__always)
    mutating func localName() -> PaddedText? {
        let count = Int(byte())
        guard count > 0, count <= ShortName.maxLocalCount, unsafe PlainText.isName(next, count: count) else { return nil }
        let name = unsafe PaddedText(next, count: count)
        skip(count)
        return name
    }

    // MARK: Writing

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        unsafe target[0] = byte
        advance(1)
    }

    @inline(__always)
    private mutating func advance(_ count: Int) {
        unsafe target += count
    }

    /// Writes a name, and copies it to a place with room for `ShortName.maxStored` bytes.
    @inline(__always)
    mutating func append(_ name: some CommonName, copyingTo place: UnsafeMutablePointer<UInt8>) {
        unsafe name.write(to: target, and: place)
        advance(name.count)
    }

    /// The `count` bytes that were written last.
    func lastWritten(_ count: Int) -> ByteText { unsafe ByteText(start: target - count, count: count) }

    /// Writes the name of an open element, which is at most `ShortName.maxCount` bytes long.
    @inline(__always)
    mutating func append(nameOfElement name: ByteText) {
        if let name = unsafe PaddedText(name) { unsafe name.copy(to: target) }
        advance(name.count)
    }

    /// Takes a text of `count` bytes, at most 255, and writes it if all of it is written as it is. False if it is not.
    @inline(__always)
    mutating func copyPlain(_ count: Int, _ context: TextContext) -> Bool {
        guard unsafe PlainText.copy(from: next, to: target, count: count, context) else { return false }
        advance(count)
        skip(count)
        return true
    }

    /// Takes a value of `count` bytes and writes its text. False if the type has no such value.
    @inline(__always)
    mutating func copyValue(_ type: RecordType, _ count: Int) -> Bool {
        var writer = unsafe TextWriter(target, count: ValueText.maxCount)
        guard unsafe ValueText.write(type, ByteText(start: next, count: count), into: &writer) else { return false }
        advance(ValueText.maxCount &- writer.room)
        skip(count)
        return true
    }
}
