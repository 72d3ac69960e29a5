internal import Bytes
internal import CodecKit

/// Takes one zlib stream, gzip members in a row (RFC 1952, section 2.2), of which there may be none, or bare deflated data.
/// What stands around the data is read here, the same whatever engine reads the data.
struct DeflateDecoder<Engine: InflateEngine & ~Copyable>: Codec, ~Copyable {
    /// What comes next.
    private enum Part: UInt8 {
        case header, data, trailer, end
    }

    private let format: DeflateFormat
    private let inflater: Engine
    private var part = Part.header
    private var gzipHeader = GzipHeader()
    private var zlibHeader = ZlibHeader()
    private var checksum: ContentChecksum
    /// The number of bytes of the trailer so far.
    private var trailerIndex = 0

    init(_ format: DeflateFormat) throws(CodecError) {
        self.format = format
        inflater = try Engine()
        checksum = ContentChecksum(format)
    }

    var inputFormat: MessageFormat? {
        switch format {
        case .gzip: .gzip
        case .zlib: .zlib
        case .raw: .rawDeflate
        }
    }

    mutating func begin() {
        inflater.begin()
        part = .header
        gzipHeader = GzipHeader()
        zlibHeader = ZlibHeader()
        checksum = ContentChecksum(format)
        trailerIndex = 0
    }

    /// `.finished` once a checksum has been verified, and for gzip only if no further member may follow.
    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        while true {
            switch part {
            case .header:
                guard try takeHeader(&input) else {
                    guard isMessageEmpty else { return .needsInput }
                    return isLast ? .finished : .mayEnd
                }
                part = .data
            case .data:
                let progress = try takeData(&input, into: &output)
                guard progress == .finished else { return progress }
                part = .trailer
            case .trailer:
                guard try takeTrailer(&input) else { return .needsInput }
                part = .end
            case .end:
                guard format == .gzip else { return .finished }
                guard let first = input.first else { return isLast ? .finished : .mayEnd }
                if output.isFull { return .outputFull }
                guard first == GzipHeader.firstMagic else {
                    throw .invalidFormat("what follows the stream is not another gzip member")
                }
                begin()
            }
        }
    }

    /// Whether the header is complete. A byte that is refused is not taken.
    @_lifetime(input: copy input)
    private mutating func takeHeader(_ input: inout InputCursor) throws(CodecError) -> Bool {
        while !isHeaderComplete {
            guard let byte = input.first else { return false }
            if format == .gzip { try gzipHeader.take(byte) } else { try zlibHeader.take(byte) }
            input.skip(1)
        }
        return true
    }

    /// Whether there are no members. The header of one that follows another is never without its first byte.
    private var isMessageEmpty: Bool { format == .gzip && gzipHeader.isEmpty }

    private var isHeaderComplete: Bool {
        switch format {
        case .gzip: gzipHeader.isComplete
        case .zlib: zlibHeader.isComplete
        case .raw: true
        }
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    private mutating func takeData(
        _ input: inout InputCursor, into output: inout OutputCursor
    ) throws(CodecError) -> Progress {
        let start = output.produced
        let progress = try inflater.process(&input, into: &output)
        checksum.update(output.written(from: start))
        return progress
    }

    /// Whether the trailer is complete. A byte that is refused is not taken.
    @_lifetime(input: copy input)
    private mutating func takeTrailer(_ input: inout InputCursor) throws(CodecError) -> Bool {
        while trailerIndex < checksum.trailerLength {
            guard let byte = input.first else { return false }
            guard byte == checksum.trailerByte(at: trailerIndex) else {
                throw .invalidFormat(
                    trailerIndex < 4 ? "the data does not match its checksum" : "the data does not match its length")
            }
            input.skip(1)
            trailerIndex &+= 1
        }
        return true
    }
}
