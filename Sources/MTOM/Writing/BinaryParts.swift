internal import Bytes
internal import XMLText

/// The parts of a package that come after its root: the content of elements, decoded, in the order of the document. The last of
/// them may still be open: content of which it is not known yet whether it becomes a part.
struct BinaryParts: ~Copyable {
    /// Together with the root as many as the reader of WCF takes (`microsoft:xmldictionaryreader:maxmimeparts`).
    static var maxCount: Int { 999 }

    /// Not private: the compiler of debug builds needs it in other files, too.
    struct Entry: BitwiseCopyable {
        /// Where the bytes end; they begin where those of the part before end.
        var end: Int
        /// Where the media type ends among all of them.
        var typeEnd: Int
    }

    private var entries = GrowableBuffer<Entry>()
    private var bytes = GrowableBuffer<UInt8>()
    private var types = GrowableBuffer<UInt8>()
    private var reader = Base64Reader()

    /// Forgets all parts. The memory stays.
    mutating func removeAll() {
        entries.removeAll()
        bytes.removeAll()
        types.removeAll()
        reader = Base64Reader()
    }

    var count: Int { entries.count }

    /// The bytes of a part.
    func bytes(of index: Int) -> ByteText {
        let start = index > 0 ? entries[index &- 1].end : 0
        return bytes.text(start, entries[index].end &- start)
    }

    /// The media type of a part; empty if it is not known.
    func type(of index: Int) -> ByteText {
        let start = index > 0 ? entries[index &- 1].typeEnd : 0
        return types.text(start, entries[index].typeEnd &- start)
    }

    // MARK: The open part

    private var openStart: Int { entries.count > 0 ? entries[entries.count &- 1].end : 0 }

    /// The number of bytes of the open part if it ended here; nil if it cannot.
    var openCount: Int? {
        guard reader.mayEnd else { return nil }
        return bytes.count &- openStart &+ (reader.last?.count ?? 0)
    }

    /// How many characters at the end of the open part are too many: with them it is larger than `size`, and all parts are
    /// larger than `total`. However the document is cut, they are the same.
    func excess(over size: Int, _ total: Int) -> Int {
        let characters = (bytes.count &- openStart) / 3 &* 4 &+ reader.waitingCount
        // The fewest characters, padding apart, that stand for more.
        let tooMany = (max(size, total &- openStart) &* 4 &+ 6) / 3
        return characters &- reader.paddingCount < tooMany ? 0 : characters &- tooMany &+ 1
    }

    /// The bytes of the open part whose characters were complete, and the characters that wait.
    var open: (bytes: ByteText, waiting: UInt32, waitingCount: Int) {
        (bytes.text(openStart, bytes.count &- openStart), reader.waiting, reader.waitingCount)
    }

    /// Adds the characters of a text to the open part, up to the first that cannot be base64 there. Returns how many; nil if
    /// there is no memory.
    mutating func read(_ text: ByteText) -> Int? { reader.read(text, into: &bytes) }

    /// The open part is a part, of this media type. False if there is no memory for it.
    mutating func close(type: ByteText) -> Bool {
        if let (last, count) = reader.last, !bytes.append(UInt32(last), count: count) { return false }
        reader = Base64Reader()
        guard types.append(type) else { return false }
        return entries.append(Entry(end: bytes.count, typeEnd: types.count))
    }

    /// The open part is none.
    mutating func dropOpen() {
        bytes.truncate(to: openStart)
        reader = Base64Reader()
    }
}
