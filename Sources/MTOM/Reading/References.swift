internal import Bytes
internal import CodecKit

/// The Includes of the root part, in the order of the document, and the parts that they refer to.
struct References: ~Copyable {
    /// What is known of the part that an Include refers to.
    enum State: UInt8 {
        case absent
        /// It is being read and passed on.
        case streaming
        /// All of it has been passed on.
        case streamed
        /// It is being held back, or has been.
        case held
    }

    /// An Include.
    struct Entry: BitwiseCopyable {
        /// Where in the text of the root part it stands.
        let position: Int
        /// Where the name of the element around it ends among all of them.
        let elementEnd: Int
        var state = State.absent
        /// The index of the part among those held back.
        var part = -1
    }

    private let maxCount: Int
    private var entries = GrowableBuffer<Entry>()
    /// The identifiers as the Includes have them, and with percent-encoding undone: an identifier of a part is compared with both.
    private var written: TextStack
    private var decoded: TextStack
    private var scratch = GrowableBuffer<UInt8>()
    private var elements = GrowableBuffer<UInt8>()
    /// The first Include whose content has not been passed on.
    private(set) var next = 0

    init(maxCount: Int, _ hash: KeyedHash) {
        self.maxCount = maxCount
        written = TextStack(hash)
        decoded = TextStack(hash)
    }

    mutating func reset() {
        entries.removeAll()
        elements.removeAll()
        written.truncate(to: 0)
        decoded.truncate(to: 0)
        next = 0
    }

    var count: Int { entries.count }

    /// Whether the content of all of them has been passed on.
    var isDone: Bool { next == entries.count }

    subscript(index: Int) -> Entry {
        get { entries[index] }
        set { entries[index] = newValue }
    }

    /// Moves on to the next Include.
    mutating func advance() {
        next &+= 1
    }

    /// The identifier of an Include, with percent-encoding undone.
    func id(_ index: Int) -> ByteText { decoded[index] }

    /// The identifier of an Include, as it is written.
    func writtenID(_ index: Int) -> ByteText { written[index] }

    /// The name of the element around an Include.
    func element(_ index: Int) -> ByteText {
        let start = index > 0 ? entries[index &- 1].elementEnd : 0
        return elements.text(start, entries[index].elementEnd &- start)
    }

    // MARK: Adding them

    /// Adds an Include with this value of `href`. `element` is the name of the element around it, or empty.
    mutating func add(_ href: ByteText, at position: Int, of element: ByteText) throws(CodecError) {
        guard let id = Self.id(in: href) else {
            throw .invalidFormat("an Include refers to something other than a part of the package", name: href)
        }
        guard entries.count < maxCount else {
            throw .quotaExceeded("the package has too many parts", limit: UInt64(truncatingIfNeeded: maxCount), .maxParts)
        }
        scratch.removeAll()
        guard PercentEncoding.decode(id, into: &scratch) else { throw .outOfMemory }
        guard decoded.find(scratch.text) == nil else { throw .invalidFormat("a part is referred to twice", name: id) }
        guard elements.append(element), written.push(id), decoded.push(scratch.text),
            entries.append(Entry(position: position, elementEnd: elements.count))
        else { throw .outOfMemory }
    }

    /// The identifier in a `cid:` URL (RFC 2392); nil if it is another URL.
    private static func id(in href: ByteText) -> ByteText? {
        let href = MIMEValue.trimmed(href)
        guard href.prefix(4).equalsIgnoringCase("cid:") else { return nil }
        let id = PartHeaders.withoutBrackets(href.dropFirst(4))
        return id.isEmpty ? nil : id
    }

    // MARK: Finding them

    /// The Include that refers to the part with this identifier; nil if none does.
    func find(_ id: ByteText) -> Int? {
        if let index = decoded.find(id) { return index }
        return written.find(id)
    }

    /// Throws if an Include refers to a part that has not come.
    func requireAll() throws(CodecError) {
        var index = next
        while index < count {
            if entries[index].state == .absent {
                throw .invalidFormat("the package lacks a part that an Include refers to", name: written[index])
            }
            index &+= 1
        }
    }
}
