internal import Bytes
internal import CWSEncoder
internal import CodecKit

/// What a table of built-in codecs was created with: immutable, and shared by the table and all its instances.
@safe
struct CodecTable: ~Copyable {
    static var defaultChunkSize: ULONG { 64 << 10 }
    static var defaultMaxDecodedSize: UInt64 { 64 << 20 }
    /// The most codecs in a row.
    static var maxLinks: Int { 8 }

    let header: TableHeader
    let links: CodecLinks
    let settings: Settings
    /// The functions of the table, and the calling convention of its host, unless that is the native one.
    let foreign: ForeignTable?
    let convention: CallingConvention
    /// The callback of the asynchronous contexts that instances hand to the host; nil where the native one will do.
    let completion: WS_ASYNC_CALLBACK?
    /// Its instances list the parts of messages where they would decode them.
    private let lists: Bool

    /// What holds for all links together.
    struct Settings: BitwiseCopyable {
        var limits = Limits(maxDecodedSize: CodecTable.defaultMaxDecodedSize, maxExpansion: 0)
        var chunkSize = CodecTable.defaultChunkSize
    }

    init(
        _ links: CodecLinks, _ direction: Direction, _ settings: Settings, _ convention: CallingConvention, lists: Bool = false
    ) throws(OutOfMemory) {
        self.lists = lists
        header = TableHeader(.codec, direction)
        self.links = links
        self.settings = settings
        self.convention = convention
        guard convention != .native else {
            foreign = nil
            unsafe completion = nil
            return
        }
        let made = try ForeignTable(direction, convention)
        unsafe completion = made.completion.map { unsafe unsafeBitCast($0.function, to: WS_ASYNC_CALLBACK.self) }
        foreign = consume made
    }

    var direction: Direction { header.direction }

    /// Whether its instances hand the host's own bytes on.
    var isPassthrough: Bool { links.count == 1 && links[0].isPassthrough }

    /// Whom a diagnostic names: the codec of this number in the pipeline, from 1, or all of them for 0. The pipeline of a
    /// decoder has the links from the last on.
    static func subject(_ codecTable: UnsafeMutablePointer<CodecTable>, link: UInt8 = 0) -> Subject {
        let links = unsafe codecTable.pointee.links
        let direction = unsafe codecTable.pointee.direction
        if link == 0 && links.count > 1 { return unsafe Subject(allOf: codecTable, direction) }
        let position = max(Int(link), 1) &- 1
        return Subject(links[direction == .decoder ? links.count &- 1 &- position : position].codec.name, direction)
    }

    /// Makes the codec of an instance: several links become one pipeline, in the order in which the bytes pass them.
    func makeCodec() throws(CodecError) -> AnyCodec {
        guard links.count > 1 else { return try makeLink(0) }
        var pipeline = Pipeline(maxStageOutput: maxStageOutput)
        for position in 0..<links.count {
            try pipeline.append(makeLink(direction == .encoder ? position : links.count &- 1 &- position))
        }
        return try AnyCodec(pipeline)
    }

    /// The most bytes that may pass between two codecs.
    private var maxStageOutput: UInt64 { direction == .decoder ? settings.limits.maxDecodedSize : 0 }

    private func makeLink(_ index: Int) throws(CodecError) -> AnyCodec {
        let link = links[index]
        var options = link.options
        options.maxStageOutput = maxStageOutput
        if lists { return try link.codec.makeDump(options) }
        return switch direction {
        case .encoder: try link.codec.makeEncoder(options)
        case .decoder: try link.codec.makeDecoder(options)
        }
    }

    /// Memory for what a sink or source is given at a time.
    func makeChunk() throws(CodecError) -> RawBuffer {
        do throws(OutOfMemory) {
            return try RawBuffer(byteCount: Int(settings.chunkSize))
        } catch {
            throw .outOfMemory
        }
    }

    static func retain(_ codecTable: UnsafeMutablePointer<CodecTable>) {
        unsafe TableHeader.retain(codecTable)
    }

    static func release(_ codecTable: UnsafeMutablePointer<CodecTable>) {
        unsafe TableHeader.release(codecTable)
    }
}

extension Limits {
    /// Which of the two it is that has no more left.
    func exceeded(produced: UInt64) -> CodecError {
        if sizeLeft(produced: produced) == 0 {
            return .quotaExceeded(
                "the message decodes to more than WSE_PROPERTY_MAX_DECODED_SIZE allows", limit: maxDecodedSize)
        }
        return .quotaExceeded(
            "the message expands more than WSE_PROPERTY_MAX_EXPANSION allows", limit: UInt64(maxExpansion))
    }
}
