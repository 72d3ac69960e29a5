internal import Bytes
internal import CWSEncoder
internal import CodecKit

/// What a table of a chain was created with: tables that pass one another bytes by callbacks, in the order in which an encoder
/// applies them.
@safe
struct ChainTable: ~Copyable {
    let header: TableHeader
    /// The names of the links as the caller gave them, with a zero at the end.
    private let names: UnsafeMutablePointer<CChar>
    private var links = InlineArray<8, Entry?>(repeating: nil)
    private(set) var count = 0
    /// What the message as a whole may decode to; none without a link of this library.
    private(set) var limits = Limits(maxDecodedSize: 0, maxExpansion: 0)

    /// A link, and what to release when it is not needed any more.
    @safe
    struct Entry: BitwiseCopyable {
        let object: UnsafeMutableRawPointer
        let implementation: Implementation

        /// The link before it may read in its Start, when this instance of a decoder has not been told the content type yet.
        func allowReadingAhead(_ instance: UnsafeMutableRawPointer?) {
            switch unsafe object.assumingMemoryBound(to: TableHeader.self).pointee.kind {
            case .codec: unsafe Decoder(instance)?.allowReadingAhead()
            case .adapter: unsafe Adapter(instance)?.allowReadingAhead()
            case .chain: break
            }
        }
    }

    private init(_ names: UnsafeMutablePointer<CChar>, _ direction: Direction) {
        header = TableHeader(.chain, direction)
        unsafe self.names = names
    }

    deinit {
        for index in links.indices {
            if let link = links[index] { unsafe TableHeader.release(link.object) }
        }
        unsafe Memory.free(names)
    }

    static func make(
        _ names: UnsafePointer<CChar>, _ direction: Direction
    ) throws(OutOfMemory) -> UnsafeMutablePointer<ChainTable> {
        let table = try unsafe Memory.allocate(ChainTable.self)
        do throws(OutOfMemory) {
            unsafe table.initialize(to: ChainTable(try CodecName.copy(names), direction))
        } catch {
            unsafe Memory.free(table)
            throw error
        }
        return unsafe table
    }

    /// Adds a link at the end, and takes over the reference.
    mutating func append(_ object: UnsafeMutableRawPointer, _ implementation: Implementation?) {
        guard count < links.count, let implementation else { return unsafe TableHeader.release(object) }
        links[count] = unsafe Entry(object: object, implementation: implementation)
        count &+= 1
    }

    /// Takes over the limits of a link of this library. One that has no expansion to limit leaves that to the others.
    mutating func limit(_ limits: Limits) {
        self.limits.maxDecodedSize = limits.maxDecodedSize
        if limits.maxExpansion > 0 { self.limits.maxExpansion = limits.maxExpansion }
    }

    subscript(index: Int) -> Entry? {
        index >= 0 && index < count ? links[index] : nil
    }

    var direction: Direction { header.direction }

    var subject: Subject { unsafe .named(names, direction) }

    /// How many codings at the end of a list are for a link that is shown this content type. A registered one has one if more
    /// are there than those before it need.
    func codingCount(of index: Int, _ type: UnsafeBufferPointer<WCHAR>, in codings: ContentEncodingValue) -> Int {
        if let codecs = codecs(of: index) { return unsafe codecs.codingCount(WideText(type), in: codings) }
        var needed = 0
        for other in 0..<index {
            guard let codecs = codecs(of: other) else { continue }
            needed &+= unsafe codecs.neededCodingCount(WideText(type), in: codings, from: needed)
        }
        return codings.count > needed ? 1 : 0
    }

    /// The codecs of this library that a link is made of; nil for a registered one.
    private func codecs(of index: Int) -> CodecLinks? {
        guard let link = self[index],
            unsafe link.object.assumingMemoryBound(to: TableHeader.self).pointee.kind == .codec
        else { return nil }
        return unsafe link.object.assumingMemoryBound(to: CodecTable.self).pointee.links
    }

    /// Appends what a link is called.
    func appendName(of index: Int, to text: inout TextBuffer) {
        guard let link = self[index] else { return }
        if unsafe link.object.assumingMemoryBound(to: TableHeader.self).pointee.kind == .codec {
            unsafe link.object.assumingMemoryBound(to: CodecTable.self).pointee.links.appendNames(to: &text)
        } else {
            unsafe text.append(cString: link.object.assumingMemoryBound(to: AdapterTable.self).pointee.name)
        }
    }
}
