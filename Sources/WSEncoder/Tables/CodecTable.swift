internal import Bytes
internal import CWSEncoder
internal import CodecKit

/// What a table of built-in codecs and transforms was created with: immutable, and shared by the table and all its instances.
struct CodecTable: ~Copyable {
    static var defaultChunkSize: ULONG { 64 << 10 }
    static var defaultMaxDecodedSize: UInt64 { 64 << 20 }
    /// The most codecs in a row.
    static var maxLinks: Int { 8 }

    let header: TableHeader
    let links: CodecLinks
    let settings: Settings
    /// The calling convention of the host.
    let convention: CallingConvention
    /// The functions of the table in that convention; nil if it is the native one.
    let foreign: ForeignTable?
    /// The callback of the asynchronous contexts that instances pass to the host; nil for the native one.
    let completion: Closure?
    /// What its instances list in place of decoding messages; nil if they decode or encode.
    private let listing: Listing?

    /// What is known of the messages whose records are listed.
    enum Listing: UInt8 {
        case anyMessages
        /// They are those of a session from its first one on.
        case sessionFromStart
    }

    /// What applies to all links together.
    struct Settings: BitwiseCopyable {
        var limits = Limits(maxDecodedSize: CodecTable.defaultMaxDecodedSize, maxExpansion: 0)
        var chunkSize = CodecTable.defaultChunkSize
    }

    init(
        _ links: CodecLinks, _ direction: Direction, _ settings: Settings, _ convention: CallingConvention,
        listing: Listing? = nil
    ) throws(OutOfMemory) {
        self.listing = listing
        header = TableHeader(.codec, direction)
        self.links = links
        for index in 0..<links.count {
            links[index].options.maxStageOutput = direction == .decoder ? settings.limits.maxDecodedSize : 0
            links[index].options.isListedFromStart = listing == .sessionFromStart
        }
        self.settings = settings
        self.convention = convention
        guard convention != .native else {
            foreign = nil
            completion = nil
            links.retain()
            return
        }
        let made = try ForeignTable(direction, convention)
        completion = made.completion
        foreign = consume made
        links.retain()
    }

    deinit {
        links.release()
    }

    var direction: Direction { header.direction }

    /// Whether its instances pass the host's own bytes on.
    var isPassthrough: Bool { links.count == 1 && links[0].isPassthrough }

    /// Makes the codec of an instance. Several links become one pipeline, in the order in which the bytes pass through them.
    @_optimize(size)
    func makeCodec() throws(CodecError) -> AnyCodec {
        guard links.count > 1 else { return try makeLink(0) }
        var pipeline = Pipeline(maxStageOutput: links[0].options.maxStageOutput)
        for position in 0..<links.count {
            try pipeline.append(makeLink(direction == .encoder ? position : links.count &- 1 &- position))
        }
        return try AnyCodec(pipeline)
    }

    private func makeLink(_ index: Int) throws(CodecError) -> AnyCodec {
        try links[index].make(direction, lists: listing != nil)
    }

    /// Allocates memory for what a sink or source is given at a time.
    func makeChunk() throws(CodecError) -> RawBuffer {
        guard let chunk = RawBuffer(byteCount: Int(settings.chunkSize)) else { throw .outOfMemory }
        return chunk
    }

    /// Allocates a table of the links of a reader, which no other table has. The caller owns the reference.
    static func make(
        _ codecs: CodecTablePlan, _ convention: CallingConvention, listing: Listing? = nil
    ) throws(OutOfMemory) -> Reference<CodecTable> {
        let table = try CodecTable(codecs.links, codecs.direction, codecs.settings, convention, listing: listing)
        return try Reference(allocating: table)
    }
}

extension Reference where Value == CodecTable {
    /// The table of codecs that a createContext names; nil if there is none of this direction.
    @inline(__always)
    init?(_ createContext: UnsafeMutableRawPointer?, _ direction: Direction) {
        guard let table = unsafe TableObject(createContext, .codec, direction)?.codecTable else { return nil }
        self = table
    }

    /// The table as what a createContext names.
    var object: TableObject { unsafe TableObject(pointer) }

    /// The subject of a report: all codecs of the table or, for a number from 1 on, the one at that position in the pipeline of
    /// an instance. The pipeline of a decoder begins with the last link.
    func subject(link: UInt8 = 0) -> Subject {
        let count = value.links.count
        if link == 0 && count > 1 { return .allOf(self, value.direction) }
        let position = max(Int(link), 1) &- 1
        let index = value.direction == .decoder ? count &- 1 &- position : position
        return .codec(value.links[index].codec.name, value.direction)
    }
}

extension Limits {
    /// The failure of a message that has reached one of the two limits.
    func exceeded(produced: UInt64) -> CodecError {
        if sizeLeft(produced: produced) == 0 {
            return .quotaExceeded(
                "the message decodes to more than WSE_PROPERTY_MAX_DECODED_SIZE allows", limit: maxDecodedSize
            ).at(.output(produced))
        }
        return .quotaExceeded(
            "the message expands more than WSE_PROPERTY_MAX_EXPANSION allows", limit: UInt64(maxExpansion)
        ).at(.output(produced))
    }
}
